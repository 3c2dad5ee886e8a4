//! Promises about images: which are here, how they are fetched, why they cannot be, and how they are built.

use std::time::Duration;

use futures_util::TryStreamExt;
use primehub_engine::{BuildRequest, EngineError, PullProgress, RegistryAuth, Result};

use crate::subjects::{Kind, Subject};
use crate::{busybox, registry};

/// Podman asks a registry on 127.0.0.1 for a certificate unless its machine-wide configuration says otherwise.
fn cannot_use_the_registry(subject: &Subject) -> bool {
    let skipped = subject.kind == Kind::Podman;
    if skipped {
        eprintln!("skipped: Podman does not take a registry without a certificate");
    }
    skipped
}

async fn pull(subject: &Subject, image: &str, auth: Option<RegistryAuth>) -> Result<Vec<PullProgress>> {
    let pulled = async { subject.engine.pull_image(image, auth).await?.try_collect().await };
    tokio::time::timeout(Duration::from_secs(120), pulled).await.expect("the pull does not end")
}

async fn forget(subject: &Subject, image: &str) {
    if subject.kind == Kind::Fake {
        return;
    }
    let docker = bollard::Docker::connect_with_unix(&subject.socket, 60, bollard::API_DEFAULT_VERSION).unwrap();
    let docker = docker.negotiate_version().await.unwrap();
    docker.remove_image(image, None::<bollard::query_parameters::RemoveImageOptions>, None).await.unwrap();
}

pub async fn an_absent_image_is_told_apart_when_applied(subject: &Subject) {
    let mut spec = subject.sleeper("absent");
    spec.image = if subject.fake.is_some() { "fake/missing:1" } else { "localhost/primehub-test/absent:1" }.into();
    let Err(EngineError::ImageMissing { image, .. }) = subject.engine.apply(&spec).await else { panic!("it was not missing") };
    assert_eq!(image, spec.image);
    assert_eq!(subject.engine.list().await.unwrap(), []);
    assert!(subject.engine.inspect_image(&spec.image).await.unwrap().is_none());
}

pub async fn an_unreachable_registry_is_told_apart(subject: &Subject) {
    let image = if subject.fake.is_some() { "fake/unreachable" } else { "127.0.0.1:1/team/image:1" };
    let problem = pull(subject, image, None).await.unwrap_err();
    assert!(matches!(problem, EngineError::RegistryUnreachable { .. }), "{problem:?}");
}

pub async fn a_missing_image_is_told_apart(subject: &Subject) {
    if cannot_use_the_registry(subject) {
        return;
    }
    let image = match subject.kind {
        Kind::Fake => "fake/missing:1".into(),
        _ => format!("{}/team/nothing:1", registry::start(None).await),
    };
    let problem = pull(subject, &image, None).await.unwrap_err();
    assert!(matches!(problem, EngineError::ImageMissing { .. }), "{problem:?}");
}

pub async fn a_denied_image_is_told_apart_and_had_with_the_password(subject: &Subject) {
    if cannot_use_the_registry(subject) {
        return;
    }
    // The letters make a difference between the two kinds of base 64.
    let (user, right) = ("somebody", if subject.fake.is_some() { "right" } else { "ÿ?>~~~right" });
    let registry = registry::start(Some((user, right))).await;
    let image = if subject.fake.is_some() { "fake/private:1".into() } else { format!("{registry}/team/image:1") };
    let auth = |password: &str| RegistryAuth { registry: registry.clone(), username: user.into(), password: password.into() };
    for auth in [None, Some(auth("wrong"))] {
        let problem = pull(subject, &image, auth).await.unwrap_err();
        assert!(matches!(problem, EngineError::ImageDenied { .. }), "{problem:?}");
        assert!(!problem.to_string().contains("wrong"));
    }
    pull(subject, &image, Some(auth(right))).await.unwrap();
    assert!(subject.engine.inspect_image(&image).await.unwrap().is_some());
    forget(subject, &image).await;
}

pub async fn pulling_tells_how_far_it_is(subject: &Subject) {
    if cannot_use_the_registry(subject) {
        return;
    }
    let image = match subject.kind {
        Kind::Fake => "fake/slow:0.5".into(),
        _ => format!("{}/team/image:1", registry::start(None).await),
    };
    let steps = pull(subject, &image, None).await.unwrap();
    let parts: Vec<(u64, u64)> = steps.iter().filter_map(|step| Some((step.done_bytes, step.total_bytes?))).collect();
    let between = parts.iter().filter(|(done, total)| 0 < *done && done < total).count();
    assert!(between >= 2, "{steps:?}");
    assert!(parts.is_sorted_by_key(|(done, _)| done), "{steps:?}");
    let (done, total) = parts.last().unwrap();
    assert_eq!(done, total);
    assert!(subject.engine.inspect_image(&image).await.unwrap().is_some());
    forget(subject, &image).await;
}

pub async fn a_present_image_needs_no_registry(subject: &Subject) {
    // There is no registry under this name, as `localhost` has none.
    let steps = pull(subject, busybox::IMAGE, None).await.unwrap();
    assert!(!steps.is_empty());
    assert!(subject.engine.inspect_image(busybox::IMAGE).await.unwrap().is_some());
}

pub async fn names_that_are_no_images_are_not_sent_to_the_engine(subject: &Subject) {
    for name in ["", "../../containers/json?x=", "a b", "-v", "a/../../secrets", "image\r\nHost: x", "//image"] {
        let inspected = subject.engine.inspect_image(name).await;
        assert!(matches!(inspected, Err(EngineError::ImageMissing { .. })), "{name:?}: {inspected:?}");
        let pulled = subject.engine.pull_image(name, None).await.err();
        assert!(matches!(pulled, Some(EngineError::ImageMissing { .. })), "{name:?}: {pulled:?}");
    }
}

fn build(tag: &str, dockerfile: &str) -> BuildRequest {
    let context_tar = busybox::archive(&[("Dockerfile", dockerfile.as_bytes(), 0o644)]);
    BuildRequest { tag: tag.into(), context_tar, labels: vec![("built-by".into(), "a test".into())] }
}

pub async fn an_image_is_built(subject: &Subject) {
    let tag = format!("localhost/primehub-test/built:{}", subject.installation);
    let dockerfile = format!("FROM {}\nENV BUILT=yes\n", busybox::IMAGE);
    let lines: Vec<String> = subject.engine.build_image(build(&tag, &dockerfile)).await.unwrap().try_collect().await.unwrap();
    assert!(lines.iter().any(|line| line.contains("FROM")), "{lines:?}");
    let image = subject.engine.inspect_image(&tag).await.unwrap().unwrap();
    assert!(subject.fake.is_some() || image.labels.contains(&("built-by".into(), "a test".into())), "{image:?}");
    forget(subject, &tag).await;
}

pub async fn a_build_that_fails_says_so(subject: &Subject) {
    let tag = format!("localhost/primehub-test/broken:{}", subject.installation);
    let dockerfile = format!("FROM {}\nRUN false\n", busybox::IMAGE);
    let built: Result<Vec<String>> = async { subject.engine.build_image(build(&tag, &dockerfile)).await?.try_collect().await }.await;
    let problem = built.unwrap_err().to_string();
    assert!(problem.contains("false") || problem.contains("exit status 1"), "{problem}");
}
