//! Notebooks: JupyterLab servers of people in groups, their settings, and why they run or stopped.

pub mod api;
pub mod http;
