//! Tests of the operator's tools.

mod backup;
