//! What an older site had besides articles with readers: menus, links and banners are taken into the layout's draft, texts
//! become drafts of whoever takes them. Nothing of it is shown before it went the way of everything else.

use super::reading::wrong_link;
use super::{Arranged, Block, Kind, LayoutError, Place, address, change, find};
use crate::archive::piece::{self, Piece};
use crate::identity::reach::Officer;
use crate::identity::right::EditArticle;
use crate::layout::MOST_BLOCKS;
use crate::newsroom::media::{About, bring};
use crate::newsroom::write;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};

#[derive(Template)]
#[template(path = "layout/pages/old.html")]
struct OldPage {
    shell: Shell,
    form: Form,
    href: String,
    back: String,
    pieces: Vec<Row>,
    drafts: Vec<Row>,
}

struct Row {
    id: i64,
    name: String,
    told: String,
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(portal): Path<String>,
) -> Result<Response, Failure> {
    let ((arranged, key), _) = find(&office, &officer, &portal, EditArticle).await?;
    page(&office, &officer, (&arranged, &key), StatusCode::OK, Form::default()).await
}

pub(super) async fn act(
    State(office): State<Office>,
    officer: Officer,
    Path(portal): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let ((arranged, key), grant) = find(&office, &officer, &portal, EditArticle).await?;
    if !key.is_empty() {
        return Err(Failure::NotFound);
    }
    let (w, now) = (officer.words(), office.clock.now());
    let (what, id) = form.get("do").split_once('-').ok_or(Failure::Malformed)?;
    let (what, id): (String, i64) = (what.to_owned(), id.parse().map_err(|_| Failure::Malformed)?);
    let mut tx = office.db.begin().await?;
    if what == "draft" {
        let (text, _) = piece::take_draft(&mut tx, id, now).await?.ok_or(Failure::NotFound)?;
        let uid = office.chance.uuid(now).to_string();
        write(&mut tx, grant, &uid, &text, now).await.map_err(|error| Failure::Broken(error.into()))?;
        tx.commit().await?;
        return Ok(see_other(&format!("/van-phong/toa-soan/{uid}?xong=luu")));
    }
    if !["take", "leave"].contains(&what.as_str()) {
        return Err(Failure::Malformed);
    }
    let all = piece::waiting(&mut tx).await?;
    let piece = all.into_iter().find(|piece| piece.id == id).ok_or(Failure::NotFound)?;
    piece::taken(&mut tx, id, now).await?;
    if what == "leave" {
        tx.commit().await?;
        return Ok(see_other(&format!("{}/cu?xong=luu", address(&officer, arranged.unit))));
    }
    let block = block(&mut tx, &office, &officer, arranged.unit, &piece).await?;
    if arranged.blocks.len() >= MOST_BLOCKS {
        form.wrong("cu", w.with("layout-too-many", "most", MOST_BLOCKS as i64));
    }
    let Some(block) = block.filter(|_| form.is_sound()) else {
        drop(tx);
        if form.is_sound() {
            form.wrong("cu", w.with("oldsite-nothing", "name", piece.name.as_str()));
        }
        return page(&office, &officer, (&arranged, &key), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let mut blocks = arranged.blocks.clone();
    blocks.push(block);
    match change(&mut tx, grant, arranged.version, &blocks, now).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&format!("{}?xong=luu#khoi-{}", address(&officer, arranged.unit), blocks.len())))
        }
        Err(LayoutError::Stale) => {
            drop(tx);
            form.wrong("cu", w.say("layout-changed"));
            page(&office, &officer, (&arranged, &key), StatusCode::CONFLICT, form).await
        }
        Err(error) => Err(super::refused(error)),
    }
}

/// The block that a piece becomes: of its links those that may stand on the portal; `None` when none may.
async fn block(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    unit: i64,
    piece: &Piece,
) -> Result<Option<Block>, Failure> {
    let place = if piece.kind == "menu" { Place::Menu } else { Place::Side };
    if piece.kind == "banner" {
        let now = office.clock.now();
        let bytes = office.files.get(&piece.picture).map_err(anyhow::Error::from)?;
        let Ok((width, height)) = raster::size(&bytes) else { return Ok(None) };
        let uid = office.chance.uuid(now).to_string();
        let alt = if piece.alt.is_empty() { &piece.name } else { &piece.alt };
        let about = About { alt: alt.clone(), ..About::default() };
        let grant = officer.require(EditArticle, unit)?;
        let id = bring(conn, grant, (&uid, &piece.name), (&piece.picture, width, height), &about, now).await;
        let id = id.map_err(|error| Failure::Broken(error.into()))?;
        let led = !piece.href.is_empty() && wrong_link(conn, office, officer, (unit, ""), &piece.href).await?.is_none();
        let href = if led { piece.href.clone() } else { String::new() };
        let (from, until) = (piece.from_day.clone(), piece.to_day.clone());
        let picture = id.to_string();
        return Ok(Some(Block { picture, href, from, until, ..Block::new(Kind::Banner, Place::Side) }));
    }
    let mut lines = Vec::new();
    for line in piece.about.lines() {
        let Some((.., href)) = crate::layout::block::link(line) else { continue };
        if wrong_link(conn, office, officer, (unit, ""), &href).await?.is_none() {
            lines.push(line.to_owned());
        }
    }
    let title = if place == Place::Menu { String::new() } else { piece.name.clone() };
    Ok((!lines.is_empty()).then(|| Block { about: lines.join("\n"), title, ..Block::new(Kind::Links, place) }))
}

async fn page(
    office: &Office,
    officer: &Officer,
    (arranged, key): (&Arranged, &str),
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    if !key.is_empty() {
        return Err(Failure::NotFound);
    }
    let w = officer.words();
    let mut conn = office.db.read().await?;
    let pieces = piece::waiting(&mut conn).await?.into_iter().map(|it| Row {
        id: it.id,
        told: match it.kind.as_str() {
            "banner" => format!("{} {}", w.say("oldsite-kind-banner"), it.href),
            kind => {
                let names = it.about.lines().filter_map(|line| line.split('|').next()).map(str::trim);
                format!("{}: {}", w.say(&format!("oldsite-kind-{kind}")), names.collect::<Vec<_>>().join(", "))
            }
        },
        name: it.name,
    });
    let drafts = piece::drafts(&mut conn).await?.into_iter().map(|(id, name, why)| Row {
        id,
        name,
        told: w
            .say(&format!("oldsite-kept-{}", if WHYS.contains(&why.as_str()) { why.as_str() } else { "unpublished" })),
    });
    let back = address(officer, arranged.unit);
    let page = OldPage {
        href: format!("{back}/cu"),
        back,
        pieces: pieces.collect(),
        drafts: drafts.collect(),
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

/// Why readers of the older site did not have a text, as the import says it.
const WHYS: [&str; 6] = ["unpublished", "restricted", "category", "expired", "later", "module"];
