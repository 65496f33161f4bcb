//! Two communes with one of each kind of thing, and officers of the first one.

use crate::identity::right::Role;
use crate::shell::walk::{fill, prepare};
use crate::testing::TestOffice;
use kit::testing::Door;
use std::collections::{BTreeMap, BTreeSet};

/// What stands in an address, by name.
pub(super) type Ids = BTreeMap<String, String>;

pub(super) struct World {
    pub(super) t: TestOffice,
    /// Things of the observers' own commune.
    pub(super) inside: Ids,
    /// Things of the other one, which bear the mark.
    pub(super) outside: Ids,
    /// The cell's and the person's rows.
    pub(super) outside_rows: (i64, i64),
}

pub(super) async fn run(t: &TestOffice, sql: &str, args: &[&dyn kit::db::Arg]) {
    let mut tx = t.office.db.begin().await.unwrap();
    tx.exec(sql, args).await.unwrap();
    tx.commit().await.unwrap();
}

/// One of each kind of thing at a unit, with this text in whatever can be read of it.
pub(super) async fn plant(t: &TestOffice, name: &'static str, cell: i64, text: &str) -> Ids {
    let uid = |what: &str| format!("0192f0c1-0000-7000-8000-{what:0>8}{:04}", text.len());
    let mut secretary = t.signed_in(&format!("{name} bi thu"), Role::CellSecretary, cell).await;
    run(t, "UPDATE account SET name = $1, post = $1 WHERE login = $2", &[&text, &format!("{name}-bi-thu")]).await;
    let person =
        "SELECT p.uid FROM person p JOIN membership m ON m.person_id = p.id WHERE m.unit_id = $1 AND m.kind = 'main'
                  AND m.to_day IS NULL AND p.id NOT IN (SELECT person_id FROM exemption)
                  AND p.id NOT IN (SELECT person_id FROM exemption_request) ORDER BY p.id DESC LIMIT 1";
    let person: String = t.value(person, &[&cell]).await;
    run(t, "UPDATE person SET full_name = $1, card_no = $1 WHERE uid = $2", &[&text, &person]).await;
    run(t, "UPDATE unit_name SET name = $1 || name, short = $1 || short WHERE unit_id = $2", &[&text, &cell]).await;
    let fields = [
        ("reason", "other"),
        ("words", text),
        ("paper", text),
        ("kind", "exempt"),
        ("asked_how", "oral"),
        ("asked_on", "05/11/2018"),
        ("from", "05/11/2018"),
        ("decided_on", "05/11/2018"),
        ("decision", text),
        ("reported_on", "05/11/2018"),
        ("report", text),
    ];
    let exempt = secretary.post(&format!("/van-phong/dang-vien/{person}/mien"), &fields).await.outcome();
    assert!(exempt.starts_with("303"), "{exempt}");
    let account = "SELECT id FROM account WHERE login = $1";
    let author: i64 = t.value(account, &[&format!("{name}-bi-thu")]).await;
    run(
        t,
        "INSERT INTO article (uid, unit_id, section, slug, kicker, headline, lead, body, byline, byline_post, topics,
           correction, author_id, reviser_id, state, changed_at)
         VALUES ($1, $2, 'xay-dung-dang', $3, $4, $4, $4, $4, $4, $4, $4, $4, $5, $5, 'submitted', 1)",
        &[&uid("a"), &cell, &viet::slug(text), &text, &author],
    )
    .await;
    run(
        t,
        "INSERT INTO urgent_publication (article_id, edition, account_id, reason, at, due_day, ruleset)
         SELECT id, 1, author_id, $1, 1, '2018-11-26', 'x' FROM article WHERE uid = $2",
        &[&text, &uid("a")],
    )
    .await;
    for sql in [
        "INSERT INTO article_version (article_id, version, text, account_id, at, name)
         SELECT id, 1, '{\"body\":\"' || $1 || '\"}', author_id, 1, $1 FROM article WHERE uid = $2",
        "INSERT INTO article_comment (article_id, passage, text, account_id, at)
         SELECT id, $1, $1, author_id, 1 FROM article WHERE uid = $2",
        "INSERT INTO article_draft (account_id, place, base_version, text, typed_at, saved_at)
         SELECT author_id, $2, 1, '{\"body\":\"' || $1 || '\"}', 1, 1 FROM article WHERE uid = $2",
        "INSERT INTO outside_link (article_id, url, host, account_id, at)
         SELECT id, 'https://' || $1, $1, author_id, 1 FROM article WHERE uid = $2",
        "INSERT INTO article_offer (uid, article_id, from_unit, unit_id, text, words, account_id, at, reason)
         SELECT $2 || '-gui', id, unit_id, unit_id, '{\"headline\":\"' || $1 || '\"}', $1, author_id, 1, $1
         FROM article WHERE uid = $2",
        "INSERT INTO media (uid, unit_id, name, original, width, height, alt, caption, credit, account_id, at)
         SELECT $2 || '-anh', unit_id, $1, 'x', 1, 1, $1, $1, $1, author_id, 1 FROM article WHERE uid = $2",
        "INSERT INTO layout (unit_id, content, state, hands, changed_at, note)
         SELECT unit_id, '[]', 'submitted', '[]', 1, $1 FROM article WHERE uid = $2",
        "INSERT INTO portal_site (unit_id, key, host, name, changed_at)
         SELECT unit_id, slug, '', $1, 1 FROM article WHERE uid = $2",
        "INSERT INTO layout_link (layout_id, url, host, account_id, at)
         SELECT y.id, 'https://' || $1 || '/y', $1, a.author_id, 1 FROM layout y JOIN article a ON a.unit_id = y.unit_id
          WHERE a.uid = $2",
        "INSERT INTO trusted_host (unit_id, host, note, account_id, at)
         SELECT unit_id, $1, $1, author_id, 1 FROM article WHERE uid = $2",
    ] {
        run(t, sql, &[&text, &uid("a")]).await;
    }
    run(
        t,
        "INSERT INTO campaign (uid, title, paper, unit_id, target_basis_points, cutoff_day, ruleset)
         VALUES ($1, $2, $2, $3, 9800, '2018-11-20', 'study-before-2026')",
        &[&uid("c"), &text, &cell],
    )
    .await;
    run(
        t,
        "INSERT INTO study_session (uid, campaign_id, unit_id, kind, on_day, at_time, place, lecturer, materials, secret)
         SELECT $1, id, $2, 'hall', '2018-11-20', $3, $3, $3, $3, 'x' FROM campaign WHERE uid = $4",
        &[&uid("5"), &cell, &text, &uid("c")],
    )
    .await;
    for sql in [
        "INSERT INTO study_report (uid, campaign_id, unit_id, report_uid, taken_as, closing, body, roll, exempt, attended, made_up, absent,
           received_on, aside_on, aside_why)
         SELECT $1, id, unit_id, $1, $1, 1, '{}', 9, 0, 9, 0, 0, '2018-11-21', '2018-11-22', $2 FROM campaign WHERE uid = $3",
        "INSERT INTO campaign_plan (campaign_id, unit_id, received_on, paper, words, asks)
         SELECT id, unit_id, '2018-11-21', $2, $2, $2 || CAST($1 AS TEXT) FROM campaign WHERE uid = $3",
        "INSERT INTO study_report_key (unit_id, key, key_id, since)
         SELECT unit_id, CAST($1 AS TEXT) || $2, $2, '2018-11-21' FROM campaign WHERE uid = $3",
    ] {
        run(t, sql, &[&uid("3"), &text, &uid("c")]).await;
    }
    run(
        t,
        "INSERT INTO unit_event (uid, kind, unit_id, effective_day, paper, at) VALUES ($1, 'rename', $2, '2018-01-01', $3, 1)",
        &[&uid("e"), &cell, &text],
    )
    .await;
    run(
        t,
        "INSERT INTO unit_lineage (event_id, from_unit, to_unit, share)
         SELECT id, unit_id, unit_id, 'all' FROM unit_event WHERE uid = $1",
        &[&uid("e")],
    )
    .await;
    run(
        t,
        "INSERT INTO proposal (uid, act, unit_id, subject, subject_id, payload, reason, asked_by, asked_at, expires_at, note)
         VALUES ($1, 'give_power', $2, 'account', $3, '{\"role\":\"leader\"}', $4, $3, 1, 9000000000000000, $4)",
        &[&uid("f"), &cell, &author, &text],
    )
    .await;
    run(
        t,
        "INSERT INTO delegation (uid, from_account, to_account, unit_id, rights, reason, from_day, to_day, ruleset)
         VALUES ($1, $2, $2, $3, 'read_study', $4, '2018-11-01', '2019-01-01', 'x')",
        &[&uid("d"), &author, &cell, &text],
    )
    .await;
    run(
        t,
        "INSERT INTO unit_term (uid, unit_id, no, from_day, to_day, paper) VALUES ($1, $2, 99, '2018-01-01', '2018-01-02', $3)",
        &[&uid("b"), &cell, &text],
    )
    .await;
    run(
        t,
        "INSERT INTO closed_case (uid, kind, number, unit_id, person_id, confidentiality, opened_on)
         SELECT $1, 'discipline', $2, $3, id, 'heads', '2018-11-01' FROM person WHERE uid = $4",
        &[&uid("9"), &text, &cell, &person],
    )
    .await;
    run(
        t,
        "INSERT INTO case_member (case_id, account_id, from_day) SELECT id, $1, '2018-11-01' FROM closed_case WHERE uid = $2",
        &[&author, &uid("9")],
    )
    .await;
    run(
        t,
        "INSERT INTO candidate (uid, unit_id, full_name, name_key, birth_day, schooling, state, consent, body, ruleset)
         VALUES ($1, $2, $3, $4, '1990-01-01', 'university', 'recognised', $3, $3, 'admission-29-qd-tw-2016')",
        &[&uid("4"), &cell, &text, &viet::name_key(text)],
    )
    .await;
    bring_list(t, name, cell, text).await;
    run(t, "INSERT INTO paper_series (unit_id, letters, period, last) VALUES ($1, 'NQ', $2, 2)", &[&cell, &text]).await;
    run(
        t,
        "INSERT INTO paper (uid, unit_id, direction, state, series_id, no, kind, body, issuer, symbol, issued_on, subject,
           signer, signer_post, sign_form, urgency, recipients, secret, kept_at, note, ruleset)
         SELECT $1, $2, 'out', 'registered', id, 1, 'resolution', 'cell', $3, $3, '2018-11-01', $3, $3, $3, 'on_behalf',
           'normal', $3, '', $3, $3, 'papers-66-qd-tw-2017' FROM paper_series WHERE unit_id = $2 AND period = $3",
        &[&uid("8"), &cell, &text],
    )
    .await;
    // It stands on the observers' own paper, whose page must not tell of it.
    run(
        t,
        "INSERT INTO paper_relation (paper_id, kind, symbol) SELECT id, 'based_on', 'Ở đây ' FROM paper WHERE uid = $1",
        &[&uid("8")],
    )
    .await;
    run(
        t,
        "INSERT INTO paper_reservation (uid, unit_id, series_id, no, kind, body, symbol, reason, day)
         SELECT $1, $2, id, 2, 'resolution', 'cell', $3, $3, '2018-11-01' FROM paper_series WHERE unit_id = $2 AND period = $3",
        &[&uid("7"), &cell, &text],
    )
    .await;
    let kept = t.office.files.put(text.as_bytes()).unwrap();
    run(
        t,
        "INSERT INTO paper_file (uid, paper_id, sha256, kind, name, size, at)
         SELECT $1, id, $3, 'pdf', $4, 9, 1 FROM paper WHERE uid = $2",
        &[&uid("6"), &uid("8"), &kept, &text],
    )
    .await;
    run(t, "INSERT INTO post (uid, unit_id, title) VALUES ($1, $2, 'deputy_secretary')", &[&uid("5"), &cell]).await;
    run(
        t,
        "INSERT INTO post_holding (post_id, person_id, from_day, paper)
         SELECT o.id, p.id, '2018-01-01', $1 FROM post o, person p WHERE o.uid = $2 AND p.uid = $3",
        &[&text, &uid("5"), &person],
    )
    .await;
    run(
        t,
        "INSERT INTO task (uid, paper_id, giver_unit, unit_id, clause, what, output, directed, given_on, due_day, basis, state,
           ruleset)
         SELECT $1, id, $2, $2, $3, $3, $3, $3, '2018-11-01', '2018-11-12', 'stated', 'new', 'tasks-general'
           FROM paper WHERE uid = $4",
        &[&uid("4"), &cell, &text, &uid("8")],
    )
    .await;
    let said = serde_json::json!({"text": text, "signer": text, "recipients": text, "issuer": text}).to_string();
    run(
        t,
        "INSERT INTO outgoing (uid, unit_id, state, kind, body, subject, said, word_name, note, sent, changed_at)
         VALUES ($1, $2, 'submitted', 'resolution', 'cell', $3, $4, $3, $3, $3, 1)",
        &[&uid("2"), &cell, &text, &said],
    )
    .await;
    let petition = receive_petition(t, name, cell, text).await;
    let id = async |sql: &str| -> String { t.value::<i64>(sql, &[&cell]).await.to_string() };
    let ids = [
        ("unit", t.value("SELECT uid FROM unit WHERE id = $1", &[&cell]).await),
        ("exemption", t.value("SELECT uid FROM exemption WHERE unit_id = $1 ORDER BY id DESC", &[&cell]).await),
        ("account", t.value("SELECT uid FROM account WHERE id = $1", &[&author]).await),
        ("role", id("SELECT id FROM role_holding WHERE unit_id = $1 ORDER BY id DESC").await),
        (
            "state",
            id("SELECT s.id FROM member_state s JOIN membership m ON m.person_id = s.person_id WHERE m.unit_id = $1")
                .await,
        ),
        (
            "holding",
            id("SELECT max(h.id) FROM post_holding h JOIN post p ON p.id = h.post_id WHERE p.unit_id = $1").await,
        ),
        ("row", id("SELECT id FROM membership WHERE unit_id = $1").await),
        ("person", person),
        ("article", uid("a")),
        ("media", format!("{}-anh", uid("a"))),
        ("offer", format!("{}-gui", uid("a"))),
        ("portal", t.value("SELECT uid FROM unit WHERE id = $1", &[&cell]).await),
        ("campaign", uid("c")),
        ("buoi", uid("5")),
        ("event", uid("e")),
        ("term", uid("b")),
        ("case", uid("9")),
        ("candidate", uid("4")),
        ("proposal", uid("f")),
        ("delegation", uid("d")),
        ("list", t.value("SELECT uid FROM import_list WHERE unit_id = $1", &[&cell]).await),
        ("paper", uid("8")),
        ("reservation", uid("7")),
        ("file", uid("6")),
        ("task", uid("4")),
        ("report", uid("3")),
        ("outgoing", uid("2")),
        ("petition", petition),
    ];
    ids.into_iter().map(|(name, id)| (name.to_owned(), id)).collect()
}

/// What somebody said to the unit, with this text in all of it; its identity.
async fn receive_petition(t: &TestOffice, name: &str, cell: i64, text: &str) -> String {
    let mut clerk = t.signed_in(&format!("{name} tiep nhan"), Role::CommuneClerk, cell).await;
    run(t, "UPDATE account SET name = $1, post = $1 WHERE login = $2", &[&text, &format!("{name}-tiep-nhan")]).await;
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&cell]).await;
    let typed = ["subject", "text", "place", "name", "contact"].map(|field| (field, text));
    let chosen = [("unit", &*unit), ("kind", "report"), ("channel", "desk"), ("received_on", "23/11/2018")];
    let received = clerk.post("/van-phong/tiep-nhan/moi", &[&typed[..], &chosen].concat()).await.outcome();
    let uid = received.strip_prefix("303 /van-phong/tiep-nhan/").and_then(|to| to.split('?').next());
    uid.unwrap_or_else(|| panic!("{received}")).to_owned()
}

/// A list of the unit's members that waits to be brought, its file, its headings and its rows with this text.
async fn bring_list(t: &TestOffice, name: &str, cell: i64, text: &str) {
    let mut keeper = t.signed_in(&format!("{name} nhap"), Role::OrganisationOfficer, cell).await;
    run(t, "UPDATE account SET name = $1, post = $1 WHERE login = $2", &[&text, &format!("{name}-nhap")]).await;
    let unit: String = t.value("SELECT uid FROM unit WHERE id = $1", &[&cell]).await;
    let rows = format!("Họ và tên,Năm sinh,{text}\n{text}Văn Một,1960,{text}\n{text}Văn Hai,sai,{text}\n");
    let file = format!("{}.csv", viet::slug(text));
    let register = "/van-phong/dang-vien/nhap";
    let made = keeper.post_file(register, &[("unit", &unit)], ("file", &file, rows.as_bytes())).await.outcome();
    assert!(made.starts_with("303 /van-phong/dang-vien/nhap/"), "{made}");
}

pub(super) async fn world(all: &BTreeSet<(String, String)>) -> World {
    let t = TestOffice::new().await;
    prepare(&t).await;
    let mut conn = t.office.db.read().await.unwrap();
    let tree = crate::org::Tree::as_of(&mut conn, t.office.clock.today()).await.unwrap();
    drop(conn);
    let own = tree.children(t.elsewhere)[0];
    let mut inside = plant(&t, "day", own, "Ở đây ").await;
    inside.insert("above".to_owned(), tree.uid(t.elsewhere).to_owned());
    let mut outside = plant(&t, "kia", t.silent_cell, "Rò Rỉ Zqx ").await;
    // What is not planted here is what the table of who may do what asks for; it lies in the same commune or above it.
    for name in all.iter().flat_map(|(path, _)| super::names(path)).filter(|name| !super::is_other(name)) {
        if !outside.contains_key(name) {
            outside.insert(name.to_owned(), fill(&t, &format!("{{{name}}}")).await);
        }
    }
    // The committee above bears the mark too.
    let above = tree.get(t.silent_cell).and_then(|unit| unit.parent_id).unwrap();
    run(&t, "UPDATE unit_name SET name = 'Zqy ' || name, short = 'Zqy ' || short WHERE unit_id = $1", &[&above]).await;
    // Whatever is kept in memory of units is read anew.
    let mut tx = t.office.db.begin().await.unwrap();
    let renamed = kit::journal::Event::new(None, "org.unit.rename", "unit", t.silent_cell);
    kit::journal::write(&mut tx, &renamed, t.office.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let person: i64 = t.value("SELECT id FROM person WHERE uid = $1", &[&outside["person"]]).await;
    let outside_rows = (t.silent_cell, person);
    World { t, inside, outside, outside_rows }
}

const ROLES: [(&str, Role); 6] = [
    ("organisation", Role::OrganisationOfficer),
    ("manager", Role::OfficeManager),
    ("publisher", Role::Publisher),
    ("inspector", Role::Inspector),
    ("leader", Role::Leader),
    ("clerk", Role::CommuneClerk),
];

/// Officers over the observers' own commune, one in each role.
pub(super) async fn officers(w: &World) -> Vec<(&'static str, Door)> {
    let mut all = Vec::new();
    for (at, (who, role)) in ROLES.into_iter().enumerate() {
        let mut door = w.t.signed_in(&format!("o {who}"), role, w.t.elsewhere).await;
        // Half of them read English: those words tell no more.
        if at % 2 == 1 {
            door.set_cookie("thenchot_lang", "en");
        }
        door.get("/van-phong").await;
        all.push((who, door));
    }
    all
}

/// Somebody with all roles at once over the observers' own commune, who sees whatever may be seen there, and a clerk.
pub(super) async fn both(w: &World) -> [(&'static str, Door); 2] {
    let clerk = w.t.signed_in("o clerk", Role::CommuneClerk, w.t.elsewhere).await;
    let mut all = w.t.signed_in("o all", Role::OrganisationOfficer, w.t.elsewhere).await;
    for (_, role) in ROLES {
        let sql = "INSERT INTO role_holding (account_id, role, unit_id, from_day)
                   SELECT id, $1, $2, '2018-01-01' FROM account WHERE login = 'o-all'";
        run(&w.t, sql, &[&role.word(), &w.t.elsewhere]).await;
    }
    all.get("/van-phong").await;
    [("all", all), ("clerk", clerk)]
}
