//! Texts of many thousand letters, read without the drivers' letter-by-letter look at them.

use rusqlite::types::{FromSql as LiteFrom, FromSqlError, FromSqlResult, ValueRef};
use std::error::Error;
use tokio_postgres::types::{FromSql as PgFrom, Type};

/// A long text out of a row. That it is text is checked many letters at a time: for an article's worth of Vietnamese, which
/// is hardly ASCII, the plain check takes longer than reading it from the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LongText(pub String);

impl LiteFrom for LongText {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let ValueRef::Text(bytes) = value else { return Err(FromSqlError::InvalidType) };
        simdutf8::basic::from_utf8(bytes).map(|text| LongText(text.to_owned())).map_err(FromSqlError::other)
    }
}

impl<'a> PgFrom<'a> for LongText {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(LongText(simdutf8::basic::from_utf8(raw)?.to_owned()))
    }

    fn accepts(of: &Type) -> bool {
        <String as PgFrom>::accepts(of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_refused() {
        let read = |bytes: &[u8]| LongText::column_result(ValueRef::Text(bytes)).map(|text| text.0);
        assert_eq!(read("Đảng bộ".as_bytes()).unwrap(), "Đảng bộ");
        assert!(read(&[b'a', 0xff]).is_err() && LongText::column_result(ValueRef::Integer(1)).is_err());
        assert!(LongText::from_sql(&Type::TEXT, &[0xc4]).is_err() && !LongText::accepts(&Type::INT8));
        assert_eq!(LongText::from_sql(&Type::TEXT, "xã".as_bytes()).unwrap().0, "xã");
    }
}
