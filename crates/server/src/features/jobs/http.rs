//! The REST route of jobs: their logs, at the address that the original gives them.

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;

use super::actions;
use crate::app::SharedApp;
use crate::error::{Error, Result};
use crate::features::workload::logs::{self, Wanted};
use crate::features::workload::{self, UnitRef};
use crate::http::{Routes, Signed};

pub fn routes() -> Routes {
    Routes::default().get("/api/logs/namespaces/{namespace}/phjobs/{id}", log)
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct LogQuery {
    follow: Option<String>,
    tail_lines: Option<usize>,
    since: Option<String>,
    timestamps: Option<String>,
    generation: Option<i64>,
    download: Option<String>,
}

async fn log(
    State(app): State<SharedApp>,
    Signed(actor): Signed,
    Path((_, id)): Path<(String, String)>,
    Query(query): Query<LogQuery>,
) -> Result<Response> {
    let job = actions::seen(&app, &actor, &id).await?;
    let last = workload::store::last_launch(app.db.read(), &job.id).await?.map_or(0, |launch| launch.generation);
    let is_on = |text: &Option<String>| matches!(text.as_deref(), Some("true" | "1"));
    let since = match &query.since {
        None => None,
        Some(text) => {
            let time = chrono::DateTime::parse_from_rfc3339(text);
            Some(time.map_err(|_| Error::invalid("since", "Write the time as 2026-11-23T14:20:00Z."))?.to_utc())
        }
    };
    let unit = UnitRef { unit: job.id.clone(), generation: query.generation.unwrap_or(last) };
    let wanted = Wanted {
        tail: query.tail_lines.filter(|lines| *lines > 0).map(|lines| lines.min(50_000)),
        since,
        follow: is_on(&query.follow),
        timestamps: is_on(&query.timestamps),
    };
    let mut response = Response::new(Body::from_stream(logs::read(&app, unit, wanted)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if is_on(&query.download)
        && let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{}.log\"", job.id))
    {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
