//! Where people send what they have to say: the forms, the envelopes in which it waits for the office, and what a sender is
//! told by the code. What was typed is sealed before it is written; nothing here can open it again.

use crate::address::{self, Address};
use crate::pages::Maker;
use crate::pages::reception::Told;
use crate::{Portal, sites};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bridge::{CODE_LETTERS, Code, Entry, Language, Petition, PetitionKind, Reception, Reply};
use kit::clock::{Chance, Ts};
use kit::db::{Conn, DbError};
use kit::failure::Failure;
use kit::form::Form;
use kit::limits::Limit;
use kit::web::Caller;
use kit::words::Words;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// The kinds, by their addresses.
pub(crate) const PATHS: [(&str, PetitionKind); 3] =
    [("/gop-y", PetitionKind::Opinion), ("/phan-anh", PetitionKind::Report), ("/giam-sat", PetitionKind::Supervision)];
/// Where a sender asks what became of it.
pub(crate) const ASK: &str = "/gop-y/tra-cuu";
/// Letters of each field at most.
pub(crate) const LONGEST: [(&str, usize); 5] =
    [("subject", 200), ("text", 6000), ("place", 200), ("name", 100), ("contact", 200)];
/// So many envelopes wait at most: nobody can fill the disk while the office does not fetch.
const MOST_WAITING: i64 = 2000;

/// Where people are heard, as the office said last, and what it told them, by receipt.
#[derive(Clone, Default)]
pub(crate) struct Hearing {
    reception: Option<Reception>,
    replies: BTreeMap<String, Arc<Reply>>,
}

impl Hearing {
    pub(crate) fn take(&mut self, entry: &Entry) {
        match entry {
            Entry::Reception(it) => self.reception = Some(it.clone()),
            Entry::Reply(it) => _ = self.replies.insert(it.receipt.clone(), Arc::new((**it).clone())),
            _ => {}
        }
    }

    /// The reception, while it takes petitions.
    pub(crate) fn open(&self) -> Option<&Reception> {
        self.reception.as_ref().filter(|it| it.open)
    }

    /// What the sender who holds a receipt was told last.
    pub(crate) fn reply(&self, receipt: &str) -> Option<&Arc<Reply>> {
        self.replies.get(receipt)
    }

    /// What all senders were told last.
    pub(crate) fn replies(&self) -> impl Iterator<Item = &Arc<Reply>> {
        self.replies.values()
    }
}

/// Whether an entry stands in no order of articles.
pub(crate) fn is_aside(entry: &Entry) -> bool {
    matches!(entry, Entry::Figure(_) | Entry::Layout(_) | Entry::Reception(_) | Entry::Reply(_))
}

/// How often one caller may send, and how often ask.
pub(crate) struct Limits {
    send: Limit,
    ask: Limit,
}

impl Default for Limits {
    fn default() -> Limits {
        // Several people of a hamlet share an address; a program that floods is slowed down to a trickle.
        Limits { send: Limit::new(6, Duration::from_secs(300)), ask: Limit::new(12, Duration::from_secs(10)) }
    }
}

/// The addresses, in each language.
pub(crate) fn routes() -> Router<Portal> {
    let mut routes = Router::new();
    for language in Language::ALL {
        let base = address::prefix(language);
        for (path, _) in PATHS {
            routes = routes.route(&format!("{base}{path}"), get(show).post(send));
        }
        routes = routes.route(&format!("{base}{ASK}"), get(begin).post(tell));
    }
    routes.layer(axum::middleware::from_fn(small))
}

/// Bytes of a form at most, as it is sent: the longest that is allowed takes less than half of it.
const LARGEST: usize = 256 << 10;

/// Strangers send nothing but a form of ours, which has no files, and no more than it can hold.
async fn small(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    if parts.method == Method::POST && !kind.starts_with(b"application/x-www-form-urlencoded") {
        return Failure::Malformed.into_response();
    }
    match axum::body::to_bytes(body, LARGEST).await {
        Ok(bytes) => next.run(Request::from_parts(parts, bytes.into())).await,
        Err(_) => Failure::TooLarge.into_response(),
    }
}

/// The language and the kind that an address asks for.
fn asked(uri: &Uri) -> (Language, PetitionKind) {
    let (language, rest) = address::language_of(uri.path());
    let rest = rest.trim_end_matches('/');
    (language, PATHS.iter().find(|(path, _)| *path == rest).map_or(PetitionKind::Opinion, |(_, kind)| *kind))
}

/// The portal of a unit leads to the committee's, which is where people are heard.
fn above(portal: &Portal, uri: &Uri) -> Option<Response> {
    let path = uri.path_and_query().map_or("/", |it| it.as_str());
    let elsewhere = !portal.key().is_empty();
    elsewhere.then(|| kit::page::see_other(&format!("{}{path}", sites::origin_of(None, &(portal.0.settings.origin)()))))
}

fn page(status: StatusCode, html: askama::Result<String>) -> Result<Response, Failure> {
    let kept = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    Ok((status, kept, html?).into_response())
}

async fn show(State(portal): State<Portal>, uri: Uri) -> Result<Response, Failure> {
    if let Some(answer) = above(&portal, &uri) {
        return Ok(answer);
    }
    let (language, kind) = asked(&uri);
    let library = portal.library();
    let maker = Maker::new(&portal, &library, language);
    let about = kit::web::query(&uri, "ve").unwrap_or_default();
    let form = Form::filled([("about", about), ("code", Code::new(Chance::system().bytes()).text())]);
    page(StatusCode::OK, maker.reception(kind, Some(form)))
}

async fn send(State(portal): State<Portal>, uri: Uri, caller: Caller, mut form: Form) -> Result<Response, Failure> {
    if let Some(answer) = above(&portal, &uri) {
        return Ok(answer);
    }
    let (language, kind) = asked(&uri);
    let (library, now) = (portal.library(), portal.0.clock.now());
    let maker = Maker::new(&portal, &library, language);
    let Some(reception) = library.hearing().open() else {
        return page(StatusCode::SERVICE_UNAVAILABLE, maker.reception(kind, None));
    };
    check(&mut form, maker.w);
    if form.is_sound() {
        let petition = Petition {
            kind,
            subject: form.get("subject").to_owned(),
            text: form.raw("text").replace("\r\n", "\n").trim().to_owned(),
            place: form.get("place").to_owned(),
            about: maker.about(form.get("about")).map(|(_, path)| path).unwrap_or_default(),
            name: form.get("name").to_owned(),
            contact: form.get("contact").to_owned(),
            may_publish: form.is("may_publish", "1"),
            at: now.0,
        };
        let code = Code::read(form.get("code")).unwrap_or_else(new_code);
        match take(&portal, reception, code, &petition, &caller).await? {
            Taken::Under(code) => return page(StatusCode::OK, maker.receipt(kind, &code, reception.days, now)),
            Taken::TooMany(seconds) => {
                let minutes = i64::try_from(seconds.div_ceil(60)).unwrap_or(1);
                form.wrong("subject", maker.w.count("send-too-many", minutes));
                return page(StatusCode::TOO_MANY_REQUESTS, maker.reception(kind, Some(form)));
            }
            Taken::Full => {
                form.wrong("subject", maker.w.say("send-full"));
                return page(StatusCode::SERVICE_UNAVAILABLE, maker.reception(kind, Some(form)));
            }
        }
    }
    page(StatusCode::UNPROCESSABLE_ENTITY, maker.reception(kind, Some(form)))
}

fn new_code() -> Code {
    Code::new(Chance::system().bytes::<CODE_LETTERS>())
}

fn check(form: &mut Form, w: Words) {
    for (name, most) in LONGEST {
        let value = if name == "text" { form.raw(name) } else { form.get(name) };
        if value.chars().count() > most {
            form.wrong(name, w.count(&format!("send-long-{name}"), most as i64));
        }
    }
    for name in ["subject", "text"] {
        if form.get(name).is_empty() {
            form.wrong(name, w.say(&format!("send-no-{name}")));
        }
    }
}

enum Taken {
    /// It waits for the office, under this code.
    Under(Code),
    /// Whoever calls has sent too much; seconds to wait.
    TooMany(u64),
    /// Too much waits.
    Full,
}

/// Puts a petition into its envelope. The same form sent again finds the first envelope; another text under the same code
/// gets a code of its own.
async fn take(
    portal: &Portal,
    reception: &Reception,
    code: Code,
    petition: &Petition,
    caller: &Caller,
) -> Result<Taken, Failure> {
    let proof = |code: &Code| {
        let it = Petition { at: 0, ..petition.clone() };
        bridge::digest(format!("{} {}", code.text(), serde_json::json!(it)).as_bytes())
    };
    let known = "SELECT proof FROM envelope WHERE receipt = $1";
    let mut tx = portal.0.db.begin().await?;
    let mut code = code;
    match tx.value::<String>(known, &[&code.receipt()]).await? {
        Some(known) if known == proof(&code) => return Ok(Taken::Under(code)),
        Some(_) => code = new_code(),
        None if portal.library().hearing().reply(code.receipt()).is_some() => code = new_code(),
        None => {}
    }
    let waiting = "SELECT count(*) FROM envelope WHERE sealed IS NOT NULL";
    if tx.value::<i64>(waiting, &[]).await?.unwrap_or(0) >= MOST_WAITING {
        return Ok(Taken::Full);
    }
    if let Err(Failure::TooMany { seconds }) = portal.0.limits.send.check(&caller.prefix(), Ts(petition.at)) {
        return Ok(Taken::TooMany(seconds));
    }
    let sealed = bridge::seal_petition(&reception.key, code.receipt(), petition).map_err(anyhow::Error::from)?;
    let sql = "INSERT INTO envelope (receipt, proof, sealed, at) VALUES ($1, $2, $3, $4)";
    match tx.exec(sql, &[&code.receipt(), &proof(&code), &sealed, &petition.at]).await {
        Ok(_) => tx.commit().await?,
        // The same form came twice at the same instant.
        Err(DbError::Unique(_)) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(Taken::Under(code))
}

async fn begin(State(portal): State<Portal>, uri: Uri) -> Result<Response, Failure> {
    if let Some(answer) = above(&portal, &uri) {
        return Ok(answer);
    }
    let library = portal.library();
    page(StatusCode::OK, Maker::new(&portal, &library, asked(&uri).0).told(Form::default(), None))
}

async fn tell(State(portal): State<Portal>, uri: Uri, caller: Caller, mut form: Form) -> Result<Response, Failure> {
    if let Some(answer) = above(&portal, &uri) {
        return Ok(answer);
    }
    let library = portal.library();
    let maker = Maker::new(&portal, &library, asked(&uri).0);
    if let Err(Failure::TooMany { seconds }) = portal.0.limits.ask.check(&caller.prefix(), portal.0.clock.now()) {
        let minutes = i64::try_from(seconds.div_ceil(60)).unwrap_or(1);
        form.wrong("code", maker.w.count("ask-too-many", minutes));
        return page(StatusCode::TOO_MANY_REQUESTS, maker.told(form, None));
    }
    let Some(code) = Code::read(form.get("code")) else {
        form.wrong("code", maker.w.say("ask-no-code"));
        return page(StatusCode::UNPROCESSABLE_ENTITY, maker.told(form, None));
    };
    let told = match library.hearing().reply(code.receipt()) {
        Some(reply) => Some(Told::Reply(reply.clone(), reply.said.as_ref().and_then(|said| code.open(said).ok()))),
        None => waits_since(&mut portal.0.db.read().await?, code.receipt()).await?.map(Told::Waits),
    };
    if told.is_none() {
        form.wrong("code", maker.w.say("ask-unknown"));
        return page(StatusCode::UNPROCESSABLE_ENTITY, maker.told(form, None));
    }
    form.set("code", code.text());
    page(StatusCode::OK, maker.told(form, told))
}

async fn waits_since(conn: &mut Conn, receipt: &str) -> kit::db::Result<Option<Ts>> {
    conn.value("SELECT at FROM envelope WHERE receipt = $1", &[&receipt]).await
}

impl Maker<'_> {
    /// What a page is called that somebody writes about, and where it is; `None` when there is no such page.
    pub(crate) fn about(&self, path: &str) -> Option<(String, String)> {
        let (_, address) = address::parse(path, None)?;
        match address {
            Address::Article(id) => {
                let card = self.library.current(id)?;
                Some((card.headline.clone(), address::of_article(card)))
            }
            Address::Paper(id) => {
                let paper = self.library.shelf().current(id)?;
                Some((format!("{} {}", self.text(&paper.kind_name), paper.symbol), address::of_paper(paper)))
            }
            _ => None,
        }
    }
}

impl Portal {
    /// Envelopes that wait for the office, the oldest first: receipt and what is sealed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn envelopes(&self) -> kit::db::Result<Vec<(String, String)>> {
        let sql = "SELECT receipt, sealed FROM envelope WHERE sealed IS NOT NULL ORDER BY at, receipt LIMIT 100";
        self.0.db.read().await?.all(sql, &[]).await
    }

    /// Forgets what the office has: the receipts stay.
    ///
    /// # Errors
    /// When the database fails; nothing is forgotten then.
    pub async fn forget_envelopes(&self, receipts: &[String]) -> kit::db::Result<()> {
        let mut tx = self.0.db.begin().await?;
        for receipt in receipts {
            tx.exec("UPDATE envelope SET sealed = NULL WHERE receipt = $1", &[receipt]).await?;
        }
        tx.commit().await
    }
}
