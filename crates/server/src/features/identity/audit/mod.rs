//! Reading the audit. Every change writes it in its own transaction, through `identity::audit`.

pub mod api;
pub mod store;
