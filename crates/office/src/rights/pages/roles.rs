//! The roles of the office as the rules have them, and what is worth knowing about them.

use super::held::names_of;
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::rights::findings::findings;
use crate::shell::{OFFICE_SCOPE, Office, Shell};
use askama::Template;
use axum::extract::State;
use kit::failure::Failure;
use kit::page::Page;
use rules::{Area, At};

#[derive(Template)]
#[template(path = "rights/pages/roles.html")]
pub(super) struct RolesPage {
    shell: Shell,
    /// Name and rights of each role.
    roles: Vec<(String, Vec<String>)>,
    /// Post and units, role, where it is held.
    posts: Vec<(String, String, String)>,
    two_person: Vec<String>,
    two_person_text: String,
    delegation_text: String,
    /// Which rule this is, and where it is written.
    rule: String,
    source: String,
    findings: Vec<String>,
}

pub(super) async fn show(State(office): State<Office>, officer: Officer) -> Result<Page<RolesPage>, Failure> {
    let (w, rule) = (officer.words(), office.roles()?);
    let ruleset = office.book.on(Area::Roles, Some(OFFICE_SCOPE), office.clock.today().0);
    let in_words = |text: &rules::Text| if w.code() == "en" { text.en.clone() } else { text.vi.clone() };
    let posts = rule.posts.iter().map(|post| {
        let kinds: Vec<String> = post.unit_kinds.iter().map(|kind| w.say(&format!("unit-kind-{kind}"))).collect();
        let kinds = if post.named.is_empty() { kinds.join(", ") } else { post.named.join(", ") };
        let at = if post.at == At::Above { w.say("roles-at-above") } else { w.say("roles-at-unit") };
        (format!("{}: {kinds}", w.say(&format!("post-{}", post.post))), office.role_name(w, &post.role), at)
    });
    let keeps = !officer.roots(Right::KeepAccounts).is_empty();
    let mut found = Vec::new();
    if keeps {
        let mut conn = office.db.read().await?;
        found = findings(&mut conn, rule, &officer.tree).await?.iter().map(|finding| finding.told(w)).collect();
    }
    Ok(Page(RolesPage {
        shell: office.shell(&officer),
        roles: rule.roles.iter().map(|role| (in_words(&role.name), names_of(w, role.rights))).collect(),
        posts: posts.collect(),
        two_person: rule.two_person.iter().map(|act| w.say(&format!("act-{}", act.word()))).collect(),
        two_person_text: w.count("roles-two-person-text", i64::from(rule.two_person_hours)),
        delegation_text: w.count("roles-delegation-text", i64::from(rule.delegation_days)),
        rule: ruleset.map_or(String::new(), |ruleset| in_words(&ruleset.title)),
        source: ruleset.map_or(String::new(), |ruleset| ruleset.source.clone()),
        findings: found,
    }))
}
