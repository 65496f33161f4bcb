//! What is kept of a person's moves, for the person: the steps of each transfer, and what its letter of introduction says.

use super::kept::Part;
use kit::clock::Day;
use kit::db::{Conn, Result};
use serde_json::json;

kit::record! {
    struct Moving {
        step: String,
        day: Day,
        to_unit: Option<i64>,
        elsewhere: String,
        paper: String,
        words: String,
    }
}

/// The steps of the transfers of a person.
pub(super) async fn transfers(conn: &mut Conn, person: i64) -> Result<Part> {
    let sql = "SELECT s.step, s.day, t.to_unit, t.elsewhere, s.paper, s.words FROM transfer t
               JOIN transfer_step s ON s.transfer_id = t.id WHERE t.person_id = $1 ORDER BY s.id";
    let item = |moving: Moving| {
        vec![
            ("step", json!(moving.step)),
            ("on", json!(moving.day)),
            ("unit", json!(moving.to_unit)),
            ("elsewhere", json!(moving.elsewhere)),
            ("paper", json!(moving.paper)),
            ("words", json!(moving.words)),
        ]
    };
    Ok(Part { key: "transfers", items: conn.all(sql, &[&person]).await?.into_iter().map(item).collect() })
}

kit::record! {
    struct Introduced {
        kind: String,
        cause: String,
        cause_on: Day,
        until_day: Option<Day>,
        due_day: Day,
        from_unit: Option<i64>,
        elsewhere: String,
        stay_from: Option<Day>,
        stay_to: Option<Day>,
        ruleset: String,
        full_name: Option<String>,
        birth_year: Option<i64>,
        birth_day: Option<Day>,
        sex: Option<String>,
        joined_on: Option<Day>,
        official_on: Option<Day>,
        card_no: Option<String>,
    }
}

/// What each letter of introduction says, and what was written of the person out of it: that stays beside the record of
/// somebody who came back.
pub(super) async fn introductions(conn: &mut Conn, person: i64) -> Result<Part> {
    let sql = "SELECT t.kind, t.cause, t.cause_on, t.until_day, t.due_day, t.from_unit, t.elsewhere, t.stay_from,
                 t.stay_to, t.ruleset, n.full_name, n.birth_year, n.birth_day, n.sex, n.joined_on, n.official_on, n.card_no
               FROM transfer t LEFT JOIN transfer_newcomer n ON n.transfer_id = t.id
               WHERE t.person_id = $1 ORDER BY t.id";
    let item = |letter: Introduced| {
        vec![
            ("moves", json!(letter.kind)),
            ("cause", json!(letter.cause)),
            ("cause_on", json!(letter.cause_on)),
            ("unit", json!(letter.from_unit)),
            ("elsewhere", json!(letter.elsewhere)),
            ("until", json!(letter.until_day)),
            ("present_by", json!(letter.due_day)),
            ("from", json!(letter.stay_from)),
            ("to", json!(letter.stay_to)),
            ("rule", json!(letter.ruleset)),
            ("full_name", json!(letter.full_name)),
            ("birth_year", json!(letter.birth_year)),
            ("birth_day", json!(letter.birth_day)),
            ("sex", json!(letter.sex)),
            ("joined_on", json!(letter.joined_on)),
            ("official_on", json!(letter.official_on)),
            ("card_no", json!(letter.card_no)),
        ]
    };
    Ok(Part { key: "introductions", items: conn.all(sql, &[&person]).await?.into_iter().map(item).collect() })
}
