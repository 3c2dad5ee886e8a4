"""How do the tests get a server? Starts the real binary with a data folder of its own, creates the administrator with the
set-up link, and takes everything away at the end."""

import os
import queue
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import requests

PASSWORD = "correct horse battery"
READY_WITHIN = 60
REPOSITORY = Path(__file__).resolve().parents[2]


class Server:
    def __init__(self):
        self.data = Path(tempfile.mkdtemp(prefix="primehub-sdk-"))
        self.url = f"http://localhost:{free_port()}"
        self.lines = queue.Queue()
        self.process = subprocess.Popen(
            [binary(), "serve"], env=self.environment(), stdout=subprocess.PIPE, stderr=(self.data / "server.log").open("wb"), text=True
        )
        threading.Thread(target=self.read, daemon=True).start()
        self.token = self.set_up(self.wait_for_line("/setup#token=").split("#token=")[1].strip())

    @property
    def port(self):
        return self.url.rpartition(":")[2]

    @property
    def endpoint(self):
        return f"{self.url}/api/graphql"

    def environment(self):
        return os.environ | {"PRIMEHUB_DATA": str(self.data), "PRIMEHUB_SERVER__LISTEN": f"127.0.0.1:{self.port}"}

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def wait_for_line(self, part):
        until = time.monotonic() + READY_WITHIN
        while True:
            line = self.lines.get(timeout=max(0, until - time.monotonic()))
            assert line is not None, f"the server ended:\n{self.log()}"
            if part in line:
                return line

    def log(self):
        return (self.data / "server.log").read_text()

    def set_up(self, code):
        """Makes the administrator as the set-up page does, and a token as the page of tokens does."""
        browser = Browser(self)
        answer = browser.post("/api/auth/setup", {"token": code, "username": "root", "password": PASSWORD, "email": "root@example.org"})
        assert answer.status_code == 200, answer.text
        return browser.new_token()

    def query(self, document, token=None, **variables):
        """Asks without the SDK, for what the SDK cannot do."""
        headers = {"Authorization": f"Bearer {token or self.token}"}
        answer = requests.post(self.endpoint, json={"query": document, "variables": variables}, headers=headers, timeout=60).json()
        assert "errors" not in answer, answer
        return answer["data"]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        label = "label=io.primehub.installation=" + (self.data / "installation-id").read_text().strip()
        for listed, remove in ((["ps", "--all"], ["rm", "--force", "--volumes"]), (["network", "ls"], ["network", "rm"])):
            found = subprocess.run(["docker", *listed, "--quiet", "--filter", label], capture_output=True, text=True, check=True)
            if ids := found.stdout.split():
                subprocess.run(["docker", *remove, *ids], check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(self.data)


class Browser:
    """A signed-in page: keeps the cookie and names its own origin, as browsers do."""

    def __init__(self, server):
        self.server = server
        self.session = requests.Session()
        self.session.headers["Origin"] = server.url

    def post(self, path, body):
        return self.session.post(self.server.url + path, json=body, timeout=60)

    def sign_in(self, username, password=PASSWORD):
        answer = self.post("/api/auth/sign-in", {"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        return self

    def new_token(self):
        document = 'mutation { createApiToken(name: "tests") { plainText } }'
        answer = self.post("/api/graphql", {"query": document}).json()
        assert "errors" not in answer, answer
        return answer["data"]["createApiToken"]["plainText"]


def binary():
    """What scripts/test.sh built, or what was built by hand."""
    return os.environ.get("PRIMEHUB_TEST_SERVER") or str(REPOSITORY / "target/debug/primehub-server")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
