//! `import [COUNT]`: a list of so many members (130,000) in a spreadsheet, brought as an officer of a province brings it: the
//! file is sent, its columns are taken as guessed, it is checked and written by the office's job while pages are asked for.
//! The names are in TCVN3, the days are text. Then the same list once more, against the record it has made, and the way
//! back. The floor, in the same run, are the same rows inserted into an empty database by plain statements.

mod province;

use anyhow::{Context, Result};
use kit::clock::Day;
use kit::db::{Arg, Db, EngineKind};
use kit::testing::{Door, TempDir};
use office::people::import::work;
use office::shell::Office;
use province::{Person, Province, resident};
use std::time::{Duration, Instant};
use viet::legacy::{Charset, encode, latin};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const REGISTER: &str = "/van-phong/dang-vien/nhap";
const XLSX: &str = "members.xlsx";

#[tokio::main]
async fn main() -> Result<()> {
    let count: usize = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(130_000);
    let folder = TempDir::new();
    let house = province::open(&folder, "bench_import").await?;
    let mut tx = house.db.begin().await?;
    let province = province::found(&mut tx, &house).await?;
    tx.commit().await?;
    let mut door = province::let_in(&house, province.root, "bench").await?;
    let file = spreadsheet(&province, count)?;
    let engine = if house.db.kind() == EngineKind::Lite { "SQLite" } else { "PostgreSQL" };
    println!(
        "{count} rows for {} cells, an XLSX file of {:.1} MB, {engine}",
        province.cells.len(),
        file.len() as f64 / 1e6
    );

    let started = Instant::now();
    let list = send(&house, &mut door, &province, &file).await?;
    let read = started.elapsed();
    drop(file);
    println!("read and laid aside {:6.1} s", read.as_secs_f64());
    let checked = step(&house, &mut door, &list, "checked").await?;
    press(&house, &mut door, &list, "ghi").await?;
    let brought = step(&house, &mut door, &list, "brought").await?;
    let took = read + checked + brought;
    let people: i64 = house.db.read().await?.value("SELECT count(*) FROM person", &[]).await?.context("a count")?;
    anyhow::ensure!(people == count as i64, "{people} of {count} members were brought");
    println!(
        "in all {:19.1} s for {people} members (bar 60 s), {:.0} rows a second, {:.0} MB resident",
        took.as_secs_f64(),
        count as f64 / took.as_secs_f64(),
        resident()
    );
    let floor = floor(&folder, &province, count).await?;
    println!(
        "floor, the same rows by plain inserts: {:.1} s; writing is {:.1} times that, everything {:.1} times",
        floor.as_secs_f64(),
        brought.as_secs_f64() / floor.as_secs_f64(),
        took.as_secs_f64() / floor.as_secs_f64()
    );
    let started = Instant::now();
    anyhow::ensure!(door.get(&format!("/van-phong/dang-vien?don-vi={}", province.committee)).await.outcome() == "200");
    println!("the members' list, asked for first after that: {:.1} s", started.elapsed().as_secs_f64());

    let again = send(&house, &mut door, &province, &spreadsheet(&province, count)?).await?;
    step(&house, &mut door, &again, "the same list again, checked against the record").await?;
    press(&house, &mut door, &list, "hoan-tac").await?;
    step(&house, &mut door, &list, "taken back").await?;
    let sql = "SELECT count(*) FROM membership WHERE to_day IS NULL";
    let left: i64 = house.db.read().await?.value(sql, &[]).await?.context("a count")?;
    anyhow::ensure!(left == 0, "{left} members are left");
    Ok(())
}

/// The list as an office keeps it.
fn spreadsheet(province: &Province, count: usize) -> Result<Vec<u8>> {
    let old = |text: &str| encode(text, Charset::Tcvn3).map_or_else(|_| text.to_owned(), |bytes| latin(&bytes));
    let header = [
        "STT",
        "Họ và tên",
        "Ngày sinh",
        "Giới tính",
        "Dân tộc",
        "Ngày vào Đảng",
        "Ngày chính thức",
        "Số thẻ",
        "CCCD",
        "Điện thoại",
        "Chi bộ",
    ];
    let header: Vec<String> = header.map(str::to_owned).into();
    let day = |day: Day| format!("{}/{}/{}", day.0.day(), day.0.month(), day.0.year());
    let row = |at: usize| {
        let person = Person::draw(at);
        let (sex, digit) = if person.sex == "f" { ("Nữ", 1) } else { ("Nam", 0) };
        vec![
            (at + 1).to_string(),
            old(&person.name),
            day(person.born),
            sex.to_owned(),
            "Kinh".to_owned(),
            day(person.joined),
            day(person.official),
            format!("{at:08}"),
            format!("089{digit}{:02}{at:06}", person.born.year() % 100),
            format!("0912{at:06}"),
            province.cells[at % province.cells.len()].1.clone(),
        ]
    };
    let rows: Vec<Vec<String>> = (0..count).map(row).collect();
    sheet::xlsx("", &header, &rows).context("a spreadsheet")
}

/// Sends the file and the columns as they were guessed; where the list's page is.
async fn send(house: &Office, door: &mut Door, province: &Province, file: &[u8]) -> Result<String> {
    let sql = "SELECT uid FROM unit WHERE id = $1";
    let unit: String = house.db.read().await?.value(sql, &[&province.root]).await?.context("the province")?;
    let answer = door.post_file(REGISTER, &[("unit", &unit)], ("file", XLSX, file)).await;
    let list = answer.outcome().strip_prefix("303 ").map(str::to_owned);
    let list = list.with_context(|| format!("{}: {}", answer.outcome(), answer.text()))?;
    let page = door.get(&list).await;
    let html = page.html();
    let mut fields: Vec<(String, String)> = vec![("do".into(), "check".into())];
    for name in ["version", "sheet", "since"] {
        fields.push((name.into(), page.field(name)));
    }
    for select in html.split("<select").skip(1).filter_map(|part| part.split("</select>").next()) {
        let name = select.split("name=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let chosen = select.split("<option value=\"").find(|option| option.contains(" selected"));
        let value = chosen.and_then(|option| option.split('"').next()).unwrap_or_default();
        fields.push((name.to_owned(), value.to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let answer = door.post(&format!("{list}/cot"), &fields).await;
    anyhow::ensure!(answer.outcome().starts_with("303"), "{}: {}", answer.outcome(), answer.text());
    Ok(list)
}

async fn press(house: &Office, door: &mut Door, list: &str, what: &str) -> Result<()> {
    let sql = "SELECT version FROM import_list WHERE uid = $1";
    let uid = list.rsplit('/').next().unwrap_or_default();
    let version: i64 = house.db.read().await?.value(sql, &[&uid]).await?.context("the list")?;
    let answer = door.post(&format!("{list}/{what}"), &[("version", &version.to_string()), ("leave", "1")]).await;
    anyhow::ensure!(answer.outcome().starts_with("303"), "{what}: {}", answer.outcome());
    Ok(())
}

/// Does what the list waits for, as the office's job does, while its page is asked for twice a second.
async fn step(house: &Office, door: &mut Door, list: &str, what: &str) -> Result<Duration> {
    let uid = list.rsplit('/').next().unwrap_or_default();
    let id: i64 =
        house.db.read().await?.value("SELECT id FROM import_list WHERE uid = $1", &[&uid]).await?.context("a list")?;
    let (mut asked, mut slowest, mut moved) = (0, Duration::ZERO, std::collections::BTreeSet::new());
    let working = house.clone();
    let started = Instant::now();
    let mut work = tokio::spawn(async move { work::proceed(&working, id).await });
    loop {
        tokio::select! {
            done = &mut work => {
                done?.map_err(|failure| anyhow::anyhow!("{failure:?}"))?;
                break;
            }
            () = tokio::time::sleep(Duration::from_millis(500)) => {
                let before = Instant::now();
                let page = door.get(list).await;
                slowest = slowest.max(before.elapsed());
                asked += 1;
                moved.extend(page.html().split("<progress").nth(1).and_then(|bar| bar.split(" value=\"").nth(1)).map(|v| v.split('"').next().unwrap_or_default().to_owned()));
            }
        }
    }
    let took = started.elapsed();
    let sql = "SELECT state, counts, problem FROM import_list WHERE id = $1";
    let (state, counts, problem): (String, String, Option<String>) =
        house.db.read().await?.opt(sql, &[&id]).await?.context("a list")?;
    anyhow::ensure!(problem.is_none(), "{state}: {problem:?}");
    println!(
        "{what:19} {:6.1} s; the page answered {asked} times meanwhile, {:.0} ms at most, its bar at {} places",
        took.as_secs_f64(),
        slowest.as_secs_f64() * 1e3,
        moved.len()
    );
    println!("                    {}", counts.split(",\"units\"").next().unwrap_or_default());
    Ok(took)
}

/// The same persons, memberships, standings, keys, sealed values, steps and journal rows, by statements that are kept ready.
async fn floor(folder: &TempDir, province: &Province, count: usize) -> Result<Duration> {
    let db: Db = province::database(folder, "bench_floor").await?;
    let mut tx = db.begin().await?;
    for (unit, _) in &province.cells {
        tx.exec("INSERT INTO unit (id, uid, kind) VALUES ($1, $2, 'cell')", &[unit, &unit.to_string()]).await?;
    }
    tx.exec(
        "INSERT INTO import_list (id, uid, unit_id, file, state, sheets, total, plan, made_at, touched_at)
         VALUES (1, 'x', $1, 'x', 'done', '', 0, '', 0, 0)",
        &[&province.cells[0].0],
    )
    .await?;
    let people: Vec<Person> = (0..count).map(Person::draw).collect();
    let keys: Vec<Vec<u8>> = people.iter().map(|person| viet::name_key(&person.name)).collect();
    let (sealed, wrapped, mark) = ("x".repeat(80), vec![7_u8; 72], "x".repeat(56));
    let after = "{\"from\":\"2018-11-23\",\"list\":\"0190b6d0-0000-7000-8000-000000000000\",\"unit\":1234}";
    let started = Instant::now();
    for (at, person) in people.iter().enumerate() {
        let (id, unit) = (at as i64 + 1, province.cells[at % province.cells.len()].0);
        let (uid, card, mark) = (format!("{id:036}"), format!("{id:08}"), format!("{mark}{id:08}"));
        let insert: [(&str, &[&dyn Arg]); 6] = [
            (
                "INSERT INTO person (id, uid, full_name, name_key, birth_year, sex, birth_day, joined_on, official_on, card_no,
                 citizen_mark) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                &[
                    &id, &uid, &person.name, &keys[at], &person.born.year(), &person.sex, &person.born, &person.joined,
                    &person.official, &card, &mark,
                ],
            ),
            (
                "INSERT INTO membership (person_id, unit_id, kind, from_day) VALUES ($1, $2, 'main', $3)",
                &[&id, &unit, &person.joined],
            ),
            (
                "INSERT INTO member_state (person_id, state, from_day) VALUES ($1, 'official', $2)",
                &[&id, &person.joined],
            ),
            (
                "INSERT INTO subject_key (subject, subject_id, wrapped, made_at) VALUES ('person', $1, $2, 0)",
                &[&id, &wrapped],
            ),
            ("INSERT INTO import_step (list_id, person_id, kind, version) VALUES (1, $1, 'new', 1)", &[&id]),
            (
                "INSERT INTO journal (at, verb, subject, subject_id, place, after)
                 VALUES (0, 'people.person.enter', 'person', $1, $2, $3)",
                &[&id, &unit, &after],
            ),
        ];
        for (sql, args) in insert {
            tx.exec(sql, args).await?;
        }
        for field in ["citizen_id", "phone", "ethnicity"] {
            let sql = "INSERT INTO person_secret (person_id, field, sealed) VALUES ($1, $2, $3)";
            tx.exec(sql, &[&id, &field, &sealed]).await?;
        }
    }
    tx.commit().await?;
    Ok(started.elapsed())
}
