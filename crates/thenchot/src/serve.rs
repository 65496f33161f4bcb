//! `thenchot serve`: both houses behind one address.

use crate::houses::{self, Houses};
use crate::{Serve, demo, jobs, patience, provider, watch};
use anyhow::{Context, Result};
use axum::Extension;
use axum::http::{HeaderValue, header};
use axum::middleware::map_response;
use axum::response::Response;
use kit::clock::Chance;
use kit::web::TrustedProxies;
use office::identity::passkey::ceremony::Site;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// Serves what is in the data folder.
pub async fn serve(options: &Serve) -> Result<()> {
    let place = &options.place;
    let office = houses::open_office(place).await?;
    let is_demo = demo::is_demo(&office).await?;
    let imported = if is_demo { demo::IMPORTED_VIEWS } else { 0 };
    let houses = houses::open_all(place, office, is_demo, imported).await?;
    print_setup_code(&houses, options.listen).await?;
    until_stopped(houses, options).await
}

/// The one-time code for the first visitor, while nobody was let in; whoever can read this console may set up.
async fn print_setup_code(houses: &Houses, listen: SocketAddr) -> Result<()> {
    let mut tx = houses.office.begin().await?;
    if let Some(code) = office::identity::setup::make_code(&mut tx, &Chance::system()).await? {
        tx.commit().await?;
        println!("\nNobody is in this office yet. Open http://{listen}/van-phong/cai-dat with the code\n  {code}\n");
    }
    Ok(())
}

/// Answers until the process is told to stop; then writes what is only in memory.
pub async fn until_stopped(mut houses: Houses, options: &Serve) -> Result<()> {
    houses.desk.secure = options.https;
    houses.desk.site = options.address.as_deref().and_then(Site::at);
    houses.desk.provider = provider::read(&options.place.data)?;
    if houses.desk.provider.is_some() && houses.desk.site.is_none() {
        println!("provider.toml is not used: it needs the office's own address (--address https://…)");
    }
    let (houses, listen) = (Arc::new(houses), options.listen);
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    let scheme = if options.https { "https" } else { "http" };
    let origin = options.address.clone().unwrap_or_else(|| format!("{scheme}://{address}"));
    let _ = houses.origin.set(origin);
    tokio::spawn(houses.clone().follow());
    let portal = houses.portal.clone();
    tokio::spawn(async move { portal.run().await });
    tokio::spawn(jobs::run(houses.clone()));
    let desk = houses.desk.clone();
    tokio::spawn(async move {
        if let Err(failure) = desk.warm_lists().await {
            tracing::warn!(?failure, "the members are read into memory at the first look instead");
        }
    });
    println!("Then Chốt: http://{address}");
    let router = houses.portal.router().merge(office::shell::router(houses.desk.clone()));
    let router = router.merge(watch::router(houses.clone()));
    let router = router.layer(Extension(TrustedProxies(Arc::new(options.trust_proxy.clone()))));
    let router = if options.https { router.layer(map_response(only_https)) } else { router };
    let span = Duration::from_secs(options.patience.max(1));
    patience::serve(listener, router, span, stop_asked()).await;
    houses.portal.flush().await?;
    Ok(())
}

/// Tells the browser to come over HTTPS alone, for a year.
async fn only_https(mut response: Response) -> Response {
    let year = HeaderValue::from_static("max-age=31536000");
    response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, year);
    response
}

async fn stop_asked() {
    let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(signal) => signal,
        Err(error) => {
            tracing::warn!(%error, "cannot hear the signal to stop");
            return std::future::pending().await;
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
