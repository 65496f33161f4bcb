//! A provider vouches for somebody: a made-up one, in this process, that tells the truth or what a test wants.

use super::second::{STEP, turned_on};
use crate::identity::passkey::ceremony::Site;
use crate::identity::provider::Provider;
use crate::identity::right::Role;
use crate::testing::TestOffice;
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use kit::clock::SECOND;
use kit::testing::Door;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

const START: &str = "/van-phong/dang-nhap/noi-khac";
const OWN: &str = "/van-phong/tai-khoan/noi-khac";
/// The password of [`turned_on`].
const SENTENCE: &str = "mưa rơi trên núi Cấm";

/// The provider: its key, what it says next, and what it was told.
struct Fake {
    key: EcdsaKeyPair,
    claims: Value,
    header: Value,
    doors: Value,
    /// What the last one to come for a code was sent with.
    asked: HashMap<String, String>,
    calls: usize,
}

type Shared = Arc<Mutex<Fake>>;

fn pairs(text: &str) -> HashMap<String, String> {
    kit::web::pairs(text).into_iter().collect()
}

async fn give_token(State(fake): State<Shared>, body: String) -> Result<String, axum::http::StatusCode> {
    let mut fake = fake.lock().unwrap();
    let form = pairs(&body);
    fake.calls += 1;
    let challenge = BASE64.encode(Sha256::digest(form["code_verifier"].as_bytes()));
    let right = form["code"] == "a code"
        && form["client_secret"] == "a secret"
        && form["redirect_uri"] == fake.asked["redirect_uri"]
        && challenge == fake.asked["code_challenge"];
    if !right {
        return Err(axum::http::StatusCode::BAD_REQUEST);
    }
    let part = |value: &Value| BASE64.encode(value.to_string());
    let signed = format!("{}.{}", part(&fake.header), part(&fake.claims));
    let signature = fake.key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
    let token = format!("{signed}.{}", BASE64.encode(signature.as_ref()));
    Ok(json!({ "id_token": token, "token_type": "Bearer" }).to_string())
}

/// An office with a provider that runs.
async fn office() -> (TestOffice, Shared, String) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    let random = SystemRandom::new();
    let secret = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, secret.as_ref(), &random).unwrap();
    let point = key.public_key().as_ref().to_vec();
    let keys = json!({ "keys": [
        { "kty": "OKP", "kid": "other", "crv": "Ed25519", "x": "AAAA" },
        { "kty": "EC", "kid": "one", "crv": "P-256", "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..]) },
    ] });
    let doors = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/sign-in"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
    });
    let header = json!({ "alg": "ES256", "kid": "one" });
    let fake = Fake { key, claims: Value::Null, header, doors, asked: HashMap::new(), calls: 0 };
    let fake: Shared = Arc::new(Mutex::new(fake));
    let app = Router::new()
        .route(
            "/.well-known/openid-configuration",
            get(|State(fake): State<Shared>| async move { fake.lock().unwrap().doors.to_string() }),
        )
        .route("/keys", get(move || async move { keys.to_string() }))
        .route("/token", post(give_token))
        .with_state(fake.clone());
    tokio::spawn(async move { axum::serve(listener, app).await });
    let mut t = TestOffice::new().await;
    t.office.site = Site::at("https://vanphong.example");
    let file = json!({ "name": "Cổng tỉnh", "issuer": issuer, "client_id": "van-phong" });
    let mut provider: Provider = serde_json::from_value(file).unwrap();
    provider.secret = "a secret".to_owned();
    assert_eq!(provider.problem(), None);
    t.office.provider = Some(provider);
    (t, fake, issuer)
}

/// What the provider says of somebody who was sent there with `target`, as it should; where it sends them back to.
fn vouch(t: &TestOffice, fake: &Shared, issuer: &str, target: &str, subject: &str) -> String {
    let (door, asked) = target.split_once('?').expect("a question");
    assert_eq!(door, format!("{issuer}/sign-in"));
    let asked = pairs(asked);
    let seconds = t.office.clock.now().0 / SECOND;
    let mut fake = fake.lock().unwrap();
    fake.claims = json!({
        "iss": issuer, "sub": subject, "aud": "van-phong", "iat": seconds, "exp": seconds + 300, "nonce": asked["nonce"],
    });
    let wanted = [("response_type", "code"), ("scope", "openid"), ("code_challenge_method", "S256")];
    assert!(wanted.iter().all(|(name, value)| asked[*name] == *value), "{asked:?}");
    assert_eq!(asked["redirect_uri"], format!("https://vanphong.example{START}/ve"));
    let back = format!("{START}/ve?code=a+code&state={}", asked["state"]);
    fake.asked = asked;
    back
}

async fn go(door: &mut Door) -> String {
    let answer = door.get(START).await.outcome();
    answer.strip_prefix("303 ").unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Links the account of whoever is at the door to `subject`.
async fn link(t: &TestOffice, fake: &Shared, issuer: &str, door: &mut Door, subject: &str) -> String {
    let page = door.post(OWN, &[]).await;
    assert_eq!(page.outcome(), "200");
    let html = page.html().replace("&#38;", "&");
    let target = html.split("href=\"").find(|part| part.starts_with(issuer)).and_then(|part| part.split('"').next());
    let back = vouch(t, fake, issuer, target.expect("the way on"), subject);
    door.get(&back).await.outcome()
}

#[tokio::test]
async fn an_office_without_the_file_knows_no_provider() {
    let t = TestOffice::new().await;
    let mut desk = t.as_cast("leader").await;
    for address in [START, &format!("{START}/ve?code=a&state=b"), OWN] {
        assert_eq!(desk.get(address).await.outcome(), "404", "{address}");
    }
    assert!(!desk.get("/van-phong/tai-khoan").await.html().contains("noi-khac"));
    assert!(!t.visitor().get("/van-phong/dang-nhap").await.html().contains("noi-khac"));
}

#[tokio::test]
async fn a_linked_account_comes_in_and_nobody_else_does() {
    let (t, fake, issuer) = office().await;
    assert!(t.visitor().get("/van-phong/dang-nhap").await.text().contains("Cổng tỉnh"));
    let before: i64 = t.value("SELECT count(*) FROM account", &[]).await;
    let mut stranger = t.visitor();
    let back = vouch(&t, &fake, &issuer, &go(&mut stranger).await, "u-1");
    let answer = stranger.get(&back).await;
    assert_eq!(answer.outcome(), "422");
    assert!(answer.text().contains("Chưa có tài khoản nào ở đây liên kết"));
    assert_eq!(t.value::<i64>("SELECT count(*) FROM account", &[]).await, before, "it never makes an account");

    let mut desk = t.signed_in("hanh-nt", Role::Leader, t.district).await;
    assert_eq!(link(&t, &fake, &issuer, &mut desk, "u-1").await, format!("303 {OWN}?xong=noi-khac"));
    assert!(desk.get(OWN).await.text().contains("Đã liên kết từ"));
    let mut other = t.as_cast("inspector").await;
    assert_eq!(link(&t, &fake, &issuer, &mut other, "u-1").await, "409", "it is somebody's already");
    let mut door = t.visitor();
    let back = vouch(&t, &fake, &issuer, &go(&mut door).await, "u-1");
    assert_eq!(door.get(&back).await.outcome(), "303 /van-phong");
    assert!(door.get("/van-phong/tai-khoan").await.text().contains("Nơi khác xác nhận"));
    assert_eq!(door.get(&back).await.outcome(), "422", "the same answer once more");
    let mut thief = t.visitor();
    assert_eq!(thief.get(&back).await.outcome(), "422", "another browser brings it back");
    assert_eq!(desk.post(&format!("{OWN}/bo"), &[]).await.outcome(), format!("303 {OWN}?xong=noi-khac-bo"));
    let mut door = t.visitor();
    let back = vouch(&t, &fake, &issuer, &go(&mut door).await, "u-1");
    assert_eq!(door.get(&back).await.outcome(), "422", "the link is ended");
    for verb in ["link", "unlink"] {
        let rows = "SELECT count(*) FROM journal WHERE verb = $1";
        assert_eq!(t.value::<i64>(rows, &[&format!("identity.provider.{verb}")]).await, 1, "{verb}");
    }
}

#[tokio::test]
async fn a_word_that_is_not_just_so_is_not_taken() {
    let (t, fake, issuer) = office().await;
    let mut desk = t.signed_in("hanh-nt", Role::Leader, t.district).await;
    assert_eq!(link(&t, &fake, &issuer, &mut desk, "u-1").await, format!("303 {OWN}?xong=noi-khac"));
    let seconds = t.office.clock.now().0 / SECOND;
    type Change<'a> = &'a dyn Fn(&mut Fake);
    let changes: [(&str, Change<'_>, &str); 13] = [
        ("as it should be", &|_| {}, "303 /van-phong"),
        ("another provider", &|f| f.claims["iss"] = json!("https://evil.example"), "422"),
        ("another program", &|f| f.claims["aud"] = json!("something-else"), "422"),
        ("several programs, ours not the one", &|f| f.claims["aud"] = json!(["van-phong", "x"]), "422"),
        ("one of one program", &|f| f.claims["aud"] = json!(["van-phong"]), "303 /van-phong"),
        ("made for another party", &|f| f.claims["azp"] = json!("x"), "422"),
        ("too old", &|f| f.claims["exp"] = json!(seconds - 121), "422"),
        ("not yet", &|f| f.claims["iat"] = json!(seconds + 121), "422"),
        ("another question", &|f| f.claims["nonce"] = json!("x"), "422"),
        ("no question", &|f| f.claims["nonce"] = json!(""), "422"),
        ("not signed", &|f| f.header = json!({ "alg": "none" }), "422"),
        ("signed with the office's own word", &|f| f.header = json!({ "alg": "HS256", "kid": "one" }), "422"),
        ("an unknown key", &|f| f.header = json!({ "alg": "ES256", "kid": "two" }), "422"),
    ];
    for (what, change, outcome) in changes {
        fake.lock().unwrap().header = json!({ "alg": "ES256", "kid": "one" });
        let mut door = t.visitor();
        let back = vouch(&t, &fake, &issuer, &go(&mut door).await, "u-1");
        change(&mut fake.lock().unwrap());
        assert_eq!(door.get(&back).await.outcome(), outcome, "{what}");
    }
    fake.lock().unwrap().header = json!({ "alg": "ES256", "kid": "one" });
    let calls = fake.lock().unwrap().calls;
    let mut door = t.visitor();
    let back = vouch(&t, &fake, &issuer, &go(&mut door).await, "u-1");
    for (what, address) in [
        ("another state", back.replace("state=", "state=0")),
        ("no state", back.split('&').next().unwrap().to_owned()),
        ("no code", back.replace("a+code", "")),
        ("refused there", back.replace("code=a+code", "error=access_denied")),
        ("another provider's answer", format!("{back}&iss=https%3A%2F%2Fevil.example")),
    ] {
        assert_eq!(door.clone().get(&address).await.outcome(), "422", "{what}");
    }
    t.office.clock.advance(601 * SECOND);
    assert_eq!(door.get(&back).await.outcome(), "422", "too late");
    assert_eq!(fake.lock().unwrap().calls, calls, "nothing was asked of the provider");
}

#[tokio::test]
async fn a_link_is_made_by_the_session_that_proved_itself() {
    let (t, fake, issuer) = office().await;
    let mut desk = t.signed_in("hanh-nt", Role::Leader, t.district).await;
    let page = desk.post(OWN, &[]).await.html().replace("&#38;", "&");
    let target = page.split("href=\"").find(|part| part.starts_with(&issuer)).and_then(|part| part.split('"').next());
    let back = vouch(&t, &fake, &issuer, target.expect("the way on"), "u-1");
    let mut other = t.as_cast("leader").await;
    let away = desk.cookie("thenchot_away").expect("a note").to_owned();
    other.set_cookie("thenchot_away", &away);
    assert_eq!(other.get(&back).await.outcome(), "422", "another session");
    let mut visitor = t.visitor();
    visitor.set_cookie("thenchot_away", &away);
    assert_eq!(visitor.get(&back).await.outcome(), "422", "nobody");
    visitor.set_cookie("thenchot_away", &away.replace("link", "enter"));
    assert_eq!(visitor.get(&back).await.outcome(), "422", "a question to link lets nobody in");
    t.office.clock.advance(3700 * SECOND);
    let late = desk.post(OWN, &[]).await;
    assert!(late.outcome() == "422" && late.text().contains("Hãy đặt mật khẩu trước"));
    assert_eq!(t.value::<i64>("SELECT count(*) FROM provider_link", &[]).await, 0);
}

#[tokio::test]
async fn a_provider_that_lies_about_itself_is_not_spoken_to_further() {
    type Change<'a> = &'a dyn Fn(&mut Value);
    let changes: [(&str, Change<'_>); 4] = [
        ("another name", &|doors| doors["issuer"] = json!("https://evil.example")),
        ("keys elsewhere", &|doors| doors["jwks_uri"] = json!("https://169.254.169.254/keys")),
        ("tokens elsewhere", &|doors| doors["token_endpoint"] = json!("http://127.0.0.1:1/token")),
        ("no sign-in", &|doors| doors["authorization_endpoint"] = json!("javascript:alert(1)")),
    ];
    for (what, change) in changes {
        let (t, fake, _) = office().await;
        change(&mut fake.lock().unwrap().doors);
        let mut door = t.visitor();
        let answer = door.get(START).await;
        assert_eq!(answer.outcome(), "503", "{what}");
        assert!(answer.text().contains("đang không trả lời"), "{what}: the other ways stay open");
        assert_eq!(fake.lock().unwrap().calls, 0, "{what}");
    }
}

#[tokio::test]
async fn a_linked_account_with_a_second_step_still_takes_it() {
    let (t, fake, issuer) = office().await;
    let mut owner = turned_on(&t, "hanh-nt", Role::Leader).await;
    let page = owner.desk.post(OWN, &[("password_now", SENTENCE)]).await.html().replace("&#38;", "&");
    let target = page.split("href=\"").find(|part| part.starts_with(&issuer)).and_then(|part| part.split('"').next());
    let back = vouch(&t, &fake, &issuer, target.expect("the way on"), "u-1");
    assert_eq!(owner.desk.get(&back).await.outcome(), format!("303 {OWN}?xong=noi-khac"));
    let mut door = t.visitor();
    let back = vouch(&t, &fake, &issuer, &go(&mut door).await, "u-1");
    assert_eq!(door.get(&back).await.outcome(), format!("303 {STEP}?tiep=/van-phong"));
    assert!(door.get("/van-phong").await.outcome().starts_with("303 /van-phong/dang-nhap"), "no session has begun");
}
