//! The order of the queue: who passes whom, who blocks whom, and that no limit is ever exceeded.

use super::*;

const MINUTE: i64 = 60_000_000;

fn waiting(number: i64, group: i64, cpu: i64) -> Waiting {
    Waiting {
        id: format!("u{number:05}"),
        kind: "job".into(),
        name: format!("train-{number}"),
        group_id: format!("g{group}"),
        user_id: format!("p{}", number % 200),
        generation: 1,
        holds: 0,
        cpu,
        memory: 1024,
        gpu: 0,
        request_cpu: cpu,
        request_memory: 1024,
        queued_at: number,
    }
}

fn cores(milli: i64) -> Quota {
    Quota { cpu: Some(milli), ..Default::default() }
}

fn room(cpu: i64) -> Option<Amounts> {
    Some(Amounts { cpu, memory: 1 << 40, gpu: 0 })
}

/// Groups with these quotas of CPU, ten minutes of patience, and a moment after `waited`.
fn picture(quotas: &[i64], free: Option<Amounts>, waited: i64) -> Picture {
    let groups = quotas.iter().enumerate();
    let groups = groups.map(|(number, quota)| (format!("g{number}"), GroupPicture { group_quota: cores(*quota), ..Default::default() }));
    Picture { groups: groups.collect(), free, now: waited, patience: 10 * MINUTE }
}

fn started(queue: &[Waiting], mut picture: Picture) -> Vec<usize> {
    let verdicts = decide(queue, &mut picture);
    verdicts.iter().enumerate().filter(|(_, verdict)| **verdict == Verdict::Start).map(|(place, _)| place).collect()
}

#[test]
fn a_large_one_is_passed_for_a_while_and_then_by_nobody_of_its_group() {
    let queue = [waiting(0, 0, 3000), waiting(1, 0, 500), waiting(2, 1, 500)];
    assert_eq!(started(&queue, picture(&[2000, 2000], None, MINUTE)), [1, 2]);
    assert_eq!(started(&queue, picture(&[2000, 2000], None, 10 * MINUTE)), [2]);
    let verdicts = decide(&queue, &mut picture(&[2000, 2000], None, 10 * MINUTE));
    assert_eq!(verdicts[1], Verdict::Wait(Cause::Behind(0)));
}

#[test]
fn what_waits_for_room_is_not_passed_for_ever_either() {
    let queue = [waiting(0, 0, 3000), waiting(1, 0, 500), waiting(2, 1, 500)];
    assert_eq!(started(&queue, picture(&[9000, 9000], room(2000), MINUTE)), [1, 2]);
    // Also the other group leaves the room to it, or it would never become free.
    assert_eq!(started(&queue, picture(&[9000, 9000], room(2000), 10 * MINUTE)), [] as [usize; 0]);
}

#[test]
fn room_is_kept_from_jobs_and_not_from_those_who_were_promised_their_quota() {
    let mut queue = [waiting(0, 0, 3000), waiting(1, 1, 500), waiting(2, 1, 500)];
    queue[2].holds = 1;
    assert_eq!(started(&queue, picture(&[9000, 9000], room(2000), 10 * MINUTE)), [2]);
}

#[test]
fn what_fits_beside_the_room_that_is_kept_starts() {
    let mut queue = [waiting(0, 0, 1000), waiting(1, 1, 3000), waiting(2, 1, 1)];
    queue[0].gpu = 1;
    // The first waits for a GPU; of the four cores three are left to the other group.
    assert_eq!(started(&queue, picture(&[9000, 9000], room(4000), 10 * MINUTE)), [1]);
}

#[test]
fn a_person_over_the_own_quota_blocks_nobody_however_long() {
    let queue = [waiting(0, 0, 3000), waiting(1, 0, 500)];
    let mut alone = picture(&[9000], None, 60 * MINUTE);
    alone.groups.get_mut("g0").unwrap().user_quota = cores(2000);
    let verdicts = decide(&queue, &mut alone);
    assert!(matches!(&verdicts[0], Verdict::Wait(Cause::Quota(violation)) if violation.whose == Whose::User));
    assert_eq!(verdicts[1], Verdict::Start);
}

#[test]
fn equals_start_in_their_order() {
    let queue: Vec<Waiting> = (0..10).map(|number| waiting(number, 0, 1000)).collect();
    assert_eq!(started(&queue, picture(&[3000], None, 0)), [0, 1, 2]);
}

#[test]
fn without_patience_the_order_is_strict() {
    let queue = [waiting(0, 0, 3000), waiting(1, 0, 500)];
    let mut strict = picture(&[2000], None, 1);
    strict.patience = 0;
    assert_eq!(started(&queue, strict), [] as [usize; 0]);
}

proptest::proptest! {
    #[test]
    fn no_pass_lets_more_go_than_quotas_and_machine_hold(
        sizes in proptest::collection::vec((0i64..5, 1i64..4000), 0..200),
        user in 0i64..8000, group in 0i64..12_000, machine in 0i64..40_000, waited in 0i64..20 * MINUTE,
    ) {
        let queue: Vec<Waiting> = sizes.iter().enumerate().map(|(number, (group, cpu))| waiting(number as i64, *group, *cpu)).collect();
        let mut now = picture(&[group; 5], room(machine), waited);
        for quotas in now.groups.values_mut() {
            quotas.user_quota = cores(user);
        }
        let mut sums: HashMap<String, i64> = HashMap::new();
        for place in started(&queue, now) {
            let unit = &queue[place];
            for key in [format!("{} {}", unit.group_id, unit.user_id), unit.group_id.clone(), "machine".into()] {
                *sums.entry(key).or_default() += unit.cpu;
            }
        }
        for (key, sum) in sums {
            let limit = if key == "machine" { machine } else if key.contains(' ') { user } else { group };
            proptest::prop_assert!(sum <= limit, "{key}: {sum} of {limit}");
        }
    }

    #[test]
    fn nobody_is_passed_by_an_equal_of_the_same_person(
        sizes in proptest::collection::vec(1i64..5, 1..100), group in 0i64..20_000, machine in 0i64..40_000, waited in 0i64..20 * MINUTE,
    ) {
        let mut queue: Vec<Waiting> = sizes.iter().enumerate().map(|(number, size)| waiting(number as i64, 0, size * 1000)).collect();
        queue.iter_mut().for_each(|unit| unit.user_id = "p".into());
        let places = started(&queue, picture(&[group], room(machine), waited));
        for later in &places {
            for earlier in (0..*later).filter(|earlier| !places.contains(earlier)) {
                proptest::prop_assert!(queue[earlier].cpu > queue[*later].cpu, "{later} passed {earlier}");
            }
        }
    }
}
