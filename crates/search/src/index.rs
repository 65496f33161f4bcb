//! The index on disk: fields, writing, opening. Derived from the record; it can be thrown away and made again.

use crate::rank::Seen;
use crate::state::State;
use crate::words::{Word, pair, words};
use crate::{Doc, Error, kept};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use tantivy::directory::MmapDirectory;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::store::Compressor;
use tantivy::tokenizer::{PreTokenizedString, Token};
use tantivy::{IndexBuilder, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, TantivyDocument, Term};

/// Changes when the fields do; an index of another number is made anew.
const FORMAT: &str = "3";
/// Bytes that a writer may use before it writes a segment.
const WRITER_BYTES: usize = 40_000_000;

/// Words of both title and text without marks, pairs of neighbours, the same with marks, the title's by themselves.
#[derive(Clone, Copy)]
pub(crate) struct Fields {
    pub key: Field,
    pub kept: Field,
    pub tokens: Field,
    pub title_length: Field,
    pub words: Field,
    pub pairs: Field,
    pub exact_words: Field,
    pub exact_pairs: Field,
    pub title_words: Field,
    pub title_pairs: Field,
    pub kind: Field,
    pub section: Field,
    pub author: Field,
    pub year: Field,
    pub at: Field,
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_index_option(IndexRecordOption::WithFreqs);
    let terms = TextOptions::default().set_indexing_options(indexing);
    let fields = Fields {
        key: builder.add_text_field("key", STRING | FAST),
        kept: builder.add_bytes_field("kept", STORED),
        tokens: builder.add_u64_field("tokens", FAST),
        title_length: builder.add_u64_field("title_length", FAST),
        words: builder.add_text_field("words", terms.clone()),
        pairs: builder.add_text_field("pairs", terms.clone()),
        exact_words: builder.add_text_field("exact_words", terms.clone()),
        exact_pairs: builder.add_text_field("exact_pairs", terms.clone()),
        title_words: builder.add_text_field("title_words", terms.clone()),
        title_pairs: builder.add_text_field("title_pairs", terms),
        kind: builder.add_text_field("kind", STRING | FAST),
        section: builder.add_text_field("section", STRING | FAST),
        author: builder.add_text_field("author", STRING | FAST),
        year: builder.add_u64_field("year", FAST | INDEXED),
        at: builder.add_i64_field("at", FAST),
    };
    (builder.build(), fields)
}

/// Each thing is kept by itself, and as it is shown: of each page ten are read, of each only some lines.
fn builder(schema: Schema) -> IndexBuilder {
    IndexBuilder::new().schema(schema).settings(IndexSettings {
        docstore_blocksize: 1,
        docstore_compression: Compressor::None,
        ..IndexSettings::default()
    })
}

/// An index in a folder of its own, or in memory.
pub struct Index {
    inner: tantivy::Index,
    fields: Fields,
    reader: IndexReader,
    state: RwLock<Option<Arc<State>>>,
}

impl Index {
    /// Opens the index in the folder, or begins one there. An index of another format, or a broken one, is begun anew.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn open(folder: &Path) -> Result<Index, Error> {
        let format = folder.join("FORMAT");
        if std::fs::read_to_string(&format).ok().as_deref() != Some(FORMAT) {
            let _ = std::fs::remove_dir_all(folder);
        }
        std::fs::create_dir_all(folder)?;
        let (schema, fields) = schema();
        let open = || -> Result<Index, Error> {
            let directory = MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
            Index::with(builder(schema.clone()).open_or_create(directory)?, fields)
        };
        let index = open().or_else(|_| {
            std::fs::remove_dir_all(folder)?;
            std::fs::create_dir_all(folder)?;
            open()
        })?;
        std::fs::write(format, FORMAT)?;
        Ok(index)
    }

    /// An index in memory, for tests.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn in_memory() -> Result<Index, Error> {
        let (schema, fields) = schema();
        Index::with(builder(schema).create_in_ram()?, fields)
    }

    fn with(inner: tantivy::Index, fields: Fields) -> Result<Index, Error> {
        let reader = inner.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Index { inner, fields, reader, state: RwLock::default() })
    }

    /// How far the index has followed, as the last [`change`](Self::change) said; `None` for a new one.
    pub fn mark(&self) -> Option<String> {
        self.inner.load_metas().ok()?.payload
    }

    /// How many things can be found.
    pub fn len(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Whether nothing can be found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Removes and adds in one step, and remembers how far that was. What has the key of an added thing is replaced.
    ///
    /// # Errors
    /// When the disk refuses; the index is then as before.
    pub fn change<'a>(
        &self,
        remove: impl IntoIterator<Item = &'a str>,
        add: impl IntoIterator<Item = Doc>,
        mark: &str,
    ) -> Result<(), Error> {
        let mut writer: IndexWriter = self.inner.writer_with_num_threads(1, WRITER_BYTES)?;
        for key in remove {
            writer.delete_term(Term::from_field_text(self.fields.key, key));
        }
        let mut added = 0;
        for doc in add {
            added += 1;
            writer.delete_term(Term::from_field_text(self.fields.key, &doc.key));
            writer.add_document(self.document(&doc)?)?;
        }
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(mark);
        commit.commit()?;
        writer.wait_merging_threads()?;
        let segments = self.inner.searchable_segment_metas()?;
        let all: u64 = segments.iter().map(|segment| u64::from(segment.num_docs())).sum();
        // After a large change all is put together: each segment costs every question its share.
        if segments.len() > 1 && 2 * added > all {
            let mut writer: IndexWriter = self.inner.writer_with_num_threads(1, WRITER_BYTES)?;
            writer.merge(&segments.iter().map(|segment| segment.id()).collect::<Vec<_>>()).wait()?;
            writer.wait_merging_threads()?;
        }
        self.renew()
    }

    /// Whether questions are answered at once; the first one after the start waits for what is kept in memory.
    pub fn is_ready(&self) -> bool {
        self.state.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// The index as it is now; while a change is taken in, as it was before.
    pub(crate) fn state(&self) -> Result<Arc<State>, Error> {
        if let Some(known) = self.state.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            return Ok(known.clone());
        }
        // It is made once, however many ask meanwhile.
        let mut kept = self.state.write().unwrap_or_else(PoisonError::into_inner);
        match kept.as_ref() {
            Some(known) => Ok(known.clone()),
            None => {
                let state = Arc::new(State::of(self.reader.searcher(), self.fields, None)?);
                *kept = Some(state.clone());
                Ok(state)
            }
        }
    }

    /// Takes a change in. Whoever asks meanwhile does not wait for what is kept in memory, and is answered from what was.
    fn renew(&self) -> Result<(), Error> {
        self.reader.reload()?;
        let before = self.state.read().unwrap_or_else(PoisonError::into_inner).clone();
        let state = State::of(self.reader.searcher(), self.fields, before.as_deref())?;
        let mut kept = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if kept.as_ref().is_none_or(|kept| kept.generation() < state.generation()) {
            *kept = Some(Arc::new(state));
        }
        Ok(())
    }

    fn document(&self, doc: &Doc) -> Result<TantivyDocument, Error> {
        let f = self.fields;
        let (title, body) = (words(&doc.title), words(&doc.body));
        let mut out = TantivyDocument::new();
        out.add_text(f.key, &doc.key);
        out.add_bytes(f.kept, &kept::of(doc, &body)?);
        let all = || title.iter().chain(&body);
        all().for_each(|word| out.add_u64(f.tokens, Seen::word(word).kept()));
        out.add_u64(f.title_length, title.len() as u64);
        out.add_pre_tokenized_text(f.words, terms(all().map(|w| w.folded.to_string())));
        out.add_pre_tokenized_text(f.exact_words, terms(all().map(|w| w.exact.to_string())));
        let pairs = |form: fn(&Word) -> &str| {
            let of = move |text: &[Word]| text.windows(2).map(|w| pair(form(&w[0]), form(&w[1]))).collect::<Vec<_>>();
            (of(&title), of(&body))
        };
        let (in_title, in_body) = pairs(|w| &w.folded);
        out.add_pre_tokenized_text(f.pairs, terms(in_title.iter().chain(&in_body).cloned()));
        out.add_pre_tokenized_text(f.title_pairs, terms(in_title.into_iter()));
        let (in_title, in_body) = pairs(|w| &w.exact);
        out.add_pre_tokenized_text(f.exact_pairs, terms(in_title.into_iter().chain(in_body)));
        out.add_pre_tokenized_text(f.title_words, terms(title.iter().map(|w| w.folded.to_string())));
        out.add_text(f.kind, &doc.kind);
        out.add_text(f.section, &doc.section);
        out.add_text(f.author, &doc.author);
        out.add_u64(f.year, doc.year);
        out.add_i64(f.at, doc.at);
        Ok(out)
    }
}

fn terms(words: impl Iterator<Item = String>) -> PreTokenizedString {
    let token = |(position, text): (usize, String)| Token { position, text, ..Token::default() };
    PreTokenizedString { text: String::new(), tokens: words.enumerate().map(token).collect() }
}
