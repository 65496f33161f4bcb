//! The register in memory: what a place is called, where it lies, when it was, what became of it; and what somebody who
//! types a name may mean by it.

use kit::clock::Day;
use kit::db::{Conn, Result};
use std::collections::{BTreeSet, HashMap};

/// Places that are told for a question at most.
pub const TOLD: usize = 30;
/// What a locality is worth whose whole name is in the question, and one whose name begins as the question does.
const NAMED: i64 = 900;
/// See [`NAMED`].
const BEGUN: i64 = 700;

kit::record! {
    /// A province, district or commune as an edition of the lists has it.
    #[derive(PartialEq, Eq)]
    pub struct Locality {
        /// The place.
        pub id: i64,
        /// Its identity outside the database.
        pub uid: String,
        /// The edition of the lists.
        pub edition: i64,
        /// The statistical code.
        pub code: String,
        /// `tỉnh`, `thị xã`, `phường`, …
        pub kind: String,
        /// The name without the kind.
        pub name: String,
        /// The place it lies in.
        pub parent_id: Option<i64>,
        /// Since when; empty where the lists do not say.
        pub from_day: Option<Day>,
        /// Until before when; empty while it lasts.
        pub to_day: Option<Day>,
    }
}

impl Locality {
    /// Whether it is there on a day.
    pub fn holds(&self, day: Day) -> bool {
        self.from_day.is_none_or(|from| from <= day) && self.to_day.is_none_or(|to| to > day)
    }

    /// The kind and the name, as in running text: `phường Tịnh Biên`.
    pub fn called(&self) -> String {
        format!("{} {}", self.kind, self.name)
    }
}

/// Everything in the register.
#[derive(Default)]
pub struct Register {
    places: Vec<Locality>,
    /// Where a place stands in `places`.
    at: HashMap<i64, usize>,
    /// The same by outward identity.
    by_uid: HashMap<String, usize>,
    /// What was made of a place, and what it was made of: place and part.
    became: HashMap<usize, Vec<(usize, String)>>,
    was: HashMap<usize, Vec<(usize, String)>>,
    inside: HashMap<usize, Vec<usize>>,
    words: Vec<Words>,
}

/// What may be typed for a place, folded.
struct Words {
    /// The name.
    name: String,
    /// The name as it is written, in small letters with the tone where it is put today.
    marked: String,
    kind: String,
    /// The names of the places it lies in, with their kinds, the nearest first.
    above: String,
}

impl Register {
    /// Reads it.
    pub async fn read(conn: &mut Conn) -> Result<Register> {
        let sql = "SELECT id, uid, edition, code, kind, name, parent_id, from_day, to_day FROM locality ORDER BY id";
        let places: Vec<Locality> = conn.all(sql, &[]).await?;
        let links: Vec<(i64, i64, String)> =
            conn.all("SELECT old_id, new_id, part FROM locality_successor ORDER BY old_id, new_id", &[]).await?;
        Ok(Register::of(places, links))
    }

    fn of(places: Vec<Locality>, links: Vec<(i64, i64, String)>) -> Register {
        let mut register = Register {
            at: places.iter().enumerate().map(|(at, place)| (place.id, at)).collect(),
            by_uid: places.iter().enumerate().map(|(at, place)| (place.uid.clone(), at)).collect(),
            places,
            ..Register::default()
        };
        for (old, new, part) in links {
            if let (Some(old), Some(new)) = (register.at.get(&old).copied(), register.at.get(&new).copied()) {
                register.became.entry(old).or_default().push((new, part.clone()));
                register.was.entry(new).or_default().push((old, part));
            }
        }
        for (at, place) in register.places.iter().enumerate() {
            if let Some(parent) = place.parent_id.and_then(|parent| register.at.get(&parent)) {
                register.inside.entry(*parent).or_default().push(at);
            }
        }
        let words = |place: &Locality| Words {
            name: viet::fold(&plain(&place.name)),
            marked: viet::settle(&plain(&place.name)),
            kind: viet::fold(&place.kind),
            above: viet::fold(&plain(
                &register.above(place).iter().map(|one| one.called()).collect::<Vec<_>>().join(" "),
            )),
        };
        register.words = register.places.iter().map(words).collect();
        register
    }

    /// How many places it has.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether nothing was brought yet.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The place of an outward identity.
    pub fn by_uid(&self, uid: &str) -> Option<&Locality> {
        self.by_uid.get(uid).map(|at| &self.places[*at])
    }

    /// The places that a place lies in, the nearest first.
    pub fn above(&self, place: &Locality) -> Vec<&Locality> {
        let mut found: Vec<&Locality> = Vec::new();
        let mut next = place.parent_id;
        while let Some(parent) = next.and_then(|id| self.at.get(&id)).map(|at| &self.places[*at]) {
            if found.len() > 3 {
                break;
            }
            found.push(parent);
            next = parent.parent_id;
        }
        found
    }

    /// The places that lie in a place, by name.
    pub fn inside(&self, place: &Locality) -> Vec<&Locality> {
        let all = self.at.get(&place.id).and_then(|at| self.inside.get(at));
        let mut all: Vec<&Locality> = all.into_iter().flatten().map(|at| &self.places[*at]).collect();
        all.sort_by_key(|place| viet::text_key(&place.name));
        all
    }

    /// What became of a place, each with the part that went there. Of a district, which ended with no successor of its own,
    /// that is what became of its communes.
    pub fn became(&self, place: &Locality) -> Vec<(&Locality, &str)> {
        let Some(at) = self.at.get(&place.id) else { return Vec::new() };
        if let Some(links) = self.became.get(at) {
            return links.iter().map(|(new, part)| (&self.places[*new], part.as_str())).collect();
        }
        let communes = self.inside.get(at).into_iter().flatten().filter_map(|at| self.became.get(at)).flatten();
        let new: BTreeSet<usize> = communes.map(|(new, _)| *new).collect();
        new.into_iter().map(|new| (&self.places[new], "")).collect()
    }

    /// What a place was made of, each with the part that came from there.
    pub fn was(&self, place: &Locality) -> Vec<(&Locality, &str)> {
        let links = self.at.get(&place.id).and_then(|at| self.was.get(at));
        links.into_iter().flatten().map(|(old, part)| (&self.places[*old], part.as_str())).collect()
    }

    /// What somebody may mean by these words on a day, the likeliest first: with marks or without, by the name alone, with its
    /// kind, with what it lies in, by the code. A place is found under a kind that it has no longer: Tịnh Biên was a district
    /// until 2023, and papers go on calling it one.
    pub fn find(&self, question: &str, day: Day) -> Vec<&Locality> {
        let asked = Question::of(question);
        if asked.words.is_empty() {
            return Vec::new();
        }
        let mut found = self.scored(&asked, day);
        let best = |found: &[(i64, usize)]| found.first().map_or(0, |(score, _)| *score);
        if best(&found) < NAMED
            && let Some(kind) = self.kind_before(&asked)
        {
            let by_name = self.scored(&Question::of(asked.marked_name(kind)), day);
            if best(&by_name) >= NAMED {
                found = by_name;
            }
        }
        // Where something is called just that, what only has a like word in it is not meant.
        let best = best(&found);
        found.retain(|(score, _)| best < NAMED || *score >= BEGUN);
        found.into_iter().take(TOLD).map(|(_, at)| &self.places[at]).collect()
    }

    /// The kind of place that a question begins with, the longest that fits.
    fn kind_before(&self, asked: &Question) -> Option<&str> {
        let kinds = self.words.iter().map(|words| words.kind.as_str());
        kinds.filter(|kind| is_begun(&asked.whole, kind)).max_by_key(|kind| kind.len())
    }

    /// Every place that answers a question, the likeliest first.
    fn scored(&self, asked: &Question, day: Day) -> Vec<(i64, usize)> {
        let mut found: Vec<(i64, usize)> =
            (0..self.places.len()).filter_map(|at| Some((self.score(at, asked)?, at))).collect();
        let key = |(score, at): &(i64, usize)| {
            let place = &self.places[*at];
            // Of equals what is there on the day comes first, then the larger one.
            (-score, !place.holds(day), place.code.len(), place.id)
        };
        found.sort_unstable_by_key(key);
        found
    }

    /// How well a place answers a question; `None` when some word of it is not said of the place.
    fn score(&self, at: usize, asked: &Question) -> Option<i64> {
        let (place, words) = (&self.places[at], &self.words[at]);
        if asked.whole == place.code {
            return Some(2_000);
        }
        let (mut in_name, mut above) = (0, 0);
        for (nth, word) in asked.words.iter().enumerate() {
            let last = nth + 1 == asked.words.len();
            let says = |text: &str| text.split(' ').any(|one| one == word || (last && one.starts_with(word.as_str())));
            if says(&words.name) {
                in_name += 1;
            } else if says(&words.above) {
                above += 1;
            } else if !says(&words.kind) {
                return None;
            }
        }
        if in_name == 0 {
            return None;
        }
        let with_kind = || asked.whole.strip_prefix(words.kind.as_str()).and_then(|rest| rest.strip_prefix(' '));
        let mut score = match asked.whole.as_str() {
            whole if whole == words.name => NAMED + 100,
            _ if with_kind() == Some(words.name.as_str()) => NAMED + 200,
            // So much above that the words of what it lies in, typed behind it, do not make it one that is not named.
            whole if is_begun(whole, &words.name) => NAMED + 45,
            _ if with_kind().is_some_and(|rest| is_begun(rest, &words.name)) => NAMED + 95,
            whole if words.name.starts_with(whole) => BEGUN,
            _ => 400,
        };
        score -= 5 * above;
        // Marks that were typed count.
        if asked.has_marks && words.marked.contains(asked.marked_name(&words.kind)) {
            score += 200;
        }
        Some(score)
    }
}

/// Whether a text begins with a name and goes on with another word.
fn is_begun(text: &str, name: &str) -> bool {
    text.strip_prefix(name).is_some_and(|rest| rest.starts_with(' '))
}

/// The words alone: Phan Rang-Tháp Chàm has four, however it is typed.
fn plain(text: &str) -> String {
    let words: String = text.chars().map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' }).collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Question {
    /// Folded, without commas.
    whole: String,
    words: Vec<String>,
    /// In small letters, with the marks as they were typed.
    marked: String,
    has_marks: bool,
}

impl Question {
    fn of(text: &str) -> Question {
        let clean = plain(&text.chars().take(100).collect::<String>());
        let whole = viet::fold(&clean);
        let marked = viet::settle(&clean);
        Question {
            words: whole.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
            has_marks: marked != whole,
            marked,
            whole,
        }
    }

    /// What was typed, without a kind in front.
    fn marked_name(&self, kind: &str) -> &str {
        let words = kind.split(' ').count();
        if self.whole.starts_with(kind) && self.words.len() > words {
            self.marked.splitn(words + 1, ' ').nth(words).unwrap_or(&self.marked)
        } else {
            &self.marked
        }
    }
}
