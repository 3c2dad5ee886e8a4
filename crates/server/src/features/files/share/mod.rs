//! Who may read a notebook without signing in? Whoever has its link, until that expires, is taken back, or the notebook is deleted.

pub mod actions;
pub mod api;
pub mod http;
pub mod store;
