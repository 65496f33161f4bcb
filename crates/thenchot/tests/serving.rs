//! What whoever looks after the machine sees: readiness, numbers, the setup code, the rescue of an account.

mod support;

use std::process::Command;
use support::{Server, ask, sign_in};

fn thenchot(arguments: &[&str], data: &std::path::Path) -> (bool, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_thenchot")).args(arguments).arg("--data").arg(data).output();
    let out = out.expect("the program runs");
    (out.status.success(), String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned())
}

#[test]
fn an_empty_office_is_ready_and_waits_for_its_first_visitor() {
    let folder = kit::testing::TempDir::new();
    let server = Server::start(&["serve"], folder.path());
    let said = server.said.join("\n");
    assert!(said.contains("/van-phong/cai-dat"), "{said}");
    for (path, headers, status, part) in [
        ("/healthz", "", 200, "ok"),
        ("/readyz", "", 200, "ready"),
        ("/metrics", "", 200, "thenchot_article_views_total 0\n"),
        ("/metrics", "X-Forwarded-For: 203.0.113.9\r\n", 404, ""),
        ("/", "", 200, "Then Chốt"),
    ] {
        let answer = ask(&server.address, "GET", path, headers, "").expect("an answer");
        assert_eq!(answer.status, status, "{path} {headers}");
        assert!(answer.body.contains(part), "{path}: {}", answer.body);
    }
}

#[test]
fn over_https_the_cookie_goes_nowhere_else_and_only_our_own_proxy_is_believed() {
    let folder = kit::testing::TempDir::new();
    let server = Server::start(&["demo", "--https", "--trust-proxy", "127.0.0.1"], folder.path());
    let answer = ask(&server.address, "POST", &server.link_of("Bí thư Huyện ủy"), "", "").expect("an answer");
    assert!(answer.headers.contains("; Secure") && answer.headers.contains("HttpOnly"), "{}", answer.headers);
    assert!(answer.headers.contains("strict-transport-security: max-age="), "{}", answer.headers);
    // Guesses from one place are slowed; those from another, as the proxy tells, are not.
    let guess = |place: &str| {
        let header = format!("X-Forwarded-For: {place}\r\n");
        ask(&server.address, "GET", "/van-phong/lien-ket/x", &header, "").expect("an answer").status
    };
    let statuses: Vec<u16> = (0..40).map(|_| guess("203.0.113.1")).collect();
    assert_eq!((statuses[0], statuses[39]), (410, 429));
    assert_eq!(guess("203.0.113.2"), 410);
}

#[test]
fn the_console_rescues_who_cannot_come_in_and_closes_an_account() {
    let folder = kit::testing::TempDir::new();
    let data = folder.path();
    let server = Server::start(&["demo"], data);
    let (ok, list) = thenchot(&["user", "list"], data);
    let cast = server.said.iter().filter(|line| line.contains("/van-phong/lien-ket/")).count();
    assert!(ok && cast >= 8, "{:?}", server.said);
    assert_eq!(list.lines().filter(|line| line.ends_with("no password")).count(), cast, "{list}");
    let (ok, made) = thenchot(&["user", "link", "leader"], data);
    let link = made.lines().last().expect("the link");
    assert!(ok && link.starts_with("/van-phong/lien-ket/"), "{made}");
    let session = sign_in(&server.address, link);
    let desk = || ask(&server.address, "GET", "/van-phong", &session, "").expect("an answer").status;
    assert_eq!(desk(), 200);
    let (ok, said) = thenchot(&["user", "end-sessions", "leader"], data);
    assert!(ok && said.contains("signed out of 1 devices"), "{said}");
    assert_eq!(desk(), 303, "whoever was signed in is out");
    let link = || thenchot(&["user", "link", "leader"], data).1.lines().last().expect("the link").to_owned();
    let session = sign_in(&server.address, &link());
    let desk = || ask(&server.address, "GET", "/van-phong", &session, "").expect("an answer").status;
    assert_eq!(desk(), 200);
    let (ok, said) = thenchot(&["user", "drop-second-step", "leader"], data);
    assert!(ok && said.contains("has no second step"), "{said}");
    assert_eq!(desk(), 200, "nothing has changed");
    assert!(thenchot(&["user", "close", "leader"], data).0);
    assert_eq!(desk(), 303, "a closed account is out at once");
    let (ok, said) = thenchot(&["user", "link", "leader"], data);
    assert!(ok && said.contains("reopen it first"), "{said}");
    assert!(thenchot(&["user", "reopen", "leader"], data).0);
    sign_in(&server.address, &link());
    let (ok, said) = thenchot(&["user", "end-sessions", "leader", "--keys"], data);
    assert!(ok && said.contains("out of 1 devices; 0 passkeys"), "{said}");
    let (ok, journal) = thenchot(&["verify"], data);
    assert!(ok, "{journal}");
    let (ok, said) = thenchot(&["user", "link", "nobody"], data);
    assert!(!ok && said.contains("nobody signs in as nobody"), "{said}");
}
