//! What the portal has to show, read into memory after each bundle.

use bridge::{Edition, Entry, Figure, Section, Topic};
use kit::db::Conn;
use std::collections::BTreeMap;
use std::sync::Arc;

/// All articles with their editions, and today's figures.
#[derive(Clone, Default)]
pub(crate) struct Library {
    /// The editions of each article, oldest first; never empty.
    articles: BTreeMap<i64, Vec<Arc<Edition>>>,
    /// Articles that were withdrawn, with the reason.
    pub(crate) withdrawn: BTreeMap<i64, String>,
    figures: BTreeMap<String, Figure>,
    /// Article numbers, newest first.
    newest: Vec<i64>,
    sections: Vec<Section>,
    topics: Vec<(Topic, usize)>,
}

impl Library {
    pub(crate) async fn read(conn: &mut Conn) -> anyhow::Result<Library> {
        let mut library = Library::default();
        let editions: Vec<(String,)> =
            conn.all("SELECT content FROM edition ORDER BY article_id, edition", &[]).await?;
        for (content,) in editions {
            let edition: Edition = serde_json::from_str(&content)?;
            library.articles.entry(edition.article_id).or_default().push(Arc::new(edition));
        }
        let withdrawn: Vec<(i64, String)> = conn.all("SELECT article_id, reason FROM withdrawal", &[]).await?;
        library.withdrawn = withdrawn.into_iter().collect();
        let figures: Vec<(String,)> = conn.all("SELECT content FROM figure", &[]).await?;
        for (content,) in figures {
            let figure: Figure = serde_json::from_str(&content)?;
            library.figures.insert(figure.id.clone(), figure);
        }
        library.arrange();
        Ok(library)
    }

    /// What the library is after more has crossed.
    pub(crate) fn with(&self, entries: Vec<Entry>) -> Library {
        let mut library = self.clone();
        for entry in entries {
            match entry {
                Entry::Edition(edition) => {
                    library.withdrawn.remove(&edition.article_id);
                    library.articles.entry(edition.article_id).or_default().push(Arc::from(edition));
                }
                Entry::Withdrawal { article_id, reason, .. } => {
                    library.withdrawn.insert(article_id, reason);
                }
                Entry::Figure(figure) => {
                    library.figures.insert(figure.id.clone(), *figure);
                }
            }
        }
        library.arrange();
        library
    }

    /// The orders and lists that pages need again and again.
    fn arrange(&mut self) {
        let mut newest: Vec<&Edition> = self.articles.keys().filter_map(|id| self.current(*id)).collect();
        newest.sort_by_key(|edition| std::cmp::Reverse((edition.first_published_at, edition.article_id)));
        let newest: Vec<i64> = newest.into_iter().map(|edition| edition.article_id).collect();
        self.newest = newest;
        let by_slug: BTreeMap<&str, &Section> =
            self.articles().map(|e| (e.section.slug.as_str(), &e.section)).collect();
        let mut sections: Vec<Section> = by_slug.into_values().cloned().collect();
        sections.sort_by_key(|section| viet::text_key(&section.name.vi));
        let mut topics: BTreeMap<&str, (Topic, usize)> = BTreeMap::new();
        for topic in self.articles().flat_map(|e| &e.topics) {
            topics.entry(topic.slug.as_str()).or_insert_with(|| (topic.clone(), 0)).1 += 1;
        }
        let mut topics: Vec<_> = topics.into_values().collect();
        topics
            .sort_by_key(|(topic, count)| (std::cmp::Reverse(*count), std::cmp::Reverse(viet::text_key(&topic.name))));
        (self.sections, self.topics) = (sections, topics);
    }

    /// The edition that is shown; `None` when there is no such article or it was withdrawn.
    pub(crate) fn current(&self, article: i64) -> Option<&Edition> {
        if self.withdrawn.contains_key(&article) {
            return None;
        }
        self.articles.get(&article)?.last().map(Arc::as_ref)
    }

    /// An edition by its number, from 1.
    pub(crate) fn edition(&self, article: i64, edition: u32) -> Option<&Edition> {
        self.current(article)?;
        self.articles.get(&article)?.iter().find(|e| e.edition == edition).map(Arc::as_ref)
    }

    /// All editions of an article, oldest first.
    pub(crate) fn editions(&self, article: i64) -> &[Arc<Edition>] {
        self.articles.get(&article).map_or(&[], Vec::as_slice)
    }

    /// All articles, newest first.
    pub(crate) fn articles(&self) -> impl Iterator<Item = &Edition> {
        self.newest.iter().filter_map(|id| self.current(*id))
    }

    /// The articles published before and after this one, in its section.
    pub(crate) fn neighbours(&self, article: &Edition) -> (Option<&Edition>, Option<&Edition>) {
        let section: Vec<&Edition> = self.articles().filter(|e| e.section.slug == article.section.slug).collect();
        let at = section.iter().position(|e| e.article_id == article.article_id);
        let older = at.and_then(|at| section.get(at + 1).copied());
        let newer = at.and_then(|at| section.get(at.checked_sub(1)?).copied());
        (older, newer)
    }

    /// Today's value of a figure; until one has crossed, the newest that an edition froze.
    pub(crate) fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.get(id).or_else(|| self.articles().flat_map(|e| &e.figures).find(|f| f.id == id))
    }

    /// The value that crossed last, if one has.
    pub(crate) fn today(&self, id: &str) -> Option<&Figure> {
        self.figures.get(id)
    }

    /// Today's figures, by their addresses.
    pub(crate) fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.figures.values()
    }

    /// Sections that have an article, in the order of their names.
    pub(crate) fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Special topics with the number of their articles, most first.
    pub(crate) fn topics(&self) -> &[(Topic, usize)] {
        &self.topics
    }
}
