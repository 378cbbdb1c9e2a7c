"""Shows that the command line lets the first administrator in, and back in."""

import asyncio
import io
from pathlib import Path
from uuid import uuid4

import pytest

from lowcode.cli.main import main
from lowcode.services.actor import Actor
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened


def call(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str]:
    """Return the exit code and what was printed."""
    with pytest.raises(SystemExit) as ended:
        main(["account", *arguments])
    printed = capsys.readouterr()
    return ended.value.code, printed.out + printed.err


async def roles_after_login(settings: Settings, password: str) -> frozenset[str]:
    """Return the roles of the first administrator, who signs in."""
    async with opened(settings) as database:
        workspace = Workspace(database, settings)
        begun = await workspace.sessions.login(Actor(), "admin", password)
        return (await workspace.sessions.actor(Actor(), begun.token, begun.csrf)).roles


@pytest.fixture
def settings(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """What the environment of the command says."""
    monkeypatch.setenv("LOWCODE_HOME", str(tmp_path))
    monkeypatch.setenv("LOWCODE_DATABASE_URL", postgres_url)
    monkeypatch.setenv("LOWCODE_WORKSPACE", f"c{uuid4().hex[:12]}")
    monkeypatch.setenv("LOWCODE_PUBLIC_URL", "https://crm.example.com/")
    return Settings.of()


def test_it_prints_a_link_and_later_another(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert settings.public_url
    links = [call(capsys, "Admin", "--administrator") for _ in range(2)]
    assert [code for code, _ in links] == [0, 0]
    assert all(text.startswith("https://crm.example.com/invitation#") for _, text in links)
    assert len(set(links)) == 2


def test_it_takes_the_password_from_its_input(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    code, text = call(capsys, "admin", "--administrator", "--password")
    assert code == 1
    assert "at least" in text or "or more" in text
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery\n"))
    assert call(capsys, "admin", "--password") == (0, "admin can sign in\n")
    assert asyncio.run(roles_after_login(settings, "correct horse battery")) == {"platform.admin"}
