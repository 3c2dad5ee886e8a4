//! The real server as a process of its own, killed without warning at random moments while notebooks start, stop and restart:
//! with the fake engine's state file always, with Docker when PRIMEHUB_TEST_DOCKER is set. PRIMEHUB_TEST_KILLS sets how often.

mod containers;
mod engine_restart;
mod files;
mod jobs;
mod kills;
mod server;
mod world;
