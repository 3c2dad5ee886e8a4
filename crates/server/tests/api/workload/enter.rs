//! The gateway in front of the whole server: who gets into a notebook, and how quickly they are out when they may no longer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, header};
use futures_util::{FutureExt, SinkExt, StreamExt};
use http_body_util::{BodyExt, Full};
use primehub_gateway::{GatewayConfig, PortalBody, PortalHandler};
use primehub_server::features::workload::door::{self, Keeper};
use primehub_server::ids;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;

use super::{ann, remove_from_group, update_user};
use crate::harness::{Person, Quotas, TestApp, eventually};
use crate::notebooks::{read, restart, start_with, stop, until_phase};

struct Site {
    address: SocketAddr,
    stop: CancellationToken,
    keeping: tokio::task::JoinHandle<()>,
}

impl Drop for Site {
    fn drop(&mut self) {
        self.keeping.abort();
        self.stop.cancel();
    }
}

impl Site {
    fn of(t: &TestApp) -> Self {
        let clock = t.clock.clone();
        let config = GatewayConfig {
            listen: vec![SocketAddr::from(([127, 0, 0, 1], 0))],
            threads: 1,
            path_mode: false,
            clock: Arc::new(move || clock.micros()),
            ..Default::default()
        };
        let stop = CancellationToken::new();
        let running = primehub_gateway::serve(config, Arc::new(Keeper(t.app.clone())), portal(), stop.clone()).unwrap();
        let keeping = tokio::spawn(door::watch(t.app.clone()));
        Self { address: running.local_addrs()[0], stop, keeping }
    }

    fn host(&self, id: &str) -> String {
        format!("{id}.localhost:{}", self.address.port())
    }

    /// Status, head and body of one request on a connection of its own.
    async fn get(&self, id: &str, path: &str, lines: &[String]) -> (u16, String, String) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let more: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        let text = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept: text/html\r\n{more}\r\n", self.host(id));
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut answer)).await.expect("an answer in time").unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        (status, head.to_owned(), body.to_owned())
    }

    async fn status(&self, id: &str, way: &Way) -> u16 {
        self.get(id, "/api/echo", &[way.line()]).await.0
    }

    async fn socket(&self, id: &str, way: &Way) -> WebSocketStream<TcpStream> {
        let stream = TcpStream::connect(self.address).await.unwrap();
        let (name, value) = way.header();
        let request = Request::builder()
            .uri(format!("ws://{}/api/kernels/1/channels", self.host(id)))
            .header("host", self.host(id))
            .header("origin", format!("http://{}", self.host(id)))
            .header("connection", "Upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header(name, value)
            .body(())
            .unwrap();
        let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
        socket.send(Message::Text("hello".into())).await.unwrap();
        assert_eq!(socket.next().await.unwrap().unwrap(), Message::Text("hello".into()));
        socket
    }
}

fn portal() -> PortalHandler {
    Arc::new(|_, _| {
        let body = Full::new(bytes::Bytes::from("portal")).map_err(|never| match never {});
        std::future::ready(http::Response::new(PortalBody::new(body))).boxed()
    })
}

/// How somebody shows who they are.
#[derive(Clone)]
enum Way {
    Cookie(String),
    Token(String),
}

impl Way {
    fn header(&self) -> (&'static str, String) {
        match self {
            Self::Cookie(cookie) => ("cookie", format!("primehub-workload={cookie}")),
            Self::Token(token) => ("authorization", format!("Bearer {token}")),
        }
    }

    fn line(&self) -> String {
        let (name, value) = self.header();
        format!("{name}: {value}")
    }
}

/// A session of this person: its id and the portal's cookie.
async fn session(t: &TestApp, person: &Person) -> (String, String) {
    let (id, secret) = (ids::sortable(&t.clock), ids::secret("phs_"));
    let mut tx = t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    sqlx::query(
        "insert into sessions (id, user_id, token_hash, created_at, last_seen_at, expires_at, address, user_agent) values ($1, $2, $3, $4, $4, $5, 'here', 'test')",
    )
    .bind(&id)
    .bind(&person.id)
    .bind(ids::fingerprint(&secret))
    .bind(t.clock.micros())
    .bind(t.clock.micros() + 3_600_000_000)
    .execute(&mut *tx)
    .await
    .unwrap();
    tx.commit().await.unwrap();
    (id, secret)
}

/// Path and query of the one-time entrance that `/open` leads to.
async fn entrance(t: &TestApp, portal_cookie: &str, id: &str) -> String {
    let request =
        Request::builder().uri(format!("/open/{id}?next=/lab/tree/a%20b")).header(header::COOKIE, format!("primehub={portal_cookie}"));
    let answer = t.send(request.body(Body::empty()).unwrap()).await;
    let location = answer.headers()[header::LOCATION].to_str().unwrap().to_owned();
    let host = format!("http://{id}.localhost:");
    assert!(location.starts_with(&host), "{location}");
    let path = location[host.len()..].find('/').map(|at| location[host.len() + at..].to_owned());
    path.unwrap()
}

fn cookie_in(head: &str) -> String {
    let line =
        head.lines().find(|line| line.to_lowercase().starts_with("set-cookie: primehub-workload=")).unwrap_or_else(|| panic!("{head}"));
    assert!(line.contains("HttpOnly") && !line.to_lowercase().contains("domain="), "{line}");
    line.split_once('=').unwrap().1.split(';').next().unwrap().to_owned()
}

async fn enter(t: &TestApp, site: &Site, person: &Person, id: &str) -> (String, Way) {
    let (session, portal_cookie) = session(t, person).await;
    let path = entrance(t, &portal_cookie, id).await;
    let (status, head, _) = site.get(id, &path, &[]).await;
    assert!((300..400).contains(&status), "{head}");
    (session, Way::Cookie(cookie_in(&head)))
}

struct Scene {
    t: TestApp,
    site: Site,
    ann: Person,
    group: String,
    id: String,
}

async fn scene() -> Scene {
    let t = TestApp::new().await;
    let (ann, group) = ann(&t).await;
    let id = start_with(&t, &ann, &group, "run").await;
    until_phase(&t, &ann, &id, "Running").await;
    let site = Site::of(&t);
    Scene { t, site, ann, group, id }
}

#[tokio::test]
async fn a_code_opens_once_on_its_own_host_and_the_portals_cookie_never_gets_to_the_workload() {
    let Scene { t, site, ann, id, group } = scene().await;
    let (_, portal_cookie) = session(&t, &ann).await;
    let path = entrance(&t, &portal_cookie, &id).await;
    let other = start_with(&t, &ann, &group, "run").await;
    until_phase(&t, &ann, &other, "Running").await;
    let elsewhere = entrance(&t, &portal_cookie, &other).await;
    assert_eq!(site.get(&id, &elsewhere, &[]).await.0, 403, "a code of another notebook");
    let (status, head, _) = site.get(&id, &path, &[]).await;
    assert!((300..400).contains(&status), "{head}");
    let cookie = Way::Cookie(cookie_in(&head));
    assert!(head.contains("/lab/tree/a"), "{head}");
    assert_eq!(site.get(&id, &path, &[]).await.0, 403, "a code is good once");
    let mixed = format!("cookie: primehub={portal_cookie}; {}; theme=dark", cookie.header().1);
    let (status, _, body) = site.get(&id, "/api/echo", &[mixed]).await;
    assert_eq!(status, 200);
    assert!(!body.contains(&portal_cookie) && !body.contains("primehub-workload"), "{body}");
    assert!(body.contains("theme=dark"), "{body}");
    assert_ne!(site.status(&other, &cookie).await, 200, "the cookie of one notebook opens no other");
    assert_ne!(site.get(&id, "/api/echo", &[format!("cookie: primehub={portal_cookie}")]).await.0, 200);
}

#[tokio::test]
async fn a_code_is_good_for_a_minute() {
    let Scene { t, site, ann, id, .. } = scene().await;
    let (_, portal_cookie) = session(&t, &ann).await;
    let path = entrance(&t, &portal_cookie, &id).await;
    t.clock.advance(Duration::from_secs(61));
    let (status, head, body) = site.get(&id, &path, &[]).await;
    assert_eq!(status, 403);
    assert!(!head.to_lowercase().contains("set-cookie"), "{head}");
    assert!(body.contains("older than a minute"), "{body}");
}

#[tokio::test]
async fn others_stay_out_and_administrators_may_help() {
    let Scene { t, site, ann, id, group } = scene().await;
    let bob = t.person("bob").await;
    t.group("others", Quotas::default(), &[&bob]).await;
    update_user(&t, &bob.id, json!({ "groups": { "connect": [{ "id": group }] } })).await;
    let (_, portal_cookie) = session(&t, &bob).await;
    let request = Request::builder().uri(format!("/open/{id}")).header(header::COOKIE, format!("primehub={portal_cookie}"));
    assert_eq!(t.send(request.body(Body::empty()).unwrap()).await.status(), 404);
    assert_ne!(site.status(&id, &Way::Token(bob.token.clone())).await, 200);
    let (_, ann_cookie) = enter(&t, &site, &ann, &id).await;
    let Way::Cookie(cookie) = &ann_cookie else { unreachable!() };
    for forged in ["phw_", "phw_x.y", &cookie[..cookie.len() - 1], &format!("{cookie}0")] {
        assert_ne!(site.status(&id, &Way::Cookie(forged.to_owned())).await, 200, "{forged}");
    }
    assert_eq!(site.status(&id, &Way::Token(ann.token.clone())).await, 200);
    let root = t.root().await;
    assert_eq!(site.status(&id, &Way::Token(root.token.clone())).await, 200);
    let (_, root_cookie) = enter(&t, &site, &root, &id).await;
    assert_eq!(site.status(&id, &root_cookie).await, 200);
    assert_ne!(site.status("no-such-notebook", &Way::Token(root.token)).await, 200);
}

/// Opens a socket, ends the right to it, and requires both socket and requests to be cut within two seconds.
async fn is_cut(scene: &Scene, way: Way, end: impl AsyncFnOnce(&Scene)) {
    let mut socket = scene.site.socket(&scene.id, &way).await;
    assert_eq!(scene.site.status(&scene.id, &way).await, 200);
    end(scene).await;
    let ended = Instant::now();
    let closing = async { while let Some(Ok(_)) = socket.next().await {} };
    tokio::time::timeout(Duration::from_secs(2), closing).await.expect("the socket is cut within 2 s");
    while scene.site.status(&scene.id, &way).await == 200 {
        assert!(ended.elapsed() < Duration::from_secs(2), "requests are cut within 2 s");
    }
}

async fn delete(t: &TestApp, sql: &'static str, id: &str) {
    let mut tx = t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(sqlx::query(sql).bind(id).execute(&mut *tx).await.unwrap().rows_affected(), 1);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn the_end_of_the_session_cuts_off() {
    let scene = scene().await;
    let (session, way) = enter(&scene.t, &scene.site, &scene.ann, &scene.id).await;
    // Straight in the table, as another server process would do it.
    is_cut(&scene, way, async |scene| delete(&scene.t, "delete from sessions where id = $1", &session).await).await;
}

#[tokio::test]
async fn the_end_of_the_token_cuts_off() {
    let scene = scene().await;
    let way = Way::Token(scene.ann.token.clone());
    is_cut(&scene, way, async |scene| {
        let mut tx = scene.t.app.db.begin().await.unwrap_or_else(|error| panic!("{error:?}"));
        sqlx::query("delete from api_tokens where user_id = $1").bind(&scene.ann.id).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn the_end_of_the_membership_cuts_off_the_owner_and_the_administrator() {
    let scene = scene().await;
    let (_, way) = enter(&scene.t, &scene.site, &scene.ann, &scene.id).await;
    let root = Way::Token(scene.t.root().await.token);
    assert_eq!(scene.site.status(&scene.id, &root).await, 200);
    is_cut(&scene, way, async |scene| remove_from_group(&scene.t, &scene.ann.id, &scene.group).await).await;
    eventually("the administrator is out too", async || scene.site.status(&scene.id, &root).await != 200).await;
}

#[tokio::test]
async fn a_disabled_account_is_cut_off() {
    let scene = scene().await;
    let (_, way) = enter(&scene.t, &scene.site, &scene.ann, &scene.id).await;
    is_cut(&scene, way, async |scene| update_user(&scene.t, &scene.ann.id, json!({ "enabled": false })).await).await;
}

#[tokio::test]
async fn an_administrator_who_is_none_any_more_is_cut_off() {
    let scene = scene().await;
    let second = scene.t.person("second").await;
    update_user(&scene.t, &second.id, json!({ "isAdmin": true })).await;
    let way = Way::Token(second.token.clone());
    is_cut(&scene, way, async |scene| update_user(&scene.t, &second.id, json!({ "isAdmin": false })).await).await;
    assert_eq!(read(&scene.t, &scene.ann, &scene.id).await["phase"], "Running");
}

#[tokio::test]
async fn the_stop_of_the_notebook_cuts_off_and_says_so() {
    let scene = scene().await;
    let (_, way) = enter(&scene.t, &scene.site, &scene.ann, &scene.id).await;
    is_cut(&scene, way.clone(), async |scene| {
        stop(&scene.t, &scene.ann, &scene.id).await.data();
    })
    .await;
    let (_, _, body) = scene.site.get(&scene.id, "/lab", &[way.line()]).await;
    assert!(body.contains("does not run now"), "{body}");
}

#[tokio::test]
async fn a_restart_cuts_the_sockets_and_the_same_cookie_opens_the_new_one() {
    let scene = scene().await;
    let (_, way) = enter(&scene.t, &scene.site, &scene.ann, &scene.id).await;
    let mut socket = scene.site.socket(&scene.id, &way).await;
    restart(&scene.t, &scene.ann, &scene.id).await.data();
    let closing = async { while let Some(Ok(_)) = socket.next().await {} };
    tokio::time::timeout(Duration::from_secs(2), closing).await.expect("the socket is cut within 2 s");
    eventually("the new one opens", async || scene.site.status(&scene.id, &way).await == 200).await;
    assert_eq!(read(&scene.t, &scene.ann, &scene.id).await["launch"]["generation"], 2);
    scene.site.socket(&scene.id, &way).await;
}

#[tokio::test]
async fn the_cookie_still_opens_after_the_server_was_killed() {
    let Scene { t, site, ann, id, .. } = scene().await;
    let (session, way) = enter(&t, &site, &ann, &id).await;
    drop(site);
    let t = t.kill().await.start_again().await;
    let site = Site::of(&t);
    assert_eq!(site.status(&id, &way).await, 200);
    delete(&t, "delete from sessions where id = $1", &session).await;
    eventually("but not after the end of the session", async || site.status(&id, &way).await != 200).await;
}
