//! Whoever sits at the console brings what was kept before: members from a spreadsheet, the state's lists of localities.

mod support;

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
    for (dry, new) in [(true, 14_149), (false, 14_149), (false, 0)] {
        let more: &[&str] = if dry { &["--dry-run"] } else { &[] };
        let (ok, said) = thenchot(&[&["import", "units"][..], more].concat(), empty.path());
        assert!(ok && said.contains(&format!("{new} localities are new")), "{said}");
    }
    let wrong = data.join("wrong.csv");
    std::fs::write(&wrong, "code,name,kind,parent_code\n89,An Giang,bang,\n").expect("a list");
    let wrong = wrong.to_str().expect("a path");
    let (ok, said) = thenchot(&["import", "units", "--old", wrong, "--new", wrong], data);
    assert!(!ok && said.contains("line 2: bang is no kind of place"), "{said}");
}
