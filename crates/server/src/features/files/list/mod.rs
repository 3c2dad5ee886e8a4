//! What is in the shared files? One folder for the page, keys with a prefix for the SDK.

pub mod api;
pub mod folder;
pub mod keys;
