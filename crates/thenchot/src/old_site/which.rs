//! Of which older site a file is: told by its articles, before any of them is brought.

use super::OldSite;
use anyhow::{Result, anyhow, bail};
use kit::db::Db;
use kit::words::{Value, Words};
use legacy::site::Article;
use office::archive::site::{self, Site};

/// So many articles are compared with those that are there.
const SAMPLE: usize = 500;

type Articles<'a> = Box<dyn Iterator<Item = Result<Article, (usize, String)>> + 'a>;

/// The site, the articles that were read to tell it, and the rest of them.
///
/// # Errors
/// When the file is of another site than those that are there, and nobody said which.
pub(super) async fn site<'a>(
    office: &Db,
    asked: &OldSite,
    (kind, guess): (&str, Option<&str>),
    mut articles: Articles<'a>,
    w: Words,
) -> Result<(Site, Vec<Result<Article, (usize, String)>>, Articles<'a>)> {
    if let Some(name) = asked.site.as_deref().filter(|name| !is_name(name)) {
        bail!(w.with("legacy-site-name", "name", name));
    }
    let guess = guess.map(str::to_ascii_lowercase).filter(|name| is_name(name));
    let read: Vec<_> = articles.by_ref().take(SAMPLE).collect();
    let sample = read.iter().flatten().map(|it| (it.name.clone(), it.title.clone(), it.published_at));
    let sample: Vec<site::Sample> = sample.collect();
    let mut conn = office.read().await?;
    match site::which(&mut conn, kind, (asked.site.as_deref(), guess.as_deref()), &sample).await? {
        Ok(site) => {
            let first = if site.is_first { "yes" } else { "no" };
            let values: [(&str, Value); 2] = [("name", site.name.as_str().into()), ("first", first.into())];
            println!("{}", w.fill("legacy-site", &values));
            Ok((site, read, articles))
        }
        Err(another) => {
            let values: [(&str, Value); 3] = [
                ("there", another.there.as_str().into()),
                ("guess", another.guess.as_deref().unwrap_or("none").into()),
                ("others", (another.others as i64).into()),
            ];
            Err(anyhow!(w.fill("legacy-another-site", &values)))
        }
    }
}

fn is_name(name: &str) -> bool {
    let sound = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-');
    (1..=100).contains(&name.len()) && name.bytes().all(sound)
}
