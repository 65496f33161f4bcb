//! Members of the province, spread evenly over its cells, written straight into the record.

use crate::province::{self, Person, Province};
use anyhow::Result;
use office::shell::Office;

/// Members spread evenly over the cells of a province.
pub async fn fill(house: &Office, count: usize) -> Result<Province> {
    let mut tx = house.db.begin().await?;
    let province = province::found(&mut tx, house).await?;
    for at in 0..count {
        let person = Person::draw(at);
        let sql =
            "INSERT INTO person (uid, full_name, name_key, birth_year, sex, birth_day, joined_on, official_on, card_no)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let Person { name, sex, born, joined, official } = person;
        let uid = house.chance.uuid(house.clock.now()).to_string();
        let (key, year, card) = (viet::name_key(&name), born.year(), format!("{at:08}"));
        let id = tx.insert(sql, &[&uid, &name, &key, &year, &sex, &born, &joined, &official, &card]).await?;
        let cell = province.cells[at % province.cells.len()].0;
        let sql = "INSERT INTO membership (person_id, unit_id, kind, from_day) VALUES ($1, $2, 'main', $3)";
        tx.exec(sql, &[&id, &cell, &joined]).await?;
        let sql = "INSERT INTO member_state (person_id, state, from_day) VALUES ($1, 'official', $2)";
        tx.exec(sql, &[&id, &joined]).await?;
    }
    tx.commit().await?;
    Ok(province)
}
