//! To whom a case concerns there is no proposal to open it: not on the desk, by its address or in the journal, nor are they
//! named among those who may agree.

use super::tests::{begin, someone};
use crate::testing::{TestOffice, agrees};

#[tokio::test]
async fn a_proposal_to_open_a_case_is_nothing_to_whom_the_case_concerns() {
    let nobody = "Hiện chưa có ai khác có quyền đồng ý";
    for (who, is_concerned, known_to, told) in [
        ("leader", false, "members", "Bí thư Huyện ủy"),
        ("leader", true, "members", nobody),
        ("leader", true, "heads", nobody),
        ("the head", false, "members", "the-head"),
        ("the head", true, "members", "Bí thư Huyện ủy"),
        ("the head", true, "heads", "Bí thư Huyện ủy"),
    ] {
        let row = format!("{who} {is_concerned} {known_to}");
        let t = TestOffice::new().await;
        let mut inspector = t.as_cast("inspector").await;
        let (case, _) = begin(&t, &mut inspector, known_to).await;
        let mut door = someone(&t, who).await;
        if is_concerned {
            let sql = "UPDATE closed_case SET person_id = (SELECT person_id FROM account WHERE login = $1)
                       WHERE number = 'Zqn/2018'";
            let mut tx = t.office.db.begin().await.unwrap();
            tx.exec(sql, &[&who.replace(' ', "-")]).await.unwrap();
            tx.commit().await.unwrap();
        }
        let organisation: String = t.value("SELECT uid FROM account WHERE login = 'organisation'", &[]).await;
        let fields = [("who", organisation.as_str()), ("reason", "Thẩm tra lý lịch")];
        let asked = inspector.post(&format!("{case}/mo-cho"), &fields).await.outcome();
        let proposal = asked.strip_prefix("303 ").and_then(|to| to.split('?').next()).expect(&asked).to_owned();

        let page = inspector.get(&proposal).await.text();
        let named = if who == "leader" { "Bí thư Huyện ủy" } else { "the-head" };
        assert!(page.contains(told), "{row}, told to whoever asked: {page}");
        assert_eq!(page.contains(named), !is_concerned, "{row}, who may agree: {page}");

        let (found, declined, agreed) = if is_concerned { ("404", "404", "404") } else { ("200", "422", "303") };
        assert_eq!(door.get(&proposal).await.outcome(), found, "{row}");
        let without_reason = door.post(&format!("{proposal}/tu-choi"), &[("note", "")]).await;
        assert_eq!(without_reason.outcome(), declined, "{row}");
        for page in ["/van-phong", "/van-phong/de-nghi"] {
            assert_eq!(door.get(page).await.html().contains(&proposal), !is_concerned, "{row}: {page}");
        }
        if who == "the head" {
            let journal = door.get("/van-phong/nhat-ky").await;
            assert_eq!(journal.outcome(), "200", "{row}");
            assert_eq!(journal.text().contains("Đề nghị việc cần hai người"), !is_concerned, "{row}: the journal");
        }
        let answer = agrees(&mut door, &proposal).await.outcome();
        assert!(answer.starts_with(agreed), "{row}: {answer}");
        let opened: i64 = t
            .value("SELECT count(*) FROM journal WHERE verb = 'inspection.case.let_in' AND actor IS NOT NULL", &[])
            .await;
        assert_eq!(opened, i64::from(!is_concerned), "{row}");
    }
}
