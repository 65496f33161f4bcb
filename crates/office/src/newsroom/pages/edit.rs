//! The editor: what was typed is never lost, neither by a mistake nor by somebody else's saving first.

use super::trail::{Step, trail};
use super::{account_names, address, find, note, public_address, refused, state};
use crate::figures;
use crate::identity::reach::Officer;
use crate::identity::right::{EditArticle, Right};
use crate::newsroom::{Article, NewsError, SECTIONS, Text, compose, markdown, revise, submit, write};
use crate::shell::{Office, Shell};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use bridge::Edition;
use bridge::print::Printer;
use kit::db::Conn;
use kit::failure::Failure;
use kit::form::Form;
use kit::once;
use kit::page::{html, see_other};
use kit::words::{Lang, Words};

#[derive(Template)]
#[template(path = "newsroom/pages/edit.html")]
struct EditPage {
    shell: Shell,
    form: Form,
    action: String,
    title: String,
    state: &'static str,
    state_name: String,
    /// Why it was sent back; empty when it was not.
    note: String,
    sections: Vec<(String, String)>,
    picker: Vec<Pick>,
    trail: Vec<Step>,
    /// What the state means and what comes next.
    state_text: String,
    /// Where readers have an earlier edition; empty when they do not.
    public: String,
    preview: Option<Preview>,
    /// What somebody else saved meanwhile.
    theirs: Option<Theirs>,
    /// Where the second person decides; empty for others.
    review: String,
}

struct Pick {
    mark: String,
    value: String,
    name: String,
}

/// The text as readers would see it.
pub(super) struct Preview {
    pub(super) kicker: String,
    pub(super) headline: String,
    pub(super) lead: String,
    pub(super) body: String,
    pub(super) byline: String,
    pub(super) byline_post: String,
    pub(super) topics: String,
}

struct Theirs {
    who: String,
    at: String,
    text: Text,
}

/// The fields of the form, each with its most letters.
const FIELDS: [(&str, usize); 8] = [
    ("kicker", 60),
    ("headline", 200),
    ("lead", 2000),
    ("body", 200_000),
    ("byline", 100),
    ("byline_post", 200),
    ("topics", 500),
    ("correction", 500),
];

pub(super) async fn begin(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    if officer.roots(Right::EditArticle).is_empty() {
        return Err(Failure::Forbidden);
    }
    let request = office.chance.uuid(office.clock.now()).to_string();
    let form = Form::filled([("request", request.as_str()), ("section", SECTIONS[0].0)]);
    page(&office, &officer, None, StatusCode::OK, form, Extra::None).await
}

pub(super) async fn create(
    State(office): State<Office>,
    officer: Officer,
    mut form: Form,
) -> Result<Response, Failure> {
    let newsroom = *officer.roots(Right::EditArticle).first().ok_or(Failure::Forbidden)?;
    let grant = officer.require(EditArticle, newsroom)?;
    let now = office.clock.now();
    let mut tx = office.db.begin().await?;
    if let Some(answer) = once::answered(&mut tx, form.get("request")).await? {
        return Ok(see_other(&answer));
    }
    let text = read(&mut tx, &mut form, &office, officer.words()).await?;
    if !form.is_sound() {
        return page(&office, &officer, None, StatusCode::UNPROCESSABLE_ENTITY, form, Extra::None).await;
    }
    let id = write(&mut tx, grant, &office.chance.uuid(now).to_string(), &text, now).await.map_err(refused)?;
    let article = Article::get(&mut tx, id).await.map_err(refused)?;
    let target = after(&mut tx, &office, &officer, &article, &form).await?;
    once::answer(&mut tx, form.get("request"), &target, now).await?;
    tx.commit().await?;
    Ok(see_other(&target))
}

pub(super) async fn show(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
) -> Result<Response, Failure> {
    let (article, _) = find(&office, &officer, &article, EditArticle).await?;
    let extra = if officer.query("xem").is_some() { Extra::Preview } else { Extra::None };
    page(&office, &officer, Some(&article), StatusCode::OK, filled(&article), extra).await
}

pub(super) async fn save(
    State(office): State<Office>,
    officer: Officer,
    Path(article): Path<String>,
    mut form: Form,
) -> Result<Response, Failure> {
    let (article, grant) = find(&office, &officer, &article, EditArticle).await?;
    let version: i64 = form.get("version").parse().map_err(|_| Failure::Malformed)?;
    let mut tx = office.db.begin().await?;
    let text = read(&mut tx, &mut form, &office, officer.words()).await?;
    if !form.is_sound() {
        return page(&office, &officer, Some(&article), StatusCode::UNPROCESSABLE_ENTITY, form, Extra::None).await;
    }
    if text != article.text() || version != article.version {
        match revise(&mut tx, grant, (article.id, version), &text, office.clock.now()).await {
            Ok(_) => {}
            Err(NewsError::Stale) => {
                drop(tx);
                return page(&office, &officer, Some(&article), StatusCode::CONFLICT, form, Extra::Theirs).await;
            }
            Err(error) => return Err(refused(error)),
        }
    }
    let article = Article::get(&mut tx, article.id).await.map_err(refused)?;
    let target = after(&mut tx, &office, &officer, &article, &form).await?;
    tx.commit().await?;
    Ok(see_other(&target))
}

/// What the pressed button asks for after saving: look at it, hand it on, or go on writing.
async fn after(
    conn: &mut Conn,
    office: &Office,
    officer: &Officer,
    article: &Article,
    form: &Form,
) -> Result<String, Failure> {
    let href = address(article);
    match form.get("do") {
        "preview" => Ok(format!("{href}?xem=1#xem-truoc")),
        "submit" if article.state == "draft" => {
            let grant = officer.require(EditArticle, article.unit_id)?;
            submit(conn, grant, (article.id, article.version), office.clock.now()).await.map_err(refused)?;
            Ok("/van-phong/toa-soan?xong=gui-bai".to_owned())
        }
        _ => Ok(format!("{href}?xong=luu")),
    }
}

/// Reads the text and checks it field by field.
async fn read(conn: &mut Conn, form: &mut Form, office: &Office, w: Words) -> Result<Text, Failure> {
    // Browsers send line ends as CR LF.
    let get = |name: &str| form.raw(name).replace("\r\n", "\n").trim().to_owned();
    let text = Text {
        section: get("section"),
        kicker: get("kicker"),
        headline: get("headline"),
        lead: get("lead"),
        body: get("body"),
        byline: get("byline"),
        byline_post: get("byline_post"),
        topics: get("topics").lines().map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join("\n"),
        correction: get("correction"),
    };
    if text.headline.is_empty() {
        form.wrong("headline", w.say("article-no-headline"));
    }
    if !SECTIONS.iter().any(|(slug, ..)| *slug == text.section) {
        form.wrong("section", w.say("article-no-section"));
    }
    for (field, most) in FIELDS {
        let letters = form.get(field).chars().count();
        if letters > most {
            let values = [("most", w.number(most as i64).into()), ("letters", w.number(letters as i64).into())];
            form.wrong(field, w.fill("article-too-long", &values));
        }
    }
    if form.is_sound() {
        // What could not be published is not kept either: it is told while the words are still in mind.
        let sketch = Article::sketch(text.clone(), office.clock.now());
        match compose(conn, &sketch, office.clock.now()).await {
            Ok(_) => {}
            Err(NewsError::UnknownFigure(id)) => {
                let field = if markdown::figures_in(&text.lead).contains(&id) { "lead" } else { "body" };
                form.wrong(field, w.with("article-unknown-figure", "figure", id));
            }
            Err(NewsError::Unsound(what)) => {
                let field = if what.contains("lead:") { "lead" } else { "body" };
                form.wrong(field, w.with("article-unsound", "what", what));
            }
            Err(error) => return Err(refused(error)),
        }
    }
    Ok(text)
}

/// What stands around the form this time.
enum Extra {
    None,
    Preview,
    Theirs,
}

fn filled(article: &Article) -> Form {
    let text = article.text();
    Form::filled([
        ("version", article.version.to_string()),
        ("section", text.section),
        ("kicker", text.kicker),
        ("headline", text.headline),
        ("lead", text.lead),
        ("body", text.body),
        ("byline", text.byline),
        ("byline_post", text.byline_post),
        ("topics", text.topics),
        ("correction", text.correction),
    ])
}

async fn page(
    office: &Office,
    officer: &Officer,
    article: Option<&Article>,
    status: StatusCode,
    mut form: Form,
    extra: Extra,
) -> Result<Response, Failure> {
    let (w, now) = (officer.words(), office.clock.now());
    let mut conn = office.db.read().await?;
    let names = account_names(&mut conn).await?;
    let english = w.lang() == Lang::En;
    let pick = |figure: bridge::Figure| Pick {
        mark: format!("[[so-lieu:{}]]", figure.id),
        value: figure.value.written(english).value,
        name: if english { figure.name.en } else { figure.name.vi },
    };
    let picker = figures::compute(&mut conn, now.day(), now).await?.into_iter().map(pick).collect();
    let trail = match article {
        Some(article) => trail(&mut conn, w, article, &names).await?,
        None => vec![],
    };
    let mut theirs = None;
    if let (Extra::Theirs, Some(article)) = (&extra, article) {
        // Read again: what is shown beside one's own text is what is kept now.
        let kept = Article::get(&mut conn, article.id).await.map_err(refused)?;
        form.set("version", kept.version.to_string());
        let who = names.get(&kept.reviser_id).cloned().unwrap_or_default();
        theirs = Some(Theirs { who, at: kept.changed_at.written(), text: kept.text() });
    }
    let preview = match (&extra, article) {
        (Extra::Preview, Some(article)) => Some(preview(w, &compose(&mut conn, article, now).await.map_err(refused)?)),
        _ => None,
    };
    let (state, key) = article.map_or(("draft", "new"), state);
    let reviews = article.filter(|article| {
        ["submitted", "cleared", "scheduled"].contains(&article.state.as_str())
            && officer.may(Right::PublishArticle, article.unit_id)
    });
    let section = |(slug, vi, en): &(&str, &str, &str)| {
        ((*slug).to_owned(), if english { (*en).to_owned() } else { (*vi).to_owned() })
    };
    let page = EditPage {
        shell: office.shell(officer),
        action: article.map_or("/van-phong/toa-soan/bai-moi".to_owned(), address),
        title: article.map_or_else(|| w.say("article-new"), |article| article.headline.clone()),
        state,
        state_name: w.say(&format!("article-state-{key}")),
        state_text: match article.and_then(|article| article.due_at) {
            Some(due) => {
                format!("{} {}", w.with("article-due", "at", due.written()), w.say("article-next-scheduled-edit"))
            }
            None => w.say(&format!("article-next-{key}")),
        },
        note: article.map_or(String::new(), |article| note(w, &article.note)),
        sections: SECTIONS.iter().map(section).collect(),
        picker,
        trail,
        public: article.filter(|article| article.is_public()).map_or(String::new(), public_address),
        preview,
        theirs,
        review: reviews.map_or(String::new(), |article| format!("{}/duyet", address(article))),
        form,
    };
    html(status, &page)
}

/// The text as readers would see it, printed by what the portal prints with.
pub(super) fn preview(w: Words, edition: &Edition) -> Preview {
    let href = |id: &str| format!("/so-lieu/{id}");
    let mark = w.say("article-figure-mark");
    let printer = Printer { edition, english: w.lang() == Lang::En, mark: &mark, href: &href };
    let author = edition.author.clone();
    Preview {
        kicker: edition.kicker.clone().unwrap_or_default(),
        headline: edition.headline.clone(),
        lead: printer.inlines(&edition.lead),
        body: printer.blocks(&edition.body),
        byline: author.as_ref().map(|author| author.name.clone()).unwrap_or_default(),
        byline_post: author.and_then(|author| author.post).unwrap_or_default(),
        topics: edition.topics.iter().map(|topic| topic.name.as_str()).collect::<Vec<_>>().join(", "),
    }
}
