//! Scans of papers that speak of a person: judged by their first bytes, sealed under the person's key.

use super::SUBJECT;
use kit::clock::Ts;
use kit::db::{Conn, DbError, Result};
use kit::files::{FileKind, Files};
use kit::form::Form;
use kit::vault::Vault;

/// The file chosen for `field`, with what it is; an error is put to the field when it is of no kind that is taken.
pub fn chosen(form: &mut Form, field: &str, wrong_kind: &str) -> Option<(kit::form::Upload, FileKind)> {
    let upload = form.upload(field)?.clone();
    let kind = FileKind::sniff(&upload.bytes);
    if kind.is_none() {
        form.wrong(field, wrong_kind);
    }
    kind.map(|kind| (upload, kind))
}

/// Keeps a scan; the hash of what is kept.
pub async fn keep(
    conn: &mut Conn,
    (vault, files): (&Vault, &Files),
    person: i64,
    bytes: &[u8],
    now: Ts,
) -> Result<String> {
    let sealed = vault.seal_bytes(conn, SUBJECT, person, bytes, now).await?;
    files.put(&sealed).map_err(|error| DbError::Broken(format!("a scan cannot be kept: {error}")))
}

/// Opens a scan; `None` when the person's key was destroyed.
pub async fn open(
    conn: &mut Conn,
    (vault, files): (&Vault, &Files),
    person: i64,
    hash: &str,
) -> Result<Option<Vec<u8>>> {
    let sealed = files.get(hash).map_err(|error| DbError::Broken(format!("a scan cannot be read: {error}")))?;
    vault.open_bytes(conn, SUBJECT, person, &sealed).await
}
