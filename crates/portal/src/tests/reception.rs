//! People are heard: what they send is readable to the office alone, each form counts once, and the code tells what became
//! of it.

use super::*;
use bridge::{Code, PetitionKind, Reception, ReceptionKey, Reply, ReplyState, Shown, seal_reply};
use kit::testing::Answer;

const WORDS: [&str; 5] =
    ["Cống trước trường bị nghẹt", "Mưa là ngập nửa tháng nay", "Ấp Phú Nhứt", "Trần Thị Lành", "0912 345 678"];

fn desk() -> ReceptionKey {
    ReceptionKey::of(&[9; 32])
}

fn reception(open: bool) -> Entry {
    Entry::Reception(Reception { key: desk().public(), days: 10, open, kept_months: 60 })
}

fn reply(code: &Code, state: ReplyState, said: &str, shown: Option<Shown>) -> Entry {
    let said = Some(said).filter(|said| !said.is_empty()).map(|said| seal_reply(code.receipt(), said).unwrap());
    let (receipt, on) = (code.receipt().to_owned(), "2018-11-26".to_owned());
    Entry::Reply(Box::new(Reply { receipt, kind: PetitionKind::Report, state, on, said, shown }))
}

async fn with_reception() -> TestPortal {
    let t = TestPortal::with_articles().await;
    t.portal.apply(&bundle(4, &[reception(true)]), STREAM).await.expect("applied");
    t
}

fn typed<'a>(code: &'a str, text: &'a str) -> Vec<(&'static str, &'a str)> {
    let mut fields: Vec<(&str, &str)> =
        ["subject", "text", "place", "name", "contact"].into_iter().zip(WORDS).collect();
    fields[1].1 = text;
    fields.extend([("code", code), ("may_publish", "1")]);
    fields
}

fn code_on(page: &Answer) -> String {
    let html = page.html();
    let (_, rest) = html.split_once("data-code>").expect("a code");
    rest.split('<').next().expect("its end").to_owned()
}

async fn send(t: &TestPortal, path: &str, text: &str) -> (Answer, String) {
    let mut reader = t.reader();
    let code = reader.get(path).await.field("code");
    let answer = reader.post(path, &typed(&code, text)).await;
    (answer, code)
}

async fn ask(t: &TestPortal, code: &str) -> Answer {
    t.reader().post("/gop-y/tra-cuu", &[("code", code)]).await
}

#[tokio::test]
async fn the_pages_say_what_they_are_for_and_take_nothing_until_the_office_opens_them() {
    let t = TestPortal::with_articles().await;
    assert!(!t.reader().get("/").await.html().contains("/gop-y"), "nothing leads there yet");
    let shut = t.reader().get("/gop-y").await;
    assert!(shut.text().contains("chưa nhận ý kiến") && !shut.html().contains("method=\"post\""), "{}", shut.text());
    assert_eq!(t.reader().post("/gop-y", &typed("", WORDS[1])).await.outcome(), "503");
    t.portal.apply(&bundle(4, &[reception(true)]), STREAM).await.expect("applied");
    for (path, title, told) in [
        ("/gop-y", "Góp ý, kiến nghị", "Trong 10 ngày làm việc"),
        ("/phan-anh", "Phản ánh", "Ủy ban Kiểm tra"),
        ("/giam-sat", "Giám sát của nhân dân", "Ban Thanh tra nhân dân"),
        ("/en/phan-anh", "Report a problem", "Within 10 working days"),
        ("/km/gop-y", "Góp ý, kiến nghị", "115"),
        ("/nhin/lon/gop-y", "Góp ý, kiến nghị", "115"),
    ] {
        let page = t.reader().get(path).await;
        assert!(page.text().contains(title) && page.text().contains(told), "{path}: {}", page.text());
        assert!(Code::read(&page.field("code")).is_some() && page.headers.get("set-cookie").is_none(), "{path}");
        assert!(page.headers.contains_key("content-security-policy"), "{path}");
    }
    let front = t.reader().get("/").await.html();
    assert!(front.contains("href=\"/gop-y\"") && front.contains("href=\"/giam-sat\""));
    assert!(t.reader().get("/sitemap/trang.xml").await.html().contains("https://tinhbien.example/en/phan-anh</loc>"));
    let about = t.reader().get(&format!("/gop-y?ve={ARTICLE}")).await;
    assert!(about.text().contains("Ý kiến về: Tịnh Biên chăm lo 1.1"), "{}", about.text());
    assert!(t.reader().get(ARTICLE).await.html().contains(&format!("href=\"/gop-y?ve={ARTICLE}\"")));
    t.portal.apply(&bundle(5, &[reception(false)]), STREAM).await.expect("applied");
    assert!(t.reader().get("/gop-y").await.text().contains("chưa nhận ý kiến"));
}

#[tokio::test]
async fn what_is_sent_is_readable_to_the_office_alone() {
    let t = with_reception().await;
    let (answer, code) = send(&t, "/phan-anh", WORDS[1]).await;
    assert_eq!((answer.outcome().as_str(), code_on(&answer)), ("200", code.clone()));
    assert!(answer.text().contains("Phản ánh, 23-11-2018") && answer.headers["cache-control"] == "no-store");
    let code = Code::read(&code).unwrap();
    let envelopes = t.portal.envelopes().await.unwrap();
    let [(receipt, sealed)] = envelopes.as_slice() else { panic!("{envelopes:?}") };
    assert_eq!(receipt, code.receipt());
    let it = desk().open(receipt, sealed).unwrap();
    assert_eq!([it.subject, it.text, it.place, it.name, it.contact], WORDS);
    assert!(it.may_publish && it.kind == PetitionKind::Report && it.at == t.clock.now().0);
    // Not a word of it, nor the code, lies in the files of the database.
    let mut files = 0;
    for file in std::fs::read_dir(t.test.folder.path()).unwrap().map(|file| file.unwrap().path()) {
        let Ok(bytes) = std::fs::read(&file) else { continue };
        files += 1;
        for word in WORDS.iter().copied().chain([code.text().as_str(), &code.text().replace('-', "")]) {
            assert!(!bytes.windows(word.len()).any(|part| part == word.as_bytes()), "{word} in {}", file.display());
        }
    }
    assert!(files > 0 || std::env::var_os("THENCHOT_TEST_POSTGRES").is_some());
    // The office has it: what is left tells nothing, and the code still finds it.
    assert!(ask(&t, &code.text()).await.text().contains("Đang chờ văn phòng lấy về"));
    t.portal.forget_envelopes(std::slice::from_ref(receipt)).await.unwrap();
    assert_eq!(t.portal.envelopes().await.unwrap(), vec![]);
    let sealed: Option<Option<String>> =
        t.test.db.read().await.unwrap().value("SELECT sealed FROM envelope", &[]).await.unwrap();
    assert_eq!(sealed, Some(None));
}

#[tokio::test]
async fn a_form_sent_twice_is_one_petition_and_another_text_another_one() {
    let t = with_reception().await;
    let (first, code) = send(&t, "/gop-y", WORDS[1]).await;
    for _reload in 0..2 {
        let again = t.reader().post("/gop-y", &typed(&code, WORDS[1])).await;
        assert_eq!(code_on(&again), code_on(&first));
    }
    assert_eq!(t.portal.envelopes().await.unwrap().len(), 1);
    // Who goes back and writes something else from the same page is heard too, under a code of its own.
    let other = t.reader().post("/gop-y", &typed(&code, "Việc khác")).await;
    assert!(other.outcome() == "200" && code_on(&other) != code, "{}", other.text());
    let receipts: Vec<String> = t.portal.envelopes().await.unwrap().into_iter().map(|(receipt, _)| receipt).collect();
    assert_eq!(receipts.len(), 2);
    t.portal.forget_envelopes(&receipts).await.unwrap();
    assert_eq!(code_on(&t.reader().post("/gop-y", &typed(&code, WORDS[1])).await), code);
    assert_eq!(t.portal.envelopes().await.unwrap().len(), 0, "the office has it already");
}

#[tokio::test]
async fn what_is_missing_or_too_long_is_named_and_what_was_typed_comes_back() {
    let t = with_reception().await;
    let (long, very_long) = ("dài ".repeat(60), "dài ".repeat(1600));
    for (field, value, told) in [
        ("subject", " ", "Ghi một dòng: nói về việc gì."),
        ("text", "", "Ghi nội dung."),
        ("subject", &*long, "dài quá 200 chữ cái"),
        ("text", &*very_long, "Nội dung dài quá 6.000 chữ cái"),
        ("contact", &*long, "Cách liên hệ dài quá 200 chữ cái"),
    ] {
        let mut fields = typed("", WORDS[1]);
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let page = t.reader().post("/phan-anh", &fields).await;
        assert!(page.outcome() == "422" && page.text().contains(told), "{field}: {}", page.text());
        assert!(page.html().contains(&format!("href=\"#{field}\"")) && page.html().contains(WORDS[2]), "{field}");
    }
    assert_eq!(t.portal.envelopes().await.unwrap(), vec![]);
}

#[tokio::test]
async fn whoever_floods_waits_and_keeps_what_was_typed() {
    let t = with_reception().await;
    let mut outcomes = Vec::new();
    for n in 0..7 {
        let text = format!("Ý kiến số {n}");
        let (answer, _) = send(&t, "/gop-y", &text).await;
        outcomes.push(answer.outcome());
        if n == 6 {
            assert!(answer.text().contains("xin đợi 5 phút") && answer.html().contains(&text), "{}", answer.text());
        }
    }
    assert_eq!(outcomes, ["200", "200", "200", "200", "200", "200", "429"]);
    let code = t.reader().get("/gop-y").await.field("code");
    let mut neighbour = t.reader().from_address([198, 51, 100, 4]);
    assert_eq!(neighbour.post("/gop-y", &typed(&code, WORDS[1])).await.outcome(), "200", "others are heard");
    let mut outcomes: Vec<String> = Vec::new();
    for _ in 0..13 {
        outcomes.push(ask(&t, "ABCD-EFGH-JKLM").await.outcome());
    }
    assert_eq!((outcomes[11].as_str(), outcomes[12].as_str()), ("422", "429"), "codes are not to be guessed");
    // A body without an end is not heard to it.
    let mut endless = t.reader().from_address([198, 51, 100, 6]);
    let (answer, read) = endless.post_endless("/gop-y", "application/x-www-form-urlencoded", None).await;
    assert!(answer.outcome() == "413" && read < 1 << 20, "{} after {read}", answer.outcome());
    let (answer, read) = endless.post_endless("/gop-y", "multipart/form-data; boundary=b", None).await;
    assert!(answer.outcome() == "400" && read == 0, "nobody asked for files: {} after {read}", answer.outcome());
    // A form on another site's page is none of ours.
    let mut foreign = t.reader().from_address([198, 51, 100, 5]).with_header("sec-fetch-site", "cross-site");
    assert_eq!(foreign.post("/gop-y", &typed("", WORDS[1])).await.outcome(), "403");
}

#[tokio::test]
async fn the_code_tells_what_became_of_it_and_the_answer_is_shown_when_the_office_says_so() {
    let t = with_reception().await;
    let (_, code) = send(&t, "/phan-anh", WORDS[1]).await;
    let code = Code::read(&code).unwrap();
    let other = Code::new([1; 12]);
    let shown = || Shown {
        question: "Cống nào được nạo vét?".into(),
        answer: "Cống trước trường, xong ngày 20/11.".into(),
        on: "2018-11-27".into(),
    };
    let entries = [
        reply(&code, ReplyState::Received, "", None),
        reply(&other, ReplyState::Refused, "Việc của người khác", None),
        reply(&code, ReplyState::Answered, "Xã đã cho nạo vét.\nXin cảm ơn.", None),
    ];
    t.portal.apply(&bundle(5, &entries), STREAM).await.expect("applied");
    let told = ask(&t, &code.text().to_lowercase().replace('-', " ")).await;
    for words in ["Đã trả lời", "Từ ngày 26-11-2018", "Xã đã cho nạo vét.", "Xin cảm ơn."] {
        assert!(told.text().contains(words), "{words}: {}", told.text());
    }
    assert!(!told.text().contains("Việc của người khác"));
    let crossed: Vec<(String,)> =
        t.test.db.read().await.unwrap().all("SELECT content FROM crossed WHERE kind = 'reply'", &[]).await.unwrap();
    assert!(crossed.len() == 3 && !crossed.iter().any(|(it,)| it.contains("nạo vét")), "the portal cannot read it");
    for (wrong, told) in [("ABCD", "Mã có 12 chữ và số"), ("ABCD-EFGH-JKLM", "Không có ý kiến nào mang mã này")]
    {
        let page = ask(&t, wrong).await;
        assert!(page.outcome() == "422" && page.text().contains(told), "{wrong}: {}", page.text());
    }
    assert!(!t.reader().get("/phan-anh").await.text().contains("Đã trả lời"));
    let published = reply(&code, ReplyState::Answered, "Xã đã cho nạo vét.", Some(shown()));
    t.portal.apply(&bundle(8, &[published]), STREAM).await.expect("applied");
    let page = t.reader().get("/phan-anh").await.text();
    assert!(page.contains("Cống nào được nạo vét?") && page.contains("Đăng ngày 27-11-2018"), "{page}");
    assert!(!t.reader().get("/gop-y").await.text().contains("Cống nào"), "each kind has its own");
    let again = open(&t.test, &t.clock).await;
    assert!(
        Door::new(again.router()).get("/phan-anh").await.text().contains("Cống nào"),
        "it is there after a restart"
    );
    t.portal.apply(&bundle(9, &[reply(&code, ReplyState::Closed, "", None)]), STREAM).await.expect("applied");
    assert!(!t.reader().get("/phan-anh").await.text().contains("Cống nào"), "what is taken back is gone");
}

#[tokio::test]
async fn a_copy_takes_nothing_and_units_lead_to_the_committee() {
    let t = with_reception().await;
    let site = bridge::Site { key: "xa-an-cu".into(), host: None, name: text("Xã An Cư", ""), ended: false };
    t.portal.apply(&bundle(5, &[Entry::Site(site)]), STREAM).await.expect("applied");
    let unit = t.reader().get("/xa-an-cu/").await.html();
    assert!(unit.contains("href=\"/gop-y\"") && !unit.contains("/xa-an-cu/gop-y"), "{unit}");
    for path in ["/xa-an-cu/gop-y", "/xa-an-cu/gop-y/tra-cuu"] {
        let target = path.replace("/xa-an-cu", "https://tinhbien.example");
        assert_eq!(t.reader().get(path).await.outcome(), format!("303 {target}"));
    }
    let folder = kit::testing::TempDir::new();
    let done = t.portal.export(folder.path(), &key(), |_| {}).await.expect("a copy");
    assert_eq!(done.dead, Default::default());
    for name in ["gop-y/index.html", "en/giam-sat/index.html", "gop-y/tra-cuu/index.html"] {
        let html = std::fs::read_to_string(folder.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!html.contains("method=\"post\"") && !html.contains("name=\"code\""), "{name}");
    }
}
