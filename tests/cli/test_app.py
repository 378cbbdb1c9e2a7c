"""Shows that apps are checked, tested, imported, exported and removed from the command line."""

import json
import shutil
from pathlib import Path
from uuid import uuid4

import pytest

from lowcode.cli.main import main
from tests.bundle import crm


def lowcode(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Return the exit code of a command, and what it prints."""
    with pytest.raises(SystemExit) as ended:
        main(["app", *arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out + err


def test_bundles_are_tested_and_sampled(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, postgres_url: str, tmp_path: Path
) -> None:
    # Scenes are played in a workspace of their own.
    monkeypatch.setenv("LOWCODE_DATABASE_URL", postgres_url)
    monkeypatch.setenv("LOWCODE_HOME", str(tmp_path / "home"))
    code, out = lowcode(capsys, "test", str(crm.FOLDER))
    assert (code, out) == (0, "34 cases: ok\n")
    lone = tmp_path / "crm"
    shutil.copytree(crm.FOLDER, lone)
    for one in (lone / "tests").iterdir():
        if '"scenes"' in one.read_text("utf-8"):
            one.unlink()
    monkeypatch.setenv("LOWCODE_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    code, out = lowcode(capsys, "test", str(lone))
    assert (code, out) == (0, "24 cases: ok\n"), "cases and walks need no database"
    code, out = lowcode(capsys, "sample", str(crm.FOLDER))
    assert code == 0
    first = json.loads(out.splitlines()[0])
    assert (first["form"], first["values"]["name"]) == ("price_level", "标准客户")


def test_a_bundle_comes_in_and_goes_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, postgres_url: str, tmp_path: Path
) -> None:
    monkeypatch.setenv("LOWCODE_DATABASE_URL", postgres_url)
    monkeypatch.setenv("LOWCODE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOWCODE_WORKSPACE", f"c{uuid4().hex[:12]}")
    assert lowcode(capsys, "check", str(crm.FOLDER)) == (0, "ok\n")
    code, out = lowcode(capsys, "plan", str(crm.FOLDER), "--zh")
    assert code == 0
    assert "新增表单 crm.lead" in out
    assert lowcode(capsys, "import", str(crm.FOLDER), "--note", "first")[1].startswith("crm: version 1 published\n")
    assert lowcode(capsys, "import", str(crm.FOLDER)) == (0, "crm: version 1 unchanged\n")
    assert lowcode(capsys, "list") == (0, "crm\t1\tfirst\n")
    assert lowcode(capsys, "export", "crm", "--to", str(tmp_path / "out"))[0] == 0
    exported = {
        each.relative_to(tmp_path / "out").as_posix() for each in (tmp_path / "out").rglob("*") if each.is_file()
    }
    assert exported == set(crm.FILES)
    assert all((tmp_path / "out" / path).read_bytes() == content for path, content in crm.FILES.items())
    archive = tmp_path / "crm.zip"
    assert lowcode(capsys, "export", "crm", "--to", str(archive))[0] == 0
    assert lowcode(capsys, "import", str(archive)) == (0, "crm: version 1 unchanged\n")
    assert lowcode(capsys, "remove", "crm", "--purge")[0] == 0
    assert lowcode(capsys, "list")[1] == "crm\t-\t\n"


def test_a_broken_bundle_is_told_by_file_and_place(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, postgres_url: str, tmp_path: Path
) -> None:
    monkeypatch.setenv("LOWCODE_DATABASE_URL", postgres_url)
    monkeypatch.setenv("LOWCODE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOWCODE_WORKSPACE", f"c{uuid4().hex[:12]}")
    broken = tmp_path / "crm"
    shutil.copytree(crm.FOLDER, broken)
    (broken / "forms" / "product.json").unlink()
    (broken / "link.json").symlink_to("/etc/passwd")
    code, out = lowcode(capsys, "import", str(broken))
    assert code == 1
    assert "link.json" in out
    (broken / "link.json").unlink()
    code, out = lowcode(capsys, "check", str(broken))
    assert code == 1
    assert "views/products.json/form: error: There is no form `product`" in out
    assert lowcode(capsys, "import", str(tmp_path / "nowhere"))[0] == 1
