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
        ensure!(is_safe(door), "the provider's door {door} is not over HTTPS");
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
    let (address, client, secret) =
        (doors.token_endpoint.clone(), provider.client_id.clone(), provider.client_secret.clone());
    let form = [
        ("grant_type", "authorization_code".to_owned()),
        ("code", code.to_owned()),
        ("redirect_uri", back.to_owned()),
        ("client_id", client),
        ("client_secret", secret),
        ("code_verifier", verifier.to_owned()),
    ];
    let tokens: Tokens = aside(move |agent| read(agent.post(&address).send_form(form)?)).await.context("the token")?;
    Ok(tokens.id_token)
}

/// Whether what is sent there is read by nobody on the way.
pub fn is_safe(address: &str) -> bool {
    let local = ["http://127.0.0.1:", "http://localhost:"].iter().any(|local| address.starts_with(local));
    address.starts_with("https://") || local
}

async fn aside<T: Send + 'static>(work: impl FnOnce(Agent) -> Result<T> + Send + 'static) -> Result<T> {
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
