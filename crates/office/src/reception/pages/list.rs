//! The petitions within reach: those whose senders wait first, then what is under way, then what is done with.

use super::{PATH, keeper, rooms, row};
use crate::desk::Duty;
use crate::identity::reach::Officer;
use crate::identity::right::{KeepReception, Right};
use crate::reception::{Petition, State as How, desk, open_desk};
use crate::shell::{Office, Shell, in_words};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bridge::PetitionKind;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;

#[derive(Template)]
#[template(path = "reception/pages/list.html")]
struct ListPage {
    shell: Shell,
    form: Form,
    rule: String,
    found: String,
    kinds: Vec<(String, String)>,
    states: Vec<(String, String)>,
    parts: Vec<(String, Vec<Duty>)>,
    enters: bool,
    /// Whether the portal takes petitions, told to whoever may change it: `open`, `shut`, or nothing.
    portal: &'static str,
    portal_text: String,
    request: String,
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let keeps = officer.roots(Right::KeepReception);
    if keeps.is_empty() && officer.roots(Right::KeepDiscipline).is_empty() {
        return Err(Failure::Forbidden);
    }
    let ruling = office.reception_rule()?;
    let (kind, state) = (officer.query("loai").unwrap_or_default(), officer.query("tinh-trang").unwrap_or_default());
    let mut conn = office.db.read().await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    let (mut parts, mut waiting, mut late): ([Vec<Duty>; 4], i64, i64) = Default::default();
    for unit in Petition::units(&mut conn).await? {
        for room in rooms(&officer, &past, unit) {
            let mut all = Petition::open(&mut conn, unit, room).await?;
            all.extend(Petition::closed(&mut conn, unit, room).await?);
            for petition in all {
                let shown = (kind.is_empty() || petition.kind == kind) && (state.is_empty() || petition.state == state);
                if !shown || keeper(&officer, &past, &petition).is_err() {
                    continue;
                }
                let is_late = petition.noticed_on.is_none() && today > petition.due_day;
                (waiting, late) = (waiting + i64::from(petition.noticed_on.is_none()), late + i64::from(is_late));
                let part = match petition.state() {
                    _ if is_late => 0,
                    How::Received => 1,
                    How::Closed | How::Refused => 3,
                    _ => 2,
                };
                parts[part].push(row(&mut conn, &office, w, ruling, &petition).await?);
            }
        }
    }
    let own = officer.tree.committee().map(|unit| unit.id).filter(|unit| officer.may(Right::KeepReception, *unit));
    let known = desk(&mut conn).await?;
    drop(conn);
    let portal = match (own, known.as_ref().is_some_and(|desk| desk.open)) {
        (None, _) => "",
        (_, true) => "open",
        (_, false) => "shut",
    };
    let names = ["late", "waits", "under-way", "closed"].map(|part| w.say(&format!("reception-part-{part}")));
    let any = || (String::new(), w.say("reception-any"));
    let kinds = PetitionKind::ALL.map(|it| (it.word().to_owned(), w.say(&format!("petition-kind-{}", it.word()))));
    let states = How::ALL.map(|it| (it.word().to_owned(), w.say(&format!("petition-state-{}", it.word()))));
    let counted = [("waiting", w.number(waiting).into()), ("late", w.number(late).into())];
    let page = ListPage {
        form: Form::filled([("loai", kind), ("tinh-trang", state)]),
        rule: in_words(w, ruling.title),
        found: w.fill("reception-found", &counted),
        kinds: std::iter::once(any()).chain(kinds).collect(),
        states: std::iter::once(any()).chain(states).collect(),
        parts: names.into_iter().zip(parts).filter(|(_, rows)| !rows.is_empty()).collect(),
        enters: !keeps.is_empty(),
        portal,
        portal_text: if portal.is_empty() { String::new() } else { w.say(&format!("reception-portal-{portal}")) },
        request: office.chance.uuid(office.clock.now()).to_string(),
        shell: office.shell(&officer),
    };
    html(StatusCode::OK, &page)
}

/// Opens the reception on the portal, or shuts it: at the committee whose portal it is.
pub(super) async fn open(State(office): State<Office>, officer: Officer, form: Form) -> Result<Response, Failure> {
    let committee = officer.tree.committee().map(|unit| unit.id).ok_or(Failure::NotFound)?;
    let grant = officer.require(KeepReception, committee)?;
    let now = office.clock.now();
    let open = match form.get("do") {
        "open" => true,
        "shut" => false,
        _ => return Err(Failure::Malformed),
    };
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    open_desk(&mut tx, grant, &office.vault, office.reception_rule()?, open, now).await?;
    let target = format!("{PATH}?xong=tiep-nhan-{}", if open { "mo" } else { "dong" });
    once::done(tx, &form, &target, now).await
}
