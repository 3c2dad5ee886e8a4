"""Do the SDK's datasets work? Their own commands, and their files, which are shared files below a folder."""

import json

import pytest
from primehub.utils import DatasetsException, SharedFileException

KEYS = {"id", "name", "createdBy", "createdAt", "updatedAt", "tags", "size"}


@pytest.fixture
def member(world):
    return world.member()


@pytest.fixture
def datasets(member):
    return member[2].datasets


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "pictures"
    (folder / "sub dir").mkdir(parents=True)
    (folder / "1 日.png").write_bytes(b"12345")
    (folder / "sub dir" / "2+.png").write_bytes(b"678")
    return folder


def test_a_dataset_is_made_changed_and_deleted(datasets, member):
    made = datasets.create({"id": "coco-2026", "tags": ["images", "cc-by"]})
    assert set(made) == KEYS and made["createdBy"] == member[0].username and made["tags"] == ["images", "cc-by"] and made["size"] == 0
    assert datasets.update("coco-2026", {"tags": ["images"]})["tags"] == ["images"]
    assert datasets.get("coco-2026")["tags"] == ["images"]
    assert datasets.delete("coco-2026") == {"id": "coco-2026"}
    with pytest.raises(BaseException, match="failed to get dataset"):
        datasets.get("coco-2026")


def test_a_name_that_is_taken(datasets):
    datasets.create({"id": "d"})
    with pytest.raises(BaseException, match="RESOURCE_CONFLICT"):
        datasets.create({"id": "d"})


def test_all_pages_are_listed(datasets):
    for number in range(12):
        datasets.create({"id": f"d-{number:02}", "tags": [str(number)]})
    assert [row["id"] for row in datasets.list()] == [f"d-{number:02}" for number in range(12)]
    assert [row["id"] for row in datasets.list(page=2)] == ["d-10", "d-11"]


def test_its_files(datasets, source, tmp_path):
    datasets.create({"id": "d"})
    datasets.files_upload("d", str(source), "/", recursive=True)
    assert [item["name"] for item in datasets.files_list("d", "/")] == ["pictures/"]
    assert datasets.get("d")["size"] == 8
    (tmp_path / "down").mkdir()
    datasets.files_download("d", "/pictures", str(tmp_path / "down"), recursive=True)
    assert (tmp_path / "down/pictures/sub dir/2+.png").read_bytes() == b"678"
    assert datasets.files_delete("d", "/pictures/1 日.png") == {"deleteFiles": 1}
    assert datasets.files_delete("d", "/", recursive=True) == {"deleteFiles": 1}
    assert datasets.get("d")["size"] == 0


def test_what_it_knows_about_itself_is_out_of_reach(datasets, source):
    datasets.create({"id": "d", "tags": ["kept"]})
    for call in (lambda: datasets.files_list("d", "/.dataset"), lambda: datasets.files_delete("d", "/.dataset")):
        with pytest.raises(DatasetsException):
            call()
    with pytest.raises(SharedFileException):
        datasets.files_list("d", "/nothing")
    assert datasets.get("d")["tags"] == ["kept"]


def test_the_command_does_all_of_it(command_of, member, source, tmp_path):
    person, group, hub = member
    primehub = command_of(person, group)
    assert primehub("datasets", "create", given={"id": "d", "tags": ["a"]}).tree()["id"] == "d"
    assert primehub("datasets", "update", "d", given={"tags": ["b"]}).tree()["id"] == "d"
    assert [row["id"] for row in primehub("datasets", "list", "--json").json()] == ["d"]
    assert primehub("datasets", "get", "d", "--json").json()["tags"] == ["b"]
    assert len(primehub("datasets", "files-upload", "d", str(source), "/", "--recursive", "--json").json()) == 2
    assert [row["name"] for row in primehub("datasets", "files-list", "d", "/pictures", "--json").json()] == ["1 日.png", "sub dir/"]
    (tmp_path / "down").mkdir()
    assert primehub("datasets", "files-download", "d", "/pictures", str(tmp_path / "down"), "--recursive").code == 0
    assert (tmp_path / "down/pictures/1 日.png").read_bytes() == b"12345"
    assert primehub("datasets", "files-delete", "d", "/pictures", "--recursive").tree() == {"deleteFiles": "2"}
    assert json.loads(primehub("datasets", "delete", "d", "--json").out) == {"id": "d"}
