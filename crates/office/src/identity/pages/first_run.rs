//! The first run: the page for the one-time code that the console shows.

use crate::identity::sessions::How;
use crate::identity::{Account, is_set_up, password, setup};
use crate::org::kind;
use crate::shell::{OFFICE_SCOPE, Office, Shell, lang_of};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::get;
use kit::failure::Failure;
use kit::form::{DoorForm, Form};
use kit::page::html;
use kit::web::Caller;
use kit::words::Words;
use rules::Area;

pub(super) fn routes() -> Router<Office> {
    Router::new().route("/van-phong/cai-dat", get(show).post(set_up))
}

#[derive(Template)]
#[template(path = "identity/pages/first_run.html")]
struct FirstRunPage {
    shell: Shell,
    form: Form,
    kinds: Vec<(String, String)>,
}

/// Kinds of committee that an office is set up for today, by the rules; where they name none, of those of any time.
fn kinds(office: &Office) -> Vec<String> {
    let today = office.clock.today().0;
    let rule = office.book.on(Area::Units, Some(OFFICE_SCOPE), today).and_then(|ruleset| ruleset.units());
    let kinds: Vec<String> = rule.into_iter().flat_map(|rule| rule.offices(today)).map(str::to_owned).collect();
    if kinds.is_empty() { kind::COMMITTEES.map(str::to_owned).into() } else { kinds }
}

async fn show(State(office): State<Office>, headers: HeaderMap) -> Result<Response, Failure> {
    if is_set_up(&mut office.db.read().await?).await? {
        return Err(Failure::NotFound);
    }
    page(&office, StatusCode::OK, office.door(lang_of(&headers)), Form::filled([("kind", kind::COMMUNE_COMMITTEE)]))
}

async fn set_up(
    State(office): State<Office>,
    caller: Caller,
    headers: HeaderMap,
    DoorForm(mut form): DoorForm,
) -> Result<Response, Failure> {
    let shell = office.door(lang_of(&headers));
    let mut conn = office.db.read().await?;
    if is_set_up(&mut conn).await? {
        return Err(Failure::NotFound);
    }
    office.attempts.take_code(caller, office.clock.now())?;
    if setup::is_code(&mut conn, form.get("code")).await? {
        office.attempts.code_was_right(caller);
    } else {
        form.wrong("code", shell.w.say("setup-wrong-code"));
    }
    drop(conn);
    check(&mut form, &kinds(&office), shell.w);
    if !form.is_sound() {
        return page(&office, StatusCode::UNPROCESSABLE_ENTITY, shell, form);
    }
    let hash = password::hashed(form.raw("password"), &office.chance).await?;
    let first = setup::FirstRun {
        committee: form.get("committee"),
        kind: form.get("kind"),
        name: form.get("name"),
        login: form.get("login"),
        password_hash: &hash,
    };
    let mut tx = office.db.begin().await?;
    // Of two who know the code, one uses it up and sets the office up.
    if is_set_up(&mut tx).await? || !setup::use_code(&mut tx, form.get("code")).await? {
        return Err(Failure::NotFound);
    }
    let account = setup::set_up(&mut tx, &first, &office.chance, office.clock.now()).await?;
    let account = Account::get(&mut tx, account).await?.ok_or(Failure::NotFound)?;
    super::enter(
        &office,
        tx,
        &account,
        (&headers, caller, super::Came::let_in(How::Password, None)),
        "/van-phong/nguoi-dung?xong=cai-dat",
    )
    .await
}

fn check(form: &mut Form, kinds: &[String], w: Words) {
    for (field, longest) in [("committee", 200), ("name", 100)] {
        let name = viet::tidy(form.get(field));
        let letters = name.chars().count();
        form.set(field, name);
        if letters == 0 || letters > longest {
            form.wrong(field, w.say(&format!("setup-wrong-{field}")));
        }
    }
    if !kinds.iter().any(|kind| form.is("kind", kind)) {
        form.wrong("kind", w.say("setup-wrong-kind"));
    }
    check_login(form, w);
    let owner = (form.get("login").to_owned(), form.get("name").to_owned());
    check_password(form, "password", (&owner.0, &owner.1), w);
}

/// A login is short, plain and easy to spell on the telephone.
pub(super) fn check_login(form: &mut Form, w: Words) {
    let login = form.get("login");
    let plain = login.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    if !(3..=40).contains(&login.len()) || !plain {
        form.wrong("login", w.say("wrong-login"));
    }
}

/// A new password and its repetition in the field that ends in `_again`.
pub(super) fn check_password(form: &mut Form, field: &str, (login, name): (&str, &str), w: Words) {
    if let Err(weak) = password::judge(form.raw(field), login, name) {
        form.wrong(field, w.say(&format!("password-{}", weak.key())));
    } else if form.raw(field) != form.raw(&format!("{field}_again")) {
        form.wrong(format!("{field}_again"), w.say("password-differs"));
    }
}

fn page(office: &Office, status: StatusCode, shell: Shell, form: Form) -> Result<Response, Failure> {
    let said = |kind: String| {
        let name = shell.w.say(&format!("unit-kind-{kind}"));
        (kind, name)
    };
    let kinds = kinds(office).into_iter().map(said).collect();
    html(status, &FirstRunPage { shell, form, kinds })
}
