//! The form of a paper: what may be chosen, and what was typed, read field by field.

use super::{keepers, named, text};
use crate::identity::reach::Officer;
use crate::org::Tree;
use crate::papers::{Body, Changes, Direction, Named, RelationKind, Ruling, bodies_of, leading_mark, of_line};
use kit::clock::Day;
use kit::form::Form;
use kit::words::Words;

/// Characters of a field at most.
const LONGEST: [(&str, usize); 8] = [
    ("subject", 1000),
    ("symbol", 60),
    ("issuer", 200),
    ("signer", 100),
    ("signer_post", 100),
    ("recipients", 1000),
    ("kept_at", 200),
    ("note", 2000),
];
/// Papers that one may name in each of its relations.
const MOST_NAMED: usize = 30;

/// Choices of a list: value and words.
pub(super) type Choices = Vec<(String, String)>;

/// What the form offers.
pub(super) struct Offered {
    pub(super) units: Choices,
    pub(super) bodies: Choices,
    pub(super) kinds: Choices,
    pub(super) sign_forms: Choices,
    pub(super) urgencies: Choices,
    pub(super) secrets: Choices,
    pub(super) rule: String,
}

/// What may be chosen for a paper of this direction at a unit.
pub(super) fn offered(w: Words, officer: &Officer, ruling: Ruling<'_>, direction: Direction, unit: i64) -> Offered {
    let tree = &officer.tree;
    let mut units = keepers(officer, direction);
    if !units.contains(&unit) {
        units.insert(0, unit);
    }
    let bodies: &[Body] = if direction == Direction::In { &[] } else { bodies_of(kind_of(tree, unit)) };
    let comes = direction == Direction::In;
    let kinds = ruling.rule.kinds.iter().filter(|kind| comes || !kind.issued_by.is_empty());
    let first = if comes { w.say("papers-kind-from-symbol") } else { w.say("papers-choose") };
    let none = std::iter::once((String::new(), first));
    let body = |body: &Body| (body.word().to_owned(), w.say(&format!("papers-{}", body.word())));
    let forms = ruling.rule.sign_forms.iter().map(|form| (form.key.clone(), text(w, &form.name)));
    let no_form = comes.then(|| (String::new(), w.say("papers-not-said")));
    let no_mark = std::iter::once((String::new(), w.say("papers-not-secret")));
    Offered {
        units: units.into_iter().map(|unit| (tree.uid(unit).to_owned(), tree.name(unit).to_owned())).collect(),
        bodies: bodies.iter().map(body).collect(),
        kinds: none.chain(kinds.map(|kind| (kind.key.clone(), viet::capital(&text(w, &kind.name))))).collect(),
        sign_forms: no_form.into_iter().chain(forms).collect(),
        urgencies: ruling
            .rule
            .urgencies
            .iter()
            .map(|one| (one.key.clone(), viet::capital(&text(w, &one.name))))
            .collect(),
        secrets: no_mark.chain(ruling.rule.secret.iter().map(|one| (one.key.clone(), text(w, &one.name)))).collect(),
        rule: text(w, ruling.title),
    }
}

pub(super) fn kind_of(tree: &Tree, unit: i64) -> &str {
    tree.get(unit).map_or("", |unit| unit.kind.as_str())
}

/// What was typed, once it can be read.
pub(super) struct Typed {
    symbol: String,
    kind: String,
    pub(super) issued_on: Day,
    arrived_on: Option<Day>,
    in_force_from: Option<Day>,
    lapsed_on: Option<Day>,
    relations: Vec<(RelationKind, Named)>,
}

/// Reads the form field by field; `None` when something is wrong, which then stands beside its field.
pub(super) fn read(form: &mut Form, w: Words, ruling: Ruling<'_>, direction: Direction, today: Day) -> Option<Typed> {
    let comes = direction == Direction::In;
    for (name, most) in LONGEST {
        if form.get(name).chars().count() > most {
            form.wrong(name, w.count("papers-too-long", most as i64));
        }
    }
    let is_secret = secrecy(form, w, ruling);
    let named = of_line(form.get("symbol"));
    let symbol = named.as_ref().map_or_else(|| form.get("symbol").to_owned(), |named| named.symbol.clone());
    if comes && symbol.is_empty() {
        form.wrong("symbol", w.say("papers-no-symbol"));
    }
    let mut kind = form.get("kind").to_owned();
    if kind.is_empty() && comes {
        kind = kind_of_symbol(form.get("symbol"), ruling).unwrap_or_default();
    }
    if ruling.rule.kind(&kind).is_none() {
        form.wrong("kind", w.say(if comes { "papers-no-kind-in" } else { "papers-no-kind" }));
    }
    if comes && form.get("issuer").is_empty() {
        form.wrong("issuer", w.say("papers-no-issuer"));
    }
    match leading_mark(ruling.rule, form.get("subject")).map(str::to_owned) {
        Some(mark) => form.wrong("subject", w.with("papers-secret-in-subject", "mark", mark)),
        None if !is_secret && form.get("subject").is_empty() => form.wrong("subject", w.say("papers-no-subject")),
        None => {}
    }
    if !ruling.rule.urgencies.iter().any(|one| one.key == form.get("urgency")) {
        form.wrong("urgency", w.say("papers-choose-one"));
    }
    let sign = form.get("sign_form");
    if !(comes && sign.is_empty()) && ruling.rule.sign_form(sign).is_none() {
        form.wrong("sign_form", w.say("papers-choose-one"));
    }
    if !comes && form.get("signer").is_empty() {
        form.wrong("signer", w.say("papers-no-signer"));
    }
    let issued_on = past(form, "issued_on", today, w);
    let arrived_on = if comes { past(form, "arrived_on", today, w) } else { None };
    if let (Some(issued), Some(arrived)) = (issued_on, arrived_on)
        && arrived < issued
    {
        form.wrong("arrived_on", w.with("papers-arrived-before", "day", issued.written()));
    }
    let in_force_from = optional_day(form, "in_force_from", w);
    let lapsed_on = optional_day(form, "lapsed_on", w);
    let relations = relations(form, w);
    let issued_on = issued_on?;
    if let Some(lapsed) = lapsed_on
        && lapsed < in_force_from.unwrap_or(issued_on)
    {
        form.wrong("lapsed_on", w.say("papers-lapses-before"));
    }
    form.is_sound().then_some(Typed { symbol, kind, issued_on, arrived_on, in_force_from, lapsed_on, relations })
}

/// Whether the paper has a mark of secrecy; what must not be kept of it then is named beside the mark.
fn secrecy(form: &mut Form, w: Words, ruling: Ruling<'_>) -> bool {
    let mark = form.get("secret").to_owned();
    if mark.is_empty() {
        return false;
    }
    if !ruling.rule.secret.iter().any(|one| one.key == mark) {
        form.wrong("secret", w.say("papers-choose-one"));
        return false;
    }
    let relations = RelationKind::ALL.iter().any(|kind| !form.get(kind.word()).is_empty());
    let said = ["subject", "note", "recipients"].iter().any(|name| !form.get(name).is_empty());
    if said || relations || form.upload("file").is_some() {
        form.wrong("secret", w.with("papers-secret-refused-mark", "mark", named(w, &ruling.rule.secret, &mark)));
    }
    if form.get("kept_at").is_empty() {
        form.wrong("kept_at", w.say("papers-no-place"));
    }
    true
}

fn kind_of_symbol(symbol: &str, ruling: Ruling<'_>) -> Option<String> {
    let cited = viet::cite(symbol).into_iter().next();
    let cited = cited.or_else(|| viet::cite(&format!("văn bản số {symbol}")).into_iter().next())?;
    let name = cited.kind?;
    ruling.rule.kinds.iter().find(|kind| kind.name.vi == name).map(|kind| kind.key.clone())
}

/// Reads a day that must not be to come.
fn past(form: &mut Form, name: &str, today: Day, w: Words) -> Option<Day> {
    match Day::parse(form.get(name)) {
        Some(day) if day > today => {
            form.wrong(name, w.say("day-to-come"));
            None
        }
        None => {
            form.wrong(name, w.say("wrong-day"));
            None
        }
        day => day,
    }
}

fn optional_day(form: &mut Form, name: &str, w: Words) -> Option<Day> {
    if form.get(name).is_empty() {
        return None;
    }
    let day = Day::parse(form.get(name));
    if day.is_none() {
        form.wrong(name, w.say("wrong-day"));
    }
    day
}

/// Each line names one paper.
pub(crate) fn relations(form: &mut Form, w: Words) -> Vec<(RelationKind, Named)> {
    let mut all = Vec::new();
    for kind in RelationKind::ALL {
        let lines: Vec<String> =
            form.raw(kind.word()).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
        if lines.len() > MOST_NAMED {
            form.wrong(kind.word(), w.count("papers-too-many-named", MOST_NAMED as i64));
            continue;
        }
        for (line, nth) in lines.iter().zip(1..) {
            match of_line(line) {
                Some(named) => all.push((kind, named)),
                None => {
                    let line: String = line.chars().take(60).collect();
                    let values = [("nth", w.number(nth).into()), ("line", line.into())];
                    form.wrong(kind.word(), w.fill("papers-unread-line", &values));
                }
            }
        }
    }
    all
}

/// What a form says, for a verb. `issuer` is who issues it here; what came in has it from the form.
pub(super) fn changes<'a>(form: &'a Form, typed: &'a Typed, issuer: &'a str) -> Changes<'a> {
    Changes {
        kind: &typed.kind,
        issuer,
        symbol: &typed.symbol,
        issued_on: typed.issued_on,
        arrived_on: typed.arrived_on,
        subject: form.get("subject"),
        signer: form.get("signer"),
        signer_post: form.get("signer_post"),
        sign_form: form.get("sign_form"),
        urgency: form.get("urgency"),
        recipients: form.get("recipients"),
        secret: form.get("secret"),
        kept_at: form.get("kept_at"),
        in_force_from: typed.in_force_from,
        lapsed_on: typed.lapsed_on,
        note: form.get("note"),
        relations: typed.relations.clone(),
    }
}

/// The lines of a field for papers that are named.
pub(crate) fn lines(relations: &[(RelationKind, Named)], kind: RelationKind) -> String {
    let of = relations.iter().filter(|(known, _)| *known == kind).map(|(_, named)| match named.issued_on {
        Some(day) => format!("{}, {:02}/{:02}/{}", named.symbol, day.0.day(), day.0.month(), day.year()),
        None => named.symbol.clone(),
    });
    of.collect::<Vec<_>>().join("\n")
}
