//! Promises about what is read from a workload: its logs, commands beside it, its figures and its ports.

use std::time::Duration;

use futures_util::TryStreamExt;
use primehub_engine::{EngineError, EngineStream, ExecRequest, ExecSession, LogLine, LogOptions, Role, UnitRef};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::subjects::{Subject, eventually};

pub async fn collect(lines: EngineStream<LogLine>) -> Vec<LogLine> {
    tokio::time::timeout(Duration::from_secs(30), lines.try_collect()).await.expect("the log does not end").unwrap()
}

fn texts(lines: &[LogLine]) -> Vec<String> {
    lines.iter().map(|line| String::from_utf8_lossy(&line.bytes).trim_end().to_owned()).collect()
}

pub async fn logs_have_both_streams_and_a_tail(subject: &Subject) {
    let spec = subject.task("talker", "echo one; echo two >&2; sleep 0.1; echo three", "log:one,err:two,log:three,exit:0");
    subject.engine.apply(&spec).await.unwrap();
    subject.wait_for_end(&spec.unit).await;
    let lines = collect(subject.engine.logs(&spec.unit, LogOptions::default()).await.unwrap()).await;
    let of = |stderr| texts(&lines.iter().filter(|line| line.stderr == stderr).cloned().collect::<Vec<_>>());
    assert_eq!(of(true), ["two"]);
    assert!(of(false).ends_with(&["one".to_owned(), "three".to_owned()]), "{lines:?}");
    assert!(lines.iter().all(|line| line.bytes.ends_with(b"\n")));
    let tail = LogOptions { tail: Some(1), ..Default::default() };
    assert_eq!(texts(&collect(subject.engine.logs(&spec.unit, tail).await.unwrap()).await), ["three"]);
}

pub async fn logs_since_a_moment_are_strictly_later(subject: &Subject) {
    let script = "for i in 1 2 3 4 5; do echo tick $i; sleep 0.05; done";
    let spec = subject.task("clock", script, "tick:0.05,exit:0:0.28");
    subject.engine.apply(&spec).await.unwrap();
    subject.wait_for_end(&spec.unit).await;
    let all = collect(subject.engine.logs(&spec.unit, LogOptions::default()).await.unwrap()).await;
    for (index, line) in all.iter().enumerate() {
        let since = LogOptions { since: Some(line.at), ..Default::default() };
        let later = collect(subject.engine.logs(&spec.unit, since).await.unwrap()).await;
        if is_whole_second(line) {
            // Podman's moments are not exact; nothing may be lost then.
            assert!(texts(&later).ends_with(&texts(&all[index + 1..])), "after {line:?}");
            continue;
        }
        assert_eq!(texts(&later), texts(&all[index + 1..]), "after {line:?}");
    }
}

fn is_whole_second(line: &LogLine) -> bool {
    line.at.timestamp_subsec_nanos() == 0
}

pub async fn followed_logs_end_with_the_workload(subject: &Subject) {
    let script = "for i in 1 2 3 4 5; do echo tick $i; sleep 0.2; done";
    let spec = subject.task("followed", script, "tick:0.2,exit:0:1.1");
    subject.engine.apply(&spec).await.unwrap();
    let follow = LogOptions { follow: true, ..Default::default() };
    let followed = collect(subject.engine.logs(&spec.unit, follow).await.unwrap()).await;
    subject.wait_for_end(&spec.unit).await;
    let whole = collect(subject.engine.logs(&spec.unit, LogOptions::default()).await.unwrap()).await;
    assert_eq!(texts(&followed), texts(&whole));
    assert!(texts(&whole).ends_with(&["tick 4".to_owned(), "tick 5".to_owned()]), "{whole:?}");
}

pub async fn a_log_is_followed_also_when_nothing_is_written_for_long(subject: &Subject) {
    // Longer than the engine may take to answer a short call.
    let spec = subject.task("silent", "sleep 12; echo late", "");
    subject.engine.apply(&spec).await.unwrap();
    let follow = LogOptions { follow: true, ..Default::default() };
    assert_eq!(texts(&collect(subject.engine.logs(&spec.unit, follow).await.unwrap()).await), ["late"]);
}

pub async fn bytes_that_are_not_text_pass_unchanged(subject: &Subject) {
    let spec = subject.task("binary", r"printf '\001\002\377\376 end\n'; head -c 40000 /dev/zero | tr '\0' x", "");
    subject.engine.apply(&spec).await.unwrap();
    subject.wait_for_end(&spec.unit).await;
    let lines = collect(subject.engine.logs(&spec.unit, LogOptions::default()).await.unwrap()).await;
    // Docker's log is JSON and holds what is not UTF-8 as the replacement character.
    let first = String::from_utf8_lossy(&lines[0].bytes).into_owned();
    assert_eq!(first, "\u{1}\u{2}\u{fffd}\u{fffd} end\n");
    let rest: Vec<u8> = lines[1..].iter().flat_map(|line| line.bytes.to_vec()).collect();
    assert_eq!((rest.len(), rest.iter().all(|byte| *byte == b'x')), (40_000, true));
}

async fn run(subject: &Subject, unit: &UnitRef, script: &str, terminal: Option<(u16, u16)>) -> ExecSession {
    let command = ["/bin/sh", "-c", script].map(String::from).to_vec();
    subject.engine.exec(unit, ExecRequest { command, terminal, ..Default::default() }).await.unwrap()
}

async fn read_until(session: &mut ExecSession, wanted: &str) -> String {
    let mut text = Vec::new();
    let read = async {
        while !String::from_utf8_lossy(&text).contains(wanted) {
            let mut buffer = [0; 1024];
            let count = session.output.read(&mut buffer).await.unwrap();
            assert!(count > 0, "the output ended with {:?}", String::from_utf8_lossy(&text));
            text.extend(&buffer[..count]);
        }
    };
    tokio::time::timeout(Duration::from_secs(20), read).await.unwrap_or_else(|_| panic!("{wanted:?} did not come"));
    String::from_utf8_lossy(&text).into_owned()
}

async fn exit_code(session: &ExecSession) -> i64 {
    eventually("the command ends", async || session.control.exit_code().await.unwrap()).await
}

pub async fn a_command_with_a_terminal_knows_its_size_and_its_exit_code(subject: &Subject) {
    let spec = subject.sleeper("terminal");
    subject.engine.apply(&spec).await.unwrap();
    let request = ExecRequest { command: vec!["/bin/sh".into()], terminal: Some((101, 33)), ..Default::default() };
    let mut session = subject.engine.exec(&spec.unit, request).await.unwrap();
    session.input.write_all(b"stty size\n").await.unwrap();
    read_until(&mut session, "33 101").await;
    assert_eq!(session.control.exit_code().await.unwrap(), None);
    session.control.resize(77, 22).await.unwrap();
    session.input.write_all(b"stty size\n").await.unwrap();
    read_until(&mut session, "22 77").await;
    session.input.write_all(b"exit 9\n").await.unwrap();
    assert_eq!(exit_code(&session).await, 9);
}

pub async fn a_command_without_a_terminal_gives_plain_bytes(subject: &Subject) {
    let spec = subject.sleeper("plain");
    subject.engine.apply(&spec).await.unwrap();
    let mut session = run(subject, &spec.unit, "echo hello; exit 4", None).await;
    let mut output = String::new();
    tokio::time::timeout(Duration::from_secs(20), session.output.read_to_string(&mut output)).await.unwrap().unwrap();
    assert_eq!(output, "hello\n");
    assert_eq!(exit_code(&session).await, 4);
}

pub async fn a_terminal_passes_every_byte(subject: &Subject) {
    let spec = subject.sleeper("bytes");
    subject.engine.apply(&spec).await.unwrap();
    // The first byte would be taken for the head of a frame by a reader that guesses.
    let mut session = run(subject, &spec.unit, r"printf '\001\002\000\377end'", Some((80, 24))).await;
    let mut output = vec![];
    tokio::time::timeout(Duration::from_secs(20), session.output.read_to_end(&mut output)).await.unwrap().unwrap();
    assert_eq!(output, b"\x01\x02\x00\xffend");
}

pub async fn closing_a_terminal_ends_its_command(subject: &Subject) {
    let spec = subject.sleeper("closed");
    subject.engine.apply(&spec).await.unwrap();
    let session = run(subject, &spec.unit, "exec sleep 777", Some((80, 24))).await;
    let count = async || {
        let mut session = run(subject, &spec.unit, "ps | grep -c '[s]leep 777'", None).await;
        let mut output = String::new();
        session.output.read_to_string(&mut output).await.unwrap();
        output.trim().to_owned()
    };
    eventually("it runs", async || (count().await == "1").then_some(())).await;
    drop(session);
    eventually("it has ended", async || (count().await == "0").then_some(())).await;
}

pub async fn figures_grow(subject: &Subject) {
    let mut spec = subject.task("busy", "while true; do :; done", "run,cpu:500");
    spec.role = Role::Service { restarts: false };
    subject.engine.apply(&spec).await.unwrap();
    let first = subject.engine.stats(&spec.unit).await.unwrap();
    eventually("CPU time grows", async || {
        let later = subject.engine.stats(&spec.unit).await.unwrap();
        (later.cpu_nanos > first.cpu_nanos + 10_000_000 && later.at > first.at && later.memory_bytes > 0).then_some(())
    })
    .await;
    let idle = subject.task("over", "exit 0", "exit:0");
    subject.engine.apply(&idle).await.unwrap();
    subject.wait_for_end(&idle.unit).await;
    assert!(matches!(subject.engine.stats(&idle.unit).await, Err(EngineError::NotFound)));
}

pub async fn a_port_answers_at_its_address(subject: &Subject) {
    let mut spec = subject.task("web", "echo hello > /work/echo; exec httpd -f -p 8888 -h /work", "not-jupyter,run");
    spec.role = Role::Service { restarts: false };
    spec.ports = vec![8888];
    subject.engine.apply(&spec).await.unwrap();
    let answer = eventually("it answers", async || {
        let address = subject.engine.address(&spec.unit, 8888).await.ok()?;
        let mut stream = TcpStream::connect(address).await.ok()?;
        stream.write_all(b"GET /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        Some(answer)
    })
    .await;
    assert!(answer.contains("200 OK"), "{answer}");
    subject.engine.remove(&spec.unit, Duration::ZERO).await.unwrap();
    assert!(matches!(subject.engine.address(&spec.unit, 8888).await, Err(EngineError::NotFound)));
}

pub async fn what_does_not_exist_is_not_found(subject: &Subject) {
    let nobody = UnitRef { unit: "nobody".into(), generation: 1 };
    let request = ExecRequest { command: vec!["true".into()], ..Default::default() };
    assert!(matches!(subject.engine.logs(&nobody, LogOptions::default()).await.err(), Some(EngineError::NotFound)));
    assert!(matches!(subject.engine.exec(&nobody, request).await.err(), Some(EngineError::NotFound)));
    assert!(matches!(subject.engine.stats(&nobody).await, Err(EngineError::NotFound)));
    assert!(matches!(subject.engine.address(&nobody, 1).await, Err(EngineError::NotFound)));
}
