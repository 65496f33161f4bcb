//! Enters the members of every cell, who holds which post, and discipline; picks those with a part to play.

use super::names::Names;
use super::places::{BOARDS, COMMUNES, HAMLETS, HOME};
use super::units::Units;
use super::{Character, DEMO_DAY, Ground};
use crate::identity::reach::Grant;
use crate::identity::reach::seating::Seating;
use crate::identity::right::Role;
use crate::inspection;
use crate::inspection::case::{Case, NewCase, let_in};
use crate::people::facts::{Fact, NO, YES};
use crate::people::secret::Secret;
use crate::people::{self, NewPerson};
use crate::posts::{self, NewHolding};
use anyhow::Result;
use kit::clock::{Chance, Day};
use kit::db::Conn;
use kit::vault::Vault;
use std::collections::BTreeMap;

/// The hamlet of the home commune whose cell has not been marked, by its place among the cells.
pub const SILENT_HAMLET: usize = 2;

/// Members disciplined from 2014 on: fewer each year.
const DISCIPLINED: [(i16, usize); 5] = [(2014, 41), (2015, 36), (2016, 31), (2017, 27), (2018, 22)];

/// The first members of each cell are in the Party long enough to hold posts.
const ELDERS: usize = 6;

/// Members of each cell, as (person, name); the first is its secretary.
pub type People = BTreeMap<i64, Vec<(i64, String)>>;

/// Enters everybody.
pub async fn enter(conn: &mut Conn, vault: &Vault, ground: &Ground, units: &Units) -> Result<People> {
    let names = Names::new();
    let mut cells: Vec<i64> = units.communes.iter().flat_map(|commune| commune.cells.clone()).collect();
    cells.extend(units.agencies.iter().flat_map(|(_, cells)| cells.clone()));
    cells.extend(&units.agency_cells);
    let mut people = People::new();
    for cell in cells {
        let count = 17 + ground.chance.below(13);
        let mut members = Vec::new();
        for index in 0..count {
            let number = people.values().map(Vec::len).sum::<usize>() + members.len();
            let elder = index < ELDERS as u64;
            members.push(member(conn, vault, ground, &names, (cell, elder, number as u64)).await?);
        }
        people.insert(cell, members);
    }
    posts(conn, ground, units, &people).await?;
    discipline(conn, ground, &people).await?;
    Ok(people)
}

async fn member(
    conn: &mut Conn,
    vault: &Vault,
    ground: &Ground,
    names: &Names,
    (cell, elder, number): (i64, bool, u64),
) -> Result<(i64, String)> {
    let chance = &ground.chance;
    let sex = if chance.below(100) < 31 { "f" } else { "m" };
    let name = names.draw(chance, sex);
    let joined = 1990 + chance.below(if elder { 15 } else { 29 });
    let birth_year = joined - 22 - chance.below(14);
    let month = 1 + chance.below(if joined == 2018 { 6 } else { 12 });
    let from = Day::of(joined as i16, month as i8, 1 + chance.below(28) as i8);
    let more = More::of(ground, sex, birth_year, number, elder);
    let new = NewPerson {
        uid: ground.uid(),
        full_name: &name,
        birth_year: birth_year as i64,
        sex: Some(sex),
        joined_on: Some(from),
        // Who has not been a year with the Party is still on probation, and nobody has decided anything yet.
        official_on: Some(from.plus_months(12)).filter(|day| *day <= DEMO_DAY),
        birth_day: Some(more.birth_day),
        card_no: Some(&more.card_no),
        facts: more.facts.iter().map(|(fact, value)| (*fact, value.as_str())).collect(),
        secrets: more.secrets.iter().map(|(secret, value)| (*secret, value.as_str())).collect(),
        ..NewPerson::default()
    };
    let id = people::enter(conn, Grant::console(cell), vault, &new, from, ground.now).await?;
    Ok((id, name))
}

/// What else is known of a member, drawn apart from the rest: whom the figures speak of stays as it was.
struct More {
    birth_day: Day,
    card_no: String,
    facts: Vec<(Fact, String)>,
    secrets: Vec<(Secret, String)>,
}

impl More {
    /// Sealed values for the first members of each cell and a quarter of the others. The numbers can be nobody's: no
    /// province has the code 099, and no telephone number begins with 010.
    fn of(ground: &Ground, sex: &str, birth_year: u64, number: u64, elder: bool) -> More {
        let chance = &ground.more;
        let birth_day = Day::of(birth_year as i16, 1 + chance.below(12) as i8, 1 + chance.below(28) as i8);
        let card_no = format!("56.{:06}", 1_000 + number * 7);
        let (group, belief, quarter) = (chance.below(100), chance.below(100), chance.below(4));
        let mut secrets = Vec::new();
        if elder || quarter == 0 {
            let sex = usize::from(sex == "f") + if birth_year < 2000 { 0 } else { 2 };
            secrets.push((Secret::CitizenId, format!("099{sex}{:02}{number:06}", birth_year % 100)));
            secrets.push((Secret::Phone, format!("0100{number:06}")));
            let group = ["Kinh", "Khmer", "Hoa", "Chăm"][[80, 96, 98].partition_point(|up_to| *up_to <= group)];
            let belief = match group {
                "Khmer" => "Phật giáo",
                "Chăm" => "Hồi giáo",
                _ => ["Không", "Phật giáo Hòa Hảo", "Phật giáo"][[70, 90].partition_point(|up_to| *up_to <= belief)],
            };
            secrets.push((Secret::Ethnicity, group.to_owned()));
            secrets.push((Secret::Religion, belief.to_owned()));
        }
        let facts = if elder || quarter == 0 { facts(birth_year, number, elder) } else { Vec::new() };
        More { birth_day, card_no, facts, secrets }
    }
}

/// What else the curriculum vitae says, by the member's number: nothing is drawn for it.
fn facts(birth_year: u64, number: u64, elder: bool) -> Vec<(Fact, String)> {
    let pick = |words: &[&str], times: u64| words[(number * times % words.len() as u64) as usize].to_owned();
    let home = &COMMUNES[(number * 5 % COMMUNES.len() as u64) as usize];
    let kind = if home.township { "thị trấn" } else { "xã" };
    let levels = ["Trung học cơ sở", "Trung học phổ thông", "Trung học phổ thông", "Đại học"];
    let works = if elder {
        ["Cán bộ, công chức", "Giáo viên", "Nông dân", "Hưu trí"]
    } else {
        ["Nông dân", "Nông dân", "Kinh doanh", "Công nhân"]
    };
    let old = birth_year < 1960;
    let answer = |is: bool| if is { YES } else { NO }.to_owned();
    vec![
        (Fact::Code, format!("DV{:07}", 4_100_000 + number * 3)),
        (Fact::HomePlace, format!("{kind} {}, huyện Tịnh Biên, tỉnh An Giang", home.name)),
        (Fact::Schooling, pick(&levels, 3)),
        (Fact::Theory, if elder { "Trung cấp" } else { "Sơ cấp" }.to_owned()),
        (Fact::Occupation, pick(&works, 7)),
        (Fact::Smartphone, answer(!old)),
        (Fact::OnPaper, answer(old || number.is_multiple_of(9))),
    ]
}

async fn seat(conn: &mut Conn, ground: &Ground, unit: i64, title: &str, person: i64, from: Day) -> Result<()> {
    let new = NewHolding { person, from, to: None, term: None, paper: "" };
    posts::hold(conn, Seating::console(unit, title), &ground.uid(), &new, ground.now).await?;
    Ok(())
}

async fn posts(conn: &mut Conn, ground: &Ground, units: &Units, people: &People) -> Result<()> {
    let term = Day::of(2015, 8, 1);
    for (cell, members) in people {
        seat(conn, ground, *cell, "secretary", members[0].0, term).await?;
    }
    for (index, (commune, of)) in units.communes.iter().zip(&COMMUNES).enumerate() {
        // The commune's leaders are members of the cell of its offices.
        let office = &people[&commune.cells[HAMLETS]];
        let (secretary, other) = (office[1].0, office[2].0);
        let chairman = if of.both_posts { secretary } else { other };
        let month = 1 + (index % 9) as i8;
        seat(conn, ground, commune.committee, "secretary", secretary, term).await?;
        seat(conn, ground, commune.government, "chairman", chairman, Day::of(2016, 3 + month, 1)).await?;
        seat(conn, ground, commune.front, "president", office[3].0, Day::of(2014, 3, 1)).await?;
    }
    for (committee, cells) in &units.agencies {
        seat(conn, ground, *committee, "secretary", people[&cells[0]][1].0, term).await?;
    }
    for (board, cell) in units.boards.iter().zip(&units.agency_cells) {
        seat(conn, ground, *board, "head", people[cell][1].0, term).await?;
    }
    let (propaganda, inspection) = (2, 4);
    for (board, title, member) in [(propaganda, "deputy_head", 3), (inspection, "board_member", 2)] {
        let person = people[&units.agency_cells[board]][member].0;
        seat(conn, ground, units.boards[board], title, person, term).await?;
    }
    let office = &people[&units.agency_cells[0]];
    seat(conn, ground, units.district, "secretary", office[2].0, term).await?;
    seat(conn, ground, units.government, "chairman", people[&units.agency_cells[6]][1].0, Day::of(2016, 7, 1)).await?;
    seat(conn, ground, units.front, "president", people[&units.agency_cells[5]][1].0, Day::of(2014, 4, 1)).await
}

async fn discipline(conn: &mut Conn, ground: &Ground, people: &People) -> Result<()> {
    let cells: Vec<(&i64, &Vec<(i64, String)>)> = people.iter().collect();
    let chance = Chance::seeded(19_450_902);
    for (year, count) in DISCIPLINED {
        for index in 0..count {
            // Three cells apart, so nobody is met twice in a year.
            let (cell, members) = cells[(index * 3 + usize::from(year.unsigned_abs())) % cells.len()];
            let form = ["reprimand", "reprimand", "reprimand", "warning", "warning", "expulsion"];
            let form = form[ground.chance.below(6) as usize];
            let signed = Day::of(year, 1 + ground.chance.below(10) as i8, 1 + ground.chance.below(28) as i8);
            let (person, uid) = (members[ELDERS - 1].0, ground.uid());
            let case = NewCase {
                uid: chance.uuid(ground.now).to_string(),
                kind: "discipline",
                number: &format!("{:02}/{year}", index + 1),
                person: Some(person),
                confidentiality: "heads",
                day: signed,
            };
            inspection::enter_discipline(conn, Grant::console(*cell), &case, &uid, form, ground.now).await?;
        }
    }
    Ok(())
}

/// Those with a part to play; their accounts are not made yet.
pub fn characters(units: &Units, people: &People) -> Vec<Character> {
    // These work for the whole district from a board of it.
    let board = |index: usize, member: usize| (&people[&units.agency_cells[index]][member], units.district);
    let home = &units.communes[HOME];
    let name = COMMUNES[HOME].full();
    let hamlet = home.cells[SILENT_HAMLET];
    let made = |key, ((person, name), unit_id): (&(i64, String), i64), post: String, role| Character {
        key,
        person: *person,
        account: 0,
        name: name.clone(),
        post,
        unit_id,
        role,
    };
    let leader = (&people[&units.agency_cells[0]][2], units.district);
    let front = (&people[&units.agency_cells[5]][3], units.front);
    let clerk = (&people[&home.cells[HAMLETS]][4], home.committee);
    let secretary = (&people[&hamlet][0], hamlet);
    let of_cell = format!("Bí thư Chi bộ {} {}, {name}", COMMUNES[HOME].hamlet(), SILENT_HAMLET + 1);
    let of_front = "Ủy viên Ủy ban Mặt trận Tổ quốc huyện".to_owned();
    let specialist = |board: usize| format!("Chuyên viên {}", BOARDS[board]);
    vec![
        made("leader", leader, "Bí thư Huyện ủy".into(), Role::Leader),
        made("organisation", board(1, 2), specialist(1), Role::OrganisationOfficer),
        made("clerk", clerk, format!("Văn phòng Đảng ủy {name}"), Role::CommuneClerk),
        made("cell_secretary", secretary, of_cell, Role::CellSecretary),
        made("editor", board(2, 2), specialist(2), Role::Editor),
        made("publisher", board(2, 3), format!("Phó Trưởng {}", BOARDS[2]), Role::Publisher),
        made("inspector", board(4, 2), format!("Ủy viên {}", BOARDS[4]), Role::Inspector),
        made("front", front, of_front, Role::FrontMember),
        made("head_of_office", board(0, 1), format!("Chánh {}", BOARDS[0]), Role::OfficeManager),
    ]
}

/// Lets the inspector into the cases, each by itself: reach does not.
pub async fn open_cases(conn: &mut Conn, ground: &Ground, inspector: &Character) -> Result<()> {
    for case in Case::known_to_heads(conn).await? {
        let grant = Grant::console(case.unit_id);
        let_in(conn, grant, &case, (inspector.account, true), ground.now).await?;
    }
    Ok(())
}
