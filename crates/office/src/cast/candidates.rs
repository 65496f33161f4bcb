//! Enters who is considered for admission in the silent cell and the one beside it, and two members on probation: one whose
//! time is over and one whose time runs. Nobody comes in and nobody leaves by it.

use super::Ground;
use super::persons::SILENT_HAMLET;
use super::places::HOME;
use super::units::Units;
use crate::candidate::{MaySponsor, Mended, NewCandidate, Ruling, Stage, advance, mend, recognise};
use crate::identity::reach::Grant;
use anyhow::{Context, Result};
use kit::clock::Day;
use kit::db::Conn;

/// Somebody considered: the cell, the name, day of birth, and how far they have come.
type Considered<'a> = (i64, (&'a str, &'a str), Day, Stage);

/// Enters everything.
pub async fn enter(conn: &mut Conn, ground: &Ground, units: &Units) -> Result<()> {
    let cells = &units.communes[HOME].cells;
    let silent = cells[SILENT_HAMLET];
    let all: [Considered<'_>; 3] = [
        (silent, ("Trần Thị Diễm Hương", "f"), Day::of(1994, 3, 8), Stage::Filed),
        (silent, ("Nguyễn Hoàng Khải", "m"), Day::of(1997, 9, 2), Stage::Recognised),
        (cells[0], ("Chau Sóc Thia", "m"), Day::of(1991, 6, 17), Stage::Reviewed),
    ];
    for considered in all {
        consider(conn, ground, considered).await?;
    }
    // From the ceremony on: over since the summer, and running until the next one.
    on_probation(conn, ground, "2017", Day::of(2017, 11, 20)).await?;
    on_probation(conn, ground, "2018", Day::of(2018, 11, 20)).await
}

async fn consider(conn: &mut Conn, ground: &Ground, (cell, (name, sex), born, far): Considered<'_>) -> Result<()> {
    let day = |month: i8| Day::of(2018, month, 14);
    let ruling = Ruling::on(&ground.book, day(3)).context("a ruleset on admission holds in 2018")?;
    let new = NewCandidate {
        uid: ground.uid(),
        full_name: name,
        birth_day: born,
        sex: Some(sex),
        schooling: "upper_secondary",
        left_on: None,
    };
    let grant = Grant::console(cell);
    let id =
        recognise(conn, grant, ruling, &new, (day(3), "Nghị quyết giới thiệu đoàn viên ưu tú"), ground.now).await?;
    if far == Stage::Recognised {
        return Ok(());
    }
    let sponsors = MaySponsor::of(conn, cell, day(3)).await?;
    let sponsors: Vec<i64> = sponsors.iter().take(2).map(|one| one.id).collect();
    let mended = Mended {
        full_name: new.full_name,
        birth_day: born,
        schooling: "upper_secondary",
        consent: "",
        sponsors: &sponsors,
        body: "",
    };
    mend(conn, Grant::console(cell), (id, 1), mended, ground.now).await?;
    let steps = [
        (Stage::Sympathiser, 6, "Giấy chứng nhận 112/CN"),
        (Stage::Filed, 9, ""),
        (Stage::Reviewed, 11, "Nghị quyết 11"),
    ];
    for ((stage, month, paper), version) in steps.into_iter().zip(2..) {
        if stage <= far {
            advance(conn, Grant::console(cell), ruling, (id, version), stage, (day(month), paper), ground.now).await?;
        }
    }
    Ok(())
}

/// Somebody who joined in a year, before a day in it, is still on probation: nothing was decided yet.
async fn on_probation(conn: &mut Conn, ground: &Ground, year: &str, before: Day) -> Result<()> {
    let sql = "SELECT p.id, p.joined_on FROM person p
               WHERE p.joined_on >= $1 AND p.joined_on < $2
                 AND p.id NOT IN (SELECT person_id FROM post_holding) AND p.id NOT IN (SELECT person_id FROM transfer WHERE person_id IS NOT NULL)
                 AND p.id NOT IN (SELECT person_id FROM discipline)
               ORDER BY p.joined_on DESC, p.id";
    let first = format!("{year}-01-01");
    let (person, joined): (i64, Day) = conn.opt(sql, &[&first, &before]).await?.context("somebody joined that year")?;
    conn.exec("UPDATE person SET official_on = NULL WHERE id = $1", &[&person]).await?;
    conn.exec("UPDATE member_state SET to_day = from_day WHERE person_id = $1 AND state = 'official'", &[&person])
        .await?;
    conn.exec("UPDATE member_state SET to_day = NULL WHERE person_id = $1 AND state = 'probationary'", &[&person])
        .await?;
    let ruling = Ruling::on(&ground.book, joined).context("a ruleset on admission holds")?;
    let sql = "INSERT INTO probation (person_id, decided_on, ceremony_on, ruleset) VALUES ($1, $2, $3, $4)";
    conn.exec(sql, &[&person, &joined, &joined.plus_days(2), &ruling.id]).await?;
    Ok(())
}
