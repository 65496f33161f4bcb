//! What a correction of a text brings in that stood not in the text before: brought articles are held to the newsroom's rule
//! for what is new in them, and not for what their older site had.

use super::{Finding, NewsError, in_words};
use crate::layout::Mirror;
use crate::org::Tree;
use bridge::print::Printer;
use bridge::{Byline, Edition};
use kit::clock::Ts;
use kit::db::Conn;
use rules::NewsroomRule;

/// Looks at the words that an edition of a unit's newsroom has and the one before it had not.
///
/// # Errors
/// Those of [`super::look`].
pub(crate) async fn look_at_change(
    conn: &mut Conn,
    by: (&NewsroomRule, &Mirror),
    (tree, unit): (&Tree, i64),
    (old, new): (&Edition, &Edition),
    now: Ts,
) -> Result<Vec<Finding>, NewsError> {
    let before = in_words(conn, by, (tree, unit), (old, &texts(old)), now).await?;
    let mut found = in_words(conn, by, (tree, unit), (new, &texts(new)), now).await?;
    // Older sites wrote marks as characters of their own, and an editor's keyboard may not.
    let composed = |finding: &Finding| Finding { what: viet::nfc(&finding.what), ..finding.clone() };
    let before: Vec<Finding> = before.iter().map(composed).collect();
    found.retain(|finding| !before.contains(&composed(finding)));
    Ok(super::ordered(found, by.0))
}

/// The fields with words, without any marks.
fn texts(edition: &Edition) -> Vec<(&'static str, String)> {
    let printer = Printer { edition, english: false, mark: "", href: &|_| String::new() };
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        ("headline", edition.headline.clone()),
        ("lead", printer.plain(&edition.lead)),
        ("body", printer.lines(&edition.body)),
        ("byline", edition.author.as_ref().map_or(String::new(), |Byline { name, .. }| name.clone())),
        ("source", said(&edition.source)),
        ("correction", said(&edition.correction_note)),
    ]
}
