//! The Word file of a paper on its way out, and what is not as prescribed in it.

use super::{LayoutRuling, Outgoing};
use crate::org::Tree;
use crate::papers::{Paper, Ruling, letters_of};
use kit::clock::Day;
use kit::files::Files;
use letter::{Finding, Letter};

/// What a paper says, as it is printed. `paper` is its entry in the register, which has number and day.
pub fn letter(ruling: Ruling<'_>, tree: &Tree, one: &Outgoing, paper: Option<&Paper>, today: Day) -> Letter {
    let said = one.said();
    let kind = ruling.rule.kind(&one.kind);
    let letters = one.issued_by().and_then(|body| letters_of(ruling.rule, tree, one.unit_id, body)).unwrap_or_default();
    let letters = format!("{}/{letters}", kind.map_or("", |kind| kind.letters.as_str()));
    Letter {
        above: said.above,
        issuer: said.issuer,
        // What the register gave stays, even where the rules have changed since.
        letters: paper.and_then(|paper| paper.symbol.split_once('-')).map_or(letters, |(_, rest)| rest.to_owned()),
        no: paper.and_then(|paper| paper.no),
        place: said.place,
        day: paper.map(|paper| paper.issued_on.0),
        year: today.0.year(),
        kind: one.kind.clone(),
        kind_name: kind.map_or_else(|| one.kind.clone(), |kind| kind.name.vi.clone()),
        subject: one.subject.clone(),
        text: said.text,
        recipients: said.recipients,
        sign_form: said.sign_form,
        sign_line: said.sign_line,
        post: said.post,
        signer: said.signer,
    }
}

/// The file: the one that was written elsewhere, or one written from the fields.
///
/// # Errors
/// When it cannot be read or packed.
pub fn printed(files: &Files, layout: LayoutRuling<'_>, one: &Outgoing, letter: &Letter) -> anyhow::Result<Vec<u8>> {
    if one.word.is_empty() {
        return letter::word(layout.rule, letter).map_err(|error| anyhow::anyhow!(error));
    }
    Ok(files.get(&one.word)?)
}

/// The paper's file as it looks.
///
/// # Errors
/// When the file cannot be read: one that was taken in was looked at before.
pub fn seen(files: &Files, layout: LayoutRuling<'_>, one: &Outgoing, letter: &Letter) -> anyhow::Result<docx::Seen> {
    Ok(docx::seen(&printed(files, layout, one, letter)?)?)
}

/// What is not as prescribed in the paper's file.
///
/// # Errors
/// See [`seen`].
pub fn look(files: &Files, layout: LayoutRuling<'_>, one: &Outgoing, letter: &Letter) -> anyhow::Result<Vec<Finding>> {
    Ok(letter::check(layout.rule, letter, &seen(files, layout, one, letter)?))
}
