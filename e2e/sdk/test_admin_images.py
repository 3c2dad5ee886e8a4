"""Does every method and command of `admin images` do what it says?"""

import pytest
from primehub.utils import GraphQLException, ResourceNotFoundException

from people import fresh

FIELDS = [
    "id",
    "name",
    "displayName",
    "description",
    "type",
    "url",
    "urlForGpu",
    "useImagePullSecret",
    "global",
    "groups",
    "isReady",
    "imageSpec",
    "jobStatus",
    "logEndpoint",
]


def test_an_image_is_made_shown_changed_and_deleted(admin):
    name = fresh("image")
    images = admin.admin_images
    assert images.create({"name": name, "type": "both", "url": "example.org/a:1", "urlForGpu": "example.org/a:gpu"}) == {"id": name}
    shown = images.get(name)
    assert list(shown) == FIELDS
    assert (shown["id"], shown["url"], shown["urlForGpu"], shown["imageSpec"]) == (name, "example.org/a:1", "example.org/a:gpu", None)

    changed = images.update(name, {"displayName": "Renamed"})
    assert list(changed) == FIELDS
    assert (changed["displayName"], changed["url"], changed["urlForGpu"]) == ("Renamed", "example.org/a:1", "example.org/a:gpu")
    assert images.delete(name) == {"id": name}
    assert images.get(name) is None


def test_what_the_engine_has_is_ready(admin):
    assert admin.admin_images.get("base-notebook")["isReady"] is True


def test_a_missing_image_is_told_by_name(world, admin):
    group = world.group()["id"]
    for call in (
        lambda: admin.admin_images.update("no-such-image", {"displayName": "x"}),
        lambda: admin.admin_images.add_group("no-such-image", group),
        lambda: admin.admin_images.remove_group("no-such-image", group),
    ):
        with pytest.raises(ResourceNotFoundException) as missing:
            call()
        assert missing.value.args == ("images", "no-such-image", "id")


def test_a_name_is_taken_once(admin):
    name = fresh("image")
    admin.admin_images.create({"name": name, "type": "cpu", "url": "a/b:1"})
    with pytest.raises(GraphQLException) as refused:
        admin.admin_images.create({"name": name, "type": "cpu", "url": "a/b:2"})
    assert refused.value.args[0]["errors"][0]["extensions"]["code"] == "RESOURCE_CONFLICT"


def test_images_of_groups_are_left_out_of_the_list(world, admin):
    boss = world.person()
    group = world.group(boss, admins=[boss])
    own, shared = fresh("image"), fresh("image")
    world.sdk(boss.token, group["name"]).images.create({"name": own, "type": "cpu", "url": "a/b:1"})
    admin.admin_images.create({"name": shared, "type": "cpu", "url": "a/b:1", "global": True})
    listed = list(admin.admin_images.list())
    names = [image["name"] for image in listed]
    assert list(listed[0]) == ["id", "name", "displayName", "description", "type", "isReady"]
    assert shared in names and own not in names


def test_images_are_listed_until_a_page_is_empty(admin):
    made = {admin.admin_images.create({"name": fresh("image"), "type": "cpu", "url": "a/b:1"})["id"] for _ in range(11)}
    names = [image["name"] for image in admin.admin_images.list()]
    assert made < set(names) and len(names) == len(set(names))
    assert [image["name"] for image in admin.admin_images.list(page=2)] == names[10:20]
    assert list(admin.admin_images.list(page=1000)) == []


def test_groups_of_an_image_are_connected_and_disconnected(world, admin):
    name, group = fresh("image"), world.group()
    admin.admin_images.create({"name": name, "type": "cpu", "url": "a/b:1", "global": False})
    admin.admin_images.add_group(name, group["id"])
    assert [entry["id"] for entry in admin.admin_images.list_groups(name)] == [group["id"]]
    admin.admin_images.remove_group(name, group["id"])
    assert admin.admin_images.list_groups(name) == []
    assert admin.admin_images.list_groups("base-notebook") == []


def test_the_commands_of_images(world, admin_command):
    name, group = fresh("image"), world.group()
    given = {"name": name, "type": "cpu", "url": "a/b:1", "global": False}
    assert admin_command("images", "create", given=given).tree()["id"] == name
    assert admin_command("images", "get", name).tree()["url"] == "a/b:1"
    assert admin_command("images", "update", name, given={"description": "changed"}).tree()["description"] == "changed"
    assert name in admin_command("images", "list").out
    assert len(admin_command("images", "list", "--page", "1", "--json").json()) <= 10
    assert admin_command("images", "add-group", name, group["id"]).code == 0
    assert group["name"] in admin_command("images", "list-groups", name).out
    assert admin_command("images", "remove-group", name, group["id"]).code == 0
    assert admin_command("images", "list-groups", name).out == ""
    assert admin_command("images", "delete", name).tree()["id"] == name
    missing = admin_command("images", "update", name, given={"description": "again"})
    assert missing.code == 1 and f"images with [id: {name}]" in (missing.out + missing.err).replace('"', "")
