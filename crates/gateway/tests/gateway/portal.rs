//! Whatever is not addressed to a workload goes to the portal; and the gateway stops in order.

use std::convert::Infallible;
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::{Response, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper_util::rt::TokioIo;
use primehub_gateway::{Doorkeeper, GatewayConfig, PortalBody, PortalHandler, serve};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;

use crate::backends::{listener, read_head, websocket_echo};
use crate::site::{Site, plain_portal, read_to_end};
use crate::sockets::connect;

#[tokio::test]
async fn other_hosts_and_paths_belong_to_the_portal() {
    let site = Site::start(|_| {});
    for (line, host) in [("GET /", "localhost"), ("GET /w", "localhost"), ("GET /api?x=1", "127.0.0.1:8080"), ("GET /", "hub.example.org")]
    {
        let answer = site.ask(line, &[&format!("Host: {host}"), "X-Forwarded-For: 6.6.6.6"]).await;
        let path = line.split(' ').nth(1).unwrap();
        assert!(answer.body.starts_with(&format!("portal {path} 127.0.0.1\n")), "{answer:?}");
        assert!(!answer.body.contains("6.6.6.6"));
    }
    let site = Site::start(|config| config.path_mode = false);
    let answer = site.ask("GET /w/nb/", &["Host: localhost"]).await;
    assert!(answer.body.starts_with("portal /w/nb/ "), "{answer:?}");
}

#[tokio::test]
async fn the_portal_can_open_sockets_of_its_own() {
    let portal: PortalHandler = Arc::new(|mut request, _| {
        Box::pin(async move {
            let key = request.headers()["sec-websocket-key"].as_bytes();
            let accept = derive_accept_key(key);
            let upgrade = hyper::upgrade::on(&mut request);
            tokio::spawn(async move {
                let io = TokioIo::new(upgrade.await.unwrap());
                let mut socket = WebSocketStream::from_raw_socket(io, Role::Server, None).await;
                socket.send(Message::text("from the portal")).await.unwrap();
                while let Some(Ok(_)) = socket.next().await {}
            });
            let nothing = Empty::<Bytes>::new().map_err(|never: Infallible| match never {});
            let mut response = Response::new(PortalBody::new(nothing));
            *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
            let headers = response.headers_mut();
            headers.insert("upgrade", "websocket".parse().unwrap());
            headers.insert("connection", "upgrade".parse().unwrap());
            headers.insert("sec-websocket-accept", accept.parse().unwrap());
            response
        })
    });
    let site = Site::start_with(|_| {}, portal);
    let stream = TcpStream::connect(site.address).await.unwrap();
    let (mut socket, _) = tokio_tungstenite::client_async("ws://localhost/live", stream).await.unwrap();
    let message = socket.next().await.unwrap().unwrap();
    assert_eq!(message, Message::text("from the portal"));
}

#[tokio::test]
async fn stopping_closes_sockets_with_4503_and_lets_requests_finish() {
    let (listener, address) = listener().await;
    let site = Site::start(|_| {});
    site.open("nb", address);
    site.open("ws", websocket_echo().await);
    let mut socket = connect(&site, "ws").await;
    let mut client = TcpStream::connect(site.address).await.unwrap();
    let text = "GET / HTTP/1.1\r\nHost: nb.localhost\r\nAuthorization: token token-of-nb\r\n\r\n";
    client.write_all(text.as_bytes()).await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    read_head(&mut backend).await;
    site.shutdown.cancel();
    let Some(Ok(Message::Close(Some(close)))) = socket.next().await else {
        panic!("the socket was not closed with a code");
    };
    assert_eq!(close.code, CloseCode::from(4503));
    assert_eq!(close.reason.as_str(), "server restarting");
    drop(socket);
    backend.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone").await.unwrap();
    let said = String::from_utf8(read_to_end(&mut client).await).unwrap();
    assert!(said.ends_with("done"), "{said}");
    let gateway = site.address;
    site.stop().await;
    assert!(TcpStream::connect(gateway).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn requests_that_do_not_finish_are_cut_after_the_grace_period() {
    let (listener, address) = listener().await;
    let site = Site::start(|config| config.grace = Duration::from_millis(200));
    site.open("nb", address);
    let mut client = TcpStream::connect(site.address).await.unwrap();
    let text = "GET / HTTP/1.1\r\nHost: nb.localhost\r\nAuthorization: token token-of-nb\r\n\r\n";
    client.write_all(text.as_bytes()).await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    read_head(&mut backend).await;
    site.stop().await;
    assert!(read_to_end(&mut client).await.is_empty());
}

#[tokio::test]
async fn an_address_in_use_is_an_error() {
    let site = Site::start(|_| {});
    let config = GatewayConfig { listen: vec![site.address], ..GatewayConfig::default() };
    let door = Arc::clone(&site.door) as Arc<dyn Doorkeeper>;
    let again = serve(config, door, plain_portal(), site.shutdown.clone());
    let error = again.err().expect("two gateways cannot share an address");
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
}
