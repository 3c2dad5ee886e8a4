"""Does the SDK find its settings and get its token here? The module `config`, as a library and as a command."""

import re

import pytest
import requests
from primehub import PrimeHub, PrimeHubConfig
from primehub.utils import GraphQLException, GroupIsRequiredException

from command import Command
from people import fresh
from server import Browser


def test_the_library_is_configured_by_setters_in_memory(world):
    person, group, _ = world.member()
    hub = PrimeHub(PrimeHubConfig(config="/nonexistent"))
    hub.config.set_endpoint(world.server.endpoint)
    hub.config.set_token(person.token)
    hub.config.set_group(group["name"])
    assert hub.me.me()["username"] == person.username
    assert hub.primehub_config.current_group["id"] == group["id"]


def test_an_unknown_group_is_refused_by_the_library(world):
    _, _, hub = world.member()
    with pytest.raises(GroupIsRequiredException, match="No group information for"):
        hub.config.set_group("nobody-knows-it")


def test_a_wrong_token_is_an_error_in_json(world):
    with pytest.raises(GraphQLException):
        world.sdk(token="pht_wrong").me.me()


def test_the_command_saves_endpoint_token_and_group(world, tmp_path):
    person, group, _ = world.member()
    primehub = Command(tmp_path)
    for arguments in (("set-endpoint", world.server.endpoint), ("set-token", person.token), ("set-group", group["name"])):
        result = primehub("config", *arguments)
        assert (result.code, result.out) == (0, ""), result.err
    assert primehub.config == {
        "endpoint": world.server.endpoint,
        "api-token": person.token,
        "group": {"id": group["id"], "name": group["name"], "displayName": "A group"},
    }


def test_the_command_refuses_a_group_of_others_and_keeps_the_file(world, command_of):
    person, group, _ = world.member()
    other = world.group()
    primehub = command_of(person, group)
    before = primehub.config
    assert "No group information for" in primehub.failure("config", "set-group", other["name"])
    assert primehub.config == before


def test_settings_can_be_given_by_flags_alone(world, tmp_path):
    person, group, _ = world.member()
    flags = ("--endpoint", world.server.endpoint, "--token", person.token, "--group", group["name"], "--json")
    assert Command(tmp_path)("me", *flags).json()["username"] == person.username
    assert "Display Name: A group" in Command(tmp_path)("info", *flags).out


def authorization_code(server, page, username):
    """What a person does in the browser: sign in, ask for a code, copy it."""
    assert requests.head(page, timeout=10).status_code == 302
    stranger = requests.get(page, timeout=10)
    assert "/sign-in" in stranger.url, stranger.url
    browser = Browser(server).sign_in(username)
    asked = browser.session.get(page, timeout=10)
    assert username in asked.text
    assert 'id="code"' not in asked.text
    shown = browser.session.post(asked.url, timeout=10)
    return re.search(r'<code id="code">([^<]+)</code>', shown.text).group(1)


def generate_token(primehub, server, answer):
    """Starts `primehub config generate-token` and types what `answer` makes of the address that it prints."""
    process = primehub.start("config", "generate-token", server.url)
    page = process.stdout.readline().removeprefix("Go to this URL in the browser ").strip()
    assert process.stdout.readline() == "Enter your authorization code:\n"
    out, err = process.communicate(answer(page) + "\n", timeout=60)
    return process.returncode, out + err


def test_generate_token_writes_a_configuration_that_works(world, tmp_path):
    person, group, _ = world.member()
    primehub = Command(tmp_path, "https://old.example.org/api/graphql", "old")
    code, said = generate_token(primehub, world.server, lambda page: authorization_code(world.server, page, person.username))
    assert code == 0 and "SDK Config has been updated" in said, said
    assert "backup it to" in said
    assert primehub.config["endpoint"] == world.server.endpoint
    assert primehub.config["group"]["name"] == group["name"]
    assert primehub("me", "--json").json()["username"] == person.username


def test_an_authorization_code_works_once(world, tmp_path):
    person, _, _ = world.member()
    code = authorization_code(world.server, f"{world.server.url}/oidc/auth-flow/request", person.username)
    exchange = f"{world.server.url}/console/oidc/auth-flow/exchange"
    first = requests.post(exchange, {"code": code}, timeout=10).json()
    assert first["endpoint"] == world.server.endpoint
    assert requests.post(exchange, {"code": code}, timeout=10).text == "Bad Request"


@pytest.mark.parametrize("typed, said", [("wrong", "Failed to fetch API Token"), ("", "blank code")])
def test_generate_token_says_that_a_code_is_wrong(world, tmp_path, typed, said):
    code, output = generate_token(Command(tmp_path), world.server, lambda page: typed)
    assert code == 0 and said in output
    assert not Command(tmp_path).config_file.exists()


def test_a_person_without_a_group_gets_a_token_too(world, tmp_path):
    person = world.person()
    primehub = Command(tmp_path)
    code, said = generate_token(primehub, world.server, lambda page: authorization_code(world.server, page, person.username))
    assert code == 0 and "SDK Config has been updated" in said, said
    assert primehub("me", "--json").json()["id"] == person.id


def test_an_environment_names_endpoint_and_token(world, tmp_path, monkeypatch):
    person = world.person(firstName=fresh("first"))
    monkeypatch.setenv("PRIMEHUB_API_ENDPOINT", world.server.endpoint)
    monkeypatch.setenv("PRIMEHUB_API_TOKEN", person.token)
    assert PrimeHub(PrimeHubConfig(config=str(tmp_path / "none.json"))).me.me()["id"] == person.id
