//! Bodies pass in both directions unchanged, unbuffered, and over kept connections.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::client::conn::http1::SendRequest;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::backends::{echo, listener, read_head};
use crate::site::{PATIENCE, Site};

type Body = http_body_util::Either<Full<Bytes>, StreamBody<Pieces>>;
type Pieces = futures_util::stream::Iter<std::vec::IntoIter<Result<Frame<Bytes>, std::convert::Infallible>>>;

async fn client(gateway: SocketAddr) -> SendRequest<Body> {
    let stream = TcpStream::connect(gateway).await.unwrap();
    let io = TokioIo::new(stream);
    let (sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
    tokio::spawn(connection);
    sender
}

fn request(method: Method, body: Body) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri("/echo")
        .header("host", "nb.localhost")
        .header("authorization", "Bearer token-of-nb")
        .body(body)
        .unwrap()
}

async fn send(sender: &mut SendRequest<Body>, request: Request<Body>) -> (Response<()>, Bytes) {
    sender.ready().await.unwrap();
    let response = sender.send_request(request).await.unwrap();
    let (head, body) = Response::<Incoming>::into_parts(response);
    (Response::from_parts(head, ()), body.collect().await.unwrap().to_bytes())
}

fn whole(bytes: &Bytes) -> Body {
    Body::Left(Full::new(bytes.clone()))
}

fn in_pieces(bytes: &Bytes, size: usize) -> Body {
    let pieces: Vec<_> = bytes.chunks(size).map(|piece| Ok(Frame::data(bytes.slice_ref(piece)))).collect();
    Body::Right(StreamBody::new(futures_util::stream::iter(pieces)))
}

/// Bytes that no two calls share.
fn random_bytes(length: usize) -> Bytes {
    let seed = RandomState::new();
    let words = (0..length / 8 + 1).flat_map(|at| seed.hash_one(at).to_ne_bytes());
    words.take(length).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_thousand_bodies_come_back_byte_for_byte() {
    let site = Site::start(|_| {});
    let grant = site.open("nb", echo().await);
    let gateway = site.address;
    let clients: Vec<_> = (0..20_usize)
        .map(|lane| {
            tokio::spawn(async move {
                let mut sender = client(gateway).await;
                for round in 0..1000 {
                    let length = [0, 1, 100, 1500, 9000, 70_000][(lane + round) % 6];
                    let bytes = random_bytes(length);
                    let body = match round % 2 {
                        0 => whole(&bytes),
                        _ => in_pieces(&bytes, 1 + length / 3),
                    };
                    let (head, echoed) = send(&mut sender, request(Method::POST, body)).await;
                    assert_eq!(head.status(), 200);
                    assert!(echoed == bytes, "lane {lane} round {round}");
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
    assert_eq!(grant.activity.requests.load(Ordering::Relaxed), 20_000);
    let opened = site.stats.backend_connections.load(Ordering::Relaxed);
    assert!(opened <= 200, "{opened} connections to the workload for 20 clients");
    assert_eq!(grant.activity.open_connections.load(Ordering::Relaxed), 0);
    let from = grant.activity.bytes_from_clients.load(Ordering::Relaxed);
    let to = grant.activity.bytes_to_clients.load(Ordering::Relaxed);
    assert_eq!(from, to);
}

#[tokio::test]
async fn a_length_stays_a_length_and_chunks_stay_chunks() {
    let site = Site::start(|_| {});
    site.open("nb", echo().await);
    let mut sender = client(site.address).await;
    let bytes = random_bytes(1000);
    let (head, _) = send(&mut sender, request(Method::PUT, whole(&bytes))).await;
    assert_eq!(head.headers()["x-length"], "1000");
    let (head, _) = send(&mut sender, request(Method::PUT, in_pieces(&bytes, 10))).await;
    assert!(!head.headers().contains_key("x-length"));
}

#[tokio::test]
async fn events_arrive_while_the_answer_is_still_being_written() {
    let (listener, address) = listener().await;
    let site = Site::start(|_| {});
    site.open("nb", address);
    let mut client = TcpStream::connect(site.address).await.unwrap();
    let text = "GET /events HTTP/1.1\r\nHost: nb.localhost\r\nAuthorization: token token-of-nb\r\n\r\n";
    client.write_all(text.as_bytes()).await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    read_head(&mut backend).await;
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    backend.write_all(head.as_bytes()).await.unwrap();
    read_head(&mut client).await;
    for event in ["data: 1\n\n", "data: 2\n\n"] {
        let chunk = format!("{:x}\r\n{event}\r\n", event.len());
        backend.write_all(chunk.as_bytes()).await.unwrap();
        let mut got = vec![0; chunk.len()];
        tokio::time::timeout(PATIENCE, client.read_exact(&mut got)).await.unwrap().unwrap();
        assert_eq!(String::from_utf8(got).unwrap().to_lowercase(), chunk);
    }
}

#[tokio::test]
async fn an_upload_arrives_while_it_is_still_being_sent() {
    let (listener, address) = listener().await;
    let site = Site::start(|_| {});
    site.open("nb", address);
    let mut client = TcpStream::connect(site.address).await.unwrap();
    let text = "POST / HTTP/1.1\r\nHost: nb.localhost\r\nAuthorization: token token-of-nb\r\n\
                Content-Length: 6\r\nExpect: 100-continue\r\n\r\n";
    client.write_all(text.as_bytes()).await.unwrap();
    assert!(read_head(&mut client).await.starts_with("HTTP/1.1 100 "));
    client.write_all(b"abc").await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    let head = read_head(&mut backend).await;
    assert!(!head.contains("expect"), "{head}");
    let mut got = [0; 3];
    backend.read_exact(&mut got).await.unwrap();
    client.write_all(b"def").await.unwrap();
    backend.read_exact(&mut got).await.unwrap();
    assert_eq!(&got, b"def");
    backend.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
    assert!(read_head(&mut client).await.starts_with("HTTP/1.1 204 "));
}

#[tokio::test]
async fn a_client_that_leaves_during_an_upload_never_completes_it() {
    let (listener, address) = listener().await;
    let site = Site::start(|_| {});
    site.open("nb", address);
    let mut client = TcpStream::connect(site.address).await.unwrap();
    let text = "POST / HTTP/1.1\r\nHost: nb.localhost\r\nAuthorization: token token-of-nb\r\n\
                Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
    client.write_all(text.as_bytes()).await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    read_head(&mut backend).await;
    drop(client);
    let rest = crate::site::read_to_end(&mut backend).await;
    assert!(!String::from_utf8(rest).unwrap().contains("0\r\n\r\n"));
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_not_made_to_look_complete() {
    let (listener, address) = listener().await;
    let site = Site::start(|_| {});
    site.open("nb", address);
    let mut client = TcpStream::connect(site.address).await.unwrap();
    let text = "GET / HTTP/1.1\r\nHost: nb.localhost\r\nAuthorization: token token-of-nb\r\n\r\n";
    client.write_all(text.as_bytes()).await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    read_head(&mut backend).await;
    let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
    backend.write_all(text.as_bytes()).await.unwrap();
    read_head(&mut client).await;
    let mut chunk = [0; 8];
    client.read_exact(&mut chunk).await.unwrap();
    assert_eq!(&chunk, b"3\r\nabc\r\n");
    drop(backend);
    assert_eq!(crate::site::read_to_end(&mut client).await, b"");
}

#[tokio::test]
async fn a_request_is_repeated_once_if_its_kept_connection_was_closed() {
    let (listener, address) = listener().await;
    let site = Site::start(|config| config.threads = 1);
    site.open("nb", address);
    let served = tokio::spawn(async move {
        let (mut first, _) = listener.accept().await.unwrap();
        read_head(&mut first).await;
        first.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1").await.unwrap();
        // The second request is read from the kept connection, and then not answered.
        read_head(&mut first).await;
        drop(first);
        let (mut second, _) = listener.accept().await.unwrap();
        let head = read_head(&mut second).await;
        second.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2").await.unwrap();
        read_head(&mut second).await;
        drop(second);
        (head, listener)
    });
    let with = ["Host: nb.localhost", "Authorization: token token-of-nb"];
    assert_eq!(site.ask("GET /a", &with).await.body, "1");
    assert_eq!(site.ask("GET /b", &with).await.body, "2");
    assert_eq!(site.stats.retries.load(Ordering::Relaxed), 1);
    // A POST may have had its effect, so it is not repeated.
    assert_eq!(site.ask("POST /c", &with).await.status, 502);
    assert_eq!(site.stats.retries.load(Ordering::Relaxed), 1);
    let (head, _listener) = served.await.unwrap();
    assert!(head.starts_with("GET /b HTTP/1.1\r\n"), "{head}");
}

#[tokio::test]
async fn a_workload_that_does_not_answer_gets_a_page_that_says_so() {
    let (listener, address) = listener().await;
    drop(listener);
    let site = Site::start(|_| {});
    site.open("nb", address);
    let with = ["Host: nb.localhost", "Authorization: token token-of-nb", "Accept: text/html"];
    let page = site.ask("GET /", &with).await;
    assert_eq!(page.status, 502);
    assert!(page.body.contains("JupyterLab in this notebook does not answer"), "{page:?}");
}

#[tokio::test]
async fn answers_without_a_body_keep_their_connection() {
    let (listener, address) = listener().await;
    let site = Site::start(|config| config.threads = 1);
    site.open("nb", address);
    tokio::spawn(async move {
        let (mut backend, _) = listener.accept().await.unwrap();
        for answer in [
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
            "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n",
            "HTTP/1.1 204 No Content\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        ] {
            read_head(&mut backend).await;
            backend.write_all(answer.as_bytes()).await.unwrap();
        }
        std::future::pending::<()>().await;
    });
    let with = ["Host: nb.localhost", "Authorization: token token-of-nb"];
    let head = site.ask("HEAD /", &with).await;
    assert_eq!(head.header("content-length"), "5");
    assert_eq!(site.ask("GET /", &with).await.status, 304);
    assert_eq!(site.ask("GET /", &with).await.status, 204);
    assert_eq!(site.ask("GET /", &with).await.status, 200);
    assert_eq!(site.stats.backend_connections.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_client_that_reads_nothing_holds_the_workload_back() {
    let (listener, address) = listener().await;
    let site = Site::start(|_| {});
    let grant = site.open("nb", address);
    let mut client = TcpStream::connect(site.address).await.unwrap();
    let text = "GET / HTTP/1.1\r\nHost: nb.localhost\r\nAuthorization: token token-of-nb\r\n\r\n";
    client.write_all(text.as_bytes()).await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    read_head(&mut backend).await;
    backend.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
    let piece = vec![7; 1 << 20];
    let mut taken = 0;
    while let Ok(written) = tokio::time::timeout(Duration::from_millis(500), backend.write(&piece)).await {
        taken += written.unwrap();
        assert!(taken < 200 << 20, "the gateway swallows without end");
    }
    // Even so, the end of the grant cuts it off.
    site.end(&grant);
    let left = tokio::time::timeout(Duration::from_secs(2), async { while backend.write(&piece).await.is_ok() {} });
    left.await.expect("cut off within two seconds");
}
