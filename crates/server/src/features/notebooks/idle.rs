//! Is a notebook still used? Pure rules over the signs of life; what reads them is in `watch.rs`.

use super::model::KeepAlive;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signs {
    /// Kernels that execute something, by the notebook they belong to.
    pub busy_kernels: Vec<String>,
    /// The last time a kernel did anything.
    pub kernel_activity: Option<i64>,
    /// The last time a terminal printed anything.
    pub terminal_activity: Option<i64>,
    /// Pages that talk to a kernel or a terminal right now, and the last time one of them said something.
    pub open_sockets: usize,
    pub socket_activity: Option<i64>,
    /// The last request of a person through the gateway.
    pub request_activity: Option<i64>,
    pub cpu_milli: Option<i64>,
    /// False when Jupyter did not answer, so that the signs of the kernels are unknown.
    pub answered: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// In microseconds; 0 switches culling off.
    pub idle: i64,
    pub warning: i64,
    pub cpu_floor: i64,
}

/// How long after the last sign something still counts as being in use.
const RECENT: i64 = 90_000_000;

/// What keeps it alive at this moment. An open page alone is no sign of life: people leave tabs open over the weekend.
pub fn keeps_alive(signs: &Signs, rules: Rules, now: i64) -> Vec<KeepAlive> {
    let mut found = Vec::new();
    let sign = |kind: &str, text: String| KeepAlive { kind: kind.into(), text };
    let recent = |at: Option<i64>| at.is_some_and(|at| now - at < RECENT);
    for path in signs.busy_kernels.iter().take(3) {
        found.push(sign("kernel", if path.is_empty() { "kernel busy".into() } else { format!("kernel busy in {path}") }));
    }
    if signs.busy_kernels.is_empty() && recent(signs.kernel_activity) {
        found.push(sign("kernel", "kernel active a moment ago".into()));
    }
    if recent(signs.terminal_activity) {
        found.push(sign("terminal", "terminal output".into()));
    }
    if signs.open_sockets > 0 && recent(signs.socket_activity) {
        found.push(sign("page", "somebody works in an open page".into()));
    } else if recent(signs.request_activity) {
        found.push(sign("page", "page opened a moment ago".into()));
    }
    if let Some(cpu) = signs.cpu_milli.filter(|cpu| *cpu >= rules.cpu_floor && rules.cpu_floor > 0) {
        found.push(sign("cpu", format!("uses {} CPU", cpu as f64 / 1000.0)));
    }
    if !signs.answered && found.is_empty() {
        // Silence of Jupyter is not proof of idleness; a stuck server is stopped by its owner, not by a guess.
        found.push(sign("unknown", "JupyterLab does not say what it is doing".into()));
    }
    found
}

#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    InUse,
    Idle {
        stops_at: i64,
        warn: bool,
    },
    Stop,
    /// Culling is switched off.
    Never,
}

pub fn judge(alive: bool, last_activity: i64, extended_until: Option<i64>, rules: Rules, now: i64) -> Verdict {
    if rules.idle == 0 {
        return Verdict::Never;
    }
    if alive {
        return Verdict::InUse;
    }
    let stops_at = (last_activity + rules.idle).max(extended_until.unwrap_or(0));
    if now >= stops_at {
        return Verdict::Stop;
    }
    Verdict::Idle { stops_at, warn: now >= stops_at - rules.warning }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000_000;
    const RULES: Rules = Rules { idle: 120 * MINUTE, warning: 15 * MINUTE, cpu_floor: 100 };
    const NOW: i64 = 1_000_000 * MINUTE;

    fn kinds(signs: &Signs) -> Vec<String> {
        keeps_alive(signs, RULES, NOW).into_iter().map(|sign| sign.kind).collect()
    }

    fn quiet() -> Signs {
        Signs { answered: true, ..Default::default() }
    }

    #[test]
    fn a_busy_kernel_keeps_alive_with_the_browser_closed() {
        let signs = Signs { busy_kernels: vec!["train.ipynb".into()], ..quiet() };
        assert_eq!(keeps_alive(&signs, RULES, NOW)[0].text, "kernel busy in train.ipynb");
    }

    #[test]
    fn an_open_but_silent_page_does_not_keep_alive() {
        let signs = Signs { open_sockets: 4, socket_activity: Some(NOW - 10 * MINUTE), ..quiet() };
        assert!(kinds(&signs).is_empty());
    }

    #[test]
    fn each_sign_of_its_own_keeps_alive() {
        let cases = [
            (Signs { terminal_activity: Some(NOW - 1), ..quiet() }, "terminal"),
            (Signs { open_sockets: 1, socket_activity: Some(NOW - 1), ..quiet() }, "page"),
            (Signs { cpu_milli: Some(100), ..quiet() }, "cpu"),
            (Signs { kernel_activity: Some(NOW - 1), ..quiet() }, "kernel"),
        ];
        for (signs, expected) in cases {
            assert_eq!(kinds(&signs), [expected]);
        }
    }

    #[test]
    fn a_jupyter_that_does_not_answer_is_not_taken_for_idle() {
        assert_eq!(kinds(&Signs::default()), ["unknown"]);
    }

    #[test]
    fn it_is_warned_before_it_is_stopped() {
        let at = |minutes: i64| judge(false, NOW, None, RULES, NOW + minutes * MINUTE);
        assert_eq!(at(60), Verdict::Idle { stops_at: NOW + 120 * MINUTE, warn: false });
        assert_eq!(at(105), Verdict::Idle { stops_at: NOW + 120 * MINUTE, warn: true });
        assert_eq!(at(120), Verdict::Stop);
    }

    #[test]
    fn an_extension_puts_the_stop_off() {
        let extended = Some(NOW + 300 * MINUTE);
        assert_eq!(judge(false, NOW, extended, RULES, NOW + 200 * MINUTE), Verdict::Idle { stops_at: NOW + 300 * MINUTE, warn: false });
    }

    #[test]
    fn zero_minutes_never_stop_anything() {
        assert_eq!(judge(false, 0, None, Rules { idle: 0, ..RULES }, NOW), Verdict::Never);
    }
}
