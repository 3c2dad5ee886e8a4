"""What do all tests with Python clients share? One server with the real engine, and makers of people, groups and commands."""

import pytest

from command import Command
from people import World
from server import Server


@pytest.fixture(scope="session")
def server():
    started = Server()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def world(server):
    return World(server)


@pytest.fixture
def admin(world):
    """The SDK's administrator commands."""
    return world.sdk().admin


@pytest.fixture
def admin_command(server, tmp_path):
    """`primehub admin` takes its settings from the file alone."""
    command = Command(tmp_path, server.endpoint, server.token)
    return lambda *arguments, **given: command("admin", *arguments, **given)


@pytest.fixture
def command_of(server, tmp_path):
    return lambda person, group: Command(tmp_path, server.endpoint, person.token, {**group, "displayName": "A group"})
