//! Time and chance as values that are passed in, so that a test can say what day it is and what was drawn.

use crate::db::{DbError, FromRow, Result as DbResult, Row};
use jiff::civil::Date;
use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

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

impl Ts {
    /// The calendar day in Vietnam.
    pub fn day(self) -> Day {
        let days = (self.0 + ZONE).div_euclid(DAY);
        let epoch = jiff::civil::date(1970, 1, 1);
        Day(epoch.saturating_add(jiff::Span::new().days(days.clamp(-700_000, 2_900_000))))
    }

    /// Hour and minute in Vietnam.
    pub fn clock_time(self) -> (u8, u8) {
        let of_day = (self.0 + ZONE).rem_euclid(DAY) / SECOND;
        ((of_day / 3600) as u8, (of_day % 3600 / 60) as u8)
    }

    /// As offices write it: `23-11-2018 07:30`.
    pub fn written(self) -> String {
        let (hour, minute) = self.clock_time();
        format!("{} {hour:02}:{minute:02}", self.day().written())
    }

    /// For machines: `2018-11-23T07:30:00+07:00`.
    pub fn iso(self) -> String {
        let seconds = (self.0 + ZONE).rem_euclid(DAY) / SECOND % 60;
        let (hour, minute) = self.clock_time();
        format!("{}T{hour:02}:{minute:02}:{seconds:02}+07:00", self.day())
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
        format!("{:02}-{:02}-{}", self.0.day(), self.0.month(), self.0.year())
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

/// Where random bytes come from.
#[derive(Clone)]
pub struct Chance(Arc<ChanceKind>);

enum ChanceKind {
    System,
    /// The same bytes at every run: for the demo's people and for tests.
    Seeded {
        seed: u64,
        drawn: AtomicU64,
        lock: Mutex<()>,
    },
}

impl Chance {
    /// The operating system's.
    pub fn system() -> Chance {
        Chance(Arc::new(ChanceKind::System))
    }

    /// The same sequence for the same seed; never for secrets outside tests.
    pub fn seeded(seed: u64) -> Chance {
        Chance(Arc::new(ChanceKind::Seeded { seed, drawn: AtomicU64::new(0), lock: Mutex::new(()) }))
    }

    /// The next `N` random bytes.
    ///
    /// # Panics
    /// When the operating system has no random bytes to give: nothing safe can be done then.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &*self.0 {
            ChanceKind::System => getrandom::fill(&mut bytes).expect("the operating system gives random bytes"),
            ChanceKind::Seeded { seed, drawn, lock } => {
                let _one_at_a_time = lock.lock().unwrap_or_else(PoisonError::into_inner);
                for chunk in bytes.chunks_mut(8) {
                    let word = mix(seed.wrapping_add(drawn.fetch_add(1, Ordering::Relaxed)));
                    chunk.copy_from_slice(&word.to_le_bytes()[..chunk.len()]);
                }
            }
        }
        bytes
    }

    /// A number in `0..bound` (`bound` > 0).
    pub fn below(&self, bound: u64) -> u64 {
        // 64 bits over small bounds: the bias is far below what anybody could see in made-up people.
        u64::from_le_bytes(self.bytes()) % bound.max(1)
    }

    /// A UUIDv7 of the moment `at`: identities that leave the database.
    pub fn uuid(&self, at: Ts) -> Uuid {
        uuid::Builder::from_unix_timestamp_millis((at.0.max(0) / 1000) as u64, &self.bytes()).into_uuid()
    }

    /// 256 random bits as 64 hexadecimal digits: for links and session cookies.
    pub fn token(&self) -> String {
        crate::hex(&self.bytes::<32>())
    }
}

/// SplitMix64 (Steele, Lea and Flood 2014), as a counter-based generator.
fn mix(counter: u64) -> u64 {
    let mut z = counter.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
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
    fn a_moment_is_on_the_vietnamese_day() {
        let last_second = Day::of(2018, 11, 24).begins().plus(-SECOND);
        assert_eq!(last_second.day(), Day::of(2018, 11, 23));
        assert_eq!(last_second.written(), "23-11-2018 23:59");
        assert_eq!(last_second.iso(), "2018-11-23T23:59:59+07:00");
        assert_eq!(Day::of(2018, 11, 23).begins().plus(7 * 3600 * SECOND).written(), "23-11-2018 07:00");
    }

    #[test]
    fn seeded_chance_repeats_and_system_chance_does_not() {
        assert_eq!(Chance::seeded(7).bytes::<24>(), Chance::seeded(7).bytes::<24>());
        assert_ne!(Chance::seeded(7).bytes::<24>(), Chance::seeded(8).bytes::<24>());
        assert_ne!(Chance::system().token(), Chance::system().token());
    }
}
