//! The lists of an earlier day by the units of that day and by those of today, through the door.

use super::tests::{home, uid};
use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::testing::Door;

const EXEMPTIONS: &str = "/van-phong/mien-sinh-hoat";
const TRANSFERS: &str = "/van-phong/chuyen-sinh-hoat";
const CANDIDATES: &str = "/van-phong/ket-nap";
const DAY: &str = "ngay=21/11/2018";
const BY_TODAY: &str = "ngay=21/11/2018&theo=hom-nay";

/// The last cell of the silent one's commune, which is to carry on for it.
async fn heir(t: &TestOffice) -> i64 {
    let sql = "SELECT max(unit_id) FROM unit_parent WHERE parent_id = $1 AND unit_id <> $2";
    t.value(sql, &[&home(t).await, &t.silent_cell]).await
}

async fn name(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT name FROM unit_name WHERE unit_id = $1 ORDER BY id LIMIT 1", &[&unit]).await
}

/// Makes a change of the silent cell that holds from 22/11/2018 on.
async fn change(t: &TestOffice, officer: &mut Door, fields: &[(&str, &str)]) {
    let page = format!("/van-phong/to-chuc/{}/thay-doi", uid(t, t.silent_cell).await);
    let fields = [&[("day", "22/11/2018"), ("paper", "QĐ 9-QĐ/HU")], fields].concat();
    let made = t.changed(officer, &page, &fields).await;
    if made.contains("/de-nghi/") {
        t.agreed(&made).await;
    } else {
        assert!(made.starts_with("303"), "{made}");
    }
}

/// What a list says of somebody; `None` when they are not on it.
async fn said(door: &mut Door, list: &str, query: &str, href: &str) -> Option<String> {
    let page = door.get(&format!("{list}?{query}")).await;
    assert_eq!(page.outcome(), "200", "{list}?{query}");
    let html = page.html();
    let row = html.split(&format!("<a href=\"{href}\">")).nth(1).and_then(|rest| rest.split("</li>").next());
    row.map(str::to_owned)
}

#[tokio::test]
async fn who_is_on_a_list_stands_under_the_unit_of_the_day_or_the_one_of_today() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    // One of the candidates is admitted the day before the cell ends.
    let of_cell = async |sql: &str| t.value::<String>(sql, &[&t.silent_cell]).await;
    let filed = of_cell("SELECT uid FROM candidate WHERE unit_id = $1 AND state = 'filed'").await;
    let filed = format!("{CANDIDATES}/{filed}");
    for (step, day, paper) in [("xet", "20/11/2018", "NQ 11"), ("quyet-dinh", "21/11/2018", "QĐ 125-QĐ/HU")] {
        let version = officer.get(&filed).await.field("version");
        let fields = [("version", &*version), ("day", day), ("paper", paper)];
        assert!(officer.post(&format!("{filed}/buoc/{step}"), &fields).await.outcome().starts_with("303"), "{step}");
    }
    let novice = "SELECT p.uid FROM person p JOIN candidate c ON c.person_id = p.id WHERE c.unit_id = $1";
    let open = of_cell("SELECT uid FROM candidate WHERE unit_id = $1 AND state = 'recognised'").await;
    let asked = of_cell("SELECT uid FROM exemption_request WHERE unit_id = $1 AND state = 'asked'").await;
    let out = of_cell("SELECT uid FROM transfer WHERE from_unit = $1 AND state = 'requested'").await;
    let comes = of_cell("SELECT uid FROM transfer WHERE to_unit = $1 AND state = 'introduced'").await;
    let rows = [
        ("who asks to be exempt", EXEMPTIONS, format!("{EXEMPTIONS}/{asked}")),
        ("who goes", TRANSFERS, format!("{TRANSFERS}/{out}")),
        ("who comes", TRANSFERS, format!("{TRANSFERS}/{comes}")),
        ("who was admitted", CANDIDATES, filed),
        ("who is considered", CANDIDATES, format!("{CANDIDATES}/{open}")),
        ("who is on probation", CANDIDATES, format!("/van-phong/du-bi/{}", of_cell(novice).await)),
    ];
    let heir = heir(&t).await;
    let (old, new) = (name(&t, t.silent_cell).await, name(&t, heir).await);
    let (old_uid, new_uid) = (uid(&t, t.silent_cell).await, uid(&t, heir).await);
    change(&t, &mut officer, &[("kind", "dissolve"), ("into", &new_uid)]).await;

    let mut there = t.signed_in("there", Role::CellSecretary, heir).await;
    let mut far = t.signed_in("far", Role::OrganisationOfficer, t.elsewhere).await;
    for (who, list, href) in &rows {
        for (query, unit, other) in [(DAY, &old, &new), (BY_TODAY, &new, &old)] {
            let row = said(&mut officer, list, query, href).await;
            let row = row.unwrap_or_else(|| panic!("{who} is not on the list of {query}"));
            assert!(row.contains(unit) && !row.contains(other), "{who}, {query}: {row}");
            let named = row.split("</a>").next().unwrap_or_default().split('<').next().unwrap_or_default().to_owned();
            let csv = officer.get(&format!("{list}?{query}&tep=csv")).await.html();
            let line = csv.lines().find(|line| line.contains(&named) && line.contains(unit));
            assert!(line.is_some_and(|line| !line.contains(other)), "{who}, {query}: {csv}");
            let xlsx = officer.get(&format!("{list}?{query}&tep=xlsx")).await;
            let xlsx = sheet::read(&xlsx.body).unwrap();
            let of_them = |row: &&Vec<String>| row.contains(&named) && row.iter().any(|c| c.contains(unit));
            assert!(xlsx.rows.iter().any(|row| of_them(&row)), "{who}, {query}: {:?}", xlsx.rows);
            assert!(said(&mut there, list, query, href).await.is_some(), "{who} is known to who carries on, {query}");
            assert!(said(&mut far, list, query, href).await.is_none(), "{who} is nobody's elsewhere, {query}");
        }
        for (query, on_it) in [
            (format!("{DAY}&don-vi={old_uid}"), true),
            (format!("{DAY}&don-vi={new_uid}"), false),
            (format!("{BY_TODAY}&don-vi={new_uid}"), true),
        ] {
            assert_eq!(said(&mut officer, list, &query, href).await.is_some(), on_it, "{who}, {query}");
        }
    }
    for list in [EXEMPTIONS, TRANSFERS, CANDIDATES] {
        // It is none of today's: whoever kept the address is led on.
        let ended = format!("{list}?{BY_TODAY}&don-vi={old_uid}");
        let on = officer.get(&ended).await.outcome();
        let on = on.strip_prefix("303 ").unwrap_or_else(|| panic!("{list}: {on}")).to_owned();
        assert!(on.contains("theo=hom-nay") && on.contains(&format!("don-vi={new_uid}")), "{on}");
        assert_eq!(officer.get(&on).await.outcome(), "200", "{on}");
        assert_eq!(far.get(&ended).await.outcome(), "404", "{list}: as if there were none");
        // One click leads from the one to the other, and the unit that carries on takes the place of the one that has ended.
        let then = officer.get(&format!("{list}?{DAY}&don-vi={old_uid}")).await.html();
        let today = format!("{list}?ngay=2018-11-21&theo=hom-nay&don-vi={new_uid}").replace('&', "&#38;");
        assert!(then.contains(&format!("href=\"{today}\"")), "{list}: {then}");
        let page = officer.get(&format!("{list}?{BY_TODAY}&don-vi={new_uid}")).await;
        let back = format!("{list}?ngay=2018-11-21&don-vi={new_uid}").replace('&', "&#38;");
        assert!(page.html().contains(&format!("href=\"{back}\"")), "{list}: {}", page.html());
        assert!(
            page.html().contains("<input type=\"hidden\" name=\"theo\" value=\"hom-nay\">"),
            "another day keeps it"
        );
        assert!(page.text().contains("Vẫn là người của ngày 21-11-2018"), "{list}: {}", page.text());
        let now = officer.get(list).await.text();
        assert!(!now.contains("Theo đơn vị hôm nay"), "{list}: today's units are the only ones today");
    }
    let noted = "SELECT count(*) FROM journal WHERE verb = 'list.export' AND after LIKE '%Theo đơn vị hôm nay%'";
    assert_eq!(t.value::<i64>(noted, &[]).await, 2 * rows.len() as i64, "who took what out is noted, and how");
}

#[tokio::test]
async fn who_went_over_with_a_part_of_a_unit_stands_where_it_went() {
    let t = TestOffice::new().await;
    let mut officer = t.as_cast("organisation").await;
    let asking = "SELECT r.uid, r.person_id FROM exemption_request r WHERE r.unit_id = $1 ORDER BY r.id";
    let asking: Vec<(String, i64)> = t.office.db.read().await.unwrap().all(asking, &[&t.silent_cell]).await.unwrap();
    let [(goes, person), (stays, _)] = &asking[..] else { panic!("{asking:?}") };
    let heir = heir(&t).await;
    let (cell, into) = (name(&t, t.silent_cell).await, name(&t, heir).await);
    let fields = [("kind", "transfer_part"), ("into", &*uid(&t, heir).await), (&*format!("person-{person}"), "1")];
    change(&t, &mut officer, &fields).await;
    for (query, unit) in [(DAY, &cell), (BY_TODAY, &into)] {
        for (href, unit) in [(goes, unit), (stays, &cell)] {
            let row = said(&mut officer, EXEMPTIONS, query, &format!("{EXEMPTIONS}/{href}")).await;
            assert!(row.as_ref().is_some_and(|row| row.contains(unit.as_str())), "{query}: {unit}: {row:?}");
        }
    }
}
