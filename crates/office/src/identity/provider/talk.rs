//! What is said to a provider: where its doors are, what a code is worth, which keys it has. Only an office that has a file
//! `provider.toml` ever says anything; each call has an end, in time and in size.

use super::Provider;
use super::token::Keys;
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

/// No answer of a provider is larger, in bytes.
const LARGEST: u64 = 256 << 10;
/// Nor may it take longer.
const PATIENCE: Duration = Duration::from_secs(10);

/// The doors of a provider, as it names them itself.
#[derive(Clone, Debug, Deserialize)]
pub struct Doors {
    issuer: String,
    /// Where people sign in.
    pub authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

/// Asks for the doors.
pub async fn doors(provider: &Provider) -> Result<Doors> {
    let address = format!("{}/.well-known/openid-configuration", provider.issuer.trim_end_matches('/'));
    let doors: Doors = aside(move |agent| read(agent.get(&address).call()?)).await.context("the provider's doors")?;
    ensure!(doors.issuer == provider.issuer, "the provider calls itself {}", doors.issuer);
    for door in [&doors.authorization_endpoint, &doors.token_endpoint, &doors.jwks_uri] {
        ensure!(is_at(provider, door), "the provider's door {door} is at a host that provider.toml does not name");
    }
    Ok(doors)
}

/// Asks for the keys.
pub async fn keys(doors: &Doors) -> Result<Keys> {
    let address = doors.jwks_uri.clone();
    aside(move |agent| read(agent.get(&address).call()?)).await.context("the provider's keys")
}

/// Gives a code for the token that it stands for.
pub async fn token(provider: &Provider, doors: &Doors, code: &str, verifier: &str, back: &str) -> Result<String> {
    let (address, client, secret) = (doors.token_endpoint.clone(), provider.client_id.clone(), provider.secret.clone());
    let mut form = vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", code.to_owned()),
        ("redirect_uri", back.to_owned()),
        ("client_id", client),
        ("code_verifier", verifier.to_owned()),
    ];
    if !secret.is_empty() {
        form.push(("client_secret", secret));
    }
    let tokens: Tokens = aside(move |agent| read(agent.post(&address).send_form(form)?)).await.context("the token")?;
    Ok(tokens.id_token)
}

/// Scheme, host and port of an address at which what is sent is read by nobody on the way: over HTTPS, or on the machine
/// itself. `None` for any other, and for one that is written so that it could be read as another.
pub fn origin(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let plain = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:".contains(&b));
    let name = host.split(':').next()?;
    let safe = scheme == "https" || (scheme == "http" && ["127.0.0.1", "localhost"].contains(&name));
    (plain && safe).then(|| &address[..scheme.len() + 3 + host.len()])
}

/// Whether a door is at the provider's own address or at a host that the file names: its word alone sends the office nowhere.
fn is_at(provider: &Provider, door: &str) -> bool {
    let named = |host: &String| origin(door) == Some(format!("https://{host}").as_str());
    origin(door).is_some() && (origin(door) == origin(&provider.issuer) || provider.hosts.iter().any(named))
}

async fn aside<T: Send + 'static>(work: impl FnOnce(Agent) -> Result<T> + Send + 'static) -> Result<T> {
    // Once for the process; a second time changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // The machine's own certificates: an office may have an authority of its own.
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    let agent = Agent::config_builder().timeout_global(Some(PATIENCE)).max_redirects(0).tls_config(tls).build();
    tokio::task::spawn_blocking(move || work(agent.into())).await?
}

fn read<T: DeserializeOwned>(mut answer: ureq::http::Response<ureq::Body>) -> Result<T> {
    ensure!(answer.status().is_success(), "it answered {}", answer.status());
    let bytes = answer.body_mut().with_config().limit(LARGEST).read_to_vec()?;
    Ok(serde_json::from_slice(&bytes)?)
}

#[cfg(test)]
mod tests {
    use super::{is_at, origin};
    use crate::identity::provider::Provider;

    #[test]
    fn a_door_is_where_the_office_was_told_and_nowhere_else() {
        for (address, known) in [
            ("https://id.example", Some("https://id.example")),
            ("https://id.example:8443/a?b#c", Some("https://id.example:8443")),
            ("http://127.0.0.1:9/x", Some("http://127.0.0.1:9")),
            ("http://id.example/", None),
            ("http://127.0.0.1.evil.example/", None),
            ("https://id.example@evil.example/", None),
            ("https://id.example\\evil.example/", None),
            ("https:///x", None),
            ("file:///etc/passwd", None),
            ("id.example", None),
        ] {
            assert_eq!(origin(address), known, "{address}");
        }
        let file =
            r#"{ "name": "x", "issuer": "https://id.example/realm", "client_id": "x", "hosts": ["keys.example"] }"#;
        let provider: Provider = serde_json::from_str(file).expect("a provider");
        for (door, open) in [
            ("https://id.example/keys", true),
            ("https://keys.example/keys", true),
            ("https://id.example:444/keys", false),
            ("https://other.example/keys", false),
            ("https://169.254.169.254/latest", false),
            ("http://127.0.0.1:80/", false),
        ] {
            assert_eq!(is_at(&provider, door), open, "{door}");
        }
    }
}
