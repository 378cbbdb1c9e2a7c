"""Flows on the command line: checked, tried, written as BPMN and read into a draft."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from lowcode.cli.main import main
from lowcode.services.actor import PRODUCT
from lowcode.services.publishing import PublishRequest
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened
from lowcode.store.migration import migrate
from tests.services.flows.office import END, START, app, flow, person


def lowcode(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Return the exit code of a command, and what it prints."""
    with pytest.raises(SystemExit) as ended:
        main([*words])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out + err


async def publish(settings: Settings, url: str, content: Any) -> None:
    """Publish an app."""
    await migrate(url, settings.workspace)
    async with opened(settings) as database:
        publishing = await Workspace(database, settings).bundles.publishing()
        await publishing.publish(PRODUCT, "office", PublishRequest(content=content))


def test_a_flow_is_checked_tried_written_and_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, postgres_url: str, tmp_path: Path
) -> None:
    name = f"c{uuid4().hex[:12]}"
    monkeypatch.setenv("LOWCODE_DATABASE_URL", postgres_url)
    monkeypatch.setenv("LOWCODE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOWCODE_WORKSPACE", name)
    settings = Settings(tmp_path, postgres_url, workspace=name, database_seconds=60.0)
    assert lowcode(capsys, "account", "wang", "--administrator")[0] == 0
    boss = person("boss", kind="approval_task") | {"assignees": [{"kind": "initiator"}]}
    content = app(flow("talk", [START, boss, END], [("start", "boss"), ("boss", "end")], form=None))
    asyncio.run(publish(settings, postgres_url, content))
    assert lowcode(capsys, "flow", "check", "office", "talk") == (0, "ok\n")
    code, told = lowcode(capsys, "flow", "simulate", "office", "talk", "--instances", "20", "--seed", "3")
    assert code == 0
    assert "completed: " in told
    assert told == lowcode(capsys, "flow", "simulate", "office", "talk", "--instances", "20", "--seed", "3")[1]
    file = tmp_path / "talk.bpmn"
    assert lowcode(capsys, "flow", "export", "office", "talk", "--file", str(file)) == (0, "")
    assert b"<bpmn:userTask" in file.read_bytes()
    code, told = lowcode(capsys, "flow", "import", "office", "chat", "--file", str(file), "--for", "wang")
    assert (code, told) == (0, "office: chat in the draft of wang\nok\n")
    assert lowcode(capsys, "flow", "check", "office", "chat")[0] == 1
    assert lowcode(capsys, "flow", "check", "office", "chat", "--for", "wang") == (0, "ok\n")
    file.write_text("<html/>", encoding="utf-8")
    code, told = lowcode(capsys, "flow", "import", "office", "--file", str(file), "--for", "wang")
    assert code == 1
    assert "no BPMN 2.0 file" in told
    assert lowcode(capsys, "flow", "import", "office", "--for", "wang")[0] == 1
