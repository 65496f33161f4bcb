//! The folder of pictures of an old site: what a text shows is looked up there, known by its bytes, and kept by its digest.

use bridge::Picture;
use kit::files::Files;
use kit::words::Words;
use legacy::picture::{look, without_traces};
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

/// A larger file is left: on a telephone nobody waits for it.
const LARGEST: u64 = 12 * 1024 * 1024;

pub(super) struct Pictures {
    folder: Option<PathBuf>,
    /// Where they are kept; nowhere when it is only a try.
    files: Option<Files>,
    known: HashMap<String, Result<Picture, String>>,
}

impl Pictures {
    /// # Errors
    /// When there is no such folder.
    pub(super) fn of(folder: Option<&Path>, files: Option<Files>) -> std::io::Result<Pictures> {
        let folder = folder.map(Path::canonicalize).transpose()?;
        Ok(Pictures { folder, files, known: HashMap::new() })
    }

    /// The picture that stood at an address of the old site, or why it is not there.
    pub(super) fn get(&mut self, src: &str, w: Words) -> Result<Picture, String> {
        if let Some(known) = self.known.get(src) {
            return known.clone();
        }
        let found = self.find(src, w);
        self.known.insert(src.to_owned(), found.clone());
        found
    }

    /// The bytes of one that is kept.
    pub(super) fn bytes(&self, digest: &str) -> Option<Vec<u8>> {
        self.files.as_ref()?.get(digest).ok()
    }

    /// All that were found, with their addresses on the old site.
    pub(super) fn found(&self) -> impl Iterator<Item = (&str, &Picture)> {
        self.known.iter().filter_map(|(src, found)| Some((src.as_str(), found.as_ref().ok()?)))
    }

    fn find(&self, src: &str, w: Words) -> Result<Picture, String> {
        let Some(folder) = &self.folder else { return Err(w.say("legacy-picture-folder")) };
        let file = lies(folder, src).ok_or_else(|| w.say("legacy-picture-absent"))?;
        let absent = |_| w.say("legacy-picture-absent");
        if std::fs::metadata(&file).map_err(absent)?.len() > LARGEST {
            return Err(w.with("legacy-picture-large", "most", (LARGEST / 1024 / 1024) as i64));
        }
        let none = || w.say("legacy-picture-none");
        let bytes = std::fs::read(&file).map_err(absent)?;
        let seen = look(&bytes).ok_or_else(none)?;
        let bytes = without_traces(&bytes).ok_or_else(none)?;
        let digest = match &self.files {
            Some(files) => files.put(&bytes).map_err(|error| error.to_string())?,
            None => bridge::digest(&bytes),
        };
        let file = format!("{digest}.{}", seen.kind.ending());
        Ok(Picture { file, width: seen.width, height: seen.height, alt: String::new(), caption: String::new() })
    }
}

/// Where the file of an address lies: in the folder itself, which may be the site's root, `images`, or what is in it.
/// Never outside, wherever links lead.
fn lies(folder: &Path, src: &str) -> Option<PathBuf> {
    let path = kit::web::decode(src.as_bytes(), false)?;
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let plain =
        |part: &&str| matches!(Path::new(part).components().next(), Some(Component::Normal(_))) && !part.contains('\0');
    if parts.is_empty() || parts.len() > 20 || !parts.iter().all(plain) {
        return None;
    }
    while !parts.is_empty() {
        let file = folder.join(parts.join("/"));
        if let Ok(file) = file.canonicalize()
            && file.starts_with(folder)
            && file.is_file()
        {
            return Some(file);
        }
        parts.remove(0);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_found_in_the_folder_and_never_outside() {
        let outside = kit::testing::TempDir::new();
        let folder = outside.path().join("images");
        std::fs::create_dir_all(folder.join("stories")).unwrap();
        std::fs::write(folder.join("stories/a b.jpg"), "x").unwrap();
        std::fs::write(outside.path().join("secret.jpg"), "x").unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret.jpg"), folder.join("link.jpg")).unwrap();
        let folder = folder.canonicalize().unwrap();
        for (src, found) in [
            ("/images/stories/a%20b.jpg", true),
            ("/stories/a%20b.jpg", true),
            ("/wp-content/uploads/stories/a b.jpg", true),
            ("/images/../secret.jpg", false),
            ("/%2e%2e/secret.jpg", false),
            ("/images/%2e%2e%2fsecret.jpg", false),
            ("/images/link.jpg", false),
            ("/images/stories", false),
            ("/images/khong-co.jpg", false),
            ("/", false),
        ] {
            assert_eq!(lies(&folder, src).is_some(), found, "{src}");
        }
    }
}
