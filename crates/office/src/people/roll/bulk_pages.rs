//! Pages for what is done to many members: who they are, what is needed, done at once; and the way back.

use super::PATH;
use super::bulk::{self, MOST, Paper, Refused, Seen};
use super::filters::{CHOSEN, DAY, FILTERS};
use super::page::{Found, find};
use super::view::{Facet, Kind, Line};
use crate::deadline::past_day;
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{KeepPeople, Right};
use crate::list::batch::{Batch, Kept};
use crate::list::{Ask, FILE, KINDS};
use crate::org::kind;
use crate::shell::{Office, Shell};
use crate::transfer;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use kit::words::Words;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A ticked row, and the box that takes in the whole list.
const ROW: &str = "dong";
const ALL: &str = "tat-ca";
/// Names shown of a selection.
const NAMES: usize = 12;
/// Cells offered for a typed name at most.
const OFFERED: usize = 30;
/// Characters of a reason and of a paper at most.
const LONGEST: usize = 200;

/// What is done to the selection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Transfer,
    Mark,
    Clear,
}

impl Deed {
    /// The last part of its address, which also begins the keys of its messages.
    fn word(self) -> &'static str {
        match self {
            Deed::Transfer => "chuyen",
            Deed::Mark => "danh-dau",
            Deed::Clear => "bo-dau",
        }
    }
}

struct Selection {
    /// By what the list finds just them: carried along by the form.
    query: String,
    people: Vec<Seen>,
    names: Vec<String>,
    /// Of them, who holds a post at the unit: worth a thought before they leave it.
    posts: Vec<String>,
    /// Of them, who has a transfer under way to a unit of this office, and to which.
    moving: Vec<String>,
    /// A number that is another one when others are selected.
    mark: String,
}

/// Rows by their boxes, or the whole list as it is asked for.
fn asked(query: &str) -> Ask {
    let pairs = kit::web::pairs(query);
    let ask = Ask::read(PATH, FILTERS, query);
    if pairs.iter().any(|(name, _)| name == ALL) {
        return ask;
    }
    let ticked: Vec<&str> = pairs.iter().filter(|(name, _)| name == ROW).map(|(_, uid)| uid.as_str()).collect();
    // Nobody has this identity: no box ticked is nobody selected.
    let ticked = if ticked.is_empty() { vec!["-"] } else { ticked };
    // Of who stands in two lines it is the one in the list that was looked at.
    let kind = Facet::Kind.names().0;
    let rows = ticked.into_iter().map(|uid| (CHOSEN, uid)).chain([(kind, ask.get(kind))]);
    let all = ask.fields(FILTERS).chain(rows).map(|(name, value)| format!("{name}={}", kit::web::encode(value)));
    Ask::read(PATH, FILTERS, &all.collect::<Vec<_>>().join("&"))
}

async fn select(office: &Office, officer: &Officer, ask: &Ask, form: &mut Form) -> Result<Selection, Failure> {
    let w = officer.words();
    let found = find(office, officer, ask).await?;
    let another_day = !ask.get(DAY).is_empty() && found.view.day != office.clock.today();
    let mut lines: Vec<&Line> = found.hits.iter().map(|at| &found.view.lines[*at as usize]).collect();
    let main: HashSet<i64> = lines.iter().filter(|line| line.kind == Kind::Main).map(|line| line.member.id).collect();
    lines.retain(|line| line.kind == Kind::Main || !main.contains(&line.member.id));
    if another_day {
        form.wrong("ai", w.say("bulk-another-day"));
    } else if lines.is_empty() {
        form.wrong("ai", w.say("bulk-nobody"));
    } else if lines.len() > MOST {
        form.wrong("ai", w.count("bulk-too-many", MOST as i64));
    } else if lines.iter().any(|line| line.kind != Kind::Main) {
        form.wrong("ai", w.say("bulk-not-main"));
    }
    let persons: Vec<i64> = lines.iter().map(|line| line.member.id).collect();
    let open = transfer::open_of(&mut office.db.read().await?, &persons).await?;
    Ok(selection(ask, &found, (&lines, &open)))
}

fn selection(ask: &Ask, found: &Found, (lines, open): (&[&Line], &[Seen])) -> Selection {
    let view = &found.view;
    let people: Vec<Seen> = lines.iter().map(|line| (line.member.id, view.unit(line))).collect();
    let name = |line: &&Line| format!("{} ({})", line.member.name(), view.tree.name(view.unit(line)));
    let holds = |line: &&&Line| {
        let unit = view.unit(line);
        line.member.posts.iter().any(|span| span.holds_on(view.day) && span.what.0 == unit)
    };
    let leads = |(person, to): &Seen| {
        let line = lines.iter().find(|line| line.member.id == *person)?;
        Some(format!("{} → {}", name(line), view.tree.name(*to)))
    };
    let mut sorted = people.clone();
    sorted.sort_unstable();
    let mut hasher = DefaultHasher::new();
    sorted.hash(&mut hasher);
    Selection {
        query: ask.query(),
        names: lines.iter().take(NAMES).map(name).collect(),
        posts: lines.iter().filter(holds).take(NAMES).map(name).collect(),
        moving: open.iter().filter_map(leads).take(NAMES).collect(),
        people,
        mark: format!("{:x}", hasher.finish()),
    }
}

/// The permission at each unit of those who were selected.
fn grants(officer: &Officer, people: &[Seen]) -> Result<Vec<Grant<KeepPeople>>, Failure> {
    let mut units: Vec<i64> = people.iter().map(|(_, unit)| *unit).collect();
    units.sort_unstable();
    units.dedup();
    units.into_iter().map(|unit| officer.require(KeepPeople, unit)).collect()
}

#[derive(Template)]
#[template(path = "people/roll/bulk.html")]
struct BulkPage {
    shell: Shell,
    form: Form,
    title: String,
    text: String,
    action: String,
    button: String,
    back: String,
    names: Vec<String>,
    more: String,
    posts: Vec<String>,
    moving: Vec<String>,
    transfer: bool,
    mark: bool,
    /// Cells whose names hold what was typed: (identity, name with what is above).
    cells: Vec<(String, String)>,
    sound: bool,
}

fn show(
    office: &Office,
    officer: &Officer,
    deed: Deed,
    (selection, form): (Selection, Form),
    status: StatusCode,
) -> Result<Response, Failure> {
    let w = officer.words();
    let said = |part: &str| format!("bulk-{}-{part}", deed.word());
    let n = selection.people.len();
    let sound = form.error("ai").is_none();
    let page = BulkPage {
        shell: office.shell(officer),
        title: w.count(&said("title"), n as i64),
        text: w.say(&said("text")),
        action: format!("{PATH}/loat/{}", deed.word()),
        button: w.say(&said("do")),
        back: if form.get("ve").is_empty() { PATH.to_owned() } else { format!("{PATH}?{}", form.get("ve")) },
        more: if n > NAMES { w.count("bulk-more", (n - NAMES) as i64) } else { String::new() },
        names: if sound { selection.names } else { vec![] },
        posts: if deed == Deed::Transfer { selection.posts } else { vec![] },
        moving: if deed == Deed::Transfer { selection.moving } else { vec![] },
        transfer: deed == Deed::Transfer,
        mark: deed == Deed::Mark,
        cells: if form.get("den").is_empty() { vec![] } else { offered(officer, form.get("den")) },
        sound,
        form,
    };
    html(status, &page)
}

/// The cells within reach, with what is above, whose names hold what was typed.
fn offered(officer: &Officer, typed: &str) -> Vec<(String, String)> {
    let tree = &officer.tree;
    let of_kind = tree.of_kind(kind::CELL).filter(|unit| officer.may(Right::KeepPeople, unit.id));
    let cells = super::name::named(typed, of_kind.map(|unit| (unit.id, unit.name.as_str())));
    let one = |cell: &i64| {
        let above = tree.path(*cell).into_iter().rev().nth(1).map_or("", |above| tree.name(above));
        (tree.uid(*cell).to_owned(), format!("{} · {above}", tree.name(*cell)))
    };
    cells.iter().take(OFFERED).map(one).collect()
}

async fn begin(office: Office, officer: Officer, uri: &Uri, deed: Deed) -> Result<Response, Failure> {
    keeps(&officer)?;
    let query = uri.query().unwrap_or_default();
    let ask = asked(query);
    let mut form = Form::filled([
        ("request", office.chance.uuid(office.clock.now()).to_string()),
        ("ngay", office.clock.today().written()),
        // Back to the list as it was, whatever was ticked in it.
        ("ve", Ask::read(PATH, FILTERS, query).query()),
    ]);
    let selection = select(&office, &officer, &ask, &mut form).await?;
    let status = if form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    if form.is_sound() {
        grants(&officer, &selection.people)?;
    }
    form.set("loc", selection.query.clone());
    form.set("dau", selection.mark.clone());
    show(&office, &officer, deed, (selection, form), status)
}

fn keeps(officer: &Officer) -> Result<i64, Failure> {
    officer.roots(Right::KeepPeople).first().copied().ok_or(Failure::Forbidden)
}

async fn act(office: Office, officer: Officer, mut form: Form, deed: Deed) -> Result<Response, Failure> {
    keeps(&officer)?;
    let (w, now) = (officer.words(), office.clock.now());
    once::first_time(&mut *office.db.begin().await?, &form).await?;
    let ask = Ask::read(PATH, FILTERS, form.get("loc"));
    let selection = select(&office, &officer, &ask, &mut form).await?;
    let at = if form.is_sound() { grants(&officer, &selection.people)? } else { vec![] };
    if form.is_sound() && form.get("dau") != selection.mark {
        form.wrong("ai", w.say("bulk-others-now"));
        form.set("dau", selection.mark.clone());
        return show(&office, &officer, deed, (selection, form), StatusCode::CONFLICT);
    }
    let to = if deed == Deed::Transfer { destination(&officer, &mut form, w) } else { None };
    let day = check(&mut form, deed, w, office.clock.today());
    super::find::told_span(&office, w, (to, day), &mut form).await?;
    let over = match (deed, to) {
        (Deed::Transfer, to) => to,
        _ => selection.people.first().and_then(|(_, unit)| {
            officer.roots(Right::KeepPeople).into_iter().find(|root| officer.tree.is_within(*unit, *root))
        }),
    };
    let (Some(over), true) = (over, form.is_sound()) else {
        return show(&office, &officer, deed, (selection, form), StatusCode::UNPROCESSABLE_ENTITY);
    };
    let over = (officer.require(KeepPeople, over)?, at.as_slice());
    let uid = office.chance.uuid(now).to_string();
    let mut tx = office.db.begin().await?;
    // Sent twice at the same instant: the first one has answered meanwhile.
    once::first_time(&mut tx, &form).await?;
    let done = match deed {
        Deed::Transfer => {
            let paper = Paper { day, paper: form.get("van-ban") };
            bulk::regroup(&mut tx, over, &selection.people, (&uid, paper), now).await
        }
        Deed::Mark => bulk::mark(&mut tx, over, &selection.people, (&uid, day, form.get("ly-do")), now).await,
        Deed::Clear => bulk::clear(&mut tx, over, &selection.people, (&uid, day), now).await,
    };
    match done {
        Ok(0) => {
            drop(tx);
            form.wrong("ai", w.say(&format!("bulk-{}-none", deed.word())));
            return show(&office, &officer, deed, (selection, form), StatusCode::UNPROCESSABLE_ENTITY);
        }
        Ok(_) => {}
        Err(Refused::Elsewhere(person)) => {
            drop(tx);
            let sql = "SELECT full_name FROM person WHERE id = $1";
            let name: Option<String> = office.db.read().await?.value(sql, &[&person]).await?;
            form.wrong("ngay", w.with("bulk-elsewhere", "name", name.unwrap_or_default()));
            return show(&office, &officer, deed, (selection, form), StatusCode::UNPROCESSABLE_ENTITY);
        }
        Err(Refused::NoGrant(_)) => return Err(Failure::Forbidden),
        Err(Refused::Db(error)) => return Err(error.into()),
    }
    let back = Ask::read(PATH, FILTERS, form.get("ve")).link(&[]);
    once::done(tx, &form, &back, now).await
}

/// The cell that takes them in: the one that was picked among those offered, or the only one of that name.
fn destination(officer: &Officer, form: &mut Form, w: Words) -> Option<i64> {
    let cells = offered(officer, form.get("den"));
    let picked = cells.iter().find(|(uid, _)| uid == form.get("den-chon"));
    let cell = match (picked, &cells[..]) {
        (Some((uid, _)), _) | (None, [(uid, _)]) => officer.tree.by_uid(uid).map(|unit| unit.id),
        _ => None,
    };
    if cell.is_none() {
        let key = if form.get("den").is_empty() || cells.is_empty() { "bulk-no-cell" } else { "bulk-which-cell" };
        form.wrong("den", w.say(key));
    }
    cell
}

/// Whether what was typed will do; the day from which it holds.
fn check(form: &mut Form, deed: Deed, w: Words, today: Day) -> Day {
    let too_long = |form: &Form, name: &str| form.get(name).chars().count() > LONGEST;
    match deed {
        Deed::Transfer => {
            if form.get("van-ban").is_empty() || too_long(form, "van-ban") {
                form.wrong("van-ban", w.say("bulk-no-paper"));
            }
            past_day(form, "ngay", today, w).unwrap_or(today)
        }
        Deed::Mark => {
            if form.get("ly-do").is_empty() || too_long(form, "ly-do") {
                form.wrong("ly-do", w.say("bulk-no-reason"));
            }
            today
        }
        Deed::Clear => today,
    }
}

pub(super) async fn transfer(State(office): State<Office>, officer: Officer, uri: Uri) -> Result<Response, Failure> {
    begin(office, officer, &uri, Deed::Transfer).await
}

pub(super) async fn mark(State(office): State<Office>, officer: Officer, uri: Uri) -> Result<Response, Failure> {
    begin(office, officer, &uri, Deed::Mark).await
}

pub(super) async fn clear(State(office): State<Office>, officer: Officer, uri: Uri) -> Result<Response, Failure> {
    begin(office, officer, &uri, Deed::Clear).await
}

pub(super) async fn do_transfer(
    State(office): State<Office>,
    officer: Officer,
    form: Form,
) -> Result<Response, Failure> {
    act(office, officer, form, Deed::Transfer).await
}

pub(super) async fn do_mark(State(office): State<Office>, officer: Officer, form: Form) -> Result<Response, Failure> {
    act(office, officer, form, Deed::Mark).await
}

pub(super) async fn do_clear(State(office): State<Office>, officer: Officer, form: Form) -> Result<Response, Failure> {
    act(office, officer, form, Deed::Clear).await
}

/// The selection as a file: the list narrowed to it.
pub(super) async fn save(officer: Officer, uri: Uri) -> Result<Response, Failure> {
    if officer.roots(Right::ReadPeople).is_empty() {
        return Err(Failure::Forbidden);
    }
    let query = uri.query().unwrap_or_default();
    let kind = kit::web::query(&uri, FILE).unwrap_or_default();
    let kind = KINDS.into_iter().find(|known| *known == kind).ok_or(Failure::NotFound)?;
    Ok(see_other(&asked(query).link(&[(FILE, kind)])))
}

#[derive(Template)]
#[template(path = "people/roll/kept.html")]
struct KeptPage {
    shell: Shell,
    title: String,
    text: String,
}

pub(super) async fn undo(
    State(office): State<Office>,
    officer: Officer,
    Path(batch): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    if officer.roots(Right::ReadPeople).is_empty() {
        return Err(Failure::Forbidden);
    }
    let w = officer.words();
    let mut tx = office.db.begin().await?;
    let batch = Batch::of(&mut tx, &batch, officer.account).await?.ok_or(Failure::NotFound)?;
    let grant = officer.require(KeepPeople, batch.unit_id)?;
    let kept = match bulk::take_back(&mut tx, grant, &batch, office.clock.now()).await {
        Ok(()) => {
            tx.commit().await?;
            let mut ask = Ask::read(PATH, FILTERS, form.get("ve")).link(&[]);
            ask.push_str(if ask.contains('?') { "&xong=nhu-truoc" } else { "?xong=nhu-truoc" });
            return Ok(see_other(&ask));
        }
        // Sent twice.
        Err(Kept::Undone) => return Ok(see_other(&format!("{PATH}?xong=nhu-truoc"))),
        Err(Kept::Late) => "list-undo-late",
        Err(Kept::Changed) => "list-undo-changed",
        Err(Kept::Db(error)) => return Err(error.into()),
    };
    drop(tx);
    let page = KeptPage { shell: office.shell(&officer), title: w.say(&format!("{kept}-title")), text: w.say(kept) };
    html(StatusCode::CONFLICT, &page)
}
