//! Each person's home page: what waits for them, and the rooms that are theirs.

mod machine;

use crate::identity::pages::ways;
use crate::identity::reach::Officer;
use crate::identity::sessions::How;
use crate::identity::ways::Way;
use crate::identity::{Account, sessions};
use crate::shell::{Office, Shell};
use crate::{newsroom, study};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use kit::clock::{SECOND, Ts};
use kit::db::Conn;
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
    duties.extend(machine::duties(&office, &officer).await?);
    duties.extend(crate::proposals::pages::duties(&office, &officer).await?);
    duties.extend(crate::inspection::pages::duties(&office, &officer).await?);
    duties.extend(crate::outgoing::pages::duties(&office, &officer).await?);
    duties.extend(crate::tasks::pages::duties(&office, &officer).await?);
    duties.extend(crate::reception::pages::duties(&office, &officer).await?);
    duties.extend(newsroom::pages::duties(&office, &officer).await?);
    duties.extend(crate::archive::pages::duties(&office, &officer).await?);
    duties.extend(crate::layout::pages::duties(&office, &officer).await?);
    duties.extend(crate::org::pages::closing::duties(&office, &officer).await?);
    let study = study::pages::overview(&office, &officer).await?;
    duties.extend(match study {
        None => study::pages::duties(&office, &officer).await?,
        // Whoever looks on has the numbers before them; whoever keeps it is told what to do.
        Some(_) => study::pages::kept_duties(&office, &officer).await?,
    });
    duties.extend(study::pages::handin_duties(&office, &officer).await?);
    duties.extend(crate::transfer::pages::duties(&office, &officer).await?);
    duties.extend(crate::exemption::pages::duties(&office, &officer).await?);
    duties.extend(crate::candidate::pages::duties(&office, &officer).await?);
    duties.extend(crate::people::pages::data::duties(&office, &officer).await?);
    Ok(Page(DeskPage { shell: office.shell(&officer), name: officer.name.clone(), duties, study }))
}

/// What concerns the account itself.
async fn own(office: &Office, officer: &Officer) -> Result<Vec<Duty>, Failure> {
    let (w, mut duties) = (officer.words(), Vec::new());
    let mut conn = office.db.read().await?;
    if let Some((who, at)) = let_in_lately(&mut conn, office, officer).await? {
        duties.push(Duty {
            href: "/van-phong/tai-khoan".into(),
            name: w.say("desk-let-in"),
            text: w.fill("desk-let-in-text", &[("who", who.into()), ("at", at.written().into())]),
            state: "late",
            state_name: w.say("desk-look"),
        });
    }
    let behind = Way::behind(&mut conn, officer.account).await?.into_iter();
    // What was made behind the hand that let this session in may be of whoever looks.
    let behind: Vec<String> =
        behind.filter(|way| Some(way.let_in_by) != officer.let_in_by()).map(|way| ways::name(w, &way)).collect();
    if !behind.is_empty() {
        duties.push(Duty {
            href: "/van-phong/tai-khoan#loi-vao".into(),
            name: w.say("desk-ways"),
            text: w.with("desk-ways-text", "ways", behind.join("; ")),
            state: "late",
            state_name: w.say("desk-look"),
        });
    }
    let account = Account::get(&mut conn, officer.account).await?;
    // In the demo the links are the way in; nobody should be made to think of a password there.
    if office.demo || account.is_none_or(|account| account.password_hash.is_some()) {
        return Ok(duties);
    }
    duties.push(Duty {
        href: "/van-phong/tai-khoan".into(),
        name: w.say("desk-password"),
        text: w.say("desk-password-text"),
        state: "late",
        state_name: w.say("desk-todo"),
    });
    Ok(duties)
}

/// By whose link or slip the account was entered lately, when that was another session than this one: its owner should know.
async fn let_in_lately(conn: &mut Conn, office: &Office, officer: &Officer) -> Result<Option<(String, Ts)>, Failure> {
    let hours = i64::from(office.roles()?.let_in_hours);
    let since = office.clock.now().plus(-hours * 3600 * SECOND);
    let entries = sessions::entries_of(conn, officer.account, 10).await?;
    let by_theirs = |how: &str| [How::Link.word(), How::Invitation.word()].contains(&how);
    let lately = entries.into_iter().filter(|entry| entry.created_at > since && !entry.is_of(officer.token()));
    let lately = lately.filter(|entry| by_theirs(&entry.how));
    let Some((by, at)) = lately.into_iter().find_map(|entry| Some((entry.let_in_by?, entry.created_at))) else {
        return Ok(None);
    };
    let name = Account::get(conn, by).await?.map_or(String::new(), |account| account.name);
    Ok(Some((name, at)))
}
