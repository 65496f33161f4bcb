//! Whoever on record may be the one who is being entered: by name and birth, within reach, before a second record is made.

use super::{address, differing::doubt};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::people::record::Record;
use crate::people::{Former, home, may_be_one};
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::words::Words;

/// Address and words of somebody.
pub(crate) type Twin = (String, String);

/// Those who may be of this name, as people spell and swap them, and birth and whom the officer may see, but for whom `apart`
/// leaves out.
pub(crate) async fn namesakes(
    officer: &Officer,
    conn: &mut Conn,
    (name, year, day): (&str, i64, Option<Day>),
    apart: impl Fn(i64) -> bool,
) -> Result<Vec<Twin>, Failure> {
    let sql = "SELECT id, full_name, birth_day FROM person WHERE birth_year = $1
               AND (birth_day IS NULL OR $2 = '' OR birth_day = $2) ORDER BY id";
    let on = day.map_or(String::new(), |day| day.to_string());
    let born_then: Vec<(i64, String, Option<Day>)> = conn.all(sql, &[&year, &on]).await?;
    let like = |known: &str, born: Option<Day>| may_be_one((name, (year, day)), (known, (year, born)));
    let same = born_then.into_iter().filter(|(other, known, born)| apart(*other) && like(known, *born));
    let mut found = Vec::new();
    for (other, ..) in same {
        found.extend(seen(officer, conn, other).await?.filter(|twin| !found.contains(twin)));
        if found.len() == 5 {
            break;
        }
    }
    Ok(found)
}

/// The members of whom a candidate may be one. Former members are asked about apart.
pub(crate) async fn members(officer: &Officer, conn: &mut Conn, name: &str, born: Day) -> Result<Vec<Twin>, Failure> {
    let formers = Former::like(conn, name, (born.year(), Some(born))).await?;
    let apart = |other| formers.iter().all(|former| former.id != other);
    namesakes(officer, conn, (name, born.year(), Some(born)), apart).await
}

/// Asks at a field whether it is somebody else, until the form says so.
pub(crate) fn ask(form: &mut Form, field: &str, twins: &[Twin], w: Words) {
    if !twins.is_empty() {
        doubt(form, field, w.say("record-twin-name"));
    }
}

/// Somebody within reach.
pub(crate) async fn seen(officer: &Officer, conn: &mut Conn, person: i64) -> Result<Option<Twin>, Failure> {
    let (w, unit) = (officer.words(), home(conn, person, officer.tree.day()).await?);
    let Some(unit) = unit.filter(|unit| officer.may(Right::ReadPeople, *unit)) else { return Ok(None) };
    let Some(record) = Record::get(conn, person).await? else { return Ok(None) };
    let born = record.birth_day.map_or_else(|| record.birth_year.to_string(), Day::written);
    let values = [("name", record.full_name.into()), ("born", born.into()), ("unit", officer.tree.name(unit).into())];
    Ok(Some((address(&record.uid), w.fill("record-twin", &values))))
}
