"""What does an active group offer? The modules `images`, `instancetypes` and `secrets`."""

import pytest
from primehub.utils import GraphQLException, ResourceNotFoundException

from people import fresh


def test_images_of_the_group_and_of_everyone_are_listed(world, admin, command_of):
    person, group, hub = world.member()
    own, hidden = fresh("image"), fresh("image")
    admin.admin_groups.create_image(group["id"], {"name": own, "displayName": "Ours", "type": "cpu", "url": "example.org/ours:1"})
    admin.admin_images.create({"name": hidden, "type": "cpu", "url": "example.org/theirs:1", "global": False})
    names = [image["name"] for image in hub.images.list()]
    assert own in names and "base-notebook" in names and hidden not in names

    shown = hub.images.get(own)
    assert (shown["id"], shown["displayName"]) == (own, "Ours")
    assert shown["spec"]["url"] == "example.org/ours:1"
    with pytest.raises(ResourceNotFoundException):
        hub.images.get(hidden)

    primehub = command_of(person, group)
    assert own in primehub("images", "list").out
    assert primehub("images", "get", own).tree()["displayName"] == "Ours"
    assert "Cannot find resource type" in primehub.failure("images", "get", hidden)


def test_a_group_administrator_makes_and_deletes_an_image_of_the_group(world, command_of):
    boss = world.person()
    group = world.group(boss, admins=[boss])
    hub = world.sdk(boss.token, group["name"])
    name = fresh("image")
    assert hub.images.create({"name": name, "type": "cpu", "url": "example.org/ours:1"}) == {"id": name}
    assert hub.images.get(name)["id"] == name
    assert hub.images.delete(name) == {"id": name}
    assert name not in [image["name"] for image in hub.images.list()]

    primehub = command_of(boss, group)
    given = {"name": name, "type": "both", "url": "example.org/ours:2"}
    assert primehub("images", "create", given=given).tree()["id"] == name
    assert primehub("images", "delete", name).tree()["id"] == name


def test_a_plain_member_may_not_make_images(world):
    _, _, hub = world.member()
    with pytest.raises(GraphQLException):
        hub.images.create({"name": fresh("image"), "type": "cpu", "url": "example.org/x:1"})


def test_instance_types_of_the_group_and_of_everyone_are_listed(world, admin, command_of):
    person, group, hub = world.member()
    own = fresh("type")
    admin.admin_groups.create_instancetype(
        group["id"],
        {
            "name": own,
            "displayName": "Half a core",
            "cpuLimit": 0.5,
            "memoryLimit": 1,
            "gpuLimit": 0,
            "tolerations": {"set": [{"operator": "Exists", "key": "gpu", "effect": "NoSchedule"}]},
            "nodeSelector": {"disk": "ssd"},
        },
    )
    assert own in [entry["name"] for entry in hub.instancetypes.list()]
    shown = hub.instancetypes.get(own)
    assert (shown["cpuLimit"], shown["memoryLimit"], shown["global"]) == (0.5, 1, False)
    assert shown["gpuLimit"] == 0 and isinstance(shown["gpuLimit"], int)
    assert shown["tolerations"] == [{"operator": "Exists", "key": "gpu", "value": None, "effect": "NoSchedule"}]
    assert shown["nodeSelector"] == {"disk": "ssd"}
    assert hub.instancetypes.get("unknown") is None

    primehub = command_of(person, group)
    assert own in primehub("instancetypes", "list").out
    assert primehub("instancetypes", "get", own).tree()["displayName"] == "Half a core"
    missing = primehub("instancetypes", "get", "unknown")
    assert (missing.code, missing.out) == (1, "")


def test_the_tokens_owner_lists_pull_secrets_without_their_content(world, admin):
    name = fresh("registry")
    secret = admin.admin_secrets.create(
        {"name": name, "type": "kubernetes", "registryHost": "registry.example.org", "username": "robot", "password": "hidden"}
    )
    hub = world.sdk()
    assert {"id": secret["id"], "name": name, "type": "kubernetes"} in hub.secrets.list()
    assert hub.secrets.get(secret["id"])["name"] == name
    assert hub.secrets.get("unknown") is None
