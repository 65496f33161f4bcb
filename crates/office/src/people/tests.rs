use super::exemption::{Exemption, Told, read_reason};
use super::numbers::CitizenId;
use super::record::correct;
use super::secret::{Secret, read_secret, secrets_of, set_secret, with_citizen_id};
use super::*;
use crate::cast::DEMO_DAY;
use crate::identity::reach::Grant;
use crate::posts::{holders_at, posts_of};
use crate::study::{Campaign, Standing, check_against_sql};
use crate::testing::{cast, morning, vault};
use kit::db::DbError;
use kit::journal::seal::seal;
use kit::journal::verify::verify;

#[tokio::test]
async fn a_sensitive_reason_is_sealed_and_its_reading_is_journalled() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    let sql = "SELECT person_id FROM exemption WHERE reason = 'sealed' LIMIT 1";
    let person: i64 = tx.value(sql, &[]).await.unwrap().unwrap();
    let exemption = Exemption::of(&mut tx, person).await.unwrap().remove(0);
    let (grant, sealed) = (Grant::console(exemption.unit_id), exemption.sealed());
    let told = read_reason(&mut tx, grant, &vault(), sealed, "verify", morning()).await.unwrap();
    let words = Some("Sức khỏe yếu, điều trị dài ngày".to_owned());
    assert_eq!(told, Some(Told { reason: "health".into(), words }));
    let read = "SELECT count(*) FROM reading WHERE field = 'exemption_reason' AND reason = 'verify' AND person_id = $1";
    assert_eq!(tx.value::<i64>(read, &[&person]).await.unwrap(), Some(1));
    let noted = "SELECT count(*) FROM journal WHERE verb = 'people.secret.read'";
    assert_eq!(tx.value::<i64>(noted, &[]).await.unwrap(), Some(1));
    for clear in ["%Sức khỏe%", "%health%"] {
        let sql = "SELECT count(*) FROM journal WHERE after LIKE $1";
        assert_eq!(tx.value::<i64>(sql, &[&clear]).await.unwrap(), Some(0), "{clear}");
    }
}

#[tokio::test]
async fn a_transfer_moves_a_member_in_the_tally_too() {
    let test = cast().await;
    seal(&test.db, morning()).await.unwrap();
    let mut conn = test.db.read().await.unwrap();
    let campaign = Campaign::all(&mut conn).await.unwrap().remove(0);
    let mut standing = Standing::build(&mut conn, campaign.id).await.unwrap();
    let (person, old) = roll(&mut conn, DEMO_DAY).await.unwrap()[0];
    let new = roll(&mut conn, DEMO_DAY).await.unwrap().into_iter().map(|(_, unit)| unit).find(|unit| *unit != old);
    let new = new.unwrap();
    let before = standing.line(new).unwrap().roll;
    drop(conn);
    let mut tx = test.db.begin().await.unwrap();
    assert!(transfer(&mut tx, Grant::console(new), person, campaign.cutoff_day, "QĐ 1", morning()).await.unwrap());
    assert_eq!(unit_of(&mut tx, person, DEMO_DAY).await.unwrap(), Some(new));
    assert_eq!(unit_of(&mut tx, person, campaign.cutoff_day.plus_days(-1)).await.unwrap(), Some(old));
    tx.commit().await.unwrap();
    seal(&test.db, morning()).await.unwrap();
    let mut conn = test.db.read().await.unwrap();
    standing.catch_up(&mut conn).await.unwrap();
    assert_eq!(standing.line(new).unwrap().roll, before + 1);
    assert_eq!(check_against_sql(&standing, &mut conn).await.unwrap(), []);
    assert!(verify(&mut conn).await.unwrap().problems.is_empty());
}

#[tokio::test]
async fn posts_are_found_by_person_and_by_unit() {
    let test = cast().await;
    let mut conn = test.db.read().await.unwrap();
    let both = "SELECT h.person_id FROM post_holding h JOIN post p ON p.id = h.post_id
                WHERE p.title IN ('secretary', 'chairman') GROUP BY h.person_id HAVING count(*) = 2 LIMIT 1";
    let person: i64 = conn.value(both, &[]).await.unwrap().unwrap();
    let posts = posts_of(&mut conn, person, DEMO_DAY).await.unwrap();
    assert_eq!(posts.iter().map(|post| post.title.as_str()).collect::<Vec<_>>(), ["secretary", "chairman"]);
    let held = holders_at(&mut conn, posts[0].unit_id, DEMO_DAY).await.unwrap();
    assert_eq!(held.iter().map(|post| post.person_id).collect::<Vec<_>>(), [person]);
}

const ID: &str = "099060001234";

fn somebody<'a>(uid: &str, secrets: &[(Secret, &'a str)]) -> NewPerson<'a> {
    NewPerson {
        uid: uid.to_owned(),
        full_name: "Néang Sóc Kha",
        birth_year: 1960,
        sex: Some("f"),
        joined_on: Some(Day::of(1990, 5, 19)),
        official_on: Some(Day::of(1991, 5, 19)),
        secrets: secrets.to_vec(),
        ..NewPerson::default()
    }
}

#[tokio::test]
async fn a_sealed_value_stands_nowhere_in_the_clear_and_its_opening_is_noted() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    let (cell, vault, now) = (roll(&mut tx, DEMO_DAY).await.unwrap()[0].1, vault(), morning());
    let secrets = [(Secret::CitizenId, "099 060 001 234"), (Secret::Ethnicity, "  Khmer "), (Secret::Phone, "")];
    let id = enter(&mut tx, Grant::console(cell), &vault, &somebody("k", &secrets), DEMO_DAY, now).await.unwrap();
    assert_eq!(secrets_of(&mut tx, id).await.unwrap(), [Secret::CitizenId, Secret::Ethnicity]);
    let known = CitizenId::parse(ID).unwrap();
    assert_eq!(with_citizen_id(&mut tx, &vault, &known).await.unwrap(), Some(id));

    let read = read_secret(&mut tx, Grant::console(cell), &vault, id, (Secret::Ethnicity, "report"), now).await;
    assert_eq!(read.unwrap().as_deref(), Some("Khmer"));
    let read = read_secret(&mut tx, Grant::console(cell), &vault, id, (Secret::CitizenId, "check"), now).await;
    assert_eq!(read.unwrap().as_deref(), Some(ID));
    let read = read_secret(&mut tx, Grant::console(cell), &vault, id, (Secret::Religion, "check"), now).await;
    assert_eq!(read.unwrap(), None, "nothing is kept, so nothing is opened");
    let elsewhere = read_secret(&mut tx, Grant::console(cell + 1), &vault, id, (Secret::CitizenId, "check"), now);
    assert!(elsewhere.await.is_err(), "another unit's grant opens nothing");
    let noted: Vec<(String, String)> =
        tx.all("SELECT field, reason FROM reading WHERE person_id = $1 ORDER BY id", &[&id]).await.unwrap();
    assert_eq!(noted, [("ethnicity", "report"), ("citizen_id", "check")].map(|(a, b)| (a.to_owned(), b.to_owned())));
    let journal = "SELECT count(*) FROM journal WHERE verb = 'people.secret.read' AND after NOT LIKE '%report%'";
    assert_eq!(tx.value::<i64>(journal, &[]).await.unwrap(), Some(2));

    set_secret(&mut tx, Grant::console(cell), &vault, id, (Secret::Ethnicity, ""), now).await.unwrap();
    assert_eq!(secrets_of(&mut tx, id).await.unwrap(), [Secret::CitizenId]);
    for unfit in [(Secret::CitizenId, "351234567"), (Secret::Phone, "gọi anh Ba")] {
        assert!(set_secret(&mut tx, Grant::console(cell), &vault, id, unfit, now).await.is_err(), "{unfit:?}");
    }
    tx.commit().await.unwrap();

    let mut tx = test.db.begin().await.unwrap();
    let other = somebody("l", &[(Secret::CitizenId, ID)]);
    let twice = enter(&mut tx, Grant::console(cell), &vault, &other, DEMO_DAY, now).await;
    assert!(matches!(twice, Err(DbError::Unique(_))), "one number belongs to one person: {twice:?}");
}

#[tokio::test]
async fn a_correction_keeps_what_was_before_and_after_sealed_and_the_second_of_two_is_told() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    let (cell, vault, now) = (roll(&mut tx, DEMO_DAY).await.unwrap()[0].1, vault(), morning());
    let id = enter(&mut tx, Grant::console(cell), &vault, &somebody("k", &[]), DEMO_DAY, now).await.unwrap();
    let mut new = somebody("", &[(Secret::Phone, "+84 912 345 678")]);
    (new.full_name, new.birth_day) = ("Néang Sóc Kha Ry", Some(Day::of(1961, 2, 3)));
    assert!(correct(&mut tx, Grant::console(cell), &vault, (id, 1), &new, now).await.unwrap());
    assert!(!correct(&mut tx, Grant::console(cell), &vault, (id, 1), &new, now).await.unwrap(), "it was changed since");
    assert!(correct(&mut tx, Grant::console(cell + 1), &vault, (id, 2), &new, now).await.is_err(), "another unit");
    let record = Record::get(&mut tx, id).await.unwrap().unwrap();
    assert_eq!((record.birth_year, record.version, &*record.full_name), (1961, 2, "Néang Sóc Kha Ry"));

    let sql = "SELECT before, after FROM journal WHERE verb = 'people.person.correct' AND subject_id = $1";
    let (before, after): (String, String) = tx.one(sql, &[&id]).await.unwrap();
    let after: serde_json::Value = serde_json::from_str(&after).unwrap();
    assert_eq!(after["fields"], json!(["birth_day", "full_name", "phone"]));
    for clear in ["Sóc Kha", "1961", "912345678"] {
        assert!(!before.contains(clear) && !after.to_string().contains(clear), "{clear}");
    }
    let told = vault.open(&mut tx, SUBJECT, id, after["sealed"].as_str().unwrap()).await.unwrap().unwrap();
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told, json!({"birth_day": "1961-02-03", "full_name": "Néang Sóc Kha Ry"}));
}

#[tokio::test]
async fn a_record_is_kept_where_the_member_is_or_was_last() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    let (person, unit) = roll(&mut tx, DEMO_DAY).await.unwrap()[0];
    assert_eq!(home(&mut tx, person, DEMO_DAY).await.unwrap(), Some(unit));
    tx.exec("UPDATE membership SET to_day = $1 WHERE person_id = $2", &[&DEMO_DAY, &person]).await.unwrap();
    assert_eq!(home(&mut tx, person, DEMO_DAY).await.unwrap(), Some(unit), "no longer a member");
    tx.exec("UPDATE unit_name SET to_day = $1 WHERE unit_id = $2", &[&DEMO_DAY, &unit]).await.unwrap();
    let tree = crate::org::Tree::as_of(&mut tx, DEMO_DAY.plus_days(-1)).await.unwrap();
    let above = tree.get(unit).unwrap().parent_id;
    assert_eq!(home(&mut tx, person, DEMO_DAY).await.unwrap(), above, "the cell is no more");
    assert_eq!(home(&mut tx, -1, DEMO_DAY).await.unwrap(), None);
}

/// Every text of the database, as (table, column, distinct values).
async fn all_texts(conn: &mut Conn) -> Vec<(String, String, Vec<String>)> {
    let columns: Vec<(String, String)> = match conn.kind() {
        kit::db::EngineKind::Lite => {
            let sql = "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
                       WHERE m.type = 'table' AND c.type = 'TEXT' ORDER BY m.name, c.name";
            conn.all(sql, &[]).await.unwrap()
        }
        kit::db::EngineKind::Pg => {
            let sql = "SELECT table_name::text, column_name::text FROM information_schema.columns
                       WHERE table_schema = current_schema() AND data_type = 'text' ORDER BY 1, 2";
            conn.all(sql, &[]).await.unwrap()
        }
    };
    let mut texts = Vec::new();
    for (table, column) in columns {
        let public = if table == "journal" { " AND verb NOT LIKE 'newsroom.%'" } else { "" };
        let sql = format!("SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL{public}");
        let rows: Vec<(String,)> = conn.all(&sql, &[]).await.unwrap();
        texts.push((table, column, rows.into_iter().map(|(text,)| text).collect()));
    }
    texts
}

#[tokio::test]
async fn no_sealed_value_of_the_cast_stands_in_the_clear_in_any_table() {
    let test = cast().await;
    let mut tx = test.db.begin().await.unwrap();
    let sealed: Vec<(i64, String, String)> =
        tx.all("SELECT person_id, field, sealed FROM person_secret ORDER BY id", &[]).await.unwrap();
    assert!(sealed.len() > 4_000, "only {} values are sealed", sealed.len());
    let (mut numbers, mut words, vault) = (std::collections::HashSet::new(), std::collections::HashSet::new(), vault());
    for (person, field, value) in &sealed {
        let value = vault.open(&mut tx, SUBJECT, *person, value).await.unwrap().unwrap();
        if ["citizen_id", "phone"].contains(&field.as_str()) {
            numbers.insert(value)
        } else {
            words.insert(value)
        };
    }
    assert!(words.contains("Khmer") && words.contains("Phật giáo") && numbers.len() > 2_000);
    // One is opened and one corrected, so that the journal has something to tell.
    let (person, _, _) = &sealed[0];
    let unit = home(&mut tx, *person, DEMO_DAY).await.unwrap().unwrap();
    let grant = Grant::console(unit);
    read_secret(&mut tx, grant, &vault, *person, (Secret::CitizenId, "report"), morning()).await.unwrap().unwrap();
    set_secret(&mut tx, Grant::console(unit), &vault, *person, (Secret::Ethnicity, "Khmer"), morning()).await.unwrap();
    let texts = all_texts(&mut tx).await;
    assert!(texts.iter().any(|(table, ..)| table == "journal") && texts.len() > 80, "{} columns", texts.len());
    // What is written for the public may speak of peoples and faiths in general; the record of persons may not.
    let spoken = ["article", "edition", "outbox", "campaign"];
    for (table, column, values) in &texts {
        for value in values {
            // Runs of digits of these two lengths, wherever they stand.
            let runs = value.split(|c: char| !c.is_ascii_digit()).filter(|run| [10, 12].contains(&run.len()));
            for run in runs {
                assert!(!numbers.contains(run), "{table}.{column} has a sealed number in the clear: {value}");
            }
            if !spoken.iter().any(|public| table.starts_with(public)) {
                // Some peoples are named like given names: of those only a whole value counts.
                let told =
                    |word: &&String| value == *word || (word.chars().count() > 4 && value.contains(word.as_str()));
                let word = words.iter().find(told);
                assert_eq!(word, None, "{table}.{column} has a sealed value in the clear: {value}");
            }
        }
    }
}
