"""Does every method and command of `admin secrets` do what it says?"""

import pytest
from primehub.utils import GraphQLException

from people import fresh


def registry(**more):
    return {"type": "kubernetes", "registryHost": "r.example.org", "username": "robot", "password": "hidden", **more}


def test_a_pull_secret_is_made_shown_changed_and_deleted_without_telling_the_password(admin):
    secrets, given = admin.admin_secrets, registry(name=fresh("registry"))
    made = secrets.create(given)["id"]
    shown = secrets.get(made)
    assert (shown["name"], shown["registryHost"], shown["username"]) == (given["name"], "r.example.org", "robot")
    assert shown["password"] != "hidden"
    assert secrets.update(made, {"displayName": "Ours"}) == {"id": made}
    # The SDK asks for all fields of a type that is named.
    assert secrets.update(made, registry(username="other")) == {"id": made}
    assert (secrets.get(made)["displayName"], secrets.get(made)["username"]) == ("Ours", "other")
    assert secrets.delete(made) == {"id": made}
    with pytest.raises(GraphQLException):
        secrets.get(made)


def test_an_opaque_secret_shows_only_what_it_is(admin):
    name = fresh("key")
    made = admin.admin_secrets.create({"name": name, "type": "opaque", "secret": "PRIVATE"})["id"]
    shown = admin.admin_secrets.get(made)
    assert shown["type"] == "opaque" and "PRIVATE" not in str(shown)
    assert set(shown) == {"id", "name", "displayName", "type"}


def test_all_secrets_are_listed_at_once_and_by_page(admin):
    made = {admin.admin_secrets.create(registry(name=fresh("registry")))["id"] for _ in range(11)}
    everything = [secret["id"] for secret in admin.admin_secrets.list()]
    assert made < set(everything) or made == set(everything)
    assert [secret["id"] for secret in admin.admin_secrets.list(page=1)] == everything[:10]
    assert list(admin.admin_secrets.list(page=1000)) == []


def test_the_commands_of_secrets(admin_command):
    given = registry(name=fresh("registry"))
    made = admin_command("secrets", "create", given=given).tree()["id"]
    assert admin_command("secrets", "get", made).tree()["registryHost"] == "r.example.org"
    assert admin_command("secrets", "update", made, given={"displayName": "Ours"}).tree()["id"] == made
    assert given["name"] in admin_command("secrets", "list").out
    refused = admin_command("secrets", "delete", made)
    assert refused.code == 1 and "User rejects action" in refused.out + refused.err
    assert admin_command("secrets", "delete", made, "--yes-i-really-mean-it").tree()["id"] == made
