//! What a change tells of units that come under another one, before it is made.

use super::tests::{home, uid};
use crate::identity::right::Role;
use crate::testing::TestOffice;

fn wizard(unit: &str) -> String {
    format!("/van-phong/to-chuc/{unit}/thay-doi")
}

#[tokio::test]
async fn a_move_tells_what_goes_along_and_whose_rights_end_and_begin() {
    let t = TestOffice::new().await;
    let (home, far) = (home(&t).await, t.elsewhere);
    t.signed_in("van phong cu", Role::CommuneClerk, home).await;
    t.signed_in("van phong moi", Role::CommuneClerk, far).await;
    let mut officer = t.as_cast("organisation").await;
    let (cell, commune, into) = (uid(&t, t.silent_cell).await, uid(&t, home).await, uid(&t, far).await);
    let count = "SELECT count(*) FROM membership WHERE unit_id = $1 AND kind = 'main' AND to_day IS NULL";
    let members: i64 = t.value(count, &[&t.silent_cell]).await;
    let code: String = t.value("SELECT code FROM unit_code WHERE unit_id = $1", &[&t.silent_cell]).await;
    let code = crate::org::code::written(&code);
    let cell_field = format!("unit-{}", t.silent_cell);
    for (unit, fields) in [
        (&cell, vec![("kind", "move"), ("into", &*into)]),
        (&commune, vec![("kind", "transfer_part"), ("into", &*into), (&*cell_field, "1")]),
    ] {
        let fields: Vec<_> = fields.into_iter().chain([("day", "24/11/2018"), ("paper", "QĐ 1")]).collect();
        let look = officer.post(&wizard(unit), &fields).await.text();
        for told in [
            format!("Đi theo các đơn vị ấy Đảng viên: {members}; Chức vụ: "),
            "Việc đang mở đi theo".to_owned(),
            "van-phong-cu: Văn phòng đảng ủy xã".to_owned(),
            "van-phong-moi: Văn phòng đảng ủy xã".to_owned(),
            code.clone(),
        ] {
            assert!(look.contains(&told), "{told}: {look}");
        }
        let (lose, gain) = look.split_once("Có quyền ở các đơn vị ấy").expect("who gets rights");
        assert!(lose.contains("van-phong-cu: ") && !lose.contains("van-phong-moi"), "{lose}");
        assert!(gain.contains("van-phong-moi: ") && !gain.contains("van-phong-cu"), "{gain}");
        let leader: String = t.value("SELECT name FROM account WHERE login = 'leader'", &[]).await;
        assert!(!look.contains(&format!("{leader}: Lãnh đạo")), "who stands above both goes on: {look}");
    }
}
