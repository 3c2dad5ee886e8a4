//! One's own account: profile, password, sessions, API tokens.

pub mod api;
pub mod profile;
pub mod sessions;
pub mod store;
pub mod tokens;
