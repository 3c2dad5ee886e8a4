//! When a grant ends, everything that was open under it ends within two seconds.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use crate::backends::{Recorder, listener, read_head, websocket_echo};
use crate::site::{Site, eventually, grant, read_to_end};
use crate::sockets::connect;

const CUT_OFF: Duration = Duration::from_secs(2);
const ASK: &str = "GET / HTTP/1.1\r\nHost: nb.localhost\r\nAuthorization: token token-of-nb\r\n\r\n";

#[tokio::test]
async fn a_request_that_waits_for_its_answer_is_cut() {
    let (listener, address) = listener().await;
    let site = Site::start(|_| {});
    let grant = site.open("nb", address);
    let mut client = TcpStream::connect(site.address).await.unwrap();
    client.write_all(ASK.as_bytes()).await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    read_head(&mut backend).await;
    site.end(&grant);
    let both = async { tokio::join!(read_to_end(&mut client), read_to_end(&mut backend)) };
    timeout(CUT_OFF, both).await.expect("both sides are closed");
    let open = &grant.activity.open_connections;
    eventually("the request is counted out", || open.load(Ordering::Relaxed) == 0).await;
}

#[tokio::test]
async fn an_answer_that_is_being_streamed_is_cut() {
    let (listener, address) = listener().await;
    let site = Site::start(|_| {});
    let grant = site.open("nb", address);
    let mut client = TcpStream::connect(site.address).await.unwrap();
    client.write_all(ASK.as_bytes()).await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    read_head(&mut backend).await;
    let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
    backend.write_all(text.as_bytes()).await.unwrap();
    read_head(&mut client).await;
    site.end(&grant);
    let both = async { tokio::join!(read_to_end(&mut client), read_to_end(&mut backend)) };
    let (rest, _) = timeout(CUT_OFF, both).await.expect("both sides are closed");
    assert!(!String::from_utf8(rest).unwrap().contains("0\r\n\r\n"));
}

#[tokio::test]
async fn an_upload_that_is_under_way_is_cut() {
    let (listener, address) = listener().await;
    let site = Site::start(|_| {});
    let grant = site.open("nb", address);
    let mut client = TcpStream::connect(site.address).await.unwrap();
    let text = "POST / HTTP/1.1\r\nHost: nb.localhost\r\nAuthorization: token token-of-nb\r\n\
                Content-Length: 10\r\n\r\nabc";
    client.write_all(text.as_bytes()).await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    read_head(&mut backend).await;
    site.end(&grant);
    let both = async { tokio::join!(read_to_end(&mut client), read_to_end(&mut backend)) };
    timeout(CUT_OFF, both).await.expect("both sides are closed");
}

#[tokio::test]
async fn an_open_socket_is_closed_with_4401() {
    let site = Site::start(|_| {});
    let grant = site.open("nb", websocket_echo().await);
    let mut socket = connect(&site, "nb").await;
    socket.send(Message::text("hello")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::text("hello"));
    assert_eq!(grant.activity.open_sockets.load(Ordering::Relaxed), 1);
    site.end(&grant);
    let last = timeout(CUT_OFF, socket.next()).await.expect("closed in time");
    let Some(Ok(Message::Close(Some(close)))) = last else {
        panic!("{last:?} is not a close frame");
    };
    assert_eq!(close.code, CloseCode::from(4401));
    let open = &grant.activity.open_sockets;
    eventually("the socket is counted out", || open.load(Ordering::Relaxed) == 0).await;
}

#[tokio::test]
async fn the_same_connection_is_asked_at_the_door_again() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    let first = site.open("nb", backend.address);
    let mut client = TcpStream::connect(site.address).await.unwrap();
    client.write_all(ASK.as_bytes()).await.unwrap();
    assert!(read_head(&mut client).await.starts_with("HTTP/1.1 200 "));
    let mut body = [0; 2];
    tokio::io::AsyncReadExt::read_exact(&mut client, &mut body).await.unwrap();
    site.end(&first);
    client.write_all(ASK.as_bytes()).await.unwrap();
    assert!(read_head(&mut client).await.starts_with("HTTP/1.1 401 "));
}

#[tokio::test]
async fn a_grant_that_has_ended_opens_nothing_even_if_it_is_still_listed() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    let ended = site.admit(grant("nb", backend.address));
    ended.ended.cancel();
    let with = ["Host: nb.localhost", "Authorization: token token-of-nb"];
    assert_eq!(site.ask("GET /", &with).await.status, 401);
    assert_eq!(backend.text(), "");
}

#[tokio::test]
async fn one_grants_end_leaves_others_alone() {
    let site = Site::start(|_| {});
    let echo = websocket_echo().await;
    let ended = site.open("nb", echo);
    site.open("other", echo);
    let mut socket = connect(&site, "other").await;
    site.end(&ended);
    socket.send(Message::text("still here")).await.unwrap();
    assert_eq!(socket.next().await.unwrap().unwrap(), Message::text("still here"));
}
