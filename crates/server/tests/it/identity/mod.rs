//! Tests of people, groups, sessions and tokens.

mod read;
