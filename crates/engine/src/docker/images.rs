//! Which images are on the machine, and how one is built there.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use http_body_util::Full;
use hyper::Request;

use super::connect::Connection;
use super::raw::{self, Step};
use super::{DockerEngine, LONG, errors, names, within};
use crate::{BuildRequest, EngineError, EngineStream, ImageInfo, Result};

pub async fn inspect(connection: &Connection, image: &str, limit: Duration) -> Result<Option<ImageInfo>> {
    names::check_image(image)?;
    let found = match within(limit, connection.long.inspect_image(image)).await {
        Ok(found) => found,
        Err(EngineError::Other(message)) if errors::says(&message, &["no such image", "image not known", "not found"]) => {
            return Ok(None);
        }
        Err(problem) => return Err(problem),
    };
    let config = found.config.unwrap_or_default();
    Ok(Some(ImageInfo {
        id: found.id.unwrap_or_default(),
        size_bytes: found.size.and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
        labels: config.labels.unwrap_or_default().into_iter().collect(),
        entrypoint: config.entrypoint.unwrap_or_default(),
        command: config.cmd.unwrap_or_default(),
        user: config.user.unwrap_or_default(),
    }))
}

/// The classic builder, which engines have without any plug-in.
pub async fn build(engine: &DockerEngine, request: BuildRequest) -> Result<EngineStream<String>> {
    names::check_image(&request.tag)?;
    let connection = engine.connection().await?;
    let mut labels: HashMap<String, String> = request.labels.into_iter().collect();
    labels.insert(names::INSTALLATION.into(), engine.shared.options.installation.clone());
    let labels = serde_json::to_string(&labels).map_err(|problem| EngineError::Other(problem.to_string()))?;
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("t", &request.tag)
        .append_pair("labels", &labels)
        .append_pair("rm", "true")
        .append_pair("forcerm", "true")
        .append_pair("version", "1")
        .finish();
    let post = Request::post(format!("/build?{query}")).header("Content-Type", "application/x-tar");
    let post = post.body(Full::new(request.context_tar)).map_err(|problem| EngineError::Other(problem.to_string()))?;
    let answer = raw::send(&connection.endpoint, post, LONG).await?;
    Ok(raw::steps(answer.into_body()).try_filter_map(|step| std::future::ready(line_of(step))).boxed())
}

fn line_of(step: Step) -> Result<Option<String>> {
    if let Some(failure) = step.failure() {
        let failure = errors::from_answer(500, failure);
        return Err(failure);
    }
    let text = step.stream.or(step.status).map(|text| text.trim_end().to_owned());
    Ok(text.filter(|text| !text.is_empty()))
}
