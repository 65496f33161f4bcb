//! A split: parts of one unit become new units beside it, in one change. The old unit goes on with what is left, or it ends
//! and one of the parts carries on for it.

use super::change::{Change, ChangeError};
use super::code::{OrgCode, borne_by_another};
use super::destinations::Destinations;
use super::spans::{Row, Span, begin, end};
use super::write::NewUnit;
use crate::identity::reach::Grant;
use crate::identity::right::KeepOrganisation;
use kit::db::Conn;

/// A new unit, and what goes there.
#[derive(Debug)]
pub struct Part<'a> {
    /// The unit.
    pub new: NewUnit<'a>,
    /// The code that it bears.
    pub code: Option<&'a OrgCode>,
    /// Units below the old one.
    pub units: &'a [i64],
    /// Members of the old one.
    pub persons: &'a [i64],
    /// Holdings of posts of the old one: who holds such a post holds the same one of the new unit from then on. With each
    /// the outward identity of the new unit's post.
    pub posts: &'a [(i64, String)],
}

impl Change {
    /// Makes the parts of the grant's unit, under `parent`; the new units. With `rest` the unit ends, and that part takes over all that
    /// goes to no other, but for posts: those end with the unit.
    ///
    /// # Errors
    /// What [`Change`] refuses, with the part that it is about, when it is about one.
    pub async fn split(
        &self,
        conn: &mut Conn,
        (unit, parent): (Grant<KeepOrganisation>, Grant<KeepOrganisation>),
        parts: &[Part<'_>],
        rest: Option<usize>,
    ) -> std::result::Result<Vec<i64>, (Option<usize>, ChangeError)> {
        let unit = unit.unit();
        let mut made = Vec::new();
        for (nth, part) in parts.iter().enumerate() {
            let new = self.part(conn, (unit, parent.unit()), part).await;
            made.push(new.map_err(|error| (Some(nth), error))?);
        }
        // Posts first: who leaves the unit holds none of its posts any more, and may hold one of another part than their own.
        for (nth, (part, new)) in parts.iter().zip(&made).enumerate().filter(|(nth, _)| rest != Some(*nth)) {
            let handed = self.hand_part(conn, unit, *new, (part.persons, part.units)).await;
            handed.map_err(|error| (Some(nth), error))?;
        }
        if let Some(heir) = rest.and_then(|rest| made.get(rest)) {
            let whole = self.dissolve_into(conn, unit, *heir, &Destinations::default()).await;
            whole.map_err(|error| (None, error))?;
        }
        // Last, so that a part can bear the code of the unit that has ended.
        for (nth, (part, new)) in parts.iter().zip(&made).enumerate() {
            if let Some(code) = part.code {
                self.bear(conn, *new, code).await.map_err(|error| (Some(nth), error))?;
            }
        }
        Ok(made)
    }

    /// The new unit, with who holds its posts.
    async fn part(&self, conn: &mut Conn, (unit, parent): (i64, i64), part: &Part<'_>) -> Result<i64, ChangeError> {
        let new = self.establish_at(conn, parent, &part.new).await?;
        for (holding, uid) in part.posts {
            self.seat(conn, (unit, new), *holding, uid).await?;
        }
        Ok(new)
    }

    /// Who holds a post of `unit` holds the one of the same title at the new unit.
    async fn seat(&self, conn: &mut Conn, (unit, new): (i64, i64), holding: i64, uid: &str) -> Result<(), ChangeError> {
        let day = self.decision.day;
        let sql = "SELECT h.person_id, p.title, h.from_day, h.to_day FROM post_holding h JOIN post p ON p.id = h.post_id
                   WHERE h.id = $1 AND p.unit_id = $2 AND (h.to_day IS NULL OR (h.to_day > $3 AND h.to_day > h.from_day))";
        let held: Option<(i64, String, _, _)> = conn.opt(sql, &[&holding, &unit, &day]).await?;
        let (person, title, from, to) = held.ok_or(ChangeError::NotHeld(holding))?;
        let row: Row = (holding, from, to);
        end(conn, self.event, Span::Post, row, day).await?;
        let known = "SELECT id FROM post WHERE unit_id = $1 AND title = $2";
        let post = match conn.value::<i64>(known, &[&new, &title]).await? {
            Some(post) => post,
            None => {
                let sql = "INSERT INTO post (uid, unit_id, title) VALUES ($1, $2, $3)";
                conn.insert(sql, &[&uid, &new, &title]).await?
            }
        };
        let values: [&dyn kit::db::Arg; 3] = [&post, &person, &self.decision.paper];
        let span = (day.max(from), to);
        begin(conn, self.event, Span::Post, ("post_id, person_id, paper", &values), span).await?;
        Ok(())
    }

    async fn bear(&self, conn: &mut Conn, unit: i64, code: &OrgCode) -> Result<(), ChangeError> {
        let span = (self.decision.day, None);
        if let Some(other) = borne_by_another(conn, code, unit, span).await? {
            return Err(ChangeError::CodeTaken(other));
        }
        let borne: [&dyn kit::db::Arg; 3] = [&unit, &code.plain(), &self.decision.paper];
        Ok(begin(conn, self.event, Span::Code, ("unit_id, code, paper", &borne), span).await?)
    }
}
