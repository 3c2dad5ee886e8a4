//! The REST routes of notebooks: logs, terminal, opening JupyterLab.

use crate::http::Routes;

pub fn routes() -> Routes {
    Routes::default()
}
