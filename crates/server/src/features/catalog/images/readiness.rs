//! Can an image be used now? What the engine knows of it, in the words of the API.

use async_graphql::{Enum, SimpleObject};

use crate::app::SharedApp;
use crate::clock::rfc3339;
use crate::features::catalog::model::Image;
use crate::features::workload::images;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum ImageState {
    Present,
    Pulling,
    Absent,
    Failed,
    Unknown,
}

#[derive(Clone, Debug, SimpleObject)]
pub struct ImageReadiness {
    pub state: ImageState,
    pub percent: Option<f64>,
    pub message: Option<String>,
    pub code: Option<String>,
    pub size_bytes: Option<f64>,
    pub checked_at: Option<String>,
}

/// Of the two references of an image the one in the worse state counts.
pub async fn of(app: &SharedApp, image: &Image) -> ImageReadiness {
    let Some(plain) = image.reference(0) else {
        return ImageReadiness {
            state: ImageState::Failed,
            percent: None,
            message: Some("The image has no reference.".into()),
            code: Some("NO_REFERENCE".into()),
            size_bytes: None,
            checked_at: None,
        };
    };
    let first = of_reference(app, plain).await;
    let Some(gpu) = image.reference(1).filter(|gpu| *gpu != plain) else { return first };
    let second = of_reference(app, gpu).await;
    if rank(second.state) > rank(first.state) { second } else { first }
}

/// An image that is not there yet will be pulled at its first use, so it is as ready as one that is there.
pub fn is_ready(readiness: &ImageReadiness) -> bool {
    readiness.state != ImageState::Failed
}

async fn of_reference(app: &SharedApp, reference: &str) -> ImageReadiness {
    let seen = app.workloads.image_readiness(app, reference).await;
    ImageReadiness {
        state: match seen.state {
            images::ImageState::Present => ImageState::Present,
            images::ImageState::Pulling => ImageState::Pulling,
            images::ImageState::Absent => ImageState::Absent,
            images::ImageState::Failed => ImageState::Failed,
            images::ImageState::Unknown => ImageState::Unknown,
        },
        percent: seen.percent,
        message: seen.message,
        code: seen.code,
        size_bytes: seen.size_bytes.map(|bytes| bytes as f64),
        checked_at: seen.checked_at.map(rfc3339),
    }
}

fn rank(state: ImageState) -> u8 {
    match state {
        ImageState::Present => 0,
        ImageState::Absent => 1,
        ImageState::Unknown => 2,
        ImageState::Pulling => 3,
        ImageState::Failed => 4,
    }
}
