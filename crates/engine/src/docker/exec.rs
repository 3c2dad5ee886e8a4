//! A command beside the workload's own, with a terminal or without, its size, its end and its exit code.

use async_trait::async_trait;
use bollard::Docker;
use bollard::models::ExecConfig;
use bollard::query_parameters::ResizeExecOptionsBuilder;
use http_body_util::Full;
use hyper::Request;
use hyper::header::{CONNECTION, UPGRADE};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, ReadHalf};

use super::demux::Frames;
use super::{DockerEngine, SHORT, raw, within};
use crate::{EngineError, ExecControl, ExecRequest, ExecSession, Result, UnitRef};

pub async fn exec(engine: &DockerEngine, unit: &UnitRef, request: ExecRequest) -> Result<ExecSession> {
    let connection = engine.connection().await?;
    let terminal = request.terminal;
    let name = engine.container_name(unit);
    let created = within(SHORT, connection.short.create_exec(&name, config(request))).await.map_err(not_running)?;
    let start = serde_json::json!({ "Detach": false, "Tty": terminal.is_some() }).to_string();
    let post = Request::post(format!("/exec/{}/start", created.id)).header(CONNECTION, "Upgrade").header(UPGRADE, "tcp");
    let post = post.body(Full::new(start.into())).map_err(|problem| EngineError::Other(problem.to_string()))?;
    let answer = raw::send(&connection.endpoint, post, SHORT).await.map_err(|failure| not_running(failure.into()))?;
    let upgraded = hyper::upgrade::on(answer).await;
    let upgraded = upgraded.map_err(|problem| EngineError::Unreachable(format!("the engine gave no stream: {problem}")))?;
    let (output, input) = tokio::io::split(TokioIo::new(upgraded));
    let running = Running { docker: connection.short.clone(), id: created.id, on_this_machine: connection.endpoint.is_local() };
    if let Some((columns, rows)) = terminal {
        // A command that ended at once has no terminal left to resize.
        if let Err(problem) = running.resize(columns, rows).await {
            tracing::debug!("the terminal keeps its first size: {problem}");
        }
        return Ok(ExecSession { output: Box::pin(output), input: Box::pin(input), control: Box::new(running) });
    }
    let (plain, writer) = tokio::io::duplex(64 * 1024);
    tokio::spawn(unframe(output, writer));
    Ok(ExecSession { output: Box::pin(plain), input: Box::pin(input), control: Box::new(running) })
}

fn config(request: ExecRequest) -> ExecConfig {
    ExecConfig {
        attach_stdin: Some(true),
        attach_stdout: Some(true),
        attach_stderr: Some(true),
        tty: Some(request.terminal.is_some()),
        cmd: Some(request.command),
        env: Some(request.env.into_iter().map(|(name, value)| format!("{name}={value}")).collect()),
        user: request.user,
        working_dir: request.working_dir,
        ..Default::default()
    }
}

fn not_running(problem: EngineError) -> EngineError {
    match problem {
        EngineError::Other(message) => EngineError::Refused(message),
        other => other,
    }
}

/// Ends when either side does; the reader then sees the end of the output.
async fn unframe(mut output: ReadHalf<TokioIo<Upgraded>>, mut plain: DuplexStream) {
    let (mut frames, mut buffer) = (Frames::default(), vec![0; 32 * 1024]);
    while let Ok(read @ 1..) = output.read(&mut buffer).await {
        frames.feed(&buffer[..read]);
        while let Some((_, bytes)) = frames.next() {
            if plain.write_all(&bytes).await.is_err() {
                return;
            }
        }
    }
}

struct Running {
    docker: Docker,
    id: String,
    on_this_machine: bool,
}

#[async_trait]
impl ExecControl for Running {
    async fn resize(&self, columns: u16, rows: u16) -> Result<()> {
        let options = ResizeExecOptionsBuilder::default().w(columns.into()).h(rows.into()).build();
        within(SHORT, self.docker.resize_exec(&self.id, options)).await
    }

    async fn exit_code(&self) -> Result<Option<i64>> {
        let state = within(SHORT, self.docker.inspect_exec(&self.id)).await?;
        match state.running {
            Some(true) => Ok(None),
            _ => Ok(state.exit_code),
        }
    }
}

/// Engines let a command go on after its terminal is gone. Where its process is seen from here it is told so, as by any
/// terminal that is closed.
impl Drop for Running {
    fn drop(&mut self) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            return;
        };
        if !self.on_this_machine {
            return;
        }
        let (docker, id) = (self.docker.clone(), std::mem::take(&mut self.id));
        runtime.spawn(async move {
            let Ok(state) = within(SHORT, docker.inspect_exec(&id)).await else {
                return;
            };
            let (Some(true), Some(process), Some(container)) = (state.running, state.pid, state.container_id) else {
                return;
            };
            if belongs_to(process, &container) {
                hang_up(process);
            }
        });
    }
}

/// The number may mean another process by now, or in another namespace; its control group tells.
fn belongs_to(process: i64, container: &str) -> bool {
    let groups = std::fs::read_to_string(format!("/proc/{process}/cgroup")).unwrap_or_default();
    !container.is_empty() && groups.contains(container)
}

fn hang_up(process: i64) {
    let process = i32::try_from(process).ok().and_then(Pid::from_raw);
    if let Some(process) = process {
        // It may have ended in this very moment.
        let _ = kill_process(process, Signal::HUP);
    }
}
