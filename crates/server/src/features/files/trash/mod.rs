//! What was deleted, and can come back? Deleting moves into a folder beside the shared files; a row says what it was. The row is written
//! first and removed last, so that a crash leaves at most a row without content, which the sweep takes away.

pub mod actions;
pub mod api;
pub mod purge;
pub mod store;
