//! A year of birth that is off by one, as where somebody counts by the lunar year.

use super::*;

#[tokio::test]
async fn a_year_off_by_one_in_one_cell_is_a_doubt_and_no_new_member() {
    let t = TestOffice::new().await;
    let mut door = t.as_cast("organisation").await;
    let cell = uid(&t, t.silent_cell).await;
    let first = "Họ và tên,Ngày sinh\nLê Thị Khánh Hòa,05/03/1962\nTrần Văn Khánh Bảy,1958\n";
    let list = upload(&t, &mut door, t.silent_cell, ("a.csv", first.as_bytes())).await;
    look(&mut door, &list, &[("unit", &cell)]).await;
    press(&mut door, &list, "ghi", &[]).await;
    for (row, is_doubt) in [
        ("Lê Thị Khánh Hòa,05/03/1961", true),
        ("Lê Thị Khánh Hòa,05/03/1963", true),
        ("Lê Thị Khánh Hòa,1963", true),
        ("Trần Văn Khánh Bảy,1957", true),
        ("Trần Văn Khánh Bảy,04/10/1959", true),
        ("Lê Thị Khánh Hòa,06/03/1963", false),
        ("Lê Thị Khánh Hòa,05/03/1964", false),
        ("Lê Khánh Hòa,05/03/1963", false),
    ] {
        let csv = format!("Họ và tên,Ngày sinh\n{row}\n");
        let list = upload(&t, &mut door, t.silent_cell, ("b.csv", csv.as_bytes())).await;
        look(&mut door, &list, &[("unit", &cell)]).await;
        let counted = counted(&t, &list).await;
        assert_eq!(counted, if is_doubt { [0, 0, 0, 1, 0] } else { [1, 0, 0, 0, 0] }, "{row}");
    }
}
