//! How the fake engine answers each call of the trait.

use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::{StreamExt, stream};

use super::script::{Moment, Script};
use super::world::FakeWorkload;
use super::{Call, FakeEngine, Inner, LOOK_AGAIN, images, in_seconds, shell};
use crate::{
    BuildRequest, Capabilities, Engine, EngineError, EngineStream, ExecRequest, ExecSession, Health, Hint, ImageInfo, LogLine, LogOptions,
    Machine, Observed, ObservedState, PullProgress, RegistryAuth, Result, Stats, UnitRef, WorkloadSpec,
};

#[async_trait]
impl Engine for FakeEngine {
    fn capabilities(&self) -> Capabilities {
        Capabilities { name: "fake", schedules: false, host_directories: true, builds_images: true }
    }

    async fn health(&self) -> Result<Health> {
        self.inner.check_up()?;
        self.inner.trouble(Call::Health, Moment::Before).await?;
        Ok(Health { version: "Fake engine".into(), live_restore: Some(true), warnings: vec![] })
    }

    async fn capacity(&self) -> Result<Vec<Machine>> {
        self.inner.check_up()?;
        Ok(vec![self.inner.machine.clone()])
    }

    async fn apply(&self, spec: &WorkloadSpec) -> Result<Observed> {
        let inner = &self.inner;
        inner.check_up()?;
        let script = Script::of(spec);
        let hang = inner.hang_once(spec, &script)?;
        inner.pause(Call::Apply, Moment::Before, hang).await?;
        inner.wait_until(inner.now() + script.create_takes).await?;
        inner.create(spec)?;
        inner.pause(Call::Apply, Moment::Between, hang).await?;
        let observed = inner.start(&spec.unit, &script)?;
        inner.pause(Call::Apply, Moment::After, hang).await?;
        Ok(observed)
    }

    async fn stop(&self, unit: &UnitRef, _grace: std::time::Duration) -> Result<()> {
        self.inner.check_up()?;
        self.inner.stop(unit)
    }

    async fn remove(&self, unit: &UnitRef, _grace: std::time::Duration) -> Result<()> {
        self.inner.check_up()?;
        self.inner.trouble(Call::Remove, Moment::Before).await?;
        self.inner.remove(unit)?;
        self.inner.trouble(Call::Remove, Moment::After).await
    }

    async fn list(&self) -> Result<Vec<Observed>> {
        self.inner.check_up()?;
        self.inner.trouble(Call::List, Moment::Before).await?;
        Ok(self.snapshot())
    }

    async fn watch(&self) -> Result<EngineStream<Hint>> {
        self.inner.check_up()?;
        let heard = self.inner.created.lock().len();
        let watching = Watching { inner: self.inner.clone(), seen: self.snapshot(), heard };
        Ok(stream::unfold(watching, Watching::next_change).map(|unit| Ok(Hint { unit: Some(unit) })).boxed())
    }

    async fn logs(&self, unit: &UnitRef, options: LogOptions) -> Result<EngineStream<LogLine>> {
        self.inner.check_up()?;
        let (lines, running) = self.inner.lines(unit, &options).ok_or(EngineError::NotFound)?;
        let skipped = options.tail.map_or(0, |tail| lines.len().saturating_sub(tail));
        let already = stream::iter(lines.clone().into_iter().skip(skipped).map(Ok));
        if !options.follow || !running {
            return Ok(already.boxed());
        }
        let following = Following { inner: self.inner.clone(), unit: unit.clone(), options, seen: lines.len() };
        let later = stream::unfold(Some(following), Following::next).flat_map(stream::iter).map(Ok);
        Ok(already.chain(later).boxed())
    }

    async fn exec(&self, unit: &UnitRef, request: ExecRequest) -> Result<ExecSession> {
        self.inner.check_up()?;
        let now = self.inner.now();
        let world = self.inner.world.lock();
        let workload = world.find(unit, now).ok_or(EngineError::NotFound)?;
        if !workload.is_running(now) {
            return Err(EngineError::Refused("the workload is not running".into()));
        }
        Ok(shell::open(request))
    }

    async fn stats(&self, unit: &UnitRef) -> Result<Stats> {
        self.inner.check_up()?;
        let now = self.inner.now();
        let world = self.inner.world.lock();
        let workload = world.find(unit, now).filter(|workload| workload.is_running(now)).ok_or(EngineError::NotFound)?;
        let script = Script::of(&workload.spec);
        let running = now - workload.started_at.unwrap_or(now);
        let cpu_nanos = (in_seconds(running) * script.cpu_milli as f64 * 1e6) as u64;
        Ok(Stats { at: now, cpu_nanos, memory_bytes: script.memory_mib * 1024 * 1024 })
    }

    async fn address(&self, unit: &UnitRef, port: u16) -> Result<SocketAddr> {
        self.inner.check_up()?;
        let now = self.inner.now();
        let running = self.inner.world.lock().find(unit, now).is_some_and(|workload| workload.is_running(now));
        if !running {
            return Err(EngineError::NotFound);
        }
        Inner::listen(&self.inner, unit, port)
    }

    async fn inspect_image(&self, image: &str) -> Result<Option<ImageInfo>> {
        self.inner.check_up()?;
        Ok(images::is_present(&self.inner.world.lock(), image).then(|| images::info(image)))
    }

    async fn pull_image(&self, image: &str, auth: Option<RegistryAuth>) -> Result<EngineStream<PullProgress>> {
        self.inner.check_up()?;
        self.inner.trouble(Call::Pull, Moment::Before).await?;
        images::pull(self.inner.clone(), image.to_owned(), auth)
    }

    async fn build_image(&self, request: BuildRequest) -> Result<EngineStream<String>> {
        self.inner.check_up()?;
        images::build(&self.inner, request)
    }

    async fn sweep(&self) -> Result<()> {
        self.inner.check_up()
    }
}

impl Inner {
    /// The moment at which this call shall hang because its workload says so, once in the life of the unit.
    fn hang_once(&self, spec: &WorkloadSpec, script: &Script) -> Result<Option<Moment>> {
        let Some(moment) = script.hang else {
            return Ok(None);
        };
        let mut world = self.world.lock();
        if !world.hung.insert(spec.unit.unit.clone()) {
            return Ok(None);
        }
        world.save()?;
        Ok(Some(moment))
    }

    async fn pause(&self, call: Call, moment: Moment, hang: Option<Moment>) -> Result<()> {
        if hang == Some(moment) {
            return std::future::pending().await;
        }
        self.trouble(call, moment).await
    }

    fn create(&self, spec: &WorkloadSpec) -> Result<()> {
        let now = self.now();
        let mut world = self.world.lock();
        world.forget_lost(now);
        if world.find_mut(&spec.unit).is_some() {
            return Ok(());
        }
        if !images::is_present(&world, &spec.image) {
            let detail = "no such image on this machine".into();
            return Err(EngineError::ImageMissing { image: spec.image.clone(), detail });
        }
        *world.creates.entry(spec.unit.unit.clone()).or_default() += 1;
        world.workloads.push(FakeWorkload::new(spec.clone(), now));
        self.created.lock().push(spec.unit.clone());
        world.save()
    }

    fn start(&self, unit: &UnitRef, script: &Script) -> Result<Observed> {
        let now = self.now();
        let mut world = self.world.lock();
        if let Some(reason) = &script.refusal {
            world.workloads.retain(|workload| workload.spec.unit != *unit);
            world.save()?;
            return Err(EngineError::Refused(reason.clone()));
        }
        let workload = world.find_mut(unit).ok_or(EngineError::NotFound)?;
        workload.started_at.get_or_insert(now);
        // A workload that is lost at once was there for this one moment.
        let observed = workload.observe(now).unwrap_or_else(|| Observed {
            unit: unit.clone(),
            kind: workload.spec.kind.clone(),
            state: ObservedState::Running { since: Some(now) },
            created_at: Some(now),
        });
        world.save()?;
        Ok(observed)
    }

    fn stop(&self, unit: &UnitRef) -> Result<()> {
        let (now, mut world) = (self.now(), self.world.lock());
        for workload in world.workloads.iter_mut().filter(|workload| is_up_to(&workload.spec.unit, unit) && workload.is_running(now)) {
            self.stop_listening(&workload.spec.unit);
            let last_words = Script::of(&workload.spec).last_words;
            workload.written.extend(last_words.into_iter().map(|text| (now, false, text)));
            workload.forced = Some((now, 143, false));
        }
        world.save()
    }

    fn remove(&self, unit: &UnitRef) -> Result<()> {
        let mut world = self.world.lock();
        let goes = |other: &UnitRef| is_up_to(other, unit);
        for workload in world.workloads.iter().filter(|workload| goes(&workload.spec.unit)) {
            self.stop_listening(&workload.spec.unit);
        }
        world.workloads.retain(|workload| !goes(&workload.spec.unit));
        world.save()
    }

    fn lines(&self, unit: &UnitRef, options: &LogOptions) -> Option<(Vec<LogLine>, bool)> {
        let (now, world) = (self.now(), self.world.lock());
        let workload = world.find(unit, now)?;
        let mut lines = workload.lines(now);
        lines.retain(|line| options.since.is_none_or(|since| line.at > since));
        Some((lines, workload.is_running(now)))
    }
}

fn is_up_to(found: &UnitRef, asked: &UnitRef) -> bool {
    found.unit == asked.unit && found.generation <= asked.generation
}

struct Following {
    inner: Arc<Inner>,
    unit: UnitRef,
    options: LogOptions,
    seen: usize,
}

impl Following {
    async fn next(following: Option<Following>) -> Option<(Vec<LogLine>, Option<Following>)> {
        let mut following = following?;
        loop {
            tokio::time::sleep(LOOK_AGAIN).await;
            let (lines, running) = following.inner.lines(&following.unit, &following.options)?;
            let fresh = lines[following.seen.min(lines.len())..].to_vec();
            following.seen = lines.len();
            if !running {
                return Some((fresh, None));
            }
            if !fresh.is_empty() {
                return Some((fresh, Some(following)));
            }
        }
    }
}

struct Watching {
    inner: Arc<Inner>,
    seen: Vec<Observed>,
    /// How many of the creations were already told.
    heard: usize,
}

impl Watching {
    /// States change by the clock alone, so they are compared with the last look. Creations are told besides: what came and
    /// vanished between two looks would never be heard of.
    async fn next_change(mut self) -> Option<(UnitRef, Watching)> {
        loop {
            tokio::time::sleep(LOOK_AGAIN).await;
            self.inner.check_up().ok()?;
            let current = self.inner.world.lock().observed(self.inner.now());
            let Some(changed) = self.next_created().or_else(|| self.next_different(&current)) else {
                continue;
            };
            // Only this change is marked as seen, so that each of several gets its own hint.
            self.seen.retain(|one| one.unit != changed);
            self.seen.extend(current.into_iter().filter(|one| one.unit == changed));
            return Some((changed, self));
        }
    }

    fn next_created(&mut self) -> Option<UnitRef> {
        let created = self.inner.created.lock().get(self.heard).cloned()?;
        self.heard += 1;
        Some(created)
    }

    fn next_different(&self, current: &[Observed]) -> Option<UnitRef> {
        let appeared = current.iter().find(|one| !self.seen.contains(one));
        let gone = self.seen.iter().find(|one| !current.iter().any(|other| other.unit == one.unit));
        appeared.or(gone).map(|changed| changed.unit.clone())
    }
}
