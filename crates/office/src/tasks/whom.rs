//! To whom a clause speaks, by the words that it begins with.

use super::Group;
use super::lines::{begins, plain, says};
use rules::TasksRule;

/// The rule's words without their marks.
pub(super) struct Folded<'a> {
    rule: &'a TasksRule,
    pub(super) addressed: Vec<String>,
    addressing: Vec<String>,
    communes: Vec<String>,
    cells: Vec<String>,
    /// What stands between names in a row.
    joining: [String; 2],
    others: Vec<String>,
    names: Vec<String>,
    pub(super) due_words: Vec<String>,
}

impl Folded<'_> {
    pub(super) fn of(rule: &TasksRule) -> Folded<'_> {
        let folded = |words: &[String]| words.iter().map(|word| plain(word)).collect::<Vec<_>>();
        Folded {
            addressed: folded(&rule.addressed),
            addressing: folded(&rule.addressing),
            communes: folded(&rule.communes),
            cells: folded(&rule.cells),
            joining: ["các", "và"].map(plain),
            others: folded(&rule.others),
            names: folded(&rule.names),
            due_words: folded(&rule.due_words),
            rule,
        }
    }

    /// `Nơi nhận:`, alone in its line or beside what another column has in it.
    pub(super) fn begins_names(&self, line: &str) -> bool {
        let said = plain(line);
        let ends = |rest: &str| rest.trim_start().is_empty() || rest.trim_start().starts_with(':');
        let beside = |words: &str| said.match_indices(words).any(|(at, _)| ends(&said[at + words.len()..]));
        self.names.iter().any(|words| begins(&said, words) || beside(words))
    }

    /// To whom a clause speaks: a group, or those right below whom it names.
    /// `written` is what it says as it stands there.
    pub(super) fn whom<'n>(&self, names: &Names<'n>, said: &str, written: &str) -> (Option<Group>, Vec<&'n str>) {
        let (named, rest) = names.begin(self, said, written);
        if named.is_empty() {
            return (self.group(said), named);
        }
        // Who is named beside a group is told with it.
        let group = self.group(rest);
        let named = if group.is_some() { vec![] } else { named };
        (group, named)
    }

    /// The group to which a clause speaks that begins with it, after words such as `yêu cầu`. What names communes and others is for all.
    fn group(&self, said: &str) -> Option<Group> {
        let (mut rest, mut communes) = (said, None);
        loop {
            let named = self.addressed.iter().filter(|words| begins(rest, words)).max_by_key(|words| words.len());
            let has = |named: &str, words: &[String]| words.iter().any(|word| says(named, word));
            let passed = match (named, communes) {
                (Some(named), _) if has(named, &self.communes) => {
                    communes = Some(Group::Communes);
                    Some(named)
                }
                (Some(named), _) if has(named, &self.cells) => return Some(Group::Organisations),
                (Some(_), _) => return Some(Group::Committees),
                (None, None) => self.addressing.iter().find(|words| begins(rest, words)),
                // Once communes are named, only what may stand in the same row of names is passed over.
                (None, _) => self.communes.iter().chain(&self.joining).find(|words| begins(rest, words)),
            };
            let Some(passed) = passed else { return communes };
            rest = rest[passed.len()..].trim_start_matches([' ', ',', ':']);
        }
    }

    /// The unit whose name a clause begins with.
    pub(super) fn actor(&self, said: &str) -> Option<String> {
        self.rule.assigned.iter().find(|line| begins(said, &plain(&line.named))).map(|line| line.named.clone())
    }

    /// The unit that has to do with what a clause says.
    pub(super) fn matter(&self, said: &str) -> Option<String> {
        let fits = |words: &[String]| words.iter().all(|word| says(said, &plain(word)));
        self.rule.assigned.iter().find(|line| fits(&line.words)).map(|line| line.named.clone())
    }

    /// Whether a clause begins with others and names these only as those whom they direct: nothing joins them to a row of names.
    pub(super) fn is_of_others(&self, said: &str) -> bool {
        let named = self.addressed.iter().filter_map(|words| said.find(words.as_str())).min();
        let row = named.is_some_and(|at| said[..at].contains(',') || says(&said[..at], &self.joining[1]));
        !row && self.actor(said).is_none() && self.speaks_to_others(said)
    }

    pub(super) fn begins_with_others(&self, said: &str) -> bool {
        self.actor(said).is_some() || self.speaks_to_others(said)
    }

    /// Whether a clause begins with others, after words such as `đề nghị`.
    fn speaks_to_others(&self, said: &str) -> bool {
        let mut rest = Some(said);
        while let Some(said) = rest {
            if self.others.iter().any(|words| begins(said, words)) {
                return true;
            }
            rest = self.after_addressing(said);
        }
        false
    }

    /// What follows a word such as `đề nghị` that a text begins with.
    fn after_addressing<'s>(&self, said: &'s str) -> Option<&'s str> {
        self.addressing.iter().find_map(|words| after(said, words))
    }

    /// What follows the words for communes that a text begins with.
    fn after_communes<'s>(&self, said: &'s str) -> Option<&'s str> {
        let named = self.addressed.iter().filter(|words| begins(said, words)).max_by_key(|words| words.len())?;
        after(said, named).filter(|_| self.communes.iter().any(|word| says(named, word)))
    }
}

/// What the name of a committee begins with; a clause says any of them, or none.
const BODIES: [&str; 3] = ["Đảng bộ", "Đảng ủy", "Cấp ủy"];

/// A committee right below as a clause may call it.
struct Name<'n> {
    /// `dang uy xa an cu`, `xa an cu`
    whole: Vec<String>,
    /// `an cu`, as it stands after `các xã`; empty for what is no commune.
    short: String,
    name: &'n str,
}

/// The committees right below.
pub(super) struct Names<'n>(Vec<Name<'n>>);

impl<'n> Names<'n> {
    pub(super) fn of(rule: &TasksRule, below: &[&'n str]) -> Names<'n> {
        let bodies = BODIES.map(plain);
        let known = |name: &&'n str| {
            let said = plain(name);
            let place = bodies.iter().find_map(|body| said.strip_prefix(body.as_str()))?.trim_start();
            let commune = rule.communes.iter().map(|word| plain(word)).find(|word| begins(place, word));
            let short = commune.as_ref().map_or("", |word| place[word.len()..].trim_start()).to_owned();
            let alone = commune.map(|_| place.to_owned());
            let whole = bodies.iter().map(|body| format!("{body} {place}")).chain(alone).collect();
            Some(Name { whole, short, name })
        };
        Names(below.iter().filter_map(known).collect())
    }

    /// Those with whose names a clause begins, after words such as `yêu cầu` or `đảng ủy các xã`; and what follows them.
    fn begin<'s>(&self, rule: &Folded<'_>, said: &'s str, written: &str) -> (Vec<&'n str>, &'s str) {
        let (mut rest, mut named, mut in_a_row) = (said, Vec::new(), false);
        loop {
            let said = |one: &Name<'n>| {
                let short = in_a_row.then_some(&one.short).filter(|short| is_name(written, short));
                one.whole.iter().chain(short).find_map(|words| after(rest, words)).map(|rest| (rest, one.name))
            };
            // Of two names of which one begins with the other, it is the longer one.
            let next = self.0.iter().filter_map(said).min_by_key(|(rest, _)| rest.len());
            let passed = match next {
                Some((rest, name)) => {
                    named.push(name);
                    in_a_row = true;
                    Some(rest)
                }
                None if named.is_empty() => match rule.after_communes(rest) {
                    Some(rest) => {
                        in_a_row = true;
                        Some(rest)
                    }
                    None => rule.after_addressing(rest),
                },
                None => rule.joining.iter().find_map(|words| after(rest, words)),
            };
            let Some(passed) = passed else { return (named, rest) };
            rest = passed;
        }
    }
}

/// Whether words stand in a text as a name does, each with a capital: the commune Thống Nhất, not whoever agrees (`thống nhất`).
fn is_name(written: &str, words: &str) -> bool {
    let all: Vec<&str> = written.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let count = words.split(' ').count();
    all.windows(count)
        .any(|some| some.iter().all(|word| word.starts_with(char::is_uppercase)) && plain(&some.join(" ")) == words)
}

/// What follows these words, where a text begins with them.
fn after<'s>(said: &'s str, words: &str) -> Option<&'s str> {
    begins(said, words).then(|| said[words.len()..].trim_start_matches([' ', ',', ':']))
}
