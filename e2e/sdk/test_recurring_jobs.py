"""Can programs keep recurring jobs? The module `recurring_jobs` and the commands `primehub recurring-jobs`."""

import pytest
from primehub.utils import GraphQLException, ResourceNotFoundException

from command import Command
from test_jobs import WITHIN, smallest


@pytest.fixture(scope="module")
def lab(world):
    person, group, hub = world.member()
    return person, group, hub, smallest(hub)


def config(lab, recurrence, **more):
    return {
        "displayName": "every so often",
        "instanceType": lab[3],
        "image": "base-notebook",
        "command": "echo again",
        "recurrence": recurrence,
        **more,
    }


def test_each_preset_and_a_custom_time_are_kept(lab):
    hub = lab[2]
    for recurrence, cron in (
        ({"type": "daily"}, "0 4 * * *"),
        ({"type": "weekly"}, "0 4 * * 0"),
        ({"type": "monthly"}, "0 4 1 * *"),
        ({"type": "custom", "cron": "*/5 1-3 * * 1-5"}, "*/5 1-3 * * 1-5"),
    ):
        made = hub.recurring_jobs.create(config(lab, recurrence))
        assert made["id"].startswith("recurrence-")
        found = hub.recurring_jobs.get(made["id"])
        assert found["recurrence"] == {"type": recurrence["type"], "cron": cron}
        assert found["nextRunTime"] and found["invalid"] is False and found["userName"] == lab[0].username


def test_on_demand_runs_when_it_is_asked_to(lab):
    hub = lab[2]
    made = hub.recurring_jobs.create(config(lab, {"type": "on-demand"}, activeDeadlineSeconds=300))
    assert hub.recurring_jobs.get(made["id"])["recurrence"]["type"] == "on-demand"
    assert hub.recurring_jobs.get(made["id"])["nextRunTime"] is None
    job = hub.jobs.submit_from_recurring_job(made["id"])["job"]["id"]
    found = hub.jobs.wait(job, timeout=WITHIN)
    assert (found["phase"], found["recurrence"]) == ("Succeeded", None)


def test_an_update_changes_what_is_given_and_a_deleted_one_is_gone(lab):
    hub = lab[2]
    made = hub.recurring_jobs.create(config(lab, {"type": "daily"}))["id"]
    hub.recurring_jobs.update(made, {"displayName": "renamed", "recurrence": {"type": "custom", "cron": "0 12 29 2 *"}})
    found = hub.recurring_jobs.get(made)
    assert (found["displayName"], found["command"], found["recurrence"]["cron"]) == ("renamed", "echo again", "0 12 29 2 *")
    assert made in [entry["id"] for entry in hub.recurring_jobs.list()]
    hub.recurring_jobs.delete(made)
    assert made not in [entry["id"] for entry in hub.recurring_jobs.list()]
    for call in (hub.recurring_jobs.get, hub.recurring_jobs.delete):
        with pytest.raises(ResourceNotFoundException):
            call(made)
    with pytest.raises(ResourceNotFoundException):
        hub.recurring_jobs.update(made, {"displayName": "again"})


def test_a_cron_text_that_cannot_be_is_refused(lab):
    with pytest.raises(GraphQLException) as refused:
        lab[2].recurring_jobs.create(config(lab, {"type": "custom", "cron": "61 4 * * *"}))
    assert "no valid cron text" in str(refused.value)


def test_the_command_does_all_of_it(lab, server, tmp_path):
    person, group, _, _ = lab
    primehub = Command(tmp_path, server.endpoint, person.token, {**group, "displayName": "A group"})
    made = primehub("--json", "recurring-jobs", "create", given=config(lab, {"type": "on-demand"})).json()["id"]
    assert primehub("--json", "recurring-jobs", "get", made).json()["displayName"] == "every so often"
    assert made in primehub("recurring-jobs", "list").out
    primehub("--json", "recurring-jobs", "update", made, given={"displayName": "by command"}).json()
    assert primehub("--json", "recurring-jobs", "get", made).json()["displayName"] == "by command"
    job = primehub("--json", "jobs", "submit", "--from", made).json()["job"]["id"]
    assert primehub("--json", "jobs", "wait", job).json()["phase"] == "Succeeded"
    assert primehub("recurring-jobs", "delete", made, "--yes-i-really-mean-it").code == 0
    assert "Cannot find resource type" in primehub.failure("recurring-jobs", "get", made)
