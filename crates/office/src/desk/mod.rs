//! Each person's home page: what waits for them, and the rooms that are theirs.

use crate::identity::Account;
use crate::identity::reach::Officer;
use crate::shell::{Office, Shell};
use crate::{newsroom, study};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use kit::failure::Failure;
use kit::page::Page;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new().route("/van-phong", get(show))
}

/// Something that waits for somebody.
pub struct Duty {
    /// Where it is done.
    pub href: String,
    /// What it is about.
    pub name: String,
    /// What is to be done.
    pub text: String,
    /// How pressing it is, one of the states of the style sheet.
    pub state: &'static str,
    /// The state in words.
    pub state_name: String,
}

#[derive(Template)]
#[template(path = "desk/desk.html")]
struct DeskPage {
    shell: Shell,
    name: String,
    duties: Vec<Duty>,
    study: Option<study::pages::Overview>,
}

async fn show(State(office): State<Office>, officer: Officer) -> Result<Page<DeskPage>, Failure> {
    let mut duties = own(&office, &officer).await?;
    duties.extend(crate::proposals::pages::duties(&office, &officer).await?);
    duties.extend(crate::inspection::pages::duties(&office, &officer).await?);
    duties.extend(newsroom::pages::duties(&office, &officer).await?);
    duties.extend(crate::org::pages::closing::duties(&office, &officer).await?);
    let study = study::pages::overview(&office, &officer).await?;
    if study.is_none() {
        duties.extend(study::pages::duties(&office, &officer).await?);
    }
    duties.extend(crate::transfer::pages::duties(&office, &officer).await?);
    duties.extend(crate::exemption::pages::duties(&office, &officer).await?);
    duties.extend(crate::people::pages::data::duties(&office, &officer).await?);
    Ok(Page(DeskPage { shell: office.shell(&officer), name: officer.name.clone(), duties, study }))
}

/// What concerns the account itself.
async fn own(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let w = officer.words();
    let account = Account::get(&mut office.db.read().await?, officer.account).await?;
    // In the demo the links are the way in; nobody should be made to think of a password there.
    if office.demo || account.is_none_or(|account| account.password_hash.is_some()) {
        return Ok(vec![]);
    }
    Ok(vec![Duty {
        href: "/van-phong/tai-khoan".into(),
        name: w.say("desk-password"),
        text: w.say("desk-password-text"),
        state: "late",
        state_name: w.say("desk-todo"),
    }])
}
