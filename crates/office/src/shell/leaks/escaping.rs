//! Nothing that was typed runs: a payload stands in every field of every kind of thing, and is sent in every field of every
//! form and question; on no page of the office does it stand as anything but text.

use super::world::{World, both, plant};
use super::{addresses, fields, fill, plausible, send};
use crate::shell::walk::prepare;
use crate::testing::TestOffice;
use std::collections::BTreeSet;
use std::path::Path;

/// Breaks out of text, of an attribute in either quotes, of a script, of a text area and of a title.
const PAYLOAD: &str = "Ộ \"'></script></textarea></title><xss-1 onload=x> ";

/// What a browser would take for an element of ours.
fn runs(html: &str) -> bool {
    html.to_lowercase().contains("<xss-1")
}

#[tokio::test]
async fn what_was_typed_stands_on_every_page_as_text() {
    let (mut all, mut names_of_fields, mut id_fields) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    addresses(&sources, &mut all);
    fields(&sources, &mut names_of_fields, &mut id_fields);
    let t = TestOffice::new().await;
    prepare(&t).await;
    let tree = crate::org::Tree::as_of(&mut t.office.db.read().await.unwrap(), t.office.clock.today()).await.unwrap();
    let own = tree.children(t.elsewhere)[0];
    let inside = plant(&t, "xss", own, PAYLOAD).await;
    let w = World { t, outside: inside.clone(), inside, outside_rows: (0, 0) };
    // Everything at once, with identities and choices as they are, so that forms come as far as they go.
    let typed = |ids_too: bool| {
        let value = |(name, old): (String, String)| {
            let plain = ["request", "version", "seen", "row", "do", "xong", "tep"].contains(&name.as_str());
            let new = if plain || (!ids_too && id_fields.contains(&name)) { old } else { PAYLOAD.to_owned() };
            (name, new)
        };
        plausible(&names_of_fields).into_iter().map(value).collect::<Vec<_>>()
    };
    let (mut told, mut looked, mut seen) = (Vec::new(), 0, 0);
    for (who, mut door) in both(&w).await {
        for (path, method) in all.iter().filter(|(path, _)| !path.contains("dang-xuat")) {
            let path = fill(path, &w.inside);
            let question = |form: &[(String, String)]| {
                let pairs = form.iter().map(|(name, value)| format!("{name}={}", kit::web::encode(value)));
                format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
            };
            let tries = match method.as_str() {
                "GET" => {
                    vec![(path.clone(), vec![]), (question(&typed(false)), vec![]), (question(&typed(true)), vec![])]
                }
                _ => vec![(path.clone(), typed(false)), (path.clone(), typed(true))],
            };
            for (address, form) in tries {
                let answer = send(&mut door, method, &address, &form).await;
                let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
                if kind.starts_with("text/html") {
                    let html = answer.html();
                    looked += 1;
                    seen += usize::from(html.contains("xss-1"));
                    if runs(&html) {
                        let at = html.to_lowercase().find("<xss-1").unwrap_or(0);
                        let from = html.floor_char_boundary(at.saturating_sub(150));
                        told.push(format!(
                            "{who}: {method} {path}: {}",
                            &html[from..html.floor_char_boundary(at + 20)]
                        ));
                    }
                }
                let header =
                    answer.headers.values().any(|value| value.as_bytes().windows(6).any(|part| part == b"<xss-1"));
                assert!(!header, "{who}: {method} {path} has it in a header");
            }
        }
    }
    told.dedup();
    assert!(told.is_empty(), "here it runs:\n{}", told.join("\n"));
    // The planted text is found where it was planted, so the test can see it.
    assert!(looked > 300 && seen > 40, "{looked} pages were seen, the text on {seen} of them");
}
