//! Papers of the district on their way out: one that waits to be cleared, one that waits for the signature, one being written, and
//! one that went the whole way.

use super::{Character, Ground};
use crate::identity::reach::Grant;
use crate::identity::right::Permission;
use crate::org::Tree;
use crate::outgoing::{
    Numbering, Said, State, begin, clear, file_it, issue, layout_of, letter, note_signature, number, submit,
};
use crate::papers::{Body, Number, ruling};
use anyhow::{Context, Result};
use kit::clock::Day;
use kit::db::Conn;

/// Kind, subject, how far it is, text.
const PAPERS: [(&str, &str, State, &str); 4] = [
    (
        "plan",
        "kiểm tra việc học tập, quán triệt Nghị quyết Trung ương 4 khóa XII ở các chi bộ, đảng bộ trực thuộc",
        State::Cleared,
        "Căn cứ Nghị quyết số 04-NQ/TW, ngày 30/10/2016 của Ban Chấp hành Trung ương Đảng;\n\
         Căn cứ Kế hoạch số 86-KH/HU, ngày 22/10/2018 của Ban Thường vụ Huyện ủy;\n\
         Ban Thường vụ Huyện ủy ban hành kế hoạch kiểm tra như sau:\n\
         I. MỤC ĐÍCH, YÊU CẦU\n\
         1. Nắm đúng tình hình học tập ở từng chi bộ, giúp nơi còn chậm hoàn thành trước ngày 15/12/2018.\n\
         2. Kiểm tra có trọng tâm, không gây phiền hà cho cơ sở.\n\
         II. NỘI DUNG, THỜI GIAN\n\
         1. Kiểm tra sổ ghi chép, bản thu hoạch và kế hoạch tu dưỡng của đảng viên.\n\
         2. Thời gian: từ ngày 03/12/2018 đến ngày 14/12/2018.\n\
         III. TỔ CHỨC THỰC HIỆN\n\
         Ban Tuyên giáo chủ trì, phối hợp Văn phòng, Ban Tổ chức và Ủy ban Kiểm tra Huyện ủy thực hiện kế hoạch này.",
    ),
    (
        "report",
        "kết quả học tập, quán triệt Nghị quyết Trung ương 4 khóa XII trong toàn Đảng bộ",
        State::Submitted,
        "Thực hiện Kế hoạch số 86-KH/HU, Ban Thường vụ Huyện ủy báo cáo kết quả như sau:\n\
         1. Các chi bộ, đảng bộ trực thuộc đã tổ chức học tập đúng thời gian.\n\
         2. Những đảng viên vắng mặt có lý do được học bù trong tháng 11 năm 2018.",
    ),
    ("letter", "V/v gửi báo cáo quý IV năm 2018", State::Draft, ""),
    (
        "conclusion",
        "về tiến độ học tập, quán triệt Nghị quyết Trung ương 4 khóa XII",
        State::Filed,
        "Ban Thường vụ Huyện ủy kết luận như sau:\n\
         1. Các chi bộ, đảng bộ trực thuộc đã triển khai đúng kế hoạch.\n\
         2. Nơi còn chậm tổ chức học bù trong tháng 11 năm 2018.",
    ),
];

/// Enters everything, as the head of the office would, to be signed by the district's leader.
pub async fn enter(
    conn: &mut Conn,
    ground: &Ground,
    district: i64,
    (head, leader): (&Character, &Character),
) -> Result<()> {
    let today = ground.now.day();
    let tree = Tree::as_of(conn, today).await?;
    let papers = ruling(&ground.book, today).context("a rule on papers holds in 2018")?;
    let layout = layout_of(&ground.book, today).context("a rule on layout holds in 2018")?;
    for (kind, subject, state, text) in PAPERS {
        let said = Said {
            direction: "out".into(),
            above: "Đảng bộ tỉnh An Giang".into(),
            issuer: "Huyện ủy Tịnh Biên".into(),
            place: "Tịnh Biên".into(),
            text: text.into(),
            recipients: "Thường trực Tỉnh ủy\nCác chi bộ, đảng bộ trực thuộc\nLưu Văn phòng Huyện ủy".into(),
            sign_form: "on_behalf".into(),
            sign_line: "T/M BAN THƯỜNG VỤ".into(),
            post: "Bí thư".into(),
            signer: leader.name.clone(),
            urgency: "normal".into(),
            ..Said::default()
        };
        let uid = ground.uid();
        let written = (kind, Body::Standing, subject, &said);
        let id = begin(conn, by(district, head), (papers, &tree), (&uid, written), ground.now).await?;
        let one = crate::outgoing::Outgoing::get(conn, id).await?.context("it was just begun")?;
        if state >= State::Submitted {
            let printed = letter(papers, &tree, &one, None, today);
            let seen = docx::seen(&letter::word(layout.rule, &printed).map_err(anyhow::Error::msg)?)?;
            let found = letter::check(layout.rule, &printed, &seen);
            submit(conn, by(district, head), (id, 1), (layout, &found), ground.now).await?;
        }
        if state >= State::Cleared {
            clear(conn, by(district, head), (id, 2), ground.now).await?;
        }
        if state == State::Filed {
            let (day, uid) = (Day::of(2018, 11, 5), ground.uid());
            note_signature(conn, by(district, head), (layout, &tree), (id, 3), day, ground.now).await?;
            let issuer = "Ban Thường vụ Huyện ủy Tịnh Biên";
            let new = Numbering { uid: &uid, day, number: Number::Next, issuer };
            let entering = (by(district, head), by(district, head));
            number(conn, entering, (papers, &tree), (id, 4), &new, ground.now).await?;
            issue(conn, by(district, head), (id, 5), "Trục liên thông văn bản ngày 05-11", ground.now).await?;
            file_it(conn, by(district, head), (id, 6), "Tập kết luận năm 2018", ground.now).await?;
        }
    }
    Ok(())
}

fn by<P: Permission>(unit: i64, who: &Character) -> Grant<P> {
    Grant::console(unit).on_behalf_of(who.account, who.person)
}
