"""Shows that a folder is read and written byte for byte, and that everything wrong with it is said at once."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from lowcode.bundle.folder import LARGEST_FILE, Layout, files_of, read, save, write
from lowcode.kernel.errors import Invalid

LAYOUT = Layout(frozenset({"forms", "roles"}), "https://lowcode.invalid/{}.json".format)
DOCUMENT: dict[str, Any] = {
    "app": {"format": 1, "name": "crm", "label": {"en": "Sales", "zh-CN": "销售"}},
    "forms": {"lead": {"name": "lead", "fields": [{"name": "amount", "max": 1.5}]}},
    "roles": {"seller": {"name": "seller"}},
    "texts": {"README.md": "# 销售\n"},
}


def problems(files: dict[str, bytes]) -> dict[str, str]:
    """Return the codes of what is wrong, by place."""
    with pytest.raises(Invalid) as caught:
        read(files, LAYOUT)
    return {each.path: each.code for each in caught.value.diagnostics}


def test_a_document_goes_to_a_folder_and_back(tmp_path: Path) -> None:
    files = write(DOCUMENT, LAYOUT)
    save(files, tmp_path / "crm")
    assert sorted(files) == ["README.md", "app.json", "forms/lead.json", "roles/seller.json"]
    assert json.loads((tmp_path / "crm/forms/lead.json").read_text())["$schema"] == "https://lowcode.invalid/forms.json"
    found = files_of(tmp_path / "crm")
    assert found == files
    assert read(found, LAYOUT) == DOCUMENT
    assert write(read(found, LAYOUT), LAYOUT) == files


def test_saving_removes_parts_that_are_gone(tmp_path: Path) -> None:
    save(write(DOCUMENT, LAYOUT), tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    save(write({**DOCUMENT, "roles": {}}, LAYOUT), tmp_path)
    assert not (tmp_path / "roles/seller.json").exists()
    assert (tmp_path / "notes.txt").exists()


def test_every_problem_is_listed_by_file_and_place() -> None:
    files = write(DOCUMENT, LAYOUT)
    del files["app.json"]
    files["forms/lead.json"] = b'{"name": "other"}'
    files["forms/broken.json"] = b'{"name": }'
    files["forms/twice.json"] = b'{"name": "twice", "name": "twice"}'
    files["forms/nan.json"] = b'{"name": NaN}'
    files["forms/huge.json"] = b'{"name": 1e999}'
    files["forms/deep.json"] = b"[" * 5000 + b"]" * 5000
    files["forms/list.json"] = b"[]"
    files["forms/latin.json"] = b"\xff\xfe"
    files["other/x.json"] = b"{}"
    files["run.sh"] = b""
    assert problems(files) == {
        "app.json": "bundle-without-app",
        "forms/lead.json/$schema": "bundle-schema-wrong",
        "forms/lead.json/name": "bundle-name-differs",
        "forms/broken.json": "bundle-file-not-json",
        "forms/twice.json": "bundle-file-not-json",
        "forms/nan.json": "bundle-file-not-json",
        "forms/huge.json": "bundle-file-not-json",
        "forms/deep.json": "bundle-file-not-json",
        "forms/list.json": "bundle-file-not-an-object",
        "forms/latin.json": "bundle-file-not-json",
        "other/x.json": "bundle-file-unknown",
        "run.sh": "bundle-file-unknown",
    }


@pytest.mark.parametrize(
    "path",
    [
        "../app.json",
        "/etc/passwd",
        "forms/../../x.json",
        "forms/a/b.json",
        "forms/.json",
        "forms/A.json",
        "forms\\a.json",
    ],
)
def test_paths_that_lead_elsewhere_are_refused(path: str) -> None:
    assert problems({**write(DOCUMENT, LAYOUT), path: b"{}"}) == {path: "bundle-file-unknown"}
    with pytest.raises(Invalid):
        write({**DOCUMENT, "forms": {path: {}}}, LAYOUT)


def test_links_and_pipes_are_refused(tmp_path: Path) -> None:
    save(write(DOCUMENT, LAYOUT), tmp_path / "crm")
    secret = tmp_path / "secret.json"
    secret.write_text("{}")
    (tmp_path / "crm/forms/link.json").symlink_to(secret)
    (tmp_path / "crm/linked").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "crm/forms/pipe.json")
    (tmp_path / "crm/.git").mkdir()
    (tmp_path / "crm/.git/config").write_text("x")
    with pytest.raises(Invalid) as caught:
        files_of(tmp_path / "crm")
    assert {each.code for each in caught.value.diagnostics} == {"bundle-file-not-plain"}
    assert len(caught.value.diagnostics) == 3


def test_a_file_that_is_too_large_is_not_read_on(tmp_path: Path) -> None:
    (tmp_path / "app.json").write_bytes(b" " * (LARGEST_FILE + 10))
    with pytest.raises(Invalid) as caught:
        files_of(tmp_path)
    assert [each.code for each in caught.value.diagnostics] == ["bundle-too-large"]


def test_what_has_no_place_is_not_written() -> None:
    with pytest.raises(Invalid) as caught:
        write({**DOCUMENT, "secrets": {}, "texts": {"run.sh": ""}}, LAYOUT)
    assert [each.path for each in caught.value.diagnostics] == ["run.sh", "secrets"]
