//! The founding article and two short ones about how this demo counts.

use super::{Character, Ground};
use crate::identity::reach::Grant;
use crate::newsroom::{self, NewsError, Text};
use kit::clock::SECOND;
use kit::db::Conn;

const HOUR: i64 = 3600 * SECOND;
const ELECTION: &str = "Tiến tới đại hội Đảng";
const LIBERATION: &str = "Giải phóng miền Nam";

/// Enters and publishes the three, the founding one in the middle; their ids.
pub async fn enter(
    conn: &mut Conn,
    ground: &Ground,
    newsroom: i64,
    editor: &Character,
    publisher: &Character,
) -> Result<Vec<i64>, NewsError> {
    let text = |headline: &str, lead: &str, body: &str| Text {
        section: "xay-dung-dang".into(),
        headline: headline.into(),
        lead: lead.into(),
        body: body.into(),
        topics: ELECTION.into(),
        ..Text::default()
    };
    let counting = text(
        "Số liệu trong bài viết được tính như thế nào",
        "Mỗi con số đều mở ra được: cách tính, tử số, mẫu số, ngày lấy số liệu và căn cứ.",
        include_str!("figures-body.md"),
    );
    let founding = Text {
        kicker: "(TGAG)-".into(),
        byline: "Trương Hữu Tiền".into(),
        byline_post: "Trưởng Ban Tuyên giáo Huyện ủy Tịnh Biên".into(),
        topics: format!("{ELECTION}\n{LIBERATION}"),
        ..text(
            "Tịnh Biên chăm lo công tác xây dựng Đảng",
            include_str!("founding-lead.md"),
            include_str!("founding-body.md"),
        )
    };
    let demo = text(
        "Về bản trình diễn này",
        "Điều gì ở đây là có thật, điều gì là dữ liệu giả lập.",
        include_str!("demo-body.md"),
    );
    let mut articles = Vec::new();
    for (text, hours_ago) in [(counting, 3), (founding, 2), (demo, 1)] {
        let at = ground.now.plus(-hours_ago * HOUR);
        let writes = || Grant::console(newsroom).on_behalf_of(editor.account, editor.person);
        let publishes = Grant::console(newsroom).on_behalf_of(publisher.account, publisher.person);
        let id = newsroom::write(conn, writes(), &ground.uid(), &text, at).await?;
        newsroom::submit(conn, writes(), (id, 1), at).await?;
        newsroom::publish(conn, publishes, (id, 2), at).await?;
        articles.push(id);
    }
    Ok(articles)
}
