//! `thenchot reorganise`: communes become fewer and larger on a day, from the lists that the state publishes.

use crate::{Place, houses};
use anyhow::{Context, Result, bail};
use clap::Args;
use kit::clock::{Chance, Day};
use office::identity::reach::Grant;
use office::identity::reach::deciding::Deciding;
use office::org::reorganise::{Lists, Province, reorganise};
use office::org::{Consequences, Decision, NOWHERE, Tree};
use std::path::PathBuf;

/// Which lists, from when, by which paper.
#[derive(Args)]
pub struct Reorganisation {
    /// Old and new codes: a CSV that begins with old_code,new_code
    #[arg(long)]
    successors: PathBuf,
    /// The new areas: a CSV that begins with code,name,kind
    #[arg(long)]
    areas: PathBuf,
    /// What stands above the new communes: "tỉnh An Giang"
    #[arg(long)]
    province: String,
    /// From when it holds.
    #[arg(long, default_value = "2025-07-01")]
    day: String,
    /// Number, day and issuer of the paper.
    #[arg(long)]
    paper: String,
    /// Carry roles held at a commune to the commune that carries on for it; without it they end.
    #[arg(long)]
    keep_roles: bool,
    /// Only say what would happen.
    #[arg(long)]
    dry_run: bool,
}

/// Makes it as one change, and says what it did.
pub async fn run(place: &Place, what: &Reorganisation) -> Result<()> {
    let read =
        |path: &PathBuf| std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()));
    let lists = Lists::read(&read(&what.successors)?, &read(&what.areas)?)?;
    let Some(day) = Day::parse(&what.day) else { bail!("{} is no day like 2025-07-01", what.day) };
    let province = known(&what.province, day)?;
    let office = houses::open_known(place).await?;
    let now = houses::clock_of(&office).await?.now();
    let mut tx = office.begin().await?;
    let before = Tree::as_of(&mut tx, day).await?;
    let uid = Chance::system().uuid(now).to_string();
    let page = format!("/van-phong/to-chuc/su-kien/{uid}");
    let decision = Decision { uid, kind: "merge", day, paper: what.paper.clone() };
    let event = reorganise(
        &mut tx,
        (Grant::console, Deciding::console(NOWHERE)),
        (&lists, &province, what.keep_roles),
        decision,
        &Chance::system(),
        now,
    )
    .await?;
    let after = Tree::as_of(&mut tx, day).await?;
    let brings = Consequences::of(&mut tx, event).await?;
    for unit in after.preorder().iter().filter(|unit| before.get(**unit).is_none()) {
        println!("new   {}", after.name(*unit));
    }
    for unit in &brings.ended {
        println!("ended {}", before.name(*unit));
    }
    for (role, who) in &brings.roles {
        println!("role ends    {role}: {who}");
    }
    for (role, who, unit) in &brings.carried {
        println!("role carried {role}: {who}, {}", after.name(*unit));
    }
    println!(
        "{} units ended, {} stand under another one, {} posts and {} roles end, {} roles are carried, {} members belong elsewhere",
        brings.ended.len(),
        brings.moved.len(),
        brings.posts.len(),
        brings.roles.len(),
        brings.carried.len(),
        brings.members
    );
    if brings.ended.is_empty() {
        bail!("no unit of this office is in the lists; nothing was changed");
    }
    if what.dry_run {
        println!("Only looked at: nothing was changed.");
        return Ok(());
    }
    tx.commit().await?;
    println!("Two persons of the office take it back on {page}, while nothing that was entered since depends on it.");
    Ok(())
}

/// The province of this name, of before or since the communes became fewer.
fn known(province: &str, day: Day) -> Result<Province> {
    let known = Province::of(province, day)?;
    known.with_context(|| format!("no province is called {province}; write it with its kind, as in \"tỉnh An Giang\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kit::testing::TempDir;

    #[test]
    fn a_province_is_one_of_the_lists() {
        // An Giang bears the code of Kiên Giang since the two are one.
        for (province, before, since) in [
            ("tỉnh An Giang", "89 tỉnh An Giang", "91 tỉnh An Giang"),
            ("tinh an giang", "89 tỉnh An Giang", "91 tỉnh An Giang"),
            ("thành phố Cần Thơ", "92 thành phố Cần Thơ", "92 thành phố Cần Thơ"),
            ("tỉnh Bạc Liêu", "95 tỉnh Bạc Liêu", "95 tỉnh Bạc Liêu"),
            ("An Giang", "", ""),
            ("tỉnh Không Có", "", ""),
            ("huyện Tịnh Biên", "", ""),
            ("", "", ""),
        ] {
            for (day, is) in [(Day::of(2025, 6, 30), before), (Day::of(2025, 7, 1), since)] {
                let known = known(province, day).map(|known| format!("{} {}", known.code, known.called));
                assert_eq!(known.unwrap_or_default(), is, "{province} on {day}");
            }
        }
    }

    #[tokio::test]
    async fn where_there_is_no_office_none_is_made() {
        let folder = TempDir::new();
        let place = Place { data: folder.path().join("nope"), database: None };
        assert!(houses::open_known(&place).await.is_err());
        assert!(!place.data.exists());
    }
}
