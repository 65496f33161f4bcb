//! An old site whose MariaDB or MySQL is still running: `thenchot import joomla mysql://user@host:3306/database`.
//!
//! MariaDB's and MySQL's own program for dumps reads it, and what it writes is read as any dump is: one snapshot for both
//! readings, and no client of the protocol, with its own cryptography, to be built into this program for one use. The
//! password stands in an option file that nobody else may read, never among the arguments of a process.

use anyhow::{Context, Result, bail};
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
    fn parse(address: &str) -> Result<Live> {
        let shape = "write it like mysql://user@host:3306/database";
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        let (who, rest) = rest.rsplit_once('@').with_context(|| format!("who signs in is missing; {shape}"))?;
        if who.contains(':') {
            bail!(
                "the password must not stand in the address, where every user of this machine can read it; put it into a \
                 file and name it with --password-file, or into {PASSWORD}"
            );
        }
        let (place, database) = rest.split_once('/').with_context(|| format!("the database is missing; {shape}"))?;
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) => (host, port.parse().with_context(|| format!("\"{port}\" is no port; {shape}"))?),
            None => (place, 3306),
        };
        let plain = |text: &str| {
            let odd = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | '/' | '?' | '#');
            !text.is_empty() && !text.starts_with('-') && !text.contains(odd)
        };
        if ![who, host, database].into_iter().all(plain) {
            bail!("the address has signs that none has; {shape}");
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
pub(super) fn take(address: &Path, password_file: Option<&Path>) -> Result<Taken> {
    let live = Live::parse(address.to_str().context("the address is no text")?)?;
    let password = match password_file {
        Some(file) => std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?,
        None => std::env::var(PASSWORD).unwrap_or_default(),
    };
    let password = password.trim_end_matches(['\r', '\n']);
    if password.contains(|c: char| c.is_control()) {
        bail!("the password has a line break or another sign that cannot be typed");
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
            Ok(done) => bail!("{program} says: {}", String::from_utf8_lossy(&done.stderr).trim()),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("cannot start {program}")),
        }
    }
    bail!(
        "neither {} nor {} is installed (Debian: apt install mariadb-client); without one, name a dump file instead",
        PROGRAMS[0],
        PROGRAMS[1]
    )
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
        assert_eq!(Live::parse("mysql://doc@db.example/joomla").unwrap(), live("doc", "db.example", 3306));
        assert_eq!(Live::parse("mariadb://a.b@127.0.0.1:3307/joomla").unwrap(), live("a.b", "127.0.0.1", 3307));
        for (address, told) in [
            ("mysql://doc:bi-mat@db.example/joomla", "--password-file"),
            ("mysql://db.example/joomla", "who signs in is missing"),
            ("mysql://doc@db.example", "the database is missing"),
            ("mysql://doc@db.example:x/joomla", "is no port"),
            ("mysql://doc@db.example/--help", "signs that none has"),
            ("mysql://doc@-h/joomla", "signs that none has"),
            ("mysql://do\"c@h/joomla", "signs that none has"),
            ("mysql://doc@h/joo\nmla", "signs that none has"),
            ("mysql://doc@h/joomla?ssl=0", "signs that none has"),
        ] {
            let error = format!("{:#}", Live::parse(address).unwrap_err());
            assert!(error.contains(told) && !error.contains("bi-mat"), "{address}: {error}");
        }
    }

    #[test]
    fn a_password_cannot_end_its_line_of_the_options() {
        let live = Live::parse("mysql://doc@h/joomla").unwrap();
        let options = live.options("a\"b\\c");
        assert!(options.ends_with("password=\"a\\\"b\\\\c\"\n"), "{options}");
    }
}
