//! What was somebody told? Messages to one person, shown in the bell and kept for a while.

pub mod api;
pub mod store;

use crate::app::SharedApp;
use crate::db::Tx;
use crate::error::Result;
use crate::ids;

/// The kind of the events that say that somebody's bell changed; their id is the person's.
pub const KIND: &str = "notification";

/// One message. `source` names what it is about: the same thing is told to a person once, however often it is asked for.
pub struct Notice<'a> {
    pub user_id: &'a str,
    pub source: &'a str,
    /// info, success, warning or error
    pub level: &'a str,
    pub title: &'a str,
    pub text: Option<&'a str>,
    /// A path within the portal.
    pub link: Option<&'a str>,
    pub group_id: Option<&'a str>,
}

/// Call `told` after the commit.
pub async fn tell(app: &SharedApp, tx: &mut Tx, notice: Notice<'_>) -> Result<()> {
    store::insert(tx, &ids::sortable(&app.clock), app.clock.micros(), &notice).await
}

pub fn told(app: &SharedApp, user_id: &str) {
    app.events.changed(KIND, user_id, None);
}
