//! What the operator needs beside the product itself: backups, a look at the machine's health, metrics. Below this level nothing knows it.

pub mod archive;
pub mod backup;
pub mod lock;
pub mod restore;
pub mod store;
