//! What surrounds every page of the office, and what every handler is handed.

mod failing;
#[cfg(test)]
mod leaks;
mod menu;
mod presence;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk;

pub use menu::Chapter;
pub use presence::Presence;

use crate::identity::attempts::Attempts;
use crate::identity::reach::Officer;
use crate::identity::sessions::Renewed;
use crate::study::standing::Standing;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{any, post};
use kit::clock::{Chance, Clock, Day};
use kit::db::Db;
use kit::failure::Failure;
use kit::files::Files;
use kit::form::DoorForm;
use kit::limits::Limit;
use kit::page::see_other;
use kit::vault::Vault;
use kit::web::{cookie, is_local};
use kit::words::{Lang, Lexicon, Words};
use rules::{Area, RolesRule, RuleBook, SignInRule};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tokio::sync::Mutex;

/// The office's messages.
pub static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::new(&[
        (include_str!("words.vi.ftl"), include_str!("words.en.ftl")),
        (include_str!("../desk/words.vi.ftl"), include_str!("../desk/words.en.ftl")),
        (include_str!("../deadline/words.vi.ftl"), include_str!("../deadline/words.en.ftl")),
        (include_str!("../papers/pages/words.vi.ftl"), include_str!("../papers/pages/words.en.ftl")),
        (include_str!("../outgoing/pages/words.vi.ftl"), include_str!("../outgoing/pages/words.en.ftl")),
        (include_str!("../tasks/pages/words.vi.ftl"), include_str!("../tasks/pages/words.en.ftl")),
        (include_str!("../reception/pages/words.vi.ftl"), include_str!("../reception/pages/words.en.ftl")),
        (include_str!("../exemption/pages/words.vi.ftl"), include_str!("../exemption/pages/words.en.ftl")),
        (include_str!("../candidate/pages/words.vi.ftl"), include_str!("../candidate/pages/words.en.ftl")),
        (include_str!("../transfer/pages/words.vi.ftl"), include_str!("../transfer/pages/words.en.ftl")),
        (include_str!("../identity/pages/words.vi.ftl"), include_str!("../identity/pages/words.en.ftl")),
        (
            include_str!("../identity/pages/invitations/words.vi.ftl"),
            include_str!("../identity/pages/invitations/words.en.ftl"),
        ),
        (include_str!("../identity/pages/second/words.vi.ftl"), include_str!("../identity/pages/second/words.en.ftl")),
        (
            include_str!("../identity/pages/provider/words.vi.ftl"),
            include_str!("../identity/pages/provider/words.en.ftl"),
        ),
        (include_str!("../study/pages/words.vi.ftl"), include_str!("../study/pages/words.en.ftl")),
        (include_str!("../people/pages/words.vi.ftl"), include_str!("../people/pages/words.en.ftl")),
        (include_str!("../gazetteer/words.vi.ftl"), include_str!("../gazetteer/words.en.ftl")),
        (include_str!("../people/import/pages/words.vi.ftl"), include_str!("../people/import/pages/words.en.ftl")),
        (include_str!("../posts/pages/words.vi.ftl"), include_str!("../posts/pages/words.en.ftl")),
        (include_str!("../people/pages/record/words.vi.ftl"), include_str!("../people/pages/record/words.en.ftl")),
        (include_str!("../people/pages/data/words.vi.ftl"), include_str!("../people/pages/data/words.en.ftl")),
        (include_str!("../people/roll/words.vi.ftl"), include_str!("../people/roll/words.en.ftl")),
        (include_str!("../list/words.vi.ftl"), include_str!("../list/words.en.ftl")),
        (include_str!("../org/pages/words.vi.ftl"), include_str!("../org/pages/words.en.ftl")),
        (include_str!("../inspection/pages/words.vi.ftl"), include_str!("../inspection/pages/words.en.ftl")),
        (include_str!("../journal/words.vi.ftl"), include_str!("../journal/words.en.ftl")),
        (include_str!("../search/words.vi.ftl"), include_str!("../search/words.en.ftl")),
        (include_str!("../rights/pages/words.vi.ftl"), include_str!("../rights/pages/words.en.ftl")),
        (include_str!("../proposals/pages/words.vi.ftl"), include_str!("../proposals/pages/words.en.ftl")),
        (include_str!("../newsroom/pages/words.vi.ftl"), include_str!("../newsroom/pages/words.en.ftl")),
        (include_str!("../layout/pages/words.vi.ftl"), include_str!("../layout/pages/words.en.ftl")),
        (include_str!("../archive/pages/words.vi.ftl"), include_str!("../archive/pages/words.en.ftl")),
    ])
});

/// The rules that come with the program, read once.
pub(crate) static BOOK: LazyLock<Arc<RuleBook>> = LazyLock::new(|| Arc::new(RuleBook::builtin()));

/// The scope of the rulesets that an office writes for itself.
pub const OFFICE_SCOPE: &str = "office";

/// What reads the text of a PDF.
pub type ReadPdf = Arc<dyn Fn(Vec<u8>) -> Result<String, pdf::Refusal> + Send + Sync>;

/// Tallies by campaign and by the day whose units they are, when it is not the cut-off day.
type Standings = HashMap<(i64, Option<Day>), Arc<Standing>>;

/// What every handler is handed; cheap to clone.
#[derive(Clone)]
pub struct Office {
    /// The record.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// Where random bytes come from.
    pub chance: Chance,
    /// Seals what is sensitive.
    pub vault: Vault,
    /// Keeps scans.
    pub files: Files,
    /// The rules of the field, with those of the office itself.
    pub book: Arc<RuleBook>,
    /// Whether every page says that its data is made up.
    pub demo: bool,
    /// Whether the office is reached over HTTPS: its cookie is then sent nowhere else.
    pub secure: bool,
    /// The site to which passkeys belong, when whoever runs the office has set its address.
    pub site: Option<crate::identity::passkey::ceremony::Site>,
    /// Who vouches for people, when whoever runs the office has named one.
    pub provider: Option<crate::identity::provider::Provider>,
    /// How often an account may learn that a number is on record outside its reach.
    pub ask_limit: Arc<Limit>,
    /// Wrong guesses at the door.
    pub attempts: Arc<Attempts>,
    /// Who was here lately.
    pub presence: Arc<Presence>,
    /// Addresses that readers ask the portal for in vain, as it tells them now.
    pub misses: Arc<dyn Fn() -> Vec<crate::archive::pages::Miss> + Send + Sync>,
    /// What the public house tells whoever arranges its pages.
    pub mirror: crate::layout::Mirror,
    /// Reads the text of PDF files; whoever serves others reads them in a process of its own.
    pub read_pdf: ReadPdf,
    /// Who has which article open.
    pub editing: Arc<crate::newsroom::Editing>,
    /// Everybody in memory, for the members' list.
    pub(crate) rolls: Arc<crate::people::roll::Rolls>,
    /// The trees of units that are asked for most.
    pub trees: Arc<crate::org::Trees>,
    /// The state's register of localities.
    pub gazetteer: Arc<crate::gazetteer::Gazetteer>,
    /// How far the lists are that are being brought.
    pub imports: Arc<crate::people::import::work::Progress>,
    /// Lets one list at a time be taken apart.
    pub reading: Arc<tokio::sync::Semaphore>,
    /// The tally of each campaign that was looked at, kept current from the journal.
    standings: Arc<Mutex<Standings>>,
    /// What can be found, made at the first search.
    pub(crate) finder: Arc<Mutex<Option<crate::search::Finder>>>,
}

impl Office {
    /// An office on this record.
    pub fn new(db: Db, clock: Clock, chance: Chance, vault: Vault, files: Files, demo: bool) -> Office {
        Office {
            db,
            clock,
            chance,
            vault,
            files,
            book: BOOK.clone(),
            demo,
            secure: false,
            site: None,
            provider: None,
            ask_limit: Arc::new(Limit::new(5, Duration::from_secs(600))),
            attempts: Arc::default(),
            presence: Arc::default(),
            misses: Arc::new(Vec::new),
            mirror: crate::layout::Mirror::default(),
            read_pdf: Arc::new(|bytes| pdf::text(&bytes)),
            editing: Arc::default(),
            rolls: Arc::default(),
            trees: Arc::default(),
            gazetteer: Arc::default(),
            imports: Arc::default(),
            reading: Arc::new(tokio::sync::Semaphore::new(1)),
            standings: Arc::default(),
            finder: Arc::default(),
        }
    }

    /// The roles as they hold today: the office's own, or those that come with the program.
    ///
    /// # Errors
    /// When no rule on roles holds today; then nobody may do anything.
    pub fn roles(&self) -> Result<&RolesRule, Failure> {
        let ruleset = self.book.on(Area::Roles, Some(OFFICE_SCOPE), self.clock.today().0);
        let rule = ruleset.and_then(|ruleset| ruleset.roles());
        rule.ok_or_else(|| anyhow::anyhow!("no rule on roles holds today").into())
    }

    /// The rule on coming in that holds today: the office's own, or the program's.
    ///
    /// # Errors
    /// When no rule on coming in holds today.
    pub fn sign_in_rule(&self) -> Result<&SignInRule, Failure> {
        let ruleset = self.book.on(Area::SignIn, Some(OFFICE_SCOPE), self.clock.today().0);
        let rule = ruleset.and_then(|ruleset| ruleset.sign_in());
        rule.ok_or_else(|| anyhow::anyhow!("no rule on coming in holds today").into())
    }

    /// Follows these rules, with the names that they give to posts of the office's own.
    pub fn follow(&mut self, book: RuleBook) {
        let rules = book.rulesets().iter().filter_map(|ruleset| ruleset.posts());
        let named = rules.flat_map(|rule| &rule.posts).filter_map(|post| Some((post, post.name.as_ref()?)));
        LEXICON
            .learn(named.map(|(post, name)| {
                (format!("post-{}", post.key), [viet::capital(&name.vi), viet::capital(&name.en)])
            }));
        self.book = Arc::new(book);
    }

    /// What people call a role; its key when the rules do not know it (any more).
    pub fn role_name(&self, w: Words, key: &str) -> String {
        let known = self.roles().ok().and_then(|rule| rule.role(key));
        known.map_or(key.to_owned(), |role| if w.code() == "en" { role.name.en.clone() } else { role.name.vi.clone() })
    }

    /// The campaign's tally with everything that is committed at this moment in it, by the units of its cut-off day.
    pub async fn standing(&self, campaign: i64) -> Result<Arc<Standing>, Failure> {
        self.standing_by(campaign, None).await
    }

    /// The same by the units of a later day, which is today for whoever asks: of each campaign one such day is kept.
    pub async fn standing_by(&self, campaign: i64, units_of: Option<Day>) -> Result<Arc<Standing>, Failure> {
        kit::journal::seal::seal(&self.db, self.clock.now()).await?;
        let mut conn = self.db.read().await?;
        let mut standings = self.standings.lock().await;
        let (key, today) = ((campaign, units_of), self.clock.today());
        if !standings.get(&key).is_some_and(|known| known.holds_on(today)) {
            standings.retain(|(known, day), _| *known != campaign || day.is_some() != units_of.is_some());
            let built = Standing::build_on(&mut conn, &self.book, campaign, today, units_of)
                .await
                .map_err(anyhow::Error::from)?;
            standings.insert(key, Arc::new(built));
        }
        let standing = standings.get_mut(&key).ok_or_else(|| anyhow::anyhow!("the tally is gone"))?;
        // Whoever looks at it meanwhile keeps the one they were given.
        if kit::journal::head(&mut conn).await? > standing.position() {
            Arc::make_mut(standing).catch_up(&mut conn).await.map_err(anyhow::Error::from)?;
        }
        Ok(standing.clone())
    }

    /// Lets go of a campaign's tallies, so that the next look counts anew.
    pub(crate) async fn forget_standings(&self, campaign: i64) {
        self.standings.lock().await.retain(|(known, _), _| *known != campaign);
    }

    /// What surrounds a page of somebody who is signed in.
    pub fn shell(&self, officer: &Officer) -> Shell {
        let who = Some((officer.name.clone(), officer.post.clone()));
        let w = officer.words();
        let done = officer.query("xong").map(|what| format!("done-{what}")).filter(|key| LEXICON.has(key));
        let done = done.map_or(String::new(), |key| w.say(&key));
        let who_may = crate::rights::pages::about(officer);
        Shell { w, demo: self.demo, who, menu: menu::menu(officer), path: officer.path().to_owned(), who_may, done }
    }

    /// What surrounds a page of nobody in particular: the door, a failure.
    pub fn door(&self, lang: Lang) -> Shell {
        let (path, who_may, done) = ("/van-phong".to_owned(), String::new(), String::new());
        Shell { w: LEXICON.words(lang), demo: self.demo, who: None, menu: vec![], path, who_may, done }
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
    /// The index at the side, as far as it is theirs.
    pub menu: Vec<Chapter>,
    /// The address of the page, where changing the language leads back to.
    pub path: String,
    /// The page on who may see what this page is about; empty where there is none.
    pub who_may: String,
    /// What was just done; empty when nothing was.
    pub done: String,
}

/// A text of the rules in the reader's language.
pub fn in_words(w: Words, text: &rules::Text) -> String {
    if w.code() == "en" { text.en.clone() } else { text.vi.clone() }
}

/// The cookie of the language that somebody chose.
const LANG_COOKIE: &str = "thenchot_lang";

/// The language to answer in.
pub fn lang_of(headers: &HeaderMap) -> Lang {
    Lang::from_code(cookie(headers, LANG_COOKIE).unwrap_or("vi"))
}

/// All addresses of the office: the table of contents.
pub fn router(office: Office) -> Router {
    let routes = Router::new()
        .merge(crate::desk::routes())
        .merge(crate::identity::pages::routes())
        .merge(crate::study::pages::routes())
        .merge(crate::people::roll::routes())
        .merge(crate::list::pages::routes())
        .merge(crate::people::pages::routes())
        .merge(crate::transfer::pages::routes())
        .merge(crate::candidate::pages::routes())
        .merge(crate::exemption::pages::routes())
        .merge(crate::people::import::pages::routes())
        .merge(crate::posts::pages::routes())
        .merge(crate::gazetteer::routes())
        .merge(crate::org::pages::routes())
        .merge(crate::papers::pages::routes())
        .merge(crate::outgoing::pages::routes())
        .merge(crate::tasks::pages::routes())
        .merge(crate::reception::pages::routes())
        .merge(crate::inspection::pages::routes())
        .merge(crate::newsroom::pages::routes())
        .merge(crate::layout::pages::routes())
        .merge(crate::archive::pages::routes())
        .merge(crate::rights::pages::routes())
        .merge(crate::proposals::pages::routes())
        .merge(crate::journal::routes())
        .merge(crate::search::routes())
        .route("/van-phong/ngon-ngu", post(choose_language))
        .route("/van-phong/{*rest}", any(|| async { Failure::NotFound }))
        .method_not_allowed_fallback(failing::above)
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(office.clone(), failing::failures))
        .layer(middleware::from_fn_with_state(office.clone(), renewals))
        .with_state(office);
    kit::web::guarded(routes)
}

async fn choose_language(State(office): State<Office>, DoorForm(form): DoorForm) -> Result<Response, Failure> {
    let next = if is_local(form.get("tiep")) { form.get("tiep") } else { "/van-phong" };
    let mut response = see_other(next);
    set_cookie(&mut response, LANG_COOKIE, Lang::from_code(form.get("lang")).code(), office.secure, 365 * 86_400);
    Ok(response)
}

/// Carries the new token of a renewed session to the browser.
async fn renewals(State(office): State<Office>, mut request: Request, next: Next) -> Response {
    let renewed = Renewed::default();
    request.extensions_mut().insert(renewed.clone());
    let mut response = next.run(request).await;
    if let Some(token) = renewed.0.get() {
        set_cookie(&mut response, crate::identity::COOKIE, token, office.secure, crate::identity::COOKIE_LASTS);
    }
    response
}

/// Lets the browser keep a cookie of the office for so many seconds; 0 takes it back.
pub fn set_cookie(response: &mut Response, name: &str, value: &str, secure: bool, seconds: u32) {
    let secure = if secure { "; Secure" } else { "" };
    let line = format!("{name}={value}; Path=/van-phong; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(value) = HeaderValue::from_str(&line) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
