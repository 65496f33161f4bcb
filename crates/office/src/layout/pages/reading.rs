//! What was typed into the form of a block, and what is wrong with it.

use crate::archive::FIRST_NUMBER;
use crate::identity::reach::Officer;
use crate::layout::block::{Found, link, official};
use crate::layout::{Block, Kind, Place};
use crate::newsroom::checks::{leads_somewhere, own};
use crate::newsroom::outside::{self, Trusted};
use crate::newsroom::{Article, NewsError, SECTIONS};
use crate::shell::Office;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;

/// Each text has so many letters at most, and a block so many links or articles.
const MOST_LETTERS: usize = 200;
pub(super) const MOST_LINES: usize = 30;

/// Reads the block and checks it field by field; errors stand in the form.
pub(super) async fn read(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    (unit, key, kind): (i64, &str, Kind),
    form: &mut Form,
) -> Result<Block, Failure> {
    let w = officer.words();
    let get = |form: &Form, name: &str| viet::nfc(form.get(name));
    let place = kind.places().iter().copied().find(|place: &Place| form.is("place", place.word()));
    let mut block = Block::new(kind, place.unwrap_or(kind.places()[0]));
    if place.is_none() {
        form.wrong("place", w.say("layout-no-place"));
    }
    (block.title, block.title_en) = (get(form, "title"), get(form, "title_en"));
    for field in ["title", "title_en", "href"] {
        if form.get(field).chars().count() > MOST_LETTERS {
            form.wrong(field, w.with("layout-too-long", "most", MOST_LETTERS as i64));
        }
    }
    for field in ["from", "until"] {
        let typed = form.get(field).to_owned();
        let day = Day::parse(&typed);
        if !typed.is_empty() && day.is_none() {
            form.wrong(field, w.say("layout-no-day"));
        }
        let day = day.map_or_else(String::new, |day| day.to_string());
        *(if field == "from" { &mut block.from } else { &mut block.until }) = day;
    }
    if !block.from.is_empty() && !block.until.is_empty() && block.until < block.from {
        form.wrong("until", w.say("layout-until-before"));
    }
    if matches!(kind, Kind::Latest | Kind::Section | Kind::Topic) {
        match form.get("most").parse::<u8>() {
            Ok(most @ 1..=30) => block.most = most,
            _ => form.wrong("most", w.say("layout-no-most")),
        }
    }
    match kind {
        Kind::Section => {
            let slug = form.get("about").to_owned();
            let known =
                |slug: &str| SECTIONS.iter().any(|(known, ..)| *known == slug) || is_list(office, (key, slug), false);
            if !known(&slug) {
                form.wrong("about", w.say("layout-no-section"));
            }
            block.about = slug;
        }
        Kind::Topic => {
            block.about = viet::slug(form.get("about"));
            if form.get("about").is_empty() || form.get("about").chars().count() > MOST_LETTERS {
                form.wrong("about", w.say("layout-no-topic"));
            }
            if block.title.is_empty() && !is_list(office, (key, &block.about), true) {
                // It has no article yet that would bring its name.
                block.title = get(form, "about");
            }
        }
        Kind::Lead | Kind::Articles => articles(conn, officer, &mut block, form).await?,
        Kind::Banner => {
            block.picture = form.get("picture").to_owned();
            let media = match block.picture.parse() {
                Ok(id) => crate::newsroom::media::Media::of_unit(conn, unit, id).await?,
                Err(_) => None,
            };
            match media.filter(|media| media.photo().is_some()) {
                None => form.wrong("picture", w.say("layout-choose-picture")),
                // Who does not see it must be told what it shows.
                Some(media) if media.alt.trim().is_empty() => form.wrong("picture", w.say("layout-picture-unsaid")),
                Some(_) => {}
            }
            block.href = form.get("href").to_owned();
            if !block.href.is_empty()
                && let Some(wrong) = wrong_link(conn, office, officer, (unit, key), &block.href).await?
            {
                form.wrong("href", wrong);
            }
        }
        Kind::Links => links(conn, office, officer, (unit, key), &mut block, form).await?,
        Kind::Contact => contact(officer, &mut block, form),
        Kind::Monitor => {
            (block.about, block.href) = (get(form, "about"), office.newsroom_rule()?.0.monitor.clone());
            if !bridge::Monitor::is_code(&block.about) {
                form.wrong("about", w.say("layout-no-code"));
            }
        }
        Kind::Latest | Kind::Topics | Kind::Counters => {}
    }
    Ok(block)
}

fn is_list(office: &Office, (key, slug): (&str, &str), is_topic: bool) -> bool {
    (office.mirror.lists)(key).iter().any(|list| list.is_topic == is_topic && list.slug == slug)
}

/// The lines of the field, without blank ones; too many are told.
fn lines(form: &mut Form, officer: &Officer) -> Vec<String> {
    let text = viet::nfc(form.raw("about"));
    let lines: Vec<String> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    if lines.len() > MOST_LINES {
        form.wrong("about", officer.words().with("layout-too-many-lines", "most", MOST_LINES as i64));
    }
    lines
}

/// Where the office is found, and who answers there.
fn contact(officer: &Officer, block: &mut Block, form: &mut Form) {
    let w = officer.words();
    let get = |form: &Form, name: &str| viet::nfc(form.get(name).trim());
    block.found = Found {
        address: get(form, "address"),
        address_en: get(form, "address_en"),
        phone: get(form, "phone"),
        email: get(form, "email"),
        hours: get(form, "hours"),
        hours_en: get(form, "hours_en"),
    };
    for field in ["address", "address_en", "hours", "hours_en"] {
        if form.get(field).chars().count() > MOST_LETTERS {
            form.wrong(field, w.with("layout-too-long", "most", MOST_LETTERS as i64));
        }
    }
    if block.found.address.is_empty() {
        form.wrong("address", w.say("layout-no-address"));
    }
    if !block.found.phone.is_empty() && !bridge::is_phone(&block.found.phone) {
        form.wrong("phone", w.say("layout-no-phone"));
    }
    if !block.found.email.is_empty() && !bridge::is_mail(&block.found.email) {
        form.wrong("email", w.say("layout-no-mail"));
    }
    let lines = lines(form, officer);
    for line in &lines {
        if official(line).is_none() || line.chars().count() > 2 * MOST_LETTERS {
            let values = [("line", line.as_str().into()), ("wrong", w.say("layout-no-official").into())];
            form.wrong("about", w.fill("layout-line", &values));
        }
    }
    block.about = lines.join("\n");
}

/// Articles by their addresses or numbers, one to a line; the newest where a lead names none.
async fn articles(conn: &mut Conn, officer: &Officer, block: &mut Block, form: &mut Form) -> Result<(), Failure> {
    let (w, lines) = (officer.words(), lines(form, officer));
    let right = if block.kind == Kind::Lead { lines.len() <= 1 } else { !lines.is_empty() };
    if !right {
        let key = if block.kind == Kind::Lead { "layout-one-article" } else { "layout-no-articles" };
        form.wrong("about", w.say(key));
    }
    let mut numbers = Vec::new();
    for line in lines.iter().take(MOST_LINES) {
        let path = line.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        let number = path.rsplit(['/', '-']).next().and_then(|number| number.parse::<i64>().ok()).filter(|n| *n > 0);
        match number {
            Some(number) if is_public(conn, number).await? => numbers.push(number.to_string()),
            _ => form.wrong("about", w.with("layout-no-article", "line", line.as_str())),
        }
    }
    block.about = numbers.join("\n");
    Ok(())
}

/// Whether readers have the article of a number.
async fn is_public(conn: &mut Conn, number: i64) -> Result<bool, Failure> {
    if number > FIRST_NUMBER {
        let sql = "SELECT count(*) FROM archive_article WHERE id = $1 AND withdrawn = 0 AND kept = '' AND edition > 0
                   AND taken_off = ''";
        return Ok(conn.value::<i64>(sql, &[&(number - FIRST_NUMBER)]).await?.unwrap_or(0) > 0);
    }
    match Article::get(conn, number).await {
        Ok(article) => Ok(article.is_public()),
        Err(NewsError::NoArticle(_)) => Ok(false),
        Err(NewsError::Db(error)) => Err(error.into()),
        Err(error) => Err(Failure::Broken(error.into())),
    }
}

async fn links(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    (unit, key): (i64, &str),
    block: &mut Block,
    form: &mut Form,
) -> Result<(), Failure> {
    let (w, lines) = (officer.words(), lines(form, officer));
    if lines.is_empty() {
        form.wrong("about", w.say("layout-no-links"));
    }
    for line in lines.iter().take(MOST_LINES) {
        let wrong = match link(line) {
            None => Some(w.say("layout-link-shape")),
            Some((name, english, _)) if name.chars().count().max(english.chars().count()) > MOST_LETTERS => {
                Some(w.with("layout-too-long", "most", MOST_LETTERS as i64))
            }
            Some((.., href)) => wrong_link(conn, office, officer, (unit, key), &href).await?,
        };
        if let Some(wrong) = wrong {
            form.wrong("about", w.fill("layout-line", &[("line", line.as_str().into()), ("wrong", wrong.into())]));
        }
    }
    block.about = lines.join("\n");
    Ok(())
}

/// What is wrong with where a link leads: the same that keeps an article from being published.
pub(super) async fn wrong_link(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    (unit, key): (i64, &str),
    href: &str,
) -> Result<Option<String>, Failure> {
    let w = officer.words();
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    if href.contains(odd) || href.starts_with("//") || href.len() > 1000 {
        return Ok(Some(w.say("layout-link-shape")));
    }
    if !href.starts_with('/') && outside::host(href).is_none() {
        return Ok(Some(w.say("layout-link-shape")));
    }
    let Some((key, path)) = own(&office.mirror.hosts(conn).await?, (key, href)) else {
        let host = outside::host(href).unwrap_or_default();
        if legacy::clean::is_gambling(href) {
            return Ok(Some(w.with("layout-link-gambling", "host", host)));
        }
        let (rule, _) = office.newsroom_rule()?;
        let trusted = Trusted::at(conn, &officer.tree, unit).await?;
        let all = rule.trusted_hosts.iter().map(String::as_str).chain(trusted.iter().map(|site| site.host.as_str()));
        let trusted = outside::is_trusted(&host, all.collect::<Vec<_>>());
        return Ok((!trusted).then(|| w.with("layout-link-unknown", "host", host)));
    };
    let leads = leads_somewhere(conn, (&office.mirror, &key), &path, office.clock.now()).await;
    let leads = leads.map_err(|error| Failure::Broken(error.into()))?;
    Ok((!leads).then(|| w.with("layout-link-dead", "href", href)))
}
