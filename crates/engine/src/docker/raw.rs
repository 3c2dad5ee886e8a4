//! Requests whose answers are read as they are: logs, terminals, pulls and builds. Bollard decodes those streams in ways
//! that lose bytes of terminals and the error texts of Podman.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt};
use http_body_util::{BodyExt, BodyStream, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio_util::codec::{FramedRead, LinesCodec};
use tokio_util::io::StreamReader;

use super::connect::Endpoint;
use super::errors::{from_answer, with_causes};
use crate::{EngineError, Result};

/// What an engine says with a status that is not a success.
pub struct Refusal {
    pub status: u16,
    pub message: String,
}

pub enum Failure {
    Unreachable(String),
    Answered(Refusal),
}

impl From<Failure> for EngineError {
    fn from(failure: Failure) -> EngineError {
        match failure {
            Failure::Unreachable(detail) => EngineError::Unreachable(detail),
            Failure::Answered(refusal) => from_answer(refusal.status, &refusal.message),
        }
    }
}

/// Sends one request on a connection of its own and gives the answer once its head has come, within `limit`.
pub async fn send(endpoint: &Endpoint, request: Request<Full<Bytes>>, limit: Duration) -> Result<Response<Incoming>, Failure> {
    let late = |_| Failure::Unreachable(format!("no answer within {} s", limit.as_secs()));
    let answer = tokio::time::timeout(limit, connect_and_send(endpoint, request)).await.map_err(late)??;
    if answer.status().is_success() || answer.status().as_u16() == 101 {
        return Ok(answer);
    }
    let status = answer.status().as_u16();
    let body = tokio::time::timeout(limit, answer.into_body().collect()).await.map_err(late)?.map_err(broken)?.to_bytes();
    let spoken: Option<Spoken> = serde_json::from_slice(&body).ok();
    let message = spoken.map_or_else(|| String::from_utf8_lossy(&body).into_owned(), |spoken| spoken.message);
    Err(Failure::Answered(Refusal { status, message }))
}

#[derive(Deserialize)]
struct Spoken {
    message: String,
}

async fn connect_and_send(endpoint: &Endpoint, mut request: Request<Full<Bytes>>) -> Result<Response<Incoming>, Failure> {
    let headers = request.headers_mut();
    headers.insert(HOST, hyper::header::HeaderValue::from_static("engine"));
    headers.entry(CONTENT_TYPE).or_insert(hyper::header::HeaderValue::from_static("application/json"));
    match endpoint {
        Endpoint::Unix(path) => exchange(UnixStream::connect(path).await.map_err(broken)?, request).await,
        Endpoint::Tcp(host) => exchange(TcpStream::connect(host).await.map_err(broken)?, request).await,
    }
}

async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(broken)?;
    // It ends with the answer's body; whatever breaks it is seen by the reader of that body.
    tokio::spawn(connection.with_upgrades());
    sender.send_request(request).await.map_err(broken)
}

fn broken(problem: impl std::error::Error) -> Failure {
    Failure::Unreachable(with_causes(&problem))
}

pub fn chunks(body: Incoming) -> impl Stream<Item = Result<Bytes>> + Send + Unpin {
    let broken = |problem: hyper::Error| EngineError::Unreachable(format!("the connection broke: {}", with_causes(&problem)));
    TryStreamExt::map_err(BodyStream::new(body), broken).try_filter_map(|frame| std::future::ready(Ok(frame.into_data().ok()))).boxed()
}

/// One step of a pull or a build, as both engines write it: one JSON object a line.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Step {
    pub id: Option<String>,
    pub status: Option<String>,
    pub stream: Option<String>,
    pub error: Option<String>,
    #[serde(rename = "errorDetail")]
    pub error_detail: Option<ErrorDetail>,
    #[serde(rename = "progressDetail")]
    pub progress: Option<Progress>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ErrorDetail {
    pub message: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Progress {
    pub current: Option<u64>,
    pub total: Option<u64>,
}

impl Step {
    pub fn failure(&self) -> Option<&str> {
        let detailed = self.error_detail.as_ref().and_then(|detail| detail.message.as_deref());
        detailed.or(self.error.as_deref()).filter(|message| !message.is_empty())
    }
}

pub fn steps(body: Incoming) -> impl Stream<Item = Result<Step>> + Send + Unpin {
    let reader = StreamReader::new(chunks(body).map_err(std::io::Error::other));
    let lines = FramedRead::new(reader, LinesCodec::new_with_max_length(1024 * 1024));
    let broken = |problem: &dyn std::error::Error| EngineError::Unreachable(format!("the connection broke: {}", with_causes(problem)));
    lines
        .map(move |line| line.map_err(|problem| broken(&problem)))
        .try_filter(|line| std::future::ready(!line.trim().is_empty()))
        .and_then(|line| async move {
            serde_json::from_str(&line).map_err(|problem| EngineError::Other(format!("the engine wrote {line:?}: {problem}")))
        })
        .boxed()
}
