//! How do bytes come in? Written aside, and put in place only when they are complete and safe on the disk.

pub mod conflict;
pub mod http;
pub mod put;
pub mod receive;
pub mod staged;
