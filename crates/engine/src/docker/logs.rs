//! The lines that a workload wrote, from the engine's log of it.

use futures_util::{StreamExt, stream};
use http_body_util::Full;
use hyper::Request;

use super::demux::Lines;
use super::{DockerEngine, SHORT, raw, state};
use crate::{EngineError, EngineStream, LogLine, LogOptions, Result, UnitRef};

pub async fn logs(
    engine: &DockerEngine,
    unit: &UnitRef,
    options: LogOptions,
) -> Result<EngineStream<LogLine>> {
    let connection = engine.connection().await?;
    let name = engine.container_name(unit);
    let container = state::inspect(connection, &name)
        .await?
        .ok_or(EngineError::NotFound)?;
    let is_terminal = container
        .config
        .and_then(|config| config.tty)
        .unwrap_or(false);
    let request = Request::get(format!("/containers/{name}/logs?{}", query(&options)));
    let request = request
        .body(Full::default())
        .map_err(|problem| EngineError::Other(problem.to_string()))?;
    let answer = raw::send(&connection.endpoint, request, SHORT).await?;
    let chunks = raw::chunks(answer.into_body());
    let lines = stream::unfold(Some((chunks, Lines::new(is_terminal))), |reading| async {
        let (mut chunks, mut lines) = reading?;
        match chunks.next().await {
            Some(Ok(bytes)) => Some((
                lines.feed(&bytes).into_iter().map(Ok).collect(),
                Some((chunks, lines)),
            )),
            Some(Err(problem)) => Some((vec![Err(problem)], None)),
            None => Some((lines.finish().into_iter().map(Ok).collect::<Vec<_>>(), None)),
        }
    });
    // The engine's own `since` includes the moment itself.
    let wanted = move |line: &Result<LogLine>| match (line, options.since) {
        (Ok(line), Some(since)) => line.at > since,
        _ => true,
    };
    Ok(lines
        .flat_map(stream::iter)
        .filter(move |line| std::future::ready(wanted(line)))
        .boxed())
}

fn query(options: &LogOptions) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("stdout", "1")
        .append_pair("stderr", "1")
        .append_pair("timestamps", "1");
    query.append_pair("follow", if options.follow { "1" } else { "0" });
    if let Some(tail) = options.tail {
        query.append_pair("tail", &tail.to_string());
    }
    if let Some(since) = options.since {
        query.append_pair(
            "since",
            &format!(
                "{}.{:09}",
                since.timestamp(),
                since.timestamp_subsec_nanos()
            ),
        );
    }
    query.finish()
}
