//! Which images the fake engine has, how it pulls the others and what it builds.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::{StreamExt, stream};

use super::script::seconds;
use super::world::World;
use super::{Inner, LOOK_AGAIN, in_seconds};
use crate::{BuildRequest, EngineError, EngineStream, ImageInfo, PullProgress, RegistryAuth, Result};

const SIZE: u64 = 512 * 1024 * 1024;

pub fn is_present(world: &World, image: &str) -> bool {
    let absent = ["fake/missing", "fake/denied", "fake/private", "fake/unreachable", "fake/full", "fake/slow"];
    world.images.contains(image) || !absent.contains(&name_of(image))
}

pub fn info(image: &str) -> ImageInfo {
    ImageInfo {
        id: format!("sha256:fake-{image}"),
        size_bytes: SIZE,
        labels: vec![],
        entrypoint: vec!["tini".into(), "--".into()],
        command: vec!["start-notebook.sh".into()],
        user: "1000".into(),
    }
}

pub fn pull(inner: Arc<Inner>, image: String, auth: Option<RegistryAuth>) -> Result<EngineStream<PullProgress>> {
    refuse(&image, auth)?;
    let begun = {
        let now = inner.now();
        let mut world = inner.world.lock();
        if is_present(&world, &image) && name_of(&image) != "fake/slow" {
            return Ok(stream::iter([Ok(all_done())]).boxed());
        }
        let begun = *world.pulls_begun.entry(image.clone()).or_insert(now);
        world.save()?;
        begun
    };
    Ok(stream::unfold(Some((inner, image, begun)), advance).boxed())
}

type Pulling = (Arc<Inner>, String, DateTime<Utc>);

async fn advance(pulling: Option<Pulling>) -> Option<(Result<PullProgress>, Option<Pulling>)> {
    let (inner, image, begun) = pulling?;
    tokio::time::sleep(LOOK_AGAIN).await;
    if let Err(down) = inner.check_up() {
        return Some((Err(down), None));
    }
    let takes = image.split_once(':').map(|(_, takes)| in_seconds(seconds(takes))).unwrap_or(0.0);
    let spent = in_seconds(inner.now() - begun);
    if spent < takes {
        let done_bytes = (SIZE as f64 * spent / takes) as u64;
        let progress = PullProgress { done_bytes, total_bytes: Some(SIZE), message: "Downloading".into() };
        return Some((Ok(progress), Some((inner, image, begun))));
    }
    let mut world = inner.world.lock();
    world.pulls_begun.remove(&image);
    world.images.insert(image);
    Some((world.save().map(|()| all_done()), None))
}

fn refuse(image: &str, auth: Option<RegistryAuth>) -> Result<()> {
    let image = image.to_owned();
    match name_of(&image) {
        "fake/missing" => Err(EngineError::ImageMissing { image, detail: "manifest unknown".into() }),
        "fake/private" if auth.is_some_and(|auth| auth.password == "right") => Ok(()),
        "fake/denied" | "fake/private" => Err(EngineError::ImageDenied { image, detail: "unauthorized: authentication required".into() }),
        "fake/unreachable" => Err(EngineError::RegistryUnreachable { image, detail: "connection refused".into() }),
        "fake/full" => Err(EngineError::NoSpace("write /var/lib/fake: no space left on device".into())),
        _ => Ok(()),
    }
}

pub fn build(inner: &Inner, request: BuildRequest) -> Result<EngineStream<String>> {
    let fails = request.context_tar.windows(9).any(|window| window == b"RUN false");
    let mut lines = vec![Ok("Step 1/1 : FROM scratch".to_owned())];
    if fails {
        lines.push(Err(EngineError::Other("The command '/bin/sh -c false' returned a non-zero code: 1".into())));
        return Ok(stream::iter(lines).boxed());
    }
    lines.push(Ok(format!("Successfully tagged {}", request.tag)));
    let mut world = inner.world.lock();
    world.images.insert(request.tag);
    world.save()?;
    Ok(stream::iter(lines).boxed())
}

fn all_done() -> PullProgress {
    PullProgress { done_bytes: SIZE, total_bytes: Some(SIZE), message: "Complete".into() }
}

/// The name without its tag: `fake/slow` of `fake/slow:30`.
fn name_of(image: &str) -> &str {
    image.split_once(':').map_or(image, |(name, _)| name)
}
