//! The form with which a campaign is made, and with which its draft is written anew.

use super::campaign::{find, keeper};
use super::campaign_address;
use crate::identity::reach::Officer;
use crate::identity::right::KeepStudy;
use crate::org::{Tree, kind};
use crate::shell::{OFFICE_SCOPE, Office, Shell};
use crate::study::{
    Audience, Campaign, CampaignState, HANDINS, HandinRule, RollRule, Scope, StudyError, Terms, edit_campaign,
    open_campaign,
};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::clock::Day;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use kit::words::Words;
use rules::{Area, RuleBook, Ruleset};
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "study/pages/plan.html")]
struct PlanPage {
    shell: Shell,
    form: Form,
    unit: String,
    here: String,
    back: String,
    /// Whether a draft is written anew.
    again: bool,
    branches: Vec<Tick>,
    kinds: Vec<Tick>,
    handins: Vec<Tick>,
    audiences: Vec<(String, String)>,
    rolls: Vec<(String, String)>,
    counts: Vec<(String, String)>,
    rules: Vec<(String, String)>,
}

/// A box that may be ticked.
struct Tick {
    name: String,
    text: String,
    on: bool,
}

/// What people call the rule of a campaign.
pub(super) fn rule_title(w: Words, book: &RuleBook, id: &str) -> String {
    let known = book.by_id(id);
    known.map_or(id.to_owned(), |rule| if w.code() == "en" { rule.title.en.clone() } else { rule.title.vi.clone() })
}

/// The rules on study that an office may choose from: the general ones, and its own.
fn rules_of(office: &Office) -> Vec<&Ruleset> {
    let scopes: &[Option<&str>] =
        if office.demo { &[Some(OFFICE_SCOPE), Some("founding"), None] } else { &[Some(OFFICE_SCOPE), None] };
    let of = |scope| move |it: &&Ruleset| it.area() == Area::Study && it.scope.as_deref() == scope;
    scopes.iter().flat_map(|scope| office.book.rulesets().iter().filter(of(*scope))).collect()
}

pub(super) async fn begin(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
) -> Result<Response, Failure> {
    let unit = officer.tree.by_uid(&unit).ok_or(Failure::NotFound)?.id;
    officer.require(KeepStudy, unit)?;
    let request = office.chance.uuid(office.clock.now()).to_string();
    let today = office.clock.today();
    let rule = rules_of(&office).into_iter().find(|rule| rule.holds_on(today.0)).map_or("", |rule| rule.id.as_str());
    let mut form = Form::filled([("request", request.as_str()), ("rule", rule)]);
    // A paper's page may lead here with what it is called.
    form.set("paper", officer.query("van-ban").unwrap_or_default());
    form.set("audience", Audience::Members.word());
    form.set("roll", RollRule::Frozen.word());
    form.set("counts", HandinRule::Accepted.word());
    for kind in HANDINS {
        form.set(&format!("handin-{kind}"), "1");
    }
    page(&office, &officer, (unit, None), StatusCode::OK, form).await
}

pub(super) async fn open(
    State(office): State<Office>,
    officer: Officer,
    Path(unit): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let unit = officer.tree.by_uid(&unit).ok_or(Failure::NotFound)?.id;
    let grant = officer.require(KeepStudy, unit)?;
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let (mut new, terms) = read(&office, &officer.tree, unit, &mut form, officer.words());
    if !form.is_sound() {
        return page(&office, &officer, (unit, None), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    new.uid = office.chance.uuid(now).to_string();
    if let Err(error) = open_campaign(&mut tx, grant, &new, &terms, now).await {
        drop(tx);
        refuse(&officer, &mut form, &new, error)?;
        return page(&office, &officer, (unit, None), StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let target = format!("{}?xong=dot-hoc-tap-moi", campaign_address(&new));
    once::done(tx, &form, &target, now).await
}

/// A draft of an address, of whoever keeps it.
async fn draft(office: &Office, officer: &Officer, uid: &str) -> Result<Campaign, Failure> {
    let (campaign, _) = find(office, officer, uid).await?;
    keeper(office, officer, &campaign).await?;
    Ok(campaign)
}

/// Where a campaign is that is no draft any more.
fn issued(campaign: &Campaign) -> Option<Response> {
    let target = format!("{}?xong=dot-hoc-tap-ban-hanh", campaign_address(campaign));
    (campaign.state() != CampaignState::Draft).then(|| see_other(&target))
}

pub(super) async fn edit(
    State(office): State<Office>,
    officer: Officer,
    Path(campaign): Path<String>,
) -> Result<Response, Failure> {
    let known = draft(&office, &officer, &campaign).await?;
    if let Some(away) = issued(&known) {
        return Ok(away);
    }
    let mut conn = office.db.read().await?;
    let (scope, handins) = (Scope::of(&mut conn, &known).await?, known.handins(&mut conn).await?);
    drop(conn);
    let day = |day: Option<Day>| day.map_or(String::new(), Day::written);
    let mut form = Form::filled([
        ("request", office.chance.uuid(office.clock.now()).to_string()),
        ("version", known.version.to_string()),
        ("title", known.title.clone()),
        ("paper", known.paper.clone()),
        ("rule", known.ruleset.clone()),
        ("audience", known.audience.clone()),
        ("roll", known.roll_rule.clone()),
        ("counts", known.handin_rule.clone()),
        ("cutoff", known.cutoff_day.written()),
        ("study_by", day(known.study_by)),
        ("write_by", day(known.write_by)),
        ("report_by", day(known.report_by)),
        ("questions", known.questions.clone()),
    ]);
    for branch in scope.branches.iter().filter(|branch| **branch != known.unit_id) {
        form.set(&format!("branch-{}", officer.tree.uid(*branch)), "1");
    }
    scope.kinds.iter().for_each(|kind| form.set(&format!("kind-{kind}"), "1"));
    handins.iter().for_each(|kind| form.set(&format!("handin-{kind}"), "1"));
    page(&office, &officer, (known.unit_id, Some(&known)), StatusCode::OK, form).await
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path(campaign): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let known = draft(&office, &officer, &campaign).await?;
    let grant = keeper(&office, &officer, &known).await?;
    if let Some(away) = issued(&known) {
        return Ok(away);
    }
    let now = office.clock.now();
    let at = (known.unit_id, Some(&known));
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let (mut new, terms) = read(&office, &officer.tree, known.unit_id, &mut form, officer.words());
    if !form.is_sound() {
        return page(&office, &officer, at, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    (new.id, new.uid) = (known.id, known.uid.clone());
    new.version = form.version()?;
    match edit_campaign(&mut tx, grant, &new, &terms, now).await {
        Ok(()) => {}
        Err(StudyError::Changed) => {
            drop(tx);
            form.wrong("title", officer.words().with("campaign-edited-meanwhile", "title", &known.title));
            form.set("version", known.version.to_string());
            return page(&office, &officer, at, StatusCode::CONFLICT, form).await;
        }
        Err(error) => {
            drop(tx);
            refuse(&officer, &mut form, &new, error)?;
            return page(&office, &officer, at, StatusCode::UNPROCESSABLE_ENTITY, form).await;
        }
    }
    let target = format!("{}?xong=dot-hoc-tap", campaign_address(&known));
    once::done(tx, &form, &target, now).await
}

/// Puts what the record refused beside the field that it is about.
fn refuse(officer: &Officer, form: &mut Form, new: &Campaign, error: StudyError) -> Result<(), Failure> {
    let w = officer.words();
    match error {
        StudyError::NotYet(units) => {
            let names = units.iter().map(|unit| officer.tree.name(*unit)).collect::<Vec<_>>().join("; ");
            let values = [("units", names.into()), ("day", new.cutoff_day.written().into())];
            form.wrong("cutoff", w.fill("campaign-not-yet", &values));
        }
        StudyError::NobodyDue => {
            let key = match new.audience() {
                Audience::MassOrganisations => "campaign-nobody-affiliated",
                Audience::Members | Audience::Cadres => "campaign-nobody-due",
            };
            form.wrong("branches", w.with(key, "day", new.cutoff_day.written()));
        }
        StudyError::Elsewhere => {
            form.wrong("branches", w.with("campaign-elsewhere", "day", new.cutoff_day.written()));
        }
        StudyError::Db(error) => return Err(error.into()),
        other => return Err(Failure::Broken(other.into())),
    }
    Ok(())
}

/// Whether a cut-off day is more than a year away from today.
fn is_far(day: Day, today: Day) -> bool {
    const YEAR: i64 = 366;
    day < today.plus_days(-YEAR) || day > today.plus_days(YEAR)
}

/// Reads the form field by field; what is wrong stands in the form afterwards.
fn read(office: &Office, tree: &Tree, unit: i64, form: &mut Form, w: Words) -> (Campaign, Terms) {
    for (field, key) in [("title", "campaign-no-title"), ("paper", "campaign-no-paper")] {
        if form.get(field).is_empty() {
            form.wrong(field, w.say(key));
        }
    }
    let cutoff = Day::parse(form.get("cutoff"));
    match cutoff {
        None => form.wrong("cutoff", w.say("wrong-day")),
        // A year typed wrongly takes the roll of another time; whoever means it says so.
        Some(day) if is_far(day, office.clock.today()) && form.get("far").is_empty() => {
            form.wrong("cutoff", w.with("campaign-far", "day", day.written()));
            form.set("ask_far", "1");
        }
        Some(_) => {}
    }
    // Nobody can study before the day from which the campaign counts.
    let mut last = cutoff.map(|day| (day, "campaign-deadline-before-cutoff"));
    let mut days = [None; 3];
    for (at, field) in ["study_by", "write_by", "report_by"].into_iter().enumerate() {
        if form.get(field).is_empty() {
            continue;
        }
        days[at] = Day::parse(form.get(field));
        match (days[at], last) {
            (None, _) => form.wrong(field, w.say("wrong-day")),
            (Some(day), Some((before, told))) if day < before => {
                form.wrong(field, w.with(told, "day", before.written()))
            }
            (Some(_), _) => {}
        }
        last = days[at].map(|day| (day, "campaign-deadline-before")).or(last);
    }
    let rule = rules_of(office).into_iter().find(|rule| rule.id == form.get("rule"));
    match (rule, cutoff) {
        (None, _) => form.wrong("rule", w.say("campaign-no-rule")),
        (Some(rule), Some(day)) if !rule.holds_on(day.0) => {
            form.wrong("rule", w.with("campaign-rule-not-then", "day", day.written()));
        }
        _ => {}
    }
    let audience = Audience::of(form.get("audience"));
    if audience.is_none() {
        form.wrong("audience", w.say("campaign-no-audience"));
    }
    let roll_rule = RollRule::of(form.get("roll"));
    if roll_rule.is_none() {
        form.wrong("roll", w.say("campaign-no-roll"));
    }
    let counts = HandinRule::of(form.get("counts"));
    if counts.is_none() {
        form.wrong("counts", w.say("campaign-no-counts"));
    }
    let target = rule.and_then(|rule| rule.study()).map_or(0, |rule| i64::from(rule.target_basis_points));
    let branches = form.with_prefix("branch-").filter_map(|(uid, _)| tree.by_uid(uid)).map(|unit| unit.id);
    let branches = branches.filter(|branch| tree.is_within(*branch, unit)).collect();
    let kinds = form.with_prefix("kind-").map(|(kind, _)| kind);
    let kinds = kinds.filter(|kind| kind::ESTABLISHED.contains(kind) || kind::COMMITTEES.contains(kind));
    let scope = Scope { branches, kinds: kinds.map(str::to_owned).collect() };
    let handins = HANDINS.into_iter().filter(|kind| !form.get(&format!("handin-{kind}")).is_empty()).collect();
    let new = Campaign {
        title: form.get("title").to_owned(),
        paper: form.get("paper").to_owned(),
        unit_id: unit,
        audience: form.get("audience").to_owned(),
        roll_rule: form.get("roll").to_owned(),
        handin_rule: form.get("counts").to_owned(),
        study_by: days[0],
        write_by: days[1],
        report_by: days[2],
        questions: form.get("questions").to_owned(),
        ..Campaign::draft(String::new(), cutoff.unwrap_or(office.clock.today()), (form.get("rule"), target))
    };
    (new, Terms { scope, handins })
}

async fn page(
    office: &Office,
    officer: &Officer,
    (unit, draft): (i64, Option<&Campaign>),
    status: StatusCode,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, tree) = (officer.words(), &officer.tree);
    for (field, key) in [
        ("title", "title"),
        ("paper", "paper"),
        ("audience", "audience"),
        ("branches", "branches"),
        ("rule", "rule"),
        ("cutoff", "cutoff"),
        ("roll", "roll"),
        ("counts", "counts"),
        ("study_by", "study-by"),
        ("write_by", "write-by"),
        ("report_by", "report-by"),
    ] {
        form.call(field, w.say(&format!("campaign-{key}")));
    }
    let tick = |name: String, text: String| Tick { on: !form.get(&name).is_empty(), name, text };
    let is_body = |unit: &i64| tree.get(*unit).is_some_and(|unit| kind::has_code(&unit.kind));
    let branches = tree.children(unit).iter().copied().filter(is_body);
    let branches = branches.map(|unit| tick(format!("branch-{}", tree.uid(unit)), tree.name(unit).to_owned()));
    let below = tree.branch(unit).iter().copied().filter(|one| *one != unit);
    let kinds: BTreeSet<&str> = below.filter(is_body).filter_map(|one| Some(tree.get(one)?.kind.as_str())).collect();
    let kinds = kinds.into_iter().map(|kind| tick(format!("kind-{kind}"), w.say(&format!("unit-kind-{kind}"))));
    let handins = HANDINS
        .into_iter()
        .map(|kind| tick(format!("handin-{kind}"), viet::capital(&w.say(&format!("study-handin-{kind}")))));
    let rules = rules_of(office).into_iter().filter_map(|rule| {
        let target = w.rate(u64::from(rule.study()?.target_basis_points), 10_000);
        let values = [("title", rule_title(w, &office.book, &rule.id).into()), ("target", target.into())];
        Some((rule.id.clone(), w.fill("campaign-rule-target", &values)))
    });
    let here = match draft {
        Some(draft) => format!("{}/sua", campaign_address(draft)),
        None => format!("/van-phong/hoc-tap/moi/{}", tree.uid(unit)),
    };
    let word = |prefix: &str, word: &str| (word.to_owned(), w.say(&format!("{prefix}-{word}")));
    let page = PlanPage {
        unit: tree.name(unit).to_owned(),
        back: draft.map_or("/van-phong/hoc-tap".to_owned(), campaign_address),
        again: draft.is_some(),
        branches: branches.collect(),
        kinds: kinds.collect(),
        handins: handins.collect(),
        audiences: Audience::ALL.iter().map(|one| word("campaign-audience", one.word())).collect(),
        rolls: RollRule::ALL.iter().map(|one| word("campaign-roll", one.word())).collect(),
        counts: HandinRule::ALL.iter().map(|one| word("campaign-counts", one.word())).collect(),
        rules: rules.collect(),
        shell: office.shell(officer),
        here,
        form,
    };
    html(status, &page)
}
