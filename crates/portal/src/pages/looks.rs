//! The page on which a reader chooses how pages look.

use super::Maker;
use super::frame::{Frame, Head};
use crate::Portal;
use crate::look::Look;
use askama::Template;

#[derive(Template)]
#[template(path = "pages/looks.html")]
struct LooksPage {
    frame: Frame,
    look: Look,
    back: String,
}

pub(crate) fn look_page(portal: &Portal, lang: bridge::Language, look: Look, back: String) -> askama::Result<String> {
    let library = portal.library();
    let maker = Maker::new(portal, &library, lang);
    let frame = maker.frame(maker.w.say("look-title"), vec![], "/hien-thi", Head::hidden());
    LooksPage { frame, look, back }.render()
}

impl LooksPage {
    /// The choices of one question: field, value in the address, attribute value, words, whether it is chosen now.
    fn choices(&self, field: &str) -> Vec<(&'static str, &'static str, String, bool)> {
        let (all, now): (&[(&str, &str, &str)], &str) = match field {
            "co-chu" => (
                &[
                    ("", "", "look-size-usual"),
                    ("lon", "large", "look-size-large"),
                    ("lonnhat", "largest", "look-size-largest"),
                ],
                self.look.size,
            ),
            "nen" => (
                &[
                    ("", "", "look-ground-system"),
                    ("sang", "light", "look-ground-light"),
                    ("toi", "dark", "look-ground-dark"),
                ],
                self.look.ground,
            ),
            _ => (&[("", "", "look-contrast-usual"), ("ro", "more", "look-contrast-more")], self.look.contrast),
        };
        all.iter().map(|(word, value, key)| (*word, *value, self.frame.w.say(key), *word == now)).collect()
    }
}
