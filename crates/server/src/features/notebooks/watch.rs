//! What are the running notebooks doing? Asks each Jupyter now and then, notes the signs of life, warns, and stops what is idle.

use std::time::Duration;

use crate::features::workload::UnitRef;
use chrono::DateTime;
use serde_json::Value;

use super::idle::{self, Rules, Signs, Verdict};
use super::model::{Notebook, PORT};
use super::{actions, spec, store};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::error::Result;
use crate::features::workload;

const EVERY: Duration = Duration::from_secs(20);

pub async fn run(app: SharedApp) {
    loop {
        if let Err(error) = round(&app).await {
            error.log();
        }
        app.clock.sleep(EVERY).await;
    }
}

/// One look at all running notebooks, all at once: one that hangs does not hold up the others.
pub async fn round(app: &SharedApp) -> Result<()> {
    let running = store::running(app.db.read()).await?;
    let looks = running.iter().map(|notebook| look(app, notebook));
    for result in futures_util::future::join_all(looks).await {
        if let Err(error) = result {
            error.log();
        }
    }
    Ok(())
}

async fn look(app: &SharedApp, notebook: &Notebook) -> Result<()> {
    let Some(unit) = workload::store::unit(app.db.read(), &notebook.id).await? else { return Ok(()) };
    let at = UnitRef { unit: unit.id.clone(), generation: unit.generation };
    let signs = read_signs(app, &at).await;
    let rules = rules(app);
    let now = app.clock.micros();
    let keeps_alive = idle::keeps_alive(&signs, rules, now);
    let last = if keeps_alive.is_empty() { newest(notebook, &signs).unwrap_or(unit.state_since) } else { now };
    match idle::judge(!keeps_alive.is_empty(), last, notebook.extended_until, rules, now) {
        Verdict::Stop => stop(app, notebook).await,
        verdict => {
            let warned = matches!(verdict, Verdict::Idle { warn: true, .. });
            let idle_since = keeps_alive.is_empty().then_some(last);
            let changed = keeps_alive != notebook.keep_alive() || (warned as i64) != notebook.warned || idle_since != notebook.idle_since;
            let mut tx = app.db.begin().await?;
            let signs = store::Signs { keep_alive: &keeps_alive, last_activity_at: last, idle_since, warned };
            store::save_signs(&mut tx, &notebook.id, signs).await?;
            if warned && notebook.warned == 0 {
                let text = format!("Idle: it stops in {} min unless it is used or extended.", minutes_left(notebook, last, rules, now));
                workload::actions::event(app, &mut tx, &notebook.id, "warn", "IDLE_WARNING", &text).await?;
            }
            tx.commit().await?;
            if changed {
                app.events.changed(super::model::KIND, &notebook.id, Some(&notebook.group_id));
            }
            Ok(())
        }
    }
}

async fn stop(app: &SharedApp, notebook: &Notebook) -> Result<()> {
    let reason = format!("Stopped after {} without a sign of life. Your files are kept.", duration(app.config.notebooks.idle_minutes));
    actions::stop_because(app, &Actor::system(), notebook, &reason, "notebook.idle-stop").await
}

pub fn rules(app: &SharedApp) -> Rules {
    let settings = &app.config.notebooks;
    Rules { idle: settings.idle_minutes * 60_000_000, warning: settings.idle_warning_minutes * 60_000_000, cpu_floor: settings.idle_cpu }
}

fn newest(notebook: &Notebook, signs: &Signs) -> Option<i64> {
    [notebook.last_activity_at, signs.kernel_activity, signs.terminal_activity, signs.socket_activity, signs.request_activity]
        .into_iter()
        .flatten()
        .max()
}

fn minutes_left(notebook: &Notebook, last: i64, rules: Rules, now: i64) -> i64 {
    let stops_at = (last + rules.idle).max(notebook.extended_until.unwrap_or(0));
    (stops_at - now) / 60_000_000
}

fn duration(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

async fn read_signs(app: &SharedApp, unit: &UnitRef) -> Signs {
    let mut signs = Signs { cpu_milli: app.workloads.samples.latest(unit).map(|point| point.cpu_milli), ..Default::default() };
    if let Some(activity) = app.door.activity(&unit.unit) {
        use std::sync::atomic::Ordering::Relaxed;
        let at = |value: i64| (value > 0).then_some(value);
        signs.open_sockets = activity.open_sockets.load(Relaxed);
        signs.socket_activity = at(activity.last_socket_micros.load(Relaxed));
        signs.request_activity = at(activity.last_request_micros.load(Relaxed));
    }
    let (Some(kernels), Some(terminals), sessions) =
        (ask(app, unit, "api/kernels").await, ask(app, unit, "api/terminals").await, ask(app, unit, "api/sessions").await)
    else {
        return signs;
    };
    signs.answered = true;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    for kernel in list(&kernels) {
        signs.kernel_activity = signs.kernel_activity.max(time(&kernel["last_activity"]));
        if kernel["execution_state"] == "busy" {
            signs.busy_kernels.push(path_of(&kernel["id"], sessions.as_ref()));
        }
    }
    for terminal in list(&terminals) {
        signs.terminal_activity = signs.terminal_activity.max(time(&terminal["last_activity"]));
    }
    signs
}

fn path_of(kernel: &Value, sessions: Option<&Value>) -> String {
    let sessions = sessions.and_then(Value::as_array);
    let session = sessions.and_then(|all| all.iter().find(|session| session["kernel"]["id"] == *kernel));
    session.and_then(|session| session["path"].as_str()).unwrap_or_default().to_owned()
}

fn time(value: &Value) -> Option<i64> {
    Some(DateTime::parse_from_rfc3339(value.as_str()?).ok()?.timestamp_micros())
}

/// Servers without terminals answer 404, which is an empty list and not silence.
async fn ask(app: &SharedApp, unit: &UnitRef, path: &str) -> Option<Value> {
    let address = app.workloads.address(unit, PORT).await.ok()?;
    let base = spec::base_url(app, &unit.unit);
    let answer = workload::probe_client()
        .get(format!("http://{address}{base}{path}"))
        .header("authorization", format!("token {}", workload::unit_secret(app, unit)))
        .timeout(Duration::from_secs(5))
        .send()
        .await
        .ok()?;
    if answer.status() == reqwest::StatusCode::NOT_FOUND {
        return Some(Value::Array(Vec::new()));
    }
    answer.json().await.ok()
}
