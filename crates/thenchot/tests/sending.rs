//! The running server where people are heard, under those who mean it harm: markup in every field, forms that no page of ours
//! sends, files that nobody asked for, addresses that lead elsewhere, and floods behind made-up addresses.

mod support;

use std::io::{Read, Write};
use std::net::TcpStream;
use support::{Answer, Server, ask, sign_in};

/// Breaks out of text, of an attribute in either quotes, of a script, of a title; turns the line around; once more as HTML.
const PAYLOAD: &str = "x\"'></script></title></textarea><xss-1 onload=x>\u{202e}&lt;xss-1&gt;{{7*7}}";
const PLACES: [&str; 3] = ["/gop-y", "/phan-anh", "/giam-sat"];
const FORM: &str = "application/x-www-form-urlencoded";

fn encoded(fields: &[(&str, &str)]) -> String {
    fields.iter().map(|(name, value)| format!("{name}={}", kit::web::encode(value))).collect::<Vec<_>>().join("&")
}

/// Sends a form as it is said to be, with these further headers.
fn post(address: &str, path: &str, (kind, headers): (&str, &str), body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(address).expect("a connection");
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: Mozilla/5.0 test\r\nConnection: close\r\n{headers}\
         {kind}Content-Length: {}\r\n\r\n",
        body.len()
    );
    // A server that has heard enough may close while more is sent.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    let (headers, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = headers.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    Answer { status, headers: headers.to_owned(), body: body.to_owned() }
}

fn of(kind: &str) -> String {
    format!("Content-Type: {kind}\r\n")
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("{from} is not in {text}")).1;
    rest.split_once(to).map_or(rest, |(found, _)| found)
}

fn is_harmless(answer: &Answer, place: &str) {
    let body = answer.body.to_lowercase();
    for bad in ["<xss-1", "onload=x>\n", "href=\"javascript:", "href=\"https://evil", "href=\"//evil", ">49<"] {
        assert!(!body.contains(bad), "{place} has {bad}: {}", answer.body);
    }
    assert!(answer.headers.contains("script-src 'self';"), "{place}: {}", answer.headers);
}

/// The addresses of all petitions that the office sees.
fn petitions(address: &str, cookie: &str) -> Vec<String> {
    let list = ask(address, "GET", "/van-phong/tiep-nhan", cookie, "").expect("the list");
    is_harmless(&list, "the list");
    let links = list.body.split("href=\"/van-phong/tiep-nhan/").skip(1).filter_map(|rest| rest.split('"').next());
    let mut found: Vec<String> = links.filter(|link| link.len() == 36).map(str::to_owned).collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn markup_in_every_field_is_text_on_the_portal_and_in_the_office() {
    let folder = kit::testing::TempDir::new();
    let server = Server::start(&["demo"], folder.path());
    let at = &server.address;
    let clerk = sign_in(at, &server.link_of("Chánh Văn phòng"));
    let before = petitions(at, &clerk);
    let mut codes = Vec::new();
    for (nth, path) in PLACES.into_iter().enumerate() {
        for about in ["javascript:xss-1", "//evil.example/", "https://evil.example/", PAYLOAD] {
            let asked = format!("{path}?ve={}", kit::web::encode(about));
            is_harmless(&ask(at, "GET", &asked, "", "").expect("an answer"), &asked);
        }
        let fields = ["subject", "text", "place", "name", "contact", "may_publish", "code", "about", PAYLOAD];
        let fields: Vec<(&str, &str)> = fields.map(|name| (name, PAYLOAD)).to_vec();
        let wrong: Vec<_> = fields.iter().copied().filter(|(name, _)| *name != "text").collect();
        let back = ask(at, "POST", path, "", &encoded(&wrong)).expect("an answer");
        assert!(back.status == 422 && back.body.contains("xss-1"), "{path}: {}", back.status);
        is_harmless(&back, path);
        // Who lets the answer be published, and where it is about.
        let abouts = ["javascript:xss-1", "//evil.example/", "https://evil.example/"];
        let mut sound: Vec<_> =
            fields.into_iter().filter(|(name, _)| !["may_publish", "about"].contains(name)).collect();
        sound.extend([("may_publish", "1"), ("about", abouts[nth])]);
        let taken = ask(at, "POST", path, "", &encoded(&sound)).expect("an answer");
        assert_eq!(taken.status, 200, "{path}");
        is_harmless(&taken, path);
        codes.push(between(&taken.body, "data-code>", "<").to_owned());
    }
    let mut new = Vec::new();
    for _ in 0..300 {
        new = petitions(at, &clerk).into_iter().filter(|uid| !before.contains(uid)).collect();
        if new.len() == PLACES.len() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(new.len(), PLACES.len(), "the office has fetched them");
    for uid in &new {
        let page = format!("/van-phong/tiep-nhan/{uid}");
        let open = |path: &str, fields: &[(&str, &str)]| {
            let method = if fields.is_empty() { "GET" } else { "POST" };
            let answer = ask(at, method, path, &clerk, &encoded(fields)).expect("an answer");
            is_harmless(&answer, path);
            answer
        };
        assert!(open(&page, &[]).body.contains("xss-1"));
        let opened = open(&format!("{page}/nguoi-gui"), &[("x", "x")]);
        assert!(opened.status == 200 && opened.body.contains("xss-1"));
        for (what, field) in [("accept", "words-accept"), ("answer", "words-answer")] {
            let version = between(&open(&page, &[]).body, "name=\"version\" value=\"", "\"").to_owned();
            let done = open(&format!("{page}/buoc"), &[("step", what), ("version", &version), (field, PAYLOAD)]);
            assert_eq!(done.status, 303, "{what}: {}", done.body);
        }
        let version = between(&open(&page, &[]).body, "name=\"version\" value=\"", "\"").to_owned();
        let shown = [("version", &*version), ("question", PAYLOAD), ("answer", PAYLOAD), ("looked", "1")];
        assert_eq!(open(&format!("{page}/dang"), &shown).status, 303);
        assert!(open(&page, &[]).body.contains("xss-1"));
    }
    // What is published crosses the bridge after the answer, so whoever sees it may be told. Codes are asked for once each:
    // whoever asks in a loop is taken for one who guesses.
    for (code, path) in codes.iter().zip(PLACES) {
        let mut seen = false;
        for _ in 0..300 {
            let public = ask(at, "GET", path, "", "").expect("an answer");
            is_harmless(&public, path);
            seen = public.body.contains("xss-1");
            if seen {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert!(seen, "{path} shows the answer as text");
        let told = ask(at, "POST", "/gop-y/tra-cuu", "", &encoded(&[("code", code)])).expect("an answer");
        is_harmless(&told, "what is told");
        assert!(told.status == 200 && told.body.contains("xss-1"), "{path} tells it by the code: {}", told.status);
    }
}

#[test]
fn forms_that_no_page_of_ours_sends_are_refused_and_nothing_is_kept() {
    let folder = kit::testing::TempDir::new();
    let server = Server::start(&["demo"], folder.path());
    let at = &server.address;
    let clerk = sign_in(at, &server.link_of("Chánh Văn phòng"));
    let before = petitions(at, &clerk);
    let sound = encoded(&[("subject", "Cống nghẹt"), ("text", "Trước trường.")]);
    let file = |name: &str, kind: &str, bytes: &str| {
        format!(
            "--b\r\nContent-Disposition: form-data; name=\"subject\"\r\n\r\nCống\r\n--b\r\nContent-Disposition: \
             form-data; name=\"text\"\r\n\r\nNghẹt\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n{bytes}\r\n--b--\r\n"
        )
        .into_bytes()
    };
    let multipart = of("multipart/form-data; boundary=b");
    let long = format!("{sound}&x={}", "a".repeat(300 << 10));
    let many = format!("{sound}{}", "&a=1".repeat(6000));
    for path in PLACES.into_iter().chain(["/en/gop-y", "/nhin/lon/phan-anh", "/gop-y/tra-cuu"]) {
        for (name, kind, headers, body, status) in [
            ("a form without an end", of(FORM), "", long.as_bytes().to_vec(), 413),
            ("thousands of fields", of(FORM), "", many.as_bytes().to_vec(), 413),
            ("no kind of form", String::new(), "", sound.as_bytes().to_vec(), 400),
            ("JSON", of("application/json"), "", b"{\"subject\":\"a\",\"text\":\"b\"}".to_vec(), 400),
            (
                "XML",
                of("text/xml"),
                "",
                b"<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>".to_vec(),
                400,
            ),
            ("a program", multipart.clone(), "", file("a.exe", "application/x-msdownload", "MZ\0\0"), 400),
            ("a page as a picture", multipart.clone(), "", file("a.png", "image/png", "<script>x</script>"), 400),
            ("a name that climbs", multipart.clone(), "", file("../../office.db", "text/plain", "x"), 400),
            ("a null", of(FORM), "", b"subject=a%00b&text=c&code=x".to_vec(), 400),
            ("no UTF-8", of(FORM), "", b"subject=%ff%fe&text=c".to_vec(), 400),
            ("half a letter", of(FORM), "", b"subject=%e&text=c".to_vec(), 400),
            ("another site's form", of(FORM), "Sec-Fetch-Site: cross-site\r\n", sound.as_bytes().to_vec(), 403),
            (
                "another site's form, by its origin",
                of(FORM),
                "Origin: https://evil.example\r\n",
                sound.as_bytes().to_vec(),
                403,
            ),
            ("a sandboxed form", of(FORM), "Origin: null\r\n", sound.as_bytes().to_vec(), 403),
        ] {
            let answer = post(at, path, (&kind, headers), &body);
            // Whoever sends on after it was refused may find the connection closed.
            let closed = answer.status == 0 && status == 413;
            assert!(answer.status == status || closed, "{path}, {name}: {} {}", answer.status, answer.body);
            assert!(!answer.body.contains("root:") && !answer.body.contains("evil.example"), "{path}, {name}");
        }
        for method in ["PUT", "DELETE", "PATCH"] {
            assert_eq!(ask(at, method, path, "", &sound).expect("an answer").status, 405, "{method} {path}");
        }
    }
    // Two of a field: the first one counts; what is no code of ours is none.
    let twice = format!("{sound}&subject={0}&text={0}&code={1}", kit::web::encode(PAYLOAD), "A".repeat(2000));
    let taken = post(at, "/gop-y", (&of(FORM), ""), twice.as_bytes());
    assert_eq!((taken.status, between(&taken.body, "data-code>", "<").len()), (200, 14));
    // Whoever floods is no other one for saying so.
    let mut last = 0;
    for nth in 0..8 {
        let headers = format!(
            "X-Forwarded-For: 203.0.113.{nth}\r\nX-Real-IP: 203.0.113.{nth}\r\nForwarded: for=203.0.113.{nth}\r\n\
             X-Forwarded-Host: evil.example\r\n"
        );
        let body = encoded(&[("subject", &format!("Việc {nth}")), ("text", "x")]);
        let answer = post(at, "/phan-anh", (&of(FORM), &headers), body.as_bytes());
        is_harmless(&answer, "a flood");
        last = answer.status;
    }
    assert_eq!(last, 429, "a made-up address is no other address");
    for _ in 0..100 {
        if petitions(at, &clerk).len() == before.len() + 6 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(petitions(at, &clerk).len(), before.len() + 6, "what was refused is nowhere");
}
