//! Accounts of an office, kept by its manager: who may come in, in which role, at which unit.
//!
//! A manager keeps the accounts all of whose roles lie within reach; a link is a key to whatever its account may do.

use super::first_run::check_login;
use super::roles;
use crate::identity::holding::{Rights, rights_of, rights_of_all};
use crate::identity::keeping::keeps;
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{KeepAccounts, Right};
use crate::identity::second::SecondStep;
use crate::identity::{Account, NewAccount, close_account, create_account, home_of, roles_from, sessions};
use crate::people::pages::span;
use crate::rights::pages::held::{self, HeldLine};
use crate::rights::pages::{DelegationLine, delegations};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use kit::db::{Conn, DbError};
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use std::collections::HashMap;

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/nguoi-dung", get(list))
        .route("/van-phong/nguoi-dung/moi", get(begin).post(create))
        .route("/van-phong/nguoi-dung/{account}", get(show))
        .route("/van-phong/nguoi-dung/{account}/lien-ket", post(link))
        .route("/van-phong/nguoi-dung/{account}/khoa", post(close))
        .route("/van-phong/nguoi-dung/{account}/vai-tro", post(roles::add))
        .route("/van-phong/nguoi-dung/{account}/vai-tro/{role}", post(roles::end))
}

#[derive(Template)]
#[template(path = "identity/pages/accounts.html")]
struct AccountsPage {
    shell: Shell,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    name: String,
    post: String,
    login: String,
    roles: Vec<String>,
    state: &'static str,
    state_name: String,
}

#[derive(Template)]
#[template(path = "identity/pages/new_account.html")]
struct NewAccountPage {
    shell: Shell,
    form: Form,
    roles: Vec<(String, String)>,
    units: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "identity/pages/one_account.html")]
struct OneAccountPage {
    shell: Shell,
    form: Form,
    name: String,
    post: String,
    login: String,
    href: String,
    closed: bool,
    /// Whether signing in takes a second step.
    second: bool,
    /// The name of the sign-in provider, which the owner alone links; empty where there is none.
    provider: String,
    /// What it may do, and where.
    held: Vec<HeldLine>,
    delegations: Vec<DelegationLine>,
    /// Roles that begin later: (role, unit and days; the row).
    coming: Vec<(String, i64)>,
    roles: Vec<(String, String)>,
    units: Vec<(String, String)>,
    /// A link just made, shown this once; empty otherwise.
    link: String,
}

async fn list(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let w = officer.words();
    if officer.roots(Right::KeepAccounts).is_empty() {
        return Err(Failure::Forbidden);
    }
    let mut conn = office.db.read().await?;
    let mut rows = Vec::new();
    for account in Account::all(&mut conn).await? {
        let Some(held) = kept(&mut conn, &office, &officer, &account).await? else { continue };
        let state = match (&account.disabled_at, &account.password_hash) {
            (Some(_), _) => "off",
            (None, None) => "wait",
            (None, Some(_)) => "done",
        };
        rows.push(Row {
            href: address(&account),
            roles: held::lines(&mut conn, &office, &officer, &held)
                .await?
                .into_iter()
                .map(|line| line.short())
                .collect(),
            name: account.name,
            post: account.post,
            login: account.login,
            state,
            state_name: w.say(&format!("account-state-{state}")),
        });
    }
    html(StatusCode::OK, &AccountsPage { shell: office.shell(&officer), rows })
}

async fn begin(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    officer.somewhere(Right::KeepAccounts)?;
    let form = Form::filled([("request", office.chance.uuid(office.clock.now()).to_string())]);
    new_page(&office, &officer, StatusCode::OK, form)
}

async fn create(State(office): State<Office>, officer: Officer, mut form: Form) -> Result<Response, Failure> {
    let w = officer.words();
    if officer.roots(Right::KeepAccounts).is_empty() {
        return Err(Failure::Forbidden);
    }
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    office.attempts.take_login(officer.account, now)?;
    let name = viet::tidy(form.get("name"));
    form.set("name", name);
    if form.get("name").is_empty() || form.get("name").chars().count() > 100 {
        form.wrong("name", w.say("setup-wrong-name"));
    }
    check_login(&mut form, w);
    let held = roles::read(&mut tx, &office, &officer, &mut form).await?;
    if Account::by_login(&mut tx, form.get("login")).await?.is_some() {
        form.wrong("login", w.say("login-taken"));
    }
    let Some((unit, span)) = held.filter(|_| form.is_sound()) else {
        return new_page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form);
    };
    let grant = officer.require(KeepAccounts, unit)?;
    let (login, name, post) = (form.get("login"), form.get("name"), form.get("post"));
    let new = NewAccount { login, name, post, person: None };
    let id = match create_account(&mut tx, grant, &new, &office.chance, now).await {
        Err(DbError::Unique(_)) => {
            form.wrong("login", w.say("login-taken"));
            return new_page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form);
        }
        made => made?,
    };
    let account = Account::get(&mut tx, id).await?.ok_or(Failure::NotFound)?;
    let asked = roles::give(&mut tx, &office, &officer, &account, ((unit, span), &form)).await?;
    let target = asked.unwrap_or_else(|| format!("{}?xong=tai-khoan-moi", address(&account)));
    office.attempts.login_was_given(officer.account);
    once::done(tx, &form, &target, now).await
}

async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(account): Path<String>,
) -> Result<Response, Failure> {
    let (account, _) = find(&office, &officer, &account).await?;
    one_page(&office, &officer, &account, StatusCode::OK, Form::default(), String::new()).await
}

async fn link(
    State(office): State<Office>,
    officer: Officer,
    Path(account): Path<String>,
) -> Result<Response, Failure> {
    let (account, grant) = find(&office, &officer, &account).await?;
    let mut tx = office.db.begin().await?;
    let link = sessions::make_link(&mut tx, grant, account.id, &office.chance, office.clock.now()).await?;
    tx.commit().await?;
    one_page(&office, &officer, &account, StatusCode::OK, Form::default(), link).await
}

async fn close(
    State(office): State<Office>,
    officer: Officer,
    Path(account): Path<String>,
) -> Result<Response, Failure> {
    let (account, grant) = find(&office, &officer, &account).await?;
    if account.id == officer.account {
        // A manager who closes the own account may leave nobody who could open it again.
        return Err(Failure::Forbidden);
    }
    let mut tx = office.db.begin().await?;
    close_account(&mut tx, grant, account.id, account.disabled_at.is_none(), office.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{}?xong=luu", address(&account))))
}

/// The account of an address, with the grant to keep it at the unit of its first role.
pub(super) async fn find(
    office: &Office,
    officer: &Officer,
    uid: &str,
) -> Result<(Account, Grant<KeepAccounts>), Failure> {
    let root = *officer.roots(Right::KeepAccounts).first().ok_or(Failure::Forbidden)?;
    let mut conn = office.db.read().await?;
    let account = Account::all(&mut conn).await?.into_iter().find(|account| account.uid == uid);
    // Whether or not there is such an account, the same is asked: the answer takes as long.
    let (id, person) = account.as_ref().map_or((0, None), |account| (account.id, account.person_id));
    let held = rights_of(&mut conn, office.roles()?, &officer.tree, id).await?;
    let home = home_of(&mut conn, id, person, officer.tree.day()).await?;
    let account = account.filter(|_| keeps_here(officer, &held, home)).ok_or(Failure::NotFound)?;
    let unit = held.held().first().map_or(root, |held| held.unit);
    Ok((account, officer.require(KeepAccounts, unit)?))
}

/// What an account holds, if the officer keeps all of it: its roles, and what its posts carry.
pub(super) async fn kept(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    account: &Account,
) -> Result<Option<Rights>, Failure> {
    let held = rights_of(conn, office.roles()?, &officer.tree, account.id).await?;
    Ok(keeps_all(conn, officer, account, &held).await?.then_some(held))
}

/// Whether an officer keeps everything that an account holds. Who holds nothing (any more) is kept where they were last.
async fn keeps_all(conn: &mut Conn, officer: &Officer, account: &Account, held: &Rights) -> Result<bool, Failure> {
    let home = match held.held().is_empty() {
        true => home_of(conn, account.id, account.person_id, officer.tree.day()).await?,
        false => None,
    };
    Ok(keeps_here(officer, held, home))
}

/// The same for who was last at `home`.
fn keeps_here(officer: &Officer, held: &Rights, home: Option<i64>) -> bool {
    keeps(officer.rights(), &officer.tree, held, home)
}

/// Whom an officer keeps, for many accounts at once.
pub(super) struct Keeper<'a> {
    officer: &'a Officer,
    held: HashMap<i64, Rights>,
    root: i64,
}

impl Keeper<'_> {
    /// Reads what everybody holds. Refused to whoever keeps no accounts.
    pub(super) async fn new<'a>(conn: &mut Conn, office: &Office, officer: &'a Officer) -> Result<Keeper<'a>, Failure> {
        let root = *officer.roots(Right::KeepAccounts).first().ok_or(Failure::Forbidden)?;
        Ok(Keeper { officer, held: rights_of_all(conn, office.roles()?, &officer.tree).await?, root })
    }

    /// The unit at which the officer keeps an account: that of the first thing it holds. `None` when it is not theirs.
    pub(super) async fn keeps(&self, conn: &mut Conn, account: &Account) -> Result<Option<i64>, Failure> {
        let nothing = Rights::default();
        let held = self.held.get(&account.id).unwrap_or(&nothing);
        let unit = held.held().first().map_or(self.root, |held| held.unit);
        Ok(keeps_all(conn, self.officer, account, held).await?.then_some(unit))
    }
}

pub(super) fn address(account: &Account) -> String {
    format!("/van-phong/nguoi-dung/{}", account.uid)
}

fn role_options(office: &Office, officer: &Officer) -> Result<Vec<(String, String)>, Failure> {
    let w = officer.words();
    Ok(office.roles()?.roles.iter().map(|role| (role.key.clone(), office.role_name(w, &role.key))).collect())
}

pub(super) fn unit_options(officer: &Officer) -> Vec<(String, String)> {
    let tree = &officer.tree;
    let units = tree.preorder().iter().filter(|unit| officer.may(Right::KeepAccounts, **unit));
    units.map(|unit| (tree.uid(*unit).to_owned(), tree.name(*unit).to_owned())).collect()
}

/// The same, after one that asks: nobody's role is by accident at the highest unit.
fn unit_choices(officer: &Officer) -> Vec<(String, String)> {
    let none = (String::new(), officer.words().say("role-choose-unit"));
    std::iter::once(none).chain(unit_options(officer)).collect()
}

fn new_page(office: &Office, officer: &Officer, status: StatusCode, form: Form) -> Result<Response, Failure> {
    let (roles, units) = (role_options(office, officer)?, unit_choices(officer));
    html(status, &NewAccountPage { shell: office.shell(officer), form, roles, units })
}

pub(super) async fn one_page(
    office: &Office,
    officer: &Officer,
    account: &Account,
    status: StatusCode,
    form: Form,
    link: String,
) -> Result<Response, Failure> {
    let mut conn = office.db.read().await?;
    let held = kept(&mut conn, office, officer, account).await?.unwrap_or_default();
    let (w, today) = (officer.words(), office.clock.today());
    let coming = roles_from(&mut conn, account.id, today).await?.into_iter().filter(|held| held.from_day > today);
    // What begins beyond reach is not theirs to know, nor to end.
    let coming = coming.filter(|held| officer.may(Right::KeepAccounts, held.unit_id)).map(|held| {
        let role = office.role_name(w, &held.role);
        let days = span(w, held.from_day, held.to_day);
        (format!("{role}, {}, {days}", officer.tree.name(held.unit_id)), held.id)
    });
    let page = OneAccountPage {
        shell: office.shell(officer),
        form,
        name: account.name.clone(),
        post: account.post.clone(),
        login: account.login.clone(),
        href: address(account),
        closed: account.disabled_at.is_some(),
        second: SecondStep::of(&mut conn, account.id).await?.is_some(),
        provider: super::SignInPage::provider(office),
        held: held::lines(&mut conn, office, officer, &held).await?,
        delegations: delegations(&mut conn, office, officer, account.id).await?,
        roles: role_options(office, officer)?,
        units: unit_choices(officer),
        coming: coming.collect(),
        link,
    };
    html(status, &page)
}
