//! How does the command line get its token? A signed-in person is shown a one-time code, and `primehub config generate-token` exchanges it.

use super::super::account::tokens;
use super::super::{is_still_good, store as people};
use super::store::{self, NewCode};
use crate::app::SharedApp;
use crate::auth::{Actor, Via};
use crate::error::Result;
use crate::features::identity::actor_of_user;
use crate::ids;

const PURPOSE: &str = "command-line";
const GOOD_FOR: i64 = 10 * 60 * 1_000_000;

pub async fn new_code(app: &SharedApp, actor: &Actor) -> Result<String> {
    let session = actor.require_session()?;
    let code = ids::secret("");
    let mut tx = app.db.begin().await?;
    let new = NewCode {
        code: &code,
        purpose: PURPOSE,
        user_id: Some(&actor.id),
        session_id: Some(session),
        expires_at: app.clock.micros() + GOOD_FOR,
    };
    store::insert_code(&mut tx, new).await?;
    tx.commit().await?;
    Ok(code)
}

/// The token for a code; None when the code was used, is too old, or its session has ended.
pub async fn exchange(app: &SharedApp, code: &str, address: &str) -> Result<Option<String>> {
    let mut tx = app.db.begin().await?;
    let used = store::use_code(&mut tx, code.trim(), PURPOSE, app.clock.micros()).await?;
    tx.commit().await?;
    let Some((Some(user_id), Some(session))) = used else { return Ok(None) };
    let Some(user) = people::user(app.db.read(), &user_id).await? else { return Ok(None) };
    let actor = actor_of_user(user, Via::Session(session), address);
    if !is_still_good(app, &actor).await? {
        return Ok(None);
    }
    let (_, token) = tokens::create(app, &actor, "Command line", None).await?;
    Ok(Some(token))
}
