//! A list as a file of what is shown: written while it is sent, so its length costs no memory.

use super::noted::Noted;
use axum::response::Response;
use kit::web::streamed;
use sheet::{Cell, XlsxError, write_csv, write_xlsx};

/// The kinds of file, as the address and pages name them.
pub const KINDS: [&str; 2] = ["xlsx", "csv"];

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The list as a file. `name` is without its ending; `rows` are made as they are sent.
pub fn file<I>(noted: &Noted, name: &str, title: String, header: Vec<String>, rows: I) -> Response
where
    I: Iterator<Item = Vec<Cell>> + Send + 'static,
{
    let name = format!("{name}.{}", noted.kind());
    match noted.kind() {
        "csv" => streamed("text/csv; charset=utf-8", &name, move |mut out| write_csv(&mut out, &header, rows)),
        _ => streamed(XLSX, &name, move |mut out| {
            write_xlsx(&mut out, &title, &header, rows).map_err(|error| match error {
                XlsxError::IoError(error) => error,
                other => std::io::Error::other(other),
            })
        }),
    }
}
