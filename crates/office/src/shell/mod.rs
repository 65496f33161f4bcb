//! What surrounds every page of the office, and what every handler is handed.

mod presence;
#[cfg(test)]
mod tests;

pub use presence::Presence;

use crate::identity::reach::{Officer, Right};
use crate::study::standing::Standing;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use kit::clock::{Chance, Clock};
use kit::db::Db;
use kit::failure::{Failure, FailureKind};
use kit::limits::Limit;
use kit::words::{Lang, Lexicon, Words};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::sync::Mutex;

/// The office's messages.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::new(&[
        (include_str!("words.vi.ftl"), include_str!("words.en.ftl")),
        (include_str!("../study/pages/words.vi.ftl"), include_str!("../study/pages/words.en.ftl")),
    ])
});

/// What every handler is handed; cheap to clone.
#[derive(Clone)]
pub struct Office {
    /// The record.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// Where random bytes come from.
    pub chance: Chance,
    /// Whether every page says that its data is made up.
    pub demo: bool,
    /// Whether the office is reached over HTTPS: its cookie is then sent nowhere else.
    pub secure: bool,
    /// How often one address may try to come in.
    pub sign_in_limit: Arc<Limit>,
    /// Who was here lately.
    pub presence: Arc<Presence>,
    /// The tally of each campaign that was looked at, kept current from the journal.
    standings: Arc<Mutex<HashMap<i64, Standing>>>,
}

impl Office {
    /// An office on this record.
    pub fn new(db: Db, clock: Clock, chance: Chance, demo: bool) -> Office {
        Office {
            db,
            clock,
            chance,
            demo,
            secure: false,
            sign_in_limit: Arc::new(Limit::new(30, Duration::from_secs(10))),
            presence: Arc::default(),
            standings: Arc::default(),
        }
    }

    /// The campaign's tally with everything that is committed at this moment in it.
    pub async fn standing(&self, campaign: i64) -> Result<Standing, Failure> {
        kit::journal::seal::seal(&self.db, self.clock.now()).await?;
        let mut conn = self.db.read().await?;
        let mut standings = self.standings.lock().await;
        let standing = match standings.entry(campaign) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => {
                new.insert(Standing::build(&mut conn, campaign).await.map_err(anyhow::Error::from)?)
            }
        };
        standing.catch_up(&mut conn).await.map_err(anyhow::Error::from)?;
        Ok(standing.clone())
    }

    /// What surrounds a page.
    pub fn shell(&self, officer: Option<&Officer>) -> Shell {
        let w = LEXICON.words(Lang::Vi);
        let who = officer.map(|o| (o.name.clone(), o.post.clone()));
        let may_study = officer.is_some_and(|o| !o.roots(Right::ReadStudy).is_empty());
        Shell { w, demo: self.demo, who, may_study }
    }
}

/// What surrounds every page.
pub struct Shell {
    /// The messages.
    pub w: Words,
    /// Whether the data is made up.
    pub demo: bool,
    /// Name and post of who is signed in.
    pub who: Option<(String, String)>,
    /// Whether the study campaigns are shown in the index.
    pub may_study: bool,
}

/// All addresses of the office: the table of contents.
pub fn router(office: Office) -> Router {
    let routes = Router::new()
        .merge(crate::identity::pages::routes())
        .merge(crate::study::pages::routes())
        .route("/van-phong/{*rest}", any(|| async { Failure::NotFound }))
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(office.clone(), failures))
        .with_state(office);
    kit::web::guarded(routes)
}

#[derive(Template)]
#[template(path = "shell/failure.html")]
struct FailurePage {
    shell: Shell,
    title: String,
    text: String,
}

/// Makes the page of a failure: what happened, in the user's language, and the way onward.
async fn failures(State(office): State<Office>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let Some(kind) = response.extensions().get::<FailureKind>().copied() else { return response };
    let shell = office.shell(None);
    let title = shell.w.say(&format!("failure-{}-title", kind.key()));
    let text = shell.w.say(&format!("failure-{}-text", kind.key()));
    let retry = response.headers().get("retry-after").cloned();
    let page = kit::page::html(kind.status(), &FailurePage { shell, title, text });
    let mut page = page.unwrap_or_else(|_| (kind.status(), kind.key()).into_response());
    if let Some(retry) = retry {
        page.headers_mut().insert("retry-after", retry);
    }
    page
}
