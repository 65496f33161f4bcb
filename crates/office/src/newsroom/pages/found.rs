//! What was found before publishing, in words, each with its place and the way onward.

use super::refused;
use crate::identity::reach::Officer;
use crate::newsroom::Article;
use crate::newsroom::checks::{Finding, look, look_at_change};
use crate::shell::Office;
use bridge::Edition;
use kit::db::Conn;
use kit::failure::Failure;
use kit::words::Words;
use rules::NewsroomRule;

/// Something that was found.
pub(crate) struct Shown {
    pub(crate) text: String,
    /// The field in which it stands.
    pub(crate) field: String,
    /// What to do about it.
    pub(crate) onward: String,
    /// Whether the article is not published as long as it is so.
    pub(crate) blocks: bool,
    /// Whether it is not even published urgently.
    pub(crate) blocks_urgent: bool,
}

pub(super) async fn shown(
    office: &Office,
    officer: &Officer,
    conn: &mut Conn,
    (article, edition): (&Article, &Edition),
) -> Result<Vec<Shown>, Failure> {
    let (rule, _) = office.newsroom_rule()?;
    let by = (rule, &office.mirror);
    let found = look(conn, by, &officer.tree, (article, edition), office.clock.now()).await.map_err(refused)?;
    Ok(found.into_iter().map(|finding| told(officer.words(), rule, finding)).collect())
}

/// What is found in what an edition says and the one before it did not, for the newsroom of a unit.
pub(crate) async fn in_change(
    office: &Office,
    officer: &Officer,
    conn: &mut Conn,
    (unit, old, new): (i64, &Edition, &Edition),
) -> Result<Vec<Shown>, Failure> {
    let (rule, _) = office.newsroom_rule()?;
    let by = (rule, &office.mirror);
    let found = look_at_change(conn, by, (&officer.tree, unit), (old, new), office.clock.now()).await;
    Ok(found.map_err(refused)?.into_iter().map(|finding| told(officer.words(), rule, finding)).collect())
}

fn told(w: Words, rule: &NewsroomRule, finding: Finding) -> Shown {
    Shown {
        text: said(w, finding.key, (&finding.what, &finding.instead)),
        field: w.say(&finding.field.replace('_', "-")),
        onward: w.say(&format!("check-onward-{}", finding.check.word().replace('_', "-"))),
        blocks: finding.blocks,
        blocks_urgent: rule.urgent_blocking.contains(&finding.check),
    }
}

/// What a check has to say of some words, and of what they should be.
pub(super) fn said(w: Words, key: &str, (what, instead): (&str, &str)) -> String {
    let key = match key {
        "check-link-part" if instead.is_empty() => "check-link-no-parts",
        "check-name-former" if instead.is_empty() => "check-name-ended",
        key => key,
    };
    w.fill(key, &[("what", what.into()), ("instead", instead.into())])
}
