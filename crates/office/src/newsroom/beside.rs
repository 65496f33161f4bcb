//! What stands beside an article: papers that belong to it, and articles that somebody chose.

use super::{Article, NewsError};
use crate::archive::FIRST_NUMBER;
use crate::papers::{Named, of_line};
use kit::db::Conn;

/// So many papers and articles stand beside one at most.
pub const MOST: usize = 20;

/// The lines of a field that say something.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// The papers that lines name; the line that names none.
pub fn papers(text: &str) -> Result<Vec<Named>, &str> {
    lines(text).map(|line| of_line(line).ok_or(line)).collect()
}

/// The numbers of the articles that lines name: `12`, `/xay-dung-dang/bai-12`, `https://…/bai-12`; the line that names none.
pub fn articles(text: &str) -> Result<Vec<i64>, &str> {
    lines(text).map(|line| number(line).ok_or(line)).collect()
}

/// The number of an article in what was typed.
pub fn number(text: &str) -> Option<i64> {
    text.trim_end_matches('/').rsplit(['-', '/']).next()?.trim().parse().ok().filter(|number| *number > 0)
}

/// Whether readers have the article of a number: the newsroom's, or one that was brought along.
pub async fn has_readers(conn: &mut Conn, number: i64) -> Result<bool, NewsError> {
    if number > FIRST_NUMBER {
        let sql = "SELECT count(*) FROM archive_article WHERE id = $1 AND withdrawn = 0 AND taken_off = ''";
        return Ok(conn.value::<i64>(sql, &[&(number - FIRST_NUMBER)]).await?.unwrap_or(0) > 0);
    }
    match Article::get(conn, number).await {
        Ok(article) => Ok(article.is_public()),
        Err(NewsError::NoArticle(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_known_by_its_number_however_it_is_given() {
        for (typed, expected) in [
            ("12", Some(12)),
            (" 12 ", Some(12)),
            ("/xay-dung-dang/bai-viet-12", Some(12)),
            ("https://tinhbien.example/xay-dung-dang/bai-viet-12/", Some(12)),
            ("bai-viet", None),
            ("0", None),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(number(typed), expected, "{typed}");
        }
        assert_eq!(articles("12\n\n /a/b-7 \n"), Ok(vec![12, 7]));
        assert_eq!(articles("12\nkhông"), Err("không"));
    }

    #[test]
    fn papers_are_read_line_by_line() {
        let read = papers("05-NQ/TW ngày 15/5/2016\nChỉ thị số 05-CT/TW").expect("two papers");
        assert_eq!(read.iter().map(|it| it.symbol.as_str()).collect::<Vec<_>>(), ["05-NQ/TW", "05-CT/TW"]);
        assert_eq!(papers("05-NQ/TW\nnghị quyết ấy"), Err("nghị quyết ấy"));
    }
}
