//! The cast of demo, tests and documentation: the district of Tịnh Biên on 23 November 2018. The places and bodies are
//! real, all persons are made up, and the counts are drawn so that they agree with what was written of the district.

mod campaigns;
mod candidates;
pub mod contact;
mod exempting;
pub mod library;
mod movements;
mod names;
mod news;
mod outgoing;
mod papers;
mod persons;
mod places;
mod pledges;
mod reception;
mod study;
mod taken_up;
mod tasks;
mod terms;
mod ties;
mod units;

#[cfg(test)]
mod tests;

use crate::identity::reach::{Grant, second::Giving};
use crate::identity::{self, NewAccount, right::Role};
use crate::org::reorganise::{ListError, Lists};
use anyhow::Context;
use kit::clock::{Chance, Clock, Day, Ts};
use kit::db::Db;
use kit::vault::Vault;
use rules::RuleBook;

/// The day on which the demo plays.
pub const DEMO_DAY: Day = Day::of(2018, 11, 23);

/// Somebody with a part to play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Character {
    /// How tests and the demo call them: `leader`, `organisation`, `clerk`, `cell_secretary`, `editor`, `publisher`,
    /// `inspector`, `front`, `head_of_office`.
    pub key: &'static str,
    /// The person.
    pub person: i64,
    /// The account that the person signs in with, whose login is `key`.
    pub account: i64,
    /// The person's name.
    pub name: String,
    /// What the person is, as shown.
    pub post: String,
    /// The unit at which they act: the root of their reach.
    pub unit_id: i64,
    /// The role they sign in with.
    pub role: Role,
}

/// What was loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cast {
    /// Those with a part to play.
    pub characters: Vec<Character>,
    /// The district committee.
    pub district: i64,
    /// The commune committees, in the order of their codes.
    pub communes: Vec<i64>,
    /// The cell that has not been marked yet.
    pub silent_cell: i64,
    /// The study campaign.
    pub campaign: i64,
    /// The articles, in the order in which they came out; the founding one is in the middle.
    pub articles: Vec<i64>,
    /// How many persons there are.
    pub persons: usize,
}

impl Cast {
    /// The character called `key`.
    pub fn character(&self, key: &str) -> Option<&Character> {
        self.characters.iter().find(|character| character.key == key)
    }
}

/// What every part of the loading needs.
struct Ground {
    now: Ts,
    chance: Chance,
    /// For what came to be known later; what is drawn here moves nothing that `chance` draws.
    more: Chance,
    book: RuleBook,
}

impl Ground {
    fn uid(&self) -> String {
        self.chance.uuid(self.now).to_string()
    }
}

/// What became of the cast's communes on 1 July 2025, from the lists that the state published.
///
/// # Errors
/// When the lists cannot be read, which a test rules out.
pub fn lists_of_2025() -> Result<Lists, ListError> {
    Lists::read(include_str!("successors-2025.csv"), include_str!("units-2025.csv"))
}

/// Loads the cast into an empty house.
///
/// # Errors
/// When the house has units already, or the database refuses.
pub async fn load(db: &Db, vault: &Vault, clock: &Clock) -> anyhow::Result<Cast> {
    let ground = Ground {
        now: clock.now(),
        chance: Chance::seeded(20_181_123),
        more: Chance::seeded(19_300_203),
        book: RuleBook::builtin(),
    };
    let mut tx = db.begin().await?;
    let known: Option<i64> = tx.value("SELECT id FROM unit LIMIT 1", &[]).await?;
    anyhow::ensure!(known.is_none(), "the house is not empty");
    let units = units::enter(&mut tx, &ground).await?;
    let people = persons::enter(&mut tx, vault, &ground, &units).await?;
    ties::enter(&mut tx, &ground, &units, &people).await?;
    let mut characters = persons::characters(&units, &people);
    for character in &mut characters {
        let (key, name, post) = (character.key, &*character.name, &*character.post);
        let new = NewAccount { login: key, name, post, person: Some(character.person) };
        let grant = Grant::console(character.unit_id);
        character.account = identity::create_account(&mut tx, grant, &new, &ground.chance, ground.now).await?;
        let giving = Giving::console(character.unit_id, character.role.word());
        identity::give_role(&mut tx, giving, character.account, ground.now).await?;
    }
    let campaign = study::enter(&mut tx, vault, &ground, &units, &people).await?;
    // A chance of its own: what the others draw stays as it is.
    let apart = Ground {
        now: ground.now,
        chance: Chance::seeded(20_181_124),
        more: Chance::seeded(20_181_125),
        book: RuleBook::builtin(),
    };
    movements::enter(&mut tx, &apart, &units, &people).await?;
    exempting::enter(&mut tx, vault, &apart, &units).await?;
    candidates::enter(&mut tx, &apart, &units).await?;
    let who =
        |key: &str| characters.iter().find(|character| character.key == key).context("one of the cast is missing");
    persons::open_cases(&mut tx, &ground, who("inspector")?).await?;
    let articles = news::enter(&mut tx, &ground, units.district, who("editor")?, who("publisher")?).await?;
    terms::enter(&mut tx, &ground, &units).await?;
    papers::enter(&mut tx, &apart, &units).await?;
    tasks::enter(&mut tx, &apart, &units).await?;
    let silent = units.communes[places::HOME].cells[persons::SILENT_HAMLET];
    campaigns::enter(&mut tx, &apart, &units, (campaign, silent)).await?;
    pledges::enter(&mut tx, vault, &people).await?;
    let signing = (who("head_of_office")?, who("leader")?);
    outgoing::enter(&mut tx, &apart, units.district, signing).await?;
    taken_up::enter(&mut tx, vault, &apart, &units, campaign).await?;
    reception::enter_all(&mut tx, vault, &apart, units.district, who("head_of_office")?).await?;
    tx.commit().await?;
    Ok(Cast {
        district: units.district,
        communes: units.communes.iter().map(|commune| commune.committee).collect(),
        silent_cell: units.communes[places::HOME].cells[persons::SILENT_HAMLET],
        campaign,
        articles,
        persons: people.values().map(Vec::len).sum(),
        characters,
    })
}
