//! An old site whose database is still running: read through MariaDB's own program, from a real server where one is
//! installed (`bin/lib/needs.sh`), and with a stand-in that notes how it was asked.

use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

const SITE: &str = "\
CREATE TABLE jos_categories (id int, parent_id int, title text, alias text, extension text) CHARSET utf8mb4;
INSERT INTO jos_categories VALUES (3,1,'Dân vận','dan-van','com_content');
CREATE TABLE jos_content (id int, asset_id int, title text, alias text, introtext mediumtext, `fulltext` mediumtext, state int, catid int, created datetime, created_by int, created_by_alias text, publish_up datetime, publish_down datetime, images text, access int, hits int, featured int) CHARSET utf8mb4;
INSERT INTO jos_content VALUES (254,1,'Đại hội chi bộ','dai-hoi','<p>Mở đầu</p>','<p>Thân “bài”; \\'một\\'</p>',1,3,'2018-11-22 01:00:00',5,'Nguyễn Văn A','2018-11-22 01:00:00',NULL,'',1,77,0);
";
const PASSWORD: &str = "bí \"mật\\ 'khó";

fn import(data: &Path, path: &str, more: &[&str]) -> (String, String, bool) {
    let Output { stdout, stderr, status } = Command::new(env!("CARGO_BIN_EXE_thenchot"))
        .args(["import", "joomla", "--english"])
        .args(more)
        .args(["--data", data.to_str().expect("a path")])
        .env("PATH", path)
        .env("RUST_LOG", "error")
        .env("THENCHOT_MYSQL_PASSWORD", PASSWORD)
        .output()
        .expect("it runs");
    (String::from_utf8_lossy(&stdout).into_owned(), String::from_utf8_lossy(&stderr).into_owned(), status.success())
}

#[test]
fn the_password_is_in_a_file_of_ours_alone_and_never_an_argument() {
    let folder = kit::testing::TempDir::new();
    let (noted, dump) = (folder.path().join("noted"), folder.path().join("site.sql"));
    std::fs::write(&dump, SITE).unwrap();
    let stand_in = folder.path().join("mariadb-dump");
    let script = format!(
        "#!/bin/sh\nfor a in \"$@\"; do echo \"argument $a\"; done >{n}\nenv >>{n}\ncnf=${{1#--defaults-file=}}\n\
         stat -c 'mode %a' \"$cnf\" >>{n}\nstat -c 'folder %a' \"$(dirname \"$cnf\")\" >>{n}\ncat \"$cnf\" >>{n}\ncat {d}\n",
        n = noted.display(),
        d = dump.display()
    );
    std::fs::write(&stand_in, script).unwrap();
    Command::new("chmod").arg("755").arg(&stand_in).status().expect("chmod");
    let path = format!("{}:/usr/bin:/bin", folder.path().display());
    let (said, wrong, done) = import(folder.path(), &path, &["mysql://doc@db.example/joomla", "--dry-run"]);
    assert!(done && said.contains("1 articles would be shown"), "{said} {wrong}");
    let noted = std::fs::read_to_string(noted).unwrap();
    let written = "password=\"bí \\\"mật\\\\ 'khó\"";
    for part in
        ["argument --single-transaction", "argument joomla", "mode 600", "folder 700", "host=\"db.example\"", written]
    {
        assert!(noted.contains(part), "{part} in {noted}");
    }
    let shown = noted.lines().filter(|line| line.starts_with("argument") || line.contains("THENCHOT_MYSQL_PASSWORD"));
    assert!(shown.clone().all(|line| !line.contains("khó")), "{noted}");
    let used = noted.lines().find_map(|line| line.strip_prefix("argument --defaults-file=")).expect("its options");
    assert!(!Path::new(used).parent().unwrap().exists(), "nothing of it stays");
    let (_, wrong, done) = import(folder.path(), &path, &["mysql://doc:x@db.example/joomla", "--dry-run"]);
    assert!(!done && wrong.contains("--password-file"), "{wrong}");
    let (_, wrong, done) = import(folder.path(), "/nowhere", &["mysql://doc@db.example/joomla", "--dry-run"]);
    assert!(!done && wrong.contains("apt install mariadb-client"), "{wrong}");
}

/// A MariaDB of its own in a folder that goes away.
struct Maria {
    process: Child,
    port: u16,
    folder: kit::testing::TempDir,
}

impl Drop for Maria {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Maria {
    /// `None` where no server is installed.
    fn start() -> Option<Maria> {
        let server = ["/usr/sbin/mariadbd", "/usr/bin/mariadbd"].into_iter().find(|it| Path::new(it).exists())?;
        let folder = kit::testing::TempDir::new();
        let data = folder.path().join("maria");
        let quiet = |command: &mut Command| {
            let done = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
            assert!(done.expect("it starts").success(), "{command:?}");
        };
        let user = if Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n") { "root" } else { "" };
        let as_user = format!("--user={user}");
        let mut install = Command::new("mariadb-install-db");
        install.arg("--no-defaults").arg(format!("--datadir={}", data.display())).arg("--skip-test-db");
        install.args(["--auth-root-authentication-method=normal", "--skip-name-resolve"]);
        quiet(if user.is_empty() { &mut install } else { install.arg(&as_user) });
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut process = Command::new(server);
        process.arg("--no-defaults").arg(format!("--datadir={}", data.display()));
        process.arg(format!("--socket={}", folder.path().join("s").display()));
        process.args(["--bind-address=127.0.0.1", &format!("--port={port}"), "--skip-name-resolve"]);
        process.args(["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=16M", "--skip-log-bin"]);
        if !user.is_empty() {
            process.arg(&as_user);
        }
        let process = process.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        let maria = Maria { process, port, folder };
        let begun = Instant::now();
        while !maria.asked("SELECT 1").status.success() {
            assert!(begun.elapsed() < Duration::from_secs(60), "MariaDB does not answer");
            std::thread::sleep(Duration::from_millis(100));
        }
        Some(maria)
    }

    fn asked(&self, sql: &str) -> Output {
        let socket = format!("--socket={}", self.folder.path().join("s").display());
        let mut client = Command::new("mariadb");
        client.args(["--no-defaults", "-u", "root", "--default-character-set=utf8mb4", &socket, "-e", sql]);
        client.output().expect("it runs")
    }
}

#[test]
fn a_running_mariadb_is_brought_as_it_stands() {
    let Some(maria) = Maria::start() else {
        // bin/lib/needs.sh installs one; the stand-in above has tried everything but the server itself.
        println!("passed over: no MariaDB server is installed here");
        return;
    };
    let password = PASSWORD.replace('\\', "\\\\").replace('\'', "\\'");
    for sql in [
        "CREATE DATABASE joomla",
        &format!("USE joomla; {SITE}"),
        &format!("CREATE USER 'doc'@'127.0.0.1' IDENTIFIED BY '{password}'"),
        "GRANT SELECT ON joomla.* TO 'doc'@'127.0.0.1'",
    ] {
        let done = maria.asked(sql);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let data = kit::testing::TempDir::new();
    let path = std::env::var("PATH").unwrap_or_default();
    let address = format!("mysql://doc@127.0.0.1:{}/joomla", maria.port);
    let (said, wrong, done) = import(data.path(), &path, &[&address]);
    assert!(done && said.contains("1 new, 0 changed, 0 the same, 0 rows wrong"), "{said} {wrong}");
    assert!(said.contains("tables jos_*, 1 articles"), "{said}");
    let (said, wrong, done) = import(data.path(), &path, &[&address]);
    assert!(done && said.contains("0 new, 0 changed, 1 the same"), "{said} {wrong}");
    // Somebody else's password is refused in the server's words, and nothing is brought.
    let file = data.path().join("password");
    std::fs::write(&file, "sai\n").unwrap();
    let (_, wrong, done) = import(data.path(), &path, &[&address, "--password-file", file.to_str().unwrap()]);
    assert!(!done && wrong.contains("Access denied"), "{wrong}");
}
