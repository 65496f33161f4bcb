//! How much two people are like one another by name, birth, unit and sex, as lists spell and swap them.

use super::doubles::Known;
use super::fields::words;
use super::rows::Said;
use kit::clock::Day;

/// How much somebody in a list is like somebody on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Somebody else.
    Other,
    /// A person must look.
    Perhaps,
    /// The same.
    Sure,
}

pub(super) fn name_key(name: &str, year: i64) -> (String, i64) {
    let name = words(name);
    let (first, last) = (name.split(' ').next().unwrap_or_default(), name.rsplit(' ').next().unwrap_or_default());
    (format!("{first} {last}"), year)
}

/// How much a row is like somebody on record, by name, birth, unit and sex; different citizen ids speak against it.
pub fn alike(said: &Said, mark: Option<&str>, unit: i64, known: &Known) -> Likeness {
    let name = names(&said.name, &known.full_name);
    let birth = births((said.birth_year, said.birth_day), (known.birth_year, known.birth_day));
    let here = unit == known.unit_id;
    let ids_differ = ids_differ(mark, known);
    let sexes_differ = matches!((said.sex, known.sex.as_deref()), (Some(one), Some(other)) if one != other);
    let like = match (name, birth) {
        (Name::Same, Birth::Day) | (Name::Same, Birth::Year) if here => Likeness::Sure,
        (Name::Same, Birth::Day | Birth::Year | Birth::Swapped) => Likeness::Perhaps,
        (Name::Same, Birth::OtherDay | Birth::NextYear) if here => Likeness::Perhaps,
        (Name::Marks | Name::Middle, Birth::Day | Birth::Swapped) => Likeness::Perhaps,
        (Name::Marks | Name::Middle, Birth::Year) if here => Likeness::Perhaps,
        // On New Year's Day many are born of whom only the year is known.
        (Name::Near, Birth::Day) if here || said.birth_day.is_some_and(|day| !is_new_year(day)) => Likeness::Perhaps,
        _ => Likeness::Other,
    };
    match like {
        // Of two ids or two sexes one may be a slip of the pen, but then all else agrees.
        Likeness::Sure if ids_differ || sexes_differ => Likeness::Perhaps,
        Likeness::Perhaps if ids_differ && (birth != Birth::Day || name == Name::Near) => Likeness::Other,
        // A list without marks has many of one name: what else agrees must be all the rest.
        Likeness::Perhaps if sexes_differ && name == Name::Marks && birth == Birth::Day && here => like,
        Likeness::Perhaps if sexes_differ && name != Name::Same => Likeness::Other,
        like => like,
    }
}

/// Whether two may be one person by name and birth alone, for whoever looks at both and decides.
pub fn may_be_one(
    (name, born): (&str, (i64, Option<Day>)),
    (other_name, other_born): (&str, (i64, Option<Day>)),
) -> bool {
    match (names(name, other_name), births(born, other_born)) {
        (Name::Same, birth) => birth != Birth::Other,
        (Name::Marks | Name::Middle, birth) => matches!(birth, Birth::Day | Birth::Swapped | Birth::Year),
        (Name::Near, birth) => birth == Birth::Day,
        (Name::Other, _) => false,
    }
}

pub(super) fn ids_differ(mark: Option<&str>, known: &Known) -> bool {
    matches!((mark, &known.citizen_mark), (Some(mark), Some(known)) if mark != known)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    /// The same, wherever the tones are put.
    Same,
    /// The same without marks.
    Marks,
    /// The same but for middle names that one of them lacks.
    Middle,
    /// A slip of the pen away, or the same words in another order.
    Near,
    Other,
}

fn names(one: &str, other: &str) -> Name {
    if viet::settle(one) == viet::settle(other) {
        return Name::Same;
    }
    let (one, other) = (words(one), words(other));
    if one == other {
        return Name::Marks;
    }
    let (one, other): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let ends_alike = short.len() > 1 && short.first() == long.first() && short.last() == long.last();
    let mut rest = long.iter();
    if ends_alike && short.len() < long.len() && short.iter().all(|word| rest.any(|it| it == word)) {
        return Name::Middle;
    }
    if is_near(&short, &long) { Name::Near } else { Name::Other }
}

/// Letters that two names without marks may differ by, as by a key that was missed or struck twice: Sĩ and Sỹ, Hoàng and Huỳnh.
const SLIPS: usize = 2;
/// In names of fewer letters no more than one: An and Ba are two people.
const SHORT: usize = 10;

fn is_near(one: &[&str], other: &[&str]) -> bool {
    let sorted = |words: &[&str]| {
        let mut words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        words.sort_unstable();
        words
    };
    let (left, right) = (one.concat(), other.concat());
    let slips = if left.len().min(right.len()) < SHORT { 1 } else { SLIPS };
    sorted(one) == sorted(other) || strsim::osa_distance(&left, &right) <= slips
}

fn is_new_year(day: Day) -> bool {
    (day.0.month(), day.0.day()) == (1, 1)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Birth {
    Day,
    /// Of one of them only the year is said.
    Year,
    /// Day and month changed places.
    Swapped,
    OtherDay,
    /// The year is off by one, as where somebody counts by the lunar year; as far as day and month are said they are the same.
    NextYear,
    Other,
}

fn next_year((year, day): (i64, Option<Day>), (other_year, other_day): (i64, Option<Day>)) -> Birth {
    let of_year = |day: Day| (day.0.month(), day.0.day());
    let same = day.zip(other_day).is_none_or(|(one, other)| of_year(one) == of_year(other));
    if same && year.abs_diff(other_year) == 1 { Birth::NextYear } else { Birth::Other }
}

fn births((year, day): (i64, Option<Day>), (other_year, other_day): (i64, Option<Day>)) -> Birth {
    match (day, other_day) {
        _ if year != other_year => next_year((year, day), (other_year, other_day)),
        (Some(one), Some(other)) if one == other => Birth::Day,
        (Some(one), Some(other)) if one.0.day() == other.0.month() && one.0.month() == other.0.day() => Birth::Swapped,
        (Some(_), Some(_)) => Birth::OtherDay,
        _ => Birth::Year,
    }
}
