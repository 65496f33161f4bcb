//! Whoever looks after the machine proves that the portal shows what the office issued, and mends it when it does not.

mod support;

use kit::db::Db;
use std::path::Path;
use std::process::Command;
use support::{Server, ask};

fn thenchot(arguments: &[&str], data: &Path) -> (bool, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_thenchot")).args(arguments).arg("--data").arg(data).output();
    let out = out.expect("the program runs");
    (out.status.success(), String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned())
}

async fn change(data: &Path, house: &str, sql: &str) {
    let db = Db::open_lite(&data.join(format!("{house}.db"))).expect("the database");
    let mut tx = db.begin().await.expect("a transaction");
    assert!(tx.exec(sql, &[]).await.expect(sql) > 0, "{sql} changes nothing");
    tx.commit().await.expect("committed");
}

#[tokio::test]
async fn what_the_office_did_not_issue_is_named_and_gone_once_the_portal_is_made_anew() {
    let folder = kit::testing::TempDir::new();
    let data = folder.path();
    let front = |server: &Server| ask(&server.address, "GET", "/", "", "").expect("an answer").body;
    let mut server = Server::start(&["demo"], data);
    assert!(front(&server).contains("Tịnh Biên") && !front(&server).contains("Nhà cái"));
    let (ok, said) = thenchot(&["verify", "portal"], data);
    assert!(ok && said.contains("Mọi thứ trên cổng đều do văn phòng đăng"), "{said}");
    let (ok, said) = thenchot(&["verify", "portal", "--english"], data);
    assert!(ok && said.contains("everything on the portal was issued by the office"), "{said}");
    let (ok, said) = thenchot(&["verify", "tally"], data);
    assert!(ok && said.contains("every number is what SQL counts") && !said.contains("\n0 campaigns"), "{said}");
    server.kill();

    let hack = "UPDATE crossed SET content = replace(content, '\"headline\":\"', '\"headline\":\"Nhà cái ')
                WHERE kind = 'edition'";
    change(data, "portal", hack).await;
    let mut server = Server::start(&["demo"], data);
    assert!(front(&server).contains("Nhà cái"), "a break-in shows");
    server.kill();
    let (ok, said) = thenchot(&["verify", "portal"], data);
    assert!(!ok && said.contains("(bài 1, bản 1) không có gói có chữ ký nào mang sang"), "{said}");
    assert!(said.contains("không phải thứ văn phòng đăng dưới số này"), "{said}");
    assert!(said.contains("thenchot rebuild portal"), "it says what to do: {said}");

    let (ok, said) = thenchot(&["rebuild", "portal"], data);
    assert!(ok && said.contains("Start the server"), "{said}");
    let server = Server::start(&["demo"], data);
    assert!(front(&server).contains("Tịnh Biên") && !front(&server).contains("Nhà cái"));
    let (ok, said) = thenchot(&["verify", "portal"], data);
    assert!(ok, "{said}");
}

#[test]
fn a_pdf_is_read_apart_each_time() {
    let paper = pdf::testing::file("HUYỆN ỦY TỊNH BIÊN\nSố 17-CV/HU\nV/v học tập nghị quyết");
    let program = Path::new(env!("CARGO_BIN_EXE_thenchot"));
    for _ in 0..20 {
        let text = pdf::apart(program, &["read-pdf"], paper.clone(), pdf::Limits::default());
        assert_eq!(text.as_deref(), Ok("HUYỆN ỦY TỊNH BIÊN\nSố 17-CV/HU\nV/v học tập nghị quyết"));
    }
}
