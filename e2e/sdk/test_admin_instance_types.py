"""Does every method and command of `admin instancetypes` do what it says?"""

import pytest
from primehub.utils import GraphQLException, ResourceNotFoundException

from people import fresh


def half_a_core(**more):
    return {"name": fresh("type"), "cpuLimit": 0.5, "memoryLimit": 1.5, "gpuLimit": 0, **more}


def test_an_instance_type_is_made_shown_changed_and_deleted(admin):
    types = admin.admin_instancetypes
    toleration = {"operator": "Equal", "effect": "NoSchedule", "key": "nvidia.com/gpu", "value": "v100"}
    given = half_a_core(cpuRequest=0.25, memoryRequest=1, tolerations={"set": [toleration]}, nodeSelector={"zone": "a"})
    name = given["name"]
    assert types.create(given) == {"id": name}
    shown = types.get(name)
    assert (shown["cpuLimit"], shown["memoryLimit"], shown["cpuRequest"], shown["memoryRequest"]) == (0.5, 1.5, 0.25, 1)
    assert shown["gpuLimit"] == 0 and isinstance(shown["gpuLimit"], int)
    assert (shown["tolerations"], shown["nodeSelector"]) == ([{key: toleration[key] for key in ("key", "value", "operator", "effect")}], {"zone": "a"})

    changed = types.update(name, {"cpuLimit": 1, "description": "one core"})
    assert list(changed) == ["id", "global", "cpuRequest", "memoryRequest", "groups", "nodeSelector"]
    assert (types.get(name)["cpuLimit"], types.get(name)["memoryLimit"]) == (1, 1.5)
    assert types.delete(name) == {"id": name}
    assert types.get(name) is None


def test_limits_are_filled_in_when_they_are_left_out(admin):
    name = fresh("type")
    admin.admin_instancetypes.create({"name": name})
    shown = admin.admin_instancetypes.get(name)
    assert (shown["cpuLimit"], shown["memoryLimit"]) == (1, 1)


def test_a_missing_instance_type_is_told_by_name(world, admin):
    group = world.group()["id"]
    for call in (
        lambda: admin.admin_instancetypes.update("no-such-type", {"description": "x"}),
        lambda: admin.admin_instancetypes.add_group("no-such-type", group),
        lambda: admin.admin_instancetypes.remove_group("no-such-type", group),
    ):
        with pytest.raises(ResourceNotFoundException) as missing:
            call()
        assert missing.value.args == ("instancetypes", "no-such-type", "id")


def test_a_name_is_taken_once(admin):
    given = half_a_core()
    admin.admin_instancetypes.create(dict(given))
    with pytest.raises(GraphQLException) as refused:
        admin.admin_instancetypes.create(dict(given))
    assert refused.value.args[0]["errors"][0]["extensions"]["code"] == "RESOURCE_CONFLICT"


def test_instance_types_are_listed_until_a_page_is_empty(admin):
    made = {admin.admin_instancetypes.create(half_a_core())["id"] for _ in range(11)}
    listed = list(admin.admin_instancetypes.list())
    names = [entry["name"] for entry in listed]
    assert list(listed[0]) == ["id", "name", "displayName", "description", "cpuLimit", "memoryLimit", "gpuLimit"]
    assert made < set(names) and len(names) == len(set(names))
    assert [entry["name"] for entry in admin.admin_instancetypes.list(page=2)] == names[10:20]
    assert list(admin.admin_instancetypes.list(page=1000)) == []


def test_groups_of_an_instance_type_are_connected_and_disconnected(world, admin):
    types, group = admin.admin_instancetypes, world.group()
    name = types.create(half_a_core())["id"]
    types.update(name, {"global": False})
    types.add_group(name, group["id"])
    assert [entry["id"] for entry in types.list_groups(name)] == [group["id"]]
    types.remove_group(name, group["id"])
    assert types.list_groups(name) == []
    types.update(name, {"global": True})
    assert types.list_groups(name) == []


def test_the_commands_of_instance_types(world, admin_command):
    group, given = world.group(), {**half_a_core(), "global": False}
    name = given["name"]
    assert admin_command("instancetypes", "create", given=given).tree()["id"] == name
    assert admin_command("instancetypes", "get", name).tree()["memoryLimit"] == "1.5"
    assert admin_command("instancetypes", "update", name, given={"description": "changed"}).tree()["id"] == name
    assert name in admin_command("instancetypes", "list").out
    assert len(admin_command("instancetypes", "list", "--page", "1", "--json").json()) <= 10
    assert admin_command("instancetypes", "add-group", name, group["id"]).code == 0
    assert group["name"] in admin_command("instancetypes", "list-groups", name).out
    assert admin_command("instancetypes", "remove-group", name, group["id"]).code == 0
    assert admin_command("instancetypes", "list-groups", name).out == ""
    assert admin_command("instancetypes", "delete", name).tree()["id"] == name
    missing = admin_command("instancetypes", "update", name, given={"description": "again"})
    assert missing.code == 1 and "Cannot find resource type" in missing.out + missing.err
