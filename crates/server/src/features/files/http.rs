//! The REST routes of the slice.

use crate::http::Routes;

use super::{change, read, share, tus, write, zip};

pub fn routes() -> Routes {
    Routes::default()
        .merge(read::http::routes())
        .merge(write::http::routes())
        .merge(tus::http::routes())
        .merge(zip::http::routes())
        .merge(change::api::routes())
        .merge(share::http::routes())
}
