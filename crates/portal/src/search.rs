//! The portal's search: an index that follows what crosses the bridge, and that can be made anew while it serves.

use crate::library::Library;
use crate::{address, intake};
use bridge::print::Printer;
use bridge::{Edition, Entry, Figure, PublicPaper};
use kit::clock::{Day, Ts};
use kit::db::{Conn, Db};
use search::{Answer, Ask, Doc, Index, Synonyms};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Says which index a folder holds; another one after each rebuild.
const BORN: &str = "BORN";

pub(crate) struct Search {
    /// `None` in memory.
    folder: Option<PathBuf>,
    born: RwLock<String>,
    index: RwLock<Arc<Index>>,
    /// One writes at a time.
    writing: Mutex<()>,
    synonyms: Synonyms,
    /// How often it has changed: what was found before is not what is found now.
    changes: AtomicU64,
}

impl Search {
    pub(crate) fn open(folder: Option<PathBuf>) -> Result<Search, search::Error> {
        let index = match &folder {
            Some(folder) => Index::open(folder)?,
            None => Index::in_memory()?,
        };
        let born = RwLock::new(folder.as_deref().map(born).unwrap_or_default());
        let index = RwLock::new(Arc::new(index));
        Ok(Search {
            folder,
            born,
            index,
            writing: Mutex::new(()),
            synonyms: Synonyms::builtin(),
            changes: AtomicU64::new(0),
        })
    }

    fn index(&self) -> Arc<Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn ask(&self, ask: &Ask) -> Result<Answer, search::Error> {
        self.index().search(ask, &self.synonyms)
    }

    /// Whether a question is answered at once.
    pub(crate) fn is_ready(&self) -> bool {
        self.index().is_ready()
    }

    /// How often it has changed since the start.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Acquire)
    }

    fn has_changed(&self) {
        self.changes.fetch_add(1, Ordering::Release);
    }

    /// Whether the index knows all that a library does.
    pub(crate) fn knows(&self, library: &Library) -> bool {
        self.index().mark().unwrap_or_default() == library.mark()
    }

    /// Follows what has crossed. An index that does not know what was before is left as it is, and shows that it missed
    /// something: it is made anew.
    pub(crate) fn follow(
        &self,
        (before, after): (&Library, &Library),
        (entries, lost): (&[Entry], &[i64]),
    ) -> Result<(), search::Error> {
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.knows(before) {
            return Ok(());
        }
        let mut gone: Vec<String> = lost.iter().map(|article| article_key(*article)).collect();
        let mut new: Vec<Doc> = Vec::new();
        for entry in entries {
            match entry {
                Entry::Edition(edition) => match after.current(edition.article_id) {
                    Some(current) if current.edition == edition.edition => new.push(article(edition)),
                    // A later one of the same bundle follows.
                    Some(_) => {}
                    None => gone.push(article_key(edition.article_id)),
                },
                Entry::Withdrawal { article_id, .. } if after.current(*article_id).is_none() => {
                    gone.push(article_key(*article_id));
                }
                Entry::Paper(it) => match after.shelf().current(it.paper_id) {
                    Some(current) if current.edition == it.edition => new.push(paper(it)),
                    Some(_) => {}
                    None => gone.push(paper_key(it.paper_id)),
                },
                Entry::PaperWithdrawal { paper_id, .. } if after.shelf().current(*paper_id).is_none() => {
                    gone.push(paper_key(*paper_id));
                }
                Entry::Withdrawal { .. }
                | Entry::PaperWithdrawal { .. }
                | Entry::Address(_)
                | Entry::Layout(_)
                | Entry::Site(_)
                | Entry::Standing(_)
                | Entry::Reception(_)
                | Entry::Reply(_) => {}
                Entry::Figure(changed) => new.push(figure(changed)),
            }
        }
        let is_in = |library: &Library, slug: &str| library.topics().iter().any(|(t, _)| t.slug == slug);
        gone.extend(before.topics().iter().filter(|(t, _)| !is_in(after, &t.slug)).map(|(t, _)| topic_key(&t.slug)));
        new.extend(after.topics().iter().filter(|(t, _)| !is_in(before, &t.slug)).map(|(t, _)| topic(t)));
        let changed = self.index().change(gone.iter().map(String::as_str), new, after.mark());
        self.has_changed();
        changed
    }

    /// Makes the index anew beside the old one, then puts it in its place. Blocks.
    pub(crate) fn rebuild(&self, library: &Library, conn: Conn) -> anyhow::Result<()> {
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        match &self.folder {
            Some(folder) => {
                build(folder, library, conn)?;
                Ok(self.reopen(folder)?)
            }
            None => {
                let fresh = Index::in_memory()?;
                let mut failed = None;
                fresh.change([], all(library, conn, &mut failed), library.mark())?;
                failed.map_or(Ok(()), Err)?;
                self.put(fresh);
                Ok(())
            }
        }
    }

    /// Opens the index that another process has put in the place of this one's.
    pub(crate) fn look_again(&self) -> Result<(), search::Error> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let known = self.born.read().unwrap_or_else(PoisonError::into_inner).clone();
        if born(folder) == known {
            return Ok(());
        }
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.reopen(folder)
    }

    fn reopen(&self, folder: &Path) -> Result<(), search::Error> {
        let fresh = Index::open(folder)?;
        *self.born.write().unwrap_or_else(PoisonError::into_inner) = born(folder);
        self.put(fresh);
        Ok(())
    }

    fn put(&self, fresh: Index) {
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        self.has_changed();
    }
}

fn born(folder: &Path) -> String {
    std::fs::read_to_string(folder.join(BORN)).unwrap_or_default()
}

/// Makes an index of everything beside `folder`, then renames it there. Whoever has the old one open keeps it.
fn build(folder: &Path, library: &Library, conn: Conn) -> anyhow::Result<()> {
    let beside = |suffix: &str| folder.with_extension(suffix);
    let (new, old) = (beside("new"), beside("old"));
    let _ = (std::fs::remove_dir_all(&new), std::fs::remove_dir_all(&old));
    let mut failed = None;
    Index::open(&new)?.change([], all(library, conn, &mut failed), library.mark())?;
    failed.map_or(Ok(()), Err)?;
    std::fs::write(new.join(BORN), format!("{} {}", kit::clock::machine_micros(), std::process::id()))?;
    if folder.exists() {
        std::fs::rename(folder, &old)?;
    }
    std::fs::rename(&new, folder)?;
    let _ = std::fs::remove_dir_all(&old);
    Ok(())
}

/// How far the library is: the number of the last entry of each stream.
pub(crate) async fn mark(conn: &mut Conn) -> kit::db::Result<String> {
    let streams: Vec<(String, i64)> = conn.all("SELECT stream, seq FROM applied ORDER BY stream", &[]).await?;
    Ok(streams.iter().map(|(stream, seq)| format!("{stream}:{seq}")).collect::<Vec<_>>().join(" "))
}

/// `thenchot rebuild search`: from the portal's record alone.
pub(crate) async fn rebuild_from(db: &Db, folder: &Path) -> anyhow::Result<usize> {
    let mut conn = db.begin().await?;
    let standings = crate::sites::Family::read(&mut conn).await?.standings();
    let library = Library::read(&mut conn, "", &standings).await?;
    drop(conn);
    let things = library.figures().count() + library.topics().len() + library.shelf().papers().len();
    let count = library.everything().len() + things;
    let (folder, conn) = (folder.to_owned(), db.read().await?);
    tokio::task::spawn_blocking(move || build(&folder, &library, conn)).await??;
    Ok(count)
}

/// Everything that can be found. The texts are read from the log a part at a time; what goes wrong there ends them.
fn all<'a>(
    library: &'a Library,
    mut conn: Conn,
    failed: &'a mut Option<anyhow::Error>,
) -> impl Iterator<Item = Doc> + 'a {
    let (runtime, mut place) = (tokio::runtime::Handle::current(), (String::new(), 0));
    let mut part = Vec::new().into_iter();
    let texts = std::iter::from_fn(move || {
        loop {
            match part.next() {
                Some((at, entry)) => {
                    place = at;
                    match entry {
                        Entry::Edition(e) if library.current(e.article_id).is_some_and(|c| c.edition == e.edition) => {
                            return Some(article(&e));
                        }
                        Entry::Paper(it)
                            if library
                                .shelf()
                                .current(it.paper_id)
                                .is_some_and(|known| known.edition == it.edition) =>
                        {
                            return Some(paper(&it));
                        }
                        _ => {}
                    }
                }
                None => match runtime.block_on(intake::after(&mut conn, &place)) {
                    Ok(more) if more.is_empty() => return None,
                    Ok(more) => part = more.into_iter(),
                    Err(error) => {
                        *failed = Some(error.into());
                        return None;
                    }
                },
            }
        }
    });
    texts.chain(library.figures().map(|f| figure(f))).chain(library.topics().iter().map(|(t, _)| topic(t)))
}

fn article_key(id: i64) -> String {
    format!("a{id}")
}

fn paper_key(id: i64) -> String {
    format!("p{id}")
}

fn topic_key(slug: &str) -> String {
    format!("t{slug}")
}

fn article(edition: &Edition) -> Doc {
    let english = edition.language == bridge::Language::En;
    let printer = Printer { edition, english, mark: "", href: &|_| String::new() };
    let kicker = edition.kicker.clone().unwrap_or_default();
    let body = format!("{kicker}\n{}\n{}", printer.plain(&edition.lead), printer.lines(&edition.body));
    Doc {
        key: article_key(edition.article_id),
        kind: "article".into(),
        id: edition.article_id,
        external_id: edition.external_id.clone(),
        title: edition.headline.clone(),
        body: body.trim().to_owned(),
        url: format!(
            "{}{}",
            address::prefix(edition.language),
            address::article(&edition.section.slug, &edition.slug, edition.article_id)
        ),
        section: edition.section.slug.clone(),
        author: edition.author.as_ref().map(|a| a.name.clone()).unwrap_or_default(),
        year: Ts(edition.first_published_at).day().year().unsigned_abs(),
        at: edition.first_published_at,
    }
}

fn paper(paper: &PublicPaper) -> Doc {
    let at = Day::parse(&paper.issued_on).map_or(paper.first_published_at, |day| day.begins().0);
    let title = format!("{} {}: {}", viet::capital(&paper.kind_name.vi), paper.symbol, paper.subject);
    Doc {
        key: paper_key(paper.paper_id),
        kind: "paper".into(),
        id: paper.paper_id,
        title,
        body: format!("{}\n{}\n{}", paper.issuer, paper.signer, paper.text),
        url: address::of_paper(paper),
        author: paper.issuer.clone(),
        year: Ts(at).day().year().unsigned_abs(),
        at,
        ..Doc::default()
    }
}

fn figure(figure: &Figure) -> Doc {
    let value = figure.value.written(false);
    let parts =
        [&figure.definition.vi, &value.parts, &value.value, &figure.unit, &figure.counted.vi, &figure.out_of.vi];
    Doc {
        key: format!("f{}", figure.id),
        kind: "figure".into(),
        title: figure.name.vi.clone(),
        body: parts.map(String::as_str).join("\n"),
        url: format!("/so-lieu/{}", figure.id),
        at: figure.computed_at,
        year: Ts(figure.computed_at).day().year().unsigned_abs(),
        ..Doc::default()
    }
}

fn topic(topic: &bridge::Topic) -> Doc {
    let (title, url) = (topic.name.clone(), format!("/chuyen-de/{}", topic.slug));
    Doc { key: topic_key(&topic.slug), kind: "topic".into(), title, url, ..Doc::default() }
}
