//! What is too big, too many or too slow is turned away.

use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::backends::{Recorder, listener, read_head};
use crate::site::{Answer, PATIENCE, Site, eventually, read_to_end};

const WITH: [&str; 2] = ["Host: nb.localhost", "Authorization: token token-of-nb"];

#[tokio::test]
async fn heads_that_are_too_big_are_refused() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    site.open("nb", backend.address);
    let big = format!("X-Big: {}", "x".repeat(70_000));
    let answer = site.ask("GET /", &[WITH[0], WITH[1], &big]).await;
    assert_eq!(answer.status, 431);
    let many: Vec<String> = (0..120).map(|at| format!("X-{at}: y")).collect();
    let many: Vec<&str> = WITH.into_iter().chain(many.iter().map(String::as_str)).collect();
    assert_eq!(site.ask("GET /", &many).await.status, 431);
    let long = format!("GET /{}", "x".repeat(70_000));
    assert!(matches!(site.ask(&long, &WITH).await.status, 414 | 431));
    assert_eq!(backend.text(), "");
    let allowed = format!("X-Big: {}", "x".repeat(30_000));
    assert_eq!(site.ask("GET /", &[WITH[0], WITH[1], &allowed]).await.status, 200);
}

#[tokio::test]
async fn one_grant_cannot_take_all_connections() {
    let (listener, address) = listener().await;
    let site = Site::start(|config| config.max_connections_per_grant = 2);
    let grant = site.open("nb", address);
    let text = format!("GET / HTTP/1.1\r\n{}\r\n{}\r\n\r\n", WITH[0], WITH[1]);
    let mut open = Vec::new();
    for _ in 0..2 {
        let mut client = TcpStream::connect(site.address).await.unwrap();
        client.write_all(text.as_bytes()).await.unwrap();
        let (mut backend, _) = listener.accept().await.unwrap();
        read_head(&mut backend).await;
        open.push((client, backend));
    }
    let answer = site.ask("GET /", &WITH).await;
    assert_eq!(answer.status, 429);
    assert!(answer.body.contains("2 requests and sockets"), "{answer:?}");
    drop(open);
    let count = &grant.activity.open_connections;
    eventually("both are counted out", || count.load(Ordering::Relaxed) == 0).await;
}

#[tokio::test]
async fn connections_beyond_the_limit_get_503() {
    let site = Site::start(|config| config.max_connections = 1);
    let first = TcpStream::connect(site.address).await.unwrap();
    let open = &site.stats.open_connections;
    eventually("the first is open", || open.load(Ordering::Relaxed) == 1).await;
    let mut second = TcpStream::connect(site.address).await.unwrap();
    assert_eq!(Answer::read(&read_to_end(&mut second).await).status, 503);
    drop(first);
    eventually("the first is closed", || open.load(Ordering::Relaxed) == 0).await;
    assert_eq!(site.ask("GET /", &["Host: localhost"]).await.status, 200);
}

#[tokio::test]
async fn a_head_that_never_ends_is_given_up() {
    let site = Site::start(|config| config.header_read_timeout = Duration::from_millis(100));
    let mut client = TcpStream::connect(site.address).await.unwrap();
    client.write_all(b"GET / HTTP/1.1\r\nHost: local").await.unwrap();
    let closed = tokio::time::timeout(PATIENCE, read_to_end(&mut client)).await;
    assert!(closed.is_ok());
}

#[tokio::test]
async fn an_upload_that_pauses_too_long_is_given_up() {
    let backend = Recorder::answering("").await;
    let site = Site::start(|config| config.body_read_timeout = Duration::from_millis(100));
    site.open("nb", backend.address);
    let mut client = TcpStream::connect(site.address).await.unwrap();
    let text = format!("POST / HTTP/1.1\r\n{}\r\n{}\r\nContent-Length: 9\r\n\r\nabc", WITH[0], WITH[1]);
    client.write_all(text.as_bytes()).await.unwrap();
    let answer = Answer::read(&read_to_end(&mut client).await);
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("broke off"), "{answer:?}");
}
