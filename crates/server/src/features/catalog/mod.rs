//! What people choose from: instance types and images, their groups, and the secrets that images are pulled with.

pub mod api;
pub mod bindings;
pub mod choice;
pub mod images;
pub mod instance_types;
pub mod model;
pub mod options;
pub mod rules;
pub mod secrets;
mod seeds;
pub mod store;

use sqlx::AnyPool;

use crate::error::Result;
use crate::features::identity::model::Group;
use model::{Image, InstanceType};

pub use images::api::ImageObject;
pub use instance_types::api::InstanceTypeObject;
pub use secrets::pull_auth;
pub use seeds::seed;

/// What can be chosen in a group: its own instance types and those of everyone, by display name.
pub async fn instance_types_for(db: &AnyPool, group_id: &str) -> Result<Vec<InstanceType>> {
    instance_types::store::of_group(db, group_id, true).await
}

/// What can be chosen in a group: its own images and those of everyone, by display name.
pub async fn images_for(db: &AnyPool, group: &Group) -> Result<Vec<Image>> {
    images::store::of_group(db, &group.id, true).await
}

pub async fn instance_type(db: &AnyPool, id: &str) -> Result<Option<InstanceType>> {
    instance_types::store::get(db, id).await
}

pub async fn image(db: &AnyPool, id: &str) -> Result<Option<Image>> {
    images::store::get(db, id).await
}

pub async fn may_use_instance_type(db: &AnyPool, group_id: &str, row: &InstanceType) -> Result<bool> {
    Ok(row.is_global == 1 || store::is_bound(db, bindings::INSTANCE_TYPE, &row.id, group_id).await?)
}

pub async fn may_use_image(db: &AnyPool, group_id: &str, row: &Image) -> Result<bool> {
    Ok(row.is_global == 1 || store::is_bound(db, bindings::IMAGE, &row.id, group_id).await?)
}
