//! Images: what workloads are made from, whether they can be pulled, and whose they are.

pub mod access;
pub mod actions;
pub mod api;
pub mod input;
pub mod readiness;
pub mod store;
