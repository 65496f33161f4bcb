//! Every link to another site that was ever in an article, with who put it there and when; and the sites that are trusted.

use super::{account_names, refused};
use crate::archive::FIRST_NUMBER;
use crate::archive::pages::href;
use crate::identity::reach::Officer;
use crate::identity::right::{PublishArticle, Right};
use crate::list::noted::{Taking, note};
use crate::list::{KINDS, file};
use crate::newsroom::outside::{Link, Trusted, distrust, host, is_trusted, trust};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use sheet::Cell;

#[derive(Template)]
#[template(path = "newsroom/pages/outside.html")]
struct OutsidePage {
    shell: Shell,
    form: Form,
    /// The sites of the rule.
    by_rule: String,
    sites: Vec<Site>,
    /// Whether the reader may change the list of sites.
    keeps: bool,
    rows: Vec<Row>,
    /// How many links there are, and how many of them are shown.
    count: String,
    /// The site that the list is narrowed to.
    narrowed: String,
}

struct Site {
    id: i64,
    host: String,
    note: String,
    told: String,
    /// Whether it is the reader's newsroom that trusts it.
    own: bool,
}

struct Row {
    url: String,
    host: String,
    /// The list of the links to this site alone.
    narrow: String,
    trusted: bool,
    who: String,
    at: String,
    edition: String,
    headline: String,
    href: String,
}

/// So many links stand on the page; all of them in the file.
const SHOWN: usize = 500;
const HERE: &str = "/van-phong/toa-soan/lien-ket";
/// Banners and links of the portal's pages lead elsewhere too.
const LAYOUT: &str = "/van-phong/trang-chu";

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    page(&office, &officer, StatusCode::OK, Form::default()).await
}

pub(super) async fn act(State(office): State<Office>, officer: Officer, mut form: Form) -> Result<Response, Failure> {
    let newsroom = *officer.roots(Right::PublishArticle).first().ok_or(Failure::Forbidden)?;
    let (w, now) = (officer.words(), office.clock.now());
    if let Ok(id) = form.get("distrust").parse::<i64>() {
        let mut tx = office.db.begin().await?;
        let all = Trusted::all(&mut tx).await?;
        let site = all.into_iter().find(|site| site.id == id).ok_or(Failure::NotFound)?;
        // What another newsroom trusts is not for this one to take away, nor to learn of.
        let may = officer.may(Right::PublishArticle, site.unit_id);
        let grant = officer.require(PublishArticle, if may { site.unit_id } else { return Err(Failure::NotFound) })?;
        distrust(&mut tx, grant, id, now).await.map_err(refused)?;
        tx.commit().await?;
        return Ok(see_other(&format!("{HERE}?xong=luu")));
    }
    // Somebody may paste a whole address.
    let typed = form.get("host").to_lowercase();
    let site = host(&typed).unwrap_or_else(|| typed.trim_end_matches(['/', '.']).to_owned());
    let sound = site.contains('.') && site.split('.').all(|part| !part.is_empty() && part.chars().all(is_of_host));
    if !sound || site.len() > 200 {
        form.wrong("host", w.say("outside-no-host"));
    }
    if form.get("why").is_empty() || form.get("why").chars().count() > 300 {
        form.wrong("why", w.say("outside-no-why"));
    }
    if !form.is_sound() {
        return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let grant = officer.require(PublishArticle, newsroom)?;
    let mut tx = office.db.begin().await?;
    trust(&mut tx, grant, (&site, form.get("why")), now).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{HERE}?xong=luu")))
}

fn is_of_host(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

async fn page(office: &Office, officer: &Officer, status: StatusCode, form: Form) -> Result<Response, Failure> {
    let w = officer.words();
    let roots = officer.roots(Right::EditArticle);
    if roots.is_empty() {
        return Err(Failure::Forbidden);
    }
    let mut conn = office.db.read().await?;
    let names = account_names(&mut conn).await?;
    let name = |id: Option<i64>| id.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
    let (rule, _) = office.newsroom_rule()?;
    let above = |unit: i64| roots.iter().any(|root| officer.tree.is_within(*root, unit));
    let seen = |unit: i64| officer.may(Right::EditArticle, unit) || above(unit);
    let sites: Vec<Trusted> = Trusted::all(&mut conn).await?.into_iter().filter(|site| seen(site.unit_id)).collect();
    let narrowed = officer.query("may-chu").unwrap_or_default();
    let committee = officer.tree.committee().map_or(0, |unit| unit.id);
    let links = Link::all(&mut conn, &office.mirror, committee)
        .await?
        .into_iter()
        .filter(|link| officer.may(Right::EditArticle, link.unit_id));
    let links: Vec<Link> = links.filter(|link| narrowed.is_empty() || link.host == narrowed).collect();
    let trusts = |link: &Link| {
        let office = sites.iter().filter(|site| officer.tree.is_within(link.unit_id, site.unit_id));
        let all = rule.trusted_hosts.iter().map(String::as_str).chain(office.map(|site| site.host.as_str()));
        is_trusted(&link.host, all.collect::<Vec<_>>())
    };
    let edition = |link: &Link| match link.edition {
        Some(number) => w.with("article-edition", "number", number),
        None => w.say("outside-not-out"),
    };
    let count = links.len();
    let rows = links.into_iter().map(|link| Row {
        trusted: trusts(&link),
        edition: edition(&link),
        who: match link.file.as_str() {
            "" => name(link.account_id),
            file => w.with("outside-brought", "file", file),
        },
        at: link.at.written(),
        href: match link.article_id {
            0 => LAYOUT.to_owned(),
            number if number > FIRST_NUMBER => href(number),
            _ => format!("/van-phong/toa-soan/{}", link.uid),
        },
        headline: if link.article_id == 0 { w.say("layout") } else { link.headline },
        narrow: format!("{HERE}?may-chu={}", kit::web::encode(&link.host)),
        url: link.url,
        host: link.host,
    });
    if let Some(kind) = officer.query("tep").filter(|kind| KINDS.contains(&kind.as_str())) {
        let header =
            ["outside-url", "outside-host", "outside-trusted", "outside-who", "outside-at", "outside-out", "headline"];
        let header = header.map(|key| w.say(key)).to_vec();
        let yes = |trusted: bool| w.say(if trusted { "outside-yes" } else { "outside-no" });
        let cells = |row: Row| {
            let trusted = yes(row.trusted);
            [row.url, row.host, trusted, row.who, row.at, row.edition, row.headline].map(Cell::from).to_vec()
        };
        let rows: Vec<Vec<Cell>> = rows.map(cells).collect();
        drop(conn);
        let taking = Taking { list: "outside", unit: roots[0], kind: &kind, asked: narrowed.clone(), rows: rows.len() };
        let noted = note(office, officer, taking).await?;
        return Ok(file(&noted, "lien-ket", w.say("outside"), header, rows.into_iter()));
    }
    let site = |site: &Trusted| Site {
        id: site.id,
        host: site.host.clone(),
        note: site.note.clone(),
        told: format!("{}, {}", name(site.account_id), site.at.written()),
        own: officer.may(Right::PublishArticle, site.unit_id),
    };
    let page = OutsidePage {
        rows: rows.take(SHOWN).collect(),
        count: w.count("outside-count", count as i64),
        by_rule: rule.trusted_hosts.join(", "),
        sites: sites.iter().map(site).collect(),
        keeps: !officer.roots(Right::PublishArticle).is_empty(),
        shell: office.shell(officer),
        narrowed,
        form,
    };
    html(status, &page)
}
