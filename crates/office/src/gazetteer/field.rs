//! The field of a form in which a locality is named. While it is typed a script looks it up; without one, a name that may
//! mean several is asked about when the form is sent.

use super::register::{Locality, Register};
use super::told::{Meant, Told};
use crate::identity::reach::Grant;
use crate::identity::right::KeepOrganisation;
use crate::org::{NewArea, add_area};
use crate::shell::Office;
use kit::clock::{Chance, Day, Ts};
use kit::db::{Conn, Result};
use kit::form::Form;
use kit::words::Words;

/// The field.
const PLACE: &str = "place";
/// Which of several was meant, by its label.
const CHOSEN: &str = "place_is";

/// The locality that the form names, if it names one; it must be there on `day`. What is wrong goes to the field. `row` is
/// what the names of the fields end with.
fn read(form: &mut Form, register: &Register, (day, row): (Day, &str), w: Words) -> Option<Locality> {
    let (field, chosen) = (format!("{PLACE}{row}"), format!("{CHOSEN}{row}"));
    let text = form.get(&field).to_owned();
    if text.is_empty() {
        return None;
    }
    let label = |place: &Locality| Told::of(register, place, w).label;
    let place = match register.meant(&text, day, w) {
        Meant::One(place) => Some(place),
        Meant::Several(all) => all.into_iter().find(|place| label(place) == form.get(&chosen)),
        Meant::Nothing => {
            form.wrong(field, w.say("place-unknown"));
            return None;
        }
    };
    let Some(place) = place else {
        form.wrong(field, w.say("place-which"));
        return None;
    };
    form.set(&field, label(place));
    match (place.from_day, place.to_day) {
        (_, Some(to)) if to <= day => form.wrong(field, w.with("place-ended", "day", to.written())),
        (Some(from), _) if from > day => form.wrong(field, w.with("place-to-come", "day", from.written())),
        _ => return Some(place.clone()),
    }
    None
}

/// What the named text may mean, when that is several: (value, label) for the choice below the field of a row.
pub async fn choices(office: &Office, form: &Form, row: &str, w: Words) -> Result<Vec<(String, String)>> {
    let register = office.gazetteer.now(&mut office.db.read().await?).await?;
    let day = Day::parse(form.get("day")).unwrap_or_else(|| office.clock.today());
    Ok(match register.meant(form.get(&format!("{PLACE}{row}")), day, w) {
        Meant::Several(all) => {
            let label = |place: &Locality| Told::of(&register, place, w).label;
            all.into_iter().map(|place| (label(place), label(place))).collect()
        }
        _ => Vec::new(),
    })
}

/// The area that the form names in a row for a unit of the grant on a day, if it names one; `None` when the form now says
/// what is wrong with it.
pub async fn area_of(
    conn: &mut Conn,
    office: &Office,
    grant: Grant<KeepOrganisation>,
    form: &mut Form,
    (day, row, w): (Day, &str, Words),
) -> Result<Option<Option<i64>>> {
    let register = office.gazetteer.now(conn).await?;
    match read(form, &register, (day, row), w) {
        Some(place) => Ok(Some(Some(area(conn, grant, &place, day, (&office.chance, office.clock.now())).await?))),
        None => Ok(form.error(&format!("{PLACE}{row}")).is_none().then_some(None)),
    }
}

/// The office's own area for a locality, made when there is none yet.
async fn area(
    conn: &mut Conn,
    grant: Grant<KeepOrganisation>,
    place: &Locality,
    day: Day,
    (chance, now): (&Chance, Ts),
) -> Result<i64> {
    let known: Option<i64> = conn.value("SELECT id FROM area WHERE code = $1", &[&place.code]).await?;
    if let Some(known) = known {
        return Ok(known);
    }
    let name = viet::capital(&place.called());
    let new = NewArea {
        uid: chance.uuid(now).to_string(),
        code: &place.code,
        kind: word(&place.kind),
        name: &name,
        from: day,
    };
    add_area(conn, grant, &new, now).await
}

/// The kind of an area.
fn word(kind: &str) -> &'static str {
    match kind {
        "tỉnh" | "thành phố" => "province",
        "quận" | "huyện" | "thị xã" => "district",
        "thị trấn" => "township",
        "đặc khu" => "special_zone",
        "phường" => "ward",
        _ => "commune",
    }
}
