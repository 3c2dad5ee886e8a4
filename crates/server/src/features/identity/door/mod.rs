//! How people come in: passwords, signing in and out, the first administrator, the command line.

pub mod attempts;
pub mod cli;
pub mod password;
pub mod routes;
pub mod set_up;
pub mod sign_in;
pub mod store;
