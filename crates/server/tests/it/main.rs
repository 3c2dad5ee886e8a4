//! The server through its API, in process: own database, fake engine, hand-moved clock. One binary; a file for each verb.

mod harness;

mod catalog;
mod identity;
mod notebooks;
mod settings;
mod workload;
