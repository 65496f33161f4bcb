//! Articles: drafts in light Markdown with figures inserted, and the editions that leave the house.
//!
//! The text is `draft`, then `submitted`, then `published`, at once or by way of `cleared` and `scheduled`; a new text begins
//! again at `draft` while the last edition stays with its readers. Who clears a text has written nothing of it; what could
//! not wait for a second person is shown to the head at once and approved afterwards. An article that was taken back stays
//! under a notice, leads on to another one, or says only why it is gone.

pub mod beside;
pub mod checks;
pub mod comments;
pub mod contribution;
pub mod diff;
mod ending;
mod heading;
pub mod markdown;
pub mod media;
pub mod outbox;
pub mod outside;
pub mod pages;
pub mod paste;
mod presence;
pub mod translation;
mod urgent;
mod verbs;
pub mod versions;
mod workflow;

#[cfg(test)]
mod tests;

pub use ending::{Ending, withdraw};
pub use heading::Heading;
pub use presence::Editing;
pub use urgent::{Urgent, approve, publish_urgently};
pub use verbs::{compose, compose_so_far, revise, submit, write};
pub use workflow::{How, PUBLISH_DUE, clear, publish, publish_due, schedule, send_back, unschedule};

use crate::shell::{OFFICE_SCOPE, Office};
use bridge::Language;
use kit::clock::Ts;
use kit::db::{Conn, DbError};
use kit::failure::Failure;
use rules::{Area, NewsroomRule};

/// The tables of this slice.
pub const MIGRATION: kit::db::Migration =
    kit::db::Migration { name: "newsroom/0001_newsroom", sql: include_str!("schema.sql") };
/// The steps between submitting and publishing, and what comes after.
pub const WORKFLOW: kit::db::Migration =
    kit::db::Migration { name: "newsroom/0002_workflow", sql: include_str!("workflow.sql") };

/// What is being typed, what was saved, what colleagues say.
pub const DRAFTS: kit::db::Migration =
    kit::db::Migration { name: "newsroom/0003_drafts", sql: include_str!("drafts.sql") };
/// Links to other sites, and the sites that are trusted.
pub const LINKS: kit::db::Migration =
    kit::db::Migration { name: "newsroom/0004_links", sql: include_str!("links.sql") };

/// Pictures.
pub const MEDIA: kit::db::Migration =
    kit::db::Migration { name: "newsroom/0005_media", sql: include_str!("media.sql") };

/// Articles in other languages.
pub const LANGUAGES: kit::db::Migration =
    kit::db::Migration { name: "newsroom/0006_languages", sql: include_str!("languages.sql") };

/// Articles that come up from units below.
pub const CONTRIBUTIONS: kit::db::Migration =
    kit::db::Migration { name: "newsroom/0007_contributions", sql: include_str!("contributions.sql") };

/// What stands beside an article.
pub const BESIDE: kit::db::Migration =
    kit::db::Migration { name: "newsroom/0008_beside", sql: include_str!("beside.sql") };

/// The sections, as (slug, Vietnamese, English).
pub const SECTIONS: &[(&str, &str, &str)] = &[("xay-dung-dang", "Xây dựng Đảng", "Party building")];

/// Why an article was not changed, published or withdrawn.
#[derive(Debug, thiserror::Error)]
pub enum NewsError {
    /// Nobody publishes what they wrote.
    #[error("who wrote an article does not publish it")]
    OwnArticle,
    /// Articles are written by accounts; the bare console has none.
    #[error("an article needs an author")]
    NoAuthor,
    /// No such article in this newsroom.
    #[error("there is no article {0}")]
    NoArticle(i64),
    /// Somebody else changed it since it was read, or it is in another state than it was.
    #[error("the article was changed meanwhile")]
    Stale,
    /// The text inserts a figure that nobody computes.
    #[error("the text shows the figure \"{0}\", which is unknown")]
    UnknownFigure(String),
    /// The text shows a picture that the newsroom does not have, or whose files are not made yet.
    #[error("the text shows the picture \"{0}\", which is not there")]
    UnknownPicture(String),
    /// The files of a picture that the text shows are being made.
    #[error("the picture \"{0}\" is being made")]
    PictureInTheMaking(String),
    /// The text has something in it that does not cross the bridge: a link that runs a script, lists in lists in lists.
    #[error("the text cannot be published: {0}")]
    Unsound(String),
    /// The section is not among [`SECTIONS`].
    #[error("there is no section \"{0}\"")]
    UnknownSection(String),
    /// A moment to come was asked for, and another one given.
    #[error("the moment is over")]
    Past,
    /// There is no article with readers that it could be merged into.
    #[error("there is no other published article {0}")]
    NoTarget(i64),
    /// Never published, or withdrawn already.
    #[error("the article is not published")]
    NotPublished,
    /// The figures cannot be computed.
    #[error("the figures cannot be computed: {0}")]
    Figures(String),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What is written in an article. Texts that are not there are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Text {
    /// Slug of the section.
    pub section: String,
    /// The short line above the headline.
    pub kicker: String,
    /// The headline.
    pub headline: String,
    /// The lead, one paragraph of light Markdown.
    pub lead: String,
    /// The text, light Markdown with `[[so-lieu:ID]]` where a figure stands.
    pub body: String,
    /// The name it is signed with.
    pub byline: String,
    /// The post shown with the name.
    pub byline_post: String,
    /// The names of its topics, one to a line.
    pub topics: String,
    /// What is corrected in it, told to the readers of an earlier edition.
    pub correction: String,
    /// Where the text comes from, if it is not the office's own.
    pub source: String,
    /// The number of the picture beside the headline; empty for none.
    pub picture: String,
    /// Papers that belong to it, one to a line.
    pub attached: String,
    /// Articles that somebody put beside it, one to a line.
    pub related: String,
}

impl Text {
    /// Its fields by name, in the order in which they are read.
    pub fn fields(&self) -> [(&'static str, &str); 13] {
        [
            ("headline", &self.headline),
            ("kicker", &self.kicker),
            ("lead", &self.lead),
            ("body", &self.body),
            ("byline", &self.byline),
            ("byline_post", &self.byline_post),
            ("section", &self.section),
            ("topics", &self.topics),
            ("correction", &self.correction),
            ("source", &self.source),
            ("picture", &self.picture),
            ("attached", &self.attached),
            ("related", &self.related),
        ]
    }
}

kit::record! {
    /// An article of the record.
    pub struct Article {
        /// The article, also its public number.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Whose newsroom it belongs to.
        pub unit_id: i64,
        /// Slug of the section.
        pub section: String,
        /// Readable part of the address; settled with the first edition.
        pub slug: String,
        /// The short line above the headline.
        pub kicker: String,
        /// The headline.
        pub headline: String,
        /// The lead.
        pub lead: String,
        /// The text.
        pub body: String,
        /// The name it is signed with.
        pub byline: String,
        /// The post shown with the name.
        pub byline_post: String,
        /// The names of its topics, one to a line.
        pub topics: String,
        /// What is corrected in it.
        pub correction: String,
        /// The account that began it.
        pub author_id: i64,
        /// The account that changed its text last.
        pub reviser_id: i64,
        /// `draft`, `submitted`, `cleared`, `scheduled` or `published`: how far this text is.
        pub state: String,
        /// Why it was sent back; empty when it was not.
        pub note: String,
        /// How many editions came out.
        pub edition: i64,
        /// When the first came out.
        pub first_published_at: Option<Ts>,
        /// When it was taken back from its readers, if it was.
        pub withdrawn_at: Option<Ts>,
        /// When it was changed last.
        pub changed_at: Ts,
        /// Counts the changes.
        pub version: i64,
        /// When it comes out, while it is `scheduled`.
        pub due_at: Option<Ts>,
        /// Who cleared the text as it stands.
        pub cleared_by: Option<i64>,
        /// What became of it when it was taken back: `withdrawn`, `merged`, `error`; empty otherwise.
        pub fate: String,
        /// The article that it was merged into.
        pub merged_into: Option<i64>,
        /// Where the text comes from.
        pub source: String,
        /// The number of the picture beside the headline.
        pub picture: String,
        /// Papers that belong to it, one to a line.
        pub attached: String,
        /// Articles that somebody put beside it, one to a line.
        pub related: String,
        /// The code of its language.
        pub lang: String,
        /// Of which article it is a translation.
        pub original_id: Option<i64>,
        /// Of which edition of that one.
        pub from_edition: i64,
    }
}

const COLUMNS: &str = "id, uid, unit_id, section, slug, kicker, headline, lead, body, byline, byline_post, topics, \
                       correction, author_id, reviser_id, state, note, edition, first_published_at, withdrawn_at, \
                       changed_at, version, due_at, cleared_by, fate, merged_into, source, picture, attached, related, lang, original_id, \
                       from_edition";

impl Article {
    /// The article with this id.
    pub async fn get(conn: &mut Conn, id: i64) -> Result<Article, NewsError> {
        let sql = format!("SELECT {COLUMNS} FROM article WHERE id = $1");
        conn.opt(&sql, &[&id]).await?.ok_or(NewsError::NoArticle(id))
    }

    /// The article with this outward identity.
    pub async fn by_uid(conn: &mut Conn, uid: &str) -> Result<Option<Article>, DbError> {
        conn.opt(&format!("SELECT {COLUMNS} FROM article WHERE uid = $1"), &[&uid]).await
    }

    /// All articles, the one changed last first.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Article>, DbError> {
        conn.all(&format!("SELECT {COLUMNS} FROM article ORDER BY changed_at DESC, id DESC"), &[]).await
    }

    /// An article that is not kept: to see what a text would become.
    pub fn sketch(text: Text, now: Ts) -> Article {
        Article {
            id: 1,
            uid: String::new(),
            unit_id: 0,
            slug: viet::slug(&text.headline),
            section: text.section,
            kicker: text.kicker,
            headline: text.headline,
            lead: text.lead,
            body: text.body,
            byline: text.byline,
            byline_post: text.byline_post,
            topics: text.topics,
            correction: text.correction,
            author_id: 0,
            reviser_id: 0,
            state: "draft".into(),
            note: String::new(),
            edition: 0,
            first_published_at: None,
            withdrawn_at: None,
            changed_at: now,
            version: 0,
            due_at: None,
            cleared_by: None,
            fate: String::new(),
            merged_into: None,
            source: text.source,
            picture: text.picture,
            attached: text.attached,
            related: text.related,
            lang: "vi".into(),
            original_id: None,
            from_edition: 0,
        }
    }

    /// In which language it is written.
    pub fn language(&self) -> Language {
        Language::of_code(&self.lang).unwrap_or_default()
    }

    /// What is written in it.
    pub fn text(&self) -> Text {
        Text {
            section: self.section.clone(),
            kicker: self.kicker.clone(),
            headline: self.headline.clone(),
            lead: self.lead.clone(),
            body: self.body.clone(),
            byline: self.byline.clone(),
            byline_post: self.byline_post.clone(),
            topics: self.topics.clone(),
            correction: self.correction.clone(),
            source: self.source.clone(),
            picture: self.picture.clone(),
            attached: self.attached.clone(),
            related: self.related.clone(),
        }
    }

    /// Whether readers have it now.
    pub fn is_public(&self) -> bool {
        self.edition > 0 && self.withdrawn_at.is_none()
    }

    /// Whether a second person has cleared the text as it stands.
    pub fn is_cleared(&self) -> bool {
        self.cleared_by.is_some() && ["cleared", "scheduled"].contains(&self.state.as_str())
    }

    /// Whether an account has written any of the text as it stands.
    pub fn is_by(&self, account: i64) -> bool {
        [self.author_id, self.reviser_id].contains(&account)
    }
}

impl Office {
    /// The rule of the newsroom that holds today, with its id: the office's own, or the program's.
    ///
    /// # Errors
    /// When no rule of the newsroom holds today.
    pub fn newsroom_rule(&self) -> Result<(&NewsroomRule, &str), Failure> {
        let ruleset = self.book.on(Area::Newsroom, Some(OFFICE_SCOPE), self.clock.today().0);
        let rule = ruleset.and_then(|ruleset| Some((ruleset.newsroom()?, ruleset.id.as_str())));
        rule.ok_or_else(|| anyhow::anyhow!("no rule of the newsroom holds today").into())
    }
}
