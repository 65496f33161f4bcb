//! What a cell of a list is told about: why its row cannot be brought, or that it is worth a look.

/// Why a row cannot be brought, each said at its cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// There is no name.
    NoName,
    /// The name has digits or signs in it.
    NotAName,
    /// There is no birth.
    NoBirth,
    /// It is no day.
    NotADay,
    /// No year in which somebody alive was born.
    NotAYear,
    /// The day has not come yet.
    ToCome,
    /// Somebody would have been admitted before being born.
    BeforeBirth,
    /// Official before admitted.
    BeforeJoined,
    /// At the unit before admitted.
    SinceBeforeJoined,
    /// Neither man nor woman.
    NotASex,
    /// Neither official nor probationary.
    NotAStanding,
    /// Another number of digits than a citizen id has.
    IdDigits,
    /// More than digits in a citizen id.
    IdLetters,
    /// The spreadsheet has rounded the number: digits are lost.
    IdRounded,
    /// The same citizen id in another row.
    IdTwice,
    /// The citizen id of somebody outside reach: no more is said.
    IdElsewhere,
    /// No telephone number.
    NotAPhone,
    /// A card's number that is too long.
    NotACard,
    /// Neither yes nor no.
    NotYesOrNo,
    /// Longer than such a value is.
    TooLong,
    /// The spreadsheet shows an error there.
    Error,
    /// No unit is said for the row.
    NoUnit,
    /// The unit is not known or not the only one of that name; it is asked for once.
    UnknownUnit,
    /// The unit is not there yet on the day from which the row counts.
    UnitNotYet,
    /// It is decided that the unit ends: whoever is new goes to where its members go.
    UnitEnds,
}

/// What is worth a look and stops nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Notice {
    /// A zero in front was lost and put back.
    IdPadded,
    /// The number of an identity card of before; it is left out.
    IdOld,
    /// The citizen id tells another sex or year of birth.
    IdDiffers,
    /// An unusual telephone number.
    PhoneUnusual,
    /// Of several telephones the first is taken.
    PhoneFirst,
    /// The day of admission or of becoming official is not whole; it is left out.
    DayPart,
    /// A name of one word.
    NameShort,
    /// With what is taken over a record would say that somebody was admitted below the age of the rule.
    TooYoung,
    /// The record has the person at another unit than the list, which moves nobody.
    OtherUnit,
    /// The number of the card is another person's, on record or in the list.
    CardTwice,
    /// Ông or Bà in front was taken for a form of address and left out; it may be the family name.
    Addressed,
    /// The list says probationary, and since when official: the day counts.
    StandingAgainstDay,
    /// Admitted less than the months of probation ago and said to be official.
    OfficialEarly,
    /// Admitted less than the months of probation ago, with no word of the standing: entered as probationary.
    ProbationTaken,
    /// Admitted long before the end of any probation and said to be probationary.
    ProbationLong,
    /// The record has the person in another standing than the list, which changes none.
    OtherStanding,
}

macro_rules! words_of {
    ($name:ident { $($variant:ident $word:literal),* $(,)? }) => {
        impl $name {
            /// All of them with the words they are kept and told by.
            pub const ALL: &'static [($name, &'static str)] = &[$(($name::$variant, $word)),*];

            /// The word.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }

            /// The one of a word.
            pub fn of(word: &str) -> Option<$name> {
                $name::ALL.iter().find(|(_, known)| *known == word).map(|(one, _)| *one)
            }
        }
    };
}
words_of!(Fault {
    NoName "no-name", NotAName "not-a-name", NoBirth "no-birth", NotADay "not-a-day", NotAYear "not-a-year", ToCome "to-come",
    BeforeBirth "before-birth", BeforeJoined "before-joined", SinceBeforeJoined "since-before-joined", NotASex "not-a-sex", NotAStanding "not-a-standing",
    IdDigits "id-digits", IdLetters "id-letters", IdRounded "id-rounded", IdTwice "id-twice", IdElsewhere "id-elsewhere",
    NotAPhone "not-a-phone", NotACard "not-a-card", NotYesOrNo "not-yes-or-no", TooLong "too-long", Error "error", NoUnit "no-unit", UnknownUnit "unknown-unit",
    UnitNotYet "unit-not-yet", UnitEnds "unit-ends",
});
words_of!(Notice {
    IdPadded "id-padded", IdOld "id-old", IdDiffers "id-differs", PhoneUnusual "phone-unusual", PhoneFirst "phone-first",
    DayPart "day-part", NameShort "name-short", TooYoung "too-young",
    OtherUnit "other-unit", CardTwice "card-twice", Addressed "addressed", StandingAgainstDay "standing-against-day",
    OfficialEarly "official-early", ProbationTaken "probation-taken", ProbationLong "probation-long", OtherStanding "other-standing",
});
