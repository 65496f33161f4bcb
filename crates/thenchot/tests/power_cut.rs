//! `kill -9` in the midst of writes: what was acknowledged is there afterwards, and the journal is sound.

mod support;

use kit::db::Db;
use std::collections::HashMap;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};
use support::{Server, ask, sign_in};

/// Threads that mark, each for cells of its own.
const WRITERS: usize = 3;
/// The cut comes after so many acknowledged marks …
const MARKS: usize = 150;
/// … and after readers have read for so long, so that views of more than one second are at stake.
const READING: Duration = Duration::from_secs(2);

/// A cell's page and its members: who, how they are marked, and the mark's version.
type Cell = (String, Vec<(i64, String, i64)>);

/// What was answered with a yes.
enum Answered {
    /// This person is marked so, in this version.
    Marked(i64, &'static str, i64),
    /// An article was read, at this moment.
    Read(Instant),
}

async fn cells(data: &Path) -> Vec<Cell> {
    let db = Db::open_lite(&data.join("office.db")).expect("the record");
    let rows: Vec<(String, String, i64, String, i64)> = db
        .read()
        .await
        .expect("a reader")
        .all(
            "SELECT c.uid, u.uid, a.person_id, a.state, a.version FROM attendance a JOIN campaign c ON c.id = a.campaign_id
             JOIN membership m ON m.person_id = a.person_id AND m.to_day IS NULL JOIN unit u ON u.id = m.unit_id
             WHERE c.paper LIKE '%04-NQ/TW%' ORDER BY u.id, a.person_id",
            &[],
        )
        .await
        .expect("the marks");
    let mut cells: Vec<Cell> = Vec::new();
    for (campaign, unit, person, state, version) in rows {
        let page = format!("/van-phong/hoc-tap/{campaign}/{unit}/diem-danh");
        match cells.last_mut() {
            Some((known, members)) if *known == page => members.push((person, state, version)),
            _ => cells.push((page, vec![(person, state, version)])),
        }
    }
    cells
}

async fn kept(data: &Path) -> HashMap<i64, (String, i64)> {
    let db = Db::open_lite(&data.join("office.db")).expect("the record");
    let sql = "SELECT a.person_id, a.state, a.version FROM attendance a JOIN campaign c ON c.id = a.campaign_id
               WHERE c.paper LIKE '%04-NQ/TW%'";
    let rows: Vec<(i64, String, i64)> = db.read().await.expect("a reader").all(sql, &[]).await.expect("the marks");
    rows.into_iter().map(|(person, state, version)| (person, (state, version))).collect()
}

fn views(address: &str) -> i64 {
    let body = ask(address, "GET", "/dem", "", "").expect("the counters").body;
    let said = body.split("\"views\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("the views");
    said.replace('.', "").parse().expect("a number")
}

/// Marks each member the other way, again and again, until the power is cut.
fn mark_and_mark(address: &str, cookie: &str, mut cells: Vec<Cell>, cut: &AtomicBool, answers: &Sender<Answered>) {
    loop {
        for (page, members) in &mut cells {
            for (person, state, version) in members {
                let next = if state == "absent" { "made_up" } else { "absent" };
                let form = format!("mark-{person}={next}&version-{person}={version}");
                match ask(address, "POST", page, cookie, &form) {
                    Ok(answer) if answer.status == 303 => {
                        (*state, *version) = (next.to_owned(), *version + 1);
                        answers.send(Answered::Marked(*person, next, *version)).expect("somebody listens");
                    }
                    Err(_) if cut.load(Ordering::SeqCst) => return,
                    Ok(answer) => panic!("{page}: {} {}", answer.status, answer.body),
                    Err(error) => panic!("{page}: {error}"),
                }
            }
        }
    }
}

fn note(answer: Answered, marked: &mut HashMap<i64, (&'static str, i64)>, read: &mut Vec<Instant>) {
    match answer {
        Answered::Marked(person, state, version) => {
            marked.insert(person, (state, version));
        }
        Answered::Read(at) => read.push(at),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_a_power_cut() {
    let folder = kit::testing::TempDir::new();
    let data = folder.path();
    let mut server = Server::start(&["demo"], data);
    let address = server.address.clone();
    let cookie = sign_in(&address, &server.link_of("Chuyên viên Ban Tổ chức"));
    let front = ask(&address, "GET", "/", "", "").expect("the front page").body;
    let article = front.split("href=\"").find(|rest| rest.contains("/tinh-bien-cham-lo")).expect("the article");
    let article = article.split('"').next().expect("an address");
    let before = views(&address);
    let cells = cells(data).await;
    let (cut, began) = (AtomicBool::new(false), Instant::now());
    let (answers, answered) = std::sync::mpsc::channel();
    let (mut acknowledged, mut read) = (HashMap::new(), Vec::new());

    let (at, cut, cookie) = (&address, &cut, &cookie);
    let cut_at = std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let own: Vec<Cell> = cells.iter().skip(writer).step_by(WRITERS).cloned().collect();
            let answers = answers.clone();
            scope.spawn(move || mark_and_mark(at, cookie, own, cut, &answers));
        }
        scope.spawn(move || {
            while let Ok(answer) = ask(at, "GET", article, "", "") {
                assert_eq!(answer.status, 200);
                answers.send(Answered::Read(Instant::now())).expect("somebody listens");
            }
        });
        while acknowledged.len() < MARKS || began.elapsed() < READING {
            note(answered.recv().expect("the writers are at work"), &mut acknowledged, &mut read);
        }
        cut.store(true, Ordering::SeqCst);
        let cut_at = Instant::now();
        server.kill();
        cut_at
    });
    while let Ok(last) = answered.try_recv() {
        note(last, &mut acknowledged, &mut read);
    }

    let verified = Command::new(env!("CARGO_BIN_EXE_thenchot")).arg("verify").arg("--data").arg(data).output();
    let verified = verified.expect("the program runs");
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));

    let kept = kept(data).await;
    for (person, (state, version)) in &acknowledged {
        let (found, at) = &kept[person];
        // One more may have been written whose answer did not arrive.
        assert!(
            (found == state && at == version) || *at == version + 1,
            "{person}: {state} {version}, found {found} {at}"
        );
    }

    let again = Server::start(&["serve"], data);
    let old = read.iter().filter(|at| **at + Duration::from_secs(1) <= cut_at).count() as i64;
    let now = views(&again.address);
    assert!(old > 0, "readers were at work");
    assert!(now >= before + old, "views {before} + {old}, found {now}: more than one second of them is lost");
    assert_eq!(ask(&again.address, "GET", article, "", "").expect("the article").status, 200);
}
