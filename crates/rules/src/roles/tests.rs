//! Files of roles: what is wrong in one is told, and who may be given what where.

use super::*;
use crate::{Area, BUILTIN, RuleBook};

const ACTS_OF_ALL: &str = "acts = [\"end_units\", \"undo_units\", \"erase_person\", \"give_power\", \"export_sealed\", \
                           \"open_case\", \"lift_second_step\", \"fill_post\", \"publish_paper\"]";

fn file() -> &'static str {
    BUILTIN.iter().find(|(name, _)| *name == "roles-general.toml").expect("the roles").1
}

#[test]
fn a_broken_file_of_roles_is_told_what_and_where() {
    let office = "scope = \"office\"\nissuer = \"x\"";
    for (from, to, problem) in [
        ("\"keep_people\"", "\"keep_poeple\"", "roles.roles[2].rights: \"keep_poeple\" is not known here"),
        (", \"keep_people\"", "", "roles.roles: no role allows \"keep_people\"; nobody could do what it is for"),
        ("role = \"leader\"", "role = \"boss\"", "roles.posts[1].role: \"boss\" is not among the roles of this file"),
        ("unit_kinds = [\"cell\"]", "unit_kinds = []", "roles.posts[0].unit_kinds: is empty"),
        ("at = \"above\"", "at = \"below\"", "roles.posts[3].at: \"below\" is not known here"),
        ("changes = [\"merge\", \"split\", \"dissolve\"]", "changes = []", "roles.two_person.changes: names no kind"),
        ("\"dissolve\"]", "\"explode\"]", "roles.two_person.changes: \"explode\" is not known here"),
        ("let_in_hours = 72", "let_in_hours = 7200", "roles.two_person.let_in_hours: 7200 is outside 0 to 720"),
        ("max_days = 90", "max_days = 900", "roles.delegation.max_days: 900 is outside 1 to 366"),
        ("\"erase_person\",", "\"end_all\",", "roles.two_person.acts: \"end_all\" is not known here"),
        (", \"confirm\"]", "]", "roles.two_person.acts: takes two persons, but no role allows \"confirm\""),
    ] {
        assert!(file().contains(from), "{from}");
        let broken = file().replacen(from, to, 1);
        let told = RuleBook::load([("r.toml", &broken)]).expect_err(from);
        let told: Vec<String> = told.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|it| it.starts_with(&format!("r.toml: {problem}"))), "{problem}: {told:?}");
        // An office may leave a right to nobody; whatever else is wrong is wrong there too.
        let own = broken.replacen("issuer = \"Then Chốt\"", office, 1);
        let sound = RuleBook::load([("r.toml", &own)]).is_ok();
        assert_eq!(sound, problem.contains("no role allows \"keep_people\""), "{problem}");
    }
}

#[test]
fn an_office_has_its_own_roles_and_may_let_one_person_do_all() {
    let own = file().replacen("id = \"roles-general\"", "id = \"roles-ours\"\nscope = \"office\"", 1).replacen(
        ACTS_OF_ALL,
        "acts = []",
        1,
    );
    let files = BUILTIN.iter().map(|(name, text)| (*name, *text)).chain([("ours.toml", own.as_str())]);
    let book = RuleBook::load(files).expect("both are sound");
    let day = jiff::civil::date(2026, 5, 1);
    for (scope, acts) in [(Some("office"), 0), (None, Act::all().count())] {
        let rule = book.on(Area::Roles, scope, day).and_then(|ruleset| ruleset.roles()).expect("roles");
        assert_eq!(rule.two_person.len(), acts, "{scope:?}");
        assert_eq!(rule.change_takes_two(Act::EndUnits, "merge"), acts > 0, "{scope:?}");
        assert!(!rule.change_takes_two(Act::UndoUnits, "rename"), "{scope:?}");
        assert!(rule.unheld().is_empty());
    }
}

#[test]
fn a_role_is_given_where_it_makes_sense() {
    let book = RuleBook::builtin();
    let day = jiff::civil::date(2026, 5, 1);
    let rule = book.on(Area::Roles, None, day).and_then(|ruleset| ruleset.roles()).expect("roles");
    for (role, kind, may) in [
        ("cell_secretary", "cell", true),
        ("cell_secretary", "district_committee", false),
        ("cell_secretary", "commune_committee", false),
        ("organisation", "province_committee", true),
        ("organisation", "cell", false),
        ("leader", "cell", false),
        ("clerk", "attached_committee", true),
        ("inspector", "board", false),
        ("board_member", "board", true),
        ("board_member", "commune_committee", false),
        ("front", "front", true),
        ("front", "cell", false),
        ("manager", "agency_committee", true),
        ("manager", "cell", false),
        ("editor", "mass_organisation", true),
        ("editor", "cell", true),
    ] {
        assert_eq!(rule.role(role).expect(role).is_held_at(kind), may, "{role} at {kind}");
    }
    // A post carries its role to where it may be given.
    for post in rule.posts.iter().filter(|post| post.at == At::Unit) {
        let role = rule.role(&post.role).expect("a role");
        assert!(post.unit_kinds.iter().all(|kind| role.is_held_at(kind)), "{}", post.key);
    }
}

#[test]
fn rights_are_a_set() {
    let some: RightSet = [Right::ReadPeople, Right::Confirm].into_iter().collect();
    let other: RightSet = [Right::Confirm, Right::KeepStudy].into_iter().collect();
    assert_eq!(some.and(other).iter().collect::<Vec<_>>(), [Right::Confirm]);
    assert_eq!(some.without(other).iter().collect::<Vec<_>>(), [Right::ReadPeople]);
    assert!(RightSet::default().is_empty() && !some.is_empty() && some.has(Right::Confirm));
    assert!(Right::all().all(|right| Right::of(right.word()) == Some(right)));
    assert!(Act::all().all(|act| Act::of(act.word()) == Some(act)));
}
