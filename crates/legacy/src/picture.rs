//! What a file of the images folder really is, by its first bytes and not by its name. Only rasters count: an SVG or a page
//! that calls itself `.jpg` is no picture. Nothing is decoded here, so nothing can be blown up.

/// More dots than this are refused, whatever the file's size.
pub const MOST_DOTS: u64 = 50_000_000;

/// The kind of a raster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// GIF.
    Gif,
    /// WebP.
    Webp,
}

impl Kind {
    /// The ending of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Kind::Jpeg => "jpg",
            Kind::Png => "png",
            Kind::Gif => "gif",
            Kind::Webp => "webp",
        }
    }
}

/// A raster: its kind, its width and height in dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// The kind.
    pub kind: Kind,
    /// The width in dots.
    pub width: u32,
    /// The height in dots.
    pub height: u32,
}

/// Looks at a file; `None` for what is no raster, has no size, or more than [`MOST_DOTS`].
pub fn look(bytes: &[u8]) -> Option<Picture> {
    let (kind, (width, height)) = match bytes {
        [0xFF, 0xD8, 0xFF, ..] => (Kind::Jpeg, jpeg(bytes)?),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', _, _, _, _, b'I', b'H', b'D', b'R', ..] => {
            (Kind::Png, (big32(bytes, 16)?, big32(bytes, 20)?))
        }
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => (Kind::Gif, (little16(bytes, 6)?, little16(bytes, 8)?)),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => (Kind::Webp, webp(bytes)?),
        _ => return None,
    };
    let sound = width > 0 && height > 0 && u64::from(width) * u64::from(height) <= MOST_DOTS;
    sound.then_some(Picture { kind, width, height })
}

/// The frame's header says the size; what stands before it is passed over.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        while *bytes.get(at)? == 0xFF && *bytes.get(at + 1)? == 0xFF {
            at += 1;
        }
        let [0xFF, marker] = *bytes.get(at..at + 2)? else { return None };
        match marker {
            0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF => {
                return Some((big16(bytes, at + 7)?, big16(bytes, at + 5)?));
            }
            0x01 | 0xD0..=0xD8 => at += 2,
            // The picture itself begins, or it ends.
            0xD9 | 0xDA => return None,
            _ => at += 2 + usize::try_from(big16(bytes, at + 2)?).ok()?.max(2),
        }
    }
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8 " => Some((little16(bytes, 26)? & 0x3FFF, little16(bytes, 28)? & 0x3FFF)),
        b"VP8L" => {
            let bits = little16(bytes, 21)? | little16(bytes, 23)? << 16;
            Some(((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1))
        }
        b"VP8X" => {
            let three = |at: usize| Some(little16(bytes, at)? | u32::from(*bytes.get(at + 2)?) << 16);
            Some((three(24)? + 1, three(27)? + 1))
        }
        _ => None,
    }
}

fn big16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(*bytes.get(at)?) << 8 | u32::from(*bytes.get(at + 1)?))
}

fn big32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(big16(bytes, at)? << 16 | big16(bytes, at + 2)?)
}

fn little16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(*bytes.get(at)?) | u32::from(*bytes.get(at + 1)?) << 8)
}

/// The same JPEG without what cameras and programs write into it: where it was taken, by which telephone, when. Other
/// kinds are given back as they are; `None` for a JPEG that is not sound.
pub fn without_traces(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Some(bytes.to_vec());
    }
    let (mut out, mut at) = (vec![0xFF, 0xD8], 2);
    loop {
        let [0xFF, marker] = *bytes.get(at..at + 2)? else { return None };
        let length = match marker {
            0xFF => {
                at += 1;
                continue;
            }
            // From here on it is the picture itself.
            0xDA => {
                out.extend_from_slice(&bytes[at..]);
                return Some(out);
            }
            0x01 | 0xD0..=0xD8 => 2,
            0xD9 => return None,
            _ => 2 + usize::try_from(big16(bytes, at + 2)?).ok()?.max(2),
        };
        let segment = bytes.get(at..at + length)?;
        // Exif, XMP, Photoshop's notes, comments. Colour profiles (APP2) and Adobe's sign (APP14) stay.
        if !matches!(marker, 0xE1 | 0xE3..=0xED | 0xEF | 0xFE) {
            out.extend_from_slice(segment);
        }
        at += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const JPEG: &[u8] = b"\xFF\xD8\xFF\xE0\x00\x04ab\xFF\xE1\x00\x08Exif\0\0\xFF\xC0\x00\x0B\x08\x00\x10\x00\x20\x01\x01\x11\x00\xFF\xDA\x00\x04xypicture\xFF\xD9";
    const PNG: &[u8] = b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x03\x20\0\0\x02\x58\x08";

    #[test]
    fn rasters_are_known_by_what_they_are() {
        let picture = |kind, width, height| Some(Picture { kind, width, height });
        for (bytes, seen) in [
            (JPEG, picture(Kind::Jpeg, 32, 16)),
            (PNG, picture(Kind::Png, 800, 600)),
            (b"GIF89a\x20\x03\x58\x02\0", picture(Kind::Gif, 800, 600)),
            (b"RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0\x1F\x03\0\x57\x02\0", picture(Kind::Webp, 800, 600)),
            (b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x20\x03\x58\x02", picture(Kind::Webp, 800, 600)),
            // A bomb: as many dots as a country has people.
            (b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\xFF\xFF\0\0\xFF\xFF\x08", None),
            (b"GIF89a\0\0\0\0", None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
            (b"<html>", None),
            (b"\xFF\xD8\xFF", None),
            (b"", None),
        ] {
            assert_eq!(look(bytes), seen, "{bytes:?}");
        }
    }

    #[test]
    fn where_it_was_taken_goes() {
        let clean = without_traces(JPEG).unwrap();
        assert_eq!(look(&clean), look(JPEG));
        assert!(!clean.windows(4).any(|w| w == b"Exif") && clean.ends_with(b"picture\xFF\xD9"));
        assert_eq!(without_traces(PNG).as_deref(), Some(PNG));
        assert_eq!(without_traces(b"\xFF\xD8\xFF\xE1\xFF"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_looked_at(mut bytes in proptest::collection::vec(any::<u8>(), 0..300), head in 0..4_usize) {
            let head: &[u8] = [JPEG, PNG, b"GIF89a", b"RIFF\0\0\0\0WEBPVP8L"][head];
            bytes.splice(0..0, head.iter().copied());
            let _ = look(&bytes);
            let _ = without_traces(&bytes);
        }
    }
}
