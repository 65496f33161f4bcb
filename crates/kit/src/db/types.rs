//! What goes into a statement and what comes out of a row, on both engines.
//!
//! Whole numbers are `i64` in BIGINT columns throughout: PostgreSQL's driver is strict about widths, and one width
//! needs no thought.

use super::{DbError, Result};
use rusqlite::types::{FromSql as LiteFrom, ToSql as LiteTo};
use tokio_postgres::types::{FromSql as PgFrom, ToSql as PgTo};

/// A value that both drivers can bind.
pub trait Arg: LiteTo + PgTo + Sync {}
impl<T: LiteTo + PgTo + Sync> Arg for T {}

/// A column type that both drivers can read.
pub trait Col: LiteFrom + for<'a> PgFrom<'a> {}
impl<T: LiteFrom + for<'a> PgFrom<'a>> Col for T {}

/// A row of either engine, alive while the statement runs.
pub enum Row<'a> {
    /// SQLite's.
    Lite(&'a rusqlite::Row<'a>),
    /// PostgreSQL's.
    Pg(&'a tokio_postgres::Row),
}

impl Row<'_> {
    /// The column called `name`.
    pub fn get<T: Col>(&self, name: &str) -> Result<T> {
        match self {
            Row::Lite(row) => row.get(name).map_err(|e| DbError::Broken(format!("column {name}: {e}"))),
            Row::Pg(row) => row.try_get(name).map_err(|e| DbError::Broken(format!("column {name}: {e}"))),
        }
    }

    /// The column at `index`, from 0.
    pub fn at<T: Col>(&self, index: usize) -> Result<T> {
        match self {
            Row::Lite(row) => row.get(index).map_err(|e| DbError::Broken(format!("column {index}: {e}"))),
            Row::Pg(row) => row.try_get(index).map_err(|e| DbError::Broken(format!("column {index}: {e}"))),
        }
    }
}

/// Something a row can be read into: a tuple by position, a `record!` by name.
pub trait FromRow: Sized {
    /// Reads the row.
    fn from_row(row: &Row<'_>) -> Result<Self>;
}

macro_rules! tuples {
    ($($name:ident $index:tt),+) => {
        impl<$($name: Col),+> FromRow for ($($name,)+) {
            fn from_row(row: &Row<'_>) -> Result<Self> { Ok(($(row.at::<$name>($index)?,)+)) }
        }
    };
}
tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);

/// Declares a struct whose fields are read from the columns of the same names.
///
/// ```
/// kit::record! {
///     /// A unit and its name.
///     pub struct UnitName {
///         /// The unit.
///         pub id: i64,
///         /// Its name on the day asked for.
///         pub name: String,
///     }
/// }
/// ```
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$field_meta:meta])* $field_vis:vis $field:ident : $type:ty),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        $vis struct $name { $($(#[$field_meta])* $field_vis $field: $type),* }
        impl $crate::db::FromRow for $name {
            fn from_row(row: &$crate::db::Row<'_>) -> $crate::db::Result<Self> {
                Ok($name { $($field: row.get(stringify!($field))?),* })
            }
        }
    };
}

/// Lets a newtype over a driver type (`struct Ts(i64)`) go into and come out of both engines.
#[doc(hidden)]
#[macro_export]
macro_rules! db_column {
    ($name:ident, $inner:ty) => {
        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }
        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                <$inner>::column_result(value).map($name)
            }
        }
        impl tokio_postgres::types::ToSql for $name {
            fn to_sql(
                &self,
                ty: &tokio_postgres::types::Type,
                out: &mut tokio_postgres::types::private::BytesMut,
            ) -> std::result::Result<tokio_postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>> {
                tokio_postgres::types::ToSql::to_sql(&self.0, ty, out)
            }
            fn accepts(ty: &tokio_postgres::types::Type) -> bool {
                <$inner as tokio_postgres::types::ToSql>::accepts(ty)
            }
            tokio_postgres::types::to_sql_checked!();
        }
        impl<'a> tokio_postgres::types::FromSql<'a> for $name {
            fn from_sql(
                ty: &tokio_postgres::types::Type,
                raw: &'a [u8],
            ) -> std::result::Result<Self, Box<dyn std::error::Error + Sync + Send>> {
                <$inner as tokio_postgres::types::FromSql>::from_sql(ty, raw).map($name)
            }
            fn accepts(ty: &tokio_postgres::types::Type) -> bool {
                <$inner as tokio_postgres::types::FromSql>::accepts(ty)
            }
        }
    };
}
