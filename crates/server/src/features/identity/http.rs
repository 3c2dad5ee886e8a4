//! The REST routes of people: all of them are at the door.

pub use super::door::routes::{routes, state};
