//! What does Prometheus see? Requests as they are answered, and the state of everything else at the moment of the question.

use std::fmt::Write;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;

use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use metrics::{counter, gauge, histogram, with_local_recorder};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusRecorder};
use subtle::ConstantTimeEq;
use tokio_util::sync::CancellationToken;

use super::disk::Disk;
use super::{health, store};
use crate::app::SharedApp;
use crate::error::{Error, Result};
use crate::features::workload;

const SECONDS: [f64; 10] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];
const KIND: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Of one server rather than of the process, so that several in one process do not count for each other.
pub struct Metrics(PrometheusRecorder);

impl Default for Metrics {
    fn default() -> Self {
        let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full("primehub_request_seconds".into()), &SECONDS);
        // The list of limits is not empty, which is all that could be wrong with it.
        let recorder = builder.expect("the limits of the histogram are given").build_recorder();
        with_local_recorder(&recorder, || {
            metrics::describe_counter!("primehub_requests_total", "Requests to the portal and its API that were answered.");
            metrics::describe_histogram!("primehub_request_seconds", "Seconds until the answer to a request began.");
        });
        Self(recorder)
    }
}

impl Metrics {
    /// `route` is the pattern of the route, not the address, so that the number of time series stays small.
    pub fn answered(&self, route: &str, method: &Method, status: StatusCode, seconds: f64) {
        let labels = [("route", route.to_owned()), ("method", method.to_string()), ("status", format!("{}xx", status.as_u16() / 100))];
        with_local_recorder(&self.0, || {
            counter!("primehub_requests_total", &labels).increment(1);
            histogram!("primehub_request_seconds", "route" => route.to_owned()).record(seconds);
        });
    }

    /// Folds recorded durations into their histogram. Without it they pile up when nobody asks for the metrics.
    pub fn tidy(&self) {
        self.0.handle().run_upkeep();
    }
}

pub async fn render(app: &SharedApp) -> Result<String> {
    let units = workload::store::count_by_state(app.db.read()).await?;
    let counts = store::counts(app.db.read()).await?;
    let disk = Disk::of(&app.config.data)?;
    let engine = app.workloads.engine_state.known();
    let now = PrometheusBuilder::new().build_recorder();
    with_local_recorder(&now, || {
        gauge!("primehub_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        gauge!("primehub_uptime_seconds").set((app.clock.micros() - app.started_at) as f64 / 1e6);
        for state in ["queued", "starting", "running", "stopping"] {
            let count = units.iter().find(|(name, _)| name == state).map_or(0, |(_, count)| *count);
            gauge!("primehub_workloads", "state" => state).set(count as f64);
        }
        gauge!("primehub_users").set(counts.users as f64);
        gauge!("primehub_groups").set(counts.groups as f64);
        gauge!("primehub_engine_up").set(if engine.away_since.is_none() { 1.0 } else { 0.0 });
        gauge!("primehub_engine_answer_seconds").set(engine.latency_micros as f64 / 1e6);
        let pool = app.db.read();
        gauge!("primehub_database_connections", "state" => "open").set(f64::from(pool.size()));
        gauge!("primehub_database_connections", "state" => "idle").set(pool.num_idle() as f64);
        gauge!("primehub_data_disk_bytes", "state" => "used").set(disk.used() as f64);
        gauge!("primehub_data_disk_bytes", "state" => "free").set(disk.free as f64);
        if let Some(memory) = resident_bytes() {
            gauge!("process_resident_memory_bytes").set(memory as f64);
        }
        if let Some(gateway) = app.operations.gateway.get() {
            gauge!("primehub_gateway_connections").set(gateway.open_connections.load(Ordering::Relaxed) as f64);
            gauge!("primehub_gateway_websockets").set(gateway.open_websockets.load(Ordering::Relaxed) as f64);
            let count = |name: &'static str, value: u64| counter!(name).absolute(value);
            count("primehub_gateway_connections_total", gateway.connections.load(Ordering::Relaxed));
            count("primehub_gateway_requests_total", gateway.requests.load(Ordering::Relaxed));
            count("primehub_gateway_refused_total", gateway.refused.load(Ordering::Relaxed));
            count("primehub_gateway_bad_requests_total", gateway.bad_requests.load(Ordering::Relaxed));
            count("primehub_gateway_websockets_reaped_total", gateway.websockets_reaped.load(Ordering::Relaxed));
            count("primehub_gateway_backend_failures_total", gateway.backend_failures.load(Ordering::Relaxed));
        }
    });
    let mut text = app.operations.metrics.0.handle().render();
    let _ = write!(text, "{}", now.handle().render());
    Ok(text)
}

fn resident_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}

/// On the portal's address, for whoever has the token. Without a configured token there is nothing here.
pub async fn answer(State(app): State<SharedApp>, headers: HeaderMap) -> Result<Response> {
    let token = &app.config.server.metrics_token;
    if token.is_empty() {
        return Err(Error::NotFound("There is nothing at this address.".into()));
    }
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|text| text.strip_prefix("Bearer "));
    if !given.is_some_and(|given| bool::from(given.as_bytes().ct_eq(token.as_bytes()))) {
        return Err(Error::NotSignedIn);
    }
    page(&app).await
}

async fn page(app: &SharedApp) -> Result<Response> {
    Ok(([(header::CONTENT_TYPE, KIND)], render(app).await?).into_response())
}

/// Serves metrics and health on an address of their own, which only Prometheus should reach.
pub async fn listen(app: &SharedApp, stop: CancellationToken) -> Result<()> {
    let address = &app.config.server.metrics_listen;
    if address.is_empty() {
        return Ok(());
    }
    let wrong =
        |error: &dyn std::fmt::Display| Error::invalid("server.metrics_listen", format!("cannot listen on {address} for metrics: {error}"));
    let address: SocketAddr = address.parse().map_err(|error: std::net::AddrParseError| wrong(&error))?;
    let listener = tokio::net::TcpListener::bind(address).await.map_err(|error| wrong(&error))?;
    let router = Router::new()
        .route("/metrics", get(|Extension(app): Extension<SharedApp>| async move { page(&app).await }))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(health::ready))
        .layer(Extension(app.clone()))
        .with_state(app.clone());
    axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await?;
    Ok(())
}
