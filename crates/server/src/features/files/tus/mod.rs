//! Uploads in several requests, by the protocol tus 1.0 (https://tus.io/protocols/resumable-upload): what a lost connection left is gone
//! on with, and nothing is seen of a file before it is complete.

pub mod actions;
pub mod checksum;
pub mod headers;
pub mod http;
pub mod store;
pub mod turns;

pub use turns::Turns;
