//! How do the bytes of a file leave the server? As they are, in parts, as the beginning for a preview; never so that a browser runs them.

pub mod address;
pub mod body;
pub mod http;
pub mod kinds;
pub mod preview;
pub mod send;
