//! Tests of notebooks on the fake engine.

mod start;
