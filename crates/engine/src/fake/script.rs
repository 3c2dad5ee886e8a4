//! What a fake workload was asked to do: the words of `PRIMEHUB_FAKE` and of the image's name, read into values.
//! The words are explained at the top of `fake/mod.rs`.

use chrono::Duration;

use crate::{Role, WorkloadSpec};

pub const VARIABLE: &str = "PRIMEHUB_FAKE";
/// Begins a line of a command with words, for what has no variables of its own.
const COMMENT: &str = "# fake:";

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum End {
    Exit(i64),
    OutOfMemory,
    Lost,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Moment {
    /// Nothing has happened yet.
    Before,
    /// Of `apply`: the workload is created but not started.
    Between,
    /// The call did its work but the answer is lost.
    After,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    pub create_takes: Duration,
    /// None is never.
    pub ready_after: Option<Duration>,
    pub end: Option<(Duration, End)>,
    pub refusal: Option<String>,
    pub hang: Option<Moment>,
    /// Whether the line goes to standard error, and its text.
    pub lines: Vec<(bool, String)>,
    /// What it prints when it is stopped.
    pub last_words: Vec<String>,
    pub tick: Option<Duration>,
    pub cpu_milli: u64,
    pub memory_mib: u64,
    pub busy: bool,
    pub jupyter: bool,
}

impl Script {
    pub fn of(spec: &WorkloadSpec) -> Script {
        let mut script = Script {
            create_takes: Duration::zero(),
            ready_after: Some(Duration::zero()),
            end: None,
            refusal: None,
            hang: None,
            lines: vec![],
            last_words: vec![],
            tick: None,
            cpu_milli: 5,
            memory_mib: 120,
            busy: false,
            jupyter: true,
        };
        if spec.role == Role::Task {
            script.end = Some((Duration::seconds(1), End::Exit(0)));
        }
        if let Some(word) = spec.image.strip_prefix("fake/") {
            script.take(word);
        }
        let asked = spec.env.iter().filter(|(name, _)| name == VARIABLE);
        for word in asked.flat_map(|(_, value)| value.split(',')) {
            script.take(word.trim());
        }
        let typed = spec.command.iter().flatten().last().into_iter().flat_map(|command| command.lines());
        for word in typed.filter_map(|line| line.strip_prefix(COMMENT)).flat_map(|words| words.split(',')) {
            script.take(word.trim());
        }
        script
    }

    fn take(&mut self, word: &str) {
        let (name, rest) = word.split_once(':').unwrap_or((word, ""));
        match name {
            "create" => self.create_takes = seconds(rest),
            "never-ready" => self.ready_after = None,
            "ready" => self.ready_after = Some(seconds(rest)),
            "exit" => {
                let (code, after) = rest.split_once(':').unwrap_or((rest, "0"));
                self.end = Some((seconds(after), End::Exit(code.parse().unwrap_or(1))));
            }
            "oom" => self.end = Some((seconds(rest), End::OutOfMemory)),
            "lose" => self.end = Some((seconds(rest), End::Lost)),
            "run" => self.end = None,
            "refuse" if rest.is_empty() => self.refusal = Some("exec: \"jupyter\": executable file not found in $PATH".into()),
            "refuse" => self.refusal = Some(rest.into()),
            "hang" => {
                self.hang = Some(match rest {
                    "before" => Moment::Before,
                    "between" => Moment::Between,
                    _ => Moment::After,
                });
            }
            "log" => self.lines.push((false, rest.into())),
            "err" => self.lines.push((true, rest.into())),
            "bye" => self.last_words.push(rest.into()),
            "tick" => self.tick = Some(seconds(rest).max(Duration::milliseconds(10))),
            "cpu" => self.cpu_milli = rest.parse().unwrap_or(self.cpu_milli),
            "memory" => self.memory_mib = rest.parse().unwrap_or(self.memory_mib),
            "busy" => self.busy = true,
            "not-jupyter" => self.jupyter = false,
            _ => {}
        }
    }
}

pub fn seconds(text: &str) -> Duration {
    let seconds: f64 = text.parse().unwrap_or(0.0);
    Duration::milliseconds((seconds.clamp(0.0, 1e9) * 1000.0) as i64)
}
