//! Recurring jobs: what is to run again and again, when, and what became of each run.

pub mod actions;
pub mod api;
mod check;
pub mod fire;
mod input;
pub mod model;
pub mod store;
pub mod times;

pub const KIND: &str = "schedule";
