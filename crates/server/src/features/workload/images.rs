//! Stand-in.

use primehub_engine::Engine;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageState {
    Present,
    Pulling,
    Absent,
    Failed,
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

pub async fn readiness(engine: &dyn Engine, reference: &str) -> ImageReadiness {
    let seen = engine.inspect_image(reference).await;
    let state = match &seen {
        Ok(Some(_)) => ImageState::Present,
        Ok(None) => ImageState::Absent,
        Err(_) => ImageState::Unknown,
    };
    ImageReadiness { state, percent: None, message: None, code: None, size_bytes: None, checked_at: None }
}
