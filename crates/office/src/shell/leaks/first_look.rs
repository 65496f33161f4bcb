//! At the very first look too: a house that was just started reads trees, rolls and tallies when somebody asks for them. For
//! a unit that ended, a campaign of another day or a member of then, none of which is within reach, it reads nothing that it
//! would not read for what never was.

use super::world::{World, both, run, world};
use super::{NEVER, fill, names, send, told};
use crate::identity::COOKIE;
use crate::shell::walk::addresses;
use crate::shell::{Office, router};
use kit::db::heard;
use kit::testing::Door;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A unit of the other commune that ended before the day of the test, with the member who was in it last.
async fn ended(w: &World) -> String {
    let uid = "0192f0c1-0000-7000-8000-00000000e0d0";
    run(&w.t, "INSERT INTO unit (uid, kind) VALUES ($1, 'cell')", &[&uid]).await;
    let parent = "INSERT INTO unit_parent (unit_id, parent_id, from_day, to_day)
                  SELECT u.id, p.parent_id, '2016-01-01', '2017-06-01' FROM unit u, unit_parent p
                  WHERE u.uid = $1 AND p.unit_id = $2 AND p.to_day IS NULL";
    run(&w.t, parent, &[&uid, &w.outside_rows.0]).await;
    let name = "INSERT INTO unit_name (unit_id, name, short, from_day, to_day)
                SELECT id, 'Chi bộ Zqz', 'Zqz', '2016-01-01', '2017-06-01' FROM unit WHERE uid = $1";
    run(&w.t, name, &[&uid]).await;
    let belongs = "UPDATE membership SET unit_id = (SELECT id FROM unit WHERE uid = $1), from_day = '2016-01-01',
                   to_day = '2017-06-01' WHERE person_id = $2";
    run(&w.t, belongs, &[&uid, &w.outside_rows.1]).await;
    uid.to_owned()
}

/// The same visitor before a house that was just started on the same record.
fn at_a_new_house(office: &Office, door: &Door) -> Door {
    let (db, clock, chance) = (office.db.clone(), office.clock.clone(), office.chance.clone());
    let house = Office::new(db, clock, chance, crate::testing::vault(), office.files.clone(), true);
    let mut visitor = Door::new(router(house));
    visitor.set_cookie(COOKIE, door.cookie(COOKIE).unwrap_or_default());
    visitor
}

#[tokio::test]
async fn a_first_look_at_what_ended_out_of_reach_reads_no_more_than_one_at_what_never_was() {
    let mut all = BTreeSet::new();
    addresses(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let w = world(&all).await;
    let ended = ended(&w).await;
    let asked =
        BTreeMap::from([("unit", &ended), ("campaign", &w.outside["campaign"]), ("person", &w.outside["person"])]);
    let (mut probed, mut apart) = (0, Vec::new());
    for (who, mut door) in both(&w).await {
        // What a session notes at its first page is noted.
        door.get("/van-phong").await;
        for (path, _) in all.iter().filter(|(_, method)| method == "GET") {
            for (name, real) in asked.iter().filter(|(name, _)| names(path).contains(*name)) {
                let mut answers = Vec::new();
                for value in [real.as_str(), NEVER] {
                    let mut ids = w.inside.clone();
                    ids.insert((*name).to_owned(), value.to_owned());
                    let mut visitor = at_a_new_house(&w.t.office, &door);
                    heard::listen();
                    let answer = send(&mut visitor, "GET", &fill(path, &ids), &[]).await;
                    answers.push((told(&answer, value), heard::taken()));
                }
                let ((there, read), (nowhere, other)) = (&answers[0], &answers[1]);
                if there != nowhere || read != other || ![403, 404].contains(&there.0) {
                    let more = read.iter().find(|sql| !other.contains(sql)).map_or("", |sql| sql.as_str());
                    let more: Vec<&str> = more.split_whitespace().take(20).collect();
                    apart.push(format!(
                        "{who}: {path} by {name}: {} and {}, {} and {} questions: {}",
                        there.0,
                        nowhere.0,
                        read.len(),
                        other.len(),
                        more.join(" ")
                    ));
                }
                assert!(!read.is_empty(), "{path}: who asks is read");
                probed += 1;
            }
        }
    }
    assert!(apart.is_empty(), "these tell of what lies outside reach:\n{}", apart.join("\n"));
    assert!(probed > 40, "only {probed} were probed");
}
