//! Groups: their quotas and settings, who belongs to them and who administers them.

pub mod actions;
pub mod api;
pub mod change;
pub mod list;
pub mod members;
pub mod store;
