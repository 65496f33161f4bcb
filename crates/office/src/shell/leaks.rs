//! Nothing tells about a record outside reach. Everything of one commune bears a mark; officers of another one ask for it
//! at every address, by id, by question, in forms and files, and neither see a mark nor can tell a record that is there
//! from one that never was: not by a word, and not by the time that it takes, for the database is asked the same questions.

mod escaping;
mod first_look;
mod world;

use super::walk::addresses;
use crate::identity::right::Role;
use kit::db::heard;
use kit::testing::{Answer, Door};
use std::collections::BTreeSet;
use std::path::Path;
use world::{Ids, both, officers, world};

/// No word, no id and no file's name in the office has it, but for what is planted here.
const MARK: &str = "zq";
/// What the planted texts can be found by without typing the mark, which the page would repeat.
const FOUND_BY: &str = "ro ri";
/// A thing that never was.
const NEVER: &str = "0192f0c1-2345-7abc-8def-0123456789ab";
const NEVER_ROW: &str = "987654321";

/// What stands in an address and is no record of anybody; everything else is one.
const OTHERS: [(&str, &str); 11] = [
    ("step", "rut"),
    ("kind", "reflection"),
    ("size", "nho.jpg"),
    ("made", "x.jpg"),
    ("code", "x"),
    ("year", "2018"),
    ("token", "x"),
    ("session", "999999"),
    ("field", "phone"),
    ("tie", "residence"),
    ("locality", "x"),
];

fn is_other(name: &str) -> bool {
    OTHERS.iter().any(|(known, _)| *known == name)
}

/// The names in braces of an address.
fn names(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| part.split('}').next()).collect()
}

/// The address of these things; where there is none of a kind, of one that never was.
fn fill(path: &str, ids: &Ids) -> String {
    let mut filled = path.to_owned();
    for name in names(path) {
        let other = OTHERS.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let value = other.or_else(|| ids.get(name).map(String::as_str)).unwrap_or(NEVER);
        filled = filled.replace(&format!("{{{name}}}"), value);
    }
    filled
}

/// Names of fields and of the address's query, as the sources have them; and which of them hold an outward identity.
fn fields(folder: &Path, found: &mut BTreeSet<String>, ids: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            fields(&entry, found, ids);
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            for line in std::fs::read_to_string(&entry).expect("a source").lines() {
                for call in ["form.get(\"", ".query(\"", "form.raw(\""] {
                    for name in line.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
                        found.insert(name.to_owned());
                        if line.contains("uid") {
                            ids.insert(name.to_owned());
                        }
                    }
                }
            }
        }
    }
}

async fn send(door: &mut Door, method: &str, path: &str, form: &[(String, String)]) -> Answer {
    if method == "GET" {
        return door.get(path).await;
    }
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    door.post(path, &form).await
}

/// A form as it is sent.
type Fields = [(String, String)];

/// The answer, and what the database was asked for it.
async fn worked(door: &mut Door, method: &str, path: &str, form: &Fields) -> (Answer, Vec<String>) {
    heard::listen();
    let answer = send(door, method, path, form).await;
    (answer, heard::taken())
}

/// Where the work for two answers parts, asked a second time, when nothing is read for the first time; `None` where it is
/// the same.
async fn works_apart(
    door: &mut Door,
    method: &str,
    (there, nowhere): (&str, &str),
    (form, never): (&Fields, &Fields),
) -> Option<String> {
    let (_, there) = worked(door, method, there, form).await;
    let (_, nowhere) = worked(door, method, nowhere, never).await;
    if there == nowhere {
        return None;
    }
    let at = there.iter().zip(&nowhere).take_while(|(one, other)| one == other).count();
    let said =
        |all: &[String]| all.get(at).map_or("nothing".to_owned(), |sql| sql.chars().take(110).collect::<String>());
    let said = format!("{} and {}: {} | {}", there.len(), nowhere.len(), said(&there), said(&nowhere));
    Some(said.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Status, headers and body, without what was asked for and without what is new each time.
fn told(answer: &Answer, asked: &str) -> (u16, Vec<(String, String)>, String) {
    let headers =
        answer.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap_or("").to_owned()));
    // A row's number is short enough to stand in any identity, so only those are taken out; the length goes with them.
    // What nobody has may stand there from an earlier question: as a reason typed into a form, say.
    let hide =
        |text: &str| if asked.contains('-') { text.replace(asked, "·").replace(NEVER, "·") } else { text.to_owned() };
    let headers = headers.filter(|(name, _)| name != "content-length");
    let mut headers: Vec<_> = headers.map(|(name, value)| (name, hide(&value))).collect();
    headers.sort();
    // Each form has a request of its own, and what is typed into it may be kept under that.
    let html = answer.html();
    let requests = html.split("name=\"request\" value=\"").skip(1).filter_map(|part| Some(part.split_once('"')?.0));
    let body = requests.filter(|it| !it.is_empty()).fold(html.clone(), |body, request| body.replace(request, ""));
    (answer.status.as_u16(), headers, hide(&body))
}

/// What is typed into a form, or asked in an address.
type Typed = Vec<(String, String)>;

/// Where two answers part.
fn parts(one: &str, other: &str) -> String {
    let at = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| {
        text.chars()
            .skip(text[..text.floor_char_boundary(at)].chars().count().saturating_sub(60))
            .take(160)
            .collect::<String>()
    };
    format!("\n   {}\n   {}", around(one), around(other)).replace('\n', " ")
}

/// Fields that let a form through as far as it goes, whatever it is for.
fn plausible(all: &BTreeSet<String>) -> Vec<(String, String)> {
    let value = |name: &str| match name {
        "request" => "",
        "version" | "seen" | "row" => "1",
        "from" | "until" | "on" | "day" | "decided_on" | "birth_day" | "joined_on" => "24/11/2018",
        "do" => "look",
        "asked_how" => "oral",
        "role" => "clerk",
        "xong" | "ngay" | "to" | "tiep" | "truoc" | "citizen_id" | "phone" => "",
        _ => "x",
    };
    let mut form: Vec<(String, String)> = all.iter().map(|name| (name.clone(), value(name).to_owned())).collect();
    form.push(("right-read_study".to_owned(), "1".to_owned()));
    form
}

#[tokio::test]
async fn what_lies_outside_reach_and_what_never_was_are_answered_alike() {
    let (mut all, mut names_of_fields, mut id_fields) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    addresses(&sources, &mut all);
    let w = world(&all).await;
    fields(&sources, &mut names_of_fields, &mut id_fields);
    assert!(id_fields.contains("unit") && id_fields.contains("into") && id_fields.contains("who"), "{id_fields:?}");
    let form = plausible(&names_of_fields);
    let mut probed = 0;
    let (mut differ, mut works) = (Vec::new(), Vec::new());
    for (who, mut door) in officers(&w).await {
        for (path, method) in &all {
            for name in names(path).into_iter().filter(|name| !is_other(name)) {
                for others in [&w.outside, &w.inside] {
                    let real = &w.outside[name];
                    let never = if real.contains('-') { NEVER } else { NEVER_ROW };
                    let address = |value: &str| {
                        let mut ids = others.clone();
                        ids.insert(name.to_owned(), value.to_owned());
                        fill(path, &ids)
                    };
                    for form in [&vec![], &form] {
                        let (there, one) = worked(&mut door, method, &address(real), form).await;
                        let (nowhere, other) = worked(&mut door, method, &address(never), form).await;
                        assert!(!one.is_empty(), "{method} {path}: who asks is read");
                        if one != other {
                            let both = (&*address(real), &*address(never));
                            let apart = works_apart(&mut door, method, both, (form, form)).await;
                            works.extend(apart.map(|said| format!("{method} {path} by {name}: {said}")));
                        }
                        let (there, nowhere) = (told(&there, real), told(&nowhere, never));
                        if there != nowhere || ![403, 404].contains(&there.0) {
                            differ.push(format!("{who}: {method} {path} by {name}: {} and {}", there.0, nowhere.0));
                        }
                        probed += 1;
                        if method == "GET" {
                            break;
                        }
                    }
                }
            }
        }
    }
    works.sort();
    works.dedup();
    assert!(differ.is_empty(), "these tell of what lies outside reach:\n{}", differ.join("\n"));
    assert!(works.is_empty(), "{} do other work for what lies outside reach:\n{}", works.len(), works.join("\n"));
    assert!(probed > 1000, "only {probed} were probed");
}

#[tokio::test]
async fn an_id_in_a_form_or_a_question_tells_no_more_than_one_that_never_was() {
    let (mut all, mut names_of_fields, mut id_fields) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    addresses(&sources, &mut all);
    let w = world(&all).await;
    fields(&sources, &mut names_of_fields, &mut id_fields);
    let base = plausible(&names_of_fields);
    let (unit_row, person_row) = (w.outside_rows.0.to_string(), w.outside_rows.1.to_string());
    let rows =
        [("unit-", unit_row), ("person-", person_row.clone()), ("mark-", person_row.clone()), ("paper-", person_row)];
    let (mut differ, mut works) = (Vec::new(), Vec::new());
    let mut compared = 0;
    for (who, mut door) in both(&w).await {
        for (path, method) in &all {
            let path = fill(path, &w.inside);
            // New each time, counted each time, or a list of who has looked.
            let apart = ["/lien-ket", "/dang-xuat", "/tai-khoan", "/dang-nhap", "/cai-dat", "/du-lieu"];
            let slip = path.contains("/nguoi-dung/") && path.ends_with("/loi-moi");
            if slip || apart.iter().any(|part| path.contains(part)) {
                continue;
            }
            let mut tries: Vec<(Typed, Typed, String)> = Vec::new();
            for kind in ["unit", "person", "account", "campaign"] {
                let with = |value: &str| {
                    let set = |(name, old): &(String, String)| {
                        let new = if id_fields.contains(name) { value } else { old };
                        (name.clone(), new.to_owned())
                    };
                    base.iter().map(set).collect::<Vec<_>>()
                };
                tries.push((with(&w.outside[kind]), with(NEVER), w.outside[kind].clone()));
            }
            if method == "POST" {
                let kinds = if path.ends_with("/thay-doi") { &crate::org::change::KINDS[..] } else { &["x"] };
                for kind in kinds {
                    for (prefix, row) in &rows {
                        let with = |row: &str| {
                            let mut form = base.clone();
                            form.iter_mut()
                                .filter(|(name, _)| name == "kind")
                                .for_each(|field| field.1 = (*kind).to_owned());
                            let into = w.inside["above"].clone();
                            form.iter_mut().filter(|(name, _)| name == "into").for_each(|field| field.1 = into.clone());
                            form.push((format!("{prefix}{row}"), "attended".to_owned()));
                            form
                        };
                        tries.push((with(row), with(NEVER_ROW), row.clone()));
                    }
                }
            }
            for (outside, never, real) in tries {
                let at = |form: &[(String, String)]| match method.as_str() {
                    "POST" => path.clone(),
                    _ => {
                        let pairs = form.iter().filter(|(name, _)| id_fields.contains(name));
                        let pairs = pairs.map(|(name, value)| format!("{name}={}", kit::web::encode(value)));
                        format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
                    }
                };
                let (nowhere, other) = worked(&mut door, method, &at(&never), &never).await;
                if nowhere.status.is_redirection() {
                    // Done without looking at it; a second time it would be another question.
                    continue;
                }
                let (there, one) = worked(&mut door, method, &at(&outside), &outside).await;
                if one != other {
                    let both = (&*at(&outside), &*at(&never));
                    let apart = works_apart(&mut door, method, both, (&outside, &never)).await;
                    works.extend(apart.map(|said| format!("{method} {path}: {said}")));
                }
                let marked = there.text().to_lowercase().contains(MARK);
                let never = if real.contains('-') { NEVER } else { NEVER_ROW };
                let (there, nowhere) = (told(&there, &real), told(&nowhere, never));
                if marked || there != nowhere {
                    let marked = if marked { ", marked" } else { "" };
                    let parts = parts(&there.2, &nowhere.2);
                    differ.push(format!("{who}: {method} {path}: {} and {}{marked}{parts}", there.0, nowhere.0));
                }
                compared += 1;
            }
        }
    }
    differ.dedup();
    works.sort();
    works.dedup();
    assert!(differ.is_empty(), "these tell of what lies outside reach:\n{}", differ.join("\n"));
    assert!(works.is_empty(), "{} do other work for what lies outside reach:\n{}", works.len(), works.join("\n"));
    assert!(compared > 300, "only {compared} were compared");
}

/// What a file says, whatever it is packed in.
fn contents(answer: &Answer) -> String {
    let headers = format!("{:?}", answer.headers);
    let body = if answer.body.starts_with(b"PK") {
        // A workbook, or a paper as a Word file.
        match sheet::book(&answer.body) {
            Ok(sheets) => {
                let rows = sheets.iter().flat_map(|sheet| sheet.rows.iter().map(|row| row.join(" ")));
                let rows = rows.collect::<Vec<_>>().join("\n");
                format!("{} {rows}", sheets.iter().map(|sheet| sheet.name.as_str()).collect::<String>())
            }
            Err(_) => docx::text(&answer.body).expect("a Word file of ours"),
        }
    } else {
        answer.html()
    };
    format!("{headers}\n{body}").to_lowercase()
}

#[tokio::test]
async fn no_page_file_count_or_search_has_anything_of_it() {
    let mut all = BTreeSet::new();
    addresses(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let w = world(&all).await;
    let found_by = kit::web::encode(FOUND_BY);
    let questions = [
        String::new(),
        format!("q={found_by}"),
        format!("ten={found_by}"),
        format!("ten={found_by}&tep=csv"),
        "tep=csv".to_owned(),
        "tep=xlsx".to_owned(),
        "ngay=01-01-2019".to_owned(),
        "ngay=01-01-2019&tep=xlsx".to_owned(),
        "xem=1&trang=2".to_owned(),
        "q=zqx".to_owned(),
        "q=dang+bo".to_owned(),
    ];
    let mut looked = 0;
    let mut told = Vec::new();
    for (who, mut door) in both(&w).await {
        for (path, _) in all.iter().filter(|(path, method)| method == "GET" && !path.contains("{token}")) {
            for question in &questions {
                let address = format!("{}?{question}", fill(path, &w.inside));
                let answer = send(&mut door, "GET", &address, &[]).await;
                // The box of the question says again what was typed into it.
                let text = contents(&answer).replace("value=\"zqx\"", "");
                let ids = w.outside.values().filter(|uid| uid.contains('-'));
                let marked = std::iter::once(MARK).chain(ids.map(String::as_str)).find_map(|mark| text.find(mark));
                if let Some(at) = marked {
                    let said: String = text[at..].chars().take(120).collect();
                    told.push(format!("{who}: {address}: {}: {said}", answer.status));
                }
                looked += usize::from(answer.status.is_success());
            }
        }
    }
    assert!(told.is_empty(), "these tell of what lies outside reach:\n{}", told.join("\n"));
    assert!(looked > 200, "only {looked} pages were seen");
    // The marks can be seen by those above, so the test can see them.
    let mut above = w.t.signed_in("o above", Role::OrganisationOfficer, w.t.district).await;
    for page in [
        format!("/van-phong/tim?q={found_by}"),
        format!("/van-phong/dang-vien?ten={found_by}"),
        "/van-phong/dang-vien?tep=xlsx".to_owned(),
        "/van-phong/to-chuc".to_owned(),
        "/van-phong".to_owned(),
    ] {
        assert!(contents(&above.get(&page).await).contains(MARK), "{page}");
    }
}
