//! What the built-in rulesets say, and what a broken one is told.

use crate::{Area, BUILTIN, CALENDARS, Calendar, Confidence, MemberState, Problem, RuleBook, UnitKind};
use jiff::civil::{Date, date};
use proptest::prelude::*;

const STUDY: &str = r#"
id = "study-x"
area = "study"
issuer = "Đảng ủy"
source = "test"
confidence = "high"
title = { vi = "Học tập", en = "Study" }

[study]
target_basis_points = 9800
counted = ["attended", "made_up"]
excluded_from_denominator = ["exempt"]
handin_excluded = ["exempt"]
handins = [{ key = "reflection", vi = "thu hoạch", en = "reflection" }]
"#;

/// The sample with something replaced; fails if there was nothing to replace.
fn study_but(from: &str, to: &str) -> String {
    assert!(STUDY.contains(from), "{from}");
    STUDY.replacen(from, to, 1)
}

fn study(id: &str, header: &str) -> String {
    study_but("id = \"study-x\"", &format!("id = \"{id}\"\n{header}"))
}

fn problems(files: &[(&str, &str)]) -> Vec<Problem> {
    RuleBook::load(files.iter().copied()).expect_err("should be refused")
}

#[test]
fn the_target_on_a_day() {
    let book = RuleBook::builtin();
    for (scope, day, id, target) in [
        (None, date(2014, 1, 1), "study-before-2026", 9800),
        (None, date(2026, 4, 7), "study-before-2026", 9800),
        (None, date(2026, 4, 8), "study-19-qd-tw-2026", 10_000),
        (Some("founding"), date(2018, 6, 1), "study-founding", 9800),
        (Some("founding"), date(2026, 4, 8), "study-founding", 9800),
        (Some("another-office"), date(2026, 4, 8), "study-19-qd-tw-2026", 10_000),
    ] {
        let ruleset = book.on(Area::Study, scope, day).expect("a study rule");
        let rule = ruleset.study().expect("a study body");
        assert_eq!((ruleset.id.as_str(), rule.target_basis_points), (id, target), "{scope:?} {day}");
        let handins: Vec<&str> = rule.handins.iter().map(|it| it.name.vi.as_str()).collect();
        assert_eq!(handins, ["thu hoạch", "kế hoạch tu dưỡng", "sổ tay đăng ký làm theo Bác"]);
    }
}

#[test]
fn every_area_has_one_general_rule_every_day_since_2014() {
    let book = RuleBook::builtin();
    for area in Area::ALL.iter().copied() {
        let mut day = date(2014, 1, 1);
        while day < date(2027, 12, 31) {
            let ruleset = book.on(area, None, day).unwrap_or_else(|| panic!("no {} on {day}", area.word()));
            assert_eq!(ruleset.area(), area);
            day = day.tomorrow().expect("a next day");
        }
    }
}

#[test]
fn only_the_body_of_its_own_area_is_there() {
    for ruleset in RuleBook::builtin().rulesets() {
        let bodies = [
            (Area::Study, ruleset.study().is_some()),
            (Area::Exemption, ruleset.exemption().is_some()),
            (Area::ConcurrentPosts, ruleset.concurrent_posts().is_some()),
            (Area::Discipline, ruleset.discipline().is_some()),
            (Area::Transfer, ruleset.transfer().is_some()),
            (Area::Admission, ruleset.admission().is_some()),
            (Area::Roles, ruleset.roles().is_some()),
            (Area::Standing, ruleset.standing().is_some()),
            (Area::PersonalData, ruleset.personal_data().is_some()),
            (Area::SignIn, ruleset.sign_in().is_some()),
            (Area::Newsroom, ruleset.newsroom().is_some()),
            (Area::Papers, ruleset.papers().is_some()),
            (Area::Posts, ruleset.posts().is_some()),
            (Area::Tasks, ruleset.tasks().is_some()),
            (Area::Layout, ruleset.layout().is_some()),
            (Area::Units, ruleset.units().is_some()),
            (Area::Reception, ruleset.reception().is_some()),
        ];
        for (area, there) in bodies {
            assert_eq!(there, area == ruleset.area(), "{} {}", ruleset.id, area.word());
        }
    }
}

#[test]
fn kinds_of_unit_follow_the_reform() {
    let book = RuleBook::builtin();
    let kinds = |day| &book.on(Area::ConcurrentPosts, None, day).unwrap().concurrent_posts().unwrap().unit_kinds;
    assert!(kinds(date(2025, 6, 30)).contains(&UnitKind::Township));
    assert!(!kinds(date(2025, 7, 1)).contains(&UnitKind::Township));
}

#[test]
fn exemption_and_discipline_protect_persons() {
    let book = RuleBook::builtin();
    let exemption = book.on(Area::Exemption, None, date(2026, 8, 1)).unwrap();
    assert_eq!(exemption.confidence, Confidence::Low);
    let sensitive: Vec<&str> =
        exemption.exemption().unwrap().reasons.iter().filter(|it| it.sensitive).map(|it| it.key.as_str()).collect();
    assert_eq!(sensitive, ["health", "treatment", "maternity", "other"]);
    for ruleset in book.rulesets().iter().filter_map(|it| it.exemption()) {
        let aged: Vec<_> =
            ruleset.reasons.iter().filter_map(|it| Some((it.key.as_str(), it.over_age.as_ref()?))).collect();
        let [(reason, over)] = aged[..] else { panic!("{aged:?}") };
        assert_eq!((reason, over.men, over.women, over.source.as_str()), ("age", 60, 55, "27-HD/BTCTW"));
    }
    for ruleset in book.rulesets().iter().filter_map(|it| it.discipline()) {
        assert!(ruleset.min_group >= 30);
        assert_eq!(ruleset.forms.len(), 4);
    }
}

#[test]
fn a_citation_carries_title_source_and_start() {
    let book = RuleBook::builtin();
    let cited = book.by_id("discipline-69-qd-tw-2022").unwrap().citation();
    assert_eq!(cited.title_vi, "Kỷ luật đảng viên theo Quy định 69-QĐ/TW");
    assert_eq!(cited.in_force_from, Some(date(2022, 7, 6)));
    assert!(cited.source.contains("Điều 7"));
}

#[test]
fn every_file_of_the_folder_is_built_in_under_its_own_id() {
    let book = RuleBook::builtin();
    for (file, _) in BUILTIN {
        let id = file.strip_suffix(".toml").expect("a .toml name");
        assert!(book.by_id(id).is_some(), "{file} should hold the ruleset {id}");
    }
    let calendar = Calendar::builtin();
    for (file, _) in CALENDARS {
        let year = file.strip_prefix("calendar-").and_then(|it| it.strip_suffix(".toml")).expect("a calendar's name");
        assert!(calendar.year(year.parse().unwrap()).is_some(), "{file} should hold the year {year}");
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let names = std::fs::read_dir(folder).expect("the folder rules/").map(|it| it.unwrap().file_name());
    for name in names.filter_map(|it| it.into_string().ok()).filter(|it| it.ends_with(".toml")) {
        assert!(BUILTIN.iter().chain(CALENDARS).any(|(file, _)| *file == name), "{name} is not built in");
    }
}

#[test]
fn a_broken_file_is_told_what_and_where() {
    for (from, to, field, what) in [
        ("issuer =", "isuer =", "issuer", "is missing"),
        ("issuer =", "isuer = 1\nissuer =", "isuer", "is not a known field; remove it or mend its spelling"),
        ("[study]", "[study]\ntarget = 1", "study.target", "is not a known field; remove it or mend its spelling"),
        ("9800", "10001", "study.target_basis_points", "10001 is outside 0 to 10000"),
        ("9800", "-1", "study.target_basis_points", "-1 is outside 0 to 10000"),
        ("9800", "98.0", "study.target_basis_points", "should be a whole number, not a fraction"),
        (
            "\"attended\"",
            "\"asleep\"",
            "study.counted",
            "\"asleep\" is not known here; known are due, attended, made_up, self_studied, exempt, absent",
        ),
        ("\"made_up\"", "\"attended\"", "study.counted", "\"attended\" is named twice"),
        ("\"made_up\"", "\"exempt\"", "study.counted", "\"exempt\" is also in excluded_from_denominator"),
        ("[\"attended\", \"made_up\"]", "[]", "study.counted", "is empty; name at least one"),
        (
            "\"reflection\",",
            "\"Thu hoạch\",",
            "study.handins[0].key",
            "\"Thu hoạch\" should start with a letter and have only a to z, 0 to 9 and _",
        ),
        ("en = \"Study\"", "en = \" \"", "title.en", "is blank"),
        ("\"high\"", "\"sure\"", "confidence", "\"sure\" is not known here; known are high, medium, low"),
        (
            "area = \"study\"",
            "area = \"dues\"",
            "area",
            "\"dues\" is not known here; known are study, exemption, concurrent_posts, discipline, transfer, admission, \
             roles, standing, personal_data, sign_in, newsroom, papers, posts, tasks, layout, units, reception",
        ),
        (
            "issuer =",
            "in_force_from = \"2026-04-08\"\nissuer =",
            "in_force_from",
            "should be a date like 2026-04-08, without quotes, hour or zone",
        ),
        (
            "issuer =",
            "in_force_from = 2026-04-08\nin_force_to = 2026-04-08\nissuer =",
            "in_force_to",
            "2026-04-08 is not after in_force_from 2026-04-08",
        ),
        (
            "issuer =",
            "scope = \"An Giang\"\nissuer =",
            "scope",
            "\"An Giang\" should start with a letter and have only a to z, 0 to 9 and -",
        ),
        (
            "en = \"reflection\" }",
            "en = \"reflection\" }, { key = \"reflection\", vi = \"a\", en = \"b\" }",
            "study.handins[1].key",
            "\"reflection\" is used twice in this list",
        ),
    ] {
        let found = problems(&[("a.toml", &study_but(from, to))]);
        let expected = Problem { file: "a.toml".into(), field: field.into(), what: what.into() };
        assert!(found.contains(&expected), "{expected}\nnot among {found:#?}");
    }
}

#[test]
fn all_problems_come_at_once() {
    let first = study_but("9800", "98000").replace("\"made_up\"", "\"asleep\"");
    let found = problems(&[("a.toml", &first), ("b.toml", "id = \"b"), ("c.toml", STUDY)]);
    let places: Vec<(&str, &str)> = found.iter().map(|it| (it.file.as_str(), it.field.as_str())).collect();
    assert_eq!(
        places,
        [("a.toml", "study.target_basis_points"), ("a.toml", "study.counted"), ("b.toml", "whole file")]
    );
    assert!(found[2].to_string().starts_with("b.toml: whole file: is not TOML, line 1:"), "{}", found[2]);
}

#[test]
fn an_unknown_area_is_one_problem_not_two() {
    let found = problems(&[("a.toml", &study_but("area = \"study\"", "area = \"studies\""))]);
    assert_eq!(found.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["area"]);
}

#[test]
fn two_rules_must_not_hold_on_one_day() {
    for (first, second, sound) in [
        ("in_force_to = 2026-04-08", "in_force_from = 2026-04-08", true),
        ("in_force_to = 2026-04-09", "in_force_from = 2026-04-08", false),
        ("", "in_force_from = 2026-04-08", false),
        ("", "", false),
        ("", "scope = \"founding\"", true),
        ("scope = \"founding\"", "scope = \"founding\"", false),
    ] {
        let files = [("a.toml", study("a", first)), ("b.toml", study("b", second))];
        let loaded = RuleBook::load(files.iter().map(|(name, text)| (*name, text)));
        assert_eq!(loaded.is_ok(), sound, "{first} | {second}");
        if let Err(problems) = loaded {
            assert_eq!((problems.len(), problems[0].file.as_str()), (1, "b.toml"));
            assert!(problems[0].what.starts_with("overlaps a.toml (a) in area study"), "{}", problems[0]);
        }
    }
}

#[test]
fn an_id_is_used_once() {
    let (old, new) = (study("a", "in_force_to = 2026-04-08"), study("a", "in_force_from = 2026-04-08"));
    let found = problems(&[("old.toml", &old), ("new.toml", &new)]);
    assert_eq!(found, [Problem::new("new.toml", "id", "\"a\" is already used by old.toml")]);
}

fn any_day() -> impl Strategy<Value = Date> {
    (2000i16..2040, 1i8..=12, 1i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

proptest! {
    /// Two rulesets load together exactly when no day is claimed by both.
    #[test]
    fn overlap_is_refused_exactly_when_a_day_is_claimed_twice(
        spans in prop::array::uniform2((prop::option::of(any_day()), prop::option::of(1i32..400))),
        probe in any_day(),
    ) {
        let mut books = Vec::new();
        let mut files = Vec::new();
        for (index, (from, length)) in spans.into_iter().enumerate() {
            let to = from.zip(length).map(|(from, length)| from + jiff::Span::new().days(length));
            let mut header = String::new();
            if let Some(from) = from { header += &format!("in_force_from = {from}\n"); }
            if let Some(to) = to { header += &format!("in_force_to = {to}\n"); }
            let text = study(["a", "b"][index], &header);
            books.push(RuleBook::load([("x.toml", &text)]).unwrap());
            files.push((["a.toml", "b.toml"][index], text));
        }
        let holds = |book: &RuleBook, day: Date| book.on(Area::Study, None, day).is_some();
        // An overlap, if there is one, begins on the later of the two starts.
        let starts = books.iter().filter_map(|it| it.rulesets()[0].in_force_from);
        let claimed_twice = |day| books.iter().all(|book| holds(book, day));
        let expected = starts.max().map_or(claimed_twice(date(2000, 1, 1)), claimed_twice);
        let both = RuleBook::load(files.iter().map(|(name, text)| (*name, text)));
        prop_assert_eq!(both.is_err(), expected);
        if let Ok(both) = both {
            prop_assert_eq!(holds(&both, probe), books.iter().any(|book| holds(book, probe)));
        }
    }

    /// Text that is no ruleset is refused with a problem, never with a panic.
    #[test]
    fn nothing_typed_makes_it_panic(text in "[a-z=\\[\\]{}\"0-9\n. -]{0,200}") {
        prop_assert!(RuleBook::load([("x.toml", text)]).is_err());
    }
}

#[test]
fn a_sealed_field_says_why_it_is_kept_and_requests_have_their_days() {
    let book = RuleBook::builtin();
    for (day, days, extension) in [
        (date(2018, 11, 23), [10, 10, 15, 20], 15),
        (date(2024, 1, 1), [3, 3, 3, 3], 0),
        (date(2026, 1, 1), [10, 10, 15, 20], 15),
    ] {
        let rule = book.on(Area::PersonalData, None, day).and_then(|ruleset| ruleset.personal_data()).unwrap();
        let sealed: Vec<&str> =
            rule.fields.iter().filter(|field| field.sensitive).map(|field| field.key.as_str()).collect();
        assert_eq!(sealed, ["citizen_id", "phone", "ethnicity", "religion", "exemption_reason"]);
        let done = ["access", "correct", "restrict", "erase"].map(|key| rule.request(key).unwrap().done_days);
        assert_eq!((done, rule.extension_days, rule.first_reply_working_days), (days, extension, 2), "{day}");
        assert_eq!(rule.field("ethnicity").unwrap().usual.len(), 54);
    }
}

#[test]
fn nothing_follows_death_and_whoever_is_out_comes_back_as_probationary() {
    for ruleset in RuleBook::builtin().rulesets() {
        let Some(rule) = ruleset.standing() else { continue };
        assert_eq!(rule.from(MemberState::Deceased).count(), 0);
        for out in [MemberState::Removed, MemberState::Expelled, MemberState::Left] {
            let next: Vec<Option<MemberState>> = rule.from(out).map(|change| change.to).collect();
            assert_eq!(next, [Some(MemberState::Probationary), Some(MemberState::Deceased)], "{} {out:?}", ruleset.id);
        }
        let expelled: Vec<MemberState> =
            MemberState::ALL.into_iter().filter(|from| rule.from(*from).any(|it| it.key == "expelled")).collect();
        assert_eq!(expelled, [MemberState::Official, MemberState::Suspended]);
    }
}
