//! Search in the office: units, members, campaigns, papers and articles within the actor's reach.
//!
//! The index is in memory, derived from the record and kept current from the journal. Each thing carries the kind and
//! unit by which it is reached, and a question asks only among those that the actor may open: neither a count nor an
//! order tells of others. The closed rooms (discipline, inspection, cadre) are never put into it, nor is anything that
//! is sealed.

mod page;
#[cfg(test)]
mod tests;

pub use page::routes;

use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::newsroom::Article;
use crate::org::lineage::Lineage;
use crate::org::{Tree, ended_by};
use crate::papers::Paper;
use crate::study::Campaign;
use kit::clock::Day;
use kit::db::Conn;
use search::{Doc, Index};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// What campaigns are reached by: whoever reads the study of a unit above or below the one that runs it.
const CAMPAIGN: &str = "campaign";

/// The kind of units that are no more.
const ENDED: &str = "unit-ended";

/// The office's index, as of a position of the journal and a day.
pub struct Finder {
    index: Arc<Index>,
    at: Option<(i64, Day)>,
    /// What is in the index, by key.
    known: HashMap<String, u64>,
}

impl Finder {
    /// An index that knows nothing yet.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn new() -> anyhow::Result<Finder> {
        Ok(Finder { index: Arc::new(Index::in_memory()?), at: None, known: HashMap::new() })
    }

    /// Follows the journal: what has changed since the last time is put in anew.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub async fn catch_up(&mut self, conn: &mut Conn, day: Day) -> anyhow::Result<()> {
        let at = (kit::journal::head(conn).await?, day);
        if self.at == Some(at) {
            return Ok(());
        }
        let docs = collect(conn, day).await?;
        let mut known = HashMap::with_capacity(docs.len());
        let mut changed = Vec::new();
        for doc in docs {
            let hash = hash(&doc);
            if self.known.get(&doc.key) != Some(&hash) {
                changed.push(doc.clone());
            }
            known.insert(doc.key, hash);
        }
        let gone: Vec<String> = self.known.keys().filter(|key| !known.contains_key(*key)).cloned().collect();
        if !gone.is_empty() || !changed.is_empty() {
            let index = self.index.clone();
            let change = move || index.change(gone.iter().map(String::as_str), changed, "");
            tokio::task::spawn_blocking(change).await??;
        }
        (self.known, self.at) = (known, Some(at));
        Ok(())
    }
}

fn hash(doc: &Doc) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&doc.kind, &doc.title, &doc.body, &doc.url, &doc.section).hash(&mut hasher);
    hasher.finish()
}

fn reached_by(kind: &str, unit: i64) -> String {
    format!("{kind}:{unit}")
}

/// What the actor may open: of each kind, the units that its right is held over.
fn within(officer: &Officer) -> Vec<String> {
    let kinds = [
        ("unit", Right::ReadOrganisation),
        ("member", Right::ReadPeople),
        ("article", Right::EditArticle),
        ("paper", Right::ReadPapers),
    ];
    let mut out = Vec::new();
    for (kind, right) in kinds {
        for root in officer.roots(right) {
            out.extend(officer.tree.branch(root).iter().map(|unit| reached_by(kind, *unit)));
        }
    }
    for root in officer.roots(Right::ReadStudy) {
        let seen = officer.tree.path(root).into_iter().chain(officer.tree.branch(root).iter().copied());
        out.extend(seen.map(|unit| reached_by(CAMPAIGN, unit)));
    }
    out.sort_unstable();
    out.dedup();
    out
}

async fn collect(conn: &mut Conn, day: Day) -> anyhow::Result<Vec<Doc>> {
    let tree = Tree::as_of(conn, day).await?;
    let above = |unit: i64| tree.path(unit).into_iter().map(|u| tree.name(u)).collect::<Vec<_>>().join(", ");
    let codes: HashMap<i64, String> = crate::org::code::codes_on(conn, day).await?.into_iter().collect();
    // A code is found in groups and plain, as it stands in papers.
    let code = |unit: i64| {
        codes.get(&unit).map_or(String::new(), |plain| format!("{}, {plain}", crate::org::code::written(plain)))
    };
    let mut docs: Vec<Doc> = tree
        .preorder()
        .iter()
        .map(|&unit| Doc {
            key: format!("u{unit}"),
            kind: "unit".into(),
            title: tree.name(unit).to_owned(),
            body: format!("{}\n{}", above(unit), code(unit)),
            url: format!("/van-phong/to-chuc/{}", tree.uid(unit)),
            section: reached_by("unit", unit),
            ..Doc::default()
        })
        .collect();
    // One that is no more is found by whoever reaches the one that carries on for it.
    let lineage = Lineage::read(conn).await?;
    docs.extend(ended_by(conn, day).await?.into_iter().map(|unit| Doc {
        key: format!("u{}", unit.unit),
        kind: ENDED.into(),
        title: unit.name,
        body: [unit.above, crate::org::code::written(&unit.code), unit.code].join("\n"),
        url: format!("/van-phong/to-chuc/{}", unit.uid),
        section: reached_by("unit", lineage.heir(unit.unit, day)),
        ..Doc::default()
    }));
    let sql = "SELECT p.id, p.uid, p.full_name, m.unit_id FROM person p JOIN membership m ON m.person_id = p.id
               WHERE m.kind = 'main' AND m.from_day <= $1 AND (m.to_day IS NULL OR m.to_day > $1)";
    let members: Vec<(i64, String, String, i64)> = conn.all(sql, &[&day]).await?;
    docs.extend(members.into_iter().map(|(id, uid, name, unit)| Doc {
        key: format!("p{id}"),
        kind: "member".into(),
        title: name,
        body: tree.name(unit).to_owned(),
        url: format!("/van-phong/dang-vien/{uid}"),
        section: reached_by("member", unit),
        ..Doc::default()
    }));
    // One that was run by a unit that is no more is known to those at the top.
    let top = tree.committee().map(|top| top.id);
    let runs = |unit: i64| if tree.get(unit).is_some() { unit } else { top.unwrap_or(unit) };
    docs.extend(Campaign::issued(conn).await?.into_iter().map(|campaign| Doc {
        key: format!("c{}", campaign.id),
        kind: "campaign".into(),
        url: crate::study::pages::campaign_address(&campaign),
        title: campaign.title,
        body: campaign.paper,
        section: reached_by(CAMPAIGN, runs(campaign.unit_id)),
        ..Doc::default()
    }));
    docs.extend(Article::all(conn).await?.into_iter().map(|article| Doc {
        key: format!("n{}", article.id),
        kind: "article".into(),
        title: article.headline,
        body: format!("{}\n{}\n{}", article.kicker, article.lead, article.body),
        url: format!("/van-phong/toa-soan/{}", article.uid),
        section: reached_by("article", article.unit_id),
        author: article.byline,
        ..Doc::default()
    }));
    // Of a paper with a mark of secrecy there is nothing to be found but its symbol.
    docs.extend(Paper::all(conn).await?.into_iter().map(|paper| Doc {
        key: format!("d{}", paper.id),
        kind: "paper".into(),
        title: format!("{} {}", paper.symbol, paper.subject).trim().to_owned(),
        body: format!("{}\n{}", paper.issuer, paper.signer),
        url: crate::papers::pages::address(&paper.uid),
        section: reached_by("paper", runs(paper.unit_id)),
        ..Doc::default()
    }));
    Ok(docs)
}
