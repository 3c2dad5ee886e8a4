//! How an image is fetched from its registry, with the progress summed over its layers.

use std::collections::HashMap;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body_util::Full;
use hyper::Request;

use super::connect::Connection;
use super::raw::{self, Failure, Step};
use super::{SHORT, errors, images, names};
use crate::{EngineError, EngineStream, PullProgress, RegistryAuth, Result};

/// Some engines answer only when the registry has, which may take as long as its time-outs.
const FIRST_ANSWER: std::time::Duration = std::time::Duration::from_secs(180);

pub async fn pull(connection: &Connection, image: &str, auth: Option<RegistryAuth>) -> Result<EngineStream<PullProgress>> {
    names::check_image(image)?;
    // A failing registry does no harm to an image that is here already.
    let present = images::inspect(connection, image, SHORT).await?.is_some();
    let request = request(image, auth)?;
    let answer = match raw::send(&connection.endpoint, request, FIRST_ANSWER).await {
        Ok(answer) => answer,
        Err(Failure::Unreachable(detail)) => return Err(EngineError::Unreachable(detail)),
        Err(Failure::Answered(refusal)) => {
            let failure = errors::while_pulling(image, refusal.status, &refusal.message);
            return Ok(stream::iter([unless_present(failure, present)]).boxed());
        }
    };
    let steps = raw::steps(answer.into_body()).scan(State::Going(Layers::default()), {
        let image = image.to_owned();
        move |state, step| std::future::ready(state.advance(&image, present, step))
    });
    Ok(steps.boxed())
}

fn request(image: &str, auth: Option<RegistryAuth>) -> Result<Request<Full<Bytes>>> {
    // Without a tag the engine would fetch every tag there is.
    let last = image.rsplit('/').next().unwrap_or(image);
    let reference = if last.contains([':', '@']) { image.to_owned() } else { format!("{image}:latest") };
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("fromImage", &reference).finish();
    let mut request = Request::post(format!("/images/create?{query}"));
    if let Some(auth) = auth {
        let login = serde_json::json!({
            "username": auth.username,
            "password": auth.password,
            "serveraddress": auth.registry,
        });
        request = request.header("X-Registry-Auth", BASE64_URL_SAFE.encode(login.to_string()));
    }
    request.body(Full::default()).map_err(|problem| EngineError::Other(problem.to_string()))
}

fn unless_present(failure: EngineError, present: bool) -> Result<PullProgress> {
    if !present {
        return Err(failure);
    }
    Ok(PullProgress { message: format!("The image on this machine is used, since {failure}"), ..Default::default() })
}

enum State {
    Going(Layers),
    Ended,
}

impl State {
    fn advance(&mut self, image: &str, present: bool, step: Result<Step>) -> Option<Result<PullProgress>> {
        let State::Going(layers) = self else {
            return None;
        };
        let failure = match step {
            Err(problem) => problem,
            Ok(step) => match step.failure() {
                None => return Some(Ok(layers.take(step))),
                Some(message) => errors::while_pulling(image, 500, message),
            },
        };
        *self = State::Ended;
        Some(unless_present(failure, present))
    }
}

#[derive(Default)]
struct Layers {
    /// Bytes that are here and bytes in all, by layer.
    sizes: HashMap<String, (u64, u64)>,
}

impl Layers {
    fn take(&mut self, step: Step) -> PullProgress {
        let status = step.status.unwrap_or_default();
        let progress = step.progress.unwrap_or_default();
        if let Some(id) = step.id {
            let (done, total) = self.sizes.entry(id).or_default();
            // Unpacking counts from zero again; only what is fetched is counted.
            if status == "Downloading" {
                *done = progress.current.unwrap_or(*done);
                *total = progress.total.unwrap_or(*total).max(*done);
            }
            if status == "Download complete" || status == "Pull complete" {
                *done = *total;
            }
        }
        let total: u64 = self.sizes.values().map(|(_, total)| total).sum();
        PullProgress {
            done_bytes: self.sizes.values().map(|(done, _)| done).sum(),
            total_bytes: (total > 0).then_some(total),
            message: status,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(text: &str) -> Step {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn progress_is_the_sum_of_what_was_fetched_of_all_layers() {
        let mut layers = Layers::default();
        assert_eq!(layers.take(step(r#"{"status":"Pulling fs layer","id":"a","progressDetail":{}}"#)).total_bytes, None);
        layers.take(step(r#"{"status":"Downloading","id":"a","progressDetail":{"current":10,"total":100}}"#));
        let both = layers.take(step(r#"{"status":"Downloading","id":"b","progressDetail":{"current":5,"total":50}}"#));
        assert_eq!((both.done_bytes, both.total_bytes), (15, Some(150)));
        layers.take(step(r#"{"status":"Download complete","id":"a","progressDetail":{}}"#));
        let unpacking = layers.take(step(r#"{"status":"Extracting","id":"a","progressDetail":{"current":1,"total":100}}"#));
        assert_eq!((unpacking.done_bytes, unpacking.total_bytes), (105, Some(150)));
    }
}
