"""Does every method and command of `admin groups` do what it says? Volumes are not part of this server yet."""

import pytest
from primehub.utils import GraphQLException, PrimeHubException

from people import fresh

BASIC = [
    "id",
    "displayName",
    "name",
    "admins",
    "quotaCpu",
    "quotaGpu",
    "quotaMemory",
    "projectQuotaCpu",
    "projectQuotaGpu",
    "projectQuotaMemory",
    "sharedVolumeCapacity",
]


def test_a_group_is_made_shown_changed_and_deleted(world, admin):
    person, name = world.person(), fresh("Group_Of")
    made = admin.admin_groups.create(
        {
            "name": name,
            "displayName": "研究",
            "projectQuotaCpu": 4,
            "enabledSharedVolume": True,
            "sharedVolumeCapacity": 30,
            "launchGroupOnly": True,
            "users": {"connect": [{"id": person.id}]},
        }
    )
    assert list(made) == [key for key in BASIC if key != "admins"]
    assert (made["quotaCpu"], made["quotaGpu"], made["quotaMemory"]) == (0.5, 0, None)
    assert (made["projectQuotaCpu"], made["sharedVolumeCapacity"]) == (4, 30)

    shown = admin.admin_groups.get(made["id"])
    assert shown["displayName"] == "研究"
    assert (shown["admins"], shown["users"]) == ([], [{"id": person.id, "username": person.username}])
    assert shown["resourceStatus"].keys() == {"cpuUsage", "memUsage", "gpuUsage"}
    assert all(isinstance(text, str) for text in shown["resourceStatus"].values())
    assert shown["deploymentsUsage"] == 0
    assert (shown["volumes"], shown["images"], shown["instanceTypes"]) == ([], [], [])

    changed = admin.admin_groups.update(made["id"], {"admins": [person.id], "quotaCpu": 2})
    assert list(changed) == BASIC
    assert changed["admins"] == [{"id": person.id, "username": person.username}]
    assert (changed["quotaCpu"], changed["projectQuotaCpu"]) == (2, 4)
    assert admin.admin_groups.update(made["id"], {"projectQuotaCpu": None})["projectQuotaCpu"] is None

    assert admin.admin_groups.delete(made["id"]) == {"id": made["id"]}
    assert admin.admin_groups.get(made["id"]) is None


def test_administrators_of_a_group_have_to_be_members(world, admin):
    group, stranger = world.group(), world.person()
    with pytest.raises(PrimeHubException, match="admins contain invalid user ids"):
        admin.admin_groups.update(group["id"], {"admins": [stranger.id]})


def test_group_names_that_make_the_same_path_are_refused(world, admin):
    name = fresh("team")
    admin.admin_groups.create({"name": f"{name}_a"})
    with pytest.raises(GraphQLException) as refused:
        admin.admin_groups.create({"name": f"{name.upper()}-A"})
    assert refused.value.args[0]["errors"][0]["extensions"]["code"] == "GROUP_CONFLICT_NAME"


def test_groups_are_listed_without_everyone_until_a_page_is_empty(world, admin):
    made = {admin.admin_groups.create({"name": fresh("listed")})["name"] for _ in range(11)}
    listed = list(admin.admin_groups.list())
    names = [group["name"] for group in listed]
    assert made < set(names) and "everyone" not in names and len(names) == len(set(names))
    assert list(listed[0]) == BASIC and all(isinstance(group["admins"], str) for group in listed)
    assert [group["name"] for group in admin.admin_groups.list(page=2)] == names[10:20]
    assert list(admin.admin_groups.list(page=1000)) == []


def test_members_and_their_role_are_connected_and_disconnected(world, admin):
    first, second = world.person(), world.person()
    group = world.group()["id"]
    roles = lambda: {user["username"]: user["group_admin"] for user in admin.admin_groups.list_users(group)}
    assert admin.admin_groups.connect_user(group, first.id) == {"id": group}
    assert admin.admin_groups.connect_user(group, second.id, enable_group_admin=True) == {"id": group}
    assert roles() == {first.username: False, second.username: True}
    assert admin.admin_groups.disconnect_user(group, second.id, disable_group_admin=True) == {"id": group}
    assert roles() == {first.username: False, second.username: False}
    admin.admin_groups.disconnect_user(group, first.id)
    assert roles() == {second.username: False}


def test_images_and_instance_types_are_made_in_a_group_and_move_between_groups(world, admin):
    groups = admin.admin_groups
    first, second = world.group()["id"], world.group()["id"]
    image, kind = fresh("image"), fresh("type")
    assert groups.create_image(first, {"name": image, "type": "cpu", "url": "example.org/a:1"}) == {"id": image}
    assert groups.create_instancetype(first, {"name": kind, "cpuLimit": 1, "memoryLimit": 1, "gpuLimit": 0}) == {"id": kind}
    in_group = lambda group: ([i["id"] for i in groups.list_images(group)], [t["id"] for t in groups.list_instancetypes(group)])
    assert in_group(first) == ([image], [kind])

    assert groups.connect_image(second, image)["id"] == image
    assert groups.connect_instancetype(second, kind)["id"] == kind
    assert in_group(second) == ([image], [kind])
    assert groups.disconnect_image(first, image)["id"] == image
    assert groups.disconnect_instancetype(first, kind)["id"] == kind
    assert (in_group(first), in_group(second)) == (([], []), ([image], [kind]))
    assert groups.list_volumes(first) == []


def test_the_commands_of_groups(world, admin_command):
    name = fresh("cli")
    group = admin_command("groups", "create", "--json", given={"name": name, "displayName": "From the terminal"}).json()["id"]
    assert admin_command("groups", "get", group).tree()["displayName"] == "From the terminal"
    assert admin_command("groups", "update", group, "--json", given={"projectQuotaCpu": 3}).json()["projectQuotaCpu"] == 3
    listed = admin_command("groups", "list", "--json").json()
    assert name in [entry["name"] for entry in listed]
    assert len(admin_command("groups", "list", "--page", "1", "--json").json()) <= 10
    assert admin_command("groups", "delete", group).tree()["id"] == group
    assert admin_command("groups", "get", group).code == 1


def test_the_commands_of_members(world, admin_command):
    person, group = world.person(), world.group()["id"]
    assert admin_command("groups", "connect-user", group, person.id, "--enable_group_admin").tree()["id"] == group
    roles = admin_command("groups", "list-users", group, "--json").json()
    assert roles == [{"id": person.id, "username": person.username, "group_admin": True}]
    admin_command("groups", "disconnect-user", group, person.id, "--disable_group_admin")
    assert admin_command("groups", "list-users", group, "--json").json()[0]["group_admin"] is False
    assert admin_command("groups", "disconnect-user", group, person.id).tree()["id"] == group
    assert admin_command("groups", "list-users", group).out == ""


def test_the_commands_of_what_a_group_offers(world, admin_command):
    group, other = world.group()["id"], world.group()["id"]
    image, kind = fresh("image"), fresh("type")
    assert admin_command("groups", "create-image", group, given={"name": image, "type": "cpu", "url": "a/b:1"}).tree()["id"] == image
    wanted = {"name": kind, "cpuLimit": 0.5, "memoryLimit": 1, "gpuLimit": 0}
    assert admin_command("groups", "create-instancetype", group, given=wanted).tree()["id"] == kind
    for what, name in (("image", image), ("instancetype", kind)):
        assert admin_command("groups", f"connect-{what}", other, name).tree()["id"] == name
        assert admin_command("groups", f"list-{what}s", other, "--json").json()[0]["id"] == name
        assert admin_command("groups", f"disconnect-{what}", other, name).tree()["id"] == name
        assert admin_command("groups", f"list-{what}s", other).out == ""
