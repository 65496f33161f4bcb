//! Enters the register of papers: those of the Centre that the founding article and its time speak of, which are real, and
//! the district's, the commune's and the cell's own, which are made up. It draws nothing from the chance of the others.

use super::Ground;
use super::persons::SILENT_HAMLET;
use super::places::HOME;
use super::units::Units;
use crate::identity::reach::Grant;
use crate::org::Tree;
use crate::papers::{
    Body, Changes, Direction, NewPaper, Number, RelationKind, Ruling, named_in, register, reserve, ruling, set_base,
};
use anyhow::{Context, Result};
use kit::clock::Day;
use kit::db::Conn;

/// A paper of the Centre: kind, symbol, issuer, its day, when it came in, what it is about, what it replaces.
type Came = (&'static str, &'static str, &'static str, Day, Day, &'static str, &'static str);

const fn day(year: i16, month: i8, day: i8) -> Day {
    Day::of(year, month, day)
}

const CENTRE: [Came; 9] = [
    (
        "regulation",
        "181-QĐ/TW",
        "Bộ Chính trị",
        day(2013, 3, 30),
        day(2013, 4, 22),
        "Quy định về xử lý kỷ luật đảng viên vi phạm",
        "",
    ),
    (
        "resolution",
        "39-NQ/TW",
        "Bộ Chính trị",
        day(2015, 4, 17),
        day(2015, 5, 12),
        "Nghị quyết về tinh giản biên chế và cơ cấu lại đội ngũ cán bộ, công chức, viên chức",
        "",
    ),
    (
        "directive",
        "05-CT/TW",
        "Bộ Chính trị",
        day(2016, 5, 15),
        day(2016, 6, 6),
        "Chỉ thị về đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh",
        "",
    ),
    (
        "resolution",
        "04-NQ/TW",
        "Ban Chấp hành Trung ương",
        day(2016, 10, 30),
        day(2016, 11, 21),
        "Nghị quyết Hội nghị lần thứ tư Ban Chấp hành Trung ương Đảng khóa XII về tăng cường xây dựng, chỉnh đốn Đảng; ngăn \
         chặn, đẩy lùi sự suy thoái về tư tưởng chính trị, đạo đức, lối sống, những biểu hiện “tự diễn biến”, “tự chuyển \
         hóa” trong nội bộ",
        "",
    ),
    (
        "regulation",
        "66-QĐ/TW",
        "Ban Bí thư",
        day(2017, 2, 6),
        day(2017, 2, 27),
        "Quy định về thể loại, thẩm quyền ban hành và thể thức văn bản của Đảng",
        "",
    ),
    (
        "regulation",
        "102-QĐ/TW",
        "Bộ Chính trị",
        day(2017, 11, 15),
        day(2017, 12, 4),
        "Quy định xử lý kỷ luật đảng viên vi phạm",
        "Quy định 181-QĐ/TW ngày 30/3/2013",
    ),
    (
        "guidance",
        "36-HD/VPTW",
        "Văn phòng Trung ương Đảng",
        day(2018, 4, 3),
        day(2018, 4, 23),
        "Hướng dẫn thể thức và kỹ thuật trình bày văn bản của Đảng",
        "",
    ),
    (
        "guidance",
        "12-HD/BTCTW",
        "Ban Tổ chức Trung ương",
        day(2018, 7, 6),
        day(2018, 7, 30),
        "Hướng dẫn một số vấn đề về nâng cao chất lượng sinh hoạt chi bộ",
        "",
    ),
    (
        "decision",
        "217-QĐ/TW",
        "Bộ Chính trị",
        day(2013, 12, 12),
        day(2014, 1, 6),
        "Quyết định ban hành Quy chế giám sát và phản biện xã hội của Mặt trận Tổ quốc Việt Nam và các đoàn thể chính trị - \
         xã hội",
        "",
    ),
];

/// A paper of our own: kind, who issues it, its day, what it is about, what it stands on, who signs.
type Own = (&'static str, Body, Day, &'static str, &'static str, &'static str);

const DISTRICT: [Own; 4] = [
    (
        "plan",
        Body::Standing,
        day(2018, 10, 22),
        "Kế hoạch tổ chức học tập, quán triệt Nghị quyết Trung ương 4 khóa XII trong toàn Đảng bộ huyện",
        "Nghị quyết 04-NQ/TW ngày 30/10/2016",
        "Phó Bí thư Thường trực",
    ),
    (
        "letter",
        Body::Standing,
        day(2018, 11, 12),
        "Công văn đôn đốc các chi bộ, đảng bộ cơ sở báo cáo kết quả học tập",
        "",
        "Chánh Văn phòng",
    ),
    (
        "notice",
        Body::Standing,
        day(2018, 11, 19),
        "Thông báo kết luận hội nghị Ban Thường vụ Huyện ủy tháng 11",
        "",
        "Phó Bí thư Thường trực",
    ),
    (
        "decision",
        Body::Standing,
        day(2018, 9, 17),
        "Quyết định thi hành kỷ luật của Ban Thường vụ được hướng dẫn theo quy định cũ",
        "Quy định 181-QĐ/TW ngày 30/3/2013",
        "Bí thư",
    ),
];

/// What the district's clerk had given in a book on paper in this term, by kind.
const BASES: [(&str, i64); 4] = [("plan", 85), ("letter", 412), ("notice", 121), ("decision", 640)];

/// Enters everything.
pub async fn enter(conn: &mut Conn, ground: &Ground, units: &Units) -> Result<()> {
    let today = ground.now.day();
    let tree = Tree::as_of(conn, today).await?;
    let rule = ruling(&ground.book, today).context("a rule on papers holds in 2018")?;
    let (district, home) = (units.district, &units.communes[HOME]);
    for unit in [district, home.committee] {
        // The commune has not kept what came before this term's campaign.
        for came in CENTRE.iter().filter(|came| unit == district || came.4 >= day(2016, 11, 1)) {
            receive(conn, ground, (rule, &tree), unit, came).await?;
        }
    }
    secret(conn, ground, (rule, &tree), district).await?;
    for (kind, base) in BASES {
        set_base(conn, Grant::console(district), (rule, &tree), (Body::Standing, kind, base), ground.now).await?;
    }
    for own in &DISTRICT {
        issue(conn, ground, (rule, &tree), district, own).await?;
    }
    let kept = (&*ground.uid(), Body::Standing, "plan", "Kế hoạch kiểm tra, giám sát năm 2019 đang chờ thông qua");
    reserve(conn, Grant::console(district), (rule, &tree), kept, ground.now).await?;
    let subject = DISTRICT[0].3;
    let came: Came =
        ("plan", "86-KH/HU", "Ban Thường vụ Huyện ủy Tịnh Biên", day(2018, 10, 22), day(2018, 10, 24), subject, "");
    receive(conn, ground, (rule, &tree), home.committee, &came).await?;
    let plan = "Kế hoạch 86-KH/HU ngày 22/10/2018";
    let commune = "Kế hoạch của Đảng ủy về học tập, quán triệt Nghị quyết Trung ương 4 khóa XII";
    let own: Own = ("plan", Body::Standing, day(2018, 10, 29), commune, plan, "Phó Bí thư");
    issue(conn, ground, (rule, &tree), home.committee, &own).await?;
    let cell = "Nghị quyết sinh hoạt chi bộ thường kỳ tháng 11 năm 2018";
    let own: Own = ("resolution", Body::Cell, day(2018, 11, 5), cell, "", "Bí thư chi bộ");
    issue(conn, ground, (rule, &tree), home.cells[SILENT_HAMLET], &own).await?;
    Ok(())
}

fn said<'a>(kind: &'a str, issued_on: Day, subject: &'a str) -> Changes<'a> {
    Changes {
        kind,
        issuer: "",
        symbol: "",
        issued_on,
        arrived_on: None,
        subject,
        signer: "",
        signer_post: "",
        sign_form: "",
        urgency: "normal",
        recipients: "",
        secret: "",
        kept_at: "",
        in_force_from: None,
        lapsed_on: None,
        note: "",
        relations: vec![],
    }
}

async fn receive(
    conn: &mut Conn,
    ground: &Ground,
    place: (Ruling<'_>, &Tree),
    unit: i64,
    (kind, symbol, issuer, issued_on, arrived, subject, replaces): &Came,
) -> Result<()> {
    let relations = named_in(replaces).into_iter().map(|named| (RelationKind::Replaces, named)).collect();
    let said = Changes { issuer, symbol, arrived_on: Some(*arrived), relations, ..said(kind, *issued_on, subject) };
    let uid = ground.uid();
    let new = NewPaper { uid: &uid, direction: Direction::In, body: None, number: Number::Next, said };
    register(conn, Grant::console(unit), place, &new, ground.now).await?;
    Ok(())
}

/// One with a mark of secrecy, of which nothing is known but that it is there.
async fn secret(conn: &mut Conn, ground: &Ground, place: (Ruling<'_>, &Tree), unit: i64) -> Result<()> {
    let said = Changes {
        issuer: "Tỉnh ủy An Giang",
        symbol: "17-CV/TU",
        arrived_on: Some(day(2018, 11, 14)),
        secret: "confidential",
        kept_at: "Tủ hồ sơ mật, Văn phòng Huyện ủy",
        ..said("letter", day(2018, 11, 9), "")
    };
    let uid = ground.uid();
    let new = NewPaper { uid: &uid, direction: Direction::In, body: None, number: Number::Next, said };
    register(conn, Grant::console(unit), place, &new, ground.now).await?;
    Ok(())
}

async fn issue(
    conn: &mut Conn,
    ground: &Ground,
    (rule, tree): (Ruling<'_>, &Tree),
    unit: i64,
    (kind, body, issued_on, subject, stands_on, post): &Own,
) -> Result<()> {
    let name = tree.name(unit);
    let issuer = if *body == Body::Cell { name.to_owned() } else { format!("Ban Thường vụ {name}") };
    let relations = named_in(stands_on).into_iter().map(|named| (RelationKind::BasedOn, named)).collect();
    let said = Changes {
        issuer: &issuer,
        signer_post: post,
        sign_form: "on_behalf",
        relations,
        ..said(kind, *issued_on, subject)
    };
    let uid = ground.uid();
    let new = NewPaper { uid: &uid, direction: Direction::Out, body: Some(*body), number: Number::Next, said };
    register(conn, Grant::console(unit), (rule, tree), &new, ground.now).await?;
    Ok(())
}
