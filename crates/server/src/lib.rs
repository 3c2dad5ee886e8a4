//! The PrimeHub server: all rules, all SQL, all API. The binary is a thin shell around this library, so that tests run it in process.

pub mod amounts;
pub mod app;
pub mod auth;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod events;
pub mod features;
pub mod graphql;
pub mod http;
pub mod ids;
pub mod mail;
pub mod operate;
pub mod paging;
pub mod request;
pub mod seal;
pub mod selection;
pub mod serve;
pub mod ui;
