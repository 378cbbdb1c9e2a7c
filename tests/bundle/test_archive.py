"""Shows that bundles travel as ZIP files that always have the same bytes, and that no trick gets out of one."""

import io
import stat
import zipfile

import pytest

from lowcode.bundle import archive
from lowcode.bundle.archive import packed, unpacked
from lowcode.kernel.errors import Invalid


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """Return a ZIP file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as opened:
        for name, content in entries:
            opened.writestr(name, content)
    return made.getvalue()


def codes(content: bytes) -> list[str]:
    """Return what is wrong with a ZIP file."""
    with pytest.raises(Invalid) as caught:
        unpacked(content)
    return [each.code for each in caught.value.diagnostics]


def test_files_go_in_and_come_out_as_they_are() -> None:
    files = {"app.json": b"{}", "forms/lead.json": "{“客户”}".encode()}
    assert unpacked(packed(files)) == files
    assert packed(files) == packed(dict(reversed(files.items())))


def test_the_folder_around_an_app_and_hidden_files_are_left_out() -> None:
    made = zipped(
        ("crm/app.json", b"{}"), ("crm/forms/lead.json", b"{}"), ("crm/.git/config", b""), ("__MACOSX/a", b"")
    )
    assert set(unpacked(made)) == {"app.json", "forms/lead.json"}


@pytest.mark.parametrize("name", ["../app.json", "/etc/passwd", "forms/../../x.json", "a\\..\\b.json"])
def test_paths_that_lead_out_are_refused(name: str) -> None:
    assert codes(zipped(("app.json", b"{}"), (name, b"{}"))) == ["bundle-path-outside"]


def test_links_are_refused() -> None:
    link = zipfile.ZipInfo("forms/lead.json")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert codes(zipped((link, b"/etc/passwd"))) == ["bundle-file-not-plain"]


def test_what_is_no_zip_or_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(b"PK nonsense") == ["bundle-not-a-zip"]
    whole = packed({"app.json": b"{}" * 5000})
    assert codes(whole[:60]) == ["bundle-not-a-zip"]
    monkeypatch.setattr(archive, "LARGEST_FILE", 1000)
    assert codes(whole) == ["bundle-too-large"]
    monkeypatch.setattr(archive, "LARGEST_ARCHIVE", 10)
    assert codes(whole) == ["bundle-too-large"]
