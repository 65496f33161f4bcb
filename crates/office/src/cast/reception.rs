//! What people of the district sent in lately: over the portal, by post and at the office; each in another state.

use super::{Character, Ground};
use crate::identity::reach::Grant;
use crate::identity::right::KeepReception;
use crate::reception::{
    Keeper, NewPetition, Petition, Said, Sender, Step, StepDone, enter, open_desk, publish, ruling, step, take_in,
};
use anyhow::Context;
use bridge::{Code, PetitionKind, ReceptionKey, seal_petition};
use kit::clock::{Day, SECOND, Ts};
use kit::db::Conn;
use kit::vault::Vault;

/// One of them: kind, how and when it came, subject, text, place, name, contact, whether the answer may be published.
type Line = (PetitionKind, &'static str, Day, [&'static str; 5], bool);

const SENT: [Line; 5] = [
    (
        PetitionKind::Report,
        "post",
        Day::of(2018, 11, 5),
        [
            "Đèn đường ấp không sáng",
            "Bốn trụ đèn đầu ấp tắt từ đầu tháng Mười, buổi tối học sinh đi học thêm về rất tối.",
            "Đầu ấp Phú Nhứt",
            "Nguyễn Văn Thuận",
            "Nhà đối diện trụ sở ấp",
        ],
        false,
    ),
    (
        PetitionKind::Opinion,
        "web",
        Day::of(2018, 11, 7),
        [
            "Giờ trả kết quả ở bộ phận một cửa",
            "Người đi làm cả ngày chỉ đến được sau 16 giờ. Đề nghị có một buổi chiều trong tuần trả kết quả đến 18 giờ.",
            "",
            "",
            "",
        ],
        true,
    ),
    (
        PetitionKind::Opinion,
        "desk",
        Day::of(2018, 11, 14),
        [
            "Lớp học nghề cho phụ nữ Khmer",
            "Đề nghị mở lớp dệt thổ cẩm ngay tại ấp, dạy bằng hai thứ tiếng.",
            "An Cư",
            "Neàng Sóc Phol",
            "Qua Chi hội Phụ nữ ấp",
        ],
        true,
    ),
    (
        PetitionKind::Supervision,
        "web",
        Day::of(2018, 11, 19),
        [
            "Đường bê tông nội ấp mỏng hơn bảng công khai",
            "Bảng công khai ghi dày 14 phân, đoạn cuối đo chỉ 10 phân. Đề nghị Ban Giám sát đầu tư của cộng đồng xem trước khi nghiệm thu.",
            "Đường nội ấp, đoạn giáp kênh",
            "",
            "",
        ],
        true,
    ),
    (
        PetitionKind::Report,
        "web",
        Day::of(2018, 11, 21),
        [
            "Cống trước trường tiểu học bị nghẹt",
            "Mưa là ngập sân trường, học sinh phải lội nước.",
            "Trước trường tiểu học",
            "Lê Thị Hạnh",
            "0900 000 123",
        ],
        true,
    ),
];

/// Lets them be received and dealt with, by the head of the office.
pub(super) async fn enter_all(
    conn: &mut Conn,
    vault: &Vault,
    ground: &Ground,
    district: i64,
    who: &Character,
) -> anyhow::Result<()> {
    let rule = ruling(&ground.book, ground.now.day()).context("a rule on what people send in")?;
    let grant = || Grant::<KeepReception>::console(district).on_behalf_of(who.account, who.person);
    open_desk(conn, grant(), vault, rule, true, morning(Day::of(2018, 11, 1))).await?;
    let key = ReceptionKey::of(&vault.key_for("reception")).public();
    for (kind, channel, day, [subject, text, place, name, contact], may_publish) in SENT {
        let at = morning(day);
        let [subject, text, place, name, contact] = [subject, text, place, name, contact].map(str::to_owned);
        if channel == "web" {
            let code = Code::new(ground.chance.bytes());
            let about = String::new();
            let sent = bridge::Petition { kind, subject, text, place, about, name, contact, may_publish, at: at.0 };
            let envelope = (code.receipt().to_owned(), seal_petition(&key, code.receipt(), &sent)?);
            take_in(conn, district, (vault, &ground.chance), rule, &[envelope], at).await?;
        } else {
            let (said, sender) = (Said { subject, text, place, about: String::new() }, Sender { name, contact });
            let (uid, receipt) = (ground.uid(), ground.chance.token());
            let new = NewPetition { uid, receipt, kind, channel, said, sender, may_publish, received_on: day };
            enter(conn, grant(), vault, rule, &new, at).await?;
        }
    }
    let ids: Vec<(i64,)> = conn.all("SELECT id FROM petition ORDER BY id", &[]).await?;
    let [_, hours, lessons, road, _] = ids.iter().map(|(id,)| *id).collect::<Vec<_>>()[..] else {
        anyhow::bail!("the cast's petitions are others")
    };
    let answer =
        "Từ tháng 12, bộ phận một cửa trả kết quả đến 18 giờ chiều thứ năm hằng tuần. Cảm ơn ý kiến của anh chị.";
    let passed =
        StepDone {
            to_whom: "Hội Liên hiệp Phụ nữ huyện", letter: "98-CV/VPHU ngày 19-11-2018", ..StepDone::default()
        };
    let told = StepDone { words: answer, told: answer, ..StepDone::default() };
    for (id, day, what, done) in [
        (hours, Day::of(2018, 11, 9), Step::Accept, StepDone::default()),
        (hours, Day::of(2018, 11, 20), Step::Answer, told),
        (lessons, Day::of(2018, 11, 19), Step::Forward, passed),
        (road, Day::of(2018, 11, 21), Step::Accept, StepDone::default()),
        (road, Day::of(2018, 11, 22), Step::Begin, StepDone::default()),
    ] {
        let at = (id, Petition::get(conn, id).await?.version);
        step(conn, Keeper::Office(grant()), vault, at, (what, done), morning(day)).await?;
    }
    let question = "Người đi làm cả ngày nhận kết quả ở bộ phận một cửa vào lúc nào?";
    let at = (hours, Petition::get(conn, hours).await?.version);
    publish(conn, grant(), at, (question, answer), morning(Day::of(2018, 11, 21))).await?;
    Ok(())
}

fn morning(day: Day) -> Ts {
    day.begins().plus(8 * 3600 * SECOND)
}
