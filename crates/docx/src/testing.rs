//! Word files for tests.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// A packed file with these parts.
///
/// # Panics
/// When there is no memory for it.
pub fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).expect("a part begins");
        writer.write_all(bytes).expect("a part is written");
    }
    writer.finish().expect("the file ends").into_inner()
}

/// A Word file whose main part has this body.
pub fn with_body(body: &str) -> Vec<u8> {
    let xml = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body>{body}</w:body></w:document>"
    );
    packed(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", xml.as_bytes())])
}

/// A Word file of these paragraphs, which have nothing in them that XML reads otherwise.
pub fn file(paragraphs: &str) -> Vec<u8> {
    let paragraph = |line: &str| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>");
    with_body(&paragraphs.lines().map(paragraph).collect::<String>())
}
