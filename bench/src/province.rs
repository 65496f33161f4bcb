//! A province to measure with: committees, cells, names as they are drawn, an officer of the whole of it who is signed in.

use anyhow::Result;
use kit::clock::{Chance, Clock, Day, SECOND};
use kit::db::{Conn, Db};
use kit::files::Files;
use kit::testing::{Door, TempDir};
use kit::vault::Vault;
use office::identity::reach::Grant;
use office::identity::reach::second::Giving;
use office::identity::right::Role;
use office::identity::{NewAccount, create_account, give_role, sessions::make_link};
use office::org::{NewUnit, add_unit, kind};
use office::shell::{Office, router};

/// Committees of the province.
pub const COMMITTEES: usize = 102;
/// Cells of each.
pub const CELLS: usize = 39;
/// What day it is.
pub const DAY: Day = Day::of(2018, 11, 23);

/// The units.
pub struct Province {
    /// Its own committee.
    pub root: i64,
    /// The outward identity of one of the committees below.
    pub committee: String,
    /// Cells with their names.
    pub cells: Vec<(i64, String)>,
}

/// A fresh database: a file, or a schema on the PostgreSQL server that THENCHOT_TEST_POSTGRES names.
pub async fn database(folder: &TempDir, name: &str) -> Result<Db> {
    let db = match std::env::var("THENCHOT_TEST_POSTGRES") {
        Ok(server) => Db::open_pg(&format!("{server}/postgres"), name).await?,
        Err(_) => Db::open_lite(&folder.path().join(format!("{name}.db")))?,
    };
    db.migrate(kit::journal::MIGRATIONS, DAY.begins()).await?;
    db.migrate(office::MIGRATIONS, DAY.begins()).await?;
    Ok(db)
}

/// An office on such a database.
pub async fn open(folder: &TempDir, name: &str) -> Result<Office> {
    let db = database(folder, name).await?;
    let clock = Clock::standing(DAY.begins().plus(7 * 3600 * SECOND));
    let vault = Vault::new(&[7; 32], Chance::seeded(7));
    let files = Files::at(folder.path().join("files"));
    Ok(Office::new(db, clock, Chance::system(), vault, files, false))
}

/// Founds the units.
pub async fn found(conn: &mut Conn, house: &Office) -> Result<Province> {
    let now = house.clock.now();
    let uid = || house.chance.uuid(now).to_string();
    let root =
        add_unit(conn, Grant::console(0), &unit(uid(), kind::DISTRICT_COMMITTEE, "Đảng bộ tỉnh", None), now).await?;
    let (mut cells, mut committee) = (Vec::new(), String::new());
    for at in 1..=COMMITTEES {
        committee = uid();
        let name = format!("Đảng bộ xã số {at}");
        let new = unit(committee.clone(), kind::COMMUNE_COMMITTEE, &name, Some(root));
        let above = add_unit(conn, Grant::console(root), &new, now).await?;
        for cell in 1..=CELLS {
            let name = format!("Chi bộ ấp {cell}, xã số {at}");
            let new = unit(uid(), kind::CELL, &name, Some(above));
            cells.push((add_unit(conn, Grant::console(above), &new, now).await?, name));
        }
    }
    Ok(Province { root, committee, cells })
}

fn unit<'a>(uid: String, kind: &'a str, name: &'a str, parent: Option<i64>) -> NewUnit<'a> {
    NewUnit { uid, kind, area: None, parent, name, short: name, from: Day::of(1990, 1, 1), paper: None }
}

/// Somebody who is made up.
pub struct Person {
    /// Family, middle and given name.
    pub name: String,
    /// `m` or `f`.
    pub sex: &'static str,
    /// The day of birth.
    pub born: Day,
    /// The day of admission.
    pub joined: Day,
    /// The day of becoming official.
    pub official: Day,
}

impl Person {
    /// The same person for the same number.
    pub fn draw(at: usize) -> Person {
        let (family, middle) =
            (["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng"], ["Văn", "Thị", "Minh", "Ngọc", "Hữu"]);
        let given = [
            "An", "Bình", "Châu", "Dũng", "Đức", "Hà", "Hạnh", "Khánh", "Lan", "Mai", "Nga", "Phúc", "Sơn", "Thảo",
            "Tùng", "Yến",
        ];
        let draw = |n: usize, from: usize| (at.wrapping_mul(2_654_435_761) >> from) % n;
        let name = format!("{} {} {}", family[draw(8, 5)], middle[draw(5, 9)], given[draw(16, 13)]);
        // Everybody is official by the day on which the province is looked at.
        let joined = Day::of(1990 + draw(27, 3) as i16, 1 + draw(12, 7) as i8, 1 + draw(28, 11) as i8);
        let born = Day::of(joined.0.year() - 22 - draw(14, 17) as i16, 1 + draw(12, 19) as i8, 1 + draw(28, 21) as i8);
        let sex = if draw(100, 23) < 31 { "f" } else { "m" };
        Person { name, sex, born, joined, official: joined.plus_months(12) }
    }
}

/// An officer who keeps the members of a unit's branch, signed in.
pub async fn let_in(house: &Office, root: i64, login: &str) -> Result<Door> {
    let now = house.clock.now();
    let mut tx = house.db.begin().await?;
    let new = NewAccount { login, name: login, post: "", person: None };
    let account = create_account(&mut tx, Grant::console(root), &new, &house.chance, now).await?;
    give_role(&mut tx, Giving::console(root, Role::OrganisationOfficer.word()), account, now).await?;
    let link = make_link(&mut tx, Grant::console(0), account, &house.chance, now).await?;
    tx.commit().await?;
    let mut door = Door::new(router(house.clone()));
    let answer = door.post(&link, &[]).await.outcome();
    anyhow::ensure!(door.cookie(office::identity::COOKIE).is_some(), "{answer}");
    Ok(door)
}

/// Megabytes of the process.
pub fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1e3
}
