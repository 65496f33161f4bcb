//! Members of ethnic minorities are counted, alone and within groups, by each number and each reason; no number points at
//! somebody, and whoever opens a list is noted for everyone on it.

use super::sections::Which;
use super::*;
use crate::people::secret::{Secret, set_secret};
use crate::testing::{TestOffice, morning};

/// The silent cell in the first campaign: its address, and those on its roll whose record is kept there.
async fn silent(t: &TestOffice) -> (i64, String, Vec<i64>) {
    let first: i64 = t.value("SELECT min(id) FROM campaign", &[]).await;
    let uid: String = t.value("SELECT uid FROM campaign WHERE id = $1", &[&first]).await;
    let cell: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.silent_cell]).await;
    let due = t.office.standing(first).await.unwrap().persons(t.silent_cell, &[], Which::Due);
    let mut conn = t.office.db.read().await.unwrap();
    let mut homes = Vec::new();
    for person in due {
        if crate::people::unit_of(&mut conn, person, morning().day()).await.unwrap() == Some(t.silent_cell) {
            homes.push(person);
        }
    }
    assert!(homes.len() >= 22, "{}", homes.len());
    (first, format!("/van-phong/hoc-tap/{uid}/{cell}"), homes)
}

/// Records of each the group that `of` says; of whom it says none, nothing is on record.
async fn record(t: &TestOffice, persons: &[i64], of: impl Fn(usize) -> &'static str) {
    let mut tx = t.office.db.begin().await.unwrap();
    for (nth, person) in persons.iter().enumerate() {
        let (grant, value) = (Grant::console(t.silent_cell), (Secret::Ethnicity, of(nth)));
        set_secret(&mut tx, grant, &t.office.vault, *person, value, morning()).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn attend(t: &TestOffice, campaign: i64, persons: &[i64]) {
    let campaign = Campaign::get(&mut t.office.db.read().await.unwrap(), campaign).await.unwrap();
    let marks: Vec<Mark> =
        persons.iter().map(|person| Mark { person: *person, state: State::Attended, expected: 0 }).collect();
    let mut tx = t.office.db.begin().await.unwrap();
    mark_attendance(&mut tx, Grant::console(t.silent_cell), &campaign, &marks, morning()).await.unwrap();
    tx.commit().await.unwrap();
}

/// The number in a row of the page; `None` where it is kept back.
fn number(page: &str, row: &str) -> Option<u64> {
    let (_, rest) =
        page.split_once(&format!("<th scope=\"row\">{row}</th>")).unwrap_or_else(|| panic!("{row}: {page}"));
    let (cell, _) = rest.split_once("</td>").unwrap();
    cell.rsplit('>').next().unwrap().trim().parse().ok()
}

#[tokio::test]
async fn members_of_ethnic_minorities_are_counted_unless_a_number_points_at_somebody() {
    let t = TestOffice::new().await;
    let (first, here, homes) = silent(&t).await;
    let here = format!("{here}/dan-toc");
    let last = homes.len() - 1;
    record(&t, &homes, |nth| match nth {
        nth if nth == last => "",
        nth if nth < 11 => ["Khmer", "Chăm"][nth % 2],
        nth => ["Kinh", "kinh", "Việt"][nth % 3],
    })
    .await;
    let mut officer = t.as_cast("organisation").await;
    let none = officer.post(&here, &[]).await;
    assert!(none.text().contains("0/11") && none.text().contains("chưa ghi dân tộc"), "{}", none.text());
    let due = number(&none.html(), "Phải học");
    assert_eq!((due, number(&none.html(), "Chưa điểm danh")), (Some(11), Some(11)), "{}", none.text());

    // Two took part: as few could be guessed, and with the whole known so could the rest.
    attend(&t, first, &homes[..2]).await;
    let few = officer.post(&here, &[]).await;
    assert!(!few.text().contains("2/11") && few.text().contains("không hiện tỷ lệ"), "{}", few.text());
    let rows = ["Phải học", "Đã học", "Chưa điểm danh"].map(|row| number(&few.html(), row));
    assert_eq!(rows, [Some(11), None, None], "{}", few.text());

    // Five of them and five others took part, and as many did not.
    attend(&t, first, &homes[2..5]).await;
    attend(&t, first, &homes[11..16]).await;
    let counted = officer.post(&here, &[]).await;
    let rows = ["Đã học", "Chưa điểm danh"].map(|row| number(&counted.html(), row));
    assert_eq!(rows, [Some(5), Some(6)], "{}", counted.text());
    for page in [&none, &few, &counted] {
        assert!(!page.text().contains("Khmer") && !page.text().contains("Chăm"), "{}", page.text());
    }
    assert_eq!(t.value::<i64>("SELECT count(*) FROM journal WHERE verb = 'study.minority.count'", &[]).await, 3);
}

#[tokio::test]
async fn a_minority_is_counted_within_a_group_unless_the_rest_could_be_guessed() {
    let t = TestOffice::new().await;
    let (first, here, homes) = silent(&t).await;
    record(&t, &homes, |nth| if nth < 11 { "Khmer" } else { "Kinh" }).await;
    let women = async |is: &dyn Fn(usize) -> bool| {
        let mut tx = t.office.db.begin().await.unwrap();
        for (nth, person) in homes.iter().enumerate() {
            let sex = if is(nth) { "f" } else { "m" };
            tx.exec("UPDATE person SET sex = $1 WHERE id = $2", &[&sex, person]).await.unwrap();
        }
        tx.commit().await.unwrap();
        t.office.forget_standings(first).await;
    };
    let mut officer = t.as_cast("organisation").await;
    let at = format!("{here}/dan-toc");
    // Six women of a minority; the men who do not belong to one are nobody, and then five.
    women(&|nth| !(6..11).contains(&nth)).await;
    let page = officer.get(&format!("{here}/nhom?women=1")).await;
    assert!(page.text().contains("Đếm đảng viên dân tộc thiểu số: Nữ"), "{}", page.text());
    assert!(page.html().contains("<input type=\"hidden\" name=\"women\" value=\"1\">"), "{}", page.html());
    assert!(officer.post(&at, &[]).await.text().contains("0/11"));
    let guarded = officer.post(&at, &[("women", "1")]).await;
    assert_eq!(number(&guarded.html(), "Phải học"), None, "the men would all belong to it: {}", guarded.text());
    women(&|nth| !(6..16).contains(&nth)).await;
    let told = officer.post(&at, &[("women", "1")]).await;
    assert_eq!(number(&told.html(), "Phải học"), Some(6), "{}", told.text());
    let few = officer.post(&at, &[("women", "1"), ("heads", "1")]).await.text();
    assert!(few.contains("nhóm dưới 5 người"), "{few}");
    let noted =
        "SELECT count(*) FROM journal WHERE verb = 'study.minority.count' AND after LIKE '%\"group\":\"women\"%'";
    assert_eq!(t.value::<i64>(noted, &[]).await, 2);
}

#[tokio::test]
async fn a_list_of_a_minority_opens_for_a_purpose_and_is_noted_for_everyone_on_it() {
    let t = TestOffice::new().await;
    let (first, here, homes) = silent(&t).await;
    record(&t, &homes, |nth| if nth < 3 { "Khmer" } else { "Kinh" }).await;
    attend(&t, first, &homes[..2]).await;
    let list = format!("{here}/dan-toc/danh-sach");
    let mut names = Vec::new();
    for person in &homes[..4] {
        names.push(t.value::<String>("SELECT full_name FROM person WHERE id = $1", &[person]).await);
    }
    let readings = async || t.value::<i64>("SELECT count(*) FROM reading WHERE field = 'ethnicity'", &[]).await;
    let mut officer = t.as_cast("organisation").await;
    let unsaid = officer.post(&list, &[("loai", "took_part")]).await;
    assert_eq!(unsaid.outcome(), "422", "no purpose");
    assert_eq!(readings().await, 0);
    let opened = officer.post(&list, &[("loai", "took_part"), ("reason", "report")]).await;
    assert!(opened.text().contains(&names[0]) && opened.text().contains(&names[1]), "{}", opened.text());
    assert!(!opened.text().contains("Khmer"), "which group it is stays sealed");
    assert!(opened.text().contains("Đã ghi lại lần mở này cho 2 người"), "{}", opened.text());
    assert_eq!(readings().await, 2);
    let noted: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'people.secret.read'", &[]).await;
    assert_eq!(noted, 2, "each is in the journal");
    let rest = officer.post(&list, &[("loai", "unmarked"), ("reason", "report")]).await;
    assert!(rest.text().contains("1 người"), "{}", rest.text());
    assert_eq!(readings().await, 3);

    // Exempt for a reason, which is no less a number with its list.
    let kind: String = t.value("SELECT reason FROM exemption ORDER BY id LIMIT 1", &[]).await;
    let ruleset: String = t.value("SELECT ruleset FROM exemption ORDER BY id LIMIT 1", &[]).await;
    let (mut tx, day) = (t.office.db.begin().await.unwrap(), morning().day().plus_days(-900));
    let sql = "INSERT INTO exemption (uid, person_id, unit_id, reason, asked_how, decided_on, from_day, ruleset)
               VALUES ('a-minority', $1, $2, $3, 'oral', $4, $4, $5)";
    tx.exec(sql, &[&homes[2], &t.silent_cell, &kind, &day, &ruleset]).await.unwrap();
    tx.commit().await.unwrap();
    t.office.forget_standings(first).await;
    let exempt = officer.post(&list, &[("loai", &format!("exempt:{kind}")), ("reason", "report")]).await;
    assert!(exempt.text().contains(&names[2]) && !exempt.text().contains(&names[3]), "{}", exempt.text());
    assert_eq!(officer.post(&list, &[("loai", "exempt:nothing"), ("reason", "report")]).await.outcome(), "404");
}
