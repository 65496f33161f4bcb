//! Signing in by a provider's word, and linking one's own account to it. Everything here is nowhere (404) in an office that
//! has no `provider.toml`.

use super::{Came, SignInPage, enter, own, prove_anyhow};
use crate::identity::passkey::ceremony::Site;
use crate::identity::passkey::{Question, WAITS, use_up};
use crate::identity::provider::token::Refusal;
use crate::identity::provider::{Link, Provider, link, linked, unlink};
use crate::identity::reach::Officer;
use crate::identity::sessions::How;
use crate::shell::{Office, Shell, lang_of, set_cookie};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use axum::routing::{get, post};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use kit::failure::Failure;
use kit::form::Form;
use kit::page::{html, see_other};
use kit::web::{Caller, cookie, encode, query};
use sha2::{Digest, Sha256};

const START: &str = "/van-phong/dang-nhap/noi-khac";
const OWN: &str = "/van-phong/tai-khoan/noi-khac";
/// The cookie that ties an answer to the browser that was sent away, and says for what.
const COOKIE: &str = "thenchot_away";
const TO_ENTER: &str = "enter";
const TO_LINK: &str = "link";

pub(super) fn routes() -> Router<Office> {
    Router::new()
        .route("/van-phong/dang-nhap/noi-khac", get(start))
        .route("/van-phong/dang-nhap/noi-khac/ve", get(back))
        .route("/van-phong/tai-khoan/noi-khac", get(show).post(begin_link))
        .route("/van-phong/tai-khoan/noi-khac/bo", post(end_link))
}

/// The provider and the site that it sends people back to.
fn on(office: &Office) -> Result<(&Provider, &Site), Failure> {
    office.provider.as_ref().zip(office.site.as_ref()).ok_or(Failure::NotFound)
}

/// What is asked with: the state that comes back, the nonce in the token, the verifier of the code. None can be guessed,
/// nor made by anybody but this office.
fn asked(office: &Office, question: &Question, purpose: &str, whose: &str) -> [String; 3] {
    ["state", "nonce", "verifier"].map(|part| question.text(&office.vault, &format!("{purpose}-{part}"), whose))
}

/// Where to send somebody.
async fn away(office: &Office, question: &Question, purpose: &str, whose: &str) -> Result<String, Failure> {
    let (provider, site) = on(office)?;
    let doors = provider.doors(office.clock.outside()).await?;
    let [state, nonce, verifier] = asked(office, question, purpose, whose);
    let challenge = BASE64.encode(Sha256::digest(verifier.as_bytes()));
    let join = if doors.authorization_endpoint.contains('?') { '&' } else { '?' };
    let all = |text: &str| encode(text).replace('/', "%2F");
    Ok(format!(
        "{}{join}response_type=code&scope=openid&client_id={}&redirect_uri={}&state={state}&nonce={nonce}\
         &code_challenge={challenge}&code_challenge_method=S256",
        doors.authorization_endpoint,
        all(&provider.client_id),
        all(&back_at(site)),
    ))
}

fn back_at(site: &Site) -> String {
    format!("{}{START}/ve", site.origin)
}

async fn start(State(office): State<Office>, headers: HeaderMap) -> Result<Response, Failure> {
    on(&office)?;
    let question = Question::draw(&office.chance, office.clock.now());
    let target = match away(&office, &question, TO_ENTER, "").await {
        Ok(target) => target,
        Err(failure) => return silent(&office, &headers, &failure),
    };
    let mut response = see_other(&target);
    set_cookie(&mut response, COOKIE, &format!("{TO_ENTER}.{}", question.note()), office.secure, WAITS);
    Ok(response)
}

fn silent(office: &Office, headers: &HeaderMap, failure: &Failure) -> Result<Response, Failure> {
    tracing::warn!(?failure, "the sign-in provider");
    door(office, headers, StatusCode::SERVICE_UNAVAILABLE, "provider-silent")
}

/// The sign-in page with what went wrong; the other ways are on it.
fn door(office: &Office, headers: &HeaderMap, status: StatusCode, what: &str) -> Result<Response, Failure> {
    let shell = office.door(lang_of(headers));
    let mut form = Form::default();
    form.wrong("login", shell.w.say(what));
    let mut response = html(status, &SignInPage::new(office, shell, form))?;
    set_cookie(&mut response, COOKIE, "", office.secure, 0);
    Ok(response)
}

/// Where the provider sends people back to.
async fn back(
    State(office): State<Office>,
    officer: Result<Officer, Failure>,
    caller: Caller,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Failure> {
    let (provider, site) = on(&office)?;
    let (now, outside) = (office.clock.now(), office.clock.outside());
    let note = cookie(&headers, COOKIE).and_then(|note| note.split_once('.'));
    let asked_for = note.and_then(|(purpose, note)| Some((purpose, Question::of_note(note, now)?)));
    let wrong = |what| door(&office, &headers, StatusCode::UNPROCESSABLE_ENTITY, what);
    let Some((purpose, question)) = asked_for else { return wrong("provider-late") };
    let officer = officer.ok().filter(|_| purpose == TO_LINK);
    let whose = officer.as_ref().map_or("", |officer| officer.token());
    let [state, nonce, verifier] = asked(&office, &question, purpose, whose);
    if query(&uri, "state").as_deref() != Some(state.as_str()) {
        return wrong("provider-late");
    }
    // Another provider's answer to a question that was put to this one (RFC 9207).
    let other = query(&uri, "iss").is_some_and(|issuer| issuer != provider.issuer);
    let code = query(&uri, "code").filter(|code| !code.is_empty() && !other);
    let Some(code) = code else { return wrong("provider-refused") };
    // A made-up code costs a call to the provider: from one place only so many.
    office.attempts.take_code(caller, now)?;
    let mut tx = office.db.begin().await?;
    if !use_up(&mut tx, &question, now).await? {
        return wrong("provider-late");
    }
    tx.commit().await?;
    let subject = match provider.subject((&code, &back_at(site)), (&nonce, &verifier), outside).await {
        Ok(subject) => subject,
        Err(failure) if failure.is::<Refusal>() => {
            tracing::warn!(%failure, "the sign-in provider");
            return wrong("provider-untrusted");
        }
        Err(failure) => return silent(&office, &headers, &failure.into()),
    };
    office.attempts.code_was_right(caller);
    let mut tx = office.db.begin().await?;
    let Some(officer) = officer else {
        if purpose != TO_ENTER {
            return wrong("provider-late");
        }
        return match linked(&mut tx, &provider.issuer, &subject, now).await? {
            Some(account) => {
                let came = Came::of(&mut tx, &office, &account, How::Provider).await?;
                enter(&office, tx, &account, (&headers, caller, came), "/van-phong").await
            }
            None => wrong("provider-unlinked"),
        };
    };
    if !link(&mut tx, (officer.account, officer.let_in_by()), (&provider.issuer, &subject), now).await? {
        let mut form = Form::default();
        form.wrong("password_now", officer.words().say("provider-taken"));
        return page(&office, &officer, StatusCode::CONFLICT, form, String::new()).await;
    }
    tx.commit().await?;
    Ok(see_other(&format!("{OWN}?xong=noi-khac")))
}

#[derive(Template)]
#[template(path = "identity/pages/provider/own.html")]
struct OwnPage {
    shell: Shell,
    form: Form,
    name: String,
    /// Since when the account is linked; empty when it is not.
    since: String,
    needs_password: bool,
    /// Where to go on, after the proof; empty before.
    go: String,
}

async fn show(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    page(&office, &officer, StatusCode::OK, Form::default(), String::new()).await
}

async fn page(
    office: &Office,
    officer: &Officer,
    status: StatusCode,
    form: Form,
    go: String,
) -> Result<Response, Failure> {
    let (provider, _) = on(office)?;
    let (w, account) = (officer.words(), own(office, officer).await?);
    let linked = Link::of(&mut office.db.read().await?, account.id).await?;
    let linked = linked.filter(|link| link.issuer == provider.issuer);
    let page = OwnPage {
        shell: office.shell(officer),
        form,
        name: provider.name.clone(),
        since: linked.map_or(String::new(), |link| w.with("provider-since", "at", link.made_at.written())),
        needs_password: account.password_hash.is_some(),
        go,
    };
    html(status, &page)
}

/// The proof first; then the page that leads away. A form itself may not: it goes to this office and nowhere else.
async fn begin_link(State(office): State<Office>, officer: Officer, mut form: Form) -> Result<Response, Failure> {
    on(&office)?;
    let account = own(&office, &officer).await?;
    prove_anyhow(&office, &officer, &account, &mut form).await?;
    if !form.is_sound() {
        return page(&office, &officer, StatusCode::UNPROCESSABLE_ENTITY, form, String::new()).await;
    }
    let question = Question::draw(&office.chance, office.clock.now());
    let go = match away(&office, &question, TO_LINK, officer.token()).await {
        Ok(go) => go,
        Err(failure) => {
            tracing::warn!(?failure, "the sign-in provider");
            form.wrong("password_now", officer.words().say("provider-silent"));
            return page(&office, &officer, StatusCode::SERVICE_UNAVAILABLE, form, String::new()).await;
        }
    };
    let mut response = page(&office, &officer, StatusCode::OK, form, go).await?;
    set_cookie(&mut response, COOKIE, &format!("{TO_LINK}.{}", question.note()), office.secure, WAITS);
    Ok(response)
}

async fn end_link(State(office): State<Office>, officer: Officer) -> Result<Response, Failure> {
    on(&office)?;
    let mut tx = office.db.begin().await?;
    unlink(&mut tx, officer.account, office.clock.now()).await?;
    tx.commit().await?;
    Ok(see_other(&format!("{OWN}?xong=noi-khac-bo")))
}
