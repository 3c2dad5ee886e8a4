//! How are many files fetched at once? As one zip that is made while it is sent, in a thread of its own, with no copy anywhere. What is
//! larger than the old format can say is written in its 64-bit form.

pub mod http;
mod pipe;
mod write;
