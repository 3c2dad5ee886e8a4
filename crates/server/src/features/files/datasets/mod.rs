//! Data sets: folders below `/datasets` that keep what is known about them in a file `.dataset`. There is no other record of them, so
//! whatever is done to the folder in a notebook is done to the data set.

pub mod actions;
pub mod api;
pub mod model;

pub use model::is_one;
