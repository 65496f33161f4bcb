//! Posts on screen: those of a unit with their history, all within reach on a day, concurrent ones, and the forms.

mod all;
mod both;
mod doubt;
pub(crate) mod form;
mod new;
mod one;
mod unit;

use super::{Seat, keeper};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::org::pages::day_asked;
use crate::org::{Tree, whenever};
use crate::people::pages::{address as member_address, span};
use crate::posts::Holding;
use crate::shell::Office;
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::words::Words;

/// The addresses of this slice.
pub fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/chuc-vu", get(all::show))
        .route("/van-phong/chuc-vu/kiem-nhiem", get(both::show))
        .route("/van-phong/to-chuc/{unit}/chuc-vu", get(unit::show))
        .route("/van-phong/to-chuc/{unit}/chuc-vu/moi", get(new::begin).post(new::save))
        .route("/van-phong/to-chuc/{unit}/chuc-vu/{holding}", get(one::show).post(one::correct))
        .route("/van-phong/to-chuc/{unit}/chuc-vu/{holding}/thoi", post(one::leave))
        .route("/van-phong/to-chuc/{unit}/chuc-vu/{holding}/bo", post(one::set_aside))
}

/// What a post is called.
pub(crate) fn title(w: Words, key: &str) -> String {
    w.say(&format!("post-{key}"))
}

/// Where the posts of a unit are.
pub(crate) fn address(tree: &Tree, unit: i64) -> String {
    format!("/van-phong/to-chuc/{}/chuc-vu", tree.uid(unit))
}

/// A unit whose posts somebody may see.
struct At {
    unit: i64,
    uid: String,
    name: String,
    kind: String,
    /// The unit at which its posts are kept.
    kept_at: i64,
    /// The last day of one that has ended.
    ended: Option<Day>,
    /// Whether they keep its posts.
    keeps: bool,
}

/// Whether an officer may see the posts of a unit of today: by the unit, or by the committee that keeps them.
pub(crate) fn sees(officer: &Officer, tree: &Tree, unit: i64) -> bool {
    let keeper = tree.get(unit).map_or(unit, |at| keeper(tree, at));
    [unit, keeper].into_iter().any(|unit| officer.may(Right::ReadOrganisation, unit))
}

/// The unit of an address, of today or of any day, if its posts are theirs to see.
async fn find(conn: &mut Conn, office: &Office, officer: &Officer, uid: &str) -> Result<At, Failure> {
    let today = office.clock.today();
    // Of a unit that never was the same is asked as of one out of reach: the answer takes as long.
    let (unit, last) = whenever(conn, uid).await?.unwrap_or_default();
    let ended = last.filter(|last| *last < today);
    let past = office.trees.past(conn, ended.unwrap_or(today), today).await?;
    // Its own or the committee's that may keep its posts: without either, nobody looks at the tree of its day.
    let near = |unit: &i64| officer.may_then(&past, Right::ReadOrganisation, *unit) || officer.reaches(*unit);
    if !past.of_one_area(unit).any(|unit| near(&unit)) {
        return Err(Failure::NotFound);
    }
    let at = past.tree.get(unit).ok_or(Failure::NotFound)?;
    let kept_at = keeper(&past.tree, at);
    let both = [unit, kept_at];
    let may = |right: Right| both.into_iter().any(|unit| officer.may_then(&past, right, unit));
    if !may(Right::ReadOrganisation) {
        let reached = ended.is_none() && both.into_iter().any(|unit| officer.reaches(unit));
        return Err(if reached { Failure::Forbidden } else { Failure::NotFound });
    }
    let keeps = ended.is_none() && officer.may(Right::KeepOrganisation, kept_at);
    Ok(At { kept_at, unit, uid: at.uid.clone(), name: at.name.clone(), kind: at.kind.clone(), ended, keeps })
}

/// The same for who keeps its posts.
async fn kept(conn: &mut Conn, office: &Office, officer: &Officer, uid: &str) -> Result<At, Failure> {
    let at = find(conn, office, officer, uid).await?;
    if at.keeps { Ok(at) } else { Err(Failure::Forbidden) }
}

impl At {
    fn address(&self) -> String {
        format!("/van-phong/to-chuc/{}/chuc-vu", self.uid)
    }

    fn seat(&self, office: &Office, officer: &Officer, title: &str) -> Result<Option<Seat>, Failure> {
        Ok(Seat::of(&officer.tree, office.posts()?, self.unit, title))
    }
}

/// The member's page of a holder, for those who may see members where the record is kept; else nothing.
async fn holder_address(conn: &mut Conn, officer: &Officer, held: &Holding, today: Day) -> Result<String, Failure> {
    let home = crate::people::home(conn, held.person_id, today).await?;
    let reads = home.is_some_and(|home| officer.may(Right::ReadPeople, home));
    Ok(if reads { member_address(&held.person_uid) } else { String::new() })
}

/// `từ 01-08-2015, theo QĐ 12`
pub(crate) fn when(w: Words, held: &Holding) -> String {
    let mut said = vec![span(w, held.from_day, held.to_day)];
    said.extend(held.paper.clone());
    if let Some(paper) = &held.ended_by {
        said.push(w.with("post-ended-by", "paper", paper.as_str()));
    }
    said.join(". ")
}

/// What every handler here is handed.
type Handed = State<Office>;
