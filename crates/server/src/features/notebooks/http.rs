//! The REST routes of notebooks: logs, terminal, opening JupyterLab.

use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::model::Notebook;
use super::{actions, store};
use crate::app::SharedApp;
use crate::auth::{self, Actor};
use crate::error::{Error, Result};
use crate::features::identity;
use crate::features::workload::logs::{LogQuery, answer};
use crate::features::workload::{self, ExecRequest, UnitRef, model::State as UnitState};
use crate::http::{Routes, Signed};

pub fn routes() -> Routes {
    Routes::default()
        .get("/api/logs/jupyterhub", own_log)
        .get("/api/logs/notebooks/{id}", log)
        .get("/api/notebooks/{id}/terminal", terminal)
        .get("/open/{id}", open)
}

/// The caller's own notebook, as the SDK asks for it: the one that was started last.
async fn own_log(State(app): State<SharedApp>, Signed(actor): Signed, Query(query): Query<LogQuery>) -> Result<Response> {
    let notebook = store::latest_of(app.db.read(), &actor.id).await?;
    let notebook = notebook.ok_or_else(|| Error::NotFound("You have not started a notebook yet, so there is no log.".into()))?;
    answer(&app, &notebook.id, query).await
}

async fn log(
    State(app): State<SharedApp>,
    Signed(actor): Signed,
    Path(id): Path<String>,
    Query(query): Query<LogQuery>,
) -> Result<Response> {
    let notebook = actions::own(&app, &actor, &id).await?;
    answer(&app, &notebook.id, query).await
}

#[derive(Deserialize)]
struct OpenQuery {
    next: Option<String>,
    path: Option<String>,
}

/// Leads into JupyterLab by a code that is good once and only on the notebook's own host. Nothing is started by following a link.
async fn open(
    State(app): State<SharedApp>,
    Path(id): Path<String>,
    Query(query): Query<OpenQuery>,
    uri: Uri,
    headers: HeaderMap,
    peer: axum::Extension<auth::Peer>,
) -> Result<Response> {
    let actor = match auth::identify(&app, &axum::http::Method::GET, &headers, &peer.0.0).await {
        Ok(Some(actor)) => actor,
        _ => return Ok(Redirect::to(&format!("/sign-in?next={}", encode(&uri.to_string()))).into_response()),
    };
    let notebook = actions::own(&app, &actor, &id).await?;
    let next = query.next.or(query.path).filter(|next| next.starts_with('/') && !next.starts_with("//")).unwrap_or_else(|| "/lab".into());
    let unit = workload::store::unit(app.db.read(), &id).await?;
    if !unit.is_some_and(|unit| unit.state() == UnitState::Running && unit.wants_to_run()) {
        let group = identity::store::group(app.db.read(), &notebook.group_id).await?;
        let group = group.map(|group| group.name).unwrap_or_default();
        return Ok(Redirect::to(&format!("/g/{}/notebooks/{id}", encode(&group))).into_response());
    }
    let address = app.door.entrance(&app, &actor, &id, &next).await?;
    let mut response = Redirect::to(&address).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Ok(response)
}

fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[derive(Deserialize)]
struct TerminalQuery {
    cols: Option<u16>,
    rows: Option<u16>,
}

/// A shell in the notebook's container. Only pages of the portal may open it with the portal's cookie.
async fn terminal(
    State(app): State<SharedApp>,
    Signed(actor): Signed,
    Path(id): Path<String>,
    Query(query): Query<TerminalQuery>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response> {
    if actor.session().is_some() {
        if !headers.contains_key(header::ORIGIN) {
            return Err(Error::not_allowed("A terminal is opened by the portal's own page."));
        }
        auth::require_own_page(&app, &headers)?;
    }
    let notebook = actions::own(&app, &actor, &id).await?;
    let size = (query.cols.unwrap_or(80).clamp(2, 500), query.rows.unwrap_or(24).clamp(2, 300));
    Ok(upgrade.on_upgrade(move |socket| async move {
        if let Err(error) = run_terminal(&app, &actor, &notebook, socket, size).await {
            error.log();
        }
    }))
}

const NOT_ALLOWED: u16 = 4401;
const NOT_RUNNING: u16 = 4404;
const RESTARTING: u16 = 4503;

async fn run_terminal(app: &SharedApp, actor: &Actor, notebook: &Notebook, mut socket: WebSocket, size: (u16, u16)) -> Result<()> {
    let unit = workload::store::unit(app.db.read(), &notebook.id).await?;
    let Some(unit) = unit.filter(|unit| unit.state() == UnitState::Running && unit.wants_to_run()) else {
        return close(&mut socket, NOT_RUNNING, "The notebook does not run.").await;
    };
    let at = UnitRef { unit: unit.id.clone(), generation: unit.generation };
    let request = ExecRequest {
        command: ["sh", "-c", "cd \"$HOME\" 2>/dev/null || cd /; exec $(command -v bash || echo sh) -l"].map(String::from).to_vec(),
        env: vec![("TERM".into(), "xterm-256color".into()), ("HOME".into(), "/home/jovyan".into())],
        user: Some("1000:100".into()),
        working_dir: None,
        terminal: Some(size),
    };
    let Ok(mut session) = app.workloads.exec(&at, request).await else {
        return close(&mut socket, NOT_RUNNING, "No shell could be started in this notebook.").await;
    };
    let (mut to_browser, mut from_browser) = socket.split();
    let mut bytes = vec![0u8; 16 * 1024];
    let mut check = tokio::time::interval(std::time::Duration::from_secs(1));
    let closing = app.events.closed();
    let (code, reason) = loop {
        tokio::select! {
            read = session.output.read(&mut bytes) => match read {
                Ok(0) | Err(_) => break (1000, "The shell has ended."),
                Ok(count) => {
                    if to_browser.send(Message::Binary(bytes::Bytes::copy_from_slice(&bytes[..count]))).await.is_err() {
                        return Ok(());
                    }
                }
            },
            message = from_browser.next() => match message {
                Some(Ok(Message::Binary(input))) => {
                    if session.input.write_all(&input).await.is_err() { break (1000, "The shell has ended."); }
                    let _ = session.input.flush().await;
                    app.door.note_activity(&notebook.id, app.clock.micros());
                }
                Some(Ok(Message::Text(text))) => {
                    if let Ok(Control { resize }) = serde_json::from_str(&text) {
                        let _ = session.control.resize(resize.cols.clamp(2, 500), resize.rows.clamp(2, 300)).await;
                    }
                }
                Some(Ok(Message::Close(_))) | None | Some(Err(_)) => return Ok(()),
                Some(Ok(_)) => {}
            },
            _ = check.tick() => {
                if !identity::is_still_good(app, actor).await.unwrap_or(false) || actions::own(app, actor, &notebook.id).await.is_err() {
                    break (NOT_ALLOWED, "You may no longer use this notebook.");
                }
            }
            _ = closing.cancelled() => break (RESTARTING, "The server restarts."),
        }
    };
    let frame = CloseFrame { code, reason: reason.into() };
    let _ = to_browser.send(Message::Close(Some(frame))).await;
    Ok(())
}

#[derive(Deserialize)]
struct Control {
    resize: Size,
}

#[derive(Deserialize)]
struct Size {
    cols: u16,
    rows: u16,
}

async fn close(socket: &mut WebSocket, code: u16, reason: &'static str) -> Result<()> {
    // A browser that is gone already needs no farewell.
    let _ = socket.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
    Ok(())
}
