//! What gets through and what does not.

use super::*;
use proptest::prelude::*;

/// A picture whose left half is red and right half blue.
fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) })
}

fn encoded(image: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(image.clone()).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG with what a camera writes beside the dots: an orientation, and a place in words.
fn from_camera(orientation: u8) -> Vec<u8> {
    let jpeg = encoded(&halves(200, 100), ImageFormat::Jpeg);
    let mut tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    tiff.extend(b"GPS 10.5N 104.9E");
    let length = u16::try_from(tiff.len() + 8).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, b"Exif\0\0", &tiff, &jpeg[2..]].concat()
}

/// The size that an AVIF says it has: the two numbers of its property `ispe`.
fn avif_size(bytes: &[u8]) -> (u32, u32) {
    assert_eq!(&bytes[4..12], b"ftypavif");
    let at = bytes.windows(4).position(|part| part == b"ispe").unwrap() + 8;
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(at), number(at + 4))
}

fn is_red(dot: &Rgb<u8>) -> bool {
    dot.0[0] > 120 && dot.0[2] < 80
}

#[test]
fn what_is_made_has_nothing_but_dots_in_sizes_that_the_picture_has() {
    for (width, expected) in
        [(300, vec![300]), (480, vec![480]), (1200, vec![480, 960, 1200]), (2000, vec![480, 960, 1600])]
    {
        let raster = Raster::read(&encoded(&halves(width, width / 2), ImageFormat::Png)).unwrap();
        let made = raster.make((500, 500)).unwrap();
        let widths = |format| -> Vec<u32> {
            made.iter().filter(|it| !it.card && it.format == format).map(|it| it.width).collect()
        };
        for format in [Format::Avif, Format::Webp, Format::Jpeg] {
            assert_eq!(widths(format), expected, "{width} {format:?}");
        }
        for it in &made {
            let said = if it.format == Format::Avif { avif_size(&it.bytes) } else { size(&it.bytes).unwrap() };
            assert_eq!(said, (it.width, it.height), "each file is what it says");
            assert!(it.card || it.height.abs_diff(it.width / 2) <= 1, "the shape stays");
        }
    }
    let photo = from_camera(1);
    assert!(photo.windows(3).any(|part| part == b"GPS"));
    for it in Raster::read(&photo).unwrap().make((500, 500)).unwrap() {
        assert!(!it.bytes.windows(3).any(|part| part == b"GPS"), "{:?}", it.format);
        assert!(!it.bytes.windows(4).any(|part| part == b"Exif" || part == b"EXIF"), "{:?}", it.format);
    }
}

#[test]
fn a_picture_stands_upright_as_its_camera_noted() {
    for (orientation, size, red_at) in
        [(1, (200, 100), (10, 50)), (3, (200, 100), (190, 50)), (6, (100, 200), (50, 10)), (8, (100, 200), (50, 190))]
    {
        let raster = Raster::read(&from_camera(orientation)).unwrap();
        assert_eq!((raster.width(), raster.height()), size, "{orientation}");
        assert!(is_red(raster.0.get_pixel(red_at.0, red_at.1)), "{orientation}");
    }
}

#[test]
fn the_card_is_cut_around_the_focus() {
    let raster = Raster::read(&encoded(&halves(1200, 320), ImageFormat::Png)).unwrap();
    for (focus, red) in [((0, 500), true), ((250, 500), true), ((1000, 0), false), ((750, 500), false)] {
        let card = raster.card(focus);
        assert_eq!(card.dimensions(), CARD);
        assert_eq!(is_red(card.get_pixel(240, 160)), red, "{focus:?}");
    }
    let tiny = Raster::read(&encoded(&halves(1, 1), ImageFormat::Png)).unwrap();
    assert!(tiny.make((0, 1000)).is_ok());
}

#[test]
fn a_blurred_part_has_few_colours_and_the_rest_is_untouched() {
    let noisy =
        RgbImage::from_fn(300, 300, |x, y| Rgb([(x * 7 % 256) as u8, (y * 11 % 256) as u8, (x * y % 256) as u8]));
    let mut raster = Raster::read(&encoded(&noisy, ImageFormat::Png)).unwrap();
    raster.blur(Part { x: 333, y: 333, width: 333, height: 333 });
    let mut colours = std::collections::HashSet::new();
    for (x, y, dot) in raster.0.enumerate_pixels() {
        if (99..199).contains(&x) && (99..199).contains(&y) {
            colours.insert(dot.0);
        } else {
            assert_eq!(dot, noisy.get_pixel(x, y), "{x} {y}");
        }
    }
    assert!(colours.len() <= (SQUARES * SQUARES) as usize, "{}", colours.len());
    // Parts that lie outside or have no size change nothing and break nothing.
    for part in [(0, 0, 0, 10), (1000, 1000, 10, 10), (u16::MAX, 0, u16::MAX, u16::MAX)] {
        let before = raster.0.clone();
        raster.blur(Part { x: part.0, y: part.1, width: part.2, height: part.3 });
        assert_eq!(raster.0, before);
    }
}

#[test]
fn what_is_no_picture_or_would_blow_up_is_refused() {
    let png = |width: u32, height: u32| {
        let mut bytes = encoded(&halves(1, 1), ImageFormat::Png);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        // The header's checksum is made right, so that only its size speaks against it.
        let sum = crc(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&sum.to_be_bytes());
        bytes
    };
    assert_eq!(Raster::read(&png(60_000, 60_000)).err(), Some(Refused::TooLarge { width: 60_000, height: 60_000 }));
    assert_eq!(Raster::read(&png(13_000, 10)).err(), Some(Refused::TooLarge { width: 13_000, height: 10 }));
    assert!(matches!(Raster::read(&png(5000, 5000)).err(), Some(Refused::Broken(_))), "few bytes for many dots");
    for other in [
        &b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"[..],
        b"<!doctype html>",
        b"GIF89a",
        b"%PDF-1.7",
        b"",
        b"\xff\xd8",
    ] {
        assert_eq!(Raster::read(other).err(), Some(Refused::NoPicture), "{other:?}");
    }
    // Half a file is no picture, also where its decoder would fill in the rest; what a camera puts behind the end is passed over.
    for format in [ImageFormat::Png, ImageFormat::Jpeg] {
        let whole = encoded(&halves(400, 400), format);
        assert!(matches!(Raster::read(&whole[..whole.len() / 2]).err(), Some(Refused::Broken(_))), "{format:?}");
        assert!(Raster::read(&whole).is_ok() && Raster::read(&[&whole[..], b"behind"].concat()).is_ok(), "{format:?}");
    }
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    };
    !bytes.iter().fold(!0, step)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_answered(kind in 0..3usize, rest in proptest::collection::vec(any::<u8>(), 0..400)) {
        let begin: [&[u8]; 3] = [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"];
        let _ = Raster::read(&[begin[kind], &rest].concat());
    }

    #[test]
    fn a_picture_with_changed_bytes_is_read_or_refused(at in 20usize..800, value: u8) {
        let mut bytes = encoded(&halves(40, 30), ImageFormat::Jpeg);
        let at = at % bytes.len();
        bytes[at] = value;
        let _ = Raster::read(&bytes);
    }
}
