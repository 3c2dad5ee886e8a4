//! What is said about an engine that is not there, does not answer, or comes later.

use std::time::{Duration, Instant};

use primehub_engine::{DockerEngine, DockerOptions, Engine, EngineError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};

fn options(socket: &std::path::Path) -> DockerOptions {
    DockerOptions { socket: Some(socket.to_string_lossy().into_owned()), ..DockerOptions::new("connecting") }
}

#[tokio::test]
async fn the_error_names_the_socket_that_was_tried() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("absent.sock");
    let Err(EngineError::Unreachable(message)) = DockerEngine::connect(options(&socket)).await else { panic!("it connected") };
    assert!(message.contains(&socket.to_string_lossy()[..]), "{message}");
}

#[tokio::test]
async fn an_address_that_makes_no_sense_is_refused_with_the_forms_that_do() {
    let options = DockerOptions { socket: Some("ftp://engine".into()), ..DockerOptions::new("connecting") };
    let Err(EngineError::Refused(message)) = DockerEngine::connect(options).await else { panic!("it connected") };
    assert!(message.contains("ftp://engine") && message.contains("unix:///path"), "{message}");
    assert!(DockerEngine::new(DockerOptions::new("No Such Name")).is_err());
}

#[tokio::test]
async fn an_engine_that_accepts_and_says_nothing_is_unreachable_soon() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("silent.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    tokio::spawn(async move {
        let mut held = vec![];
        while let Ok((stream, _)) = listener.accept().await {
            held.push(stream);
        }
    });
    let begun = Instant::now();
    let outcome = DockerEngine::connect(options(&socket)).await.err();
    assert!(matches!(outcome, Some(EngineError::Unreachable(_))), "{outcome:?}");
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn an_engine_that_hangs_later_makes_every_short_call_unreachable() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("hanging.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer_versions_only(stream));
        }
    });
    let engine = DockerEngine::connect(options(&socket)).await.unwrap();
    let unit = primehub_engine::UnitRef { unit: "any".into(), generation: 1 };
    let begun = Instant::now();
    let (health, list, stats, logs, watch) = futures_util::join!(
        async { engine.health().await.err() },
        async { engine.list().await.err() },
        async { engine.stats(&unit).await.err() },
        async { engine.logs(&unit, Default::default()).await.err() },
        async { engine.watch().await.err() },
    );
    for problem in [health, list, stats, logs, watch] {
        assert!(matches!(problem, Some(EngineError::Unreachable(_))), "{problem:?}");
    }
    assert!(begun.elapsed() < Duration::from_secs(14), "{:?}", begun.elapsed());
}

async fn answer_versions_only(mut stream: UnixStream) {
    let mut request = [0; 4096];
    let read = stream.read(&mut request).await.unwrap_or(0);
    if !String::from_utf8_lossy(&request[..read]).contains("/version") {
        return std::future::pending().await;
    }
    let body = r#"{"Version":"99.1.2+dfsg","ApiVersion":"1.41"}"#;
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let _ = stream.write_all(answer.as_bytes()).await;
}

#[tokio::test]
async fn an_engine_that_comes_later_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("late.sock");
    let engine = DockerEngine::new(options(&socket)).unwrap();
    assert!(matches!(engine.list().await, Err(EngineError::Unreachable(_))));
    assert_eq!(engine.socket(), None);
    let listener = UnixListener::bind(&socket).unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer_versions_only(stream));
        }
    });
    let unit = primehub_engine::UnitRef { unit: "any".into(), generation: 1 };
    let _ = tokio::time::timeout(Duration::from_secs(5), engine.address(&unit, 1)).await;
    assert_eq!(engine.socket(), Some(format!("unix://{}", socket.display())));
}
