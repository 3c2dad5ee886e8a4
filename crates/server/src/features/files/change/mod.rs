//! How do members put their files in order? New folders, other names, other places, copies.

pub mod actions;
pub mod api;
pub mod copy;
pub mod sessions;
pub mod store;
