//! Makes some of the district's papers public, so that the demo's portal has a library: those of the Centre that everybody
//! knows, and a plan of its own with the Word file that the program writes.

use crate::identity::reach::Grant;
use crate::outgoing::layout_of;
use crate::papers::{Paper, PaperFile, Taken, attach, publish, ruling};
use anyhow::{Context, Result};
use kit::clock::{Chance, Ts};
use kit::db::Conn;
use kit::files::Files;
use letter::Letter;
use rules::RuleBook;

/// The papers, by their symbols in the district's register; the first one has a file.
const PUBLIC: [&str; 6] = ["86-KH/HU", "04-NQ/TW", "39-NQ/TW", "05-CT/TW", "102-QĐ/TW", "181-QĐ/TW"];

/// What the plan says; its clauses are what the demo's tasks come from.
pub(crate) const TEXT: &str = "Căn cứ Nghị quyết số 04-NQ/TW, ngày 30/10/2016 của Ban Chấp hành Trung ương Đảng;\n\
    Ban Thường vụ Huyện ủy ban hành kế hoạch học tập, quán triệt như sau:\n\
    I. MỤC ĐÍCH, YÊU CẦU\n\
    1. Mỗi cán bộ, đảng viên nắm vững nội dung nghị quyết, tự soi, tự sửa.\n\
    2. Có từ 98% đảng viên trở lên tham gia, trừ đảng viên được miễn sinh hoạt.\n\
    II. NỘI DUNG, CÁCH LÀM\n\
    1. Cấp ủy các cấp học trước; người đứng đầu trực tiếp quán triệt.\n\
    2. Sau khi học, mỗi đảng viên viết bản thu hoạch và kế hoạch tu dưỡng.\n\
    III. TỔ CHỨC THỰC HIỆN\n\
    1. Ban Tuyên giáo Huyện ủy hướng dẫn các chi bộ, đảng bộ trực thuộc học tập; tổng hợp kết quả.\n\
    2. Ủy ban Kiểm tra Huyện ủy kiểm tra, giám sát việc học tập ở các chi bộ, đảng bộ trực thuộc.\n\
    3. Các chi bộ, đảng bộ trực thuộc:\n\
    a) Tổ chức học tập cho đảng viên, học bù cho người vắng mặt có lý do, xong trước ngày 15/12/2018.\n\
    b) Báo cáo kết quả học tập, quán triệt về Huyện ủy, đợt đầu trước ngày 20/11/2018.";

/// Makes them public; the files lie where the office keeps its own.
///
/// # Errors
/// When the database or the folder refuses.
pub async fn open(conn: &mut Conn, district: i64, (files, chance): (&Files, &Chance), now: Ts) -> Result<()> {
    let book = RuleBook::builtin();
    let papers = ruling(&book, now.day()).context("a rule on papers holds in 2018")?;
    let layout = layout_of(&book, now.day()).context("a rule on layout holds in 2018")?;
    for (symbol, has_file) in PUBLIC.into_iter().zip([true, false, false, false, false, false]) {
        let all = Paper::of_symbol(conn, symbol).await?;
        let Some(paper) = all.into_iter().find(|paper| paper.unit_id == district) else { continue };
        let mut chosen = Vec::new();
        if has_file {
            let letter = Letter {
                above: "Đảng bộ tỉnh An Giang".into(),
                issuer: "Huyện ủy Tịnh Biên".into(),
                letters: "KH/HU".into(),
                no: paper.no,
                place: "Tịnh Biên".into(),
                day: Some(paper.issued_on.0),
                year: paper.issued_on.0.year(),
                kind: paper.kind.clone(),
                kind_name: "kế hoạch".into(),
                subject: paper.subject.clone(),
                text: TEXT.into(),
                recipients: "Thường trực Tỉnh ủy\nCác chi bộ, đảng bộ trực thuộc\nLưu Văn phòng Huyện ủy".into(),
                sign_form: "on_behalf".into(),
                sign_line: "T/M BAN THƯỜNG VỤ".into(),
                post: "Phó Bí thư".into(),
                signer: "Trần Văn Mẫu".into(),
            };
            let bytes = letter::word(layout.rule, &letter).map_err(anyhow::Error::msg)?;
            let (hash, uid) = (files.put(&bytes)?, chance.uuid(now).to_string());
            let file = (&*uid, "86-kh-hu.docx", Taken::Word, &*hash, bytes.len() as i64);
            attach(conn, Grant::console(district), paper.id, file, now).await?;
            chosen = PaperFile::of(conn, paper.id).await?.into_iter().map(|file| file.id).collect();
        }
        publish(conn, Grant::console(district), (papers, files), (paper.id, &chosen), now).await?;
    }
    Ok(())
}
