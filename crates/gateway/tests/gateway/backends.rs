//! The workloads of the tests: one that records raw bytes, one that echoes requests, one that
//! speaks WebSocket, and one whose every byte the test writes itself.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Records what it gets, byte for byte, and answers each head with the same few bytes.
#[derive(Clone)]
pub struct Recorder {
    pub address: SocketAddr,
    bytes: Arc<Mutex<Vec<u8>>>,
}

impl Recorder {
    pub async fn start() -> Recorder {
        Recorder::answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await
    }

    pub async fn answering(answer: &'static str) -> Recorder {
        let (listener, address) = listener().await;
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let recorder = Recorder { address, bytes: Arc::clone(&bytes) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(record(stream, Arc::clone(&bytes), answer));
            }
        });
        recorder
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes.lock().unwrap()).into_owned()
    }
}

async fn record(mut stream: TcpStream, bytes: Arc<Mutex<Vec<u8>>>, answer: &str) {
    let mut seen = Vec::new();
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = stream.read(&mut buffer).await {
        bytes.lock().unwrap().extend_from_slice(&buffer[..count]);
        seen.extend_from_slice(&buffer[..count]);
        while let Some(end) = seen.windows(4).position(|four| four == b"\r\n\r\n") {
            seen.drain(..end + 4);
            if stream.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
        }
    }
}

/// Sends back the body that it gets, with the request's length header as `x-length`.
pub async fn echo() -> SocketAddr {
    let (listener, address) = listener().await;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let serving = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(echoed));
            tokio::spawn(serving);
        }
    });
    address
}

async fn echoed(request: Request<Incoming>) -> Result<Response<http_body_util::Either<Full<Bytes>, Incoming>>, hyper::Error> {
    let length = request.headers().get("content-length").cloned();
    let is_whole = request.headers().contains_key("x-whole");
    let body = match is_whole {
        true => {
            let bytes = request.into_body().collect().await?.to_bytes();
            http_body_util::Either::Left(Full::new(bytes))
        }
        false => http_body_util::Either::Right(request.into_body()),
    };
    let mut response = Response::new(body);
    if let Some(length) = length {
        response.headers_mut().insert("x-length", length);
    }
    Ok(response)
}

/// Echoes WebSocket messages, pings answered by the library.
pub async fn websocket_echo() -> SocketAddr {
    let (listener, address) = listener().await;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let Ok(socket) = tokio_tungstenite::accept_async(stream).await else {
                    return;
                };
                let (mut sink, mut messages) = socket.split();
                while let Some(Ok(message)) = messages.next().await {
                    let is_data = message.is_text() || message.is_binary();
                    if is_data && sink.send(message).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    address
}

/// Reads one request head from a connection.
pub async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}
