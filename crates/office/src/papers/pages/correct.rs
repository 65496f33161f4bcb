//! The form that corrects an entry: the second of two people sees what the first one saved.

use super::fields::{self, Offered, lines, offered};
use super::{Writing, address, broken, find, refusal, title};
use crate::identity::reach::Officer;
use crate::identity::right::KeepPapers;
use crate::papers::{Direction, Paper, PaperError, RelationKind, Relations, correct};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;

#[derive(Template)]
#[template(path = "papers/pages/correct.html")]
struct CorrectPage {
    shell: Shell,
    form: Form,
    name: String,
    back: String,
    offered: Offered,
    comes: bool,
    /// What the other one saved, when somebody did: field and value.
    theirs: Vec<(String, String)>,
}

/// The form as the paper stands.
async fn filled(conn: &mut kit::db::Conn, paper: &Paper, request: String) -> Result<Form, Failure> {
    let relations = Relations::of(conn, paper.id).await?;
    let day = |day: Option<kit::clock::Day>| day.map_or(String::new(), kit::clock::Day::written);
    let mut form = Form::filled([
        ("request", request),
        ("version", paper.version.to_string()),
        ("symbol", paper.symbol.clone()),
        ("kind", paper.kind.clone()),
        ("issuer", paper.issuer.clone()),
        ("issued_on", paper.issued_on.written()),
        ("arrived_on", day(paper.arrived_on)),
        ("subject", paper.subject.clone()),
        ("signer", paper.signer.clone()),
        ("signer_post", paper.signer_post.clone()),
        ("sign_form", paper.sign_form.clone()),
        ("urgency", paper.urgency.clone()),
        ("recipients", paper.recipients.clone()),
        ("secret", paper.secret.clone()),
        ("kept_at", paper.kept_at.clone()),
        ("in_force_from", day(paper.in_force_from)),
        ("lapsed_on", day(paper.lapsed_on)),
        ("note", paper.note.clone()),
    ]);
    for kind in RelationKind::ALL {
        form.set(kind.word(), lines(&relations, kind));
    }
    Ok(form)
}

pub(super) async fn begin(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
) -> Result<Response, Failure> {
    let mut conn = office.db.read().await?;
    let (paper, past) = find(&mut conn, &office, &officer, &uid).await?;
    officer.require_then(KeepPapers, &past, paper.unit_id)?;
    let form = filled(&mut conn, &paper, office.chance.uuid(office.clock.now()).to_string()).await?;
    page(&office, &officer, &paper, StatusCode::OK, form, vec![])
}

fn page(
    office: &Office,
    officer: &Officer,
    paper: &Paper,
    status: StatusCode,
    mut form: Form,
    theirs: Vec<(String, String)>,
) -> Result<Response, Failure> {
    let (w, direction) = (officer.words(), paper.direction());
    let comes = direction == Direction::In;
    if !comes {
        form.set("fixed", "1");
    }
    let page = CorrectPage {
        name: title(w, paper),
        back: address(&paper.uid),
        offered: offered(w, officer, office.papers_rule(office.clock.today())?, direction, paper.unit_id),
        comes,
        theirs,
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path(uid): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let Writing { mut tx, paper, grant } = Writing::begin(&office, &officer, &uid, &form).await?;
    let direction = paper.direction();
    if direction != Direction::In {
        // What is fixed is not asked for.
        form.set("kind", paper.kind.clone());
        form.set("symbol", paper.symbol.clone());
    }
    let version = form.version()?;
    if form.get("reason").is_empty() {
        form.wrong("reason", w.say("papers-no-reason"));
    }
    let ruling = office.papers_rule(if direction == Direction::In { now.day() } else { paper.issued_on })?;
    let typed = fields::read(&mut form, w, ruling, direction, now.day());
    let Some(typed) = typed else {
        drop(tx);
        return page(&office, &officer, &paper, StatusCode::UNPROCESSABLE_ENTITY, form, vec![]);
    };
    let issuer = form.get("issuer").to_owned();
    let said = fields::changes(&form, &typed, &issuer);
    let reason = form.get("reason").to_owned();
    let done = correct(&mut tx, grant, (ruling, &officer.tree), (paper.id, version), (&said, &reason), now).await;
    match done {
        Ok(()) => {
            let target = format!("{}?xong=van-ban-sua", address(&uid));
            once::done(tx, &form, &target, now).await
        }
        Err(PaperError::Stale) => {
            drop(tx);
            let mut conn = office.db.read().await?;
            let (paper, _) = find(&mut conn, &office, &officer, &uid).await?;
            let now_there = filled(&mut conn, &paper, String::new()).await?;
            let fields = FIELDS.iter().filter(|name| now_there.get(name) != form.get(name));
            let theirs =
                fields.map(|name| (w.say(&format!("paper-field-{name}")), now_there.get(name).to_owned())).collect();
            form.set("version", paper.version.to_string());
            page(&office, &officer, &paper, StatusCode::CONFLICT, form, theirs)
        }
        Err(error) => {
            drop(tx);
            let Some((field, message)) = refusal(w, &officer, ruling, &error, &paper.kind) else {
                return Err(broken(error));
            };
            form.wrong(field, message);
            page(&office, &officer, &paper, StatusCode::UNPROCESSABLE_ENTITY, form, vec![])
        }
    }
}

/// What may differ between two who correct one entry.
const FIELDS: [&str; 19] = [
    "symbol",
    "kind",
    "issuer",
    "issued_on",
    "arrived_on",
    "subject",
    "signer",
    "signer_post",
    "sign_form",
    "urgency",
    "recipients",
    "secret",
    "kept_at",
    "in_force_from",
    "lapsed_on",
    "note",
    "based_on",
    "replaces",
    "amends",
];
