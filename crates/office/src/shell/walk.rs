//! Every address of the office, as everybody: what each of the cast, a stranger and an officer of another commune get is
//! one table in the repository, `who-may.txt`. A new address without a row fails the build; so does a changed answer.

use crate::identity::passkey::{self, ceremony::NewKey};
use crate::identity::right::Role;
use crate::testing::TestOffice;
use axum::http::Method;
use kit::testing::Door;
use std::collections::BTreeSet;
use std::path::Path;

/// Everybody, in the order of the table's columns.
const WHO: [&str; 11] = [
    "visitor",
    "leader",
    "organisation",
    "clerk",
    "cell_secretary",
    "editor",
    "publisher",
    "inspector",
    "front",
    "manager",
    "outsider",
];

/// The addresses as the sources lay them out: method and path.
pub(super) fn addresses(folder: &Path, found: &mut BTreeSet<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            // What a test pretends to be is no address of ours.
            if !entry.ends_with("tests") {
                addresses(&entry, found);
            }
            continue;
        }
        if entry.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        let source = std::fs::read_to_string(&entry).expect("a source");
        for (at, _) in source.match_indices(".route(\"/") {
            let rest = &source[at + 8..];
            let (path, handlers) = rest.split_once('"').expect("a path");
            // To the end of the call: the next route, or the end of the statement.
            let end = [".route(", ";\n", "\n}", ".merge("].iter().filter_map(|mark| handlers.find(mark)).min();
            let handlers = &handlers[..end.unwrap_or(handlers.len())];
            for (word, method) in [("get(", "GET"), ("post(", "POST")] {
                let calls = handlers.match_indices(word);
                if calls.into_iter().any(|(at, _)| handlers[..at].ends_with([' ', '.'])) {
                    found.insert((path.to_owned(), method.to_owned()));
                }
            }
        }
    }
}

const PAPER_FILE: &str = "SELECT f.uid FROM paper_file f JOIN paper p ON p.id = f.paper_id WHERE p.unit_id = $1";

/// Something real for each name in braces: what lies in the silent cell, in the district's newsroom, at the leader.
pub(super) async fn fill(t: &TestOffice, path: &str) -> String {
    let in_cell = "SELECT p.uid FROM person p JOIN exemption e ON e.person_id = p.id
                   WHERE e.unit_id = $1 ORDER BY e.id DESC LIMIT 1";
    let exemption = "SELECT uid FROM exemption WHERE unit_id = $1 ORDER BY id DESC LIMIT 1";
    let mut path = path.to_owned();
    for (name, sql, of_cell) in [
        ("{unit}", "SELECT uid FROM unit WHERE id = $1", true),
        ("{person}", in_cell, true),
        ("{exemption}", exemption, true),
        ("{term}", "SELECT uid FROM unit_term WHERE unit_id = $1 ORDER BY id", true),
        (
            "{holding}",
            "SELECT CAST(h.id AS TEXT) FROM post_holding h JOIN post p ON p.id = h.post_id WHERE p.unit_id = $1",
            true,
        ),
        ("{asking}", "SELECT uid FROM exemption_request WHERE unit_id = $1 ORDER BY id LIMIT 1", true),
        ("{candidate}", "SELECT uid FROM candidate WHERE unit_id = $1 ORDER BY id LIMIT 1", true),
        (
            "{novice}",
            "SELECT p.uid FROM person p JOIN member_state s ON s.person_id = p.id JOIN membership m ON m.person_id = p.id
             WHERE s.state = 'probationary' AND s.to_day IS NULL AND m.unit_id = $1 ORDER BY p.id LIMIT 1",
            true,
        ),
        ("{transfer}", "SELECT uid FROM transfer WHERE from_unit = $1 ORDER BY id LIMIT 1", true),
        ("{paper}", "SELECT uid FROM paper WHERE unit_id = $1 ORDER BY id", true),
        ("{file}", PAPER_FILE, true),
        ("{outgoing}", "SELECT uid FROM outgoing WHERE unit_id = $1 ORDER BY id", true),
        ("{reservation}", "SELECT uid FROM paper_reservation WHERE unit_id = $1", true),
        ("{campaign}", "SELECT uid FROM campaign ORDER BY id LIMIT 1", false),
        ("{buoi}", "SELECT uid FROM study_session WHERE unit_id = $1 ORDER BY id LIMIT 1", true),
        ("{task}", "SELECT uid FROM task WHERE unit_id = $1 ORDER BY id", true),
        ("{petition}", "SELECT uid FROM petition ORDER BY id LIMIT 1", false),
        ("{request}", "SELECT uid FROM data_request ORDER BY id DESC LIMIT 1", false),
        ("{event}", "SELECT uid FROM unit_event", false),
        ("{article}", "SELECT uid FROM article ORDER BY id LIMIT 1", false),
        ("{media}", "SELECT uid FROM media ORDER BY id LIMIT 1", false),
        ("{portal}", "SELECT u.uid FROM unit u JOIN article a ON a.unit_id = u.id ORDER BY a.id LIMIT 1", false),
        ("{offer}", "SELECT uid FROM article_offer ORDER BY id LIMIT 1", false),
        ("{proposal}", "SELECT uid FROM proposal ORDER BY id LIMIT 1", false),
        ("{delegation}", "SELECT uid FROM delegation ORDER BY id LIMIT 1", false),
        ("{case}", "SELECT uid FROM closed_case WHERE unit_id = $1", true),
        ("{list}", "SELECT uid FROM import_list", false),
        ("{locality}", "SELECT uid FROM locality ORDER BY id LIMIT 1", false),
        ("{account}", "SELECT uid FROM account WHERE login = 'leader'", false),
        ("{saved}", "SELECT uid FROM saved_list", false),
        ("{passkey}", "SELECT uid FROM passkey ORDER BY id LIMIT 1", false),
    ] {
        if path.contains(name) {
            let cell: &dyn kit::db::Arg = &t.silent_cell;
            let uid: String = t.value(sql, if of_cell { std::slice::from_ref(&cell) } else { &[] }).await;
            path = path.replace(name, &uid);
        }
    }
    for (name, value) in [
        ("{step}", "xet"),
        ("{kind}", "reflection"),
        ("{size}", "nho.jpg"),
        ("{made}", "x.jpg"),
        ("{year}", "2018"),
        ("{token}", "x"),
        ("{code}", "x"),
        ("{session}", "999999"),
        ("{role}", "999999"),
        ("{report}", "x"),
        ("{field}", "phone"),
        ("{state}", "999999"),
        ("{tie}", "residence"),
        ("{row}", "999999"),
    ] {
        path = path.replace(name, value);
    }
    path
}

async fn somebody(t: &TestOffice, who: &str) -> Door {
    match who {
        "visitor" => t.visitor(),
        "manager" => t.signed_in("manager", Role::OfficeManager, t.district).await,
        "outsider" => t.signed_in("outsider", Role::OrganisationOfficer, t.elsewhere).await,
        cast => t.as_cast(cast).await,
    }
}

/// The status; a visitor who is led to the sign-in page gets `in`.
async fn answer(door: &mut Door, method: &str, path: &str) -> String {
    let answer = match method {
        "GET" => door.get(path).await,
        _ => door.send(Method::POST, path, Some("application/x-www-form-urlencoded".into()), vec![]).await,
    };
    let outcome = answer.outcome();
    if outcome.starts_with("303 /van-phong/dang-nhap?") { "in".to_owned() } else { outcome[..3].to_owned() }
}

#[tokio::test]
async fn who_may_do_what_stands_in_one_table() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = BTreeSet::new();
    addresses(&root.join("src"), &mut all);
    assert!(all.len() > 50, "only {} addresses were found", all.len());
    let mut columns = Vec::new();
    for who in WHO {
        // Each on a record of their own: what one does must not show to the next.
        let t = TestOffice::new().await;
        prepare(&t).await;
        let mut door = somebody(&t, who).await;
        let mut column = Vec::new();
        for (path, method) in all.iter().filter(|(path, _)| path != "/van-phong/dang-xuat") {
            column.push(answer(&mut door, method, &fill(&t, path).await).await);
        }
        column.push(answer(&mut door, "POST", "/van-phong/dang-xuat").await);
        columns.push(column);
    }
    let mut rows: Vec<_> = all.iter().filter(|(path, _)| path != "/van-phong/dang-xuat").cloned().collect();
    rows.push(("/van-phong/dang-xuat".to_owned(), "POST".to_owned()));
    let mut table = format!("{:<4} {:<66}", "", "");
    WHO.iter().for_each(|who| table += &format!(" {who:<14}"));
    for (at, (path, method)) in rows.iter().enumerate() {
        table += &format!("\n{method:<4} {path:<66}");
        columns.iter().for_each(|column| table += &format!(" {:<14}", column[at]));
    }
    let table: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    // WRITE_WHO_MAY=1 writes the table anew; what changed is then read in the diff, like any other change.
    if std::env::var_os("WRITE_WHO_MAY").is_some() {
        std::fs::write(root.join("who-may.txt"), &table).expect("the table is written");
    }
    let kept = std::fs::read_to_string(root.join("who-may.txt")).unwrap_or_default();
    let differs: Vec<&str> = table.lines().filter(|line| !kept.lines().any(|known| known == *line)).collect();
    assert!(kept == table, "who-may.txt says otherwise; these rows are answered now:\n{}", differs.join("\n"));
}

/// What the addresses ask for and the cast does not have.
pub(super) async fn prepare(t: &TestOffice) {
    enter_list(t).await;
    crate::gazetteer::tests::bring_corner(t).await;
    enter_exemption(t).await;
    keep_filter(t).await;
    enter_request(t).await;
    propose(t).await;
    pass_on(t).await;
    begin_case(t).await;
    add_passkey(t).await;
    publish_urgently(t).await;
    keep_papers(t).await;
    begin_probation(t).await;
    bring_picture(t).await;
    hand_in(t).await;
}

/// What the member of `{person}` told the silent cell's secretary, who wrote it down.
async fn hand_in(t: &TestOffice) {
    let mut secretary = t.as_cast("cell_secretary").await;
    let paper = fill(t, "/van-phong/hoc-tap/{campaign}/{unit}/thu-bai/{person}").await;
    let fields = [("kind", "reflection"), ("form", "dictated"), ("on", "20/11/2018"), ("words", "Tôi nhận thức rõ.")];
    let taken = secretary.post(&paper, &fields).await.outcome();
    assert_eq!(taken, format!("303 {paper}?xong=thu-bai"));
    offer_article(t).await;
}

/// An article that the silent cell offered to the district's newsroom.
async fn offer_article(t: &TestOffice) {
    let sql = "INSERT INTO article_offer (uid, article_id, from_unit, unit_id, text, account_id, at)
               SELECT uid || '-gui', id, $1, unit_id, '{}', author_id, 1 FROM article ORDER BY id LIMIT 1";
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec(sql, &[&t.silent_cell]).await.unwrap();
    tx.commit().await.unwrap();
}

/// A picture of the district's newsroom.
async fn bring_picture(t: &TestOffice) {
    let sql = "INSERT INTO media (uid, unit_id, name, original, width, height, alt, caption, credit, at)
               SELECT uid || '-anh', unit_id, 'a.jpg', 'x', 1, 1, 'a', '', '', 1 FROM article ORDER BY id LIMIT 1";
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
}

/// The first article was published by one person alone.
async fn publish_urgently(t: &TestOffice) {
    let sql = "INSERT INTO urgent_publication (article_id, edition, account_id, reason, at, due_day, ruleset)
               SELECT a.id, 1, c.id, 'Gấp', 1, '2018-11-26', 'newsroom-general' FROM article a, account c
               WHERE c.login = 'publisher' ORDER BY a.id LIMIT 1";
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
}

/// A file of a paper of the silent cell, a number that its secretary keeps, and a paper that they write.
async fn keep_papers(t: &TestOffice) {
    let mut secretary = t.as_cast("cell_secretary").await;
    let paper = fill(t, "/van-phong/van-ban/{paper}").await;
    let pdf: (&str, &str, &[u8]) = ("file", "nghi-quyet.pdf", b"%PDF-1.4 nghi quyet");
    let added = secretary.post_file(&format!("{paper}/tep"), &[], pdf).await.outcome();
    assert_eq!(added, format!("303 {paper}?xong=van-ban-tep"));
    let fields = [("body", "cell"), ("kind", "report"), ("reason", "chờ họp")];
    let kept = secretary.post("/van-phong/van-ban/giu-so", &fields).await.outcome();
    assert!(kept.starts_with("303"), "{kept}");
    let draft = [
        ("kind", "report"),
        ("subject", "Báo cáo quý"),
        ("sign_form", "on_behalf"),
        ("urgency", "normal"),
        ("direction", "out"),
    ];
    let begun = secretary.post("/van-phong/van-ban-di/moi", &draft).await.outcome();
    assert!(begun.starts_with("303"), "{begun}");
}

/// A member of the silent cell who is on probation.
async fn begin_probation(t: &TestOffice) {
    let sql = "UPDATE member_state SET state = 'probationary' WHERE to_day IS NULL AND person_id = (
                 SELECT max(person_id) FROM membership WHERE unit_id = $1 AND kind = 'main' AND to_day IS NULL)";
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec(sql, &[&t.silent_cell]).await.unwrap();
    tx.commit().await.unwrap();
}

/// A passkey of the leader; and another one, for when whoever keeps the leader's account has ended the first.
async fn add_passkey(t: &TestOffice) {
    for (login, credential) in [("leader", "AAAA"), ("organisation", "BBBB")] {
        let account: i64 = t.value("SELECT id FROM account WHERE login = $1", &[&login]).await;
        let new = NewKey { credential: credential.to_owned(), algorithm: -7, key: vec![4; 65], count: 0 };
        let mut tx = t.office.db.begin().await.unwrap();
        passkey::add(&mut tx, (account, None), (&new, "Máy"), &t.office.chance, t.office.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// An exemption in the silent cell, entered as its secretary would.
async fn enter_exemption(t: &TestOffice) {
    let sql = "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id WHERE m.unit_id = $1
               AND p.id NOT IN (SELECT person_id FROM exemption)
               AND p.id NOT IN (SELECT person_id FROM exemption_request) ORDER BY p.id LIMIT 1";
    let person: String = t.value(sql, &[&t.silent_cell]).await;
    let days = ["asked_on", "from", "decided_on", "reported_on"].map(|name| (name, "05/11/2018"));
    let fields = [&[("kind", "exempt"), ("reason", "abroad"), ("asked_how", "oral")][..], &days].concat();
    let mut secretary = t.as_cast("cell_secretary").await;
    let made = secretary.post(&format!("/van-phong/dang-vien/{person}/mien"), &fields).await.outcome();
    assert!(made.starts_with("303"), "{made}");
}

/// A proposal at the district that waits, made by a manager who does nothing else.
async fn propose(t: &TestOffice) {
    let mut manager = t.signed_in("de nghi", Role::OfficeManager, t.district).await;
    let editor: String = t.value("SELECT uid FROM account WHERE login = 'editor'", &[]).await;
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.district]).await;
    let fields = [("role", "manager"), ("unit", unit.as_str())];
    let asked = manager.post(&format!("/van-phong/nguoi-dung/{editor}/vai-tro"), &fields).await.outcome();
    assert!(asked.starts_with("303 /van-phong/de-nghi/"), "{asked}");
}

/// Rights that somebody in the silent cell passed on to its secretary.
async fn pass_on(t: &TestOffice) {
    let mut giver = t.signed_in("giao quyen", Role::CommuneClerk, t.silent_cell).await;
    let secretary: String = t.value("SELECT uid FROM account WHERE login = 'cell_secretary'", &[]).await;
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.silent_cell]).await;
    let (from, until) = (t.office.clock.today().written(), t.office.clock.today().plus_days(9).written());
    let fields = [
        ("who", secretary.as_str()),
        ("unit", &unit),
        ("from", &from),
        ("until", &until),
        ("reason", "nghỉ phép"),
        ("right-read_study", "1"),
    ];
    assert_eq!(giver.post("/van-phong/uy-quyen", &fields).await.outcome(), "303 /van-phong/uy-quyen?xong=uy-quyen");
}

/// A request about the data of a member of the silent cell, entered as the organisation's officer would.
async fn enter_request(t: &TestOffice) {
    let sql =
        "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id WHERE m.unit_id = $1 ORDER BY p.id LIMIT 1";
    let person: String = t.value(sql, &[&t.silent_cell]).await;
    let fields = [("kind", "access"), ("asked_how", "oral"), ("asked_on", "22/11/2018")];
    let mut officer = t.as_cast("organisation").await;
    let made = officer.post(&format!("/van-phong/dang-vien/{person}/yeu-cau"), &fields).await.outcome();
    assert!(made.starts_with("303"), "{made}");
}

/// A filter that the district's organisation officer shares with the officers of the district.
async fn keep_filter(t: &TestOffice) {
    let district: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.district]).await;
    let fields = [("danh-sach", "members"), ("dieu-kien", "gioi=f"), ("ten", "Nữ"), ("cho", &*district)];
    let mut officer = t.as_cast("organisation").await;
    let made = officer.post("/van-phong/bo-loc/moi", &fields).await.outcome();
    assert!(made.starts_with("303"), "{made}");
}

/// A case in the silent cell, open to the cast's inspector, who began it.
async fn begin_case(t: &TestOffice) {
    let mut inspector = t.as_cast("inspector").await;
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.silent_cell]).await;
    let fields = [("unit", unit.as_str()), ("kind", "inspection"), ("number", "01/KT"), ("known_to", "heads")];
    let begun = inspector.post("/van-phong/ho-so-kin/moi", &fields).await.outcome();
    assert!(begun.starts_with("303 /van-phong/ho-so-kin/"), "{begun}");
}

/// A list of members for the district, as its organisation officer brings it: checked, not written.
async fn enter_list(t: &TestOffice) {
    let mut officer = t.as_cast("organisation").await;
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&t.district]).await;
    let list = "Họ và tên,Năm sinh\nLê Văn Ân,1960\n".as_bytes();
    let register = "/van-phong/dang-vien/nhap";
    let made = officer.post_file(register, &[("unit", &unit)], ("file", "a.csv", list)).await.outcome();
    assert!(made.starts_with("303"), "{made}");
}
