//! Choosing whom to invite by the post they hold: all secretaries of a committee's cells in one sheet of slips. Their post
//! carries their role; nothing else is entered.

use super::super::accounts::{self, Keeper, kept};
use super::power::{self, Making};
use super::slips::{Slip, address_of, keep_address, read_address, sheet};
use crate::identity::invitation::invite;
use crate::identity::reach::Officer;
use crate::identity::right::{KeepAccounts, Right};
use crate::identity::{Account, NewAccount, create_account};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use kit::words::Words;
use std::collections::{BTreeMap, HashMap, HashSet};

/// So many slips are made at once.
const BATCH: usize = 500;

#[derive(Template)]
#[template(path = "identity/pages/invitations/choose.html")]
struct ChoosePage {
    shell: Shell,
    form: Form,
    units: Vec<(String, String)>,
    posts: Vec<(String, String)>,
    /// Whether a post was chosen.
    chosen: bool,
    rows: Vec<Row>,
    /// How many can still be invited.
    left: String,
    /// The post lets its holders do nothing in the office.
    idle: bool,
}

struct Row {
    field: String,
    name: String,
    birth_year: i64,
    unit: String,
    login: String,
    state: &'static str,
    state_name: String,
    can: bool,
    ticked: bool,
}

kit::record! {
    /// Somebody who holds a post today.
    struct Holder {
        person_id: i64,
        uid: String,
        full_name: String,
        birth_year: i64,
        unit_id: i64,
        title: String,
    }
}

/// Somebody who may be invited, with the account they have or would get.
struct Candidate {
    holder: Holder,
    account: Option<Account>,
    login: String,
    state: &'static str,
}

impl Candidate {
    fn can(&self) -> bool {
        ["none", "wait"].contains(&self.state)
    }
}

/// The holders of posts within reach today, in the order of the tree, by kind of unit and title: `cell.secretary`.
async fn groups(conn: &mut Conn, officer: &Officer) -> Result<BTreeMap<String, Vec<Holder>>, Failure> {
    let sql = "SELECT h.person_id, n.uid, n.full_name, n.birth_year, p.unit_id, p.title
               FROM post_holding h JOIN post p ON p.id = h.post_id JOIN person n ON n.id = h.person_id
               WHERE h.from_day <= $1 AND (h.to_day IS NULL OR h.to_day > $1) ORDER BY h.id";
    let tree = &officer.tree;
    let mut by_unit: HashMap<i64, Vec<Holder>> = HashMap::new();
    for holder in conn.all::<Holder>(sql, &[&tree.day()]).await? {
        by_unit.entry(holder.unit_id).or_default().push(holder);
    }
    let mut groups: BTreeMap<String, Vec<Holder>> = BTreeMap::new();
    let all = tree.preorder().iter().filter(|unit| officer.may(Right::KeepAccounts, **unit));
    for unit in all.filter_map(|unit| tree.get(*unit)) {
        for holder in by_unit.remove(&unit.id).unwrap_or_default() {
            let group = groups.entry(format!("{}.{}", unit.kind, holder.title)).or_default();
            if group.iter().all(|known| known.person_id != holder.person_id) {
                group.push(holder);
            }
        }
    }
    Ok(groups)
}

/// Everybody of a group below a unit or kept there, with the account they have or would get.
async fn candidates(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    (holders, root): (Vec<Holder>, i64),
) -> Result<Vec<Candidate>, Failure> {
    let keeper = Keeper::new(conn, office, officer).await?;
    let accounts = Account::all(conn).await?;
    let mut taken: HashSet<String> = accounts.iter().map(|account| account.login.clone()).collect();
    let mut found = Vec::new();
    let tree = &officer.tree;
    let there = |unit: i64| tree.is_within(unit, root) || tree.is_kept_within(unit, root);
    for holder in holders.into_iter().filter(|holder| there(holder.unit_id)) {
        let of_them = accounts.iter().filter(|account| account.person_id == Some(holder.person_id));
        let account = of_them.min_by_key(|account| account.disabled_at.is_some()).cloned();
        let state = match &account {
            None => "none",
            Some(account) if keeper.keeps(conn, account).await?.is_none() => "elsewhere",
            Some(account) if account.disabled_at.is_some() => "off",
            Some(account) if account.password_hash.is_some() => "done",
            Some(_) => "wait",
        };
        let login = account.as_ref().map_or_else(|| suggest(&holder.full_name, &taken), |known| known.login.clone());
        taken.insert(login.clone());
        found.push(Candidate { holder, account, login, state });
    }
    Ok(found)
}

/// A login that is easy to guess for its owner: the given name, and the first letters of the others.
pub(super) fn suggest(name: &str, taken: &HashSet<String>) -> String {
    let slug = viet::slug(name);
    let mut words: Vec<&str> = slug.split('-').collect();
    let given = words.pop().unwrap_or("nguoi");
    let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
    let login = format!("{given}.{initials}").chars().take(30).collect::<String>();
    let login = login.trim_end_matches('.').to_owned();
    let numbered = (2..).map(|number| format!("{login}{number}"));
    let mut all = std::iter::once(login.clone()).filter(|login| login.len() >= 3).chain(numbered);
    all.find(|login| login.len() >= 3 && !taken.contains(login)).unwrap_or(login)
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let root = *officer.roots(Right::KeepAccounts).first().ok_or(Failure::Forbidden)?;
    let address = address_of(&mut office.db.read().await?, &office, &headers).await?;
    let form = Form::filled([
        ("request", office.chance.uuid(office.clock.now()).to_string()),
        ("don-vi", officer.query("don-vi").unwrap_or_else(|| officer.tree.uid(root).to_owned())),
        ("chuc-vu", officer.query("chuc-vu").unwrap_or_default()),
        ("address", address),
    ]);
    page(&office, &officer, StatusCode::OK, form).await
}

pub(super) async fn create(
    State(office): State<Office>,
    officer: Officer,
    mut form: Form,
) -> Result<Response, Failure> {
    let (w, now, days) = (officer.words(), office.clock.now(), office.sign_in_rule()?.invitation_days);
    officer.roots(Right::KeepAccounts).first().ok_or(Failure::Forbidden)?;
    let root = root_of(&officer, form.get("don-vi"))?;
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let holders = groups(&mut tx, &officer).await?.remove(form.get("chuc-vu")).unwrap_or_default();
    let ticked: HashSet<String> = form.with_prefix("nguoi-").map(|(uid, _)| uid.to_owned()).collect();
    let address = read_address(form.get("address"));
    if ticked.is_empty() || ticked.len() > BATCH {
        form.wrong("nguoi", w.say(if ticked.is_empty() { "invite-tick-somebody" } else { "invite-too-many" }));
    }
    let Some(address) = address.filter(|_| form.is_sound()) else {
        if read_address(form.get("address")).is_none() {
            form.wrong("address", w.say("invite-wrong-address"));
        }
        drop(tx);
        return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let all = candidates(&mut tx, &office, &officer, (holders, root)).await?;
    let chosen: Vec<_> = all.into_iter().filter(|it| ticked.contains(&it.holder.uid)).collect();
    if chosen.len() != ticked.len() || !chosen.iter().all(Candidate::can) {
        return Err(Failure::NotFound);
    }
    let (mut slips, mut asked) = (Vec::new(), Vec::new());
    for candidate in chosen {
        let unit = candidate.holder.unit_id;
        let account = match candidate.account {
            Some(account) => account,
            None => {
                let post = post_of(&officer, w, &candidate.holder);
                let (name, person) = (candidate.holder.full_name.as_str(), Some(candidate.holder.person_id));
                let new = NewAccount { login: &candidate.login, name, post: &post, person };
                let grant = match power::making(&mut tx, &office, &officer, (candidate.holder.person_id, unit)).await? {
                    Making::Now(grant) => grant,
                    Making::Together(asking) => {
                        let about = (candidate.holder.person_id, post.as_str());
                        asked.push(power::ask(&mut tx, &office, asking, about).await?);
                        continue;
                    }
                };
                let id = create_account(&mut tx, grant, &new, &office.chance, now).await?;
                Account::get(&mut tx, id).await?.ok_or(Failure::NotFound)?
            }
        };
        // Whoever holds another post beyond this officer's reach is not theirs to let in.
        kept(&mut tx, &office, &officer, &account).await?.ok_or(Failure::NotFound)?;
        let grant = officer.require(KeepAccounts, unit)?;
        let code = invite(&mut tx, grant, &office.vault, (account.id, days), &office.chance, now).await?;
        slips.push(Slip { account, code });
    }
    keep_address(&mut tx, &address).await?;
    let target = match &asked[..] {
        [] => "/van-phong/loi-moi?xong=phieu-da-lap".to_owned(),
        [one] => format!("{one}?xong=de-nghi"),
        _ => "/van-phong/de-nghi?xong=de-nghi".to_owned(),
    };
    once::answer(&mut tx, form.get("request"), &target, now).await?;
    tx.commit().await?;
    if slips.is_empty() {
        return Ok(see_other(&target));
    }
    sheet(&office, &officer, &address, (slips, asked.len()))
}

/// The unit of the form, which must lie within reach.
fn root_of(officer: &Officer, uid: &str) -> Result<i64, Failure> {
    let unit = officer.tree.by_uid(uid).ok_or(Failure::NotFound)?.id;
    officer.require(KeepAccounts, unit)?;
    Ok(unit)
}

/// `Bí thư Chi bộ ấp 3`
fn post_of(officer: &Officer, w: Words, holder: &Holder) -> String {
    format!("{} {}", w.say(&format!("post-{}", holder.title)), officer.tree.name(holder.unit_id))
}

async fn page(office: &Office, officer: &Officer, status: StatusCode, form: Form) -> Result<Response, Failure> {
    let (w, tree) = (officer.words(), &officer.tree);
    let root = root_of(officer, form.get("don-vi"))?;
    let mut conn = office.db.read().await?;
    let mut groups = groups(&mut conn, officer).await?;
    let name = |group: &str, count: usize| {
        let (kind, title) = group.split_once('.').unwrap_or((group, ""));
        let (post, kind) = (w.say(&format!("post-{title}")), w.say(&format!("unit-kind-{kind}")));
        w.fill(
            "invite-group",
            &[("post", post.into()), ("kind", kind.into()), ("count", w.number(count as i64).into())],
        )
    };
    let posts = groups.iter().map(|(group, holders)| (group.clone(), name(group, holders.len()))).collect();
    let holders = groups.remove(form.get("chuc-vu"));
    let chosen = holders.is_some();
    let all = candidates(&mut conn, office, officer, (holders.unwrap_or_default(), root)).await?;
    let again = status != StatusCode::OK;
    let left = all.iter().filter(|candidate| candidate.state == "none").count();
    let (kind, title) = form.get("chuc-vu").split_once('.').unwrap_or_default();
    let carries = |post: &rules::PostRule| post.post == title && post.unit_kinds.iter().any(|known| known == kind);
    let idle = chosen && !office.roles()?.posts.iter().any(carries);
    let rows = all.into_iter().map(|it| {
        let field = format!("nguoi-{}", it.holder.uid);
        Row {
            ticked: if again { form.is(&field, "1") } else { it.state == "none" },
            field,
            birth_year: it.holder.birth_year,
            unit: tree.name(it.holder.unit_id).to_owned(),
            state: match it.state {
                "none" => "missing",
                "elsewhere" => "off",
                other => other,
            },
            state_name: w.say(&format!("invite-state-{}", it.state)),
            can: it.can(),
            login: it.login,
            name: it.holder.full_name,
        }
    });
    let page = ChoosePage {
        units: accounts::unit_options(officer),
        posts,
        chosen,
        rows: rows.collect(),
        left: w.count("invite-left", left as i64),
        idle,
        shell: office.shell(officer),
        form,
    };
    html(status, &page)
}

#[cfg(test)]
mod tests {
    use super::suggest;
    use std::collections::HashSet;

    #[test]
    fn a_login_is_the_given_name_with_the_first_letters_of_the_others() {
        let taken = HashSet::from(["hanh.nt".to_owned(), "hanh.nt2".to_owned()]);
        for (name, login) in [
            ("Nguyễn Thị Hạnh", "hanh.nt3"),
            ("Đặng Văn Đức", "duc.dv"),
            ("Châu Sóc Kha", "kha.cs"),
            ("An", "an2"),
            ("", "nguoi2"),
        ] {
            let suggested = suggest(name, &taken);
            assert!(suggested == login || (name.is_empty() && suggested.len() >= 2), "{name}: {suggested}");
        }
        assert_eq!(suggest("Lâm An", &HashSet::new()), "an.l");
    }
}
