//! "Who may see this?": the accounts that a thing's own guard would let in, each with what lets it in.
//!
//! The guard asks [`Officer::require`], which asks [`Rights::bases`]; this page asks the same of every account. A test goes
//! through the door as each of them and compares. Whoever keeps the accounts may ask, whoever reads the journal there, for who did
//! see it and who may belong together, and everybody about themselves.

use super::held::{HeldLine, account_names, line};
use crate::identity::Account;
use crate::identity::holding::{Held, rights_of_all};
use crate::identity::reach::Officer;
use crate::identity::right::{
    EditArticle, KeepAccounts, KeepStudy, Permission, ReadOrganisation, ReadPeople, ReadStudy, Right,
};
use crate::newsroom::Article;
use crate::org::whenever;
use crate::people::Person;
use crate::shell::{Office, Shell};
use crate::study::pages::{campaign_address, is_seen_from};
use crate::study::{Campaign, CampaignState};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::page::html;
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "rights/pages/who.html")]
struct WhoPage {
    shell: Shell,
    /// What it is about.
    thing: String,
    /// Where it is, when whoever looks may go there.
    href: String,
    /// What is needed to see it.
    needs: String,
    rows: Vec<Row>,
    count: String,
}

struct Row {
    name: String,
    post: String,
    lines: Vec<HeldLine>,
}

/// The rights of which whoever asks needs one.
pub(super) const ASKED_WITH: [Right; 2] = [Right::KeepAccounts, Right::ReadJournal];

fn may_ask(officer: &Officer, unit: i64) -> Result<(), Failure> {
    match ASKED_WITH.into_iter().any(|right| officer.may(right, unit)) {
        true => Ok(()),
        false => officer.require(KeepAccounts, unit).map(drop),
    }
}

pub(super) async fn unit(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
) -> Result<Response, Failure> {
    let today = office.clock.today();
    let mut conn = office.db.read().await?;
    // Of a unit that ended whoever reaches the one that carries on for it sees what is left.
    let known = whenever(&mut conn, &unit).await?;
    let last = known.and_then(|(_, end)| end).map_or(today, |end| end.plus_days(-1));
    let past = office.trees.past(&mut conn, last, today).await?;
    drop(conn);
    let (id, _) = known.ok_or(Failure::NotFound)?;
    let at = past.heir(id);
    may_ask(&officer, at)?;
    let (name, href) = (past.tree.name(id).to_owned(), format!("/van-phong/to-chuc/{unit}"));
    let right = ReadOrganisation::RIGHT;
    // What a unit was that ended is seen as well by whoever holds the units below which it stood then.
    let then = |held: &Held| at != id && held.rights.has(right) && past.was_within(id, held.unit);
    let lets_in = |held: &Held| held.lets(&officer.tree, right, at) || then(held);
    page(&office, &officer, (name, href), right, &lets_in).await
}

pub(super) async fn person(
    State(office): State<Office>,
    officer: Officer,
    Path(person): Path<String>,
) -> Result<Response, Failure> {
    let person = Person::by_uid(&mut office.db.read().await?, &person, office.clock.today()).await?;
    let person = person.ok_or(Failure::NotFound)?;
    // Everybody may know who sees what is kept about themselves.
    if officer.person != Some(person.id) {
        may_ask(&officer, person.unit_id)?;
    }
    let reads = officer.may(ReadPeople::RIGHT, person.unit_id);
    let name = if reads || officer.person == Some(person.id) {
        person.full_name.clone()
    } else {
        officer.words().with("who-a-member", "unit", officer.tree.name(person.unit_id))
    };
    let href = if reads { crate::people::pages::address(&person.uid) } else { String::new() };
    page(&office, &officer, (name, href), ReadPeople::RIGHT, &|held| {
        held.lets(&officer.tree, ReadPeople::RIGHT, person.unit_id)
    })
    .await
}

pub(super) async fn article(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
) -> Result<Response, Failure> {
    let article = Article::by_uid(&mut office.db.read().await?, &article).await?.ok_or(Failure::NotFound)?;
    may_ask(&officer, article.unit_id)?;
    let (name, href) = if officer.may(EditArticle::RIGHT, article.unit_id) {
        (article.headline.clone(), format!("/van-phong/toa-soan/{}", article.uid))
    } else {
        (officer.words().with("who-an-article", "unit", officer.tree.name(article.unit_id)), String::new())
    };
    page(&office, &officer, (name, href), EditArticle::RIGHT, &|held| {
        held.lets(&officer.tree, EditArticle::RIGHT, article.unit_id)
    })
    .await
}

pub(super) async fn campaign(
    State(office): State<Office>,
    officer: Officer,
    Path(campaign): Path<String>,
) -> Result<Response, Failure> {
    let (mut conn, today) = (office.db.read().await?, office.clock.today());
    let all = Campaign::all(&mut conn).await?;
    let past = office.trees.past(&mut conn, today, today).await?;
    drop(conn);
    let campaign = all.into_iter().find(|known| known.uid == campaign).ok_or(Failure::NotFound)?;
    let at = past.heir(campaign.unit_id);
    may_ask(&officer, at)?;
    let href = if officer.may(ReadStudy::RIGHT, at) { campaign_address(&campaign) } else { String::new() };
    if campaign.state() == CampaignState::Draft {
        let (right, unit) = (KeepStudy::RIGHT, campaign.unit_id);
        let lets_in = |held: &Held| held.lets(&officer.tree, right, unit);
        return page(&office, &officer, (campaign.title, href), right, &lets_in).await;
    }
    let (right, seen) = (ReadStudy::RIGHT, seen_from_which(&office, &campaign).await?);
    let lets_in = |held: &Held| held.rights.has(right) && seen.contains(&held.unit);
    page(&office, &officer, (campaign.title, href), right, &lets_in).await
}

/// The units at which somebody reads study and from which a campaign is seen.
async fn seen_from_which(office: &Office, campaign: &Campaign) -> Result<BTreeSet<i64>, Failure> {
    let (mut conn, today) = (office.db.read().await?, office.clock.today());
    let tree = office.trees.as_of(&mut conn, today).await?;
    let rights = rights_of_all(&mut conn, office.roles()?, &tree).await?;
    drop(conn);
    let reads = rights.values().flat_map(|rights| rights.roots(&tree, ReadStudy::RIGHT)).collect::<BTreeSet<_>>();
    let mut seen = BTreeSet::new();
    for root in reads {
        if is_seen_from(office, campaign, root).await? {
            seen.insert(root);
        }
    }
    Ok(seen)
}

async fn page(
    office: &Office,
    officer: &Officer,
    (thing, href): (String, String),
    right: Right,
    lets_in: &(dyn Fn(&Held) -> bool + Sync),
) -> Result<Response, Failure> {
    let mut conn = office.db.read().await?;
    let rights = rights_of_all(&mut conn, office.roles()?, &officer.tree).await?;
    let names = account_names(&mut conn).await?;
    let open = Account::all(&mut conn).await?.into_iter().filter(|account| account.disabled_at.is_none());
    let row = |account: Account| {
        let held = rights.get(&account.id)?;
        let lines: Vec<HeldLine> =
            held.held().iter().filter(|held| lets_in(held)).map(|held| line(office, officer, &names, held)).collect();
        (!lines.is_empty()).then_some(Row { name: account.name, post: account.post, lines })
    };
    let rows: Vec<Row> = open.filter_map(row).collect();
    let page = WhoPage {
        shell: office.shell(officer),
        thing,
        href,
        needs: super::held::name_of(officer.words(), right),
        count: officer.words().count("who-table", rows.len() as i64),
        rows,
    };
    html(StatusCode::OK, &page)
}
