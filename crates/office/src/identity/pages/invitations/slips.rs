//! The sheet of slips: what the manager prints, cuts and hands out. It is shown once, since the codes are kept nowhere.

use crate::identity::Account;
use crate::identity::reach::Officer;
use crate::shell::{Office, Shell};
use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use kit::db::Conn;
use kit::failure::Failure;
use kit::page::html;

/// The setting under which the address stands that is printed on slips.
const ADDRESS: &str = "office_address";

/// An invitation that was just made.
pub(super) struct Slip {
    /// Whose it is.
    pub account: Account,
    /// Its code, as it is printed.
    pub code: String,
}

#[derive(Template)]
#[template(path = "identity/pages/invitations/slips.html")]
struct SlipsPage {
    shell: Shell,
    count: String,
    /// How many wait for a second person; empty when none do.
    asked: String,
    /// Where to type the code: `vanphong.example/van-phong/ma`.
    address: String,
    until: String,
    slips: Vec<PrintedSlip>,
}

struct PrintedSlip {
    name: String,
    post: String,
    login: String,
    code: String,
    /// The code's address as a drawing.
    qr: String,
}

/// The page with the slips, ready to print, and how many more wait for a second person's agreement.
pub(super) fn sheet(
    office: &Office,
    officer: &Officer,
    address: &str,
    (slips, asked): (Vec<Slip>, usize),
) -> Result<Response, Failure> {
    let w = officer.words();
    let days = i64::from(office.sign_in_rule()?.invitation_days);
    let count = w.count("slips-count", slips.len() as i64);
    let printed = slips.into_iter().map(|slip| {
        let target = format!("{address}/van-phong/ma/{}", slip.code.replace('-', ""));
        let label = w.with("slip-qr", "name", slip.account.name.as_str());
        let qr = kit::qr::svg(&target, &label).unwrap_or_default();
        let Account { name, post, login, .. } = slip.account;
        PrintedSlip { name, post, login, code: slip.code, qr }
    });
    let page = SlipsPage {
        asked: if asked == 0 { String::new() } else { w.count("slips-asked", asked as i64) },
        count,
        address: format!("{}/van-phong/ma", address.trim_start_matches("https://").trim_start_matches("http://")),
        until: officer.tree.day().plus_days(days).written(),
        slips: printed.collect(),
        shell: office.shell(officer),
    };
    html(StatusCode::OK, &page)
}

/// The address at which people reach this office: the one that was typed last, or the one that this request was sent to.
pub(crate) async fn address_of(conn: &mut Conn, office: &Office, headers: &HeaderMap) -> Result<String, Failure> {
    let kept: Option<String> = conn.value("SELECT value FROM setting WHERE name = $1", &[&ADDRESS]).await?;
    if let (None, Some(site)) = (&kept, &office.site) {
        return Ok(site.origin.clone());
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let scheme = if office.secure { "https" } else { "http" };
    Ok(kept.unwrap_or_else(|| format!("{scheme}://{host}")))
}

/// Keeps the address that was typed, for the next sheets.
pub(super) async fn keep_address(conn: &mut Conn, address: &str) -> Result<(), Failure> {
    conn.exec(
        "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        &[&ADDRESS, &address],
    )
    .await?;
    Ok(())
}

/// What somebody typed as the office's address, as it is kept: scheme and host; `None` when it is none.
pub(super) fn read_address(typed: &str) -> Option<String> {
    let (scheme, host) = typed.trim().split_once("://").unwrap_or(("https", typed.trim()));
    let host = host.trim_end_matches('/').trim_end_matches("/van-phong");
    let plain = host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    let known = ["http", "https"].contains(&scheme.to_ascii_lowercase().as_str());
    // A single word is no address that a telephone finds, but for this machine itself.
    let reached = host.contains(['.', '[']) || host.split(':').next() == Some("localhost");
    (known && plain && reached && (1..=200).contains(&host.len()))
        .then(|| format!("{scheme}://{host}").to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::read_address;

    #[test]
    fn an_address_is_a_scheme_and_a_host() {
        for (typed, kept) in [
            ("https://vanphong.example", Some("https://vanphong.example")),
            ("VanPhong.example/", Some("https://vanphong.example")),
            (" http://192.168.1.5:8080/van-phong ", Some("http://192.168.1.5:8080")),
            ("http://[2001:db8::1]:80", Some("http://[2001:db8::1]:80")),
            ("https://vanphong.example/x", None),
            ("ftp://vanphong.example", None),
            ("https://ai@vanphong.example", None),
            ("localhost:8080", Some("https://localhost:8080")),
            ("abc", None),
            ("https://", None),
            ("", None),
        ] {
            assert_eq!(read_address(typed).as_deref(), kept, "{typed}");
        }
    }
}
