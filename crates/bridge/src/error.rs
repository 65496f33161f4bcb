//! Why a bundle was refused, in words for the person who has to find out.

/// A bundle that cannot be sealed, opened or applied. Nothing of it was used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BridgeError {
    /// Larger than [`crate::MAX_BYTES`].
    #[error("the bundle has {bytes} bytes, more than the {limit} that are accepted")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The largest size accepted.
        limit: usize,
    },
    /// The first line is not the magic word.
    #[error("this is not a bundle: it does not begin with \"then-chot-bundle\"")]
    NotABundle,
    /// A version of the format this program does not read.
    #[error("the bundle is of version {found}, this program reads version {known}")]
    UnknownVersion {
        /// The version in the bundle.
        found: String,
        /// The version this program reads.
        known: u32,
    },
    /// One of the lines before the body is missing, cut off or misspelt.
    #[error("the {line} line of the bundle is missing, cut off or misspelt")]
    BadHeader {
        /// `key` or `signature`.
        line: &'static str,
    },
    /// No trusted key has this id.
    #[error("the bundle is signed with key {key_id}, which is not trusted here")]
    UnknownKey {
        /// The id in the bundle.
        key_id: String,
    },
    /// The bytes are not those that were signed.
    #[error("the signature does not fit: the bundle was changed, cut off or signed by someone else")]
    BadSignature,
    /// Signed, but not of the schema this program knows.
    #[error("the body of the bundle is not understood: {what}")]
    BadBody {
        /// What the reader stumbled over.
        what: String,
    },
    /// Signed and of the right shape, but an entry says something it must not.
    #[error("entry {seq} is refused: {what}")]
    Refused {
        /// Its sequence number.
        seq: u64,
        /// What is wrong with it.
        what: String,
    },
    /// No entries, a number below 1, or numbers beyond what a database integer holds.
    #[error("the numbering is impossible: {entries} entries from number {first}")]
    BadNumbering {
        /// Number of the first entry.
        first: u64,
        /// How many entries.
        entries: usize,
    },
    /// A stream name other than 1 to 64 of `a-z 0-9 -`.
    #[error("\"{stream}\" cannot name a stream: use 1 to 64 of a-z, 0-9 and -")]
    BadStreamName {
        /// The name.
        stream: String,
    },
    /// A bundle of another stream.
    #[error("the bundle belongs to stream \"{found}\", not \"{expected}\"")]
    WrongStream {
        /// The stream that is being applied.
        expected: String,
        /// The stream of the bundle.
        found: String,
    },
    /// Entries between the last one applied and the first of this bundle have not arrived.
    #[error("entry {expected} is next, but the bundle begins at {found}: an earlier bundle is missing")]
    Gap {
        /// The number that should come next.
        expected: u64,
        /// The number the bundle begins with.
        found: u64,
    },
    /// What was sealed cannot be opened here.
    #[error("this was sealed to somebody else, was changed, or is not what it should be")]
    BadEnvelope,
    /// Text that is no key.
    #[error("this is not a key: {what}")]
    BadKey {
        /// What is wrong with it.
        what: &'static str,
    },
}
