//! What happened to an article, from its first word on: one line for each step, saving again and again told once.

use super::note;
use crate::newsroom::Article;
use kit::clock::{Day, Ts};
use kit::db::{Conn, Result};
use kit::journal::{self, Entry};
use kit::words::Words;
use std::collections::HashMap;

/// A step of an article's way.
pub(super) struct Step {
    pub(super) at: String,
    /// Who did what.
    pub(super) what: String,
    /// The reason, the note, the time: empty when nothing was said.
    pub(super) said: String,
}

/// So many rows of the journal are looked at.
const ROWS: i64 = 500;

/// The way of an article, the latest step first.
pub(super) async fn trail(
    conn: &mut Conn,
    w: Words,
    article: &Article,
    names: &HashMap<i64, String>,
) -> Result<Vec<Step>> {
    let mut steps: Vec<(Entry, i64)> = Vec::new();
    for entry in journal::about(conn, "article", article.id, ROWS).await? {
        match steps.last_mut() {
            Some((last, times)) if is_revision(last) && is_revision(&entry) && last.actor == entry.actor => *times += 1,
            _ => steps.push((entry, 1)),
        }
    }
    Ok(steps.into_iter().map(|(entry, times)| step(w, names, &entry, times)).collect())
}

fn is_revision(entry: &Entry) -> bool {
    entry.verb == "newsroom.article.revise"
}

fn step(w: Words, names: &HashMap<i64, String>, entry: &Entry, times: i64) -> Step {
    let who = entry.actor.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    let mut what = format!("{who}: {}", w.say(&format!("verb-{}", entry.verb.replace('.', "-"))));
    if times > 1 {
        what = format!("{what} ({})", w.count("article-times", times));
    }
    let values = entry.values();
    let text = |name: &str| values.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let mut said = Vec::new();
    if let Some(edition) = values.get("edition").and_then(serde_json::Value::as_i64) {
        said.push(w.with("article-edition", "number", edition));
    }
    match entry.verb.as_str() {
        "newsroom.article.schedule" => {
            let due = values.get("due").and_then(serde_json::Value::as_i64);
            said.extend(due.map(|due| w.with("article-due", "at", Ts(due).written())));
        }
        "newsroom.article.publish_urgently" => {
            let due = Day::parse(&text("due")).map(Day::written).unwrap_or_default();
            said.push(w.with("article-approve-by", "day", due));
        }
        _ => {}
    }
    said.extend([text("reason"), note(w, &text("note"))].into_iter().filter(|text| !text.is_empty()));
    Step { at: entry.at.written(), what, said: said.join(" · ") }
}
