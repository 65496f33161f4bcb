//! The form of one block.

use super::reading::read;
use super::{Arranged, address, contact, find, page as whole};
use crate::identity::reach::Officer;
use crate::identity::right::EditArticle;
use crate::layout::{Block, Kind, LayoutError, MOST_BLOCKS, Place, change};
use crate::newsroom::SECTIONS;
use crate::newsroom::media::Media;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};

/// So many pictures are offered.
const PICTURES: usize = 24;

#[derive(Template)]
#[template(path = "layout/pages/block.html")]
struct BlockPage {
    shell: Shell,
    form: Form,
    href: String,
    back: String,
    kind: &'static str,
    kind_name: String,
    kind_hint: String,
    places: Vec<(&'static str, String)>,
    sections: Vec<(String, String)>,
    topics: Vec<String>,
    /// Number, what it shows, small picture.
    pictures: Vec<(String, String, String)>,
    /// Whether the block shows articles by number.
    counts: bool,
    /// The block as somebody else has saved it meanwhile.
    theirs: String,
}

/// The block that an address asks for: one that is there, or a new one of a kind.
fn asked(officer: &Officer, arranged: &Arranged, form: Option<&Form>) -> Option<(Option<usize>, Block)> {
    let get = |name: &str| match form {
        Some(form) => form.get(name).to_owned(),
        None => officer.query(name).unwrap_or_default(),
    };
    if let Ok(number) = get("so").parse::<usize>() {
        let block = arranged.blocks.get(number.checked_sub(1)?)?;
        return Some((Some(number - 1), block.clone()));
    }
    let kind = Kind::of(&get("loai"))?;
    Some((None, Block::new(kind, kind.places()[0])))
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(portal): Path<String>,
) -> Result<Response, Failure> {
    let ((arranged, key), _) = find(&office, &officer, &portal, EditArticle).await?;
    let (at, block) = asked(&officer, &arranged, None).ok_or(Failure::NotFound)?;
    let mut form = filled(&block, at, arranged.version);
    if block.kind == Kind::Contact && at.is_none() {
        form.set("about", contact::holders(&office, &officer, arranged.unit).await?);
    }
    page(&office, &officer, (&arranged, &key), (block.kind, String::new()), StatusCode::OK, form).await
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path(portal): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let ((arranged, key), grant) = find(&office, &officer, &portal, EditArticle).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let version = form.version()?;
    let Some((at, before)) = asked(&officer, &arranged, Some(&form)) else {
        // Somebody took the block out meanwhile.
        form.wrong("trang", w.say("layout-changed"));
        return whole(&office, &officer, (&arranged, &key), StatusCode::CONFLICT, form).await;
    };
    let kind = before.kind;
    let mut conn = office.db.read().await?;
    let block = read(&mut conn, &office, &officer, (arranged.unit, &key, kind), &mut form).await?;
    drop(conn);
    if at.is_none() && arranged.blocks.len() >= MOST_BLOCKS {
        form.wrong("place", w.with("layout-too-many", "most", MOST_BLOCKS as i64));
    }
    if !form.is_sound() {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page(&office, &officer, (&arranged, &key), (kind, String::new()), status, form).await;
    }
    let mut blocks = arranged.blocks.clone();
    let number = match at {
        Some(at) => {
            blocks[at] = block;
            at + 1
        }
        None => {
            blocks.push(block);
            blocks.len()
        }
    };
    let mut tx = office.db.begin().await?;
    match change(&mut tx, grant, version, &blocks, now).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(see_other(&format!("{}?xong=luu#khoi-{number}", address(&officer, arranged.unit))))
        }
        Err(LayoutError::Stale) => {
            drop(tx);
            form.set("version", arranged.version.to_string());
            form.wrong("title", w.say("layout-changed-block"));
            let theirs = at.map(|_| format!("{}\n{}\n{}", before.title, before.about, before.href)).unwrap_or_default();
            page(&office, &officer, (&arranged, &key), (kind, theirs.trim().to_owned()), StatusCode::CONFLICT, form)
                .await
        }
        Err(error) => Err(super::refused(error)),
    }
}

fn filled(block: &Block, at: Option<usize>, version: i64) -> Form {
    let day = |text: &str| Day::parse(text).map_or_else(String::new, Day::written);
    Form::filled([
        ("version", version.to_string()),
        ("so", at.map_or(String::new(), |at| (at + 1).to_string())),
        ("loai", block.kind.word().to_owned()),
        ("place", block.place.word().to_owned()),
        ("title", block.title.clone()),
        ("title_en", block.title_en.clone()),
        ("about", block.about.clone()),
        ("picture", block.picture.clone()),
        ("href", block.href.clone()),
        ("most", block.most.to_string()),
        ("from", day(&block.from)),
        ("until", day(&block.until)),
        ("address", block.found.address.clone()),
        ("address_en", block.found.address_en.clone()),
        ("phone", block.found.phone.clone()),
        ("email", block.found.email.clone()),
        ("hours", block.found.hours.clone()),
        ("hours_en", block.found.hours_en.clone()),
    ])
}

async fn page(
    office: &Office,
    officer: &Officer,
    (arranged, key): (&Arranged, &str),
    (kind, theirs): (Kind, String),
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let lists = (office.mirror.lists)(key);
    let own = SECTIONS
        .iter()
        .map(|(slug, vi, en)| (slug.to_string(), if w.code() == "en" { en.to_string() } else { vi.to_string() }));
    let mut sections: Vec<(String, String)> = own.collect();
    for list in lists.iter().filter(|list| !list.is_topic) {
        if !sections.iter().any(|(slug, _)| *slug == list.slug) {
            sections.push((list.slug.clone(), list.name.clone()));
        }
    }
    let mut pictures = Vec::new();
    if kind == Kind::Banner {
        let all = Media::all(&mut office.db.read().await?).await?;
        let own = all.iter().filter(|media| media.unit_id == arranged.unit && media.photo().is_some());
        let shown = own.enumerate().filter(|(at, media)| *at < PICTURES || form.is("picture", &media.id.to_string()));
        let picture = |media: &Media| {
            let small = format!("/van-phong/toa-soan/anh/{}/nho.jpg", media.uid);
            (media.id.to_string(), media.alt.clone(), small)
        };
        pictures = shown.map(|(_, media)| picture(media)).collect();
    }
    let back = address(officer, arranged.unit);
    let page = BlockPage {
        href: format!("{back}/khoi"),
        back,
        kind: kind.word(),
        kind_name: w.say(&format!("layout-kind-{}", kind.word())),
        kind_hint: w.say(&format!("layout-kind-{}-hint", kind.word())),
        places: kind
            .places()
            .iter()
            .map(|place: &Place| (place.word(), w.say(&format!("layout-place-{}", place.word()))))
            .collect(),
        sections,
        topics: lists.into_iter().filter(|list| list.is_topic).map(|list| list.name).collect(),
        pictures,
        counts: matches!(kind, Kind::Latest | Kind::Section | Kind::Topic),
        theirs,
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}
