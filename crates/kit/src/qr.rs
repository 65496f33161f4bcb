//! QR codes as SVG, made here: nothing is fetched, no script runs, and a printer gets sharp edges.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// The quiet border that readers need, in modules.
const QUIET: i32 = 4;

/// An SVG that a telephone reads as `text`; black on white in every colour scheme. `label` says to those who cannot see
/// it what it is. `None` when the text is too long for a code (some two thousand letters).
pub fn svg(text: &str, label: &str) -> Option<String> {
    // A quarter of it may be damaged: slips are folded, and copied on bad machines.
    let code = QrCode::encode_text(text, QrCodeEcc::Quartile).ok()?;
    let size = code.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|x| code.get_module(*x, y)).count() as i32;
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    let label = label.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"qr\" viewBox=\"0 0 {size} {size}\" role=\"img\" aria-label=\"{label}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{size}v{size}H0z\"/><path d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::svg;

    #[test]
    fn a_code_is_a_drawing_without_script_and_as_large_as_its_text_needs() {
        let short = svg("https://vanphong.example/van-phong/ma/H7KM3RTPX9QF", "Mã của \"An\" <x>").expect("it fits");
        assert!(short.contains("class=\"qr\" viewBox=\"0 0 45 45\""), "{}", &short[..90]);
        assert!(short.contains("aria-label=\"Mã của &quot;An&quot; &lt;x>\""));
        assert!(!short.contains("style") && !short.contains("script"));
        // The three corners by which a reader finds the code: a ring of seven around a square of three.
        for corner in ["M4 4h7v1h-7z", "M34 4h7v1h-7z", "M4 34h7v1h-7z"] {
            assert!(short.contains(corner), "{corner}");
        }
        assert_eq!(svg(&"x".repeat(4000), "long"), None);
    }
}
