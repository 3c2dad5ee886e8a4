//! Accounts: who exists, what an administrator may change about them.

pub mod actions;
pub mod api;
pub mod list;
pub mod store;
