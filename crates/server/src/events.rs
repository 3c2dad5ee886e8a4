//! Which object changed? A broadcast that pages receive as server-sent events, so that they need no polling. Server processes that share
//! a PostgreSQL tell each other.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, StreamExt, stream};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::sync::{broadcast, mpsc};

use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::Result;
use crate::features::identity;
use crate::http::Signed;

/// The channel of PostgreSQL on which server processes tell each other.
const CHANNEL: &str = "primehub_changes";
/// PostgreSQL takes 8,000 bytes at once; a change has less than 200.
const AT_ONCE: usize = 30;

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Changed {
    pub kind: String,
    pub id: String,
    pub group_id: Option<String>,
}

#[derive(Clone, Debug)]
pub enum News {
    Changed(Changed),
    /// Some were missed; everything has to be loaded anew.
    Missed,
}

#[derive(Serialize, Deserialize)]
struct Message {
    from: String,
    changes: Vec<Changed>,
}

pub struct Events {
    sender: broadcast::Sender<News>,
    /// To the other server processes, where there can be any.
    outbox: Option<mpsc::Sender<Changed>>,
    unsent: Mutex<Option<mpsc::Receiver<Changed>>>,
    closing: tokio_util::sync::CancellationToken,
}

impl Events {
    /// `shared` where other server processes can work on the same database.
    pub fn new(shared: bool) -> Self {
        let (outbox, unsent) = shared.then(|| mpsc::channel(4096)).unzip();
        Self { sender: broadcast::channel(1024).0, outbox, unsent: Mutex::new(unsent), closing: Default::default() }
    }

    /// Call after the commit.
    pub fn changed(&self, kind: &str, id: &str, group_id: Option<&str>) {
        let changed = Changed { kind: kind.to_owned(), id: id.to_owned(), group_id: group_id.map(str::to_owned) };
        if let Some(outbox) = &self.outbox {
            // What finds no room while the database is away is told by the word that something was missed.
            let _ = outbox.try_send(changed.clone());
        }
        self.spread(News::Changed(changed));
    }

    /// To the pages of this process.
    fn spread(&self, news: News) {
        // Nobody listening is fine.
        let _ = self.sender.send(news);
    }

    pub fn subscribe(&self) -> broadcast::Receiver<News> {
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

/// Tells the other server processes what changes here, and the pages here what changes there. Ends at once where there are no others.
pub async fn exchange(app: SharedApp) {
    let Some(unsent) = app.events.unsent.lock().take() else { return };
    tokio::join!(tell(&app, unsent), listen(&app));
}

async fn tell(app: &SharedApp, mut unsent: mpsc::Receiver<Changed>) {
    let mut changes = Vec::new();
    while unsent.recv_many(&mut changes, AT_ONCE).await > 0 {
        let message = Message { from: app.replica.clone(), changes: std::mem::take(&mut changes) };
        let told = match serde_json::to_string(&message) {
            Ok(text) => app.db.tell(CHANNEL, &text).await,
            Err(error) => Err(error.into()),
        };
        if let Err(error) = told {
            tracing::warn!("other servers are not told of changes: {}", error.sentence());
        }
    }
}

async fn listen(app: &SharedApp) {
    loop {
        if let Err(error) = listen_until_broken(app).await {
            tracing::warn!("changes of other servers are not heard for a moment: {}", error.sentence());
        }
        app.clock.sleep(Duration::from_secs(1)).await;
    }
}

async fn listen_until_broken(app: &SharedApp) -> Result<()> {
    let mut listener = app.db.listen(CHANNEL).await?;
    // Whatever changed before it listened.
    app.events.spread(News::Missed);
    app.workloads.wake();
    while let Some(heard) = listener.try_recv().await? {
        let Ok(message) = serde_json::from_str::<Message>(heard.payload()) else { continue };
        if message.from == app.replica {
            continue;
        }
        for changed in message.changes {
            app.events.spread(News::Changed(changed));
        }
        // It may be something to work on.
        app.workloads.wake();
    }
    Ok(())
}

/// `GET /api/events`. A slow reader that missed some is told to load everything anew.
pub async fn stream_events(State(app): State<SharedApp>, Signed(actor): Signed) -> Result<impl IntoResponse> {
    let hello = Event::default().event("hello").data(format!("{{\"now\":\"{}\"}}", crate::clock::rfc3339(app.clock.micros())));
    let receiver = app.events.subscribe();
    let closing = app.events.closing.clone();
    let changes = stream::unfold((receiver, app, actor), |(mut receiver, app, actor)| async move {
        loop {
            let event = match receiver.recv().await {
                Ok(News::Changed(changed)) => match may_see(&app, &actor, &changed).await {
                    None => return None,
                    Some(false) => continue,
                    Some(true) => Event::default().event("changed").json_data(&changed),
                },
                Ok(News::Missed) | Err(broadcast::error::RecvError::Lagged(_)) => Ok(Event::default().event("reload").data("{}")),
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
    if actor.is_admin && changed.kind != identity::notices::KIND {
        return Some(true);
    }
    Some(match &changed.group_id {
        None => match changed.kind.as_str() {
            "user" | "notification" => changed.id == actor.id,
            "secret" => false,
            _ => true,
        },
        Some(group) => identity::is_member(app, &actor.id, group).await.unwrap_or(false),
    })
}
