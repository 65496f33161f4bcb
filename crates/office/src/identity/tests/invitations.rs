//! Slips of paper with a code: made for many at once, good for one sign-in, worth nothing to a guesser.

use crate::identity::right::Role;
use crate::testing::TestOffice;
use kit::clock::{DAY, SECOND};
use kit::testing::{Answer, Door};

const SENTENCE: &str = "đò chiều qua sông Hậu";

/// The codes on a sheet of slips.
fn codes(sheet: &Answer) -> Vec<String> {
    let html = sheet.html();
    html.split("class=\"code\">").skip(1).map(|rest| rest.split('<').next().unwrap_or("").to_owned()).collect()
}

async fn type_code(door: &mut Door, code: &str) -> Answer {
    door.post("/van-phong/ma", &[("ma", code)]).await
}

/// A slip printed for an account.
async fn slip(manager: &mut Door, t: &TestOffice, login: &str) -> String {
    let uid: String = t.value("SELECT uid FROM account WHERE login = $1", &[&login]).await;
    codes(&manager.post(&format!("/van-phong/nguoi-dung/{uid}/loi-moi"), &[]).await).remove(0)
}

async fn uid_of(t: &TestOffice, unit: i64) -> String {
    t.value("SELECT uid FROM unit WHERE id = $1", &[&unit]).await
}

/// The page on which people are chosen by post, with what a browser would send back: each person that is ticked.
async fn choose(manager: &mut Door, unit: &str, group: &str) -> (Answer, Vec<(String, String)>) {
    let page = manager.get(&format!("/van-phong/loi-moi/moi?don-vi={unit}&chuc-vu={group}")).await;
    let html = page.html();
    let ticked =
        html.split("name=\"nguoi-").skip(1).filter(|rest| rest.split('>').next().unwrap().contains(" checked"));
    let mut fields: Vec<_> =
        ticked.map(|rest| (format!("nguoi-{}", rest.split('"').next().unwrap()), "1".to_owned())).collect();
    let request = if page.outcome() == "200" { page.field("request") } else { String::new() };
    for (name, value) in [("request", request), ("don-vi", unit.into()), ("chuc-vu", group.into())] {
        fields.push((name.to_owned(), value));
    }
    fields.push(("address".to_owned(), "https://vanphong.example".to_owned()));
    (page, fields)
}

async fn send(manager: &mut Door, fields: &[(String, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    manager.post("/van-phong/loi-moi/moi", &fields).await
}

#[tokio::test]
async fn all_secretaries_of_a_committees_cells_are_invited_on_one_sheet() {
    let t = TestOffice::new().await;
    let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
    let commune = uid_of(&t, t.elsewhere).await;
    let (page, fields) = choose(&mut manager, &commune, "cell.secretary").await;
    let many = fields.len() - 4;
    assert!(many > 5 && page.text().contains(&format!("{many} người chưa có tài khoản")), "{}", page.text());

    let nobody: Vec<_> = fields.iter().filter(|(name, _)| !name.starts_with("nguoi-")).cloned().collect();
    assert!(send(&mut manager, &nobody).await.text().contains("Chọn ít nhất một người"));
    let mut astray = fields.clone();
    astray.last_mut().unwrap().1 = "vanphong.example/trong".to_owned();
    let astray = send(&mut manager, &astray).await;
    assert_eq!((astray.outcome().as_str(), astray.field("address").as_str()), ("422", "vanphong.example/trong"));
    let accounts: i64 = t.value("SELECT count(*) FROM account", &[]).await;

    let sheet = send(&mut manager, &fields).await;
    let printed = codes(&sheet);
    assert_eq!((sheet.outcome().as_str(), printed.len()), ("200", many));
    assert!(sheet.text().contains("vanphong.example/van-phong/ma") && sheet.text().contains("hết ngày 23-12-2018"));
    assert_eq!(send(&mut manager, &fields).await.outcome(), "303 /van-phong/loi-moi?xong=phieu-da-lap");
    let now: i64 = t.value("SELECT count(*) FROM account", &[]).await;
    assert_eq!(now - accounts, many as i64, "a double click invites once");

    // Nothing from which a code could be read is kept or noted.
    for kept in [
        "SELECT code_mark || uid FROM invitation ORDER BY id LIMIT 1",
        "SELECT after FROM journal ORDER BY id DESC LIMIT 1",
    ] {
        let kept: String = t.value(kept, &[]).await;
        assert!(!kept.contains(&printed[0]) && !kept.contains(&printed[0].replace('-', "")), "{kept}");
    }
    let (again, _) = choose(&mut manager, &commune, "cell.secretary").await;
    assert!(again.text().contains("0 người chưa có tài khoản"), "{}", again.text());

    // Whoever comes in acts by their post, with nothing else entered.
    let mut secretary = t.visitor();
    let came = type_code(&mut secretary, &printed[0]).await.outcome();
    assert_eq!(came, "303 /van-phong/tai-khoan/bat-dau?xong=vao-bang-phieu");
    let cell = "SELECT u.uid FROM invitation i JOIN account a ON a.id = i.account_id
                JOIN post_holding h ON h.person_id = a.person_id JOIN post p ON p.id = h.post_id
                JOIN unit u ON u.id = p.unit_id WHERE i.used_at IS NOT NULL AND p.title = 'secretary'";
    let (cell, campaign): (String, String) =
        (t.value(cell, &[]).await, t.value("SELECT uid FROM campaign ORDER BY id LIMIT 1", &[]).await);
    assert_eq!(secretary.get(&format!("/van-phong/hoc-tap/{campaign}/{cell}/diem-danh")).await.outcome(), "200");
}

#[tokio::test]
async fn who_leads_beside_the_tree_is_invited_by_who_keeps_the_accounts_of_the_committee_there() {
    let t = TestOffice::new().await;
    let (district, commune) = (uid_of(&t, t.district).await, uid_of(&t, t.elsewhere).await);
    let front: i64 = t
        .value(
            "SELECT u.id FROM unit u JOIN unit c ON c.area_id = u.area_id WHERE c.id = $1 AND u.kind = 'front'",
            &[&t.elsewhere],
        )
        .await;
    let front = uid_of(&t, front).await;
    for (who, at, of_district, of_commune) in [
        ("the district's manager", t.district, Some(15), Some(1)),
        ("the commune's manager", t.elsewhere, None, Some(1)),
        ("another commune's manager", home(&t).await, None, None),
    ] {
        let mut manager = t.signed_in(who, Role::OfficeManager, at).await;
        for (unit, many) in [(&district, of_district), (&commune, of_commune), (&front, of_commune)] {
            let (page, fields) = choose(&mut manager, unit, "front.president").await;
            assert_eq!(page.outcome() == "200", many.is_some(), "{who} at {unit}");
            assert_eq!(fields.len() - 4, many.unwrap_or(0), "{who} at {unit}");
        }
    }
    let mut manager = t.signed_in("manager", Role::OfficeManager, t.elsewhere).await;
    let (_, fields) = choose(&mut manager, &commune, "front.president").await;
    let sheet = send(&mut manager, &fields).await;
    assert_eq!((sheet.outcome().as_str(), codes(&sheet).len()), ("200", 1));
    let mut president = t.visitor();
    let came = type_code(&mut president, &codes(&sheet)[0]).await.outcome();
    assert_eq!(came, "303 /van-phong/tai-khoan/bat-dau?xong=vao-bang-phieu");
    let of_front = president.get(&format!("/van-phong/to-chuc/{front}")).await.outcome();
    assert_eq!(of_front, "200", "by the post, with nothing else entered");
    let (page, _) = choose(&mut manager, &commune, "government.chairman").await;
    assert!(page.text().contains("1 người chưa có tài khoản"), "{}", page.text());
}

async fn home(t: &TestOffice) -> i64 {
    t.value("SELECT parent_id FROM unit_parent WHERE unit_id = $1 AND to_day IS NULL", &[&t.silent_cell]).await
}

#[tokio::test]
async fn a_slip_leads_to_a_password_of_ones_own() {
    let t = TestOffice::new().await;
    let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
    t.link("moi-tv", Role::CellSecretary, t.silent_cell).await;
    let code = slip(&mut manager, &t, "moi-tv").await;
    let mut phone = t.visitor();
    let seen = phone.get(&format!("/van-phong/ma/{}", code.replace('-', ""))).await;
    assert!(seen.text().contains("moi-tv vào văn phòng"), "{}", seen.text());
    let typed = seen.field("ma").to_lowercase();
    assert!(type_code(&mut phone, &typed).await.outcome().starts_with("303 /van-phong/tai-khoan/bat-dau"));
    assert_eq!(type_code(&mut t.visitor(), &code).await.outcome(), "422", "once");

    let welcome = phone.get("/van-phong/tai-khoan/bat-dau?xong=vao-bang-phieu").await.text();
    assert!(welcome.contains("Xin chào moi-tv") && welcome.contains("Phiếu mời đã dùng xong"), "{welcome}");
    let short = [("bat-dau", "1"), ("password", "ngắn"), ("password_again", "ngắn")];
    let refused = phone.post("/van-phong/tai-khoan", &short).await;
    assert!(refused.text().contains("Xin chào moi-tv") && refused.text().contains("ít nhất 12 ký tự"));
    let fields = [("bat-dau", "1"), ("password", SENTENCE), ("password_again", SENTENCE)];
    assert_eq!(phone.post("/van-phong/tai-khoan", &fields).await.outcome(), "303 /van-phong?xong=san-sang");
    // The log says how they came in, once: nobody came in by the password yet.
    let own = phone.get("/van-phong/tai-khoan").await.html();
    let log = own.split("id=\"t-entries\"").nth(1).and_then(|rest| rest.split("</table>").next()).unwrap();
    let ways = ["Phiếu mời", "Mật khẩu"].map(|way| log.matches(&format!(">{way}</td>")).count());
    assert_eq!(ways, [1, 0], "{log}");
    // Nor may this session choose anew: what the slip gave was used.
    let again = [("password", "nắng vàng trên đồng"), ("password_again", "nắng vàng trên đồng")];
    assert_eq!(phone.post("/van-phong/tai-khoan", &again).await.outcome(), "422");
    let by_password = [("login", "moi-tv"), ("password", SENTENCE)];
    assert_eq!(t.visitor().post("/van-phong/dang-nhap", &by_password).await.outcome(), "303 /van-phong");
    let list = manager.get("/van-phong/loi-moi?trang-thai=used").await.text();
    assert!(list.contains("Đã dùng ngày 23-11-2018"), "{list}");
}

#[tokio::test]
async fn a_forgotten_password_is_replaced_within_the_hour_after_a_slip() {
    let t = TestOffice::new().await;
    let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
    let mut desk = t.signed_in("moi-tv", Role::CellSecretary, t.silent_cell).await;
    let choose = |sentence: &'static str| [("password", sentence), ("password_again", sentence)];
    desk.post("/van-phong/tai-khoan", &choose(SENTENCE)).await;
    for (minutes, outcome) in [(59, "303 /van-phong/tai-khoan?xong=mat-khau"), (61, "422")] {
        let mut phone = t.visitor();
        type_code(&mut phone, &slip(&mut manager, &t, "moi-tv").await).await;
        t.office.clock.advance(minutes * 60 * SECOND);
        let new = if minutes == 59 { "nắng vàng trên đồng" } else { "gió mùa về trong phố" };
        assert_eq!(phone.post("/van-phong/tai-khoan", &choose(new)).await.outcome(), outcome, "{minutes}");
    }
}

#[tokio::test]
async fn a_slip_ends_when_it_should() {
    let t = TestOffice::new().await;
    let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
    t.link("moi-tv", Role::CellSecretary, t.silent_cell).await;
    let account: String = t.value("SELECT uid FROM account WHERE login = 'moi-tv'", &[]).await;
    let address = format!("/van-phong/nguoi-dung/{account}");
    for (what, days, holds) in [
        ("nothing", 0, true),
        ("nothing", 30, true),
        ("nothing", 31, false),
        ("anew", 0, false),
        ("withdrawn", 0, false),
        ("a link", 0, false),
        ("closed", 0, false),
    ] {
        let code = slip(&mut manager, &t, "moi-tv").await;
        let waits: String = t
            .value("SELECT uid FROM invitation WHERE used_at IS NULL AND ended_at IS NULL ORDER BY id DESC", &[])
            .await;
        let ticked = format!("moi-{waits}");
        match what {
            "anew" => {
                let sheet = manager.post("/van-phong/loi-moi", &[(&ticked, "1"), ("viec", "in-lai")]).await;
                assert_eq!(codes(&sheet).len(), 1);
            }
            "withdrawn" => {
                let done = manager.post("/van-phong/loi-moi", &[(&ticked, "1"), ("viec", "thu-hoi")]).await;
                assert_eq!(done.outcome(), "303 /van-phong/loi-moi?xong=thu-hoi-loi-moi");
                assert!(manager.get("/van-phong/loi-moi?trang-thai=ended").await.text().contains("Hết hiệu lực"));
            }
            "a link" => assert_eq!(manager.post(&format!("{address}/lien-ket"), &[]).await.outcome(), "200"),
            "closed" => {
                manager.post(&format!("{address}/khoa"), &[]).await;
                assert_eq!(manager.post(&format!("{address}/loi-moi"), &[]).await.outcome(), "403");
            }
            _ => t.office.clock.advance(days * DAY),
        }
        let came = type_code(&mut t.visitor(), &code).await;
        assert_eq!(came.outcome().starts_with("303"), holds, "{what} after {days} days");
        if !holds {
            assert!(came.text().contains("đã được dùng hoặc đã hết hạn"), "{what}");
        }
        if days > 0 {
            manager = t.signed_in(&format!("manager-{days}"), Role::OfficeManager, t.district).await;
        }
    }
}

#[tokio::test]
async fn codes_cannot_be_guessed_and_guessing_stops_nobody_elsewhere() {
    let t = TestOffice::new().await;
    let mut manager = t.signed_in("manager", Role::OfficeManager, t.district).await;
    t.link("moi-tv", Role::CellSecretary, t.silent_cell).await;
    let code = slip(&mut manager, &t, "moi-tv").await;
    let guess = crate::identity::code::draw(&kit::clock::Chance::seeded(5));
    let (mut here, mut elsewhere) = (t.visitor(), t.visitor().from_address([203, 0, 113, 5]));
    for (typed, told) in [
        ("", "anh chị đã gõ 0"),
        ("H7KM-3RTP", "anh chị đã gõ 8"),
        ("AAAA-BBBB-CCCC", "Mã không có chữ “A”"),
        ("H7KM-3RTP-9XQ2", "Có một chữ gõ nhầm"),
    ] {
        for _ in 0..30 {
            let answer = type_code(&mut here, typed).await;
            assert!(answer.outcome() == "422" && answer.text().contains(told), "{typed}: {}", answer.text());
            assert_eq!(answer.field("ma"), typed);
        }
    }
    let outcomes = {
        let mut outcomes = Vec::new();
        for _ in 0..22 {
            outcomes.push(type_code(&mut here, &guess).await.outcome());
        }
        outcomes
    };
    assert_eq!((outcomes[19].as_str(), outcomes[20].as_str()), ("422", "429"));
    assert_eq!(type_code(&mut here, &code).await.outcome(), "429", "not even the right one, from there");
    assert_eq!(type_code(&mut elsewhere, &guess).await.outcome(), "422");
    for _ in 0..25 {
        assert_eq!(
            elsewhere.get(&format!("/van-phong/ma/{code}")).await.outcome(),
            "200",
            "who is right is not counted"
        );
    }
    t.office.clock.advance(60 * SECOND);
    assert!(type_code(&mut here, &code).await.outcome().starts_with("303"));
}

#[tokio::test]
async fn only_who_keeps_an_account_prints_a_slip_for_it() {
    let t = TestOffice::new().await;
    let (district, commune) = (uid_of(&t, t.district).await, uid_of(&t, t.elsewhere).await);
    for (who, role, at, above, own) in [
        ("the district's manager", Role::OfficeManager, t.district, "200", "200"),
        ("the commune's manager", Role::OfficeManager, t.elsewhere, "404", "200"),
        ("a cell's manager", Role::OfficeManager, t.silent_cell, "404", "404"),
        ("the leader", Role::Leader, t.district, "403", "403"),
    ] {
        let mut door = t.signed_in(who, role, at).await;
        for (unit, outcome) in [(&district, above), (&commune, own)] {
            let (page, fields) = choose(&mut door, unit, "commune_committee.secretary").await;
            assert_eq!(page.outcome(), outcome, "{who} at {unit}");
            let made = send(&mut door, &fields).await.outcome();
            // The list may be empty by now, or the fields unread, or the accounts of a post with power be asked for;
            // but nobody passes who may not look.
            let passes = ["200", "422"].contains(&made.as_str()) || made.starts_with("303 /van-phong/de-nghi");
            assert!(outcome == "200" && passes || made == outcome, "{who}: {made}");
        }
        let leader: String = t.value("SELECT uid FROM account WHERE login = 'leader'", &[]).await;
        assert_eq!(door.post(&format!("/van-phong/nguoi-dung/{leader}/loi-moi"), &[]).await.outcome(), above, "{who}");
    }
    // An invitation of another commune does not exist for this one's manager.
    let mut manager = t.signed_in("commune's", Role::OfficeManager, t.elsewhere).await;
    let theirs: String = t.value(
        "SELECT i.uid FROM invitation i JOIN account a ON a.id = i.account_id WHERE a.login = 'leader' ORDER BY i.id DESC",
        &[],
    )
    .await;
    let ticked = [(format!("moi-{theirs}"), "1")];
    let ticked: Vec<_> = ticked.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    assert_eq!(manager.post("/van-phong/loi-moi", &ticked).await.outcome(), "404");
    assert!(!manager.get("/van-phong/loi-moi").await.text().contains("leader"));
}
