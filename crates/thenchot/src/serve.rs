//! `thenchot serve`: both houses behind one address.

use crate::houses::{self, Houses};
use crate::{Place, demo, jobs, watch};
use anyhow::{Context, Result};
use axum::serve::ListenerExt;
use kit::clock::Chance;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Serves what is in the data folder.
pub async fn serve(place: &Place, listen: SocketAddr) -> Result<()> {
    let office = houses::open_office(place).await?;
    let is_demo = demo::is_demo(&office).await?;
    let imported = if is_demo { demo::IMPORTED_VIEWS } else { 0 };
    let houses = houses::open_all(place, office, is_demo, imported).await?;
    print_setup_code(&houses, listen).await?;
    until_stopped(Arc::new(houses), listen).await
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
pub async fn until_stopped(houses: Arc<Houses>, listen: SocketAddr) -> Result<()> {
    let listener = TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))?;
    let address = listener.local_addr()?;
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    tokio::spawn(houses.clone().follow());
    let portal = houses.portal.clone();
    tokio::spawn(async move { portal.run().await });
    tokio::spawn(jobs::run(houses.clone()));
    println!("Then Chốt: http://{address}");
    let router = houses.portal.router().merge(office::shell::router(houses.desk.clone()));
    let router = router.merge(watch::router(houses.clone()));
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(stop_asked())
        .await?;
    houses.portal.flush().await?;
    Ok(())
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
