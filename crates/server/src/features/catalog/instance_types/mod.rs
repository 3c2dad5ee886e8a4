//! Instance types: the sizes in which workloads are started.

pub mod actions;
pub mod api;
pub mod input;
pub mod store;
