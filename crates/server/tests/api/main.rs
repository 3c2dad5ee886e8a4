//! The server through its API, in process: own database, fake engine, hand-moved clock. One binary; a file for each verb.

mod harness;

mod access;
mod catalog;
mod files;
mod identity;
mod jobs;
mod mail;
mod notebooks;
mod operate;
mod settings;
mod workload;
