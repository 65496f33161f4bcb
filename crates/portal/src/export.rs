//! The portal as files that any web server serves: every page is found by following the links from the front page, written
//! beside the others, and listed in a signed manifest.
//!
//! What needs a program is left out or stands still: the search says so, a link that carries a look leads to the choice of
//! it, the counters say when the copy was made. An address with a question (`/luu-tru?trang=2`) becomes a folder
//! (`/luu-tru/trang-2/`).

use crate::address::{self, Address};
use crate::cache::Kind;
use crate::library::Library;
use crate::look::Look;
use crate::pages::{LEXICON, Maker, copy_search, look_page};
use crate::{Portal, reception, serve};
use anyhow::{Context, Result, bail};
use bridge::{Language, SigningKey};
use kit::words::Lang;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Arc;

/// The signed list of files, in the copy's folder.
pub const MANIFEST: &str = "MANIFEST";

/// What was written.
#[derive(Debug, Default)]
pub struct Exported {
    /// Files, without the manifest.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// Links of ours that lead nowhere: (the page they stand on, where they lead).
    pub dead: BTreeSet<(String, String)>,
}

/// Writes the copy into an empty folder. `said` is told now and then how many files there are.
///
/// # Errors
/// When the folder holds something already, cannot be written, or a page cannot be made. What was written is left.
pub(crate) async fn export(
    portal: &Portal,
    folder: &Path,
    key: &SigningKey,
    mut said: impl FnMut(usize),
) -> Result<Exported> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    if std::fs::read_dir(folder)?.next().is_some() {
        bail!("{} holds something already; name a folder that is empty or is not there yet", folder.display());
    }
    let library = portal.library();
    let (mut done, mut list) = (Exported::default(), BTreeMap::new());
    let start = ["/", "/en", "/robots.txt", "/sitemap.xml", "/anh.png"].map(|at| (at.to_owned(), "/".to_owned()));
    let mut waiting: VecDeque<(String, String)> = start.into();
    let mounts: Vec<String> =
        portal.sites().values().map(|(portal, _)| portal.mount()).filter(|mount| !mount.is_empty()).collect();
    for mount in mounts {
        let start = ["/", "/en", "/sitemap.xml", "/anh.png"].map(|at| (format!("{mount}{at}"), "/".to_owned()));
        waiting.extend(start);
    }
    let mut known: BTreeSet<String> = waiting.iter().map(|(link, _)| place(link)).collect();
    while let Some((link, from)) = waiting.pop_front() {
        let Some(found) = fetch(portal, &library, &link).await? else {
            done.dead.insert((from, link));
            continue;
        };
        let (bytes, links) = match found {
            Found::Page(html) => {
                let (html, links) = standing(portal, &html);
                (html.into_bytes(), links)
            }
            Found::File(bytes, links) => (bytes, links),
        };
        for next in links {
            if known.insert(place(&next)) {
                waiting.push_back((next, link.clone()));
            }
        }
        put(folder, &place(&link), &bytes, &mut list, &mut done)?;
        if done.files.is_multiple_of(500) {
            said(done.files);
        }
    }
    let nothing = Maker::new(portal, &library, Language::Vi).not_found(None).0?;
    put(folder, "404.html", standing(portal, &nothing).0.as_bytes(), &mut list, &mut done)?;
    std::fs::write(folder.join(MANIFEST), bridge::seal_manifest(key, &list))?;
    Ok(done)
}

/// Compares a copy with its manifest: files that are changed, missing or not on the list.
///
/// # Errors
/// When the folder cannot be read, or the manifest is not signed with a trusted key.
pub fn verify_copy(folder: &Path, trusted: &[bridge::VerifyingKey]) -> Result<(usize, Vec<String>)> {
    let at = folder.join(MANIFEST);
    let text = std::fs::read_to_string(&at).with_context(|| format!("cannot read {}", at.display()))?;
    let mut list = bridge::open_manifest(trusted, &text)?;
    let (files, mut problems, mut folders) = (list.len(), Vec::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).with_context(|| format!("cannot read {}", next.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().into_owned();
            match list.remove(&name) {
                _ if name == MANIFEST => {}
                None => problems.push(format!("{name} is not on the list")),
                Some(digest) if bridge::digest(&std::fs::read(&path)?) != digest => {
                    problems.push(format!("{name} was changed"));
                }
                Some(_) => {}
            }
        }
    }
    problems.extend(list.into_keys().map(|name| format!("{name} is missing")));
    problems.sort();
    Ok((files, problems))
}

enum Found {
    Page(String),
    /// A file, and the links of ours in it.
    File(Vec<u8>, Vec<String>),
}

async fn fetch(portal: &Portal, library: &Arc<Library>, link: &str) -> Result<Option<Found>> {
    let first = link.trim_start_matches('/').split(['/', '?']).next().unwrap_or_default();
    if let Some((of_unit, _)) = portal.sites().get(first) {
        let rest = &link[1 + first.len()..];
        let rest = if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") };
        return Box::pin(fetch(of_unit, &of_unit.library(), &rest)).await;
    }
    let (path, query) = link.split_once('?').map_or((link, None), |(path, query)| (path, Some(query)));
    if let Some((_, bytes)) = kit::assets::all().find(|(address, _)| *address == path) {
        let css = if path.ends_with(".css") { String::from_utf8_lossy(bytes).into_owned() } else { String::new() };
        // Style sheets name fonts beside themselves.
        let fonts = between(&css, "url(", ")").map(|name| format!("/tinh/{}", name.trim_matches(['"', '\''])));
        return Ok(Some(Found::File(bytes.to_vec(), fonts.collect())));
    }
    if let Some(name) = path.strip_prefix("/anh/") {
        return Ok(serve::kept_picture(portal, library, name).map(|bytes| Found::File(bytes, vec![])));
    }
    for lang in Language::ALL {
        let base = address::prefix(lang);
        if path == format!("{base}/dem") {
            return Ok(Some(Found::File(serve::counters_json(portal, lang).into_bytes(), vec![])));
        }
        if path == format!("{base}/hien-thi") {
            let came = format!("{}{base}/", portal.mount());
            return Ok(Some(Found::Page(portal.mounted(look_page(portal, lang, Look::default(), came)?))));
        }
        if let Some((_, kind)) = reception::PATHS.iter().find(|(at, _)| path == format!("{base}{at}")) {
            return Ok(Some(Found::Page(Maker::new(portal, library, lang).reception(*kind, None)?)));
        }
        if path == format!("{base}{}", reception::ASK) {
            return Ok(Some(Found::Page(Maker::new(portal, library, lang).told_in_copy()?)));
        }
        if path == format!("{base}/tim-kiem") {
            return Ok(Some(Found::Page(portal.mounted(copy_search(portal, lang)?))));
        }
    }
    let Some((lang, address)) = address::parse(path, query) else { return Ok(None) };
    if let Some(right) = Maker::new(portal, library, lang).canonical(&address, path) {
        let right = format!("{}{right}", portal.mount());
        let html = format!(
            "<!DOCTYPE html><html lang=\"vi\"><meta charset=\"utf-8\"><title>{right}</title>\
             <meta http-equiv=\"refresh\" content=\"0;url={right}\"><a href=\"{right}\">{right}</a></html>"
        );
        return Ok(Some(Found::File(html.into_bytes(), vec![right])));
    }
    let sheet = serve::sheet(portal, library, lang, &address).await;
    let sheet = sheet.map_err(|failure| anyhow::anyhow!("{link} cannot be made: {failure:?}"))?;
    Ok(sheet.map(|sheet| match sheet.kind {
        Kind::Page => Found::Page(String::from_utf8_lossy(&sheet.body).into_owned()),
        Kind::File(_) if matches!(address, Address::Map(_)) => {
            let text = String::from_utf8_lossy(&sheet.body).into_owned();
            let origin = portal.origin();
            let ours = between(&text, "<loc>", "</loc>").filter_map(|at| at.strip_prefix(origin.as_str()));
            let mount = portal.mount();
            let links = ours.map(|at| format!("{mount}{}", if at.is_empty() { "/" } else { at })).collect();
            Found::File(sheet.body, links)
        }
        Kind::File(_) | Kind::Picture(_) | Kind::Media(_) | Kind::Attached(_) | Kind::Saved => {
            Found::File(sheet.body, vec![])
        }
    }))
}

/// A page as it stands in the copy, and the links of ours on it, as the portal knows them.
fn standing(portal: &Portal, html: &str) -> (String, Vec<String>) {
    let mut links = Vec::new();
    let (mut out, mut rest) = (String::with_capacity(html.len() + 200), html);
    while let Some((at, name)) = next_link(rest) {
        let begin = at + name.len();
        let end = begin + rest[begin..].find('"').unwrap_or(rest.len() - begin);
        let link = rest[begin..end].replace("&#38;", "&").replace("&amp;", "&");
        let (link, part) = link.split_once('#').map_or((link.as_str(), ""), |(link, part)| (link, part));
        let target = undressed(link);
        links.push(target.to_owned());
        out.push_str(&rest[..begin]);
        out.push_str(&href(target));
        if !part.is_empty() {
            out.push('#');
            out.push_str(part);
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    let sets = between(html, " srcset=\"", "\"").flat_map(|set| set.split(", "));
    links.extend(
        sets.filter_map(|one| one.split(' ').next()).filter(|link| link.starts_with("/anh-bai/")).map(str::to_owned),
    );
    let now = portal.0.clock.now();
    let (hour, minute) = now.clock_time();
    let w = LEXICON.words(if html.contains("<html lang=\"en\"") { Lang::En } else { Lang::Vi });
    let made = w.with("copy-made", "at", format!("{hour:02}:{minute:02} {}", now.day().written()));
    let note = format!("<p class=\"small soft\">{made}</p><section class=\"counters\"");
    (out.replacen("<section class=\"counters\"", &note, 1), links)
}

/// The next address of ours in a page: where its attribute begins, and the attribute up to the quotation mark.
fn next_link(html: &str) -> Option<(usize, &'static str)> {
    const NAMES: [&str; 4] = [" href=\"", " src=\"", " action=\"", " data-counters=\""];
    let ours = |name: &'static str| {
        let mut from = 0;
        while let Some(at) = html[from..].find(name).map(|at| from + at) {
            let after = &html[at + name.len()..];
            if after.starts_with('/') && !after.starts_with("//") {
                return Some((at, name));
            }
            from = at + name.len();
        }
        None
    };
    NAMES.into_iter().filter_map(ours).min()
}

/// What needs a program leads to what stands in the copy instead of it.
fn undressed(link: &str) -> &str {
    let path = link.split('?').next().unwrap_or(link);
    match path {
        "/tim-kiem.atom" => "/tim-kiem",
        _ if ["/tim-kiem", "/hien-thi", "/gop-y"].contains(&address::language_of(path).1) => path,
        _ => link,
    }
}

/// How a link of ours is written in the copy.
fn href(link: &str) -> String {
    match link.split_once('?') {
        Some(_) => format!("/{}", place(link).trim_end_matches("index.html")),
        None => link.to_owned(),
    }
}

/// The file that a link of ours leads to.
fn place(link: &str) -> String {
    let (path, query) = link.split_once('?').unwrap_or((link, ""));
    let path = path.trim_matches('/');
    let is_file = path.rsplit('/').next().is_some_and(|name| name == "dem" || name.contains('.'));
    if is_file {
        return path.to_owned();
    }
    let asked = query.split('&').filter(|part| !part.is_empty()).map(|part| part.replace('=', "-"));
    let parts = path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).chain(asked);
    parts.chain(["index.html".to_owned()]).collect::<Vec<_>>().join("/")
}

fn put(
    folder: &Path,
    name: &str,
    bytes: &[u8],
    list: &mut BTreeMap<String, String>,
    done: &mut Exported,
) -> Result<()> {
    let sound = |part: &str| {
        let known = part.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        !part.is_empty() && !part.starts_with('.') && known
    };
    if !name.split('/').all(sound) {
        bail!("\"{name}\" cannot be the name of a file in the copy");
    }
    let at = folder.join(name);
    if let Some(above) = at.parent() {
        std::fs::create_dir_all(above).with_context(|| format!("cannot make {}", above.display()))?;
    }
    std::fs::write(&at, bytes).with_context(|| format!("cannot write {}", at.display()))?;
    list.insert(name.to_owned(), bridge::digest(bytes));
    done.files += 1;
    done.bytes += bytes.len() as u64;
    Ok(())
}

fn between<'a>(text: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(open).skip(1).filter_map(move |rest| rest.split(close).next())
}
