//! The product, in slices. The order is fixed: a slice uses the ones above it in this list and never one below.

pub mod catalog;
pub mod files;
pub mod identity;
pub mod jobs;
pub mod notebooks;
pub mod settings;
pub mod workload;
