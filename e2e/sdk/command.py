"""How is the `primehub` command called? As a process with a home folder of its own and a standard input that stays open."""

import json
import os
import subprocess
from pathlib import Path


class Result:
    def __init__(self, process, out, err):
        self.code = process.returncode
        self.out = out
        self.err = err

    def json(self):
        assert self.code == 0, f"exit {self.code}\n{self.out}\n{self.err}"
        return json.loads(self.out)

    def tree(self):
        """The lines `key: value` that the command prints for an object."""
        assert self.code == 0, f"exit {self.code}\n{self.out}\n{self.err}"
        pairs = (line.split(":", 1) for line in self.out.splitlines() if ":" in line)
        return {key.strip(): value.strip() for key, value in pairs}


class Command:
    def __init__(self, home: Path, endpoint=None, token=None, group=None):
        self.home = home
        self.config_file = home / ".primehub" / "config.json"
        if endpoint:
            self.config_file.parent.mkdir(exist_ok=True)
            self.config_file.write_text(json.dumps({"endpoint": endpoint, "api-token": token, "group": group or {"name": None}}))

    @property
    def config(self):
        return json.loads(self.config_file.read_text())

    def start(self, *arguments):
        """The command reads its configuration from any input that is at its end, so the pipe stays open until it is written to."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PRIMEHUB_")}
        return subprocess.Popen(
            ["primehub", *arguments],
            env=clean | {"HOME": str(self.home), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *arguments, given=None):
        """`given`: an object that is piped in as the configuration of the action."""
        process = self.start(*arguments)
        if given is not None:
            return Result(process, *process.communicate(json.dumps(given), timeout=60))
        out, err = process.stdout.read(), process.stderr.read()
        process.stdin.close()
        process.wait(timeout=60)
        return Result(process, out, err)

    def failure(self, *arguments, given=None):
        result = self(*arguments, given=given)
        assert result.code == 1, f"exit {result.code}\n{result.out}\n{result.err}"
        return result.out + result.err
