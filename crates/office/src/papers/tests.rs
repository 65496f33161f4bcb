//! The register through its door: who may, which number, what is refused, what is linked.

mod entering;
mod numbering;
mod public;
mod reading;

use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::testing::Door;

const LIST: &str = "/van-phong/van-ban";

/// A paper that came in, as a clerk would type it.
const CAME: [(&str, &str); 8] = [
    ("chieu", "den"),
    ("symbol", "10 –CT/TW"),
    ("issuer", "Ban Bí thư"),
    ("issued_on", "30/3/2007"),
    ("arrived_on", "22/11/2018"),
    ("subject", "Chỉ thị về nâng cao chất lượng sinh hoạt chi bộ"),
    ("urgency", "normal"),
    ("sign_form", ""),
];

/// A paper that a committee issues.
const GOES: [(&str, &str); 9] = [
    ("chieu", "di"),
    ("body", "standing"),
    ("kind", "report"),
    ("number", ""),
    ("issued_on", "22/11/2018"),
    ("subject", "Báo cáo kết quả học tập"),
    ("signer", "Nguyễn Văn Mẫu"),
    ("sign_form", "on_behalf"),
    ("urgency", "normal"),
];

/// The fields with some said otherwise.
fn with<'a>(fields: &[(&'a str, &'a str)], other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().filter(|(name, _)| other.iter().all(|(known, _)| known != name));
    kept.chain(other).copied().collect()
}

async fn uid(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

async fn home(t: &TestOffice) -> i64 {
    t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1", &[&t.silent_cell]).await
}

/// The address of a paper of a unit by its symbol.
async fn paper(t: &TestOffice, unit: i64, symbol: &str) -> String {
    let sql = "SELECT uid FROM paper WHERE unit_id = $1 AND symbol = $2";
    format!("{LIST}/{}", t.value::<String>(sql, &[&unit, &symbol]).await)
}

/// Sends a form as a browser would; where it led.
async fn enter(door: &mut Door, fields: &[(&str, &str)]) -> String {
    door.post(&format!("{LIST}/moi"), fields).await.outcome()
}

#[tokio::test]
async fn who_reads_and_who_keeps_a_register() {
    for (who, role, at, see, write) in [
        ("the cell's secretary", Role::CellSecretary, "cell", "200", "303"),
        ("the commune's clerk", Role::CommuneClerk, "home", "200", "303"),
        ("the district's clerk", Role::CommuneClerk, "district", "200", "303"),
        ("the leader", Role::Leader, "district", "200", "403"),
        ("the inspector", Role::Inspector, "district", "200", "403"),
        ("an editor", Role::Editor, "district", "403", "403"),
        ("another commune's clerk", Role::CommuneClerk, "elsewhere", "404", "404"),
    ] {
        let t = TestOffice::new().await;
        let unit = match at {
            "cell" => t.silent_cell,
            "home" => home(&t).await,
            "elsewhere" => t.elsewhere,
            _ => t.district,
        };
        let mut door = t.signed_in(who, role, unit).await;
        let (cell, register) = (paper(&t, t.silent_cell, "01-NQ/CB").await, uid(&t, t.silent_cell).await);
        assert_eq!(door.get(&cell).await.outcome(), see, "{who} looks");
        assert_eq!(door.get(&format!("{LIST}/so?don-vi={register}&so=di")).await.outcome(), see, "{who}: the book");
        let come = with(&CAME, &[("unit", &register)]);
        assert_eq!(enter(&mut door, &come).await[..3], *write, "{who} enters one that came in");
        let go = with(&GOES, &[("unit", &register), ("body", "cell")]);
        assert_eq!(enter(&mut door, &go).await[..3], *write, "{who} numbers one");
        let kept = [("unit", &*register), ("body", "cell"), ("kind", "report"), ("reason", "chờ")];
        assert_eq!(door.post(&format!("{LIST}/giu-so"), &kept).await.outcome()[..3], *write, "{who} keeps a number");
        let form = door.get(&format!("{cell}/sua")).await;
        assert_eq!(form.outcome(), if write == "303" { "200" } else { write }, "{who} opens the form");
        let pdf: (&str, &str, &[u8]) = ("file", "a.pdf", b"%PDF-1.4 a");
        assert_eq!(door.post_file(&format!("{cell}/tep"), &[], pdf).await.outcome()[..3], *write, "{who} adds a file");
        let back = [("version", "1"), ("reason", "nhầm")];
        assert_eq!(door.post(&format!("{cell}/thu-hoi"), &back).await.outcome()[..3], *write, "{who} recalls");
    }
    let t = TestOffice::new().await;
    let cell = paper(&t, t.silent_cell, "01-NQ/CB").await;
    for path in [LIST.to_owned(), cell.clone(), format!("{LIST}/moi"), format!("{cell}/sua")] {
        assert!(t.visitor().get(&path).await.outcome().starts_with("303 /van-phong/dang-nhap"), "{path}");
    }
    assert!(enter(&mut t.visitor(), &CAME).await.starts_with("303 /van-phong/dang-nhap"));
}

#[tokio::test]
async fn a_campaign_leads_to_its_paper_and_the_paper_to_what_came_of_it() {
    let t = TestOffice::new().await;
    let mut clerk = t.signed_in("clerk of the district", Role::CommuneClerk, t.district).await;
    let resolution = paper(&t, t.district, "04-NQ/TW").await;
    let campaign: String = t.value("SELECT uid FROM campaign WHERE paper LIKE '%04-NQ/TW%'", &[]).await;
    let study = format!("/van-phong/hoc-tap/{campaign}/{}", uid(&t, t.district).await);
    let page = clerk.get(&study).await.html();
    assert!(page.contains(&format!("<a href=\"{resolution}\">Nghị quyết 04-NQ/TW")), "{page}");
    let page = clerk.get(&resolution).await;
    for told in [&study, &paper(&t, t.district, "86-KH/HU").await] {
        assert!(page.html().contains(told.as_str()), "{told}");
    }
    // The commune has the resolution in its own register; what the district made of it is not its to see.
    let mut near = t.signed_in("near", Role::CommuneClerk, home(&t).await).await;
    assert_eq!(near.get(&resolution).await.outcome(), "404");
    let own = near.get(&paper(&t, home(&t).await, "04-NQ/TW").await).await;
    assert_eq!(own.outcome(), "200");
    assert!(!own.text().contains("86-KH/HU") && !own.html().contains(&study), "{}", own.text());
}

#[tokio::test]
async fn a_campaign_is_opened_from_a_paper_by_whoever_keeps_study_there() {
    let t = TestOffice::new().await;
    for (who, role, symbol, offered) in [
        ("a clerk", Role::CommuneClerk, "86-KH/HU", true),
        ("a clerk before a secret paper", Role::CommuneClerk, "17-CV/TU", false),
        ("the leader", Role::Leader, "86-KH/HU", false),
    ] {
        let mut door = t.signed_in(who, role, t.district).await;
        let page = door.get(&paper(&t, t.district, symbol).await).await;
        let form = page.html().split("href=\"").find(|at| at.starts_with("/van-phong/hoc-tap/moi/")).map(str::to_owned);
        assert_eq!(form.is_some(), offered, "{who}, {symbol}: {}", page.text());
        let Some(form) = form.and_then(|at| at.split('"').next().map(str::to_owned)) else { continue };
        let told = "Kế hoạch 86-KH/HU ngày 22-10-2018 của Ban Thường vụ Đảng bộ huyện Tịnh Biên";
        let form = door.get(&form).await;
        assert!(form.outcome() == "200" && form.html().contains(&format!(">\n{told}</textarea>")), "{}", form.html());
        // What it is called there leads back here.
        let named = crate::papers::named_in(told);
        let day = kit::clock::Day::of(2018, 10, 22);
        assert_eq!(
            named.iter().map(|one| (&*one.symbol, one.issued_on)).collect::<Vec<_>>(),
            [("86-KH/HU", Some(day))]
        );
    }
}

#[tokio::test]
async fn the_list_is_narrowed_by_its_address_saved_and_found_by_search() {
    let t = TestOffice::new().await;
    let mut clerk = t.signed_in("clerk of the district", Role::CommuneClerk, t.district).await;
    let own = uid(&t, t.district).await;
    for (asked, has, lacks) in [
        ("", "04-NQ/TW", "zz"),
        ("?ten=ren+luyen", "Không văn bản nào", "04-NQ/TW"),
        ("?ten=chinh+don+dang", "04-NQ/TW", "12-HD/BTCTW"),
        ("?chieu=di", "86-KH/HU", "12-HD/BTCTW"),
        ("?loai=guidance", "12-HD/BTCTW", "86-KH/HU"),
        ("?hieu-luc=het", "181-QĐ/TW", "102-QĐ/TW"),
        ("?nam=2015", "39-NQ/TW", "102-QĐ/TW"),
        ("?tu=01/11/2017&den=31/12/2017", "102-QĐ/TW", "36-HD/VPTW"),
        ("?xep=-ngay", "86-KH/HU", "zz"),
    ] {
        let page = clerk.get(&format!("{LIST}{asked}")).await;
        let table = page.text();
        assert!(table.contains(has) && !table.contains(lacks), "{asked}: {table}");
    }
    assert_eq!(clerk.get(&format!("{LIST}?tu=hom+nay")).await.outcome(), "422");
    let csv = clerk.get(&format!("{LIST}?don-vi={own}&loai=guidance&tep=csv")).await;
    let text = csv.text();
    assert!(text.contains("12-HD/BTCTW") && !text.contains("86-KH/HU"), "{text}");
    let noted: i64 = t.value("SELECT count(*) FROM journal WHERE verb = 'list.export'", &[]).await;
    assert_eq!(noted, 1);
    let found = clerk.get("/van-phong/tim?q=sinh+hoat+chi+bo+12-HD").await.html();
    assert!(found.contains(&paper(&t, t.district, "12-HD/BTCTW").await), "{found}");
    let mut editor = t.as_cast("editor").await;
    assert!(!editor.get("/van-phong/tim?q=12-HD").await.html().contains("/van-ban/"));
}

#[tokio::test]
async fn the_book_has_every_number_with_the_kept_and_the_given_up() {
    let t = TestOffice::new().await;
    let mut clerk = t.signed_in("clerk of the district", Role::CommuneClerk, t.district).await;
    let (own, book) = (uid(&t, t.district).await, format!("{LIST}/so?so=di"));
    let kept: String = t.value("SELECT uid FROM paper_reservation", &[]).await;
    assert!(clerk.get(&book).await.text().contains("Đang giữ số: Kế hoạch kiểm tra"));
    let off = format!("{LIST}/giu-so/{kept}/bo");
    let without = clerk.post(&off, &[("reason", "")]).await;
    assert!(without.outcome() == "422" && without.text().contains("Ghi lý do"), "{}", without.text());
    let given_up = clerk.post(&off, &[("reason", "Không ban hành nữa")]).await.outcome();
    assert_eq!(given_up, format!("303 {LIST}/giu-so?don-vi={own}&xong=bo-so"));
    let page = clerk.get(&book).await.text();
    let (plan, gone) = (page.find("86-KH/HU").unwrap(), page.find("Số không dùng: Không ban hành nữa").unwrap());
    assert!(plan < gone, "{page}");
    let arrivals = clerk.get(&format!("{LIST}/so?nam=2016")).await.text();
    assert!(arrivals.find("05-CT/TW").unwrap() < arrivals.find("04-NQ/TW").unwrap(), "{arrivals}");
}
