"""How long is it from the click to a JupyterLab that answers? Asks contestants in turns, prints the medians side by side.

Every contestant starts a notebook, is asked every 20 ms until it is ready, and removes it again. `run.sh` prepares what this needs.
"""

import json
import os
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request

EVERY = 0.02
LONGEST = 120
ROUNDS = int(os.environ.get("ROUNDS", "7"))


def http(method, url, body=None, headers=None):
    """The status and the parsed body. Statuses that are no success are returned, not raised."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read() or b"null"), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace"), error.headers


def wait_until(condition, what):
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(EVERY)
    sys.exit(f"{what} did not happen within {LONGEST} s.")


class BareDocker:
    """`docker run` of our image with the command and limits that PrimeHub uses, until /api answers."""

    name = "docker run"

    def start(self):
        launch = open(os.environ["BENCH_LAUNCH"]).read()
        # A volume that is removed with the container stands in for the home.
        self.container = docker(
            "run", "-d", "--label", "io.primehub.bench=start", "--user", "0:0", "-v", "/home/jovyan",
            "-e", "JUPYTER_TOKEN=bench", "-e", "GRANT_SUDO=yes", "--cpus", "1", "--memory", "2g",
            "primehub/base-notebook:latest", "sh", "-c", launch)
        address = docker("inspect", "-f", "{{.NetworkSettings.IPAddress}}", self.container)
        wait_until(lambda: answers(f"http://{address}:8888/api"), "An answer of the bare container")

    def stop(self):
        docker("rm", "-f", "-v", self.container)


class JupyterHub:
    """JupyterHub with DockerSpawner: a start by its API, until the hub calls the server ready."""

    name = "JupyterHub"
    user = "http://127.0.0.1:18000/hub/api/users/bench"

    def __init__(self):
        self.headers = {"Authorization": f"token {os.environ['BENCH_HUB_TOKEN']}"}
        http("POST", self.user, headers=self.headers)

    def server(self):
        return http("GET", self.user, headers=self.headers)[1]["servers"].get("", {})

    def start(self):
        status, body, _ = http("POST", f"{self.user}/server", body={}, headers=self.headers)
        if status not in (201, 202):
            sys.exit(f"JupyterHub refused the start: {status} {body}")
        wait_until(lambda: self.server().get("ready"), "JupyterHub's ready server")

    def stop(self):
        http("DELETE", f"{self.user}/server", headers=self.headers)
        wait_until(lambda: not self.server(), "The end of JupyterHub's server")


class PrimeHub:
    """PrimeHub: a start by its API, until the notebook is called Running, as the page shows it."""

    name = "PrimeHub"

    def __init__(self, url):
        self.url = url
        self.headers = self.sign_in()
        me = self.ask("{ me { effectiveGroups { id name } } }")["me"]
        wanted = os.environ.get("BENCH_GROUP")
        groups = [group for group in me["effectiveGroups"] if wanted in (None, group["name"]) and group["name"] != "everyone"]
        if not groups:
            sys.exit("The user of the benchmark is in no group, or not in BENCH_GROUP.")
        self.settings = {
            "groupId": groups[0]["id"],
            "instanceType": os.environ.get("BENCH_INSTANCE_TYPE", "cpu-1"),
            "image": os.environ.get("BENCH_IMAGE", "base-notebook"),
            "name": "bench",
        }
        self.notebook = None

    def sign_in(self):
        if token := os.environ.get("BENCH_TOKEN"):
            return {"Authorization": f"Bearer {token}"}
        person = {"username": os.environ["BENCH_USER"], "password": os.environ["BENCH_PASSWORD"]}
        status, body, headers = http("POST", f"{self.url}/api/auth/sign-in", person)
        if status not in (200, 204):
            sys.exit(f"PrimeHub refused to sign in: {status} {body}")
        return {"Cookie": "; ".join(cookie.split(";")[0] for cookie in headers.get_all("Set-Cookie"))}

    def ask(self, query, **variables):
        status, body, _ = http("POST", f"{self.url}/api/graphql", {"query": query, "variables": variables}, self.headers)
        if status != 200 or body.get("errors"):
            sys.exit(f"PrimeHub answered {status}: {body}")
        return body["data"]

    def phase(self):
        found = self.ask("query ($id: ID!) { notebook(id: $id) { phase reason } }", id=self.notebook)["notebook"]
        if found["phase"] == "Failed":
            sys.exit(f"The notebook failed: {found['reason']}")
        return found["phase"]

    def start(self):
        data = {"id": self.notebook} if self.notebook else self.settings
        started = self.ask("mutation ($data: NotebookStartInput!) { startNotebook(data: $data) { id } }", data=data)
        self.notebook = started["startNotebook"]["id"]
        wait_until(lambda: self.phase() == "Running", "PrimeHub's running notebook")

    def stop(self):
        self.ask("mutation ($id: ID!) { stopNotebook(id: $id) { id } }", id=self.notebook)
        wait_until(lambda: self.phase() == "Stopped", "The end of PrimeHub's notebook")

    def forget(self):
        self.ask("mutation ($id: ID!) { deleteNotebook(id: $id) }", id=self.notebook)


def docker(*arguments):
    return subprocess.run(["docker", *arguments], check=True, capture_output=True, text=True).stdout.strip()


def answers(url):
    try:
        return http("GET", url)[0] == 200
    except OSError:
        return False


def main():
    contestants = [BareDocker(), JupyterHub()]
    if url := os.environ.get("BENCH_URL"):
        contestants.append(PrimeHub(url.rstrip("/")))
    seconds = {contestant.name: [] for contestant in contestants}
    # The first round warms caches and does not count.
    for turn in range(ROUNDS + 1):
        for contestant in contestants:
            begun = time.monotonic()
            contestant.start()
            taken = time.monotonic() - begun
            contestant.stop()
            if turn > 0:
                seconds[contestant.name].append(taken)
    for contestant in contestants:
        if isinstance(contestant, PrimeHub):
            contestant.forget()

    print(f"from the click to ready, {ROUNDS} rounds in turns, seconds")
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    for name, taken in seconds.items():
        print(f"  {name:12} median {medians[name]:.2f}   {min(taken):.2f} to {max(taken):.2f}")
    if ours := medians.get("PrimeHub"):
        print(f"  PrimeHub / docker run  {ours / medians['docker run']:.2f}  (goal: at most 1.10)")
        print(f"  PrimeHub / JupyterHub  {ours / medians['JupyterHub']:.2f}  (goal: at most 0.75)")
    else:
        print("  PrimeHub was not measured: BENCH_URL is not set.")


main()
