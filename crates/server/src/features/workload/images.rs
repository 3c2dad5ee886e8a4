//! Is an image on the machine, and how far is its pull? Asks the engine, remembers for a while, and pulls each image once
//! however many starts wait for it.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::StreamExt;
use parking_lot::Mutex;
use primehub_engine::{EngineError, PullProgress, RegistryAuth};
use tokio::sync::watch;

use super::failures;
use crate::app::SharedApp;

/// A look at the engine is good for this long.
const FRESH: i64 = 15_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageState {
    Present,
    Pulling,
    /// Not on the machine; it will be pulled at its first use.
    Absent,
    /// The last pull failed.
    Failed,
    /// The engine does not answer.
    Unknown,
}

#[derive(Clone, Debug)]
pub struct ImageReadiness {
    pub state: ImageState,
    pub percent: Option<f64>,
    pub message: Option<String>,
    pub code: Option<String>,
    pub size_bytes: Option<u64>,
    pub checked_at: Option<i64>,
}

impl ImageReadiness {
    fn of(state: ImageState, checked_at: Option<i64>) -> Self {
        Self { state, percent: None, message: None, code: None, size_bytes: None, checked_at }
    }
}

/// A pull that runs, as its followers see it.
#[derive(Clone, Debug, Default)]
pub struct Pull {
    pub progress: PullProgress,
    /// Set at the end.
    pub result: Option<Result<(), Arc<EngineError>>>,
}

impl Pull {
    pub fn percent(&self) -> Option<f64> {
        let total = self.progress.total_bytes.filter(|total| *total > 0)?;
        Some((self.progress.done_bytes as f64 / total as f64 * 100.0).min(100.0))
    }
}

#[derive(Default)]
pub struct Images {
    pulls: Mutex<HashMap<String, watch::Receiver<Pull>>>,
    failures: Mutex<HashMap<String, Arc<EngineError>>>,
    seen: Mutex<HashMap<String, ImageReadiness>>,
}

impl Images {
    pub async fn readiness(&self, app: &SharedApp, reference: &str) -> ImageReadiness {
        if let Some(pull) = self.running_pull(reference) {
            let pull = pull.borrow().clone();
            let mut readiness = ImageReadiness::of(ImageState::Pulling, None);
            readiness.percent = pull.percent();
            readiness.message = Some(pull.progress.message);
            return readiness;
        }
        let now = app.clock.micros();
        if let Some(known) = self.seen.lock().get(reference)
            && known.checked_at.is_some_and(|at| now - at < FRESH)
        {
            return known.clone();
        }
        let readiness = match app.workloads.engine().inspect_image(reference).await {
            Ok(Some(info)) => {
                self.failures.lock().remove(reference);
                let mut readiness = ImageReadiness::of(ImageState::Present, Some(now));
                readiness.size_bytes = Some(info.size_bytes);
                readiness
            }
            Ok(None) => self.absent(reference, now),
            Err(error) => {
                let mut readiness = ImageReadiness::of(ImageState::Unknown, Some(now));
                readiness.message = Some(failures::of_engine(&error).message);
                return readiness;
            }
        };
        self.seen.lock().insert(reference.to_owned(), readiness.clone());
        readiness
    }

    fn absent(&self, reference: &str, now: i64) -> ImageReadiness {
        let failures = self.failures.lock();
        let Some(error) = failures.get(reference) else { return ImageReadiness::of(ImageState::Absent, Some(now)) };
        let failure = failures::of_engine(error);
        let mut readiness = ImageReadiness::of(ImageState::Failed, Some(now));
        readiness.message = Some(failure.message);
        readiness.code = Some(failure.code);
        readiness
    }

    fn running_pull(&self, reference: &str) -> Option<watch::Receiver<Pull>> {
        let pulls = self.pulls.lock();
        pulls.get(reference).filter(|pull| pull.borrow().result.is_none()).cloned()
    }

    /// Joins the pull of this image that runs, or begins one. It goes on when nobody follows any more.
    pub fn pull(&self, app: &SharedApp, reference: &str, auth: Option<RegistryAuth>) -> watch::Receiver<Pull> {
        let mut pulls = self.pulls.lock();
        if let Some(running) = pulls.get(reference).filter(|pull| pull.borrow().result.is_none()) {
            return running.clone();
        }
        let (sender, receiver) = watch::channel(Pull::default());
        pulls.insert(reference.to_owned(), receiver.clone());
        drop(pulls);
        self.failures.lock().remove(reference);
        self.seen.lock().remove(reference);
        tokio::spawn(follow_pull(app.clone(), reference.to_owned(), auth, sender));
        receiver
    }
}

async fn follow_pull(app: SharedApp, reference: String, auth: Option<RegistryAuth>, sender: watch::Sender<Pull>) {
    let result = pull_to_end(&app, &reference, auth, &sender).await.map_err(Arc::new);
    if let Err(error) = &result {
        tracing::warn!(image = reference, "pull failed: {error}");
        app.workloads.images.failures.lock().insert(reference.clone(), error.clone());
    }
    app.workloads.images.seen.lock().remove(&reference);
    sender.send_modify(|pull| pull.result = Some(result));
    app.workloads.images.pulls.lock().remove(&reference);
    app.events.changed("image", &reference, None);
}

async fn pull_to_end(
    app: &SharedApp,
    reference: &str,
    auth: Option<RegistryAuth>,
    sender: &watch::Sender<Pull>,
) -> Result<(), EngineError> {
    let mut stream = app.workloads.engine().pull_image(reference, auth).await?;
    while let Some(progress) = stream.next().await {
        let progress = progress?;
        sender.send_modify(|pull| pull.progress = progress);
    }
    Ok(())
}
