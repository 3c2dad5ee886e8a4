//! What people choose from: instance types and images, their groups, and the secrets that images are pulled with.

pub mod api;
pub mod model;
pub mod store;

use crate::app::SharedApp;
use crate::error::Result;

/// At the first start: instance types that fit this machine and the images that ship.
pub async fn seed(_app: &SharedApp) -> Result<()> {
    Ok(())
}
