//! What is to be done about one unit now? A pure function from what is wanted, what was seen and the time.

use primehub_engine::{Exit, ObservedState};

use super::model::{State, Unit};

/// Unplanned restarts of a service in a row before it counts as failed.
pub const MOST_RESTARTS: i64 = 3;

#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Nothing to do, or the queue decides.
    Rest,
    /// Bring it up from wherever its start got to.
    Start,
    /// A service ended by itself; begin a new start of it.
    Restart(Ending),
    /// It ended by itself; record how, then remove what is left.
    End(Ending),
    /// Stop and remove it.
    Remove,
    /// Nothing runs in it any more. It is done with, but stays to be looked at.
    Leave,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// The main process ended.
    Exited(Exit),
    /// It is not there any more although nobody here removed it.
    Lost,
}

/// What the engine says about the current generation of the unit.
pub type Seen = Option<ObservedState>;

/// `engine_was_away` is true when the engine itself was restarted around the time of the exit.
pub fn decide(unit: &Unit, restarts: bool, seen: &Seen, engine_was_away: bool, now: i64) -> Step {
    match (unit.state(), unit.wants_to_run()) {
        (State::Gone, _) if seen.is_some() => Step::Remove,
        (State::Gone, _) => Step::Rest,
        (State::Queued, true) => Step::Rest,
        (State::Queued | State::Starting | State::Running, false) => Step::Remove,
        (State::Stopping, _) => Step::Remove,
        (State::Starting, true) => Step::Start,
        (State::Running, true) => match seen {
            Some(ObservedState::Running { .. }) => Step::Rest,
            // It ran once, so somebody made it anew by hand.
            Some(ObservedState::Created) if unit.crashes_in_a_row(now) < MOST_RESTARTS => Step::Restart(Ending::Lost),
            Some(ObservedState::Created) => Step::End(Ending::Lost),
            Some(ObservedState::Exited(exit)) => ended(unit, restarts, exit.clone(), engine_was_away, now),
            None => Step::End(Ending::Lost),
        },
    }
}

fn ended(unit: &Unit, restarts: bool, exit: Exit, engine_was_away: bool, now: i64) -> Step {
    let by_itself = exit.code == 0 && !engine_was_away;
    if restarts && !by_itself && !exit.out_of_memory && unit.crashes_in_a_row(now) < MOST_RESTARTS {
        return Step::Restart(Ending::Exited(exit));
    }
    Step::End(Ending::Exited(exit))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SERVICE: bool = true;
    const TASK: bool = false;

    fn unit(state: State, desired: &str, restarts: i64) -> Unit {
        Unit {
            id: "u".into(),
            kind: "notebook".into(),
            name: "n".into(),
            group_id: "g".into(),
            user_id: "p".into(),
            instance_type: "cpu-1".into(),
            generation: 1,
            desired: desired.into(),
            state: state.text().into(),
            holds: 1,
            cpu: 1000,
            memory: 1024,
            gpu: 0,
            request_cpu: 1000,
            request_memory: 1024,
            priority: 0,
            spec: "{}".into(),
            reason: None,
            outcome: None,
            queued_at: 0,
            state_since: 0,
            restarts,
            revision: 0,
            lease_owner: None,
            lease_until: 0,
        }
    }

    fn exited(code: i64, out_of_memory: bool) -> Seen {
        Some(ObservedState::Exited(Exit { code, out_of_memory, at: None }))
    }

    const RUNNING: Seen = Some(ObservedState::Running { since: None });

    #[test]
    fn every_pair_of_wanted_and_seen_has_its_step() {
        let cases: &[(State, &str, Seen, &str)] = &[
            (State::Queued, "run", None, "rest"),
            (State::Queued, "stop", None, "remove"),
            (State::Starting, "run", None, "start"),
            (State::Starting, "run", Some(ObservedState::Created), "start"),
            (State::Starting, "run", RUNNING, "start"),
            (State::Starting, "stop", RUNNING, "remove"),
            (State::Running, "run", RUNNING, "rest"),
            (State::Running, "run", None, "end"),
            (State::Running, "run", exited(1, false), "restart"),
            (State::Running, "run", exited(0, false), "end"),
            (State::Running, "run", exited(137, true), "end"),
            (State::Running, "stop", RUNNING, "remove"),
            (State::Stopping, "run", RUNNING, "remove"),
            (State::Stopping, "stop", None, "remove"),
            (State::Gone, "stop", None, "rest"),
            (State::Gone, "run", RUNNING, "remove"),
        ];
        for (state, desired, seen, expected) in cases {
            let word = match decide(&unit(*state, desired, 0), SERVICE, seen, false, 0) {
                Step::Rest => "rest",
                Step::Start => "start",
                Step::Restart(_) => "restart",
                Step::End(_) => "end",
                Step::Remove => "remove",
                Step::Leave => "leave",
            };
            assert_eq!(word, *expected, "{state:?} wants {desired}, seen {seen:?}");
        }
    }

    #[test]
    fn a_clean_exit_while_the_engine_was_away_is_a_restart() {
        let step = decide(&unit(State::Running, "run", 0), SERVICE, &exited(0, false), true, 0);
        assert!(matches!(step, Step::Restart(_)));
    }

    #[test]
    fn crashes_of_long_ago_do_not_count() {
        let crashed = unit(State::Running, "run", MOST_RESTARTS);
        assert!(matches!(decide(&crashed, SERVICE, &exited(1, false), false, 60_000_000), Step::End(_)));
        assert!(matches!(decide(&crashed, SERVICE, &exited(1, false), false, 2 * 3_600_000_000), Step::Restart(_)));
    }

    #[test]
    fn a_task_is_never_restarted() {
        let step = decide(&unit(State::Running, "run", 0), TASK, &exited(3, false), true, 0);
        assert!(matches!(step, Step::End(Ending::Exited(Exit { code: 3, .. }))));
    }

    fn any_state() -> impl Strategy<Value = State> {
        prop_oneof![Just(State::Queued), Just(State::Starting), Just(State::Running), Just(State::Stopping), Just(State::Gone)]
    }

    fn any_seen() -> impl Strategy<Value = Seen> {
        prop_oneof![
            Just(None),
            Just(Some(ObservedState::Created)),
            Just(RUNNING),
            (0i64..256, any::<bool>()).prop_map(|(code, oom)| exited(code, oom)),
        ]
    }

    proptest! {
        #[test]
        fn what_is_not_wanted_is_never_started(state in any_state(), seen in any_seen(), restarts in 0i64..6, away in any::<bool>()) {
            let step = decide(&unit(state, "stop", restarts), SERVICE, &seen, away, 0);
            prop_assert!(!matches!(step, Step::Start | Step::Restart(_)));
        }

        #[test]
        fn a_service_that_keeps_crashing_is_given_up(seen in any_seen(), restarts in MOST_RESTARTS..20, away in any::<bool>()) {
            let step = decide(&unit(State::Running, "run", restarts), SERVICE, &seen, away, 0);
            prop_assert!(!matches!(step, Step::Restart(_)));
        }
    }
}
