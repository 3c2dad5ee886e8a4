//! An engine that keeps its workloads in memory, or in a file, and behaves well unless asked otherwise. It ships as
//! `--engine fake` for trying the product without containers, and the tests use it to see every kind of trouble.
//!
//! Time comes from the injected clock only: a workload's state is computed from it when somebody asks, so a test that
//! moves the clock moves all workloads. Tasks exit with 0 after one second; services run until they are removed, and
//! their ports really answer on 127.0.0.1 as a small Jupyter Server (`/echo` and web sockets echo).
//!
//! Environment variable `PRIMEHUB_FAKE` of a workload, or a line `# fake: ...` of its command, is a comma list of these words; `S` is
//! in seconds, as `0.5`:
//! - `create:S`: `apply` takes so long.
//! - `refuse`, `refuse:TEXT`: the engine refuses to start it; nothing is left behind.
//! - `ready:S`, `never-ready`: its ports answer 503 so long, or for ever.
//! - `exit:N`, `exit:N:S`: exits with code N after S seconds; a service that restarts begins anew.
//! - `oom:S`: is killed for want of memory. `lose:S`: the container vanishes. `run`: a task that never ends.
//! - `log:TEXT`, `err:TEXT`: a line at the start, on standard output or error. `tick:S`: a line every S seconds.
//!   `bye:TEXT`: a line when it is stopped.
//! - `cpu:MILLI`, `memory:MIB`: what `stats` says. `busy`: one kernel is always busy.
//! - `not-jupyter`: every path of its ports echoes, none is Jupyter's.
//! - `hang:before`, `hang:between`, `hang:after`: the first `apply` of the unit never returns, having created nothing,
//!   created but not started, or done everything; for tests that kill the server there.
//!
//! An image `fake/WORD` does the same to all that run it, for example `fake/exit:3` or `fake/never-ready`.
//! All images are present except `fake/missing`, `fake/denied`, `fake/private` (denied unless the password is `right`),
//! `fake/unreachable`, `fake/full` (no space left), and `fake/slow:S`, whose pull succeeds after S seconds.
//! A build fails when its Dockerfile says `RUN false`.

mod calls;
mod images;
mod responder;
mod script;
mod shell;
mod world;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Weak};

use chrono::{DateTime, Duration, Utc};
use parking_lot::Mutex;
use tokio_util::sync::CancellationToken;

pub use responder::{FakeActivity, FakeKernel};
pub use script::Moment;

use crate::{EngineError, Machine, Observed, Result, UnitRef};
use responder::Answering;
use script::Script;
use world::World;

pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

#[derive(Clone)]
pub struct FakeEngine {
    inner: Arc<Inner>,
}

pub struct FakeOptions {
    pub now: Now,
    /// Where workloads are kept, so that they outlive the process that created them.
    pub state_file: Option<PathBuf>,
    pub machine: Machine,
}

/// A call that can be made to fail or to hang.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    Health,
    Apply,
    Remove,
    List,
    Pull,
}

#[derive(Clone, Copy, PartialEq)]
enum Trouble {
    Fail,
    Hang,
}

struct Inner {
    now: Now,
    machine: Machine,
    world: Mutex<World>,
    /// Every workload created by this process, in order.
    created: Mutex<Vec<UnitRef>>,
    troubles: Mutex<Vec<(Call, Moment, Trouble)>>,
    down: Mutex<bool>,
    activities: Mutex<HashMap<String, FakeActivity>>,
    listeners: Mutex<HashMap<UnitRef, Listeners>>,
}

struct Listeners {
    addresses: HashMap<u16, SocketAddr>,
    stopped: CancellationToken,
}

impl FakeEngine {
    /// In memory, on a machine of 64 CPUs, 256 GiB and 4 GPUs.
    pub fn new(now: Now) -> FakeEngine {
        let machine = Machine { name: "fake".into(), cpu_milli: 64_000, memory_mib: 256 * 1024, gpus: 4 };
        FakeEngine::with(FakeOptions { now, state_file: None, machine }, World::default())
    }

    pub fn open(options: FakeOptions) -> Result<FakeEngine> {
        let world = World::open(options.state_file.clone())?;
        Ok(FakeEngine::with(options, world))
    }

    fn with(options: FakeOptions, world: World) -> FakeEngine {
        FakeEngine {
            inner: Arc::new(Inner {
                now: options.now,
                machine: options.machine,
                world: Mutex::new(world),
                created: Mutex::default(),
                troubles: Mutex::default(),
                down: Mutex::new(false),
                activities: Mutex::default(),
                listeners: Mutex::default(),
            }),
        }
    }

    /// Down: every call says Unreachable and watches end, while workloads go on.
    pub fn set_down(&self, down: bool) {
        *self.inner.down.lock() = down;
    }

    /// The next such call answers Unreachable, before or after it had its effect.
    pub fn fail_next(&self, call: Call, moment: Moment) {
        self.inner.troubles.lock().push((call, moment, Trouble::Fail));
    }

    /// The next such call never returns; dropping its future there is what a killed server looks like.
    pub fn hang_next(&self, call: Call, moment: Moment) {
        self.inner.troubles.lock().push((call, moment, Trouble::Hang));
    }

    /// How many of the troubles asked for by `fail_next` and `hang_next` no call has met yet.
    pub fn troubles_ahead(&self) -> usize {
        self.inner.troubles.lock().len()
    }

    /// The container of the unit's newest generation vanishes, as when an operator removes it by hand.
    pub fn lose(&self, unit: &str) -> Result<()> {
        let lost = self.change(unit, |workload| workload.spec.unit.clone())?;
        self.inner.world.lock().workloads.retain(|workload| workload.spec.unit != lost);
        self.inner.stop_listening(&lost);
        self.inner.world.lock().save()
    }

    pub fn exit(&self, unit: &str, code: i64) -> Result<()> {
        self.end(unit, code, false)
    }

    pub fn run_out_of_memory(&self, unit: &str) -> Result<()> {
        self.end(unit, 137, true)
    }

    fn end(&self, unit: &str, code: i64, out_of_memory: bool) -> Result<()> {
        let now = self.inner.now();
        let ended = self.change(unit, |workload| {
            workload.forced = Some((now, code, out_of_memory));
            workload.spec.unit.clone()
        })?;
        self.inner.stop_listening(&ended);
        Ok(())
    }

    pub fn write_log(&self, unit: &str, line: &str) -> Result<()> {
        let now = self.inner.now();
        self.change(unit, |workload| workload.written.push((now, false, line.to_owned())))
    }

    /// What Jupyter's status calls of this unit answer from now on.
    pub fn set_activity(&self, unit: &str, activity: FakeActivity) {
        self.inner.activities.lock().insert(unit.to_owned(), activity);
    }

    /// How often this unit was created, over all generations.
    pub fn creates(&self, unit: &str) -> usize {
        self.inner.world.lock().creates.get(unit).copied().unwrap_or(0)
    }

    pub fn running(&self) -> Vec<UnitRef> {
        let (now, world) = (self.inner.now(), self.inner.world.lock());
        let running = world.workloads.iter().filter(|workload| workload.is_running(now));
        running.map(|workload| workload.spec.unit.clone()).collect()
    }

    /// Everything there is, running or not, also while the engine is down.
    pub fn snapshot(&self) -> Vec<Observed> {
        let now = self.inner.now();
        self.inner.world.lock().observed(now)
    }

    fn change<T>(&self, unit: &str, change: impl FnOnce(&mut world::FakeWorkload) -> T) -> Result<T> {
        let mut world = self.inner.world.lock();
        let changed = change(world.newest_mut(unit).ok_or(EngineError::NotFound)?);
        world.save()?;
        Ok(changed)
    }
}

impl Inner {
    fn now(&self) -> DateTime<Utc> {
        (self.now)()
    }

    fn check_up(&self) -> Result<()> {
        match *self.down.lock() {
            true => Err(EngineError::Unreachable("the fake engine is set down".into())),
            false => Ok(()),
        }
    }

    async fn trouble(&self, call: Call, moment: Moment) -> Result<()> {
        let wanted = {
            let mut troubles = self.troubles.lock();
            let at = troubles.iter().position(|trouble| trouble.0 == call && trouble.1 == moment);
            at.map(|at| troubles.remove(at).2)
        };
        match wanted {
            None => Ok(()),
            Some(Trouble::Fail) => Err(EngineError::Unreachable("the fake engine was asked to fail".into())),
            Some(Trouble::Hang) => std::future::pending().await,
        }
    }

    /// The clock may be moved by hand, so it is looked at again and again instead of slept for.
    async fn wait_until(&self, at: DateTime<Utc>) -> Result<()> {
        while self.now() < at {
            self.check_up()?;
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        Ok(())
    }

    fn answering(&self, unit: &UnitRef) -> Option<Answering> {
        let (now, world) = (self.now(), self.world.lock());
        let workload = world.find(unit, now).filter(|workload| workload.is_running(now))?;
        let script = Script::of(&workload.spec);
        let mut activity = self.activities.lock().get(&unit.unit).cloned().unwrap_or_default();
        if script.busy {
            activity.kernels.push(FakeKernel { busy: true, connections: 0, last_activity: now });
            activity.last_activity = Some(now);
        }
        Some(Answering { ready: workload.is_ready(now), jupyter: script.jupyter, started: workload.started_at.unwrap_or(now), activity })
    }

    /// Listening begins when the address is first wanted, which also holds after the process was restarted.
    fn listen(engine: &Arc<Inner>, unit: &UnitRef, port: u16) -> Result<SocketAddr> {
        let mut listeners = engine.listeners.lock();
        let fresh = || Listeners { addresses: HashMap::new(), stopped: CancellationToken::new() };
        let of_unit = listeners.entry(unit.clone()).or_insert_with(fresh);
        if let Some(address) = of_unit.addresses.get(&port) {
            return Ok(*address);
        }
        let weak: Weak<Inner> = Arc::downgrade(engine);
        let address = responder::listen(weak, unit.clone(), of_unit.stopped.clone())
            .map_err(|problem| EngineError::Other(format!("cannot listen on 127.0.0.1: {problem}")))?;
        of_unit.addresses.insert(port, address);
        Ok(address)
    }

    fn stop_listening(&self, unit: &UnitRef) {
        if let Some(listeners) = self.listeners.lock().remove(unit) {
            listeners.stopped.cancel();
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        for listeners in self.listeners.get_mut().values() {
            listeners.stopped.cancel();
        }
    }
}

/// Real time between two looks at the injected clock.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_millis(20);

fn in_seconds(duration: Duration) -> f64 {
    duration.num_milliseconds() as f64 / 1000.0
}
