//! Why the register refuses.

use crate::org::term::Term;
use kit::clock::Day;
use kit::db::DbError;

/// Why a paper was not entered or changed.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The body issues no papers of this kind.
    #[error("this body may not issue papers of this kind")]
    MayNot,
    /// The body's papers do not bear this form of signature.
    #[error("papers of this body are not signed so")]
    MayNotSign,
    /// The unit is in no term on the day of the paper, so there is no number.
    #[error("unit {0} has no term on that day")]
    NoTerm(i64),
    /// The rules know no letters for the unit.
    #[error("the rules know no letters for this unit")]
    NoLetters,
    /// The number was not given before: this one is next.
    #[error("the next number is {next}")]
    NotGiven {
        /// The next number.
        next: i64,
    },
    /// The next number would follow one of a later day, and nothing says why.
    #[error("{symbol} of {day} came before")]
    Earlier {
        /// The paper with the highest number.
        symbol: String,
        /// Its day.
        day: Day,
    },
    /// The number is another paper's, or kept.
    #[error("number {0} is taken")]
    Taken(i64),
    /// The number is kept in another term than the one in which the day lies.
    #[error("number {symbol} is kept in term {no}", no = .term.no)]
    KeptInTerm {
        /// The kept number's symbol.
        symbol: String,
        /// The term in which it is kept.
        term: Box<Term>,
    },
    /// The paper is in this register already.
    #[error("the paper is there already: {0}")]
    Known(String),
    /// The new day lies in another term, where the number is another one's.
    #[error("the day lies in another term")]
    OtherTerm,
    /// A mark of secrecy together with what must not be kept then.
    #[error("nothing is kept of a paper with a mark of secrecy")]
    Secret,
    /// Somebody else changed it since it was read.
    #[error("the paper was changed meanwhile")]
    Stale,
    /// The database's refusal; also that the grant is for another unit.
    #[error(transparent)]
    Db(#[from] DbError),
}
