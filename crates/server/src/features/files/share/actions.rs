//! What may members do with public links? Make one for a notebook, change when it ends, take it back.

use std::time::Duration;

use serde_json::json;

use super::store::{self, Link};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::{Error, Result};
use crate::features::files::path::FilePath;
use crate::features::files::place::Place;
use crate::features::identity;
use crate::features::identity::model::Audit;
use crate::ids;

const LONGEST_DAYS: i64 = 3650;

/// A notebook has one link, which keeps its address when it is shared again.
pub async fn share(app: &SharedApp, actor: &Actor, place: &Place, path: &FilePath, days: Option<i64>) -> Result<Link> {
    if !app.config.files.share_links {
        let message = "Public links are switched off on this server (files.share_links).".into();
        return Err(Error::WrongState { code: "SHARING_OFF", message });
    }
    if !path.shown().to_lowercase().ends_with(".ipynb") {
        return Err(Error::invalid("phfsPath", "Only notebooks (.ipynb) can be shared by a link."));
    }
    let expires_at = expiry(app, days)?;
    place.with(path, |place, path| place.root.file(path).map(drop)).await?;
    let (shown, now) = (path.shown(), app.clock.micros());
    let known = store::at(app.db.read(), &place.group.id, &shown, now).await?;
    let mut tx = app.db.begin().await?;
    let link = match known {
        Some(link) => {
            store::set_expiry(&mut tx, &link.hash, expires_at).await?;
            Link { expires_at, ..link }
        }
        None => {
            // One that has expired may still be there.
            store::delete(&mut tx, &place.group.id, &shown).await?;
            let link = Link {
                hash: ids::secret(""),
                group_id: place.group.id.clone(),
                path: shown.clone(),
                created_by: actor.username.clone(),
                user_id: actor.id.clone(),
                created_at: now,
                expires_at,
            };
            store::insert(&mut tx, &link).await?;
            link
        }
    };
    let detail = json!({ "expiresAt": expires_at.map(crate::clock::rfc3339) });
    identity::audit(app, &mut tx, actor, Audit::of("share", "file", &shown, &shown).in_group(&place.group).with(detail)).await?;
    tx.commit().await?;
    tell(app, place);
    Ok(link)
}

/// Any member may take a link back, whoever made it.
pub async fn unshare(app: &SharedApp, actor: &Actor, place: &Place, path: &FilePath) -> Result<()> {
    let shown = path.shown();
    let mut tx = app.db.begin().await?;
    if !store::delete(&mut tx, &place.group.id, &shown).await? {
        return Ok(());
    }
    identity::audit(app, &mut tx, actor, Audit::of("unshare", "file", &shown, &shown).in_group(&place.group)).await?;
    tx.commit().await?;
    tell(app, place);
    Ok(())
}

fn expiry(app: &SharedApp, days: Option<i64>) -> Result<Option<i64>> {
    let most = Some(app.config.files.share_max_days).filter(|days| *days > 0);
    let longest = most.unwrap_or(LONGEST_DAYS);
    if let Some(days) = days
        && !(1..=longest).contains(&days)
    {
        return Err(Error::invalid("expiresInDays", format!("expiresInDays is {days}; 1 to {longest} are allowed.")));
    }
    let after = |days: i64| app.clock.micros() + Duration::from_secs(days as u64 * 86_400).as_micros() as i64;
    Ok(days.or(most).map(after))
}

fn tell(app: &SharedApp, place: &Place) {
    app.events.changed("files", "shares", Some(&place.group.id));
}
