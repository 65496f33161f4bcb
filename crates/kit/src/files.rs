//! Files by their content: the name of a file is the SHA-256 of its bytes, so nothing is stored twice and a changed
//! file is found. What a file is, its first bytes say; what its name says does not count.

use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Kinds of file that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A PDF.
    Pdf,
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
    /// A WebP picture.
    Webp,
}

impl FileKind {
    /// What the bytes are; `None` for everything that is not taken (HTML, SVG, programs, archives).
    pub fn sniff(bytes: &[u8]) -> Option<FileKind> {
        match bytes {
            [b'%', b'P', b'D', b'F', b'-', ..] => Some(FileKind::Pdf),
            [0xff, 0xd8, 0xff, ..] => Some(FileKind::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(FileKind::Png),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(FileKind::Webp),
            _ => None,
        }
    }

    /// The media type it is sent with.
    pub fn mime(self) -> &'static str {
        match self {
            FileKind::Pdf => "application/pdf",
            FileKind::Jpeg => "image/jpeg",
            FileKind::Png => "image/png",
            FileKind::Webp => "image/webp",
        }
    }

    /// The ending it is saved under.
    pub fn ending(self) -> &'static str {
        match self {
            FileKind::Pdf => "pdf",
            FileKind::Jpeg => "jpg",
            FileKind::Png => "png",
            FileKind::Webp => "webp",
        }
    }
}

/// The folder of one house's files.
#[derive(Clone)]
pub struct Files {
    root: PathBuf,
}

impl Files {
    /// Files below `root`, which is made when the first one comes.
    pub fn at(root: impl Into<PathBuf>) -> Files {
        Files { root: root.into() }
    }

    /// Keeps the bytes; their hash. Written to a file aside, synced and renamed: a crash leaves no half file.
    pub fn put(&self, bytes: &[u8]) -> std::io::Result<String> {
        let hash = crate::hex(&Sha256::digest(bytes));
        let path = self.path(&hash);
        if path.exists() {
            return Ok(hash);
        }
        let folder = path.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let aside = folder.join(format!(".{}-{:016x}", &hash[..16], u64::from_le_bytes(random())));
        let mut file = std::fs::File::create(&aside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&aside, &path)?;
        Ok(hash)
    }

    /// The bytes of a hash.
    ///
    /// # Errors
    /// When there is no such file, or its bytes are no longer those of the hash.
    pub fn get(&self, hash: &str) -> std::io::Result<Vec<u8>> {
        if hash.len() != 64 || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(std::io::ErrorKind::NotFound.into());
        }
        let bytes = std::fs::read(self.path(hash))?;
        if crate::hex(&Sha256::digest(&bytes)) == hash {
            Ok(bytes)
        } else {
            Err(std::io::Error::other(format!("the file {hash} has been changed")))
        }
    }

    /// Removes the file of a hash that nothing names any more; whether there was one.
    pub fn remove(&self, hash: &str) -> bool {
        let sound = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        sound && std::fs::remove_file(self.path(hash)).is_ok()
    }

    /// Whether there is a file of this hash, whatever its bytes are.
    pub fn has(&self, hash: &str) -> bool {
        hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit()) && self.path(hash).exists()
    }

    fn path(&self, hash: &str) -> PathBuf {
        self.root.join(&hash[..2]).join(&hash[2..])
    }
}

fn random() -> [u8; 8] {
    crate::clock::Chance::system().bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_first_bytes_say() {
        for (bytes, kind) in [
            (&b"%PDF-1.7 ..."[..], Some(FileKind::Pdf)),
            (b"\xff\xd8\xff\xe0 JFIF", Some(FileKind::Jpeg)),
            (b"\x89PNG\r\n\x1a\n", Some(FileKind::Png)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(FileKind::Webp)),
            (b"<svg xmlns=", None),
            (b"<!doctype html>", None),
            (b"PK\x03\x04", None),
            (b"MZ", None),
            (b"", None),
        ] {
            assert_eq!(FileKind::sniff(bytes), kind, "{bytes:?}");
        }
    }

    #[test]
    fn a_file_comes_back_and_a_changed_one_is_refused() {
        let folder = crate::testing::TempDir::new();
        let files = Files::at(folder.path());
        let hash = files.put(b"%PDF-1.7 bien ban").unwrap();
        assert_eq!(files.put(b"%PDF-1.7 bien ban").unwrap(), hash, "kept once");
        assert_eq!(files.get(&hash).unwrap(), b"%PDF-1.7 bien ban");
        std::fs::write(files.path(&hash), b"%PDF-1.7 khac").unwrap();
        assert!(files.get(&hash).is_err());
        assert!(files.get("../../etc/passwd").is_err());
    }
}
