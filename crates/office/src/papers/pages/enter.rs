//! The form that enters a paper: received, or issued here with its number.

use super::fields::{self, Choices, Offered, Typed, offered};
use super::{address, broken, find, issuer_name, keepers, refusal};
use crate::identity::reach::Officer;
use crate::identity::right::KeepPapers;
use crate::papers::{
    Body, Chosen, Direction, Dropped, NewPaper, Number, PaperError, Reservation, Ruling, Taken, attach, bodies_of,
    chosen, register,
};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;
use kit::words::Words;

#[derive(Template)]
#[template(path = "papers/pages/enter.html")]
struct EnterPage {
    shell: Shell,
    form: Form,
    /// The word of the direction in addresses, and all three as (address, name, whether this one).
    direction: &'static str,
    directions: Vec<(String, String, bool)>,
    offered: Offered,
    numbers: Choices,
    comes: bool,
}

/// The unit of the form: the one that is named, or the first at which they may enter papers.
pub(super) fn unit_of(officer: &Officer, direction: Direction, asked: &str) -> Result<i64, Failure> {
    let unit = match asked {
        "" => *keepers(officer, direction).first().ok_or(Failure::Forbidden)?,
        uid => officer.tree.by_uid(uid).ok_or(Failure::NotFound)?.id,
    };
    officer.require(KeepPapers, unit)?;
    Ok(unit)
}

pub(super) async fn begin(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let asked = |name: &str| officer.query(name).unwrap_or_default();
    let direction = Direction::of(&asked("chieu")).unwrap_or(Direction::In);
    let unit = unit_of(&officer, direction, &asked("don-vi"))?;
    let today = office.clock.today().written();
    let body = bodies_of(fields::kind_of(&officer.tree, unit)).first().map_or("", |body| body.word());
    let mut form = Form::filled([
        ("request", office.chance.uuid(office.clock.now()).to_string()),
        ("chieu", direction.slug().to_owned()),
        ("unit", officer.tree.uid(unit).to_owned()),
        ("arrived_on", today.clone()),
        ("urgency", "normal".to_owned()),
    ]);
    if direction != Direction::In {
        form.set("issued_on", today);
        form.set("body", body);
        form.set("sign_form", "on_behalf");
        form.set("number", asked("so"));
    }
    if direction == Direction::In && !asked("doc").is_empty() {
        super::drop::fill(&office, &officer, unit, &mut form, &asked("doc")).await?;
    }
    page(&office, &officer, (direction, unit), StatusCode::OK, form).await
}

pub(super) async fn page(
    office: &Office,
    officer: &Officer,
    (direction, unit): (Direction, i64),
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let ruling = office.papers_rule(today)?;
    let kept = Reservation::of(&mut office.db.read().await?, unit).await?;
    let numbers = [(String::new(), w.say("papers-number-next"))].into_iter();
    let kept = kept.into_iter().filter(Reservation::is_open).map(|one| {
        let values = [("symbol", one.symbol.into()), ("reason", one.reason.into())];
        (one.uid, w.fill("papers-number-kept", &values))
    });
    let uid = officer.tree.uid(unit);
    let to = |other: Direction| {
        let href = format!("{}/moi?chieu={}&don-vi={uid}", super::PATH, other.slug());
        (href, w.say(&format!("papers-direction-{}", other.word())), other == direction)
    };
    let issues =
        |other: &Direction| *other == Direction::In || !bodies_of(fields::kind_of(&officer.tree, unit)).is_empty();
    let page = EnterPage {
        direction: direction.slug(),
        directions: Direction::ALL.into_iter().filter(issues).map(to).collect(),
        offered: offered(w, officer, ruling, direction, unit),
        numbers: numbers.chain(kept).chain([("given".to_owned(), w.say("papers-number-given"))]).collect(),
        comes: direction == Direction::In,
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

pub(super) async fn save(State(office): State<Office>, officer: Officer, mut form: Form) -> Result<Response, Failure> {
    let direction = Direction::of(form.get("chieu")).unwrap_or(Direction::In);
    let unit = unit_of(&officer, direction, form.get("unit"))?;
    let (w, now) = (officer.words(), office.clock.now());
    // Nobody else waits for a file to be read.
    let upload = chosen(&office, &mut form, "file", w).await?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let mut ruling = office.papers_rule(now.day())?;
    let dropped = match form.get("drop").to_owned().as_str() {
        "" => None,
        uid => Dropped::of(&mut tx, uid, officer.account).await?.filter(|_| form.get("secret").is_empty()),
    };
    let body = if direction == Direction::In { None } else { chosen_body(&mut form, &officer, unit, w) };
    let number =
        if direction == Direction::In { Some(Number::Next) } else { number(&mut tx, &mut form, unit, w).await? };
    let typed = fields::read(&mut form, w, ruling, direction, now.day());
    let sound = direction == Direction::In || body.is_some();
    let (Some(typed), Some(number), true) = (typed, number, sound) else {
        drop(tx);
        return page(&office, &officer, (direction, unit), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    if direction != Direction::In {
        // Who may issue what is a matter of the paper's own day.
        ruling = office.papers_rule(typed.issued_on)?;
    }
    let uid = office.chance.uuid(now).to_string();
    let issuer = body.map_or_else(|| form.get("issuer").to_owned(), |body| issuer_name(w, &officer.tree, unit, body));
    let new = NewPaper { uid: &uid, direction, body, number, said: fields::changes(&form, &typed, &issuer) };
    let grant = officer.require(KeepPapers, unit)?;
    let done = register(&mut tx, grant, (ruling, &officer.tree), &new, now).await;
    match done {
        Ok((id, _)) => {
            if let Some(file) = upload {
                keep_file(&office, &mut tx, &officer, (unit, id), &file).await?;
            }
            if let Some(file) = dropped {
                keep_dropped(&office, &mut tx, &officer, (unit, id), &file).await?;
            }
            let target = format!("{}?xong=van-ban-{}", address(&uid), direction.word());
            once::done(tx, &form, &target, now).await
        }
        Err(error) => {
            drop(tx);
            wrong(&office, &officer, &mut form, (ruling, &typed), error).await?;
            page(&office, &officer, (direction, unit), StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
    }
}

async fn keep_file(
    office: &Office,
    tx: &mut kit::db::Conn,
    officer: &Officer,
    at: (i64, i64),
    file: &Chosen,
) -> Result<(), Failure> {
    let hash = office.files.put(&file.upload.bytes).map_err(anyhow::Error::from)?;
    let size = file.upload.bytes.len() as i64;
    note_file(office, tx, officer, at, (&file.upload.name, file.kind, &hash, size)).await
}

/// The file that was read before goes to the paper.
async fn keep_dropped(
    office: &Office,
    tx: &mut kit::db::Conn,
    officer: &Officer,
    at: (i64, i64),
    file: &Dropped,
) -> Result<(), Failure> {
    let Some(kind) = Taken::of(&file.kind) else { return Ok(()) };
    let size = office.files.get(&file.sha256).map_err(anyhow::Error::from)?.len() as i64;
    note_file(office, tx, officer, at, (&file.name, kind, &file.sha256, size)).await
}

pub(super) async fn note_file(
    office: &Office,
    tx: &mut kit::db::Conn,
    officer: &Officer,
    (unit, paper): (i64, i64),
    (name, kind, hash, size): (&str, Taken, &str, i64),
) -> Result<(), Failure> {
    let now = office.clock.now();
    let uid = office.chance.uuid(now).to_string();
    let grant = officer.require(KeepPapers, unit)?;
    attach(tx, grant, paper, (&uid, name, kind, hash, size), now).await.map_err(broken)
}

/// Puts what the register refused beside the field that can mend it.
async fn wrong(
    office: &Office,
    officer: &Officer,
    form: &mut Form,
    (ruling, typed): (Ruling<'_>, &Typed),
    error: PaperError,
) -> Result<(), Failure> {
    let w = officer.words();
    match error {
        PaperError::Known(uid) => {
            let mut conn = office.db.read().await?;
            let (paper, _) = find(&mut conn, office, officer, &uid).await?;
            let values =
                [("no", w.number(paper.no.unwrap_or_default()).into()), ("day", typed.issued_on.written().into())];
            form.wrong("symbol", w.fill("papers-known", &values));
        }
        PaperError::Stale => form.wrong("number", w.say("papers-number-gone")),
        error => {
            let Some((field, message)) = refusal(w, officer, ruling, &error, form.get("kind")) else {
                return Err(broken(error));
            };
            form.wrong(field, message);
        }
    }
    Ok(())
}

fn chosen_body(form: &mut Form, officer: &Officer, unit: i64, w: Words) -> Option<Body> {
    let known = bodies_of(fields::kind_of(&officer.tree, unit));
    let body = Body::of(form.get("body")).filter(|body| known.contains(body));
    if body.is_none() {
        form.wrong("body", w.say("papers-choose-one"));
    }
    body
}

/// Which number is asked for; a reservation must be one for this kind and body.
async fn number(conn: &mut kit::db::Conn, form: &mut Form, unit: i64, w: Words) -> Result<Option<Number>, Failure> {
    match form.get("number").to_owned().as_str() {
        "" => Ok(Some(Number::Next)),
        "given" => {
            let no = form.get("no").parse::<i64>().ok().filter(|no| (1..100_000).contains(no));
            if no.is_none() {
                form.wrong("no", w.say("papers-no-number"));
            }
            Ok(no.map(Number::Given))
        }
        uid => {
            let kept = Reservation::by_uid(conn, uid).await?.filter(|one| one.unit_id == unit && one.is_open());
            let Some(kept) = kept else {
                form.wrong("number", w.say("papers-number-gone"));
                return Ok(None);
            };
            if kept.kind != form.get("kind") || kept.body != form.get("body") {
                form.wrong("number", w.with("papers-number-other", "symbol", kept.symbol));
                return Ok(None);
            }
            Ok(Some(Number::Reserved(kept.id)))
        }
    }
}
