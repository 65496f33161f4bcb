//! Passing rights on for a while: to whom, which, where, until when, why; and taking them back.

use super::held::{account_names, name_of, names_of};
use crate::identity::pages::roles::too_late;
use crate::identity::reach::Officer;
use crate::identity::right::{Right, RightSet};
use crate::identity::{Account, near};
use crate::org::names_on;
use crate::rights::{self, Delegation, NewDelegation, delegate};
use crate::shell::{OFFICE_SCOPE, Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use kit::words::Words;

/// A delegation in words.
pub(crate) struct DelegationLine {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) unit: String,
    pub(crate) rights: Vec<String>,
    pub(crate) span: String,
    pub(crate) reason: String,
    pub(crate) state: &'static str,
    pub(crate) state_name: String,
    /// Where it is ended; empty when it cannot be.
    pub(crate) end: String,
}

#[derive(Template)]
#[template(path = "rights/pages/delegation.html")]
struct DelegationPage {
    shell: Shell,
    form: Form,
    /// (name of the field, what it allows, ticked)
    rights: Vec<(String, String, bool)>,
    people: Vec<(String, String)>,
    units: Vec<(String, String)>,
    most: String,
    delegations: Vec<DelegationLine>,
}

pub(super) async fn begin(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let today = office.clock.today();
    let own = own_roots(&office, &officer)?;
    let form = Form::filled([
        ("request", office.chance.uuid(office.clock.now()).to_string()),
        ("unit", own.first().map_or(String::new(), |unit| officer.tree.uid(*unit).to_owned())),
        ("from", today.written()),
    ]);
    page(&office, &officer, StatusCode::OK, form).await
}

pub(super) async fn create(
    State(office): State<Office>,
    officer: Officer,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let chosen: Vec<Right> = form.with_prefix("right-").filter_map(|(word, _)| Right::of(word)).collect();
    let unit = officer.tree.by_uid(form.get("unit")).map(|unit| unit.id);
    let passing = unit.map(|unit| officer.passing(&office, unit, &chosen));
    match &passing {
        Some(Ok(_)) => {}
        // A unit outside reach is as if there were none.
        None | Some(Err(Failure::NotFound)) => form.wrong("unit", w.say("delegation-no-unit")),
        Some(Err(_)) if chosen.is_empty() => form.wrong("rights", w.say("delegation-no-rights")),
        Some(Err(_)) => form.wrong("rights", w.say("delegation-not-yours")),
    }
    let people = near::accounts(&mut tx, &office, &officer).await?;
    let to = people.iter().find(|account| account.uid == form.get("who")).map(|account| account.id);
    if to.is_none() {
        form.wrong("who", w.say("delegation-no-person"));
    }
    let days = read_days(&office, &mut form, w)?;
    if let (Some(unit), Some(Ok(_)), Some((from, _))) = (unit, &passing, days)
        && let Some(told) = too_late(&mut tx, w, (unit, officer.tree.name(unit)), from).await?
    {
        form.wrong("from", told);
    }
    if form.get("reason").is_empty() || form.get("reason").chars().count() > 300 {
        form.wrong("reason", w.say("delegation-no-reason"));
    }
    if let (Some(to), Some(unit), Some((from, until))) = (to, unit, days) {
        let given = Delegation::of(&mut tx, officer.account).await?;
        let same = given.iter().find(|known| {
            known.from_account == officer.account
                && (known.to_account, known.unit_id) == (to, unit)
                && ["coming", "running"].contains(&known.state(now.day()))
                && (known.from_day < until && from < known.to_day)
                && chosen.iter().all(|right| known.rights.split(' ').any(|word| word == right.word()))
        });
        if let Some(known) = same.filter(|_| !chosen.is_empty()) {
            let last = known.to_day.plus_days(-1).written();
            let values = [("from", known.from_day.written().into()), ("to", last.into())];
            form.wrong("who", w.fill("delegation-twice", &values));
        }
    }
    let (Some(Ok(passing)), Some(to), Some((from_day, to_day)), true) = (passing, to, days, form.is_sound()) else {
        drop(tx);
        return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let ruleset = office.book.on(rules::Area::Roles, Some(OFFICE_SCOPE), now.day().0);
    let ruleset = ruleset.map_or(String::new(), |ruleset| ruleset.id.clone());
    let uid = office.chance.uuid(now).to_string();
    let new = NewDelegation { uid, to, reason: form.get("reason"), from_day, to_day, ruleset: &ruleset };
    delegate(&mut tx, passing, &new, now).await?;
    let target = "/van-phong/uy-quyen?xong=uy-quyen";
    once::done(tx, &form, target, now).await
}

pub(super) async fn end(
    State(office): State<Office>,
    officer: Officer,
    Path(delegation): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let known = Delegation::by_uid(&mut office.db.read().await?, &delegation).await?;
    let known = known.filter(|known| may_end(&officer, known)).ok_or(Failure::NotFound)?;
    let mut tx = office.db.begin().await?;
    rights::end(&mut tx, officer.account, &known, office.clock.now()).await?;
    tx.commit().await?;
    let next = form.get("tiep");
    let next = if kit::web::is_local(next) && !next.contains('?') { next } else { "/van-phong/uy-quyen" };
    Ok(see_other(&format!("{next}?xong=thu-hoi")))
}

/// Whoever gave it, whoever has it, and whoever keeps the accounts there.
fn may_end(officer: &Officer, delegation: &Delegation) -> bool {
    [delegation.from_account, delegation.to_account].contains(&officer.account)
        || officer.may(Right::KeepAccounts, delegation.unit_id)
}

/// What an account passed on and what was passed on to it.
pub(crate) async fn delegations(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    account: i64,
) -> Result<Vec<DelegationLine>, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let known = Delegation::of(conn, account).await?;
    if known.is_empty() {
        return Ok(vec![]);
    }
    let names = account_names(conn).await?;
    let units: Vec<i64> = known.iter().map(|one| one.unit_id).collect();
    // A unit that is no more has its last name.
    let units = names_on(conn, &units, today).await?;
    let line = |one: Delegation| {
        let state = one.state(today);
        let chip = match state {
            "running" => "done",
            "coming" => "wait",
            _ => "off",
        };
        let ends = ["running", "coming"].contains(&state) && may_end(officer, &one);
        let span = [("from", one.from_day.written().into()), ("to", one.to_day.plus_days(-1).written().into())];
        DelegationLine {
            from: names.get(&one.from_account).cloned().unwrap_or_default(),
            to: names.get(&one.to_account).cloned().unwrap_or_default(),
            unit: units.get(&one.unit_id).map_or(String::new(), |(_, name)| name.clone()),
            rights: names_of(w, one.set()),
            span: if one.to_day > one.from_day { w.fill("from-to", &span) } else { w.say("delegation-never-held") },
            state: chip,
            state_name: w.say(&format!("delegation-state-{state}")),
            end: if ends { format!("/van-phong/uy-quyen/{}/thu-hoi", one.uid) } else { String::new() },
            reason: one.reason,
        }
    };
    Ok(known.into_iter().map(line).collect())
}

fn read_days(office: &Office, form: &mut Form, w: Words) -> Result<Option<(Day, Day)>, Failure> {
    let (today, most) = (office.clock.today(), office.roles()?.delegation_days);
    let mut day = |name: &str| {
        let day = Day::parse(form.get(name));
        if day.is_none() {
            form.wrong(name, w.say("wrong-day"));
        }
        day
    };
    let (Some(from), Some(last)) = (day("from"), day("until")) else { return Ok(None) };
    if from < today {
        form.wrong("from", w.say("delegation-too-early"));
    } else if last < from {
        form.wrong("until", w.say("delegation-backwards"));
    } else if last > from.plus_days(i64::from(most) - 1) {
        form.wrong("until", w.count("delegation-too-long", i64::from(most)));
    }
    Ok(Some((from, last.plus_days(1))))
}

/// The units at which they hold something that may be passed on.
fn own_roots(office: &Office, officer: &Officer) -> Result<Vec<i64>, Failure> {
    let never = office.roles()?.never_delegated;
    let mut roots = Vec::new();
    for held in officer.rights().held().iter().filter(|held| held.is_own()) {
        let some = !held.rights.without(never).is_empty() && officer.tree.get(held.unit).is_some();
        if some && !roots.contains(&held.unit) {
            roots.push(held.unit);
        }
    }
    Ok(roots)
}

async fn page(office: &Office, officer: &Officer, status: StatusCode, form: Form) -> Result<Response, Failure> {
    let (w, tree) = (officer.words(), &officer.tree);
    let mut conn = office.db.read().await?;
    let people = near::accounts(&mut conn, office, officer).await?;
    let name = |account: &Account| {
        let post = if account.post.is_empty() { String::new() } else { format!(", {}", account.post) };
        (account.uid.clone(), format!("{}{post}", account.name))
    };
    let roots = own_roots(office, officer)?;
    let own: RightSet = {
        let never = office.roles()?.never_delegated;
        let held = officer.rights().held().iter().filter(|held| held.is_own());
        held.flat_map(|held| held.rights.without(never).iter()).collect()
    };
    let box_of = |right: Right| {
        let field = format!("right-{}", right.word());
        let ticked = !form.get(&field).is_empty();
        (field, name_of(w, right), ticked)
    };
    let choose = std::iter::once((String::new(), w.say("delegation-choose")));
    let units = roots.iter().flat_map(|root| tree.branch(*root));
    let page = DelegationPage {
        shell: office.shell(officer),
        rights: own.iter().map(box_of).collect(),
        people: choose.chain(people.iter().map(name)).collect(),
        units: units.map(|unit| (tree.uid(*unit).to_owned(), tree.name(*unit).to_owned())).collect(),
        most: w.count("delegation-most", i64::from(office.roles()?.delegation_days)),
        delegations: delegations(&mut conn, office, officer, officer.account).await?,
        form,
    };
    html(status, &page)
}
