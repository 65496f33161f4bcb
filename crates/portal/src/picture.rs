//! The picture that stands beside a link to us on other sites: headline, section and office in our own letters, made here
//! from the fonts that are in the binary.

use crate::cache::{Kind, Sheet};
use crate::card::Card;
use crate::pages::Maker;
use ab_glyph::{Font, FontVec, Glyph, PxScale, ScaleFont, point};
use anyhow::Context;
use kit::clock::Ts;
use std::sync::LazyLock;

const WIDE: usize = 1200;
const HIGH: usize = 630;
const MARGIN: usize = 80;

type Colour = [u8; 3];
const GROUND: Colour = [0xff, 0xfd, 0xf9];
const INK: Colour = [0x1e, 0x1a, 0x16];
const RED: Colour = [0x8f, 0x11, 0x14];
const GOLD: Colour = [0xc8, 0x99, 0x2b];
const GOLD_INK: Colour = [0x5f, 0x43, 0x00];
const WHITE: Colour = [0xff; 3];

/// A headline is set as large as it fits into so many lines.
const SIZES: [(f32, usize); 3] = [(76.0, 3), (64.0, 4), (52.0, 5)];

/// The letters: Vietnamese ones and the others come in a file each. Unpacked once.
static LETTERS: LazyLock<anyhow::Result<Vec<FontVec>>> = LazyLock::new(|| {
    let names = ["noto-serif-latin-600-normal.woff2", "noto-serif-vietnamese-600-normal.woff2"];
    names.into_iter().map(unpacked).collect()
});

fn unpacked(name: &str) -> anyhow::Result<FontVec> {
    let mut brotli = |mut packed: &[u8], size: usize| {
        let mut out = Vec::with_capacity(size);
        match brotli::BrotliDecompress(&mut packed, &mut out) {
            Ok(()) => Ok(out),
            Err(error) => Err(Box::new(error) as Box<dyn std::error::Error>),
        }
    };
    let font = wuff::decompress_woff2_with_custom_brotli(kit::assets::font(name), &mut brotli);
    let font = font.map_err(|error| anyhow::anyhow!("{name} cannot be unpacked: {error:?}"))?;
    FontVec::try_from_vec(font).with_context(|| format!("{name} is no font"))
}

/// The picture of an article.
pub(crate) fn of_article(maker: &Maker<'_>, card: &Card) -> anyhow::Result<Sheet> {
    let letters = Canvas::new()?;
    if card.headline.chars().any(|c| c.is_alphanumeric() && letters.font_of(c).is_none()) {
        // What our letters cannot write (Khmer) is better not written than in empty boxes.
        return of_site(maker);
    }
    let above = format!("{}  ·  {}", maker.text(&card.section.name), Ts(card.first_published_at).day().written());
    drawn(&above, &card.headline, &maker.site(), card.published_at)
}

/// The picture of every page that is no article.
pub(crate) fn of_site(maker: &Maker<'_>) -> anyhow::Result<Sheet> {
    let host = maker.portal.origin();
    let host = host.split_once("://").map_or(host.as_str(), |(_, host)| host);
    drawn(&maker.w.say("portal-kind"), &maker.site(), host, maker.library.changed_at())
}

fn drawn(above: &str, headline: &str, below: &str, modified: i64) -> anyhow::Result<Sheet> {
    let mut canvas = Canvas::new()?;
    canvas.fill((0, 0), (WIDE, 20), RED);
    canvas.fill((0, HIGH - 110), (WIDE, HIGH), RED);
    canvas.fill((0, HIGH - 116), (WIDE, HIGH - 110), GOLD);
    let (room, right) = ((WIDE - 2 * MARGIN) as f32, MARGIN as f32);
    canvas.write(&canvas.cut(above, 34.0, room), (right, 100.0), 34.0, GOLD_INK);
    let (size, lines) = canvas.fitted(headline, room);
    for (nth, line) in lines.iter().enumerate() {
        canvas.write(line, (right, 190.0 + nth as f32 * size * 1.22), size, INK);
    }
    mark(&mut canvas);
    canvas.write(&canvas.cut(below, 36.0, room - 90.0), (right + 90.0, HIGH as f32 - 43.0), 36.0, WHITE);
    let sheet = Sheet::file("image/png", String::new(), modified);
    Ok(Sheet { kind: Kind::Picture("image/png"), body: canvas.png()?, ..sheet })
}

/// The linchpin of the masthead.
fn mark(canvas: &mut Canvas) {
    let (x, y) = (MARGIN, HIGH - 87);
    canvas.fill((x, y + 24), (x + 16, y + 36), WHITE);
    canvas.fill((x + 48, y + 24), (x + 64, y + 36), WHITE);
    canvas.fill((x + 16, y), (x + 48, y + 10), GOLD);
    canvas.fill((x + 22, y + 10), (x + 42, y + 56), GOLD);
    for step in 0..10 {
        canvas.fill((x + 22 + step, y + 56 + step), (x + 42 - step, y + 57 + step), GOLD);
    }
}

struct Canvas {
    letters: &'static [FontVec],
    pixels: Vec<u8>,
}

impl Canvas {
    fn new() -> anyhow::Result<Canvas> {
        let letters = LETTERS.as_ref().map_err(|error| anyhow::anyhow!("{error:#}"))?;
        Ok(Canvas { letters, pixels: GROUND.repeat(WIDE * HIGH) })
    }

    fn fill(&mut self, (left, top): (usize, usize), (right, bottom): (usize, usize), colour: Colour) {
        for y in top..bottom.min(HIGH) {
            for pixel in self.pixels[(y * WIDE + left) * 3..(y * WIDE + right.min(WIDE)) * 3].chunks_exact_mut(3) {
                pixel.copy_from_slice(&colour);
            }
        }
    }

    /// The font that has a letter; none for signs that we cannot draw.
    fn font_of(&self, letter: char) -> Option<&'static FontVec> {
        self.letters.iter().find(|font| font.glyph_id(letter).0 != 0)
    }

    fn advance(&self, letter: char, size: f32) -> f32 {
        self.font_of(letter).map_or(0.0, |font| font.as_scaled(size).h_advance(font.glyph_id(letter)))
    }

    fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| self.advance(letter, size)).sum()
    }

    /// The largest size at which a headline fits, and its lines. What fits at no size ends with an ellipsis.
    fn fitted(&self, text: &str, room: f32) -> (f32, Vec<String>) {
        for (size, most) in SIZES {
            let lines = self.lines(text, size, room);
            if lines.len() <= most {
                return (size, self.balanced(text, size, room, lines));
            }
        }
        let (size, most) = SIZES[SIZES.len() - 1];
        let mut lines = self.lines(text, size, room);
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = self.cut(&format!("{last} …"), size, room);
            if !last.ends_with('…') {
                last.push('…');
            }
        }
        (size, lines)
    }

    /// The same number of lines, about equally long: no word stands alone at the end.
    fn balanced(&self, text: &str, size: f32, room: f32, lines: Vec<String>) -> Vec<String> {
        let (mut lines, mut narrower) = (lines, room - 40.0);
        while narrower > room / 2.0 {
            let tried = self.lines(text, size, narrower);
            if tried.len() > lines.len() || tried.iter().any(|line| line.ends_with('…')) {
                break;
            }
            (lines, narrower) = (tried, narrower - 40.0);
        }
        lines
    }

    fn lines(&self, text: &str, size: f32, room: f32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width(line, size) + self.width(word, size) + self.advance(' ', size) <= room => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(self.cut(word, size, room)),
            }
        }
        lines
    }

    /// The beginning of a text that fits, with an ellipsis where something is left out.
    fn cut(&self, text: &str, size: f32, room: f32) -> String {
        if self.width(text, size) <= room {
            return text.to_owned();
        }
        let mut out = String::new();
        let mut wide = self.advance('…', size);
        for letter in text.chars() {
            wide += self.advance(letter, size);
            if wide > room {
                break;
            }
            out.push(letter);
        }
        format!("{}…", out.trim_end())
    }

    fn write(&mut self, text: &str, (left, baseline): (f32, f32), size: f32, colour: Colour) {
        let mut x = left;
        for letter in text.chars() {
            let Some(font) = self.font_of(letter) else { continue };
            let glyph: Glyph = font.glyph_id(letter).with_scale_and_position(PxScale::from(size), point(x, baseline));
            x += font.as_scaled(size).h_advance(glyph.id);
            let Some(outline) = font.outline_glyph(glyph) else { continue };
            let place = outline.px_bounds().min;
            let pixels = &mut self.pixels;
            outline.draw(|dx, dy, covered| {
                let (x, y) = (place.x + dx as f32, place.y + dy as f32);
                if x < 0.0 || y < 0.0 || x >= WIDE as f32 || y >= HIGH as f32 {
                    return;
                }
                let at = (y as usize * WIDE + x as usize) * 3;
                for (pixel, ink) in pixels[at..at + 3].iter_mut().zip(colour) {
                    *pixel = (f32::from(*pixel) + (f32::from(ink) - f32::from(*pixel)) * covered.clamp(0.0, 1.0)) as u8;
                }
            });
        }
    }

    fn png(&self) -> anyhow::Result<Vec<u8>> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, WIDE as u32, HIGH as u32);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Balanced);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&self.pixels)?;
        writer.finish()?;
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vietnamese_letter_can_be_drawn() {
        let canvas = Canvas::new().unwrap();
        let letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyàằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ0123456789“”–…·/%";
        for letter in letters.chars().chain(letters.to_uppercase().chars()) {
            assert!(canvas.font_of(letter).is_some(), "{letter}");
        }
    }

    #[test]
    fn a_headline_of_any_length_stays_inside() {
        let canvas = Canvas::new().unwrap();
        let long = "Tịnh Biên chăm lo công tác xây dựng Đảng trong tình hình mới ".repeat(9);
        let endless = "x".repeat(500);
        for headline in ["", "Tịnh Biên", "Tịnh Biên chăm lo công tác xây dựng Đảng", &long, &endless] {
            let (size, lines) = canvas.fitted(headline, 1040.0);
            let most = SIZES.iter().find(|(known, _)| *known == size).unwrap().1;
            assert!(lines.len() <= most, "{headline}");
            assert!(lines.iter().all(|line| canvas.width(line, size) <= 1080.0), "{lines:?}");
        }
        assert!(canvas.fitted(&long, 1040.0).1.last().unwrap().ends_with('…'));
    }
}
