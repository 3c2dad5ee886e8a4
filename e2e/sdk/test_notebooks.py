"""Can programs use a notebook that runs? Its logs by the SDK, and a kernel over the gateway's WebSocket, both with an API token."""

import json
import time
import uuid

import pytest
import requests
import websocket

from command import Command

STARTED_WITHIN = 180

START = "mutation($data: NotebookStartInput!) { startNotebook(data: $data) { id } }"
STATE = "query($id: ID!) { notebook(id: $id) { phase reason openUrl launch { failure { message detail lastLines } } } }"


class Notebook:
    def __init__(self, server, person, id):
        self.server, self.person, self.id = server, person, id

    @property
    def host(self):
        return f"{self.id}.localhost:{self.server.port}"

    def headers(self):
        return {"Host": self.host, "Authorization": f"Bearer {self.person.token}"}

    def call(self, method, path, **more):
        """Goes to the loopback address with the notebook's name, since not every resolver knows names below localhost."""
        return requests.request(method, f"http://127.0.0.1:{self.server.port}{path}", headers=self.headers(), timeout=60, **more)


@pytest.fixture(scope="module")
def notebook(server, world):
    person = world.person()
    group = world.group(person)
    data = {"groupId": group["id"], "name": "sdk", "instanceType": smallest_type(world, person, group), "image": "base-notebook"}
    made = server.query(START, person.token, data=data)["startNotebook"]["id"]
    wait_until_running(server, person, made)
    yield Notebook(server, person, made)
    server.query("mutation($id: ID!) { stopNotebook(id: $id) { id } }", person.token, id=made)


def wait_until_running(server, person, notebook):
    """Looks again whenever the server says that something changed."""
    until = time.monotonic() + STARTED_WITHIN
    headers = {"Authorization": f"Bearer {person.token}"}
    with requests.get(f"{server.url}/api/events", headers=headers, stream=True, timeout=STARTED_WITHIN) as events:
        state = server.query(STATE, person.token, id=notebook)["notebook"]
        for line in events.iter_lines():
            if line:
                state = server.query(STATE, person.token, id=notebook)["notebook"]
            if state["phase"] == "Running":
                return
            assert state["phase"] in ("Queued", "Starting"), state
            assert time.monotonic() < until, state


def smallest_type(world, person, group):
    offered = world.sdk(person.token, group["name"]).instancetypes.list()
    return min(offered, key=lambda entry: (entry["memoryLimit"], entry["cpuLimit"]))["name"]


@pytest.fixture
def hub(world, notebook):
    return world.sdk(notebook.person.token)


def test_logs_are_read_to_their_end(hub):
    text = b"".join(hub.notebooks.logs(tail=1000)).decode()
    assert "Jupyter Server" in text
    assert "".join(chunk.decode() for chunk in hub.notebooks.logs(tail=1)).count("\n") == 1


def test_new_lines_arrive_while_logs_are_followed(hub, notebook):
    wanted = f"/api/contents/not-there-{uuid.uuid4().hex}"
    following = hub.notebooks.logs(follow=True, tail=1)
    next(following)
    assert notebook.call("GET", wanted).status_code == 404
    seen = b""
    for chunk in following:
        seen += chunk
        if wanted.encode() in seen:
            break
    assert wanted.encode() in seen


def test_the_command_shows_and_follows_logs(world, notebook, tmp_path):
    primehub = Command(tmp_path, world.server.endpoint, notebook.person.token)
    shown = primehub("notebooks", "logs", "--tail", "2")
    assert shown.code == 0 and len(shown.out.splitlines()) == 2

    process = primehub.start("notebooks", "logs", "--follow", "--tail", "1")
    try:
        process.stdout.readline()
        wanted = f"/api/contents/not-there-{uuid.uuid4().hex}"
        notebook.call("GET", wanted)
        assert any(wanted in line for line in process.stdout)
    finally:
        process.kill()
        process.communicate()


def test_somebody_without_a_notebook_is_told_so(world):
    text = b"".join(world.sdk(world.person().token).notebooks.logs()).decode()
    assert "not started a notebook" in text


def test_a_kernel_runs_code_over_the_gateways_websocket(notebook):
    kernel = notebook.call("POST", "/api/kernels", json={"name": "python3"}).json()["id"]
    socket = websocket.create_connection(
        f"ws://127.0.0.1:{notebook.server.port}/api/kernels/{kernel}/channels",
        host=notebook.host,
        header={"Authorization": f"Bearer {notebook.person.token}"},
        timeout=60,
    )
    try:
        assert execute(socket, "print(6*7)") == "42\n"
        assert execute(socket, "import numpy; print(numpy.arange(1_000_000).sum())") == "499999500000\n"
    finally:
        socket.close()
        assert notebook.call("DELETE", f"/api/kernels/{kernel}").status_code == 204


def execute(socket, code):
    """What the code printed, by Jupyter's messaging protocol."""
    asked = uuid.uuid4().hex
    header = {"msg_id": asked, "msg_type": "execute_request", "session": "tests", "username": "", "date": "", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}
    socket.send(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}))
    printed = ""
    while True:
        message = json.loads(socket.recv())
        if message["parent_header"].get("msg_id") != asked:
            continue
        assert message["msg_type"] != "error", message["content"]
        if message["msg_type"] == "stream":
            printed += message["content"]["text"]
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return printed


def test_nobody_else_enters_with_a_token(world, notebook):
    stranger = world.person()
    url = f"http://127.0.0.1:{notebook.server.port}/api/kernels"
    for headers in ({}, {"Authorization": "Bearer pht_wrong"}, {"Authorization": f"Bearer {stranger.token}"}):
        answer = requests.get(url, headers={"Host": notebook.host, **headers}, timeout=60, allow_redirects=False)
        assert answer.status_code in (302, 303, 401, 403), answer.status_code
        assert "python3" not in answer.text
