"""Who am I, and what may I use? The modules `me`, `version` and `info`."""

from command import Command


def test_me_tells_the_person_behind_the_token(world, command_of):
    person = world.person(email="maria@example.org", firstName="Maria", lastName="López 玛")
    group = world.group(person)
    expected = {
        "id": person.id,
        "username": person.username,
        "firstName": "Maria",
        "lastName": "López 玛",
        "email": "maria@example.org",
        "isAdmin": False,
    }
    assert world.sdk(person.token).me.me() == expected
    assert command_of(person, group)("me", "--json").json() == expected
    assert command_of(person, group)("me").tree()["username"] == person.username


def test_me_knows_the_administrator(world):
    assert world.sdk().me.me()["isAdmin"] is True


def test_version_needs_no_server(tmp_path, world):
    assert world.sdk().version.version() == "0.4.2"
    assert Command(tmp_path)("version").out.strip() == "0.4.2"


def test_info_lists_what_the_active_group_offers(world, command_of):
    person, group, hub = world.member(projectQuotaCpu=12.5, projectQuotaMemory=64, quotaCpu=2)
    told = command_of(person, group)("info").out
    assert f"Endpoint: {world.server.endpoint}" in told
    assert f"Username: {person.username}" in told
    assert f"Name: {group['name']}" in told
    assert "CPU: 12.5" in told
    for kind in (hub.images, hub.instancetypes):
        names = [entry["name"] for entry in kind.list()]
        assert names and all(name in told for name in names)
