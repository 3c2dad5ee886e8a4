//! How is a log sent over HTTP? The same parameters and the same answer for every kind of workload.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;

use super::{Wanted, read};
use crate::app::SharedApp;
use crate::error::{Error, Result};
use crate::features::workload::{UnitRef, store};

const MOST_LINES: usize = 50_000;

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
pub struct LogQuery {
    follow: Option<String>,
    tail_lines: Option<usize>,
    since: Option<String>,
    timestamps: Option<String>,
    generation: Option<i64>,
    download: Option<String>,
}

/// The log of one launch, of the last one if none is asked for. Whether the caller may see it is the caller's to know.
pub async fn answer(app: &SharedApp, unit: &str, query: LogQuery) -> Result<Response> {
    let last = store::last_launch(app.db.read(), unit).await?.map_or(0, |launch| launch.generation);
    let wanted = Wanted {
        tail: query.tail_lines.filter(|lines| *lines > 0).map(|lines| lines.min(MOST_LINES)),
        since: query.since.as_deref().map(time_of).transpose()?,
        follow: is_on(&query.follow),
        timestamps: is_on(&query.timestamps),
    };
    let of = UnitRef { unit: unit.to_owned(), generation: query.generation.unwrap_or(last) };
    let mut response = Response::new(Body::from_stream(read(app, of, wanted)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if is_on(&query.download)
        && let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{unit}.log\""))
    {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

fn is_on(text: &Option<String>) -> bool {
    matches!(text.as_deref(), Some("true" | "1"))
}

fn time_of(text: &str) -> Result<chrono::DateTime<chrono::Utc>> {
    let time = chrono::DateTime::parse_from_rfc3339(text);
    Ok(time.map_err(|_| Error::invalid("since", "Write the time as 2026-11-23T14:20:00Z."))?.to_utc())
}
