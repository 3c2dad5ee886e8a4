//! What is there after the first start? Instance types that fit this machine, and the images that ship.

use serde_json::json;

use super::bindings::{IMAGE, INSTANCE_TYPE};
use super::model::{Image, InstanceType};
use super::{images, instance_types};
use crate::amounts::{cores, gib};
use crate::app::SharedApp;
use crate::auth::Actor;
use crate::db::Tx;
use crate::error::Result;
use crate::features::identity::model::Audit;
use crate::features::{identity, settings};

const CORE: i64 = 1000;
const GIB: i64 = 1024;
/// Round numbers that people expect, in thousandths of a core and in MiB.
const CORES: [i64; 10] = [CORE / 2, CORE, 2 * CORE, 3 * CORE, 4 * CORE, 6 * CORE, 8 * CORE, 12 * CORE, 16 * CORE, 24 * CORE];
const MEMORIES: [i64; 13] =
    [GIB / 2, GIB, 3 * GIB / 2, 2 * GIB, 3 * GIB, 4 * GIB, 6 * GIB, 8 * GIB, 12 * GIB, 16 * GIB, 24 * GIB, 32 * GIB, 64 * GIB];

/// Once in the life of an installation: what administrators delete stays deleted.
pub async fn seed(app: &SharedApp) -> Result<()> {
    // Asked before the transaction, since the engine may take its time.
    let (cpu, memory) = capacity(app).await;
    let mut tx = app.db.begin().await?;
    let now = app.clock.micros();
    if settings::first_time(&mut tx, "seeded_catalog", now).await? {
        for row in sizes(cpu, memory, now) {
            instance_types::store::insert(&mut tx, &row).await?;
            note(app, &mut tx, INSTANCE_TYPE, &row.id, row.label()).await?;
        }
        let image = base_notebook(now);
        images::store::insert(&mut tx, &image).await?;
        note(app, &mut tx, IMAGE, &image.id, image.label()).await?;
    }
    tx.commit().await?;
    Ok(())
}

async fn note(app: &SharedApp, tx: &mut Tx, kind: &'static str, id: &str, name: &str) -> Result<()> {
    identity::audit(app, tx, &Actor::system(), Audit::of("create", kind, id, name).with(json!({ "at": "first start" }))).await
}

/// What workloads may use of the largest machine, in thousandths of a core and MiB. Of this one when the engine does not answer.
async fn capacity(app: &SharedApp) -> (i64, i64) {
    let machines = app.workloads.engine_state.machines(app).await.unwrap_or_default();
    let largest = machines.iter().max_by_key(|machine| (machine.memory_mib, machine.cpu_milli));
    let (cpu, memory) = largest.map_or_else(this_machine, |machine| (machine.cpu_milli, machine.memory_mib));
    (cpu - app.config.engine.reserve_cpu, memory - app.config.engine.reserve_memory)
}

fn this_machine() -> (i64, i64) {
    let cpu = std::thread::available_parallelism().map_or(1, |count| count.get() as i64);
    let info = rustix::system::sysinfo();
    let memory = info.totalram as u128 * u128::from(info.mem_unit) / (1 << 20);
    (cpu * CORE, memory as i64)
}

/// Three sizes. On a small machine the largest takes all of it, on a large one half, so that nobody fills it alone.
fn sizes(cpu: i64, memory: i64, now: i64) -> Vec<InstanceType> {
    let most_cpu = if cpu < 4 * CORE { cpu } else { cpu / 2 };
    let most_memory = if memory < 8 * GIB { memory } else { memory / 2 };
    [("cpu-1", "Small", 4), ("cpu-2", "Medium", 2), ("cpu-3", "Large", 1)]
        .into_iter()
        .map(|(id, name, part)| size(id, name, round(&CORES, most_cpu / part), round(&MEMORIES, most_memory / part), now))
        .collect()
}

/// The largest round number that is not more; the smallest one where all are.
fn round(numbers: &[i64], amount: i64) -> i64 {
    numbers.iter().copied().rfind(|number| *number <= amount).unwrap_or(numbers[0])
}

/// Half is promised, the rest is lent from what others do not use: notebooks are idle most of the time.
fn size(id: &str, name: &str, cpu: i64, memory: i64, now: i64) -> InstanceType {
    let mut row = instance_types::input::blank(id.into(), now);
    row.display_name = Some(name.into());
    row.description = Some(format!("{} CPU, {} GiB memory", cores(cpu), gib(memory)));
    row.cpu_limit = cpu;
    row.memory_limit = memory;
    row.cpu_request = Some(cpu / 2);
    row.memory_request = Some(memory / 2);
    row.is_global = 1;
    row
}

fn base_notebook(now: i64) -> Image {
    let mut row = images::input::blank("base-notebook".into(), now);
    row.display_name = Some("Base notebook".into());
    row.description = Some("JupyterLab with NumPy, pandas, Matplotlib and scikit-learn.".into());
    row.url = Some("primehub/base-notebook:latest".into());
    row.is_global = 1;
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(cpu: i64, memory: i64) -> Vec<(i64, i64)> {
        sizes(cpu, memory, 0).iter().map(|row| (row.cpu_limit, row.memory_limit)).collect()
    }

    #[test]
    fn a_laptop_gets_sizes_that_fit_and_differ() {
        let four_gigabytes_less_the_reserve = 4 * GIB - 512;
        let expected = [(CORE / 2, GIB / 2), (CORE, 3 * GIB / 2), (2 * CORE, 3 * GIB)];
        assert_eq!(amounts(2 * CORE, four_gigabytes_less_the_reserve), expected);
    }

    #[test]
    fn nobody_fills_a_server_alone() {
        assert_eq!(amounts(64 * CORE, 256 * GIB), [(8 * CORE, 32 * GIB), (16 * CORE, 64 * GIB), (24 * CORE, 64 * GIB)]);
    }

    #[test]
    fn every_size_keeps_its_own_rules_on_every_machine() {
        for cores in [1, 2, 3, 4, 8, 16, 96] {
            for memory in [1, 2, 4, 8, 15, 31, 62, 500] {
                let fits = |row: &InstanceType| row.cpu_limit <= cores * CORE && row.memory_limit <= memory * GIB;
                for mut row in sizes(cores * CORE, memory * GIB, 0) {
                    assert!(fits(&row), "{row:?} on {cores} cores and {memory} GiB");
                    assert!(instance_types::input::InstanceTypeFields::default().write_into(&mut row).is_ok());
                }
            }
        }
    }
}
