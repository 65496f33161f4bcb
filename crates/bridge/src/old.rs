//! How addresses of older sites are compared: office and portal must mean the same one.

/// The form in which a path of an older site is kept and looked for: small letters, without a slash or `.html` at its end,
/// no sign that an address cannot have. Percent signs are decoded by whoever asks.
pub fn old_key(path: &str) -> String {
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '<' | '>' | '"');
    let small: String = path.to_lowercase().chars().map(|c| if odd(c) { '_' } else { c }).collect();
    let path = small.trim_end_matches('/');
    let path = path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm")).unwrap_or(path);
    let path = path.strip_prefix("/index.php").filter(|rest| rest.is_empty() || rest.starts_with('/')).unwrap_or(path);
    if path.is_empty() { "/".to_owned() } else { path.to_owned() }
}

/// By what a thing of an older site is known where more than one site was brought: behind its site's name. The first site has
/// none, and its things have the names that they always had.
pub fn old_name(site: &str, name: &str) -> String {
    if site.is_empty() { name.to_owned() } else { format!("{site}|{name}") }
}

/// The site and the plain name of what [`old_name`] made.
pub fn old_site(name: &str) -> (&str, &str) {
    name.split_once('|').unwrap_or(("", name))
}

#[cfg(test)]
mod tests {
    use super::{old_key, old_name, old_site};

    #[test]
    fn a_name_is_taken_apart_as_it_was_put_together() {
        for (site, name) in [("", "joomla:254"), ("tanchau.gov.vn", "joomla:254"), ("tanchau.gov.vn", "/tin/1-a")] {
            assert_eq!(old_site(&old_name(site, name)), (site, name));
        }
    }

    #[test]
    fn the_same_address_has_one_form() {
        for (path, key) in [
            ("/Tin-Tuc/254-Dai-Hoi.html", "/tin-tuc/254-dai-hoi"),
            ("/index.php/tin-tuc/", "/tin-tuc"),
            ("/index.phpx", "/index.phpx"),
            ("/index.php", "/"),
            ("/", "/"),
            ("/images/a b.jpg", "/images/a_b.jpg"),
            ("/TIN/Đảng", "/tin/đảng"),
        ] {
            assert_eq!(old_key(path), key, "{path}");
            assert_eq!(old_key(key), key);
        }
    }
}
