//! QR codes as SVG, drawn here: an address on paper that a telephone can read.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// Empty modules around the code; readers need four.
const BORDER: i32 = 4;

/// `text` as a picture of its own, named `label` for whoever does not see it. Empty when the text is too long for one.
pub fn svg(text: &str, label: &str) -> String {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return String::new() };
    let size = code.size() + 2 * BORDER;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let start = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > start {
                let _ = write!(path, "M{} {}h{}v1h-{}z", start + BORDER, y + BORDER, x - start, x - start);
            }
            x += 1;
        }
    }
    let mut name = String::new();
    for c in label.chars() {
        match c {
            '&' => name.push_str("&amp;"),
            '<' => name.push_str("&lt;"),
            '"' => name.push_str("&quot;"),
            c => name.push(c),
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qr\" viewBox=\"0 0 {size} {size}\" width=\"132\" height=\"132\" \
         role=\"img\" aria-label=\"{name}\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/>\
         <path fill=\"#000\" d=\"{path}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Draws the path again and compares it with the code itself, module by module.
    #[test]
    fn the_picture_is_the_code() {
        let text = "https://tinhbien.example/xay-dung-dang/tinh-bien-cham-lo-1";
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let picture = svg(text, "\"Địa chỉ\"");
        assert!(picture.contains("aria-label=\"&quot;Địa chỉ&quot;\""));
        let path = picture.rsplit_once(" d=\"").unwrap().1.split_once('"').unwrap().0;
        let mut dark = std::collections::HashSet::new();
        for run in path.split('M').skip(1) {
            let (place, rest) = run.split_once('h').unwrap();
            let (x, y) = place.split_once(' ').unwrap();
            let (x, y, wide): (i32, i32, i32) =
                (x.parse().unwrap(), y.parse().unwrap(), rest.split_once('v').unwrap().0.parse().unwrap());
            dark.extend((x..x + wide).map(|x| (x - BORDER, y - BORDER)));
        }
        for y in 0..code.size() {
            for x in 0..code.size() {
                assert_eq!(dark.contains(&(x, y)), code.get_module(x, y), "{x} {y}");
            }
        }
    }

    #[test]
    fn what_fits_into_no_code_has_no_picture() {
        assert_eq!(svg(&"x".repeat(10_000), ""), "");
    }
}
