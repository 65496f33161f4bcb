//! An article without its text: for lists, which have many.

use kit::clock::Ts;
use kit::db::{Conn, DbError};

kit::record! {
    /// What lists say of an article. The fields are those of [`Article`](super::Article).
    pub struct Heading {
        /// The article.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// Whose newsroom it belongs to.
        pub unit_id: i64,
        /// Slug of the section.
        pub section: String,
        /// Readable part of the address.
        pub slug: String,
        /// The headline.
        pub headline: String,
        /// The name it is signed with.
        pub byline: String,
        /// Where it comes from.
        pub source: String,
        /// The account that began it.
        pub author_id: i64,
        /// The account that changed its text last.
        pub reviser_id: i64,
        /// How far its text is.
        pub state: String,
        /// Why it was sent back.
        pub note: String,
        /// How many editions came out.
        pub edition: i64,
        /// When it was taken back from its readers, if it was.
        pub withdrawn_at: Option<Ts>,
        /// When it was changed last.
        pub changed_at: Ts,
        /// When it comes out, while it is scheduled.
        pub due_at: Option<Ts>,
        /// What became of it when it was taken back.
        pub fate: String,
        /// The code of its language.
        pub lang: String,
        /// Of which article it is a translation.
        pub original_id: Option<i64>,
        /// Of which edition of that one.
        pub from_edition: i64,
    }
}

const COLUMNS: &str = "id, uid, unit_id, section, slug, headline, byline, source, author_id, reviser_id, state, note, \
                       edition, withdrawn_at, changed_at, due_at, fate, lang, original_id, from_edition";

impl Heading {
    /// Of all articles, the one changed last first.
    pub async fn all(conn: &mut Conn) -> Result<Vec<Heading>, DbError> {
        conn.all(&format!("SELECT {COLUMNS} FROM article ORDER BY changed_at DESC, id DESC"), &[]).await
    }

    /// Of the translations of an article.
    pub async fn translations(conn: &mut Conn, original: i64) -> Result<Vec<Heading>, DbError> {
        conn.all(&format!("SELECT {COLUMNS} FROM article WHERE original_id = $1 ORDER BY id"), &[&original]).await
    }

    /// Whether readers have it now.
    pub fn is_public(&self) -> bool {
        self.edition > 0 && self.withdrawn_at.is_none()
    }

    /// Whether an account has written any of the text as it stands.
    pub fn is_by(&self, account: i64) -> bool {
        [self.author_id, self.reviser_id].contains(&account)
    }
}
