//! What the rules on public portals ask, whether this one has it, and where one can see that.

use super::public_place;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::layout::{self, Arranged, Block, Kind};
use crate::newsroom::outside::{Link, Trusted, is_trusted};
use crate::newsroom::{Heading, Urgent};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::db::Conn;
use kit::failure::Failure;
use kit::page::html;
use kit::words::Words;

#[derive(Template)]
#[template(path = "newsroom/pages/compliance.html")]
struct CompliancePage {
    shell: Shell,
    lines: Vec<Line>,
    summary: String,
}

struct Line {
    /// What is asked, by which rule.
    asked: String,
    by: String,
    state: &'static str,
    state_name: String,
    /// What was found, and where it can be seen; the address is empty where there is none.
    evidence: String,
    href: String,
}

/// How a demand stands.
enum Stands {
    /// It is met, as anybody can see at this address.
    Met(String),
    /// It is met or not by what is in the record: how many things, and how many of them are wrong.
    Counted { all: i64, wrong: i64, href: &'static str },
    /// It is not there; where it is put in.
    Missing(String),
    /// A person has to look.
    Look,
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    if officer.roots(Right::EditArticle).is_empty() {
        return Err(Failure::Forbidden);
    }
    let w = officer.words();
    let mut conn = office.db.read().await?;
    let demands = demands(&office, &officer, &mut conn).await?;
    let lines: Vec<Line> = demands.into_iter().map(|(key, stands)| line(w, key, stands)).collect();
    let met = lines.iter().filter(|line| line.state == "done").count() as i64;
    let summary = w.fill("compliance-summary", &[("met", met.into()), ("all", (lines.len() as i64).into())]);
    html(StatusCode::OK, &CompliancePage { shell: office.shell(&officer), lines, summary })
}

async fn demands(office: &Office, officer: &Officer, conn: &mut Conn) -> Result<Vec<(&'static str, Stands)>, Failure> {
    let articles = Heading::all(conn).await?;
    let own: Vec<&Heading> = articles.iter().filter(|it| officer.may(Right::EditArticle, it.unit_id)).collect();
    let public: Vec<&&Heading> = own.iter().filter(|article| article.is_public()).collect();
    let example = public.first().map(|article| public_place(article)).unwrap_or_default();
    let met = |ending: &str| match example.as_str() {
        "" => Stands::Look,
        address => Stands::Met(format!("{address}{ending}")),
    };
    let (rule, _) = office.newsroom_rule()?;
    let sites = Trusted::all(conn).await?;
    let committee = officer.tree.committee().map_or(0, |unit| unit.id);
    let links: Vec<Link> = Link::all(conn, &office.mirror, committee)
        .await?
        .into_iter()
        .filter(|it| officer.may(Right::EditArticle, it.unit_id))
        .collect();
    let unknown = links.iter().filter(|link| link.edition.is_some()).filter(|link| {
        let own = sites.iter().filter(|site| officer.tree.is_within(link.unit_id, site.unit_id));
        let all = rule.trusted_hosts.iter().map(String::as_str).chain(own.map(|site| site.host.as_str()));
        !is_trusted(&link.host, all.collect::<Vec<_>>())
    });
    let unknown = unknown.count() as i64;
    let today = office.clock.today();
    let mut late = 0;
    for urgent in Urgent::waiting(conn).await? {
        let of = own.iter().any(|article| article.id == urgent.article_id);
        late += i64::from(of && urgent.due_day < today);
    }
    let signed = public.iter().filter(|article| article.byline.is_empty() && article.source.is_empty()).count() as i64;
    let [contact, english, emc] = arranged(officer, conn, today).await?;
    let outside = "/van-phong/toa-soan/lien-ket";
    let sections = crate::newsroom::SECTIONS.first().map_or("", |(slug, ..)| slug);
    Ok(vec![
        ("search", Stands::Met("/tim-kiem".into())),
        ("print", met("/in")),
        ("save", met("/luu.html")),
        ("feeds", Stands::Met("/rss.xml".into())),
        ("map", Stands::Met("/sitemap.xml".into())),
        ("archive", Stands::Met("/luu-tru".into())),
        ("sections", Stands::Met(format!("/{sections}"))),
        ("look", Stands::Met("/hien-thi".into())),
        ("counting", Stands::Met("/so-lieu/cach-dem".into())),
        ("author", Stands::Counted { all: public.len() as i64, wrong: signed, href: "/van-phong/toa-soan" }),
        ("links", Stands::Counted { all: links.len() as i64, wrong: unknown, href: outside }),
        ("second", Stands::Counted { all: public.len() as i64, wrong: late, href: "/van-phong/toa-soan/thong-ke" }),
        ("contact", contact),
        ("english", english),
        ("emc", emc),
        ("papers", Stands::Met("/van-ban".into())),
        ("security", Stands::Look),
    ])
}

/// Whether readers of the committee's portal are told where the office is and who answers, also in English, and whether the
/// state's monitoring counts there.
async fn arranged(officer: &Officer, conn: &mut Conn, today: Day) -> Result<[Stands; 3], Failure> {
    let Some(committee) = officer.tree.committee() else {
        return Ok([(); 3].map(|()| Stands::Missing(String::new())));
    };
    let published = Arranged::of(conn, committee.id).await?.published.unwrap_or_default();
    let standing = |kind: Kind| published.iter().filter(move |block| block.kind == kind && block.on(today).is_eq());
    let there = layout::pages::address(officer, committee.id);
    let met = |holds: bool, href: &str| match holds {
        true => Stands::Met(href.to_owned()),
        false => Stands::Missing(there.clone()),
    };
    let in_english = |block: &Block| {
        !block.found.address_en.is_empty() && block.officials().iter().all(|person| !person.post.en.is_empty())
    };
    let told = standing(Kind::Contact).next().is_some();
    let spoken = told && standing(Kind::Contact).all(in_english);
    let counts = standing(Kind::Monitor).next().is_some();
    Ok([met(told, "/lien-he"), met(spoken, "/en/lien-he"), met(counts, "/so-lieu/cach-dem")])
}

fn line(w: Words, key: &str, stands: Stands) -> Line {
    let (state, name, evidence, href) = match stands {
        Stands::Met(href) => ("done", "met", w.say("compliance-see"), href),
        Stands::Counted { all, wrong, href } => {
            let values = [("all", w.number(all).into()), ("wrong", w.number(wrong).into())];
            let (state, name) = if wrong == 0 { ("done", "met") } else { ("short", "wrong") };
            (state, name, w.fill(&format!("compliance-count-{key}"), &values), href.to_owned())
        }
        Stands::Missing(href) => ("short", "missing", w.say(&format!("compliance-do-{key}")), href),
        Stands::Look => ("wait", "look", w.say(&format!("compliance-do-{key}")), String::new()),
    };
    Line {
        asked: w.say(&format!("compliance-{key}")),
        by: w.say(&format!("compliance-by-{key}")),
        state,
        state_name: w.say(&format!("compliance-state-{name}")),
        evidence,
        href,
    }
}
