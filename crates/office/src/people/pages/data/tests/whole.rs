//! The copy that a person gets is whole: whatever speaks of them is in it, or it says that it is not and why.

use super::OWN;
use crate::people::kept_account::LEFT_OUT;
use crate::testing::TestOffice;
use kit::db::EngineKind;

/// Told by the verbs that read them for other pages too.
const BY_THEIR_VERBS: &[&str] = &[
    "affiliation.person_id",
    "data_request.person_id",
    "exemption.person_id",
    "member_state.person_id",
    "membership.person_id",
    "person_fact.person_id",
    "person_secret.person_id",
    "residence_link.person_id",
];

#[tokio::test]
async fn every_column_that_refers_to_a_person_or_an_account_is_in_the_copy_or_left_out_for_a_reason() {
    let t = TestOffice::new().await;
    let mut conn = t.office.db.read().await.unwrap();
    // By what refers to them, and by name where nothing says so.
    let sql = match conn.kind() {
        EngineKind::Lite => {
            "SELECT m.name, f.\"from\" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
             WHERE m.type = 'table' AND f.\"table\" IN ('person', 'account')
             UNION SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND c.name IN ('person_id', 'account_id', 'actor')"
        }
        EngineKind::Pg => {
            "SELECT t.relname::text, a.attname::text FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
             JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
             JOIN pg_class r ON r.oid = c.confrelid
             WHERE c.contype = 'f' AND r.relname IN ('person', 'account')
               AND c.connamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
             UNION SELECT table_name::text, column_name::text FROM information_schema.columns
             WHERE table_schema = current_schema() AND column_name IN ('person_id', 'account_id', 'actor')"
        }
    };
    let mut columns: Vec<(String, String)> = conn.all(sql, &[]).await.unwrap();
    columns.sort();
    assert!(columns.len() > 60, "the schema is walked: {columns:?}");
    let source = concat!(
        include_str!("../../../kept.rs"),
        include_str!("../../../kept_account.rs"),
        include_str!("../../../kept_moves.rs"),
        include_str!("../../../kept_study.rs")
    );
    let left_out: Vec<&str> = LEFT_OUT.iter().flat_map(|(_, columns)| columns.iter().copied()).collect();
    for (table, column) in &columns {
        let name = format!("{table}.{column}");
        let read = ["FROM", "JOIN"].iter().any(|from| source.contains(&format!("{from} {table} ")));
        let in_copy = (read && source.contains(column.as_str())) || BY_THEIR_VERBS.contains(&name.as_str());
        let is_left = left_out.contains(&name.as_str());
        assert!(in_copy || is_left, "{name} refers to persons: the copy holds it, or says why it does not");
    }
    for name in left_out.iter().chain(BY_THEIR_VERBS) {
        let is_there = columns.iter().any(|(table, column)| *name == format!("{table}.{column}"));
        assert!(is_there, "{name} is no column any more");
    }
}

#[tokio::test]
async fn somebody_who_works_in_the_office_gets_what_it_keeps_of_that_too_but_nothing_that_opens_a_door() {
    let t = TestOffice::new().await;
    let mut leader = t.as_cast("leader").await;
    let run = async |sql: &str| {
        let mut tx = t.office.db.begin().await.unwrap();
        tx.exec(sql, &[]).await.unwrap();
        tx.commit().await.unwrap();
    };
    let (me, other) =
        ("(SELECT id FROM account WHERE login = 'leader')", "(SELECT id FROM account WHERE login = 'organisation')");
    let unit = t.silent_cell;
    for sql in [
        format!(
            "INSERT INTO role_holding (account_id, role, unit_id, from_day, to_day)
             VALUES ({me}, 'inspector', {unit}, '2016-02-03', '2017-02-03')"
        ),
        format!(
            "INSERT INTO delegation (uid, from_account, to_account, unit_id, rights, reason, from_day, to_day, ruleset)
             VALUES ('zd1', {me}, {other}, {unit}, 'read_people', 'Zq đi học', '2018-01-01', '2018-02-01', 'x')"
        ),
        format!(
            "INSERT INTO delegation (uid, from_account, to_account, unit_id, rights, reason, from_day, to_day, ruleset)
             VALUES ('zd2', {other}, {me}, {unit}, 'read_people', 'Zq nghỉ phép', '2018-03-01', '2018-04-01', 'x')"
        ),
        format!(
            "INSERT INTO session (token_sha256, account_id, device, place, how, created_at, seen_at)
             VALUES ('zzsecret1', {me}, 'Zqfox', '10.9.8.0', 'password', 1, 2)"
        ),
        format!(
            "INSERT INTO invitation (uid, account_id, code_mark, made_by, made_at, expires_at)
             VALUES ('zi', {me}, 'zzsecret2', {other}, 1, 2)"
        ),
        format!("INSERT INTO sign_in_link (token_sha256, account_id, expires_at) VALUES ('zzsecret3', {me}, 2)"),
        format!(
            "INSERT INTO passkey (uid, account_id, credential, algorithm, public_key, sign_count, name, made_at)
             VALUES ('zp', {me}, 'zzsecret4', 7, 'zzsecret5', 0, 'Zq khóa', 1)"
        ),
        format!(
            "INSERT INTO authenticator (account_id, sealed_secret, made_at, last_step) VALUES ({me}, 'zzsecret6', 1, 0)"
        ),
        format!("INSERT INTO recovery_code (account_id, code_mark, made_at) VALUES ({me}, 'zzsecret7', 1)"),
        format!(
            "INSERT INTO provider_link (account_id, issuer, subject, made_at) VALUES ({me}, 'https://zq.gov.vn', 'me', 1)"
        ),
        format!(
            "INSERT INTO saved_list (uid, list, name, query, account_id, unit_id, shared)
             VALUES ('zs', 'members', 'Zq lọc', 'gioi=f', {me}, {unit}, 0)"
        ),
    ] {
        run(&sql).await;
    }
    let mut guess = t.visitor();
    guess.post("/van-phong/dang-nhap", &[("login", "leader"), ("password", "no such word")]).await;
    let (page, file) = (leader.get(OWN).await, leader.post(&format!("{OWN}/tep"), &[]).await);
    let text = page.text();
    for told in [
        "Zq đi học",
        "Zq nghỉ phép",
        "Ủy quyền cho",
        "Nhận từ",
        "Zqfox",
        "10.9.8.0",
        "Phiếu mời",
        "Liên kết một lần",
        "Zq khóa",
        "Xác nhận hai bước",
        "Mã dự phòng",
        "https://zq.gov.vn",
        "Zq lọc",
        "Không có ở đây",
        "03-02-2016",
        "Gõ sai mật khẩu",
        "ủy ban kiểm tra giữ riêng",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let json: serde_json::Value = serde_json::from_slice(&file.body).expect("a file that a program reads");
    for (part, things) in
        [("roles", 1), ("delegations", 2), ("sessions", 1), ("ways", 6), ("filters", 1), ("tries", 1), ("accounts", 1)]
    {
        let held = json["kept"][part].as_array().map_or(0, Vec::len);
        assert!(held >= things, "{part}: {held} of {things}");
    }
    assert_eq!(json["left_out"].as_array().map(Vec::len), Some(LEFT_OUT.len()));
    let file = String::from_utf8_lossy(&file.body).into_owned();
    for (told, what) in [(page.html(), "page"), (file, "file")] {
        assert!(!told.contains("zzsecret"), "the {what} opens a door");
    }
    // Who prints it for somebody sees how they come in only with what is sealed, of which a note is made.
    let uid: String =
        t.value("SELECT p.uid FROM person p JOIN account a ON a.person_id = p.id WHERE a.login = 'leader'", &[]).await;
    let printed = t.as_cast("organisation").await.get(&format!("/van-phong/dang-vien/{uid}/du-lieu")).await.text();
    assert!(printed.contains("Zq đi học") && !printed.contains("Zqfox"), "{printed}");
}
