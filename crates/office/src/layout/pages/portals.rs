//! The portals: the committee's own and those of units, each with how far its pages are; begun and ended here.

use super::address;
use crate::identity::reach::Officer;
use crate::identity::right::{PublishArticle, Right};
use crate::layout::sites::{Portal, begin, end};
use crate::layout::{Arranged, LayoutError, State as Stage};
use crate::newsroom::SECTIONS;
use crate::org::kind::COMMITTEES;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};

#[derive(Template)]
#[template(path = "layout/pages/portals.html")]
struct PortalsPage {
    shell: Shell,
    form: Form,
    rows: Vec<Row>,
    /// Whether the reader may begin and end them.
    keeps: bool,
    units: Vec<(String, String)>,
}

struct Row {
    uid: String,
    name: String,
    href: String,
    at: String,
    state: &'static str,
    state_name: String,
    own: bool,
}

const HERE: &str = "/van-phong/trang-chu";
/// Parts of addresses that lists of the committee's own portal have.
const PAGES: &[&str] = &[
    "so-lieu",
    "lien-he",
    "chuyen-de",
    "luu-tru",
    "tim-kiem",
    "hien-thi",
    "van-ban",
    "nhin",
    "dem",
    "anh",
    "anh-bai",
    "tinh",
    "sitemap",
    "healthz",
    "metrics",
];

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    page(&office, &officer, StatusCode::OK, Form::default()).await
}

pub(super) async fn act(State(office): State<Office>, officer: Officer, mut form: Form) -> Result<Response, Failure> {
    if officer.roots(Right::EditArticle).is_empty() {
        return Err(Failure::Forbidden);
    }
    let (w, now) = (officer.words(), office.clock.now());
    let committee = officer.tree.committee().ok_or(Failure::Forbidden)?.id;
    let grant = officer.require(PublishArticle, committee).map_err(|_| Failure::Forbidden)?;
    if !form.get("end").is_empty() {
        let unit = officer.tree.by_uid(form.get("end")).ok_or(Failure::NotFound)?.id;
        let mut tx = office.db.begin().await?;
        return match end(&mut tx, grant, &officer.tree, unit, now).await {
            Ok(()) => {
                tx.commit().await?;
                Ok(see_other(&format!("{HERE}?xong=thoi-cong")))
            }
            Err(LayoutError::Stale) => Err(Failure::NotFound),
            Err(error) => Err(super::refused(error)),
        };
    }
    let unit = officer.tree.by_uid(form.get("unit"));
    let unit = unit.filter(|unit| unit.id != committee && officer.tree.is_within(unit.id, committee));
    if unit.is_none() {
        form.wrong("unit", w.say("portals-no-unit"));
    }
    let mut conn = office.db.read().await?;
    let all = Portal::all(&mut conn).await?;
    drop(conn);
    let known = unit.and_then(|unit| all.iter().find(|portal| portal.unit_id == unit.id));
    let typed = form.get("key").to_lowercase();
    let key = known.map_or(typed.clone(), |known| known.key.clone());
    let lists = (office.mirror.lists)("");
    let taken = SECTIONS.iter().any(|(slug, ..)| *slug == key)
        || PAGES.contains(&key.as_str())
        || lists.iter().any(|list| !list.is_topic && list.slug == key)
        || all.iter().any(|portal| portal.key == key && Some(portal.unit_id) != unit.map(|unit| unit.id));
    if taken {
        form.wrong("key", w.with("portals-key-taken", "key", key.as_str()));
    }
    let host = form.get("host").to_lowercase();
    let host = host.split("://").last().unwrap_or_default().trim_end_matches('/').to_owned();
    if all.iter().any(|portal| !host.is_empty() && portal.host == host && Some(portal.unit_id) != unit.map(|u| u.id)) {
        form.wrong("host", w.with("portals-host-taken", "host", host.as_str()));
    }
    let site = |host: &str| {
        let name = bridge::Text { vi: "x".into(), en: String::new() };
        let host = (!host.is_empty()).then(|| host.to_owned());
        bridge::check(&bridge::Entry::Site(bridge::Site { key: key.clone(), host, name, ended: false }))
    };
    if site("").is_err() {
        form.wrong("key", w.say("portals-no-key"));
    } else if site(&host).is_err() {
        form.wrong("host", w.say("portals-no-host"));
    }
    let Some(unit) = unit.filter(|_| form.is_sound()) else {
        return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let mut tx = office.db.begin().await?;
    begin(&mut tx, grant, (unit.id, &unit.name), (&key, &host), now).await.map_err(super::refused)?;
    tx.commit().await?;
    Ok(see_other(&format!("{HERE}?xong=mo-cong")))
}

async fn page(office: &Office, officer: &Officer, status: StatusCode, form: Form) -> Result<Response, Failure> {
    if officer.roots(Right::EditArticle).is_empty() {
        return Err(Failure::Forbidden);
    }
    let w = officer.words();
    let committee = officer.tree.committee().map(|committee| committee.id);
    let mut conn = office.db.read().await?;
    let mut rows = Vec::new();
    let open = Portal::open(&mut conn).await?;
    let all = committee.map(|unit| (unit, String::new(), String::new())).into_iter();
    let all = all.chain(open.iter().map(|it| (it.unit_id, it.key.clone(), it.host.clone())));
    for (unit, key, host) in all {
        if !officer.may(Right::EditArticle, unit) {
            continue;
        }
        let arranged = Arranged::of(&mut conn, unit).await?;
        let (state, word) = match arranged.state {
            _ if arranged.version == 0 => ("done", "usual"),
            Stage::Draft => ("draft", "draft"),
            Stage::Submitted => ("wait", "submitted"),
            Stage::Published => ("done", "published"),
        };
        rows.push(Row {
            uid: officer.tree.uid(unit).to_owned(),
            name: officer.tree.name(unit).to_owned(),
            href: address(officer, unit),
            at: match (key.as_str(), host.as_str()) {
                ("", _) => "/".to_owned(),
                (key, "") => format!("/{key}/"),
                (_, host) => host.to_owned(),
            },
            state,
            state_name: w.say(&format!("layout-state-{word}")),
            own: key.is_empty(),
        });
    }
    let keeps = committee.is_some_and(|unit| officer.may(Right::PublishArticle, unit));
    if let ([only], false) = (rows.as_slice(), keeps) {
        // Whoever has nothing to choose stands before their own portal at once.
        return Ok(see_other(&only.href));
    }
    let below = officer.tree.preorder().iter().filter_map(|id| officer.tree.get(*id));
    let below = below.filter(|unit| Some(unit.id) != committee && COMMITTEES.contains(&unit.kind.as_str()));
    let units = std::iter::once((String::new(), w.say("portals-choose")));
    let units = units.chain(below.map(|unit| (unit.uid.clone(), unit.name.clone()))).collect();
    html(status, &PortalsPage { shell: office.shell(officer), form, rows, keeps, units })
}
