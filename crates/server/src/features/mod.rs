//! The product, in slices. The order is fixed: a slice uses the ones above it in this list and never one below.

pub mod identity;
pub mod settings;
pub mod files;
pub mod workload;
pub mod catalog;
pub mod notebooks;
