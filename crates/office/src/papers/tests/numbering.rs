//! Numbers: per letters and term, without a gap or a double, whoever asks for them at once.

use super::{GOES, LIST, enter, home, uid, with};
use crate::identity::reach::Grant;
use crate::identity::right::Role;
use crate::org::Tree;
use crate::org::term::{NewTerm, keep_term};
use crate::papers::{Body, Changes, Direction, NewPaper, Number, PaperError, register, reserve};
use crate::testing::TestOffice;
use kit::clock::Day;
use std::sync::Arc;

/// The symbols that a unit's numbered papers have, in the order of entering.
async fn symbols(t: &TestOffice, unit: i64, kind: &str) -> Vec<String> {
    let sql = "SELECT symbol FROM paper WHERE unit_id = $1 AND kind = $2 AND direction <> 'in' ORDER BY id";
    let rows: Vec<(String,)> = t.office.db.read().await.unwrap().all(sql, &[&unit, &kind]).await.unwrap();
    rows.into_iter().map(|(symbol,)| symbol).collect()
}

/// Series whose numbers, those of papers and those that are kept, are not each one from the base on, once.
async fn broken_series(t: &TestOffice) -> i64 {
    let sql = "SELECT count(*) FROM paper_series s WHERE s.last - s.base <>
                 (SELECT count(*) FROM (SELECT series_id, no FROM paper UNION SELECT series_id, no FROM paper_reservation) n
                   WHERE n.series_id = s.id AND n.no > s.base AND n.no <= s.last)";
    t.value(sql, &[]).await
}

fn paper<'a>(uid: &'a str, kind: &'a str, issued_on: Day, number: Number) -> NewPaper<'a> {
    let said = Changes {
        kind,
        issuer: "Ban Thường vụ",
        symbol: "",
        issued_on,
        arrived_on: None,
        subject: "x",
        signer: "",
        signer_post: "",
        sign_form: "on_behalf",
        urgency: "normal",
        recipients: "",
        secret: "",
        kept_at: "",
        in_force_from: None,
        lapsed_on: None,
        note: "",
        relations: vec![],
    };
    NewPaper { uid, direction: Direction::Out, body: Some(Body::Standing), number, said }
}

#[tokio::test]
async fn two_clerks_at_once_get_neither_a_gap_nor_a_double() {
    let t = Arc::new(TestOffice::new().await);
    let unit = home(&t).await;
    let day = t.office.clock.today();
    let mut clerks = tokio::task::JoinSet::new();
    for clerk in 0..4_usize {
        let t = t.clone();
        clerks.spawn(async move {
            for nth in 0..8_usize {
                let now = t.office.clock.now();
                let uid = t.office.chance.uuid(now).to_string();
                let mut tx = t.office.db.begin().await.unwrap();
                let tree = Tree::as_of(&mut tx, day).await.unwrap();
                let place = (t.office.papers_rule(day).unwrap(), &tree);
                if nth % 4 == 1 {
                    let what = (&*uid, Body::Standing, "report", "chờ duyệt");
                    reserve(&mut tx, Grant::console(unit), place, what, now).await.unwrap();
                } else {
                    let new = paper(&uid, "report", day, Number::Next);
                    register(&mut tx, Grant::console(unit), place, &new, now).await.unwrap();
                }
                // One in four changes their mind: the number must be there for the next one.
                if nth % 4 != 3 {
                    tx.commit().await.unwrap();
                }
            }
            clerk
        });
    }
    while let Some(clerk) = clerks.join_next().await {
        clerk.unwrap();
    }
    let last: i64 = t.value("SELECT last FROM paper_series WHERE unit_id = $1 AND letters = 'BC'", &[&unit]).await;
    assert_eq!((last, symbols(&t, unit, "report").await.len()), (24, 16));
    assert_eq!(broken_series(&t).await, 0);
}

#[tokio::test]
async fn a_number_is_counted_by_letters_and_term_and_a_new_term_begins_anew() {
    let t = TestOffice::new().await;
    let unit = home(&t).await;
    let register_of = uid(&t, unit).await;
    let mut clerk = t.signed_in("clerk of the commune", Role::CommuneClerk, unit).await;
    let own = [("unit", &*register_of)];
    for (fields, symbol) in [
        (vec![], "01-BC/ĐU"),
        (vec![("body", "committee")], "02-BC/ĐU"),
        (vec![("kind", "decision")], "01-QĐ/ĐU"),
        // The same letters share their numbers.
        (vec![("kind", "regulation")], "02-QĐ/ĐU"),
        (vec![("chieu", "noi-bo")], "03-BC/ĐU"),
        (vec![("body", "congress"), ("kind", "resolution")], "01-NQ/ĐH"),
        (vec![("body", "congress"), ("kind", "minutes")], "02-BB/ĐH"),
        // Twelve years ago another term held.
        (vec![("issued_on", "20/6/2012")], "01-BC/ĐU"),
    ] {
        let done = enter(&mut clerk, &with(&with(&GOES, &own), &fields)).await;
        assert!(done.starts_with("303"), "{fields:?}: {done}");
        let made: String = t.value("SELECT symbol FROM paper ORDER BY id DESC LIMIT 1", &[]).await;
        assert_eq!(made, symbol, "{fields:?}");
    }
    assert_eq!(broken_series(&t).await, 0);
    // The congress of tomorrow: what is issued then is number one again.
    let mut tx = t.office.db.begin().await.unwrap();
    let new = NewTerm { no: 12, from: Day::of(2018, 11, 24), to: None, paper: "" };
    keep_term(
        &mut tx,
        Grant::console(unit),
        ("0192f0c1-0000-7000-8000-0000000000aa", None),
        &new,
        t.office.clock.now(),
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    t.office.clock.advance(2 * kit::clock::DAY);
    let mut clerk = t.signed_in("later", Role::CommuneClerk, unit).await;
    let later = with(&with(&GOES, &own), &[("issued_on", "25/11/2018")]);
    assert!(enter(&mut clerk, &later).await.starts_with("303"));
    assert_eq!(symbols(&t, unit, "report").await.last().unwrap(), "01-BC/ĐU");
    // A day of the old term is not a day of this number.
    let paper: String = t.value("SELECT uid FROM paper ORDER BY id DESC LIMIT 1", &[]).await;
    let fields = with(&later, &[("version", "1"), ("reason", "nhầm"), ("issued_on", "22/11/2018")]);
    let told = clerk.post(&format!("{LIST}/{paper}/sua"), &fields).await;
    assert!(told.outcome() == "422" && told.text().contains("thuộc nhiệm kỳ khác"), "{}", told.text());
}

/// Enters a term of a unit as its organisation officer; what is told, empty when it was kept.
async fn enters_term(t: &TestOffice, unit: i64, no: &str, (from, to): (&str, &str)) -> String {
    let mut officer = t.as_cast("organisation").await;
    let terms = format!("/van-phong/to-chuc/{}/nhiem-ky", uid(t, unit).await);
    let sql = "SELECT coalesce(max(uid), '') FROM unit_term WHERE unit_id = $1 AND no = $2";
    let known: String = t.value(sql, &[&unit, &no.parse::<i64>().unwrap()]).await;
    let form = if known.is_empty() { terms } else { format!("{terms}/{known}") };
    let version = if known.is_empty() { String::new() } else { officer.get(&form).await.field("version") };
    let page = officer.post(&form, &[("no", no), ("from", from), ("to", to), ("version", &version)]).await;
    if page.outcome().starts_with("303") { String::new() } else { format!("{} {}", page.outcome(), page.text()) }
}

#[tokio::test]
async fn a_term_leaves_no_paper_outside_that_is_numbered_in_it() {
    let t = TestOffice::new().await;
    let unit = home(&t).await;
    let register_of = uid(&t, unit).await;
    let mut clerk = t.signed_in("clerk of the commune", Role::CommuneClerk, unit).await;
    let goes = with(&GOES, &[("unit", &*register_of)]);
    for day in ["21/11/2018", "22/11/2018", "22/11/2018"] {
        assert!(enter(&mut clerk, &with(&goes, &[("issued_on", day)])).await.starts_with("303"), "{day}");
    }
    // A congress is entered some days after it was held.
    for (from, told) in [
        (
            "22/11/2018",
            "Đã lấy số trong nhiệm kỳ 11: 02-BC/ĐU (22-11-2018), 03-BC/ĐU (22-11-2018). Nhiệm kỳ mới bắt đầu được từ 23-11-2018",
        ),
        ("20/11/2018", "01-BC/ĐU (21-11-2018)"),
        ("23/11/2018", ""),
    ] {
        let page = enters_term(&t, unit, "12", (from, "")).await;
        assert!(page.starts_with(if told.is_empty() { "" } else { "422" }) && page.contains(told), "{from}: {page}");
        assert_eq!(page.is_empty(), told.is_empty(), "{from}: {page}");
    }
    assert!(enter(&mut clerk, &with(&goes, &[("issued_on", "23/11/2018")])).await.starts_with("303"));
    assert_eq!(symbols(&t, unit, "report").await, ["01-BC/ĐU", "02-BC/ĐU", "03-BC/ĐU", "01-BC/ĐU"]);
    let first = "16/06/2015";
    for (no, from, to, told) in [
        (
            "12",
            "24/11/2018",
            "",
            "Đã lấy số trong nhiệm kỳ 12: 01-BC/ĐU (23-11-2018). Nhiệm kỳ này bắt đầu muộn nhất là 23-11-2018",
        ),
        ("11", first, "21/11/2018", "03-BC/ĐU (22-11-2018). Nhiệm kỳ này kết thúc sớm nhất là 22-11-2018"),
        ("11", first, "22/11/2018", ""),
        ("12", "23/11/2018", "31/12/2023", ""),
    ] {
        let page = enters_term(&t, unit, no, (from, to)).await;
        assert!(page.is_empty() == told.is_empty() && page.contains(told), "{no} {from} {to}: {page}");
    }
}

#[tokio::test]
async fn what_is_said_of_a_paper_is_corrected_though_its_term_was_moved_away_from_it() {
    let t = TestOffice::new().await;
    let unit = home(&t).await;
    let register_of = uid(&t, unit).await;
    let mut clerk = t.signed_in("clerk of the commune", Role::CommuneClerk, unit).await;
    let goes = with(&GOES, &[("unit", &*register_of)]);
    assert!(enter(&mut clerk, &goes).await.starts_with("303"));
    // An office that entered its congress afterwards, when that was let pass.
    assert_eq!(enters_term(&t, unit, "12", ("23/11/2018", "")).await, "");
    let mut tx = t.office.db.begin().await.unwrap();
    for sql in [
        "UPDATE unit_term SET to_day = '2018-11-22' WHERE unit_id = $1 AND no = 11",
        "UPDATE unit_term SET from_day = '2018-11-22' WHERE unit_id = $1 AND no = 12",
    ] {
        tx.exec(sql, &[&unit]).await.unwrap();
    }
    tx.commit().await.unwrap();
    let paper: String = t.value("SELECT uid FROM paper ORDER BY id DESC LIMIT 1", &[]).await;
    for (version, day, subject, told) in [
        ("1", "22/11/2018", "Báo cáo kết quả học tập năm 2018", ""),
        ("2", "23/11/2018", "Báo cáo kết quả học tập", "thuộc nhiệm kỳ khác"),
        ("2", "21/11/2018", "Báo cáo kết quả học tập", ""),
    ] {
        let said = [("version", version), ("reason", "nhầm"), ("issued_on", day), ("subject", subject)];
        let page = clerk.post(&format!("{LIST}/{paper}/sua"), &with(&goes, &said)).await;
        assert_eq!(&page.outcome()[..3], if told.is_empty() { "303" } else { "422" }, "{day}: {}", page.text());
        assert!(page.text().contains(told), "{day}: {}", page.text());
    }
}

#[tokio::test]
async fn a_kept_number_of_the_old_term_is_used_with_a_day_of_that_term() {
    let t = TestOffice::new().await;
    let unit = home(&t).await;
    let register_of = uid(&t, unit).await;
    let mut clerk = t.signed_in("clerk of the commune", Role::CommuneClerk, unit).await;
    let keep = [("unit", &*register_of), ("body", "standing"), ("kind", "report"), ("reason", "chờ ký")];
    assert!(clerk.post(&format!("{LIST}/giu-so"), &keep).await.outcome().starts_with("303"));
    let kept: String = t.value("SELECT uid FROM paper_reservation WHERE unit_id = $1", &[&unit]).await;
    assert_eq!(enters_term(&t, unit, "12", ("23/11/2018", "")).await, "");
    let goes = with(&GOES, &[("unit", &*register_of), ("number", &kept), ("issued_on", "23/11/2018")]);
    let page = clerk.post(&format!("{LIST}/moi"), &goes).await;
    let told = "Số 01-BC/ĐU giữ trong nhiệm kỳ 11 (từ";
    assert!(page.outcome() == "422" && page.text().contains(told), "{}", page.text());
    assert!(page.text().contains("đến hết 22-11-2018). Ghi ngày ban hành trong thời gian ấy"), "{}", page.text());
    assert!(enter(&mut clerk, &with(&goes, &[("issued_on", "22/11/2018")])).await.starts_with("303"));
    assert_eq!(symbols(&t, unit, "report").await, ["01-BC/ĐU"]);
    // Now it is used, whatever the day.
    let page = clerk.post(&format!("{LIST}/moi"), &goes).await;
    assert!(page.outcome() == "422" && page.text().contains("đã được dùng hoặc đã bỏ"), "{}", page.text());
}

#[tokio::test]
async fn the_next_number_goes_to_an_earlier_day_only_with_a_reason() {
    let t = TestOffice::new().await;
    let unit = home(&t).await;
    let register_of = uid(&t, unit).await;
    let mut clerk = t.signed_in("clerk of the commune", Role::CommuneClerk, unit).await;
    let goes = with(&GOES, &[("unit", &*register_of)]);
    assert!(enter(&mut clerk, &goes).await.starts_with("303"));
    let earlier = with(&goes, &[("issued_on", "21/11/2018")]);
    let page = clerk.post(&format!("{LIST}/moi"), &earlier).await;
    let told = "Số cao nhất đã cấp là 01-BC/ĐU, ngày 22-11-2018";
    assert!(page.outcome() == "422" && page.text().contains(told), "{}", page.text());
    let last: i64 = t.value("SELECT last FROM paper_series WHERE unit_id = $1 AND letters = 'BC'", &[&unit]).await;
    assert_eq!(last, 1, "a refused paper takes no number");
    for fields in [with(&earlier, &[("note", "phát hành muộn do mất điện")]), goes] {
        assert!(enter(&mut clerk, &fields).await.starts_with("303"), "{fields:?}");
    }
    assert_eq!(symbols(&t, unit, "report").await, ["01-BC/ĐU", "02-BC/ĐU", "03-BC/ĐU"]);
    assert_eq!(broken_series(&t).await, 0);
}

#[tokio::test]
async fn a_kept_number_goes_to_its_own_paper_and_one_of_the_book_on_paper_to_none_twice() {
    let t = TestOffice::new().await;
    let own = uid(&t, t.district).await;
    let mut clerk = t.signed_in("clerk of the district", Role::CommuneClerk, t.district).await;
    let kept: String = t.value("SELECT uid FROM paper_reservation", &[]).await;
    let goes = with(&GOES, &[("unit", &own)]);
    for (fields, told) in [
        (vec![("number", &*kept)], "giữ cho loại văn bản hoặc cơ quan khác"),
        (vec![("number", &*kept), ("kind", "plan"), ("body", "committee")], "giữ cho loại văn bản hoặc cơ quan khác"),
        (vec![("number", "given"), ("kind", "plan"), ("no", "88")], "Số tiếp theo là 88"),
        (vec![("number", "given"), ("kind", "plan"), ("no", "không")], "Ghi một số từ 1"),
        (vec![("number", "given"), ("kind", "plan"), ("no", "-4")], "Ghi một số từ 1"),
    ] {
        let page = clerk.post(&format!("{LIST}/moi"), &with(&goes, &fields)).await;
        assert!(page.outcome() == "422" && page.text().contains(told), "{fields:?}: {}", page.text());
        assert!(page.html().contains("Nguyễn Văn Mẫu"), "what was typed comes back");
    }
    let sound = with(&goes, &[("number", &*kept), ("kind", "plan")]);
    assert!(enter(&mut clerk, &sound).await.starts_with("303"));
    assert_eq!(symbols(&t, t.district, "plan").await.last().unwrap(), "87-KH/HU");
    let again = clerk.post(&format!("{LIST}/moi"), &sound).await;
    assert!(again.outcome() == "422" && again.text().contains("đã được dùng hoặc đã bỏ"), "{}", again.text());
    let old = with(&goes, &[("number", "given"), ("kind", "plan"), ("no", "12")]);
    assert!(enter(&mut clerk, &old).await.starts_with("303"));
    let twice = clerk.post(&format!("{LIST}/moi"), &old).await;
    assert!(twice.outcome() == "422" && twice.text().contains("Số 12 đã là của văn bản khác"), "{}", twice.text());
    let late = [("unit", &*own), ("body", "standing"), ("kind", "plan"), ("base", "200")];
    let page = clerk.post(&format!("{LIST}/so-bat-dau"), &late).await;
    assert!(page.outcome() == "422" && page.text().contains("đã được cấp số ở đây"), "{}", page.text());
    let first = [("unit", &*own), ("body", "standing"), ("kind", "report"), ("base", "310")];
    assert!(clerk.post(&format!("{LIST}/so-bat-dau"), &first).await.outcome().starts_with("303"));
    assert!(enter(&mut clerk, &goes).await.starts_with("303"));
    assert_eq!(symbols(&t, t.district, "report").await, ["311-BC/HU"]);
    assert_eq!(broken_series(&t).await, 0);
}

#[tokio::test]
async fn who_may_issue_what_is_said_by_the_rule() {
    let t = TestOffice::new().await;
    let unit = home(&t).await;
    let (own, cell) = (uid(&t, unit).await, uid(&t, t.silent_cell).await);
    let mut clerk = t.signed_in("clerk of the commune", Role::CommuneClerk, unit).await;
    for (register_of, body, kind, told) in [
        (&own, "standing", "directive", "cơ quan này không ban hành chỉ thị"),
        (&own, "standing", "statute", "cơ quan này không ban hành quy chế"),
        (&own, "committee", "guidance", "cơ quan này không ban hành hướng dẫn"),
        (&own, "committee", "statute", ""),
        (&own, "standing", "guidance", ""),
        (&cell, "cell", "regulation", "cơ quan này không ban hành quy định"),
        (&cell, "cell", "statute", ""),
        (&own, "standing", "decree", "chỉ có văn bản đến"),
        (&own, "cell", "report", "Chọn một mục"),
        (&own, "standing", "", "Chọn loại văn bản"),
    ] {
        let fields = with(&GOES, &[("unit", register_of), ("body", body), ("kind", kind)]);
        let page = clerk.post(&format!("{LIST}/moi"), &fields).await;
        let expected = if told.is_empty() { "303" } else { "422" };
        assert_eq!(page.outcome()[..3], *expected, "{body} {kind}: {}", page.text());
        assert!(page.text().contains(told), "{body} {kind}: {}", page.text());
        if told.starts_with("cơ quan") {
            assert!(page.text().contains("Văn bản của Đảng theo Quy định 66-QĐ/TW"), "the rule is named");
        }
    }
    let signs = with(&GOES, &[("unit", &*own), ("sign_form", "in_place")]);
    let page = clerk.post(&format!("{LIST}/moi"), &signs).await;
    assert!(page.outcome() == "422" && page.text().contains("Cấp ủy làm việc tập thể thì đề T/M"), "{}", page.text());
    let long_ago = with(&GOES, &[("unit", &*own), ("issued_on", "01/01/2001")]);
    let page = clerk.post(&format!("{LIST}/moi"), &long_ago).await;
    assert!(page.outcome() == "422" && page.text().contains("chưa có nhiệm kỳ nào"), "{}", page.text());
}

#[tokio::test]
async fn the_verb_refuses_what_no_page_asks_for() {
    let t = TestOffice::new().await;
    let day = t.office.clock.today();
    let mut tx = t.office.db.begin().await.unwrap();
    let tree = Tree::as_of(&mut tx, day).await.unwrap();
    let place = (t.office.papers_rule(day).unwrap(), &tree);
    let (unit, now) = (home(&t).await, t.office.clock.now());
    let kept: i64 = tx.value("SELECT id FROM paper_reservation", &[]).await.unwrap().unwrap();
    // The district's kept number is none of the commune's.
    let new = paper("0192f0c1-0000-7000-8000-0000000000ab", "plan", day, Number::Reserved(kept));
    let done = register(&mut tx, Grant::console(unit), place, &new, now).await;
    assert!(matches!(done, Err(PaperError::Stale)), "{done:?}");
    let mut new = paper("0192f0c1-0000-7000-8000-0000000000ac", "plan", day, Number::Next);
    new.said.secret = "secret";
    let done = register(&mut tx, Grant::console(unit), place, &new, now).await;
    assert!(matches!(done, Err(PaperError::Secret)), "{done:?}");
}
