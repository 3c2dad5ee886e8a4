//! How does the server run? Listeners, the gateway in front of the portal, background loops, and the graceful stop.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use futures_util::FutureExt;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use primehub_gateway::{GatewayConfig, PortalBody, PortalHandler};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::app::{App, SharedApp};
use crate::auth::Peer;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::features::workload::door::{self, Keeper};
use crate::features::workload::{self, reconciler};
use crate::features::{files, identity, jobs, notebooks};
use crate::{events, http, operate};

/// Runs until the process is asked to stop. Workloads go on running afterwards.
pub async fn run(config: Config) -> Result<()> {
    // Held until the process ends, so that nothing is restored under it.
    let _in_use = operate::lock::shared(&config.data)?;
    let clock = Clock::system();
    let engine = workload::connect::engine(&config, &clock).await?;
    let app = App::build(config, clock, engine).await?;
    refuse_remote_set_up(&app).await?;

    let stop = CancellationToken::new();
    let loops = tokio::spawn(background(app.clone(), stop.clone()));
    let stop_gateway = CancellationToken::new();
    let gateway = primehub_gateway::serve(gateway_config(&app), Arc::new(Keeper(app.clone())), portal(&app), stop_gateway.clone())
        .map_err(|error| Error::internal(format!("cannot listen on {}: {error}", app.config.server.listen)))?;
    // Nobody else sets it.
    let _ = app.operations.gateway.set(gateway.stats());
    announce(&app).await?;

    asked_to_stop().await?;
    tracing::info!("stopping: open requests get {} s, workloads keep running", app.config.server.stop_grace_seconds);
    app.events.close();
    stop_gateway.cancel();
    gateway.join().await;
    stop.cancel();
    // The loops only have to be interrupted; whatever they had begun is found again at the next start.
    let _ = tokio::time::timeout(Duration::from_secs(2), loops).await;
    app.db.close().await;
    Ok(())
}

/// Whoever opens the page first becomes administrator, so before that nobody else may reach it.
async fn refuse_remote_set_up(app: &SharedApp) -> Result<()> {
    let server = &app.config.server;
    if server.listen.ip().is_loopback() || server.allow_remote_setup || identity::is_set_up(app).await? {
        return Ok(());
    }
    Err(Error::WrongState {
        code: "SETUP_NEEDED",
        message: format!(
            "PrimeHub has no administrator yet and will not listen on {} before that. Set it up on 127.0.0.1 first, or start it with server.allow_remote_setup = true.",
            server.listen
        ),
    })
}

async fn background(app: SharedApp, stop: CancellationToken) {
    let work = async {
        tokio::join!(
            reconciler::run(app.clone(), stop.clone()),
            events::exchange(app.clone()),
            door::watch(app.clone()),
            notebooks::watch::run(app.clone()),
            files::sweep::run(app.clone(), stop.clone()),
            jobs::run(app.clone()),
            operate::run(app.clone(), stop.clone())
        );
    };
    tokio::select! {
        _ = work => {}
        _ = stop.cancelled() => {}
    }
}

fn gateway_config(app: &SharedApp) -> GatewayConfig {
    let server = &app.config.server;
    let clock = app.clock.clone();
    let mut config = GatewayConfig {
        listen: vec![server.listen],
        workload_domain: server.workload_domain.clone(),
        path_mode: server.path_mode,
        portal_url: Some(app.config.public_url()),
        secure: app.config.is_https(),
        trusted_proxies: server.trusted_proxies.clone(),
        grace: Duration::from_secs(server.stop_grace_seconds),
        clock: Arc::new(move || clock.micros()),
        ..Default::default()
    };
    if server.gateway_threads > 0 {
        config.threads = server.gateway_threads;
    }
    config
}

/// Whatever is not addressed to a workload goes to the portal's routes.
fn portal(app: &SharedApp) -> PortalHandler {
    let router = http::router(app.clone());
    Arc::new(move |request, peer| answer(router.clone(), request, peer).boxed())
}

async fn answer(router: Router, request: Request<Incoming>, peer: SocketAddr) -> Response<PortalBody> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(Peer(peer.ip().to_string()));
    match router.oneshot(request).await {
        Ok(response) => {
            response.map(|body| PortalBody::new(body.map_err(|error| Box::new(error) as Box<dyn std::error::Error + Send + Sync>)))
        }
        Err(never) => match never {},
    }
}

async fn announce(app: &SharedApp) -> Result<()> {
    let mut text = format!("PrimeHub is ready at {}\n", app.config.public_url());
    if let Some(link) = identity::setup_link(app).await? {
        text += &format!("Create the administrator with this link, which works once:\n  {link}\n");
    }
    // Whoever started the server may have closed its output, which is no reason to end; `println!` would panic.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(())
}

async fn asked_to_stop() -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
