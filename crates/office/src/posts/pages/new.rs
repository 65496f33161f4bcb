//! The form that gives somebody a post: the person is looked up by name within reach.

use super::doubt::doubts;
use super::form::{ask, chosen, read, refuse, term_options};
use super::{At, Handed, kept, title};
use crate::identity::reach::Officer;
use crate::identity::reach::seating::SeatingWay;
use crate::org::term::Term;
use crate::people::roll::find::Met;
use crate::posts::{fits, hold};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::html;

/// As many are offered; whoever has more namesakes types more of the name.
const OFFERED: usize = 12;

#[derive(Template)]
#[template(path = "posts/pages/new.html")]
struct NewPage {
    shell: Shell,
    form: Form,
    unit: String,
    here: String,
    back: String,
    posts: Vec<(String, String)>,
    /// Those of the name, and that there are more; empty before anybody was looked for.
    met: Vec<(String, String)>,
    more: String,
    terms: Vec<(String, String)>,
    /// Which posts of the unit are given by two persons; empty for none.
    power: String,
    /// Whether somebody is found who would give themselves the post.
    own: bool,
}

pub(super) async fn begin(
    State(office): Handed,
    officer: Officer,
    Path(unit): Path<String>,
) -> Result<Response, Failure> {
    let at = kept(&mut office.db.read().await?, &office, &officer, &unit).await?;
    let form = Form::filled([
        ("request", office.chance.uuid(office.clock.now()).to_string()),
        ("post", officer.query("chuc").unwrap_or_default()),
        ("from", office.clock.today().written()),
    ]);
    page(&office, &officer, &at, StatusCode::OK, form).await
}

pub(super) async fn save(
    State(office): Handed,
    officer: Officer,
    Path(unit): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let at = kept(&mut office.db.read().await?, &office, &officer, &unit).await?;
    if form.get("do") == "find" {
        if form.get("find").is_empty() {
            form.wrong("find", officer.words().say("post-no-name"));
        }
        let status = if form.is_sound() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        return page(&office, &officer, &at, status, form).await;
    }
    let (w, now) = (officer.words(), office.clock.now());
    let mut tx = office.db.begin().await?;
    once::first_time(&mut tx, &form).await?;
    let seat = at.seat(&office, &officer, form.get("post"))?;
    if seat.is_none() {
        form.wrong("post", w.say("post-no-post"));
    }
    let who = chosen(&mut tx, &officer, form.get("who")).await?;
    if who.is_none() {
        form.wrong("who", w.say("post-no-person"));
    }
    let terms = Term::of(&mut tx, at.unit).await?;
    let typed = read(&mut form, &terms, w);
    let (Some(seat), Some(who), Some(typed)) = (seat, who, typed) else {
        drop(tx);
        return page(&office, &officer, &at, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let (new, today) = (typed.of(who.id), now.day());
    let told = doubts(&mut tx, (&office, &officer), (&at, seat.title()), (&new, &who.full_name), today).await?;
    if !told.is_empty() && !form.is("sure", "1") {
        drop(tx);
        form.wrong("who", format!("{told} {}", w.say("post-sure-how")));
        form.set("doubted", "1");
        return page(&office, &officer, &at, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let given = (new.person, None, (new.from, new.to));
    let target = match officer.seating(&mut tx, &office, seat.clone(), given).await? {
        SeatingWay::Together(asking) => {
            // The second person is not asked for what cannot be.
            if let Err(error) = fits(&mut tx, &seat, None, &new, today).await {
                drop(tx);
                refuse(&mut form, w, error)?;
                return page(&office, &officer, &at, StatusCode::UNPROCESSABLE_ENTITY, form).await;
            }
            ask(&mut tx, &office, asking, (&seat, None), &new, form.get("reason")).await?
        }
        SeatingWay::Now(seating) => {
            let uid = office.chance.uuid(now).to_string();
            if let Err(error) = hold(&mut tx, seating, &uid, &new, now).await {
                drop(tx);
                refuse(&mut form, w, error)?;
                return page(&office, &officer, &at, StatusCode::UNPROCESSABLE_ENTITY, form).await;
            }
            format!("{}?xong=chuc-vu", at.address())
        }
    };
    once::done(tx, &form, &target, now).await
}

async fn page(
    office: &Office,
    officer: &Officer,
    at: &At,
    status: StatusCode,
    mut form: Form,
) -> Result<Response, Failure> {
    let w = officer.words();
    let mut conn = office.db.read().await?;
    let (mut met, mut more) = (Vec::<Met>::new(), String::new());
    if !form.get("find").is_empty() {
        let (found, all) = office.find_members(&mut conn, officer, form.get("find"), (OFFERED, at.unit)).await?;
        if all == 0 {
            form.wrong("find", w.with("post-nobody", "name", form.get("find").to_owned()));
        } else if all > found.len() {
            more = w.count("post-more", (all - found.len()) as i64);
        }
        met = found;
    }
    // Whoever was chosen stays among them, whatever is looked for next.
    if met.iter().all(|met| met.uid != form.get("who"))
        && let Some(record) = chosen(&mut conn, officer, form.get("who")).await?
    {
        met.insert(0, Met { name: format!("{} ({})", record.full_name, record.birth_year), uid: record.uid });
    }
    if let [only] = met.as_slice() {
        form.set("who", only.uid.clone());
    }
    let own: Option<String> = conn.value("SELECT uid FROM person WHERE id = $1", &[&officer.person]).await?;
    let terms = Term::of(&mut conn, at.unit).await?;
    let (rule, roles) = (office.posts()?, office.roles()?);
    let power = rule.of(&at.kind).filter(|post| roles.post_is_power(&at.kind, &post.key));
    let power = power.map(|post| title(w, &post.key)).collect::<Vec<_>>().join(", ");
    let none = (String::new(), w.say("record-choose"));
    let posts = rule.of(&at.kind).map(|post| (post.key.clone(), title(w, &post.key)));
    let status = if form.is_sound() { status } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = NewPage {
        shell: office.shell(officer),
        unit: at.name.clone(),
        here: format!("{}/moi", at.address()),
        back: at.address(),
        posts: std::iter::once(none).chain(posts).collect(),
        own: met.iter().any(|met| own.as_ref() == Some(&met.uid)),
        met: met.into_iter().map(|met| (met.uid, met.name)).collect(),
        more,
        terms: if terms.is_empty() { vec![] } else { term_options(w, &terms) },
        power,
        form,
    };
    html(status, &page)
}
