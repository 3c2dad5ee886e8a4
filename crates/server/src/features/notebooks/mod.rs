//! Notebooks: JupyterLab servers of people in groups, their settings, and why they run or stopped.

pub mod actions;
pub mod api;
pub mod http;
mod idle;
pub mod model;
mod options;
mod spec;
mod store;
pub mod watch;
