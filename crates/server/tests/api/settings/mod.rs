//! Tests of the system's settings and its overview.

mod update;
