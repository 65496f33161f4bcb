//! Cases on screen: which there are for whoever looks, one with its members, what it holds, and letting somebody in.

use super::{barred, leaving, new_case};
use crate::deadline::past_day;
use crate::identity::Account;
use crate::identity::holding::{rights_of, rights_of_all};
use crate::identity::near;
use crate::identity::reach::second::Way;
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{KeepDiscipline, OpenCase, Right};
use crate::inspection::case::{Case, InCase, decide, in_case, is_in, is_member, let_in, members, read_case};
use crate::inspection::unkept::{kept, may_hand_over, to_hand_over};
use crate::list::{self, Pages, ROWS};
use crate::proposals::{self, Ask, Proposal};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::db::{Conn, Tx};
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{Page, html, see_other};
use kit::words::Words;
use rules::Area;
use serde_json::json;

pub(super) const PATH: &str = "/van-phong/ho-so-kin";
/// What a case is looked for by, in the address.
const NAMED: &str = "ten";

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/ho-so-kin", get(list))
        .route("/van-phong/ho-so-kin/moi", get(new_case::begin).post(new_case::create))
        .route("/van-phong/ho-so-kin/{case}", get(show))
        .route("/van-phong/ho-so-kin/{case}/xem", post(read))
        .route("/van-phong/ho-so-kin/{case}/quyet-dinh", post(enter))
        .route("/van-phong/ho-so-kin/{case}/mo-cho", post(propose))
        .route("/van-phong/ho-so-kin/{case}/xin-thoi", post(leaving::go))
        .route("/van-phong/ho-so-kin/{case}/thanh-vien/{account}", post(leaving::send_out))
}

#[derive(Template)]
#[template(path = "inspection/pages/cases.html")]
struct CasesPage {
    shell: Shell,
    form: Form,
    begins: bool,
    /// Why nothing is open in this session; empty where nothing bars it.
    barred: String,
    /// How many are found; empty where nothing was looked for.
    found: String,
    rows: Vec<Row>,
    pages: Pages,
}

struct Row {
    href: String,
    name: String,
    unit: String,
    opened: String,
    /// `open`, `known`, or `unkept` by anybody.
    state: &'static str,
}

#[derive(Template)]
#[template(path = "inspection/pages/case.html")]
struct CasePage {
    shell: Shell,
    form: Form,
    href: String,
    name: String,
    unit: String,
    opened: String,
    known_to: String,
    /// Name, post, since when, and where a head closes it to them; empty where whoever looks may not.
    members: Vec<(String, String, String, String)>,
    /// Whether it is open to whoever looks.
    open: bool,
    /// Whether nobody keeps it any more.
    unkept: bool,
    /// Whom it may be opened to; nobody when whoever looks may not ask for it.
    people: Vec<(String, String)>,
    /// Forms of discipline, where a decision may be entered.
    forms: Vec<(String, String)>,
    /// What it holds, once it was opened.
    held: Option<Held>,
}

pub(super) struct Held {
    person: String,
    decisions: Vec<(String, String)>,
}

/// What whoever is signed in is to a case.
pub(super) struct Found {
    pub(super) case: Case,
    member: bool,
    head: bool,
    /// Whether nobody keeps it, and they may ask to hand it over.
    unkept: bool,
}

pub(super) fn address(case: &Case) -> String {
    format!("/van-phong/ho-so-kin/{}", case.uid)
}

pub(super) fn name(w: Words, case: &Case) -> String {
    w.fill(
        "case-name",
        &[("kind", w.say(&format!("case-kind-{}", case.kind)).into()), ("number", case.number.clone().into())],
    )
}

async fn list(State(office): State<Office>, officer: Officer, uri: Uri) -> Result<Page<CasesPage>, Failure> {
    let w = officer.words();
    let asked = list::Ask::read(PATH, &[NAMED], uri.query().unwrap_or_default());
    let mut conn = office.db.read().await?;
    let open = Case::open_to(&mut conn, &officer).await?;
    let begins = !officer.roots(Right::KeepDiscipline).is_empty();
    let assigns = !officer.roots(Right::AssignCases).is_empty();
    if open.is_empty() && !begins && !assigns {
        return Err(Failure::Forbidden);
    }
    let mut known = if assigns { Case::known_to_heads(&mut conn).await? } else { vec![] };
    known.retain(|case| case.is_known_to_head(&officer) && open.iter().all(|other| other.id != case.id));
    let mut unkept = to_hand_over(&mut conn, &office, &officer).await?;
    unkept.retain(|case| open.iter().chain(&known).all(|other| other.id != case.id));
    let row = |(case, state): (Case, &'static str)| Row {
        href: address(&case),
        name: name(w, &case),
        unit: officer.tree.name(case.unit_id).to_owned(),
        opened: case.opened_on.written(),
        state,
    };
    let rows = open.into_iter().map(|case| (case, "open"));
    let rows = rows.chain(unkept.into_iter().map(|case| (case, "unkept")));
    let rows = rows.chain(known.into_iter().map(|case| (case, "known")));
    // What a case is called and its unit: whom it concerns stands in the room alone.
    let words = viet::fold(asked.get(NAMED));
    let says = |row: &Row| {
        let text = viet::fold(&format!("{} {}", row.name, row.unit));
        words.split_whitespace().all(|word| text.contains(word))
    };
    let rows: Vec<Row> = rows.map(row).filter(says).collect();
    let pages = Pages::new(w, &asked, rows.len());
    Ok(Page(CasesPage {
        form: Form::filled([(NAMED, asked.get(NAMED).to_owned())]),
        begins: begins && officer.let_in_by().is_none(),
        barred: barred(&mut conn, &officer).await?,
        found: if asked.is_narrowed() { w.count("cases-found", rows.len() as i64) } else { String::new() },
        rows: rows.into_iter().skip(pages.first()).take(ROWS).collect(),
        pages,
        shell: office.shell(&officer),
    }))
}

/// The case of an address, for its members, for the heads who know of it, and for those who may hand over what nobody keeps.
pub(super) async fn find(office: &Office, officer: &Officer, uid: &str) -> Result<Found, Failure> {
    let mut conn = office.db.read().await?;
    // Whether or not there is such a case, the same is asked: the answer takes as long.
    let case = Case::by_uid(&mut conn, uid).await?;
    let id = case.as_ref().map_or(0, |case| case.id);
    let member = is_in(&mut conn, id, officer).await?;
    let kept = kept(&mut conn, office, officer).await?;
    let case = case.ok_or(Failure::NotFound)?;
    let (head, unkept) = (case.is_known_to_head(officer), may_hand_over(officer, &case, kept.as_ref()));
    if member || head || unkept { Ok(Found { case, member, head, unkept }) } else { Err(Failure::NotFound) }
}

/// The key to the case of an address: refused to heads who only know of it, nothing to others.
pub(super) async fn key(office: &Office, officer: &Officer, uid: &str) -> Result<InCase, Failure> {
    if !find(office, officer, uid).await?.member {
        return Err(Failure::Forbidden);
    }
    in_case(&mut office.db.read().await?, officer, uid).await
}

async fn show(State(office): State<Office>, officer: Officer, Path(case): Path<String>) -> Result<Response, Failure> {
    let found = find(&office, &officer, &case).await?;
    page(&office, &officer, found, StatusCode::OK, Form::default(), None).await
}

async fn read(State(office): State<Office>, officer: Officer, Path(case): Path<String>) -> Result<Response, Failure> {
    let key = key(&office, &officer, &case).await?;
    let mut tx = office.db.begin().await?;
    let (person, decisions) = read_case(&mut tx, key, office.clock.now()).await?;
    tx.commit().await?;
    let w = officer.words();
    let form = |form: &str| w.say(&format!("discipline-form-{form}"));
    let held = Held {
        person: person.map_or(String::new(), |(name, born)| format!("{name} ({born})")),
        decisions: decisions.into_iter().map(|one| (form(&one.form), one.signed_on.written())).collect(),
    };
    let found = find(&office, &officer, &case).await?;
    page(&office, &officer, found, StatusCode::OK, Form::default(), Some(held)).await
}

async fn enter(
    State(office): State<Office>,
    officer: Officer,
    Path(case): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let key = key(&office, &officer, &case).await?;
    let (w, now) = (officer.words(), office.clock.now());
    officer.require(KeepDiscipline, key.case().unit_id)?;
    let signed = past_day(&mut form, "signed_on", now.day(), w);
    let known = forms(&office, w, signed.unwrap_or(now.day()));
    if known.is_empty() {
        form.wrong("signed_on", w.say("discipline-no-rule-then"));
    } else if !known.iter().any(|(key, _)| form.is("form", key)) {
        form.wrong("form", w.say("discipline-no-form"));
    }
    let Some(signed) = signed.filter(|_| form.is_sound()) else {
        let found = find(&office, &officer, &case).await?;
        return page(&office, &officer, found, StatusCode::UNPROCESSABLE_ENTITY, form, None).await;
    };
    let target = address(key.case());
    let mut tx = office.db.begin().await?;
    let uid = office.chance.uuid(now).to_string();
    if !decide(&mut tx, key, &uid, form.get("form"), signed, now).await? {
        return Err(Failure::Malformed);
    }
    tx.commit().await?;
    Ok(see_other(&format!("{target}?xong=quyet-dinh")))
}

/// Asks to open a case to somebody: a second person agrees.
async fn propose(
    State(office): State<Office>,
    officer: Officer,
    Path(case): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let found = find(&office, &officer, &case).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    let way = officer.way(&mut tx, &office, OpenCase, found.case.unit_id).await?;
    let near = choices(&mut tx, &office, &officer, &found).await?;
    let chosen = near.iter().find(|account| account.uid == form.get("who"));
    match chosen {
        None => form.wrong("who", w.say("case-nobody-chosen")),
        // To others it is not said even so.
        Some(account) if found.member && found.case.concerns(account.person_id) => {
            form.wrong("who", w.say("case-about-them"))
        }
        Some(_) => {}
    }
    let who = chosen.map(|account| account.id);
    if form.get("reason").is_empty() || form.get("reason").chars().count() > 300 {
        form.wrong("reason", w.say("case-no-reason"));
    }
    let Some(who) = who.filter(|_| form.is_sound()) else {
        drop(tx);
        return page(&office, &officer, found, StatusCode::UNPROCESSABLE_ENTITY, form, None).await;
    };
    let target = match way {
        Way::Alone(grant) => {
            let whom = (who, works(&mut tx, &office, &officer, who).await?);
            let_in(&mut tx, grant, &found.case, whom, now).await?;
            format!("{}?xong=mo-cho", address(&found.case))
        }
        Way::Together(asking) => {
            let ask = Ask {
                uid: office.chance.uuid(now).to_string(),
                subject: "closed_case",
                subject_id: found.case.id,
                payload: json!({ "account": who }),
                reason: form.get("reason"),
                hours: office.roles()?.two_person_hours,
            };
            format!("{}?xong=de-nghi", proposals::ask(&mut tx, asking, &ask, now).await?)
        }
    };
    tx.commit().await?;
    Ok(see_other(&target))
}

/// What a proposal to open a case is about: which case, to whom. Whom the case concerns is not said.
pub(crate) async fn told(
    conn: &mut Conn,
    officer: &Officer,
    proposal: &Proposal,
) -> Result<Vec<(String, String)>, Failure> {
    let w = officer.words();
    let case = Case::get(conn, proposal.subject_id).await?.ok_or(Failure::NotFound)?;
    let who = proposal.values()["account"].as_i64().unwrap_or_default();
    let who = Account::get(conn, who).await?.map_or(String::new(), |account| account.name);
    Ok(vec![(w.say("case"), name(w, &case)), (w.say("case-open-to"), who)])
}

/// Opens the case to whom two persons agreed on.
pub(crate) async fn carry_out(
    tx: &mut Tx,
    office: &Office,
    officer: &Officer,
    grant: Grant<OpenCase>,
    proposal: &Proposal,
) -> Result<(), Failure> {
    let case = Case::get(tx, proposal.subject_id).await?.ok_or(Failure::NotFound)?;
    let who = proposal.values()["account"].as_i64().ok_or(Failure::Malformed)?;
    let whom = (who, works(tx, office, officer, who).await?);
    let_in(tx, grant, &case, whom, office.clock.now()).await?;
    Ok(())
}

/// Whether an account does the work of closed rooms: then it is in a case for that, and no longer than that.
async fn works(conn: &mut Conn, office: &Office, officer: &Officer, account: i64) -> Result<bool, Failure> {
    let rights = rights_of(conn, office.roles()?, &officer.tree, account).await?;
    Ok(!rights.roots(&officer.tree, Right::KeepDiscipline).is_empty())
}

/// Whom a case may be opened to: others within reach who have work here; oneself where nobody keeps it.
async fn choices(conn: &mut Conn, office: &Office, officer: &Officer, found: &Found) -> Result<Vec<Account>, Failure> {
    let rights = rights_of_all(conn, office.roles()?, &officer.tree).await?;
    let has_work =
        |account: &Account| rights.get(&account.id).is_some_and(|all| all.held().iter().any(|it| it.is_own()));
    let mut near = near::accounts(conn, office, officer).await?;
    near.retain(has_work);
    if found.unkept {
        near.extend(Account::get(conn, officer.account).await?);
    }
    Ok(near)
}

fn forms(office: &Office, w: Words, day: Day) -> Vec<(String, String)> {
    let rule = office.book.on(Area::Discipline, None, day.0).and_then(|ruleset| ruleset.discipline());
    let forms = rule.map(|rule| rule.forms.as_slice()).unwrap_or_default();
    forms.iter().map(|form| (form.key.clone(), w.say(&format!("discipline-form-{}", form.key)))).collect()
}

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    found: Found,
    status: StatusCode,
    mut form: Form,
    held: Option<Held>,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), officer.tree.day());
    let mut conn = office.db.read().await?;
    let Found { case, member, head, unkept } = &found;
    let (member, head) = (*member, *head);
    let keeps = officer.may(Right::KeepDiscipline, case.unit_id);
    let mut people = Vec::new();
    if keeps {
        people.push((String::new(), w.say("case-choose")));
        for one in choices(&mut conn, office, officer, &found).await? {
            // To those in the case it is no secret whom it concerns.
            let is_offered = !(member && case.concerns(one.person_id));
            if is_offered && !is_member(&mut conn, case.id, one.id, today).await? {
                people.push((one.uid, format!("{}, {}", one.name, one.post)));
            }
        }
    }
    let uid_of = "SELECT uid FROM account WHERE id = $1";
    let mut rows = Vec::new();
    for (account, name, post, since) in members(&mut conn, case.id, today).await? {
        let uid: String = conn.value(uid_of, &[&account]).await?.unwrap_or_default();
        let end = if head { format!("{}/thanh-vien/{uid}", address(case)) } else { String::new() };
        rows.push((name, post, since.written(), end));
    }
    let decides = member && keeps && case.kind == "discipline" && case.person_id.is_some();
    if form.get("signed_on").is_empty() {
        form.set("signed_on", today.written());
    }
    let page = CasePage {
        shell: office.shell(officer),
        href: address(case),
        name: name(w, case),
        unit: officer.tree.name(case.unit_id).to_owned(),
        opened: case.opened_on.written(),
        unkept: *unkept,
        known_to: w.say(&format!("case-known-to-{}", case.confidentiality)),
        members: rows,
        open: member,
        people,
        forms: if decides { forms(office, w, today) } else { vec![] },
        held,
        form,
    };
    html(status, &page)
}
