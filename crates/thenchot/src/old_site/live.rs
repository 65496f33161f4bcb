//! An old site whose MariaDB or MySQL is still running: `thenchot import joomla mysql://user@host:3306/database`.
//!
//! MariaDB's and MySQL's own program for dumps reads it, and what it writes is read as any dump is: one snapshot for both
//! readings, and no client of the protocol, with its own cryptography, to be built into this program for one use. The
//! password stands in an option file that nobody else may read, never among the arguments of a process.

use anyhow::{Context, Result, bail};
use kit::words::{Value, Words};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The programs that can do it, the newer one first.
const PROGRAMS: [&str; 2] = ["mariadb-dump", "mysqldump"];
/// Where the password may stand, where it does not stand in a file.
const PASSWORD: &str = "THENCHOT_MYSQL_PASSWORD";

/// A database that is running.
#[derive(Debug, PartialEq, Eq)]
struct Live {
    user: String,
    host: String,
    port: u16,
    database: String,
}

/// A dump that was taken of a running database; gone when it is dropped.
pub(super) struct Taken {
    folder: PathBuf,
    /// The dump.
    pub(super) file: PathBuf,
    /// The name of the database.
    pub(super) database: String,
}

impl Drop for Taken {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Whether what was named is a database and no file.
pub(super) fn is_live(name: &Path) -> bool {
    name.to_str().is_some_and(|name| ["mysql://", "mariadb://"].iter().any(|scheme| name.starts_with(scheme)))
}

impl Live {
    fn parse(address: &str, w: Words) -> Result<Live> {
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        let (who, rest) = rest.rsplit_once('@').with_context(|| w.say("live-no-user"))?;
        if who.contains(':') {
            bail!(w.with("live-password", "variable", PASSWORD));
        }
        let (place, database) = rest.split_once('/').with_context(|| w.say("live-no-database"))?;
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().with_context(|| w.with("live-no-port", "port", port))?),
            None => (place, 3306),
        };
        let plain = |text: &str| {
            let odd = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | '/' | '?' | '#');
            !text.is_empty() && !text.starts_with('-') && !text.contains(odd)
        };
        if ![who, host, database].into_iter().all(plain) {
            bail!(w.say("live-odd-signs"));
        }
        Ok(Live { user: who.into(), host: host.into(), port, database: database.into() })
    }

    /// What the dump program reads before its arguments.
    fn options(&self, password: &str) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
        format!(
            "[client]\nuser={}\nhost={}\nport={}\nprotocol=tcp\npassword={}\n",
            quoted(&self.user),
            quoted(&self.host),
            self.port,
            quoted(password)
        )
    }
}

/// Takes a dump of a running database into a folder of its own that only this user may read.
///
/// # Errors
/// When the address is none, no program for dumps is installed, or the database refuses.
pub(super) fn take(address: &Path, password_file: Option<&Path>, w: Words) -> Result<Taken> {
    let live = Live::parse(address.to_str().with_context(|| w.say("live-odd-signs"))?, w)?;
    let password = match password_file {
        Some(file) => {
            let unread = || w.with("live-no-file", "file", file.display().to_string());
            std::fs::read_to_string(file).with_context(unread)?
        }
        None => std::env::var(PASSWORD).unwrap_or_default(),
    };
    let password = password.trim_end_matches(['\r', '\n']);
    if password.contains(|c: char| c.is_control()) {
        bail!(w.say("live-odd-password"));
    }
    let folder = std::env::temp_dir().join(format!("thenchot-{}", kit::clock::Chance::system().token()));
    std::os::unix::fs::DirBuilderExt::mode(&mut std::fs::DirBuilder::new(), 0o700).create(&folder)?;
    let taken = Taken { file: folder.join("site.sql"), folder, database: live.database.clone() };
    let options = taken.folder.join("client.cnf");
    secret(&options)?.write_all(live.options(password).as_bytes())?;
    for program in PROGRAMS {
        let mut command = Command::new(program);
        command
            // It must come first; nothing else on this machine is read or asked.
            .arg(format!("--defaults-file={}", options.display()))
            .args(["--single-transaction", "--quick", "--skip-lock-tables", "--skip-triggers", "--no-tablespaces"])
            .args(["--hex-blob", "--default-character-set=utf8mb4", "--"])
            .arg(&live.database)
            .env_remove(PASSWORD)
            .stdin(Stdio::null())
            .stdout(secret(&taken.file)?)
            .stderr(Stdio::piped());
        match command.output() {
            Ok(done) if done.status.success() => return Ok(taken),
            Ok(done) => {
                let said = String::from_utf8_lossy(&done.stderr);
                let values: [(&str, Value); 2] = [("program", program.into()), ("said", said.trim().into())];
                bail!(w.fill(refused(&said), &values))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| w.with("live-not-started", "program", program)),
        }
    }
    bail!(w.with("live-no-program", "programs", PROGRAMS.join(", ")))
}

/// What a refusal of the dump program is about, by the number that MariaDB and MySQL put before it.
fn refused(said: &str) -> &'static str {
    let numbered =
        [("1045", "live-refused-password"), ("1044", "live-refused-rights"), ("1049", "live-refused-database")];
    let known = numbered.into_iter().find(|(number, _)| said.contains(&format!("error: {number}")));
    // 2002 to 2005: nobody answers there.
    let absent = ["2002", "2003", "2004", "2005"].iter().any(|number| said.contains(&format!("error: {number}")));
    known.map_or(if absent { "live-refused-place" } else { "live-refused" }, |(_, key)| key)
}

fn secret(path: &Path) -> Result<File> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    file.with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_a_password_in_it_refused() {
        let live = |user: &str, host: &str, port| Live {
            user: user.into(),
            host: host.into(),
            port,
            database: "joomla".into(),
        };
        let parse = |address: &str| Live::parse(address, crate::old_site::words(false));
        assert_eq!(parse("mysql://doc@db.example/joomla").unwrap(), live("doc", "db.example", 3306));
        assert_eq!(parse("mariadb://a.b@127.0.0.1:3307/joomla").unwrap(), live("a.b", "127.0.0.1", 3307));
        for (address, told) in [
            ("mysql://doc:bi-mat@db.example/joomla", "--password-file"),
            ("mysql://db.example/joomla", "thiếu tên người dùng"),
            ("mysql://doc@db.example", "thiếu tên cơ sở dữ liệu"),
            ("mysql://doc@db.example:x/joomla", "không phải số cổng"),
            ("mysql://doc@db.example/--help", "ký tự không thể có"),
            ("mysql://doc@-h/joomla", "ký tự không thể có"),
            ("mysql://do\"c@h/joomla", "ký tự không thể có"),
            ("mysql://doc@h/joo\nmla", "ký tự không thể có"),
            ("mysql://doc@h/joomla?ssl=0", "ký tự không thể có"),
        ] {
            let error = format!("{:#}", parse(address).unwrap_err());
            assert!(error.contains(told) && !error.contains("bi-mat"), "{address}: {error}");
        }
    }

    #[test]
    fn a_password_cannot_end_its_line_of_the_options() {
        let live = Live::parse("mysql://doc@h/joomla", crate::old_site::words(true)).unwrap();
        let options = live.options("a\"b\\c");
        assert!(options.ends_with("password=\"a\\\"b\\\\c\"\n"), "{options}");
    }

    #[test]
    fn a_refusal_is_told_by_its_number() {
        for (said, key) in [
            (
                "mariadb-dump: Got error: 1045: \"Access denied for user 'doc'@'h' (using password: YES)\"",
                "live-refused-password",
            ),
            (
                "mariadb-dump: Got error: 1049: \"Unknown database 'x'\" when selecting the database",
                "live-refused-database",
            ),
            ("mysqldump: Got error: 1044: Access denied for user 'doc'@'%' to database 'x'", "live-refused-rights"),
            ("mariadb-dump: Got error: 2002: \"Can't connect to server on '127.0.0.1' (111)\"", "live-refused-place"),
            ("mariadb-dump: unknown option '--x'", "live-refused"),
        ] {
            assert_eq!(refused(said), key, "{said}");
        }
    }
}
