//! The posts of one unit: who holds them on a day, which are vacant, and everybody who held one.

use super::{Handed, day_asked, find, holder_address, title, when};
use crate::identity::reach::Officer;
use crate::identity::right::Right;
use crate::list;
use crate::list::noted::{Noted, Taking, note};
use crate::org::term::Term;
use crate::posts::{Holding, of_unit};
use crate::shell::Shell;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::html;
use kit::words::Words;
use sheet::Cell;

#[derive(Template)]
#[template(path = "posts/pages/unit.html")]
struct UnitPage {
    shell: Shell,
    form: Form,
    unit: String,
    unit_href: String,
    /// The day of the picture when it is not today.
    other_day: String,
    ended: String,
    posts: Vec<Post>,
    history: Vec<Line>,
    /// Where a post is given; empty for those who only look.
    enter: String,
    /// The list as a file, without its kind.
    file: String,
}

/// A post with who holds it.
struct Post {
    name: String,
    holders: Vec<Line>,
    /// Whether it is one that a unit never goes without.
    vacant: bool,
    /// Where it is given; empty for those who may not, and where all seats are taken.
    give: String,
}

struct Line {
    post: String,
    name: String,
    href: String,
    when: String,
    /// The term for which it is held; empty for none.
    term: String,
    /// Whether that term is over and the post is not.
    over: bool,
    /// Where it is corrected and ended; empty for those who may not.
    edit: String,
}

pub(super) async fn show(
    State(office): Handed,
    officer: Officer,
    Path(unit): Path<String>,
) -> Result<Response, Failure> {
    let (w, today) = (officer.words(), office.clock.today());
    let mut conn = office.db.read().await?;
    let at = find(&mut conn, &office, &officer, &unit).await?;
    let (mut day, mut form) = day_asked(today, &officer);
    if let Some(last) = at.ended.filter(|_| officer.query("ngay").is_none_or(|typed| typed.trim().is_empty())) {
        day = last;
        form = Form::filled([("ngay", last.written())]);
    }
    let all = of_unit(&mut conn, at.unit).await?;
    if let Some(kind) = officer.query(list::FILE).filter(|_| form.is_sound()) {
        let asked = at.name.clone();
        drop(conn);
        let noted =
            note(&office, &officer, Taking { list: "posts", unit: at.kept_at, kind: &kind, asked, rows: all.len() });
        return Ok(file(&noted.await?, w, &at.name, &all));
    }
    let terms = Term::of(&mut conn, at.unit).await?;
    let rule = office.posts()?;
    let mut lines = Vec::new();
    for held in &all {
        let term = terms.iter().find(|term| Some(term.id) == held.term_id);
        lines.push(Line {
            post: title(w, &held.title),
            name: format!("{} ({})", held.full_name, held.birth_year),
            href: holder_address(&mut conn, &officer, held, today).await?,
            when: when(w, held),
            term: term.map_or(String::new(), |term| crate::org::pages::term_name(w, term)),
            over: held.holds_on(today) && term.and_then(|term| term.to_day).is_some_and(|end| end <= today),
            edit: if at.keeps { format!("{}/{}", at.address(), held.id) } else { String::new() },
        });
    }
    let lines: Vec<(&Holding, Line)> = all.iter().zip(lines).collect();
    let (now, history): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(held, _)| held.holds_on(day));
    // Those of the rules in their order; a title that the rules do not know (any more) comes after them.
    let known = rule.of(&at.kind).map(|post| (post.key.as_str(), post.leads(&at.kind), post.seats as usize));
    let mut titles: Vec<(&str, bool, usize)> = known.collect();
    for (held, _) in &now {
        if titles.iter().all(|(title, ..)| *title != held.title) {
            titles.push((&held.title, false, 0));
        }
    }
    let mut now: Vec<Option<(&Holding, Line)>> = now.into_iter().map(Some).collect();
    let mut posts = Vec::new();
    for (key, leads, seats) in titles {
        let of_it = now.iter_mut().filter(|line| line.as_ref().is_some_and(|(held, _)| held.title == key));
        let holders: Vec<Line> = of_it.filter_map(|line| line.take().map(|(_, line)| line)).collect();
        let free = at.keeps && day == today && holders.len() < seats;
        if holders.is_empty() && !leads {
            continue;
        }
        posts.push(Post {
            name: title(w, key),
            vacant: holders.is_empty(),
            give: if free { format!("{}/moi?chuc={key}", at.address()) } else { String::new() },
            holders,
        });
    }
    let ended = at.ended.map_or(String::new(), |last| w.with("org-ended", "day", last.written()));
    let page = UnitPage {
        other_day: if day == today || Some(day) == at.ended { String::new() } else { day.written() },
        // The unit itself may lie beside their reach: a people's committee, for whoever keeps its posts.
        unit_href: match at.ended.is_some() || officer.may(Right::ReadOrganisation, at.unit) {
            true => format!("/van-phong/to-chuc/{}", at.uid),
            false => String::new(),
        },
        enter: if at.keeps { format!("{}/moi", at.address()) } else { String::new() },
        file: format!("{}?{}=", at.address(), list::FILE),
        shell: office.shell(&officer),
        unit: at.name,
        history: history.into_iter().map(|(_, line)| line).collect(),
        posts,
        ended,
        form,
    };
    html(if page.form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }, &page)
}

fn file(noted: &Noted, w: Words, unit: &str, all: &[Holding]) -> Response {
    let heads = ["post-title", "person-name", "post-born", "post-from", "post-last", "post-paper", "post-end-paper"];
    let header = heads.map(|key| w.say(key)).into();
    let row = |held: &Holding| -> Vec<Cell> {
        vec![
            title(w, &held.title).into(),
            held.full_name.as_str().into(),
            held.birth_year.into(),
            held.from_day.written().into(),
            held.to_day.map_or(String::new(), |to| to.plus_days(-1).written()).into(),
            held.paper.clone().unwrap_or_default().into(),
            held.ended_by.clone().unwrap_or_default().into(),
        ]
    };
    let rows: Vec<Vec<Cell>> = all.iter().map(row).collect();
    let name = format!("chuc-vu-{}", viet::slug(unit));
    list::file(noted, &name, w.with("posts-of", "unit", unit), header, rows.into_iter())
}
