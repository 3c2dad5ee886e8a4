//! Which object changed? A broadcast inside the process that pages receive as server-sent events, so that they need no polling.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt, stream};
use serde::Serialize;
use tokio::sync::broadcast;

use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::Result;
use crate::features::identity;
use crate::http::Signed;

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Changed {
    pub kind: String,
    pub id: String,
    pub group_id: Option<String>,
}

pub struct Events {
    sender: broadcast::Sender<Changed>,
    closing: tokio_util::sync::CancellationToken,
}

impl Events {
    pub fn new() -> Self {
        Self { sender: broadcast::channel(1024).0, closing: Default::default() }
    }

    /// Call after the commit.
    pub fn changed(&self, kind: &str, id: &str, group_id: Option<&str>) {
        // Nobody listening is fine.
        let _ = self.sender.send(Changed { kind: kind.to_owned(), id: id.to_owned(), group_id: group_id.map(str::to_owned) });
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Changed> {
        self.sender.subscribe()
    }

    /// Cancelled when the server stops; what streams to a browser ends then.
    pub fn closed(&self) -> tokio_util::sync::CancellationToken {
        self.closing.clone()
    }

    /// Ends all streams, so that a graceful stop does not wait for them.
    pub fn close(&self) {
        self.closing.cancel();
    }
}

impl Default for Events {
    fn default() -> Self {
        Self::new()
    }
}

/// `GET /api/events`. A slow reader that missed some is told to load everything anew.
pub async fn stream_events(State(app): State<SharedApp>, Signed(actor): Signed) -> Result<impl IntoResponse> {
    let hello = Event::default().event("hello").data(format!("{{\"now\":\"{}\"}}", crate::clock::rfc3339(app.clock.micros())));
    let receiver = app.events.subscribe();
    let closing = app.events.closing.clone();
    let changes = stream::unfold((receiver, app, actor), |(mut receiver, app, actor)| async move {
        loop {
            let event = match receiver.recv().await {
                Ok(changed) => match may_see(&app, &actor, &changed).await {
                    None => return None,
                    Some(false) => continue,
                    Some(true) => Event::default().event("changed").json_data(&changed),
                },
                Err(broadcast::error::RecvError::Lagged(_)) => Ok(Event::default().event("reload").data("{}")),
                Err(broadcast::error::RecvError::Closed) => return None,
            };
            match event {
                Ok(event) => return Some((Ok::<_, Infallible>(event), (receiver, app, actor))),
                Err(_) => continue,
            }
        }
    });
    let all: std::pin::Pin<Box<dyn Stream<Item = Result<Event, Infallible>> + Send>> =
        Box::pin(stream::once(async { Ok(hello) }).chain(changes).take_until(closing.cancelled_owned()));
    Ok(Sse::new(all).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))))
}

/// Ids of other groups' objects are nobody's business. None once the session or token is over, which ends the stream.
async fn may_see(app: &SharedApp, actor: &Actor, changed: &Changed) -> Option<bool> {
    let actor = identity::as_of_now(app, actor).await.ok().flatten()?;
    if actor.is_admin {
        return Some(true);
    }
    Some(match &changed.group_id {
        None => changed.kind != "user" || changed.id == actor.id,
        Some(group) => identity::is_member(app, &actor.id, group).await.unwrap_or(false),
    })
}
