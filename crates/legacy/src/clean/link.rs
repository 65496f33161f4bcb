//! Where a link leads, as a browser would understand it; and whether it leads to gambling.

use std::sync::LazyLock;

/// Where an address of an old text leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To the old site itself, from its root: `/index.php?…`, `/images/a.jpg`.
    Own(String),
    /// Out of it, or to somebody's mailbox.
    Outside(String),
    /// Into the same page, or nowhere.
    Nowhere,
    /// It runs a program, opens a file of the reader's, or hides what it is.
    Unsafe,
}

/// Reads an address. `hosts` are those of the old site, without `www.`.
pub fn target(href: &str, hosts: &[String]) -> Target {
    // Browsers drop these wherever they stand, and take a backslash for a slash.
    let seen: String = href.chars().filter(|c| !c.is_control()).collect::<String>().replace('\\', "/");
    let seen = seen.trim();
    if seen.is_empty() || seen.starts_with('#') {
        return Target::Nowhere;
    }
    let scheme = seen.find([':', '/', '?', '#']).filter(|at| seen[*at..].starts_with(':'));
    let (scheme, rest) = match scheme {
        Some(end) => (seen[..end].trim().to_ascii_lowercase(), &seen[end + 1..]),
        None if seen.starts_with("//") => ("https".to_owned(), seen),
        None => return Target::Own(own(seen)),
    };
    match scheme.as_str() {
        "http" | "https" => {
            let rest = rest.trim_start_matches('/');
            let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
            if host.is_empty() {
                return Target::Nowhere;
            }
            let name = host.to_ascii_lowercase();
            let name = name.strip_suffix(":80").or(name.strip_suffix(":443")).unwrap_or(&name);
            if hosts.iter().any(|own| own == name.strip_prefix("www.").unwrap_or(name)) {
                return Target::Own(own(path));
            }
            Target::Outside(format!("{scheme}://{}{}", encoded(&host.to_lowercase()), encoded(path)))
        }
        "mailto" if rest.contains('@') => Target::Outside(format!("mailto:{}", encoded(rest))),
        "tel" | "mailto" => Target::Nowhere,
        _ => Target::Unsafe,
    }
}

/// An address of the site from its root, with no way up.
fn own(path: &str) -> String {
    let (path, rest) = path.split_at(path.find(['?', '#']).unwrap_or(path.len()));
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').map(str::trim) {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            other => parts.push(other),
        }
    }
    let end = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    encoded(&format!("/{}{end}{rest}", parts.join("/")))
}

/// Without blanks, which no address may have.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || matches!(c, '<' | '>' | '"' | '\'' | '`') {
            c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
        } else {
            out.push(c);
        }
    }
    out
}

/// Words of gambling and the like: those that count anywhere, and those that count as a word of their own.
static GAMBLING: LazyLock<(Vec<&str>, Vec<&str>)> = LazyLock::new(|| {
    let lines = include_str!("gambling.txt").lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with("# "));
    let (whole, part): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.starts_with('='));
    (part, whole.into_iter().map(|line| &line[1..]).collect())
});

/// Whether the host of an outside address has a word of gambling in it. The path tells nothing: papers report on raids.
pub fn is_gambling(href: &str) -> bool {
    let (anywhere, whole) = &*GAMBLING;
    let href = viet::fold(href);
    let rest = href.split_once("://").map_or(href.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    anywhere.iter().any(|word| host.contains(word)) || host.split(['.', '-', ':']).any(|label| whole.contains(&label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_understood_as_browsers_do() {
        let hosts = ["tinhbien.example".to_owned()];
        let own = |path: &str| Target::Own(path.to_owned());
        let outside = |href: &str| Target::Outside(href.to_owned());
        for (href, leads) in [
            ("index.php?option=com_content&id=1", own("/index.php?option=com_content&id=1")),
            ("images/stories/a b.jpg", own("/images/stories/a%20b.jpg")),
            ("./../../etc/passwd", own("/etc/passwd")),
            ("images\\stories\\a.jpg", own("/images/stories/a.jpg")),
            ("http://www.TinhBien.example/tin/1-a.html#x", own("/tin/1-a.html#x")),
            ("https://tinhbien.example", own("/")),
            ("http://khac.example/a'b", outside("http://khac.example/a%27b")),
            ("//khac.example/a", outside("https://khac.example/a")),
            ("/\\khac.example", outside("https://khac.example")),
            ("HTTPS:khac.example", outside("https://khac.example")),
            ("mailto:a@b.example", outside("mailto:a@b.example")),
            ("#top", Target::Nowhere),
            ("", Target::Nowhere),
            ("http://", Target::Nowhere),
            ("tel:0296", Target::Nowhere),
            ("javascript:alert(1)", Target::Unsafe),
            (" \u{1}jAva\tscript\n:alert(1)", Target::Unsafe),
            ("data:text/html,x", Target::Unsafe),
            ("vbscript:x", Target::Unsafe),
            ("file:///c:/x", Target::Unsafe),
        ] {
            assert_eq!(target(href, &hosts), leads, "{href:?}");
        }
    }

    #[test]
    fn gambling_is_known_by_its_hosts() {
        for (href, gambling) in [
            ("https://w88-vn.example/", true),
            ("https://nhacaiuytin.example/x", true),
            ("https://lode.example/", true),
            ("https://abc.example/triet-pha-casino", false),
            ("https://explode.example/", false),
            ("https://dangcongsan.vn/xay-dung-dang", false),
            ("https://baoangiang.com.vn/triet-pha-duong-day-ca-do.html", false),
        ] {
            assert_eq!(is_gambling(href), gambling, "{href}");
        }
    }
}
