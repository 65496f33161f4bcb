//! Time as a value that is passed in, so that a test can say what day it is.

use crate::db::{DbError, FromRow, Result as DbResult, Row};
use jiff::civil::Date;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Chance is handed in as the time is.
pub use crate::chance::Chance;

/// A moment: microseconds since 1970-01-01 UTC. It sorts, indexes and compares alike on both engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Ts(pub i64);
crate::db_column!(Ts, i64);

/// One second, in the unit of [`Ts`].
pub const SECOND: i64 = 1_000_000;
/// One day, in the unit of [`Ts`].
pub const DAY: i64 = 86_400 * SECOND;
/// Vietnam keeps UTC+7 all the year, so no time-zone database is needed.
const ZONE: i64 = 7 * 3600 * SECOND;
/// The calendar knows no days before and after these, counted from 1970-01-01.
const FIRST_DAY: i64 = -700_000;
const LAST_DAY: i64 = 2_900_000;

impl Ts {
    /// The calendar day in Vietnam.
    pub fn day(self) -> Day {
        let days = (self.0 + ZONE).div_euclid(DAY).clamp(FIRST_DAY, LAST_DAY);
        // Reckoned here, since a page says a dozen days (Hinnant, "chrono-Compatible Low-Level Date Algorithms": in years
        // that begin in March the leap day is the last one).
        let (era, of_era) = ((days + 719_468).div_euclid(146_097), (days + 719_468).rem_euclid(146_097));
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let march = (5 * of_year + 2) / 153;
        let (day, month) = (of_year - (153 * march + 2) / 5 + 1, if march < 10 { march + 3 } else { march - 9 });
        let year = year + 400 * era + i64::from(month <= 2);
        Day(jiff::civil::date(year as i16, month as i8, day as i8))
    }

    /// Hour and minute in Vietnam.
    pub fn clock_time(self) -> (u8, u8) {
        let of_day = (self.0 + ZONE).rem_euclid(DAY) / SECOND;
        ((of_day / 3600) as u8, (of_day % 3600 / 60) as u8)
    }

    /// As offices write it: `23-11-2018 07:30`.
    pub fn written(self) -> String {
        let (hour, minute) = self.clock_time();
        let mut out = self.day().written();
        out.push(' ');
        two(&mut out, hour);
        out.push(':');
        two(&mut out, minute);
        out
    }

    /// For machines: `2018-11-23T07:30:00+07:00`.
    pub fn iso(self) -> String {
        let seconds = (self.0 + ZONE).rem_euclid(DAY) / SECOND % 60;
        let (hour, minute) = self.clock_time();
        let mut out = String::with_capacity(25);
        self.day().put(&mut out);
        for (before, part) in [('T', hour), (':', minute), (':', seconds as u8)] {
            out.push(before);
            two(&mut out, part);
        }
        out.push_str("+07:00");
        out
    }

    /// For HTTP: `Fri, 23 Nov 2018 00:30:00 GMT`.
    pub fn http(self) -> String {
        let at = jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// Reads [`http`](Self::http), and the other ways in which programs write the same.
    pub fn from_http(text: &str) -> Option<Ts> {
        jiff::fmt::rfc2822::parse(text).ok().map(|at| Ts(at.timestamp().as_microsecond()))
    }

    /// The second that it falls into: what HTTP can say.
    pub fn whole_second(self) -> Ts {
        Ts(self.0.div_euclid(SECOND) * SECOND)
    }

    /// For RSS: `Fri, 23 Nov 2018 07:30:00 +0700`.
    pub fn rfc2822(self) -> String {
        let here = jiff::Timestamp::from_microsecond(self.0 + ZONE).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        here.strftime("%a, %d %b %Y %H:%M:%S +0700").to_string()
    }

    /// The moment `micros` later.
    pub fn plus(self, micros: i64) -> Ts {
        Ts(self.0.saturating_add(micros))
    }
}

/// Writes a number below hundred in two digits.
fn two(out: &mut String, number: u8) {
    out.extend([number / 10 % 10, number % 10].map(|digit| char::from(b'0' + digit)));
}

/// A calendar day, stored as `2018-11-23`: readable, fixed in width, so it sorts as text on both engines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub Date);

impl Day {
    /// The day of these numbers.
    ///
    /// # Panics
    /// When there is no such day; for days that the program itself writes.
    pub const fn of(year: i16, month: i8, day: i8) -> Day {
        Day(jiff::civil::date(year, month, day))
    }

    /// Reads `2018-11-23` and the forms people type: `23/11/2018`, `23-11-2018`, `23.11.2018`.
    pub fn parse(text: &str) -> Option<Day> {
        let parts: Vec<&str> = text.trim().split(['-', '/', '.']).map(str::trim).collect();
        let [a, b, c] = parts.as_slice() else { return None };
        let (year, month, day) = if a.len() == 4 { (a, b, c) } else { (c, b, a) };
        if year.len() != 4 {
            return None;
        }
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok().map(Day)
    }

    /// As offices write it: `23-11-2018`.
    pub fn written(self) -> String {
        let mut out = String::with_capacity(16);
        for part in [self.0.day(), self.0.month()] {
            two(&mut out, part.unsigned_abs());
            out.push('-');
        }
        match self.0.year() {
            year @ 1000..=9999 => [year / 100, year % 100].map(|half| two(&mut out, half as u8)),
            year => return out + &year.to_string(),
        };
        out
    }

    /// Writes `2018-11-23`.
    fn put(self, out: &mut String) {
        match self.0.year() {
            year @ 1000..=9999 => [year / 100, year % 100].map(|half| two(out, half as u8)),
            _ => return out.push_str(&self.to_string()),
        };
        for part in [self.0.month(), self.0.day()] {
            out.push('-');
            two(out, part.unsigned_abs());
        }
    }

    /// Midnight in Vietnam at which the day begins.
    pub fn begins(self) -> Ts {
        let days = jiff::civil::date(1970, 1, 1).until(self.0).map_or(0, |span| i64::from(span.get_days()));
        Ts(days * DAY - ZONE)
    }

    /// The day `days` later (earlier when negative).
    pub fn plus_days(self, days: i64) -> Day {
        Day(self.0.saturating_add(jiff::Span::new().days(days)))
    }

    /// The same day of the month `months` later, or that month's last day (earlier when negative).
    pub fn plus_months(self, months: i32) -> Day {
        Day(self.0.saturating_add(jiff::Span::new().months(months)))
    }

    /// The calendar year.
    pub fn year(self) -> i64 {
        i64::from(self.0.year())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Day, D::Error> {
        let text = String::deserialize(d)?;
        Day::parse(&text).ok_or_else(|| serde::de::Error::custom("not a day"))
    }
}

impl rusqlite::types::ToSql for Day {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(self.to_string().into())
    }
}

impl rusqlite::types::FromSql for Day {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        Day::parse(value.as_str()?).ok_or(rusqlite::types::FromSqlError::InvalidType)
    }
}

impl tokio_postgres::types::ToSql for Day {
    fn to_sql(
        &self,
        ty: &tokio_postgres::types::Type,
        out: &mut tokio_postgres::types::private::BytesMut,
    ) -> Result<tokio_postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>> {
        self.to_string().to_sql(ty, out)
    }
    fn accepts(ty: &tokio_postgres::types::Type) -> bool {
        <String as tokio_postgres::types::ToSql>::accepts(ty)
    }
    tokio_postgres::types::to_sql_checked!();
}

impl<'a> tokio_postgres::types::FromSql<'a> for Day {
    fn from_sql(
        ty: &tokio_postgres::types::Type,
        raw: &'a [u8],
    ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Day::parse(<&str>::from_sql(ty, raw)?).ok_or_else(|| "not a day".into())
    }
    fn accepts(ty: &tokio_postgres::types::Type) -> bool {
        <&str as tokio_postgres::types::FromSql>::accepts(ty)
    }
}

impl FromRow for Day {
    fn from_row(row: &Row<'_>) -> DbResult<Day> {
        row.at(0).map_err(|e| DbError::Broken(e.to_string()))
    }
}

/// Says what time it is.
#[derive(Clone)]
pub struct Clock(Arc<ClockKind>);

enum ClockKind {
    /// The machine's clock, moved by so many microseconds (the demo plays in 2018).
    System { offset: i64 },
    /// A clock that stands still until it is told to move.
    Standing(AtomicI64),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Clock {
        Clock::moved(0)
    }

    /// The machine's clock moved by `offset` microseconds.
    pub fn moved(offset: i64) -> Clock {
        Clock(Arc::new(ClockKind::System { offset }))
    }

    /// A clock that stands at `at` until [`Clock::advance`].
    pub fn standing(at: Ts) -> Clock {
        Clock(Arc::new(ClockKind::Standing(AtomicI64::new(at.0))))
    }

    /// The present moment.
    pub fn now(&self) -> Ts {
        match &*self.0 {
            ClockKind::System { offset } => Ts(machine_micros() + offset),
            ClockKind::Standing(at) => Ts(at.load(Ordering::Relaxed)),
        }
    }

    /// The present moment as other machines know it: where the office's clock is moved, the machine's own.
    pub fn outside(&self) -> Ts {
        match &*self.0 {
            ClockKind::System { .. } => Ts(machine_micros()),
            ClockKind::Standing(_) => self.now(),
        }
    }

    /// The present day in Vietnam.
    pub fn today(&self) -> Day {
        self.now().day()
    }

    /// Moves a standing clock; the machine's clock is not ours to move.
    pub fn advance(&self, micros: i64) {
        if let ClockKind::Standing(at) = &*self.0 {
            at.fetch_add(micros, Ordering::Relaxed);
        }
    }
}

/// What the machine's clock says, in microseconds since 1970.
pub fn machine_micros() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_as_each_reader_wants_it() {
        let at = Ts(Day::of(2018, 11, 23).begins().0 + (7 * 60 + 30) * 60 * SECOND);
        assert_eq!(at.http(), "Fri, 23 Nov 2018 00:30:00 GMT");
        assert_eq!(at.rfc2822(), "Fri, 23 Nov 2018 07:30:00 +0700");
        assert_eq!(at.iso(), "2018-11-23T07:30:00+07:00");
        assert_eq!(Ts::from_http(&at.http()), Some(at));
        assert_eq!(Ts::from_http(&at.rfc2822()), Some(at));
        assert_eq!(at.plus(5).whole_second(), at);
        assert_eq!(Ts::from_http("gestern"), None);
    }

    #[test]
    fn days_are_read_as_people_type_them() {
        for typed in ["2018-11-23", "23/11/2018", "23-11-2018", " 23.11.2018 ", "23/ 11/2018"] {
            assert_eq!(Day::parse(typed), Some(Day::of(2018, 11, 23)), "{typed}");
        }
        for typed in ["", "23/11", "23/11/18", "31/02/2018", "ngày 23", "2018-13-01"] {
            assert_eq!(Day::parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn every_day_is_the_one_of_the_calendar() {
        let epoch = Day::of(1970, 1, 1);
        for days in (FIRST_DAY..=LAST_DAY).step_by(373).chain(-1_000..=1_000).chain([FIRST_DAY, LAST_DAY]) {
            let (day, at) = (epoch.plus_days(days), Ts(days * DAY - ZONE));
            assert_eq!((at.day(), at.plus(DAY - 1).day()), (day, day), "{days}");
            assert_eq!(at.iso(), format!("{}T00:00:00+07:00", day.0));
            assert_eq!(day.written(), format!("{:02}-{:02}-{}", day.0.day(), day.0.month(), day.0.year()));
        }
        assert_eq!(Ts(i64::MIN / 2).day(), epoch.plus_days(FIRST_DAY));
    }

    #[test]
    fn a_moment_is_on_the_vietnamese_day() {
        let last_second = Day::of(2018, 11, 24).begins().plus(-SECOND);
        assert_eq!(last_second.day(), Day::of(2018, 11, 23));
        assert_eq!(last_second.written(), "23-11-2018 23:59");
        assert_eq!(last_second.iso(), "2018-11-23T23:59:59+07:00");
        assert_eq!(Day::of(2018, 11, 23).begins().plus(7 * 3600 * SECOND).written(), "23-11-2018 07:00");
    }
}
