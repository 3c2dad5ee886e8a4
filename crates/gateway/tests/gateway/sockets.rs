//! WebSockets: the handshake, the messages, and who is cut off for not answering pings.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::backends::{Recorder, listener, read_head, websocket_echo};
use crate::site::{Site, cookie_of, eventually, read_to_end};

const HANDSHAKE: &str = "GET /ws HTTP/1.1\r\nHost: nb.localhost\r\nAuthorization: token token-of-nb\r\n\
    Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
    Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// A socket as a browser opens it: with the cookie, and from the workload's own page.
pub async fn connect(site: &Site, workload: &str) -> WebSocketStream<TcpStream> {
    let mut request = format!("ws://{workload}.localhost/ws").into_client_request().unwrap();
    let cookie = format!("primehub-workload={}", cookie_of(workload));
    let origin = format!("http://{workload}.localhost");
    request.headers_mut().insert("cookie", cookie.parse().unwrap());
    request.headers_mut().insert("origin", origin.parse().unwrap());
    let stream = TcpStream::connect(site.address).await.unwrap();
    tokio_tungstenite::client_async(request, stream).await.unwrap().0
}

/// A socket whose bytes the test reads and writes itself, on both ends.
pub async fn raw_pair(site: &Site, listener: &tokio::net::TcpListener) -> (TcpStream, TcpStream) {
    let mut client = TcpStream::connect(site.address).await.unwrap();
    client.write_all(HANDSHAKE.as_bytes()).await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    read_head(&mut backend).await;
    let answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n";
    backend.write_all(answer.as_bytes()).await.unwrap();
    assert!(read_head(&mut client).await.starts_with("HTTP/1.1 101 "));
    (client, backend)
}

#[tokio::test]
async fn the_handshake_passes_with_its_protocol_and_without_our_secrets() {
    let (listener, address) = listener().await;
    let site = Site::start(|_| {});
    site.open("nb", address);
    let mut client = TcpStream::connect(site.address).await.unwrap();
    let handshake = HANDSHAKE.replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: v1.kernel\r\n\r\n");
    client.write_all(handshake.as_bytes()).await.unwrap();
    let (mut backend, _) = listener.accept().await.unwrap();
    let head = read_head(&mut backend).await.to_lowercase();
    for line in [
        "get /ws http/1.1",
        "upgrade: websocket",
        "connection: upgrade",
        "sec-websocket-protocol: v1.kernel",
        "sec-websocket-version: 13",
        "authorization: token secret-of-the-workload",
    ] {
        assert_eq!(head.matches(&format!("{line}\r\n")).count(), 1, "{line} in {head}");
    }
    // A workload that does not want the socket answers as to any request.
    backend.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno").await.unwrap();
    let said = String::from_utf8(read_to_end(&mut client).await).unwrap();
    assert!(said.starts_with("HTTP/1.1 404 ") && said.ends_with("no"), "{said}");
}

#[tokio::test]
async fn a_socket_needs_a_sign_in_for_its_own_workload() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    site.open("nb", backend.address);
    site.open("other", backend.address);
    let socket = "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x";
    for credential in [
        "X-None: 1",
        "Authorization: token token-of-other",
        "Cookie: primehub-workload=cookie-of-other\r\nOrigin: http://nb.localhost",
        "Cookie: primehub=cookie-of-nb\r\nOrigin: http://nb.localhost",
    ] {
        let host = "Host: nb.localhost";
        let answer = site.ask("GET /ws", &[host, socket, credential]).await;
        assert_eq!(answer.status, 401, "{credential}");
    }
    assert_eq!(backend.text(), "");
}

#[tokio::test]
async fn other_upgrades_are_refused() {
    let backend = Recorder::start().await;
    let site = Site::start(|_| {});
    site.open("nb", backend.address);
    let with = ["Host: nb.localhost", "Authorization: token token-of-nb"];
    for upgrade in ["Upgrade: h2c", "Upgrade: websocket", "Upgrade: websocket, h2c"] {
        let answer = site.ask("GET /", &[with[0], with[1], upgrade]).await;
        assert_eq!(answer.status, 501, "{upgrade}");
    }
    assert_eq!(backend.text(), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn big_messages_and_pings_of_both_sides_pass_between_our_own_pings() {
    let site = Site::start(|config| config.ping_interval = Duration::from_millis(500));
    let grant = site.open("nb", websocket_echo().await);
    let mut socket = connect(&site, "nb").await;
    let ten_megabytes: Vec<u8> = (0..10 << 20).map(|at: u32| (at % 251) as u8).collect();
    let sent = Message::binary(ten_megabytes);
    for round in 0..3 {
        socket.send(sent.clone()).await.unwrap();
        socket.send(Message::Ping("mine".into())).await.unwrap();
        let (mut echoed, mut pongs) = (0, 0);
        while echoed == 0 || pongs == 0 {
            match socket.next().await.unwrap().unwrap() {
                message @ Message::Binary(_) => {
                    assert!(message == sent, "round {round}");
                    echoed += 1;
                }
                Message::Pong(payload) => {
                    assert_eq!(payload, "mine", "answers to our own pings are not passed on");
                    pongs += 1;
                }
                Message::Ping(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(grant.activity.last_socket_micros.load(Ordering::Relaxed) > 0);
    socket.close(None).await.unwrap();
    let open = &site.stats.open_websockets;
    eventually("the socket is gone", || open.load(Ordering::Relaxed) == 0).await;
    assert_eq!(site.stats.websockets_reaped.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn two_hundred_abandoned_sockets_are_gone_in_two_pings_and_live_ones_stay() {
    let ping = Duration::from_millis(500);
    let site = Site::start(|config| config.ping_interval = ping);
    site.open("nb", websocket_echo().await);
    let mut live = connect(&site, "nb").await;
    let talking = tokio::spawn(async move {
        // Reading answers the pings; nothing else is said.
        while let Some(Ok(message)) = live.next().await {
            assert!(message.is_ping(), "{message:?}");
        }
    });
    let mut abandoned = Vec::new();
    for _ in 0..200 {
        let mut client = TcpStream::connect(site.address).await.unwrap();
        client.write_all(HANDSHAKE.as_bytes()).await.unwrap();
        read_head(&mut client).await;
        abandoned.push(client);
    }
    let all_open = Instant::now();
    let open = &site.stats.open_websockets;
    eventually("only the live one is left", || open.load(Ordering::Relaxed) == 1).await;
    let took = all_open.elapsed();
    assert!(took < ping * 3 + Duration::from_secs(1), "it took {took:?}");
    assert_eq!(site.stats.websockets_reaped.load(Ordering::Relaxed), 200);
    assert!(!talking.is_finished(), "the one that answers pings stays");
    talking.abort();
}

#[tokio::test]
async fn an_idle_workload_is_pinged_too_and_cut_off_when_it_is_gone() {
    let (listener, address) = listener().await;
    let site = Site::start(|config| config.ping_interval = Duration::from_millis(50));
    site.open("nb", address);
    let (client, mut backend) = raw_pair(&site, &listener).await;
    let mut client = WebSocketStream::from_raw_socket(client, tokio_tungstenite::tungstenite::protocol::Role::Client, None).await;
    let mut last = None;
    while let Some(Ok(message)) = client.next().await {
        last = Some(message);
    }
    let Some(Message::Close(Some(close))) = last else {
        panic!("{last:?}");
    };
    assert_eq!(close.reason.as_str(), "the workload does not answer");
    let pings = read_to_end(&mut backend).await;
    // Ten frames of 2 + 4 + 8 bytes, all masked.
    assert!(pings.len() >= 14 * 9, "{} bytes", pings.len());
    assert!(pings.chunks_exact(14).take(9).all(|frame| frame[..2] == [0x89, 0x88]));
}
