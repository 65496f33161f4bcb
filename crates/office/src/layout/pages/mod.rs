//! The page on which a portal is arranged: its blocks with buttons that move them, what is waiting for a second person, and
//! a look at it before anybody else has one.

mod block;
pub(crate) mod contact;
mod old;
mod portals;
mod reading;
mod rows;
mod taking;

use reading::wrong_link;
use rows::{Row, row};

use super::block::compose;
use super::sites::Portal;
use super::verbs::had_a_hand;
use super::{Arranged, Block, Kind, LayoutError, Place, State, change, publish, send_back, submit};
use crate::archive::piece;
use crate::desk::Duty;
use crate::identity::hands::Deed;
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{EditArticle, Permission, PublishArticle, Right};
use crate::newsroom::pages::inside;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State as Of};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use kit::words::Lang;

const HERE: &str = "/van-phong/trang-chu";

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/trang-chu", get(portals::show).post(portals::act))
        .route("/van-phong/trang-chu/{portal}", get(show).post(act))
        .route("/van-phong/trang-chu/{portal}/bai", get(taking::show).post(taking::act))
        .route("/van-phong/trang-chu/{portal}/cu", get(old::show).post(old::act))
        .route("/van-phong/trang-chu/{portal}/xem-truoc", get(preview))
        .route("/van-phong/trang-chu/{portal}/khoi", get(block::show).post(block::save))
}

#[derive(Template)]
#[template(path = "layout/pages/show.html")]
struct ShowPage {
    shell: Shell,
    form: Form,
    href: String,
    /// Whose portal it is.
    name: String,
    state: &'static str,
    state_name: String,
    state_text: String,
    note: String,
    /// When readers got what they have; empty where they have the usual page.
    out: String,
    /// Where readers find it; and whether there is another portal to take articles from.
    public: String,
    takes: bool,
    /// Who is named there and has left since.
    gone: Vec<String>,
    /// What waits of an older site.
    old: i64,
    places: Vec<Part>,
    kinds: Vec<(&'static str, String)>,
    may_submit: bool,
    may_publish: bool,
    /// Why somebody who publishes may not publish this.
    own: bool,
    /// Why they are no second person for those who changed it; empty when nothing hinders.
    hindrance: String,
    today: String,
}

struct Part {
    key: &'static str,
    name: String,
    hint: String,
    rows: Vec<Row>,
}

/// The portal of an address within reach and its key, with the grant for what is to be done to it.
async fn find<P: Permission>(
    office: &Office,
    officer: &Officer,
    uid: &str,
    permission: P,
) -> Result<((Arranged, String), Grant<P>), Failure> {
    if officer.roots(Right::EditArticle).is_empty() {
        return Err(Failure::Forbidden);
    }
    let unit = officer.tree.by_uid(uid).ok_or(Failure::NotFound)?.id;
    officer.require(EditArticle, unit).map_err(|_| Failure::NotFound)?;
    let mut conn = office.db.read().await?;
    let key = Portal::key_of(&mut conn, &officer.tree, unit).await?.ok_or(Failure::NotFound)?;
    let grant = officer.require(permission, unit)?;
    Ok(((Arranged::of(&mut conn, unit).await?, key), grant))
}

pub(crate) fn address(officer: &Officer, unit: i64) -> String {
    format!("{HERE}/{}", officer.tree.uid(unit))
}

async fn show(Of(office): Of<Office>, officer: Officer, Path(portal): Path<String>) -> Result<Response, Failure> {
    let ((arranged, key), _) = find(&office, &officer, &portal, EditArticle).await?;
    page(&office, &officer, (&arranged, &key), StatusCode::OK, Form::default()).await
}

async fn act(
    Of(office): Of<Office>,
    officer: Officer,
    Path(portal): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let ((arranged, key), grant) = find(&office, &officer, &portal, EditArticle).await?;
    let (w, now, href) = (officer.words(), office.clock.now(), address(&officer, arranged.unit));
    let version = form.version()?;
    let (what, note) = (form.get("do").to_owned(), form.get("note").to_owned());
    if what == "return" && note.is_empty() {
        form.wrong("note", w.say("layout-no-note"));
        return page(&office, &officer, (&arranged, &key), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    if ["submit", "publish"].contains(&what.as_str()) {
        // What was right when it was saved may be right no more.
        let mut conn = office.db.read().await?;
        for (at, block) in arranged.blocks.iter().enumerate() {
            for href in block.addresses() {
                let wrong = wrong_link(&mut conn, &office, &officer, (arranged.unit, &key), &href).await?;
                if let Some(wrong) = wrong {
                    let values = [("line", href.as_str().into()), ("wrong", wrong.into())];
                    form.wrong(format!("khoi-{}", at + 1), w.fill("layout-line", &values));
                }
            }
        }
        if !form.is_sound() {
            return page(&office, &officer, (&arranged, &key), StatusCode::UNPROCESSABLE_ENTITY, form).await;
        }
    }
    let mut tx = office.db.begin().await?;
    if what == "publish"
        && let Some(why) = hindrance(&mut tx, &office, &officer, &arranged).await?
    {
        drop(tx);
        form.wrong("trang", why);
        return page(&office, &officer, (&arranged, &key), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let done = match what.as_str() {
        "submit" => submit(&mut tx, grant, version, now).await.map(|()| "?xong=gui-trang".to_owned()),
        "publish" => {
            let grant = officer.require(PublishArticle, arranged.unit)?;
            publish(&mut tx, grant, (version, &key), now).await.map(|()| "?xong=dang-trang".to_owned())
        }
        "return" => {
            let grant = officer.require(PublishArticle, arranged.unit)?;
            send_back(&mut tx, grant, version, &note, now).await.map(|()| "?xong=tra-trang".to_owned())
        }
        moved => {
            let (blocks, at) = moving(&arranged.blocks, moved).ok_or(Failure::Malformed)?;
            change(&mut tx, grant, version, &blocks, now).await.map(|()| format!("?xong=luu#khoi-{at}"))
        }
    };
    match done {
        Ok(to) => {
            tx.commit().await?;
            Ok(see_other(&format!("{href}{to}")))
        }
        Err(LayoutError::Stale) => {
            drop(tx);
            let arranged = Arranged::of(&mut office.db.read().await?, arranged.unit).await?;
            form.wrong("trang", w.say("layout-changed"));
            page(&office, &officer, (&arranged, &key), StatusCode::CONFLICT, form).await
        }
        Err(error) => {
            let Some((message, at)) = no_picture(&error) else { return Err(refused(error)) };
            drop(tx);
            form.wrong(format!("khoi-{at}"), w.with(message, "number", at as i64));
            page(&office, &officer, (&arranged, &key), StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
    }
}

/// Why somebody who publishes is no second person for those who changed what waits: the same hand may have let both in.
async fn hindrance(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    arranged: &Arranged,
) -> Result<Option<String>, Failure> {
    if arranged.state != State::Submitted || !officer.may(Right::PublishArticle, arranged.unit) {
        return Ok(None);
    }
    let changed: Vec<Deed> = arranged.hands.iter().map(|hand| (*hand, arranged.changed_at)).collect();
    officer.shared_hand(conn, office, "hand", &changed).await
}

/// The message about a banner's picture, and the number of its block.
fn no_picture(error: &LayoutError) -> Option<(&'static str, usize)> {
    match error {
        LayoutError::NoPicture(at) => Some(("layout-no-picture", *at)),
        LayoutError::PictureToCome(at) => Some(("layout-picture-to-come", *at)),
        _ => None,
    }
}

/// The blocks after one of them was moved among those of its place or taken out, and the number of the one to look at.
fn moving(blocks: &[Block], what: &str) -> Option<(Vec<Block>, usize)> {
    let (deed, number) = what.split_once('-')?;
    let at = number.parse::<usize>().ok()?.checked_sub(1).filter(|at| *at < blocks.len())?;
    let mut blocks = blocks.to_vec();
    let place = blocks[at].place;
    let near = |mut others: Box<dyn Iterator<Item = usize>>| others.find(|other| blocks[*other].place == place);
    match deed {
        "up" => {
            let other = near(Box::new((0..at).rev()))?;
            blocks.swap(at, other);
            Some((blocks, other + 1))
        }
        "down" => {
            let other = near(Box::new(at + 1..blocks.len()))?;
            blocks.swap(at, other);
            Some((blocks, other + 1))
        }
        "drop" => {
            blocks.remove(at);
            Some((blocks, at.max(1)))
        }
        _ => None,
    }
}

/// A verb's refusal as the failure that visitors see.
fn refused(error: LayoutError) -> Failure {
    match error {
        LayoutError::OwnWork => Failure::Forbidden,
        LayoutError::Db(error) => error.into(),
        other => Failure::Broken(other.into()),
    }
}

async fn page(
    office: &Office,
    officer: &Officer,
    (arranged, key): (&Arranged, &str),
    status: StatusCode,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let publishes = officer.may(Right::PublishArticle, arranged.unit);
    let own = match publishes {
        true => had_a_hand(&mut conn, &officer.require(PublishArticle, arranged.unit)?, arranged).await?,
        false => false,
    };
    form.set("version", arranged.version.to_string());
    let lists = (office.mirror.lists)(key);
    let site = key;
    let key = match arranged.state {
        _ if arranged.version == 0 => "usual",
        State::Draft => "draft",
        State::Submitted => "submitted",
        State::Published => "published",
    };
    let mut places = Vec::new();
    for place in Place::ALL {
        let mut rows = Vec::new();
        for (at, block) in arranged.blocks.iter().enumerate().filter(|(_, block)| block.place == *place) {
            rows.push(row(&mut conn, w, (at + 1, block), arranged.unit, (&lists, today)).await?);
        }
        if let Some(row) = rows.first_mut() {
            row.first = true;
        }
        if let Some(row) = rows.last_mut() {
            row.last = true;
        }
        let word = place.word();
        places.push(Part {
            key: word,
            name: w.say(&format!("layout-place-{word}")),
            hint: w.say(&format!("layout-place-{word}-hint")),
            rows,
        });
    }
    let gone = contact::gone(&mut conn, &officer.tree, (arranged.unit, &arranged.blocks), today).await?;
    let gone = gone.into_iter().map(|(number, post, name)| {
        let values = [("number", (number as i64).into()), ("post", post.into()), ("name", name.into())];
        w.fill("layout-holders-changed", &values)
    });
    let page = ShowPage {
        gone: gone.collect(),
        href: address(officer, arranged.unit),
        name: officer.tree.name(arranged.unit).to_owned(),
        state: match key {
            "draft" => "draft",
            "submitted" => "wait",
            _ => "done",
        },
        state_name: w.say(&format!("layout-state-{key}")),
        state_text: w.say(&format!("layout-next-{key}")),
        note: arranged.note.clone(),
        out: match (&arranged.published, arranged.published_at) {
            (Some(_), Some(at)) => w.with("layout-out", "at", at.written()),
            _ => String::new(),
        },
        public: if site.is_empty() { "/".to_owned() } else { format!("/{site}/") },
        old: match site.is_empty() {
            true => (piece::waiting(&mut conn).await?.len() + piece::drafts(&mut conn).await?.len()) as i64,
            false => 0,
        },
        takes: !Portal::open(&mut conn).await?.is_empty(),
        places,
        kinds: Kind::ALL.iter().map(|kind| (kind.word(), w.say(&format!("layout-kind-{}", kind.word())))).collect(),
        may_submit: arranged.state == State::Draft,
        may_publish: publishes && arranged.state == State::Submitted && !own,
        own: publishes && arranged.state == State::Submitted && own,
        hindrance: hindrance(&mut conn, office, officer, arranged).await?.unwrap_or_default(),
        today: today.to_string(),
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

/// The front page as it would be: today, or on the day that is asked for.
async fn preview(Of(office): Of<Office>, officer: Officer, Path(portal): Path<String>) -> Result<Response, Failure> {
    let ((arranged, key), _) = find(&office, &officer, &portal, EditArticle).await?;
    let day = officer.query("ngay").and_then(|day| Day::parse(&day)).unwrap_or_else(|| office.clock.today());
    let lang = officer.query("lang").map_or(Lang::Vi, |code| Lang::from_code(&code));
    let layout = compose(&mut office.db.read().await?, (&arranged, &key), office.clock.now()).await;
    let layout = match layout {
        Ok(layout) => layout,
        Err(LayoutError::NoPicture(at)) => {
            let mut form = Form::default();
            form.wrong(format!("khoi-{at}"), officer.words().with("layout-no-picture", "number", at as i64));
            return page(&office, &officer, (&arranged, &key), StatusCode::UNPROCESSABLE_ENTITY, form).await;
        }
        Err(error) => return Err(refused(error)),
    };
    let hashes: Vec<String> =
        layout.photos().iter().flat_map(|photo| photo.files.iter().map(|file| file.address())).collect();
    let made = (office.mirror.preview)(layout, day, lang);
    // An office whose portal is elsewhere has none to look at.
    let mut made = made.ok_or(Failure::NotFound)?;
    for address in hashes {
        // Its banners have not crossed yet: the same files, from within.
        let within = inside(format!("\"{address}")).replace('"', "");
        made = made.replace(&format!("/{key}{address}"), &within).replace(&address, &within);
    }
    Ok(([("cache-control", "no-store")], Html(made)).into_response())
}

/// What waits for somebody here.
pub(crate) async fn duties(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let (w, mut duties) = (officer.words(), Vec::new());
    let mut conn = office.db.read().await?;
    for unit in Arranged::units(&mut conn).await? {
        if !officer.may(Right::EditArticle, unit) {
            continue;
        }
        let arranged = Arranged::of(&mut conn, unit).await?;
        let mine = arranged.hands.contains(&officer.account);
        let publishes = officer.may(Right::PublishArticle, unit);
        let (what, state, key) = match arranged.state {
            State::Submitted if publishes && !mine => ("layout-duty-review", "wait", "submitted"),
            State::Draft if mine && !arranged.note.is_empty() => ("layout-duty-returned", "draft", "draft"),
            _ => continue,
        };
        let name = w.with("layout-of", "name", officer.tree.name(unit));
        let (text, state_name) = (w.say(what), w.say(&format!("layout-state-{key}")));
        duties.push(Duty { href: address(officer, unit), name, text, state, state_name });
    }
    Ok(duties)
}
