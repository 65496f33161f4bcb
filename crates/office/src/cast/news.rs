//! The founding article and two short ones about how this demo counts.

use super::Ground;
use crate::newsroom::{self, Draft, NewsError};
use kit::clock::SECOND;
use kit::db::Conn;

const HOUR: i64 = 3600 * SECOND;
const TOPICS: &[(&str, &str)] =
    &[("tien-toi-dai-hoi-dang", "Tiến tới đại hội Đảng"), ("giai-phong-mien-nam", "Giải phóng miền Nam")];
const SIGNED: (&str, Option<&str>) = ("Trương Hữu Tiền", Some("Trưởng Ban Tuyên giáo Huyện ủy Tịnh Biên"));

/// Enters and publishes the three, the founding one in the middle; their ids.
pub async fn enter(conn: &mut Conn, ground: &Ground, author: i64, publisher: i64) -> Result<Vec<i64>, NewsError> {
    let draft = |headline, lead, body| Draft {
        uid: ground.uid(),
        section: "xay-dung-dang",
        kicker: None,
        headline,
        lead,
        body,
        byline: None,
        topics: &TOPICS[..1],
        author,
    };
    let counting = draft(
        "Số liệu trong bài viết được tính như thế nào",
        "Mỗi con số đều mở ra được: cách tính, tử số, mẫu số, ngày lấy số liệu và căn cứ.",
        include_str!("figures-body.md"),
    );
    let mut founding = draft(
        "Tịnh Biên chăm lo công tác xây dựng Đảng",
        include_str!("founding-lead.md"),
        include_str!("founding-body.md"),
    );
    (founding.byline, founding.topics) = (Some(SIGNED), TOPICS);
    let demo = draft(
        "Về bản trình diễn này",
        "Điều gì ở đây là có thật, điều gì là dữ liệu giả lập.",
        include_str!("demo-body.md"),
    );
    let mut articles = Vec::new();
    for (draft, hours_ago) in [(counting, 3), (founding, 2), (demo, 1)] {
        let at = ground.now.plus(-hours_ago * HOUR);
        let id = newsroom::write(conn, &draft, None, at).await?;
        newsroom::publish(conn, id, publisher, None, None, at).await?;
        articles.push(id);
    }
    Ok(articles)
}
