//! The lines that a workload wrote, from the engine's log of it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::{StreamExt, TryFutureExt, stream};
use http_body_util::Full;
use hyper::Request;

use super::connect::Connection;
use super::demux::Lines;
use super::{DockerEngine, SHORT, containers, raw};
use crate::{EngineError, EngineStream, LogLine, LogOptions, Result, UnitRef};

/// Podman does not begin to answer before the workload has written something.
const SILENCE: Duration = Duration::from_secs(30 * 24 * 3600);

pub async fn logs(engine: &DockerEngine, unit: &UnitRef, options: LogOptions) -> Result<EngineStream<LogLine>> {
    of_container(engine.connection().await?, &engine.container_name(unit), options).await
}

pub async fn of_container(connection: &Connection, name: &str, options: LogOptions) -> Result<EngineStream<LogLine>> {
    let container = containers::inspect(connection, name, SHORT).await?.ok_or(EngineError::NotFound)?;
    let is_terminal = container.config.tty;
    let request = Request::get(format!("/containers/{name}/logs?{}", query(&options)));
    let request = request.body(Full::default()).map_err(|problem| EngineError::Other(problem.to_string()))?;
    let limit = if options.follow { SILENCE } else { SHORT };
    let endpoint = connection.endpoint.clone();
    let answer = async move { Ok(raw::chunks(raw::send(&endpoint, request, limit).await?.into_body())) };
    let chunks = answer.try_flatten_stream().boxed();
    let lines = stream::unfold(Some((chunks, Lines::new(is_terminal))), |reading| async {
        let (mut chunks, mut lines) = reading?;
        match chunks.next().await {
            Some(Ok(bytes)) => Some((lines.feed(&bytes).into_iter().map(Ok).collect(), Some((chunks, lines)))),
            Some(Err(problem)) => Some((vec![Err(problem)], None)),
            None => Some((lines.finish().into_iter().map(Ok).collect::<Vec<_>>(), None)),
        }
    });
    let since = options.since.map(|since| Since { moment: since, whole_seconds: connection.podman });
    let wanted = move |line: &Result<LogLine>| match (line, &since) {
        (Ok(line), Some(since)) => since.is_before(line.at),
        _ => true,
    };
    Ok(lines.flat_map(stream::iter).filter(move |line| std::future::ready(wanted(line))).boxed())
}

/// The engine's own `since` includes the moment itself.
struct Since {
    moment: DateTime<Utc>,
    whole_seconds: bool,
}

impl Since {
    /// Older versions of Podman write whole seconds. Lines of that second are rather told again than lost.
    fn is_before(&self, at: DateTime<Utc>) -> bool {
        if self.whole_seconds && at.timestamp_subsec_nanos() == 0 {
            return at.timestamp() >= self.moment.timestamp();
        }
        at > self.moment
    }
}

fn query(options: &LogOptions) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("stdout", "1").append_pair("stderr", "1").append_pair("timestamps", "1");
    query.append_pair("follow", if options.follow { "1" } else { "0" });
    if let Some(tail) = options.tail {
        query.append_pair("tail", &tail.to_string());
    }
    if let Some(since) = options.since {
        query.append_pair("since", &format!("{}.{:09}", since.timestamp(), since.timestamp_subsec_nanos()));
    }
    query.finish()
}
