//! Signs in the text that told an extension to put something there: `{loadposition x}`, `[gallery ids="1"]`.

use super::Notes;

/// In curly brackets, of Joomla's extensions.
const CURLY: &[&str] = &[
    "loadposition",
    "loadmodule",
    "loadmoduleid",
    "module",
    "modulepos",
    "mosimage",
    "mospagebreak",
    "mosmap",
    "youtube",
    "vimeo",
    "dailymotion",
    "gallery",
    "phocagallery",
    "phocadownload",
    "slider",
    "sliders",
    "tab",
    "tabs",
    "jcomments",
    "source",
    "audio",
    "video",
    "mp3",
    "mp4",
    "flv",
    "swf",
    "wmv",
    "avi",
    "pdf",
    "sigplus",
    "ppgallery",
    "vsig",
    "besps",
    "rokbox",
    "modal",
    "tip",
    "snippet",
    "article",
    "field",
    "fieldgroup",
    "jumi",
    "chronoforms",
    "chronocontact",
    "attachments",
    "edocs",
    "googlemaps",
    "comments",
    "jathumbnail",
    "include",
    "emailcloak",
    "igallery",
    "ozio",
    "play",
];
/// In square brackets, of WordPress; what begins so too.
const SQUARE: &[&str] =
    &["caption", "gallery", "embed", "audio", "video", "playlist", "wpcaption", "contact-form", "rev_slider"];
const SQUARE_BEGINS: &[&str] = &["vc_", "et_pb_", "su_", "fusion_", "av_", "elementor"];

/// The text without them. What stands between a sign and its end (`{youtube}…{/youtube}`) goes too, but for words below a
/// picture.
pub(super) fn without(text: &str, notes: &mut Notes) -> String {
    if !text.contains(['{', '[']) {
        return text.to_owned();
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(['{', '[']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match sign(rest) {
            Some((name, length)) => {
                Notes::add(&mut notes.signs, name.to_owned());
                let after = &rest[length..];
                let end = format!("{{/{name}}}");
                rest = match after.find(&end) {
                    Some(ends) if rest.starts_with('{') => &after[ends + end.len()..],
                    _ => after,
                };
            }
            None => {
                out.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The name of a sign that a text begins with, and its length.
fn sign(text: &str) -> Option<(&str, usize)> {
    let curly = text.starts_with('{');
    let length = text.find(if curly { '}' } else { ']' }).filter(|length| *length < 500)?;
    let inside = text[1..length].strip_prefix('/').unwrap_or(&text[1..length]);
    let name = inside.split(|c: char| c.is_whitespace() || matches!(c, '=' | '|' | ',')).next()?;
    let known = match curly {
        true => CURLY.contains(&name),
        false => SQUARE.contains(&name) || SQUARE_BEGINS.iter().any(|begin| name.starts_with(begin)),
    };
    known.then_some((name, length + 1))
}
