"""Do the SDK's shared files work? Up, down, listed and deleted, with the names that people give their files."""

from pathlib import Path

import pytest
from primehub.utils import SharedFileException

NAMES = ["plain.txt", "with space.txt", "a+b.txt", "衛星影像.csv", "emoji 🛰️.json", "100% = ok & 'quoted'.txt", "ünïcode/深い/файл.txt"]


@pytest.fixture
def member(world):
    return world.member()


@pytest.fixture
def files(member):
    return member[2].files


@pytest.fixture
def tree(tmp_path):
    """A folder with every kind of name, and an empty file."""
    folder = tmp_path / "my data"
    for name in NAMES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"content of {name}")
    (folder / "empty").write_bytes(b"")
    return folder


def content(folder: Path):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names(items):
    return sorted(item["name"] for item in items)


def test_a_file_goes_up_and_comes_down(files, tmp_path):
    source = tmp_path / "a b+c 日.bin"
    source.write_bytes(bytes(range(256)) * 40_000)
    (answer,) = files.upload(str(source), "/new folder/")
    assert answer["success"] is True and answer["phfs"] == "/new folder/a b+c 日.bin"
    files.download("/new folder/a b+c 日.bin", str(tmp_path / "down.bin"))
    assert (tmp_path / "down.bin").read_bytes() == source.read_bytes()


def test_an_empty_file_and_one_that_replaces_it(files, tmp_path):
    source = tmp_path / "x"
    for text in (b"", b"second", b""):
        source.write_bytes(text)
        assert files.upload(str(source), "/x")[0]["success"] is True
        files.download("/x", str(tmp_path / "back"))
        assert (tmp_path / "back").read_bytes() == text


def test_a_folder_goes_up_and_comes_down_with_all_its_names(files, tree, tmp_path):
    answers = files.upload(str(tree), "/", recursive=True)
    assert all(answer["success"] is True for answer in answers) and len(answers) == len(NAMES) + 1
    (tmp_path / "down").mkdir()
    files.download("/my data", str(tmp_path / "down"), recursive=True)
    assert content(tmp_path / "down" / "my data") == content(tree)


def test_lists_of_folders_and_of_one_file(files, tree):
    files.upload(str(tree), "/", recursive=True)
    assert names(files.list("/")) == ["my data/"]
    assert names(files.list("/my data")) == sorted([*NAMES[:-1], "empty", "ünïcode/"])
    (one,) = files.list("/my data/a+b.txt")
    assert one["name"] == "a+b.txt" and one["size"] == len("content of a+b.txt") and one["lastModified"]
    folder = next(item for item in files.list("/my data") if item["name"] == "ünïcode/")
    assert folder["lastModified"] is None and folder["phfsUri"] == "phfs:///my data/ünïcode/"
    with pytest.raises(SharedFileException, match="No such file or directory"):
        files.list("/my data/a+b")
    with pytest.raises(SharedFileException, match="Not a directory"):
        files.list("/my data/a+b.txt/")


def test_addresses_are_those_of_folders(files, tree):
    files.upload(str(tree), "/", recursive=True)
    assert files.get_phfs_uri("/my data") == "phfs:///my data"
    with pytest.raises(SharedFileException):
        files.get_phfs_uri("/nowhere")


def test_deleting_counts_and_leaves_neighbours(files, tmp_path):
    source = tmp_path / "x"
    source.write_text("x")
    for path in ("/config/a", "/config/deep/b", "/config2/c", "/config.txt"):
        files.upload(str(source), path)
    assert files.delete("/config.txt") == {"deleteFiles": 1}
    with pytest.raises(SharedFileException, match="recursively"):
        files.delete("/config/")
    assert files.delete("/config", recursive=True) == {"deleteFiles": 2}
    assert names(files.list("/")) == ["config2/"]
    assert files.delete("/", recursive=True) == {"deleteFiles": 1}
    with pytest.raises(SharedFileException):
        files.list("/config2")


def test_what_a_workload_writes_is_there_and_the_other_way_round(world, member, tmp_path):
    person, group, hub = member
    source = tmp_path / "x"
    source.write_text("from the SDK")
    hub.files.upload(str(source), "/up.txt")
    folder = world.server.data / "files/groups" / group["name"].lower().replace("_", "-")
    assert (folder / "up.txt").read_text() == "from the SDK"
    (folder / "down.txt").write_text("from a notebook")
    hub.files.download("/down.txt", str(tmp_path / "down.txt"))
    assert (tmp_path / "down.txt").read_text() == "from a notebook"


def test_groups_with_capitals_and_underscores(world, tmp_path):
    person = world.person()
    group = world.group(person, name="Team_With_CAPS")
    files = world.sdk(person.token, group["name"]).files
    source = tmp_path / "x.txt"
    source.write_text("x")
    assert files.upload(str(source), "/")[0]["success"] is True
    files.download("/x.txt", str(tmp_path / "y.txt"))
    assert (tmp_path / "y.txt").read_text() == "x"


def test_strangers_get_nothing(world, member, tmp_path):
    person, group, hub = member
    source = tmp_path / "x"
    source.write_text("secret")
    hub.files.upload(str(source), "/secret.txt")
    stranger = world.sdk(world.person().token)
    stranger.primehub_config.current_group = {"id": group["id"], "name": group["name"], "displayName": ""}
    with pytest.raises(BaseException, match="user not auth"):
        stranger.files.list("/")
    stranger.request_file(f"{world.server.url}/api/files/groups/{group['name']}/secret.txt", str(tmp_path / "got"))
    assert "secret" not in (tmp_path / "got").read_text()
    answer = stranger.upload_file(f"{world.server.url}/api/files/groups/{group['name']}/secret.txt", str(source))
    assert answer["code"] == "NOT_AUTH"


def test_the_command_does_all_of_it(command_of, member, tree, tmp_path):
    person, group, hub = member
    primehub = command_of(person, group)
    uploaded = primehub("files", "upload", str(tree), "/", "--recursive", "--json").json()
    assert len(uploaded) == len(NAMES) + 1
    listed = primehub("files", "list", "/my data", "--json").json()
    assert names(listed) == sorted([*NAMES[:-1], "empty", "ünïcode/"])
    assert primehub("files", "get-phfs-uri", "/my data").out.strip() == "phfs:///my data"
    (tmp_path / "down").mkdir()
    assert primehub("files", "download", "/my data", str(tmp_path / "down"), "--recursive").code == 0
    assert content(tmp_path / "down" / "my data") == content(tree)
    assert primehub("files", "delete", "/my data/a+b.txt").tree() == {"deleteFiles": "1"}
    assert primehub("files", "delete", "/my data", "--recursive").tree() == {"deleteFiles": str(len(NAMES))}
    assert "No such file or directory" in primehub.failure("files", "list", "/my data")


def test_what_was_deleted_is_in_the_trash(world, member, tmp_path):
    person, group, hub = member
    source = tmp_path / "x"
    source.write_text("x")
    hub.files.upload(str(source), "/x.txt")
    hub.files.delete("/x.txt")
    document = "query($g: String!) { fileTrash(groupName: $g) { nodes { path } } }"
    assert world.server.query(document, person.token, g=group["name"]) == {"fileTrash": {"nodes": [{"path": "/x.txt"}]}}
