"""Can programs run jobs? The module `jobs` and the commands `primehub jobs`, with real containers."""

import time

import pytest
from primehub.utils import ResourceNotFoundException

from command import Command

WITHIN = 120
COMMAND = """echo "home is $HOME, job is $PHJOB_NAME"
printf '%s\\n' 'quotes " and $HOME stay' '影像 😀'
mkdir -p 'artifacts/plots and more'
echo weights > artifacts/model.bin
echo picture > 'artifacts/plots and more/損失 +1 😀.png'
echo from-job > /phfs/from-job.txt
echo from-job > ~/home/from-job.txt
"""


@pytest.fixture(scope="module")
def lab(world):
    """A person with a group, the SDK there, and the smallest instance type."""
    person, group, hub = world.member()
    return person, group, hub, smallest(hub)


def smallest(hub):
    return min(hub.instancetypes.list(), key=lambda entry: (entry["memoryLimit"], entry["cpuLimit"]))["name"]


def config(lab, command, **more):
    return {"displayName": "sdk job", "instanceType": lab[3], "image": "base-notebook", "command": command, **more}


def text(hub, job, **options):
    return b"".join(hub.jobs.logs(job, **options)).decode()


def wait_for(hub, job, phase):
    until = time.monotonic() + WITHIN
    while (found := hub.jobs.get(job))["phase"] != phase:
        assert time.monotonic() < until and found["phase"] not in ("Failed", "Succeeded"), found
        time.sleep(0.2)
    return found


@pytest.fixture(scope="module")
def ended(lab):
    """A job that has succeeded."""
    hub = lab[2]
    job = hub.jobs.submit(config(lab, COMMAND))
    assert job["phase"] in ("Pending", "Preparing", "Running"), job
    found = hub.jobs.wait(job["id"], timeout=WITHIN)
    assert found["phase"] == "Succeeded", (found, text(hub, job["id"]))
    return found


def test_a_job_runs_to_its_end_with_its_files_where_they_belong(lab, server, ended):
    person, group, hub, _ = lab
    assert (ended["reason"], ended["message"], ended["userName"]) == ("PodSucceeded", "Job completed", person.username)
    assert ended["startTime"] and ended["finishTime"] and ended["cancel"] is False
    lines = text(hub, ended["id"], tail=0)
    assert f"home is /home/jovyan, job is {ended['id']}" in lines
    assert 'quotes " and $HOME stay' in lines and "影像 😀" in lines
    path = group["name"].lower().replace("_", "-")
    assert (server.data / "files/groups" / path / "from-job.txt").read_text() == "from-job\n"
    assert (server.data / "homes" / person.id / "from-job.txt").read_text() == "from-job\n"
    assert (server.data / "homes" / person.id / "from-job.txt").stat().st_uid == 1000


def test_artifacts_are_listed_with_their_names(lab, ended):
    items = {item["name"]: item for item in lab[2].jobs.list_artifacts(ended["id"])}
    assert set(items) == {"model.bin", "plots and more/損失 +1 😀.png"}
    assert items["model.bin"]["size"] == 8 and items["model.bin"]["lastModified"]


def test_artifacts_are_downloaded(lab, ended, tmp_path):
    hub = lab[2]
    hub.jobs.download_artifacts(ended["id"], "model.bin", str(tmp_path))
    assert (tmp_path / "model.bin").read_text() == "weights\n"
    hub.jobs.download_artifacts(ended["id"], ".", str(tmp_path / "all"), recursive=True)
    found = sorted(path.name for path in (tmp_path / "all").rglob("*") if path.is_file() and ".metadata" not in path.parts)
    assert found == ["model.bin", "損失 +1 😀.png"]


def test_a_failing_job_keeps_its_log_and_its_artifacts(lab):
    hub = lab[2]
    job = hub.jobs.submit(config(lab, "mkdir artifacts; echo half > artifacts/part; echo 'it broke' >&2; exit 3"))
    found = hub.jobs.wait(job["id"], timeout=WITHIN)
    assert (found["phase"], found["reason"]) == ("Failed", "PodFailed")
    assert found["message"] == "Job failed due to exit code 3: it broke"
    assert [item["name"] for item in hub.jobs.list_artifacts(job["id"])] == ["part"]
    assert "it broke" in text(hub, job["id"])


def test_a_job_that_takes_too_much_memory_is_told_so(lab):
    hub = lab[2]
    job = hub.jobs.submit(config(lab, "exec python3 -c 'x = []\nwhile True: x.append(b\"1\" * (1 << 26))'"))
    found = hub.jobs.wait(job["id"], timeout=WITHIN)
    assert (found["phase"], found["reason"]) == ("Failed", "PodFailed")
    assert found["message"].startswith("Job failed due to lack of memory"), found


def test_a_job_over_its_timeout_fails(lab):
    hub = lab[2]
    job = hub.jobs.submit(config(lab, "mkdir artifacts; echo early > artifacts/early; sleep 600", activeDeadlineSeconds=3))
    found = hub.jobs.wait(job["id"], timeout=WITHIN)
    assert (found["phase"], found["reason"]) == ("Failed", "OverActivateDeadline")
    assert [item["name"] for item in hub.jobs.list_artifacts(job["id"])] == ["early"]


def test_a_running_job_is_followed_and_cancelled(lab):
    hub = lab[2]
    job = hub.jobs.submit(config(lab, "for i in 1 2 3 4 5 6 7 8 9; do echo line $i; sleep 0.3; done; sleep 600"))
    wait_for(hub, job["id"], "Running")
    seen = b""
    for chunk in hub.jobs.logs(job["id"], follow=True, tail=10):
        seen += chunk
        if b"line 9" in seen:
            break
    assert [f"line {number}".encode() in seen for number in range(1, 10)] == [True] * 9
    assert hub.jobs.cancel(job["id"])["phase"] == "Cancelled"
    assert hub.jobs.wait(job["id"], timeout=10)["message"] == "Cancelled by user"


def test_a_followed_log_ends_with_its_job(lab):
    hub = lab[2]
    job = hub.jobs.submit(config(lab, "for i in 1 2 3; do echo line $i; sleep 0.5; done"))
    wait_for(hub, job["id"], "Running")
    assert b"line 3" in b"".join(hub.jobs.logs(job["id"], follow=True, tail=0))


def test_a_job_is_run_again(lab, ended):
    hub = lab[2]
    again = hub.jobs.rerun(ended["id"])
    assert again["id"] != ended["id"] and again["command"] == COMMAND
    assert hub.jobs.wait(again["id"], timeout=WITHIN)["phase"] == "Succeeded"
    assert {ended["id"], again["id"]} <= {job["id"] for job in hub.jobs.list()}
    assert hub.jobs.list(page=1) and list(hub.jobs.list(page=1000)) == []


def test_what_does_not_exist_is_not_found(lab):
    hub = lab[2]
    for call in (hub.jobs.get, hub.jobs.rerun, hub.jobs.cancel, hub.jobs.wait, hub.jobs.list_artifacts):
        with pytest.raises(ResourceNotFoundException):
            call("job-nowhere")


def test_an_image_without_anything_but_a_shell_runs_jobs(lab, admin, world):
    hub = lab[2]
    admin.admin_images.create({"name": "just-a-shell", "type": "cpu", "url": "primehub/no-jupyter", "global": True})
    job = hub.jobs.submit({**config(lab, "echo alive > artifact; mkdir artifacts; mv artifact artifacts/"), "image": "just-a-shell"})
    found = hub.jobs.wait(job["id"], timeout=WITHIN)
    assert found["phase"] == "Succeeded", (found, text(hub, job["id"]))
    assert [item["name"] for item in hub.jobs.list_artifacts(job["id"])] == ["artifact"]


def test_the_command_submits_waits_shows_and_cancels(lab, server, tmp_path):
    person, group, _, instance_type = lab
    primehub = Command(tmp_path, server.endpoint, person.token, {**group, "displayName": "A group"})
    given = {"displayName": "by command", "instanceType": instance_type, "image": "base-notebook", "command": "echo from the command\nsleep 1"}
    job = primehub("--json", "jobs", "submit", given=given).json()["id"]
    followed = primehub("jobs", "logs", job, "--follow", "--tail", "10")
    assert followed.code == 0
    assert primehub("--json", "jobs", "wait", job).json()["phase"] == "Succeeded"
    assert "from the command" in primehub("jobs", "logs", job).out
    assert primehub("jobs", "get", job).tree()["phase"] == "Succeeded"
    assert job in primehub("jobs", "list").out
    again = primehub("--json", "jobs", "rerun", job).json()["id"]
    assert primehub("--json", "jobs", "cancel", again).json()["phase"] == "Cancelled"
    assert primehub("--json", "jobs", "list-artifacts", job).code == 0
    assert "Cannot find resource type" in primehub.failure("jobs", "get", "job-nowhere")
