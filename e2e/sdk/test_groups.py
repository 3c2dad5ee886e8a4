"""What does the module `groups` show and change for members and group administrators?"""

import pytest
from primehub.utils import GraphQLException, ResourceNotFoundException

QUOTAS = {
    "quotaCpu": 2,
    "quotaGpu": 0,
    "quotaMemory": 4,
    "projectQuotaCpu": 8.5,
    "projectQuotaGpu": 1,
    "projectQuotaMemory": None,
}


def test_groups_are_listed_with_their_quotas_but_without_everyone(world, command_of):
    person, group, hub = world.member(**QUOTAS)
    expected = {"id": group["id"], "name": group["name"], "displayName": "A group", **QUOTAS}
    assert hub.groups.list() == [expected]
    assert hub.groups.get(group["name"]) == expected
    primehub = command_of(person, group)
    assert primehub("groups", "list", "--json").json() == [expected]
    assert primehub("groups", "get", group["name"]).tree()["projectQuotaCpu"] == "8.5"


def test_a_group_of_others_is_not_found(world, command_of):
    person, group, hub = world.member()
    other = world.group()
    with pytest.raises(ResourceNotFoundException):
        hub.groups.get(other["name"])
    with pytest.raises(ResourceNotFoundException):
        hub.groups.list_users(other["id"])
    assert "Cannot find resource type" in command_of(person, group).failure("groups", "get", other["name"])


def test_a_group_administrator_adds_and_removes_members(world):
    boss, guest = world.person(), world.person()
    group = world.group(boss, admins=[boss])
    hub = world.sdk(boss.token, group["name"])
    roles = lambda: {user["username"]: user["group_admin"] for user in hub.groups.list_users(group["id"])}
    assert roles() == {boss.username: True}

    hub.groups.add_user(group["id"], guest.id)
    hub.groups.add_user(group["id"], guest.id)
    assert roles() == {boss.username: True, guest.username: False}
    hub.groups.add_user(group["id"], guest.id, is_admin=True)
    assert roles() == {boss.username: True, guest.username: True}
    hub.groups.remove_user(group["id"], guest.id)
    assert roles() == {boss.username: True}


def test_members_are_added_and_removed_from_the_command_line(world, command_of):
    boss, guest = world.person(), world.person()
    group = world.group(boss, admins=[boss])
    primehub = command_of(boss, group)
    assert primehub("groups", "add-user", group["id"], guest.id, "--is_admin").code == 0
    listed = primehub("groups", "list-users", group["id"], "--json").json()
    assert {user["username"]: user["group_admin"] for user in listed} == {boss.username: True, guest.username: True}
    assert set(listed[0]) == {"id", "username", "firstName", "lastName", "email", "group_admin"}
    assert primehub("groups", "remove-user", group["id"], guest.id).code == 0
    assert len(primehub("groups", "list-users", group["id"], "--json").json()) == 1


def test_a_plain_member_may_not_change_the_group(world, command_of):
    person, group, hub = world.member()
    guest = world.person()
    with pytest.raises(GraphQLException):
        hub.groups.add_user(group["id"], guest.id)
    said = command_of(person, group).failure("groups", "add-user", group["id"], guest.id)
    assert "NOT_AUTH" in said
    assert [user["username"] for user in hub.groups.list_users(group["id"])] == [person.username]


MLFLOW = {
    "tracking_uri": "http://app-mlflow-xyzab:5000",
    "ui_uri": "https://hub.example.org/apps/mlflow-xyzab",
    "tracking_envs": [{"name": "key1", "value": "value1"}],
    "artifact_envs": [{"name": "key2", "value": "value2"}],
}
MLFLOW_SHOWN = {
    "trackingUri": MLFLOW["tracking_uri"],
    "uiUrl": MLFLOW["ui_uri"],
    "trackingEnvs": MLFLOW["tracking_envs"],
    "artifactEnvs": MLFLOW["artifact_envs"],
}


def test_mlflow_settings_are_set_shown_and_cleared(world):
    boss = world.person()
    group = world.group(boss, admins=[boss])
    hub = world.sdk(boss.token, group["name"])
    hub.groups.set_mlflow(group["id"], MLFLOW)
    assert hub.groups.get_mlflow(group["id"]) == MLFLOW_SHOWN
    hub.groups.unset_mlflow(group["id"])
    cleared = hub.groups.get_mlflow(group["id"]) or {}
    assert not any(cleared.values())


def test_mlflow_settings_are_set_shown_and_cleared_from_the_command_line(world, command_of):
    boss = world.person()
    group = world.group(boss, admins=[boss])
    primehub = command_of(boss, group)
    assert primehub("groups", "set-mlflow", group["id"], given=MLFLOW).code == 0
    assert primehub("groups", "get-mlflow", group["id"], "--json").json() == MLFLOW_SHOWN
    assert primehub("groups", "unset-mlflow", group["id"]).code == 0
    assert MLFLOW["tracking_uri"] not in primehub("groups", "get-mlflow", group["id"]).out
