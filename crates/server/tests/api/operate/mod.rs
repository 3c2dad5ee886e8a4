//! Tests of the operator's tools.

mod backup;
mod command;
mod health;
mod metrics;
mod overview;
