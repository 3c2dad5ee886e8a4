//! A gateway of a test's own, with a doorkeeper whose answers the test sets, and a plain client.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use primehub_gateway::{
    Activity, Admission, Credential, Doorkeeper, GatewayConfig, GatewayStats, Grant, Knock, PathPrefix, PortalBody, PortalHandler,
    Redeemed, Refusal, Running, serve,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

pub const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Default)]
pub struct TestDoor {
    pub by_cookie: Mutex<HashMap<String, Arc<Grant>>>,
    pub by_token: Mutex<HashMap<String, Arc<Grant>>>,
    /// Tokens that `introduce` finds.
    pub unseen_tokens: Mutex<HashMap<String, Arc<Grant>>>,
    pub public: Mutex<HashMap<String, Arc<Grant>>>,
    pub codes: Mutex<HashMap<String, String>>,
    pub stopped: Mutex<HashMap<String, String>>,
    pub lookups: AtomicUsize,
}

impl TestDoor {
    fn let_in(&self, knock: &Knock<'_>) -> Option<Arc<Grant>> {
        let found = match knock.credential {
            Credential::Nobody => self.public.lock().unwrap().get(knock.workload).cloned(),
            Credential::Cookie(cookie) => self.by_cookie.lock().unwrap().get(cookie).cloned(),
            Credential::Token(token) => self.by_token.lock().unwrap().get(token).cloned(),
        };
        found.filter(|grant| grant.workload == knock.workload)
    }
}

impl Doorkeeper for TestDoor {
    fn admit(&self, knock: &Knock<'_>) -> Admission {
        if knock.workload.starts_with("unknown") {
            return Admission::Unknown;
        }
        if knock.workload.starts_with("forbidden") {
            return Admission::Refused(Refusal {
                status: StatusCode::FORBIDDEN,
                title: "Not <yours>".to_owned(),
                message: "<script>alert(1)</script> & more".to_owned(),
            });
        }
        if let Some(message) = self.stopped.lock().unwrap().get(knock.workload) {
            let message = message.clone();
            return Admission::NotRunning { message };
        }
        match (self.let_in(knock), knock.credential) {
            (Some(grant), _) => Admission::Pass(grant),
            (None, Credential::Token(_)) => Admission::NeedsLookup,
            _ => Admission::NeedsSignIn,
        }
    }

    fn redeem<'a>(&'a self, workload: &'a str, code: &'a str) -> BoxFuture<'a, Result<Redeemed, Refusal>> {
        Box::pin(async move {
            let known = self.codes.lock().unwrap().remove(code);
            match known.filter(|known| known == workload) {
                Some(_) => Ok(Redeemed { cookie: cookie_of(workload), max_age: Some(Duration::from_secs(60)), next: None }),
                None => Err(Refusal {
                    status: StatusCode::FORBIDDEN,
                    title: "Code used".to_owned(),
                    message: "Open the workload again from the portal.".to_owned(),
                }),
            }
        })
    }

    fn introduce<'a>(&'a self, _workload: &'a str, token: &'a str) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            self.lookups.fetch_add(1, Ordering::Relaxed);
            if let Some(grant) = self.unseen_tokens.lock().unwrap().remove(token) {
                self.by_token.lock().unwrap().insert(token.to_owned(), grant);
            }
        })
    }
}

pub fn cookie_of(workload: &str) -> String {
    format!("cookie-of-{workload}")
}

pub struct Site {
    pub address: SocketAddr,
    pub door: Arc<TestDoor>,
    pub stats: Arc<GatewayStats>,
    pub shutdown: CancellationToken,
    running: Option<Running>,
}

impl Site {
    pub fn start(change: impl FnOnce(&mut GatewayConfig)) -> Site {
        Site::start_with(change, plain_portal())
    }

    pub fn start_with(change: impl FnOnce(&mut GatewayConfig), portal: PortalHandler) -> Site {
        let mut config = GatewayConfig { listen: vec![SocketAddr::from(([127, 0, 0, 1], 0))], threads: 2, ..GatewayConfig::default() };
        change(&mut config);
        let door = Arc::new(TestDoor::default());
        let shutdown = CancellationToken::new();
        let doorkeeper = Arc::clone(&door) as Arc<dyn Doorkeeper>;
        let running = serve(config, doorkeeper, portal, shutdown.clone()).unwrap();
        Site { address: running.local_addrs()[0], door, stats: running.stats(), shutdown, running: Some(running) }
    }

    /// Lets the cookie `cookie_of(workload)` in, and the token `token-of-<workload>`.
    pub fn open(&self, workload: &str, target: SocketAddr) -> Arc<Grant> {
        self.admit(grant(workload, target))
    }

    pub fn admit(&self, grant: Grant) -> Arc<Grant> {
        let grant = Arc::new(grant);
        let workload = &grant.workload;
        let door = &self.door;
        let mut cookies = door.by_cookie.lock().unwrap();
        cookies.insert(cookie_of(workload), Arc::clone(&grant));
        let mut tokens = door.by_token.lock().unwrap();
        tokens.insert(format!("token-of-{workload}"), Arc::clone(&grant));
        Arc::clone(&grant)
    }

    /// What a session's, membership's or workload's end does to a grant.
    pub fn end(&self, grant: &Grant) {
        let is_other = |other: &Arc<Grant>| other.workload != grant.workload;
        self.door.by_cookie.lock().unwrap().retain(|_, other| is_other(other));
        self.door.by_token.lock().unwrap().retain(|_, other| is_other(other));
        grant.ended.cancel();
    }

    /// Sends bytes as they are, and reads until the gateway closes.
    pub async fn talk(&self, bytes: impl AsRef<[u8]>) -> Vec<u8> {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        // The gateway may close before it has read everything.
        let _ = stream.write_all(bytes.as_ref()).await;
        read_to_end(&mut stream).await
    }

    /// One request with these lines after the request line, answered on a connection of its own.
    pub async fn ask(&self, line: &str, headers: &[&str]) -> Answer {
        self.ask_with(line, headers, "").await
    }

    pub async fn ask_with(&self, line: &str, headers: &[&str], body: &str) -> Answer {
        let mut text = format!("{line} HTTP/1.1\r\nConnection: close\r\n");
        for header in headers {
            text.push_str(header);
            text.push_str("\r\n");
        }
        Answer::read(&self.talk(text + "\r\n" + body).await)
    }

    pub async fn stop(mut self) {
        self.shutdown.cancel();
        let running = self.running.take().unwrap();
        tokio::time::timeout(PATIENCE, running.join()).await.unwrap();
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

pub fn grant(workload: &str, target: SocketAddr) -> Grant {
    let secret = HeaderValue::from_static("token secret-of-the-workload");
    Grant {
        workload: workload.to_owned(),
        user: "ann".to_owned(),
        target,
        inject: HeaderMap::from_iter([(http::header::AUTHORIZATION, secret)]),
        path_prefix: PathPrefix::Keep,
        ended: CancellationToken::new(),
        activity: Arc::new(Activity::default()),
    }
}

/// Tells what it was asked.
pub fn plain_portal() -> PortalHandler {
    Arc::new(|request, client| Box::pin(portal(request, client)))
}

async fn portal(request: Request<Incoming>, client: SocketAddr) -> Response<PortalBody> {
    let text = format!("portal {} {}\n{:?}", request.uri(), client.ip(), request.headers());
    let body = Full::new(Bytes::from(text)).map_err(|never| match never {});
    Response::new(PortalBody::new(body))
}

pub async fn read_to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut all = Vec::new();
    let reading = stream.read_to_end(&mut all);
    // A reset after the answer is an end like another.
    let _ = tokio::time::timeout(PATIENCE, reading).await.expect("closed in time");
    all
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn read(bytes: &[u8]) -> Answer {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok());
        Answer { status: status.unwrap_or(0), head: head.to_owned(), body: body.to_owned() }
    }

    /// The values of a header, joined by ` | `.
    pub fn header(&self, name: &str) -> String {
        let values: Vec<&str> = self
            .head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
            .collect();
        values.join(" | ")
    }
}

/// Waits, with a bound, until something is so.
pub async fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let waiting = async {
        while !is_so() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let in_time = tokio::time::timeout(PATIENCE, waiting).await;
    assert!(in_time.is_ok(), "{what}");
}
