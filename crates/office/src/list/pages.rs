//! Kept filters: all that one has, keeping a new one, another name, dropping it.

use super::ask::Ask;
use super::saved::{self, NewSaved, Saved};
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{ReadPapers, ReadPeople, Right};
use crate::papers::pages as papers;
use crate::people::roll;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/bo-loc", get(all))
        .route("/van-phong/bo-loc/moi", get(begin).post(create))
        .route("/van-phong/bo-loc/{saved}", get(edit).post(change))
        .route("/van-phong/bo-loc/{saved}/bo", post(discard))
}

const PATH: &str = "/van-phong/bo-loc";
/// Characters of a name at most.
const LONGEST: usize = 80;

/// A list whose filters are kept.
struct Known {
    key: &'static str,
    /// The message of its name.
    words: &'static str,
    path: &'static str,
    filters: &'static [&'static str],
    right: Right,
}

const LISTS: &[Known] = &[
    Known { key: roll::KEY, words: "members", path: roll::PATH, filters: roll::FILTERS, right: Right::ReadPeople },
    Known {
        key: papers::KEY,
        words: "papers",
        path: papers::PATH,
        filters: &papers::FILTERS,
        right: Right::ReadPapers,
    },
];

fn known(key: &str) -> Result<&'static Known, Failure> {
    LISTS.iter().find(|known| known.key == key).ok_or(Failure::NotFound)
}

/// The permission to keep filters of a list at a unit: that to read the list there.
fn grant(officer: &Officer, known: &Known, unit: i64) -> Result<Reading, Failure> {
    match known.right {
        Right::ReadPeople => officer.require(ReadPeople, unit).map(Reading::People),
        Right::ReadPapers => officer.require(ReadPapers, unit).map(Reading::Papers),
        _ => Err(Failure::Forbidden),
    }
}

/// The permission to read a list.
enum Reading {
    People(Grant<ReadPeople>),
    Papers(Grant<ReadPapers>),
}

/// A kept filter as pages show it.
pub(crate) struct Kept {
    pub(crate) name: String,
    /// The list as it asks for it.
    pub(crate) href: String,
    /// Whose it is, when others have it too.
    pub(crate) whose: String,
    /// Where it is renamed and dropped; empty when that is not theirs to do.
    pub(crate) edit: String,
    /// Whether this is what the list shows now.
    pub(crate) here: bool,
}

/// What somebody has of kept filters: of one list, or of all. `asked` is the query that is shown now.
pub(crate) async fn kept(
    conn: &mut Conn,
    officer: &Officer,
    list: Option<&str>,
    asked: &str,
) -> Result<Vec<Kept>, Failure> {
    let mut out = Vec::new();
    let lists: Vec<&Known> = LISTS.iter().filter(|known| list.is_none_or(|list| list == known.key)).collect();
    for known in lists {
        let roots = officer.roots(known.right);
        let all = Saved::of(conn, Some(known.key), officer.account, &roots).await?;
        out.extend(
            roots.is_empty().then(Vec::new).unwrap_or(all).into_iter().map(|saved| show(officer, known, saved, asked)),
        );
    }
    Ok(out)
}

fn show(officer: &Officer, known: &Known, saved: Saved, asked: &str) -> Kept {
    let w = officer.words();
    let unit = officer.tree.name(saved.unit_id);
    Kept {
        href: if saved.query.is_empty() { known.path.to_owned() } else { format!("{}?{}", known.path, saved.query) },
        whose: if saved.shared == 1 { w.with("list-kept-shared", "unit", unit) } else { String::new() },
        edit: if may_change(officer, &saved) { format!("{PATH}/{}", saved.uid) } else { String::new() },
        here: saved.query == asked,
        name: saved.name,
    }
}

/// Its owner, and whoever keeps the organisation of the unit with whose officers it is shared: owners leave.
fn may_change(officer: &Officer, saved: &Saved) -> bool {
    saved.account_id == officer.account || (saved.shared == 1 && officer.may(Right::KeepOrganisation, saved.unit_id))
}

fn may_see(officer: &Officer, known: &Known, saved: &Saved) -> bool {
    let shared = saved.shared == 1 && officer.roots(known.right).contains(&saved.unit_id);
    saved.account_id == officer.account || shared
}

#[derive(Template)]
#[template(path = "list/kept.html")]
struct AllPage {
    shell: Shell,
    /// The lists that are theirs: address and name.
    lists: Vec<(&'static str, String)>,
    kept: Vec<Kept>,
}

async fn all(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    if LISTS.iter().all(|known| officer.roots(known.right).is_empty()) {
        return Err(Failure::Forbidden);
    }
    let kept = kept(&mut office.db.read().await?, &officer, None, "?").await?;
    let own = LISTS.iter().filter(|known| !officer.roots(known.right).is_empty());
    let lists = own.map(|known| (known.path, officer.words().say(known.words))).collect();
    html(StatusCode::OK, &AllPage { shell: office.shell(&officer), lists, kept })
}

#[derive(Template)]
#[template(path = "list/keep.html")]
struct KeepPage {
    shell: Shell,
    form: Form,
    list: String,
    /// The list as it is asked for.
    href: String,
    /// For oneself, or for the officers of a unit.
    whose: Vec<(String, String)>,
}

fn keep_page(office: &Office, officer: &Officer, form: Form) -> Result<Response, Failure> {
    let known = known(form.get("danh-sach"))?;
    let w = officer.words();
    let roots = officer.roots(known.right);
    if roots.is_empty() {
        return Err(Failure::Forbidden);
    }
    let of_unit = |unit: &i64| {
        let name = w.with("list-keep-shared", "unit", officer.tree.name(*unit));
        (officer.tree.uid(*unit).to_owned(), name)
    };
    let own = (String::new(), w.say("list-keep-own"));
    let page = KeepPage {
        shell: office.shell(officer),
        list: w.say(known.words),
        href: Ask::read(known.path, known.filters, form.get("dieu-kien")).link(&[]),
        whose: std::iter::once(own).chain(roots.iter().map(of_unit)).collect(),
        form,
    };
    html(if page.form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &page)
}

async fn begin(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let asked = |name: &str| officer.query(name).unwrap_or_default();
    let form = Form::filled([
        ("request", office.chance.uuid(office.clock.now()).to_string()),
        ("danh-sach", asked("danh-sach")),
        ("dieu-kien", asked("dieu-kien")),
    ]);
    keep_page(&office, &officer, form)
}

async fn create(State(office): State<Office>, officer: Officer, mut form: Form) -> Result<Response, Failure> {
    let known = known(form.get("danh-sach"))?;
    let roots = officer.roots(known.right);
    let home = *roots.first().ok_or(Failure::Forbidden)?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let shared = match form.get("cho") {
        "" => None,
        // One's own unit, where the right is held: filters are not handed down into a branch.
        uid => {
            Some(officer.tree.by_uid(uid).map(|unit| unit.id).filter(|u| roots.contains(u)).ok_or(Failure::NotFound)?)
        }
    };
    check_name(&mut tx, (&officer, known), &mut form, None).await?;
    if saved::count(&mut tx, officer.account).await? >= saved::MOST {
        form.wrong("ten", w.count("list-keep-too-many", saved::MOST));
    }
    if !form.is_sound() {
        drop(tx);
        return keep_page(&office, &officer, form);
    }
    let ask = Ask::read(known.path, known.filters, form.get("dieu-kien"));
    let (uid, query) = (office.chance.uuid(now).to_string(), ask.query());
    let new = NewSaved { uid: &uid, list: known.key, name: form.get("ten"), query: &query, shared: shared.is_some() };
    match grant(&officer, known, shared.unwrap_or(home))? {
        Reading::People(grant) => saved::keep(&mut tx, grant, &new, now).await?,
        Reading::Papers(grant) => saved::keep(&mut tx, grant, &new, now).await?,
    };
    let target = ask.link(&[("xong", "bo-loc")]);
    once::done(tx, &form, &target, now).await
}

/// A name says what it is, in few words, and tells the filter from the others that its reader finds beside it.
async fn check_name(
    conn: &mut Conn,
    (officer, known): (&Officer, &Known),
    form: &mut Form,
    own: Option<i64>,
) -> Result<(), Failure> {
    let settled = |name: &str| viet::settle(name).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let (w, name) = (officer.words(), settled(form.get("ten")));
    let beside = Saved::of(conn, Some(known.key), officer.account, &officer.roots(known.right)).await?;
    match form.get("ten").chars().count() {
        0 => form.wrong("ten", w.say("list-keep-no-name")),
        n if n > LONGEST => form.wrong("ten", w.count("list-keep-long-name", LONGEST as i64)),
        _ if beside.iter().any(|it| Some(it.id) != own && settled(&it.name) == name) => {
            form.wrong("ten", w.say("list-keep-name-taken"));
        }
        _ => {}
    }
    Ok(())
}

#[derive(Template)]
#[template(path = "list/rename.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    /// As it is kept now.
    kept: Kept,
    /// Whether somebody else renamed it meanwhile.
    conflict: bool,
    action: String,
}

/// A filter that is theirs to change.
async fn find(office: &Office, officer: &Officer, uid: &str) -> Result<(Saved, &'static Known), Failure> {
    let saved = Saved::by_uid(&mut office.db.read().await?, uid).await?.ok_or(Failure::NotFound)?;
    let known = known(&saved.list)?;
    if !may_see(officer, known, &saved) {
        return Err(Failure::NotFound);
    }
    if may_change(officer, &saved) { Ok((saved, known)) } else { Err(Failure::Forbidden) }
}

fn edit_page(
    office: &Office,
    officer: &Officer,
    (saved, known): (Saved, &Known),
    form: Form,
    conflict: bool,
) -> Result<Response, Failure> {
    let action = format!("{PATH}/{}", saved.uid);
    let status = match (conflict, form.is_sound()) {
        (true, _) => StatusCode::CONFLICT,
        (_, true) => StatusCode::OK,
        (_, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let kept = show(officer, known, saved, "?");
    html(status, &EditPage { shell: office.shell(officer), form, kept, conflict, action })
}

async fn edit(State(office): State<Office>, officer: Officer, Path(uid): Path<String>) -> Result<Response, Failure> {
    let found = find(&office, &officer, &uid).await?;
    let form = Form::filled([("ten", found.0.name.clone()), ("version", found.0.version.to_string())]);
    edit_page(&office, &officer, found, form, false)
}

async fn change(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &uid).await?;
    let (saved, known) = &found;
    let mut tx = office.db.begin().await?;
    check_name(&mut tx, (&officer, known), &mut form, Some(saved.id)).await?;
    let version = form.version()?;
    if !form.is_sound() {
        drop(tx);
        return edit_page(&office, &officer, found, form, false);
    }
    let (at, now, name) = ((saved, version), office.clock.now(), form.get("ten"));
    let done = match grant(&officer, known, saved.unit_id)? {
        Reading::People(grant) => saved::rename(&mut tx, grant, at, name, now).await?,
        Reading::Papers(grant) => saved::rename(&mut tx, grant, at, name, now).await?,
    };
    if !done {
        drop(tx);
        let found = find(&office, &officer, &uid).await?;
        form.set("version", found.0.version.to_string());
        return edit_page(&office, &officer, found, form, true);
    }
    tx.commit().await?;
    Ok(see_other(&format!("{PATH}?xong=luu")))
}

async fn discard(State(office): State<Office>, officer: Officer, Path(uid): Path<String>) -> Result<Response, Failure> {
    let (saved, known) = find(&office, &officer, &uid).await?;
    let mut tx = office.db.begin().await?;
    let now = office.clock.now();
    match grant(&officer, known, saved.unit_id)? {
        Reading::People(grant) => saved::discard(&mut tx, grant, &saved, now).await?,
        Reading::Papers(grant) => saved::discard(&mut tx, grant, &saved, now).await?,
    }
    tx.commit().await?;
    Ok(see_other(&format!("{PATH}?xong=bo-bo-loc")))
}
