"""Does every method and command of `admin users` do what it says?"""

import pytest
from primehub.utils import GraphQLException

from people import fresh
from server import PASSWORD, Browser


def test_a_user_is_made_shown_changed_and_deleted(world, admin):
    group, name = world.group(), fresh("user")
    made = admin.admin_users.create(
        {"username": name, "email": f"{name}@example.org", "volumeCapacity": 20, "groups": {"connect": [{"id": group["id"]}]}}
    )
    assert made["username"] == name
    shown = admin.admin_users.get(made["id"])
    assert list(shown) == ["id", "username", "email", "firstName", "lastName", "enabled", "isAdmin", "volumeCapacity", "groups"]
    assert (shown["enabled"], shown["isAdmin"], shown["volumeCapacity"]) == (True, False, 20)
    assert [entry["name"] for entry in shown["groups"]] == [group["name"]]

    assert admin.admin_users.update(made["id"], {"username": "ignored", "firstName": "Ada"}) == {"id": made["id"], "username": name}
    changed = admin.admin_users.get(made["id"])
    assert (changed["firstName"], changed["email"]) == ("Ada", f"{name}@example.org")

    assert admin.admin_users.delete(made["id"]) == {"id": made["id"], "username": name}
    assert admin.admin_users.get(made["id"]) is None


def test_a_username_is_taken_once(world, admin):
    name = fresh("user")
    admin.admin_users.create({"username": name})
    with pytest.raises(GraphQLException) as refused:
        admin.admin_users.create({"username": name})
    assert refused.value.args[0]["errors"][0]["extensions"]["code"] == "USER_CONFLICT_USERNAME"


def test_users_are_listed_page_by_page_until_a_page_is_empty(world, admin):
    made = {admin.admin_users.create({"username": fresh("user")})["username"] for _ in range(12)}
    everybody = [user["username"] for user in admin.admin_users.list()]
    assert made < set(everybody) and len(everybody) == len(set(everybody))
    assert [user["username"] for user in admin.admin_users.list(page=2)] == everybody[10:20]
    assert list(admin.admin_users.list(page=1000)) == []


def test_groups_of_a_user_are_connected_and_disconnected(world, admin):
    person, group = world.person(), world.group()
    admin.admin_users.add_group(person.id, group["id"])
    admin.admin_users.add_group(person.id, group["id"])
    assert [entry["id"] for entry in admin.admin_users.list_groups(person.id)] == [group["id"]]
    admin.admin_users.remove_group(person.id, group["id"])
    assert admin.admin_users.list_groups(person.id) == []


def test_a_reset_password_works_and_a_temporary_one_has_to_be_changed(world, admin):
    person = world.person()
    password = "another good password"
    assert admin.admin_users.reset_password(person.id, password) == {"id": person.id}
    assert Browser(world.server).sign_in(person.username, password).new_token()
    admin.admin_users.reset_password(person.id, PASSWORD, temporary=True)
    answer = Browser(world.server).post("/api/auth/sign-in", {"username": person.username, "password": PASSWORD})
    assert answer.json()["user"]["mustChangePassword"] is True


def test_a_plain_user_may_not_manage_users(world):
    with pytest.raises(GraphQLException):
        list(world.sdk(world.person().token).admin.admin_users.list())


def test_the_commands_of_users(world, admin_command):
    group, name = world.group(), fresh("user")
    made = admin_command("users", "create", "--json", given={"username": name, "firstName": "Grace"}).json()
    user = made["id"]
    assert admin_command("users", "get", user).tree()["firstName"] == "Grace"
    assert admin_command("users", "update", user, given={"lastName": "Hopper"}).tree()["username"] == name
    assert name in admin_command("users", "list").out
    assert len(admin_command("users", "list", "--page", "1", "--json").json()) <= 10

    assert admin_command("users", "add-group", user, group["id"]).code == 0
    assert group["name"] in admin_command("users", "list-groups", user).out
    assert admin_command("users", "remove-group", user, group["id"]).code == 0
    assert group["name"] not in admin_command("users", "list-groups", user).out

    assert admin_command("users", "reset-password", user, PASSWORD, "--temporary").tree()["id"] == user
    assert admin_command("users", "delete", user).tree()["username"] == name
    missing = admin_command("users", "get", user)
    assert (missing.code, missing.out) == (1, "")
