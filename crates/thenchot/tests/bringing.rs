//! Whoever sits at the console brings what was kept before: members from a spreadsheet, the state's lists of localities.

mod support;

use kit::db::Db;
use std::path::Path;
use std::process::Command;
use support::{Server, ask};

fn thenchot(arguments: &[&str], data: &Path) -> (bool, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_thenchot")).args(arguments).arg("--data").arg(data).output();
    let out = out.expect("the program runs");
    (out.status.success(), String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned())
}

#[test]
fn a_list_is_only_looked_at_until_writing_is_said_and_the_localities_are_brought_once() {
    let folder = kit::testing::TempDir::new();
    let data = folder.path();
    let mut demo = Server::start(&["demo"], data);
    assert!(ask(&demo.address, "GET", "/", "", "").expect("an answer").body.contains("Tịnh Biên"));
    demo.kill();

    let list = data.join("danh-sach.csv");
    let rows = "DANH SÁCH ĐẢNG VIÊN\nHọ và tên,Ngày sinh,Chi bộ\nNéang Sóc Diễm,31/2/1975,Chi bộ ấp 1\nLâm Thị Kim Chuông,5/3/1962,\n";
    std::fs::write(&list, rows).expect("a list");
    let (list, errors) = (list.to_str().expect("a path"), data.join("loi.xlsx"));
    let of = ["import", "people", list, "--unit"];
    let (ok, said) = thenchot(&[&of[..], &["Chi bộ nowhere"]].concat(), data);
    assert!(!ok && said.contains("no one unit of the Party is called Chi bộ nowhere"), "{said}");
    let unit = [&of[..], &["Đảng bộ huyện Tịnh Biên"]].concat();
    let (ok, said) = thenchot(&[&unit[..], &["--errors", errors.to_str().expect("a path")]].concat(), data);
    assert!(ok && said.contains("2 rows of persons: 0 new") && said.contains("Only looked at"), "{said}");
    assert!(said.contains("dòng 3: "), "the row is named in words: {said}");
    let told = sheet::read(&std::fs::read(&errors).expect("the file of errors")).expect("a sheet").rows;
    assert!(told.iter().flatten().any(|cell| cell == "31/2/1975"), "{told:?}");
    let (ok, said) = thenchot(&[&unit[..], &["--write"]].concat(), data);
    assert!(!ok && said.contains("2 rows are wrong or doubtful"), "{said}");

    let (ok, said) = thenchot(&["import", "units", "--dry-run"], data);
    assert!(ok && said.contains("0 localities are new, 0 changed, 14149 the same"), "the demo has them: {said}");
    let empty = kit::testing::TempDir::new();
    let office = empty.path().join("not-yet");
    for (dry, new) in [(true, 14_149), (false, 14_149), (false, 0), (true, 0)] {
        let more: &[&str] = if dry { &["--dry-run"] } else { &[] };
        let before = office.exists();
        let (ok, said) = thenchot(&[&["import", "units"][..], more].concat(), &office);
        assert!(ok && said.contains(&format!("{new} localities are new")), "{said}");
        assert_eq!(office.join("office.db").exists(), before || !dry, "only looked at, no office is made");
        assert_eq!(office.exists(), before || !dry, "nor a folder");
    }
    let wrong = data.join("wrong.csv");
    std::fs::write(&wrong, "code,name,kind,parent_code\n89,An Giang,bang,\n").expect("a list");
    let wrong = wrong.to_str().expect("a path");
    let (ok, said) = thenchot(&["import", "units", "--old", wrong, "--new", wrong], data);
    assert!(!ok && said.contains("line 2: bang is no kind of place"), "{said}");
}

#[test]
fn what_only_reads_or_rescues_says_that_there_is_no_office_and_makes_none() {
    let folder = kit::testing::TempDir::new();
    let nowhere = folder.path().join("nowhere");
    let file = folder.path().join("danh-sach.csv");
    std::fs::write(&file, "Họ và tên,Ngày sinh\nLê Văn An,5/3/1962\n").expect("a list");
    let (file, copy) = (file.to_str().expect("a path"), folder.path().join("copy"));
    for (command, house) in [
        (&["user", "list"][..], "office"),
        (&["user", "link", "leader"], "office"),
        (&["user", "close", "leader"], "office"),
        (&["doctor"], "office"),
        (&["verify"], "office"),
        (&["verify", "tally"], "office"),
        (&["verify", "portal"], "office"),
        (&["export", "site", copy.to_str().expect("a path")], "office"),
        (&["rebuild", "search"], "portal"),
        (&["rebuild", "portal"], "portal"),
        (&["rebuild", "links"], "office"),
        (&["import", "list"], "office"),
        (&["import", "undo", "1"], "office"),
        (&["import", "people", file, "--unit", "Chi bộ ấp 1"], "office"),
        (&["demo", "--remove"], "office"),
    ] {
        let (ok, said) = thenchot(command, &nowhere);
        assert!(!ok && said.contains(&format!("there is no {house} in ")), "{command:?}: {said}");
        assert!(!nowhere.exists() && !copy.exists(), "{command:?} makes nothing");
    }
}

/// Roles that are held on the day of the lists or later, as (role, whose, unit by its name of that day, unit): a unit that
/// carries on may be called as the old one was.
async fn roles(data: &Path) -> Vec<(String, String, String, i64)> {
    let db = Db::open_lite(&data.join("office.db")).expect("the record");
    let sql = "SELECT h.role, a.name, n.name, h.unit_id FROM role_holding h JOIN account a ON a.id = h.account_id
               JOIN unit_name n ON n.unit_id = h.unit_id AND n.from_day <= '2025-07-01' AND (n.to_day IS NULL OR n.to_day > '2025-07-01')
               WHERE h.from_day <= '2025-07-01' AND (h.to_day IS NULL OR h.to_day > '2025-07-01') ORDER BY h.role, a.name";
    db.read().await.expect("a reader").all(sql, &[]).await.expect("the roles")
}

#[tokio::test]
async fn roles_end_or_are_carried_as_it_is_said_and_the_same_lists_again_change_nothing() {
    let lists = Path::new(env!("CARGO_MANIFEST_DIR")).join("../office/src/cast");
    let list = |name: &str| lists.join(name).to_string_lossy().into_owned();
    let (successors, areas) = (list("successors-2025.csv"), list("units-2025.csv"));
    for keeps in [false, true] {
        let folder = kit::testing::TempDir::new();
        let data = folder.path();
        Server::start(&["demo"], data).kill();
        let reorganise = |more: &[&str]| {
            let all = ["reorganise", "--successors", &successors, "--areas", &areas, "--province", "tỉnh An Giang"];
            let keep: &[&str] = if keeps { &["--keep-roles"] } else { &[] };
            thenchot(&[&all[..], &["--paper", "Nghị quyết 1654/NQ-UBTVQH15"], keep, more].concat(), data)
        };
        let before = roles(data).await;
        let (ok, looked) = reorganise(&["--dry-run"]);
        assert!(ok && looked.contains("Only looked at: nothing was changed."), "{looked}");
        assert_eq!(roles(data).await, before, "only looked at");
        let (ok, done) = reorganise(&[]);
        assert!(ok, "{done}");
        let of_roles = |said: &str| said.lines().filter(|line| line.starts_with("role ")).map(str::to_owned).collect();
        let listed: Vec<String> = of_roles(&done);
        assert_eq!(listed, of_roles(&looked), "what was looked at is what is done");

        let after = roles(data).await;
        let gone: Vec<_> =
            before.iter().filter(|(role, who, ..)| !after.iter().any(|(r, w, ..)| (r, w) == (role, who))).collect();
        let mut told: Vec<String> = gone.iter().map(|(role, who, ..)| format!("role ends    {role}: {who}")).collect();
        let moved = after.iter().filter(|held| !before.contains(held));
        told.extend(moved.map(|(role, who, unit, _)| format!("role carried {role}: {who}, {unit}")));
        let (mut said, mut told) = (listed, told);
        said.sort();
        told.sort();
        assert_eq!(said, told, "each role that ends or is carried is named, and no other");
        assert_eq!(gone.is_empty(), keeps, "the commune's clerk keeps the role where they are kept: {gone:?}");
        let clerk = after.iter().find(|(role, ..)| role == "clerk").map(|(_, _, unit, _)| unit.as_str());
        assert_eq!(clerk, keeps.then_some("Đảng bộ xã An Cư"));

        let (ok, again) = reorganise(&[]);
        assert!(!ok && again.contains("nothing was changed"), "{again}");
        assert_eq!(roles(data).await, after, "the same lists again change nothing");
    }
}
