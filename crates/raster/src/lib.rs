//! Pictures for readers: read within bounds, turned upright, blurred where persons are not to be known, made in several
//! sizes. No IO.
//!
//! Only rasters are read, by what their first bytes say: JPEG, PNG, WebP. What is made is encoded anew from dots alone, so
//! nothing that a camera or a person wrote beside the dots (place, time, name of the machine) gets through.

#[cfg(test)]
mod tests;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage};
use ravif::{Img, RGB8};
use std::io::Cursor;

/// More dots than this are refused, whatever the file's size.
pub const MOST_DOTS: u64 = 40_000_000;
/// A side has at most so many dots.
pub const LONGEST_SIDE: u32 = 12_000;
/// The memory that reading one picture may take, in bytes.
const MEMORY: u64 = 512 << 20;
/// The widths in which a picture is made, as far as it has so many dots.
pub const WIDTHS: [u32; 3] = [480, 960, 1600];
/// The picture beside a headline: width and height.
pub const CARD: (u32, u32) = (480, 320);
/// How well JPEG, WebP and AVIF keep what is seen, of 100, each by its own measure.
const QUALITY: (u8, f32, f32) = (80, 76.0, 60.0);
/// How little time is spent on making an AVIF small, of 10: a photograph takes some seconds, in a job.
const AVIF_HASTE: u8 = 9;
/// A blurred part has at most so many squares on its longer side: a face of them cannot be known.
const SQUARES: u32 = 6;

/// Why a file was not taken.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Refused {
    /// No JPEG, PNG or WebP, by its first bytes.
    #[error("this is no JPEG, PNG or WebP picture")]
    NoPicture,
    /// More dots than are read.
    #[error("the picture has {width} by {height} dots, more than are taken")]
    TooLarge {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// It begins like a picture and cannot be read.
    #[error("the picture cannot be read: {0}")]
    Broken(String),
}

/// How a picture was encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG: everything reads it.
    Jpeg,
    /// WebP: smaller.
    Webp,
    /// AVIF: smaller still.
    Avif,
}

/// A part of a picture in thousandths of its sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// From the left.
    pub x: u16,
    /// From the top.
    pub y: u16,
    /// How wide.
    pub width: u16,
    /// How high.
    pub height: u16,
}

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// How it is encoded.
    pub format: Format,
    /// Its width in dots.
    pub width: u32,
    /// Its height in dots.
    pub height: u32,
    /// Whether it is the cut-out beside a headline, not the whole picture.
    pub card: bool,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A picture that was read.
#[derive(Clone)]
pub struct Raster(RgbImage);

/// The size that a file says it has, before anything is decoded.
///
/// # Errors
/// [`Refused`]
pub fn size(bytes: &[u8]) -> Result<(u32, u32), Refused> {
    let (width, height) = reader(bytes)?.into_dimensions().map_err(broken)?;
    let dots = u64::from(width) * u64::from(height);
    if dots == 0 {
        return Err(Refused::Broken("it has no dots".into()));
    }
    if dots > MOST_DOTS || width > LONGEST_SIDE || height > LONGEST_SIDE {
        return Err(Refused::TooLarge { width, height });
    }
    Ok((width, height))
}

fn reader(bytes: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, Refused> {
    let format = match bytes {
        [0xff, 0xd8, 0xff, ..] => ImageFormat::Jpeg,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => ImageFormat::Png,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => ImageFormat::WebP,
        _ => return Err(Refused::NoPicture),
    };
    Ok(ImageReader::with_format(Cursor::new(bytes), format))
}

/// Whether the last scan of a JPEG has no end: its decoder would put grey in the place of what is missing. Neither of the two
/// marks can stand among the dots of a scan (ITU-T T.81, B.1.1.5); a small copy in the camera's notes has both of its own.
fn is_cut_off(jpeg: &[u8]) -> bool {
    let last = |mark: u8| jpeg.windows(2).rposition(|both| both == [0xff, mark]);
    let (scan, end) = (last(0xda), last(0xd9));
    end.is_none() || end < scan
}

fn broken(error: image::ImageError) -> Refused {
    Refused::Broken(error.to_string())
}

impl Raster {
    /// Reads a picture, turns it upright as its camera noted, and puts what is transparent on white.
    ///
    /// # Errors
    /// [`Refused`]; what is too large is refused before it is decoded.
    pub fn read(bytes: &[u8]) -> Result<Raster, Refused> {
        size(bytes)?;
        if bytes.starts_with(&[0xff, 0xd8]) && is_cut_off(bytes) {
            return Err(Refused::Broken("its end is missing".into()));
        }
        let mut decoder = reader(bytes)?.into_decoder().map_err(broken)?;
        let mut limits = Limits::no_limits();
        limits.max_image_width = Some(LONGEST_SIDE);
        limits.max_image_height = Some(LONGEST_SIDE);
        limits.max_alloc = Some(MEMORY);
        decoder.set_limits(limits).map_err(broken)?;
        let orientation = decoder.orientation().map_err(broken)?;
        let mut image = DynamicImage::from_decoder(decoder).map_err(broken)?;
        image.apply_orientation(orientation);
        let opaque = if image.color().has_alpha() { on_white(&image) } else { image.into_rgb8() };
        Ok(Raster(opaque))
    }

    /// Its width in dots.
    pub fn width(&self) -> u32 {
        self.0.width()
    }

    /// Its height in dots.
    pub fn height(&self) -> u32 {
        self.0.height()
    }

    /// Makes a part of it unknowable: a few squares, each of one colour.
    pub fn blur(&mut self, part: Part) {
        let (width, height) = self.0.dimensions();
        let at = |thousandths: u16, of: u32| u32::from(thousandths.min(1000)) * of / 1000;
        let (left, top) = (at(part.x, width), at(part.y, height));
        let right = at(part.x.saturating_add(part.width), width).min(width);
        let bottom = at(part.y.saturating_add(part.height), height).min(height);
        if right <= left || bottom <= top {
            return;
        }
        let side = (right - left).max(bottom - top).div_ceil(SQUARES).max(8);
        for y in (top..bottom).step_by(side as usize) {
            for x in (left..right).step_by(side as usize) {
                self.flatten((x, y), ((x + side).min(right), (y + side).min(bottom)));
            }
        }
    }

    /// Gives all dots of a square their mean.
    fn flatten(&mut self, (left, top): (u32, u32), (right, bottom): (u32, u32)) {
        let (mut sums, mut count) = ([0u64; 3], 0u64);
        for y in top..bottom {
            for x in left..right {
                let dot = self.0.get_pixel(x, y).0;
                sums.iter_mut().zip(dot).for_each(|(sum, value)| *sum += u64::from(value));
                count += 1;
            }
        }
        let mean = Rgb(sums.map(|sum| u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX)));
        for y in top..bottom {
            for x in left..right {
                self.0.put_pixel(x, y, mean);
            }
        }
    }

    /// All files of it: each width in AVIF, WebP and JPEG, and the cut-out beside a headline around `focus`, which is in
    /// thousandths from the left and from the top. Each size is made from the picture itself.
    ///
    /// # Errors
    /// [`Refused::Broken`] when it cannot be encoded.
    pub fn make(&self, focus: (u16, u16)) -> Result<Vec<Made>, Refused> {
        let mut made = Vec::new();
        let widths: Vec<u32> = WIDTHS.into_iter().filter(|width| *width < self.width()).collect();
        // The last is the picture's own width, unless it is larger than the largest that is made.
        let own = (self.width() <= WIDTHS[WIDTHS.len() - 1]).then_some(self.width());
        for width in widths.into_iter().chain(own) {
            let height = scaled(self.height(), width, self.width());
            files(&self.scaled(width, height), false, &mut made)?;
        }
        files(&self.card(focus), true, &mut made)?;
        Ok(made)
    }

    fn scaled(&self, width: u32, height: u32) -> RgbImage {
        if (width, height) == self.0.dimensions() {
            return self.0.clone();
        }
        imageops::resize(&self.0, width, height, FilterType::CatmullRom)
    }

    /// The largest part of the card's shape around the focus, in the card's size or smaller.
    fn card(&self, focus: (u16, u16)) -> RgbImage {
        let (width, height) = self.0.dimensions();
        let (wide, high) = CARD;
        let (cut_width, cut_height) = if u64::from(width) * u64::from(high) > u64::from(height) * u64::from(wide) {
            (scaled(wide, height, high).min(width), height)
        } else {
            (width, scaled(high, width, wide).min(height))
        };
        let begin = |focus: u16, of: u32, cut: u32| {
            let middle = u32::from(focus.min(1000)) * of / 1000;
            middle.saturating_sub(cut / 2).min(of - cut)
        };
        let (x, y) = (begin(focus.0, width, cut_width), begin(focus.1, height, cut_height));
        let cut = imageops::crop_imm(&self.0, x, y, cut_width, cut_height).to_image();
        if cut_width <= wide { cut } else { imageops::resize(&cut, wide, high, FilterType::CatmullRom) }
    }
}

/// `value` times `by` through `of`, rounded, at least 1.
fn scaled(value: u32, by: u32, of: u32) -> u32 {
    let (value, by, of) = (u64::from(value), u64::from(by), u64::from(of.max(1)));
    u32::try_from((value * by + of / 2) / of).unwrap_or(u32::MAX).max(1)
}

fn on_white(image: &DynamicImage) -> RgbImage {
    let source = image.to_rgba8();
    let mut opaque = RgbImage::new(source.width(), source.height());
    for (x, y, dot) in source.enumerate_pixels() {
        let [red, green, blue, alpha] = dot.0.map(u32::from);
        let over = |value: u32| u8::try_from((value * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX);
        opaque.put_pixel(x, y, Rgb([over(red), over(green), over(blue)]));
    }
    opaque
}

fn files(image: &RgbImage, card: bool, made: &mut Vec<Made>) -> Result<(), Refused> {
    let (width, height) = image.dimensions();
    let encoder = webp::Encoder::from_rgb(image.as_raw(), width, height);
    let webp = encoder.encode_simple(false, QUALITY.1).map_err(|error| Refused::Broken(format!("{error:?}")))?;
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY.0).encode_image(image).map_err(broken)?;
    let dots: Vec<RGB8> = image.pixels().map(|dot| RGB8::from(dot.0)).collect();
    let avif = ravif::Encoder::new().with_quality(QUALITY.2).with_speed(AVIF_HASTE);
    let avif = avif.encode_rgb(Img::new(dots.as_slice(), width as usize, height as usize));
    let avif = avif.map_err(|error| Refused::Broken(error.to_string()))?.avif_file;
    made.push(Made { format: Format::Avif, width, height, card, bytes: avif });
    made.push(Made { format: Format::Webp, width, height, card, bytes: webp.to_vec() });
    made.push(Made { format: Format::Jpeg, width, height, card, bytes: jpeg });
    Ok(())
}
