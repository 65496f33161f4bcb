//! The form of an article: its fields, how they are read, and what is wrong with them.

use super::refused;
use crate::newsroom::{Article, NewsError, SECTIONS, Text, beside, compose, markdown};
use crate::shell::Office;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::words::Words;

/// The fields of the form, each with its most letters.
const FIELDS: [(&str, usize); 12] = [
    ("kicker", 60),
    ("headline", 200),
    ("lead", 2000),
    ("body", 200_000),
    ("byline", 100),
    ("byline_post", 200),
    ("topics", 500),
    ("correction", 500),
    ("source", 200),
    ("picture", 20),
    ("attached", 2000),
    ("related", 2000),
];

/// What was typed into the fields.
pub(super) fn typed(form: &Form) -> Text {
    // Browsers send line ends as CR LF; letters whose marks stand apart are put together.
    let get = |name: &str| viet::nfc(form.raw(name).replace("\r\n", "\n").trim());
    Text {
        section: get("section"),
        kicker: get("kicker"),
        headline: get("headline"),
        lead: get("lead"),
        body: get("body"),
        byline: get("byline"),
        byline_post: get("byline_post"),
        topics: get("topics").lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n"),
        correction: get("correction"),
        source: get("source"),
        picture: get("picture"),
        attached: lines(&get("attached")),
        related: lines(&get("related")),
    }
}

fn lines(text: &str) -> String {
    beside::lines(text).collect::<Vec<_>>().join("\n")
}

/// Whether what stands beside the article is there: papers that can be read, articles that readers have.
async fn beside(conn: &mut Conn, form: &mut Form, w: Words, text: &Text) -> Result<(), Failure> {
    if let Err(line) = beside::papers(&text.attached) {
        form.wrong("attached", w.with("article-no-paper", "line", line));
    }
    match beside::articles(&text.related) {
        Err(line) => form.wrong("related", w.with("article-no-related", "line", line)),
        Ok(numbers) => {
            for number in numbers {
                if !beside::has_readers(conn, number).await.map_err(refused)? {
                    form.wrong("related", w.with("article-no-related", "line", number.to_string()));
                }
            }
        }
    }
    for (field, lines) in [("attached", &text.attached), ("related", &text.related)] {
        if beside::lines(lines).count() > beside::MOST {
            form.wrong(field, w.with("article-too-many", "most", beside::MOST as i64));
        }
    }
    Ok(())
}

/// Reads the text and checks it field by field.
pub(super) async fn read(
    conn: &mut Conn,
    form: &mut Form,
    office: &Office,
    (w, unit): (Words, i64),
) -> Result<Text, Failure> {
    let text = typed(form);
    if text.headline.is_empty() {
        form.wrong("headline", w.say("article-no-headline"));
    }
    if !SECTIONS.iter().any(|(slug, ..)| *slug == text.section) {
        form.wrong("section", w.say("article-no-section"));
    }
    for (field, most) in FIELDS {
        let letters = form.get(field).chars().count();
        if letters > most {
            let values = [("most", w.number(most as i64).into()), ("letters", w.number(letters as i64).into())];
            form.wrong(field, w.fill("article-too-long", &values));
        }
    }
    beside(conn, form, w, &text).await?;
    if form.is_sound() {
        // What could not be published is not kept either: it is told while the words are still in mind.
        let sketch = Article { unit_id: unit, ..Article::sketch(text.clone(), office.clock.now()) };
        match compose(conn, &sketch, office.clock.now()).await {
            Ok(_) | Err(NewsError::PictureInTheMaking(_)) => {}
            Err(NewsError::UnknownFigure(id)) => {
                let field = if markdown::figures_in(&text.lead).contains(&id) { "lead" } else { "body" };
                form.wrong(field, w.with("article-unknown-figure", "figure", id));
            }
            Err(NewsError::UnknownPicture(number)) => {
                let field = if text.picture == number { "picture" } else { "body" };
                form.wrong(field, w.with("article-unknown-picture", "number", number));
            }
            Err(NewsError::Unsound(what)) => {
                let field = if what.contains("lead:") { "lead" } else { "body" };
                form.wrong(field, w.with("article-unsound", "what", what));
            }
            Err(error) => return Err(refused(error)),
        }
    }
    Ok(text)
}

/// The form of a text that is kept, with the version that it was read as.
pub(super) fn filled(text: &Text, version: i64) -> Form {
    let mut form = Form::filled(text.fields().map(|(name, value)| (name, value.to_owned())));
    form.set("version", version.to_string());
    form
}
