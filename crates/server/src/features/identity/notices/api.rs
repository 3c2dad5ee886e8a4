//! GraphQL of the bell.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::store;
use crate::auth::{actor, app};
use crate::clock::rfc3339;

const MOST: i64 = 100;

#[derive(SimpleObject)]
struct Notification {
    id: ID,
    at: String,
    /// info, success, warning or error
    level: String,
    title: String,
    text: Option<String>,
    /// A path within the portal.
    link: Option<String>,
    group_id: Option<ID>,
    read: bool,
}

impl From<store::Row> for Notification {
    fn from(row: store::Row) -> Self {
        Self {
            id: ID(row.id),
            at: rfc3339(row.at),
            level: row.level,
            title: row.title,
            text: row.text,
            link: row.link,
            group_id: row.group_id.map(ID),
            read: row.read_at.is_some(),
        }
    }
}

#[derive(SimpleObject)]
struct NotificationList {
    nodes: Vec<Notification>,
    unread: i64,
}

#[derive(Default)]
pub struct NoticeQuery;

#[Object]
impl NoticeQuery {
    /// The bell: one's own, newest first, at most 100.
    async fn notifications(&self, ctx: &Context<'_>, first: Option<i64>) -> Result<NotificationList> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let rows = store::newest(app.db.read(), &actor.id, first.unwrap_or(20).clamp(0, MOST)).await?;
        let unread = store::unread(app.db.read(), &actor.id).await?;
        Ok(NotificationList { nodes: rows.into_iter().map(Notification::from).collect(), unread })
    }
}

#[derive(Default)]
pub struct NoticeMutation;

#[Object]
impl NoticeMutation {
    /// Without ids: all of one's own. Returns how many are unread afterwards.
    async fn read_notifications(&self, ctx: &Context<'_>, ids: Option<Vec<ID>>) -> Result<i64> {
        let (app, actor) = (app(ctx), actor(ctx)?);
        let now = app.clock.micros();
        let mut tx = app.db.begin().await?;
        match ids {
            None => store::mark_read(&mut tx, &actor.id, None, now).await?,
            Some(ids) => {
                // An empty id would mean all.
                for id in ids.iter().filter(|id| !id.is_empty()).take(MOST as usize) {
                    store::mark_read(&mut tx, &actor.id, Some(id.as_str()), now).await?;
                }
            }
        }
        tx.commit().await.map_err(crate::error::Error::from)?;
        super::told(app, &actor.id);
        Ok(store::unread(app.db.read(), &actor.id).await?)
    }
}
