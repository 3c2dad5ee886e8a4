//! The command that runs in a fake `exec`: a shell that knows `echo`, `stty size` and `exit`.

use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream};

use crate::{ExecControl, ExecRequest, ExecSession, Result};

#[derive(Clone)]
struct Shell {
    shared: Arc<Mutex<Shared>>,
    terminal: bool,
}

struct Shared {
    size: (u16, u16),
    exit_code: Option<i64>,
}

pub fn open(request: ExecRequest) -> ExecSession {
    let (output, shell_output) = tokio::io::duplex(64 * 1024);
    let (input, shell_input) = tokio::io::duplex(64 * 1024);
    let shared = Shared { size: request.terminal.unwrap_or((80, 24)), exit_code: None };
    let shell = Shell { shared: Arc::new(Mutex::new(shared)), terminal: request.terminal.is_some() };
    tokio::spawn(shell.clone().run(request.command, shell_input, shell_output));
    ExecSession { output: Box::pin(output), input: Box::pin(input), control: Box::new(shell) }
}

impl Shell {
    async fn run(self, command: Vec<String>, input: DuplexStream, mut output: DuplexStream) {
        let code = match command.iter().position(|word| word == "-c") {
            Some(at) => {
                let script = command.get(at + 1).cloned().unwrap_or_default();
                self.run_lines(&script, &mut output).await.unwrap_or(0)
            }
            None => self.converse(input, &mut output).await,
        };
        self.shared.lock().exit_code = Some(code);
    }

    async fn converse(&self, input: DuplexStream, output: &mut DuplexStream) -> i64 {
        let mut lines = BufReader::new(input).split(b'\n');
        self.prompt(output).await;
        while let Ok(Some(line)) = lines.next_segment().await {
            let line = String::from_utf8_lossy(&line).trim().to_owned();
            if self.terminal {
                self.print(output, &line).await;
            }
            if let Some(code) = self.run_lines(&line, output).await {
                return code;
            }
            self.prompt(output).await;
        }
        0
    }

    /// Some when a command asked to exit.
    async fn run_lines(&self, script: &str, output: &mut DuplexStream) -> Option<i64> {
        for command in script.split([';', '\n']).map(str::trim) {
            let (name, rest) = command.split_once(' ').unwrap_or((command, ""));
            match name {
                "" => {}
                "exit" => return Some(rest.trim().parse().unwrap_or(0)),
                "echo" => self.print(output, rest).await,
                "stty" => {
                    let (columns, rows) = self.size();
                    self.print(output, &format!("{rows} {columns}")).await;
                }
                _ => self.print(output, &format!("sh: {name}: not found")).await,
            }
        }
        None
    }

    fn size(&self) -> (u16, u16) {
        self.shared.lock().size
    }

    async fn prompt(&self, output: &mut DuplexStream) {
        if self.terminal {
            let _ = output.write_all(b"$ ").await;
        }
    }

    /// Nobody may be reading any more; the shell then simply has no reader.
    async fn print(&self, output: &mut DuplexStream, line: &str) {
        let end = if self.terminal { "\r\n" } else { "\n" };
        let _ = output.write_all(format!("{line}{end}").as_bytes()).await;
    }
}

#[async_trait]
impl ExecControl for Shell {
    async fn resize(&self, columns: u16, rows: u16) -> Result<()> {
        self.shared.lock().size = (columns, rows);
        Ok(())
    }

    async fn exit_code(&self) -> Result<Option<i64>> {
        Ok(self.shared.lock().exit_code)
    }
}
