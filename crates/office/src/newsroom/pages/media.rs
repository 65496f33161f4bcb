//! The library of pictures: brought, described, cut and blurred here; shown to readers only by an article.

use super::refused;
use crate::identity::reach::{Grant, Officer};
use crate::identity::right::{EditArticle, Right};
use crate::newsroom::NewsError;
use crate::newsroom::media::{About, MOST_BLURS, Media, Shape, bring, change, parts, remove};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bridge::{PhotoFile, PhotoFormat};
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use kit::words::Words;
use raster::Refused;

const HERE: &str = "/van-phong/toa-soan/anh";
/// So many pictures stand on the page; the others are found by their words.
const SHOWN: usize = 60;
/// Each text has so many letters at most.
const MOST: usize = 300;

#[derive(Template)]
#[template(path = "newsroom/pages/media.html")]
struct LibraryPage {
    shell: Shell,
    form: Form,
    tiles: Vec<Tile>,
    asked: String,
    more: bool,
}

/// A picture of the library.
pub(super) struct Tile {
    pub(super) href: String,
    pub(super) alt: String,
    /// Its small picture; empty until it is made.
    pub(super) small: String,
    /// Why there is none.
    pub(super) state: String,
    /// What puts it into a text.
    pub(super) mark: String,
    /// The size of the largest file that was made.
    pub(super) width: u32,
    pub(super) height: u32,
}

#[derive(Template)]
#[template(path = "newsroom/pages/picture.html")]
struct PicturePage {
    shell: Shell,
    form: Form,
    href: String,
    tile: Tile,
    /// What the blurred parts are drawn on.
    large: String,
    told: String,
    focuses: Vec<(String, String)>,
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    let mut form = Form::default();
    form.set("request", office.chance.uuid(office.clock.now()).to_string());
    library(&office, &officer, StatusCode::OK, form).await
}

pub(super) async fn create(
    State(office): State<Office>,
    officer: Officer,
    mut form: Form,
) -> Result<Response, Failure> {
    let newsroom = *officer.roots(Right::EditArticle).first().ok_or(Failure::Forbidden)?;
    let grant = officer.require(EditArticle, newsroom)?;
    let (w, now) = (officer.words(), office.clock.now());
    let about = about(&mut form, w);
    let upload = form.upload("file").cloned();
    let sized = upload.as_ref().map(|upload| raster::size(&upload.bytes));
    match &sized {
        None => form.wrong("file", w.say("media-no-file")),
        Some(Err(refused)) => form.wrong("file", told(w, refused)),
        Some(Ok(_)) => {}
    }
    let (Some(upload), Some(Ok((width, height)))) = (upload.filter(|_| form.is_sound()), sized) else {
        return library(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let original = office.files.put(&upload.bytes).map_err(anyhow::Error::from)?;
    let uid = office.chance.uuid(now).to_string();
    let name: String = upload.name.chars().take(MOST).collect();
    bring(&mut tx, grant, (&uid, &name), (&original, width, height), &about, now).await.map_err(refused)?;
    let target = format!("{HERE}/{uid}?xong=luu");
    once::answer(&mut tx, form.get("request"), &target, now).await?;
    tx.commit().await?;
    Ok(see_other(&target))
}

fn told(w: Words, refused: &Refused) -> String {
    match refused {
        Refused::NoPicture => w.say("media-no-picture"),
        Refused::TooLarge { width, height } => {
            let values =
                [("width", w.number(i64::from(*width)).into()), ("height", w.number(i64::from(*height)).into())];
            w.fill("media-too-large", &values)
        }
        Refused::Broken(_) => w.say("media-broken"),
    }
}

fn about(form: &mut Form, w: Words) -> About {
    for field in ["alt", "caption", "credit"] {
        if form.get(field).chars().count() > MOST {
            form.wrong(field, w.with("media-long", "most", MOST as i64));
        }
    }
    if form.get("alt").is_empty() {
        form.wrong("alt", w.say("media-no-alt"));
    }
    let get = |name: &str| viet::nfc(form.get(name));
    About { alt: get("alt"), caption: get("caption"), credit: get("credit") }
}

/// A picture of an address, within reach.
async fn find(office: &Office, officer: &Officer, uid: &str) -> Result<(Media, Grant<EditArticle>), Failure> {
    let media = Media::by_uid(&mut office.db.read().await?, uid).await?.ok_or(Failure::NotFound)?;
    let grant = officer.require(EditArticle, media.unit_id)?;
    Ok((media, grant))
}

pub(super) async fn open(
    State(office): State<Office>,
    officer: Officer,
    Path(media): Path<String>,
) -> Result<Response, Failure> {
    let (media, _) = find(&office, &officer, &media).await?;
    picture(&office, &officer, &media, StatusCode::OK, filled(&media))
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path(media): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (media, grant) = find(&office, &officer, &media).await?;
    let (w, now) = (officer.words(), office.clock.now());
    let version = form.version()?;
    let at = (media.id, version);
    let done = if form.get("do") == "remove" {
        let mut tx = office.db.begin().await?;
        let done = remove(&mut tx, grant, at, now).await;
        (done, tx, format!("{HERE}?xong=bo-anh"))
    } else {
        let about = about(&mut form, w);
        if parts(form.get("blurs")).is_none() {
            form.wrong("blurs", w.with("media-no-parts", "most", MOST_BLURS as i64));
        }
        let focus = focus(form.get("focus"));
        if focus.is_none() {
            form.wrong("focus", w.say("media-no-focus"));
        }
        let Some(focus) = focus.filter(|_| form.is_sound()) else {
            return picture(&office, &officer, &media, StatusCode::UNPROCESSABLE_ENTITY, form);
        };
        let shape = Shape { focus, blurs: form.get("blurs").replace("\r\n", "\n") };
        let mut tx = office.db.begin().await?;
        let done = change(&mut tx, grant, at, (&about, &shape), now).await;
        (done, tx, format!("{HERE}/{}?xong=luu", media.uid))
    };
    match done {
        (Ok(()), tx, target) => {
            tx.commit().await?;
            Ok(see_other(&target))
        }
        (Err(NewsError::Stale), tx, _) => {
            drop(tx);
            let kept = Media::by_uid(&mut office.db.read().await?, &media.uid).await?.ok_or(Failure::NotFound)?;
            form.set("version", kept.version.to_string());
            form.wrong("alt", w.fill("media-changed", &[("alt", kept.alt.clone().into())]));
            picture(&office, &officer, &kept, StatusCode::CONFLICT, form)
        }
        (Err(error), ..) => Err(refused(error)),
    }
}

/// A file of a picture, for whoever may see it in the office: `nho.jpg` beside lists, `lon.jpg` to draw on.
pub(super) async fn file(
    State(office): State<Office>,
    officer: Officer,
    Path((media, size)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (media, _) = find(&office, &officer, &media).await?;
    let made = media.made().ok_or(Failure::NotFound)?;
    let files = match size.as_str() {
        "nho.jpg" => made.card,
        "lon.jpg" => made.files,
        _ => return Err(Failure::NotFound),
    };
    let jpegs = files.into_iter().filter(|file| file.format == PhotoFormat::Jpeg && file.width <= 960);
    let file = jpegs.max_by_key(|file| file.width).ok_or(Failure::NotFound)?;
    sent(&office, &file)
}

/// A file that was made of a picture, by its hash, for the preview.
pub(super) async fn made(
    State(office): State<Office>,
    officer: Officer,
    Path(made): Path<String>,
) -> Result<Response, Failure> {
    let (hash, ending) = made.split_once('.').ok_or(Failure::NotFound)?;
    let of = |media: &Media| media.made().into_iter().flat_map(|made| made.files.into_iter().chain(made.card));
    let all = Media::all(&mut office.db.read().await?).await?;
    let own = all.iter().filter(|media| officer.may(Right::EditArticle, media.unit_id));
    let file = own.flat_map(of).find(|file| file.hash == hash && file.format.ending() == ending);
    let file = file.ok_or(Failure::NotFound)?;
    sent(&office, &file)
}

fn sent(office: &Office, file: &PhotoFile) -> Result<Response, Failure> {
    let bytes = office.files.get(&file.hash).map_err(anyhow::Error::from)?;
    let headers: [(HeaderName, HeaderValue); 2] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(file.format.mime())),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=300")),
    ];
    Ok((headers, bytes).into_response())
}

/// Nine places: `500 500` is the middle.
fn focus(text: &str) -> Option<(i64, i64)> {
    let (x, y) = text.split_once(' ')?;
    let place = |text: &str| text.parse::<i64>().ok().filter(|place| [150, 500, 850].contains(place));
    Some((place(x)?, place(y)?))
}

fn filled(media: &Media) -> Form {
    Form::filled([
        ("version", media.version.to_string()),
        ("alt", media.alt.clone()),
        ("caption", media.caption.clone()),
        ("credit", media.credit.clone()),
        ("focus", format!("{} {}", media.focus_x, media.focus_y)),
        ("blurs", media.blurs.clone()),
    ])
}

/// How a picture stands in a list.
pub(super) fn tile(w: Words, media: &Media) -> Tile {
    let largest = media.made().and_then(|made| made.files.into_iter().max_by_key(|file| file.width));
    let (width, height) = largest.as_ref().map_or((0, 0), |file| (file.width, file.height));
    let made = largest.is_some();
    let state = match (made, media.failed.is_empty()) {
        (true, _) => String::new(),
        (false, true) => w.say("media-making"),
        (false, false) => w.say("media-broken"),
    };
    Tile {
        href: format!("{HERE}/{}", media.uid),
        alt: if media.alt.is_empty() { media.name.clone() } else { media.alt.clone() },
        small: if made { format!("{HERE}/{}/nho.jpg", media.uid) } else { String::new() },
        state,
        mark: format!("[[anh:{}]]", media.id),
        width,
        height,
    }
}

async fn library(office: &Office, officer: &Officer, status: StatusCode, form: Form) -> Result<Response, Failure> {
    if officer.roots(Right::EditArticle).is_empty() {
        return Err(Failure::Forbidden);
    }
    let w = officer.words();
    let asked = officer.query("q").unwrap_or_default();
    let wanted = viet::fold(&asked);
    let own = Media::all(&mut office.db.read().await?).await?;
    let own = own.into_iter().filter(|media| officer.may(Right::EditArticle, media.unit_id));
    let says = |media: &Media| viet::fold(&format!("{} {} {}", media.alt, media.caption, media.name)).contains(&wanted);
    let found: Vec<Media> = own.filter(|media| wanted.trim().is_empty() || says(media)).collect();
    let more = found.len() > SHOWN;
    let tiles = found.iter().take(SHOWN).map(|media| tile(w, media)).collect();
    html(status, &LibraryPage { shell: office.shell(officer), form, tiles, asked, more })
}

fn picture(
    office: &Office,
    officer: &Officer,
    media: &Media,
    status: StatusCode,
    form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let rows = [(150, "top"), (500, "middle"), (850, "bottom")];
    let columns = [(150, "left"), (500, "centre"), (850, "right")];
    let focuses = rows.iter().flat_map(|(y, row)| {
        columns.iter().map(move |(x, column)| (format!("{x} {y}"), w.say(&format!("media-focus-{row}-{column}"))))
    });
    let values = [
        ("name", media.name.clone().into()),
        ("width", media.width.into()),
        ("height", media.height.into()),
        ("at", media.at.written().into()),
    ];
    let tile = tile(w, media);
    let page = PicturePage {
        href: tile.href.clone(),
        large: if tile.small.is_empty() { String::new() } else { format!("{}/lon.jpg", tile.href) },
        told: w.fill("media-told", &values),
        focuses: focuses.collect(),
        tile,
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}
