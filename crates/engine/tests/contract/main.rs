//! What every engine promises, checked with the same functions against the fake engine, Docker and Podman.
//! Docker is checked when `PRIMEHUB_TEST_DOCKER` is set (`1`, or an address), Podman when `PRIMEHUB_TEST_PODMAN_SOCKET`
//! names its socket; otherwise each test says that it was skipped.

mod busybox;
mod connecting;
mod images;
mod isolation;
mod lifecycle;
mod limits;
mod reading;
mod registry;
mod subjects;

/// Each promise once for each engine that is named before it.
macro_rules! promises {
    ($($engine:ident => $kind:expr, [$($module:ident::$promise:ident),* $(,)?];)*) => {
        $(mod $engine {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                crate::subjects::check($kind, crate::$module::$promise).await;
            })*
        })*
    };
}

/// Promises that every engine gives, then those that only make sense where containers are real.
macro_rules! all_engines {
    (shared [$($shared:tt)*] real [$($real:tt)*]) => {
        promises! {
            fake => crate::subjects::Kind::Fake, [$($shared)*];
            docker => crate::subjects::Kind::Docker, [$($shared)* $($real)*];
            podman => crate::subjects::Kind::Podman, [$($shared)* $($real)*];
        }
    };
}

all_engines! {
    shared [
        lifecycle::applying_again_changes_nothing,
        lifecycle::callers_at_once_create_one_workload,
        lifecycle::a_task_ends_with_its_exit_code,
        lifecycle::running_out_of_memory_is_told_apart,
        lifecycle::removing_twice_or_what_never_was_is_fine,
        lifecycle::removing_leaves_newer_generations,
        lifecycle::what_is_stopped_keeps_its_last_words,
        lifecycle::what_was_created_but_not_started_is_listed_and_then_started,
        lifecycle::a_missing_program_is_refused_and_nothing_stays,
        lifecycle::a_service_that_restarts_is_kept_running,
        lifecycle::a_service_that_does_not_restart_stays_ended,
        lifecycle::fifty_starts_at_once_all_run,
        lifecycle::changes_are_hinted,
        lifecycle::the_machine_and_the_engine_are_described,
        images::an_absent_image_is_told_apart_when_applied,
        images::an_unreachable_registry_is_told_apart,
        images::a_missing_image_is_told_apart,
        images::a_denied_image_is_told_apart_and_had_with_the_password,
        images::pulling_tells_how_far_it_is,
        images::a_present_image_needs_no_registry,
        images::an_image_is_built,
        images::a_build_that_fails_says_so,
        reading::logs_have_both_streams_and_a_tail,
        reading::logs_since_a_moment_are_strictly_later,
        reading::followed_logs_end_with_the_workload,
        reading::a_command_with_a_terminal_knows_its_size_and_its_exit_code,
        reading::a_command_without_a_terminal_gives_plain_bytes,
        reading::figures_grow,
        reading::a_port_answers_at_its_address,
        reading::what_does_not_exist_is_not_found,
    ]
    real [
        lifecycle::a_process_that_ignores_the_signal_is_killed_after_the_grace,
        lifecycle::removing_at_once_from_several_sides_is_fine,
        lifecycle::only_workloads_of_the_own_installation_are_listed,
        images::names_that_are_no_images_are_not_sent_to_the_engine,
        limits::limits_are_seen_from_inside,
        limits::more_cpus_than_the_machine_has_are_cut,
        limits::gpus_that_the_engine_does_not_have_are_refused,
        limits::mounts_are_writable_only_when_asked,
        limits::a_mount_whose_source_is_missing_is_refused,
        limits::the_organisations_certificates_are_found,
        limits::with_sudo_a_process_may_become_root_with_few_capabilities,
        limits::without_privileges_nobody_becomes_root,
        isolation::groups_cannot_reach_each_other_and_members_can,
        isolation::groups_stay_apart_while_networks_come_and_go,
        isolation::of_this_machine_only_the_allowed_port_is_reached,
        isolation::metadata_addresses_and_the_engines_socket_are_out_of_reach,
        isolation::forty_groups_have_networks_and_unused_ones_are_swept,
        isolation::loopback_addresses_are_published_only_when_asked,
        reading::a_log_is_followed_also_when_nothing_is_written_for_long,
        reading::bytes_that_are_not_text_pass_unchanged,
        reading::a_terminal_passes_every_byte,
        reading::closing_a_terminal_ends_its_command,
    ]
}
