//! What the elements of old pages mean.

/// Elements that have no end.
pub(super) const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link",
    "meta", "param", "source", "track", "wbr",
];

/// Elements of which nothing is read.
pub(super) const NOTHING: &[&str] = &[
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "math",
    "head",
    "title",
    "textarea",
    "select",
    "button",
    "xml",
    "object",
    "iframe",
    "applet",
    "audio",
    "video",
    "noframes",
    "noembed",
    "canvas",
    "map",
    "datalist",
    "dialog",
    "xmp",
    "plaintext",
];

/// Elements that begin and end a paragraph.
pub(super) const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "center",
    "address",
    "fieldset",
    "form",
    "dl",
    "dt",
    "dd",
    "pre",
    "figure",
    "figcaption",
    "main",
    "aside",
    "nav",
    "details",
    "summary",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "dir",
    "menu",
    "li",
    "blockquote",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "body",
    "html",
    "marquee",
    "legend",
    "hgroup",
];

pub(super) fn is(list: &[&str], name: &str) -> bool {
    list.contains(&name)
}

/// Elements that end with the next one like them, if nobody ended them.
pub(super) fn ends_before(open: &str, next: &str) -> bool {
    match open {
        "p" => is(BLOCKS, next),
        "li" => next == "li",
        "dt" | "dd" => matches!(next, "dt" | "dd"),
        "td" | "th" => matches!(next, "td" | "th" | "tr" | "tbody" | "thead" | "tfoot"),
        "tr" => matches!(next, "tr" | "tbody" | "thead" | "tfoot"),
        "thead" | "tbody" | "tfoot" => matches!(next, "tbody" | "thead" | "tfoot"),
        "a" => next == "a",
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => matches!(next, "h1" | "h2" | "h3" | "h4" | "h5" | "h6"),
        _ => false,
    }
}

/// What an element within does not end: a stray end tag in a cell ends nothing around the table.
pub(super) fn is_wall(open: &str) -> bool {
    matches!(open, "td" | "th" | "caption" | "table")
}

/// Whether a style lets nobody see it.
pub(super) fn hides(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    style.split(';').any(|rule| {
        let Some((name, value)) = rule.split_once(':') else { return false };
        let value = value.trim_end_matches("!important");
        let far = || value.starts_with('-') && value[1..].bytes().take_while(u8::is_ascii_digit).count() >= 3;
        let none = || value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%') == "0";
        match name {
            "display" => value == "none",
            "visibility" => matches!(value, "hidden" | "collapse"),
            "font-size" | "opacity" => none(),
            "left" | "right" | "top" | "text-indent" | "margin-left" | "margin-top" | "margin" => far(),
            "height" | "width" | "max-height" => none() && style.contains("overflow:hidden"),
            "clip" => value.starts_with("rect(0") || value.starts_with("rect(1px,1px"),
            _ => false,
        }
    })
}

/// What a font says about its charset: old fonts draw Vietnamese letters at the places of others.
pub(super) fn charset_of_font(face: &str) -> Option<(viet::legacy::Charset, bool)> {
    let face = face.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')).to_ascii_lowercase();
    let first = face.split(',').next()?.trim().trim_matches(|c| matches!(c, '"' | '\''));
    if let Some(name) = first.strip_prefix(".vn") {
        // The fonts whose names end in H draw small letters as capitals.
        return Some((viet::legacy::Charset::Tcvn3, name.ends_with('h')));
    }
    let vni = first.starts_with("vni-") || first.starts_with("vni ");
    vni.then_some((viet::legacy::Charset::Vni, false))
}

/// The font that a style asks for.
pub(super) fn font_in(style: &str) -> Option<&str> {
    let at = style.to_ascii_lowercase().find("font-family")?;
    let value = style.get(at..)?.split_once(':')?.1;
    Some(value.split(';').next().unwrap_or(value))
}
