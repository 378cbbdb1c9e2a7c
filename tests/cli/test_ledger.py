"""Shows that ledgers are verified and repaired from the command line."""

import asyncio
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from lowcode.cli.main import main
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened
from lowcode.store.migration import migrate
from tests.services.ledgers.depot import Depot, content, publish


def lowcode(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Return the exit code of a command, and what it prints."""
    with pytest.raises(SystemExit) as ended:
        main(["ledger", *arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out + err


async def stock(settings: Settings, url: str) -> None:
    """Publish an app with goods in stock."""
    await migrate(url, settings.workspace)
    async with opened(settings) as database:
        workspace = Workspace(database, settings)
        await Depot(workspace, await publish(workspace, content())).stocked(10)


async def spoil(url: str, workspace: str) -> None:
    """Change a balance behind the back of the ledger."""
    connection = await asyncpg.connect(url)
    await connection.execute(f'UPDATE "{workspace}".depot__stock SET on_hand = 7')
    await connection.close()


def test_a_ledger_is_verified_and_repaired(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, postgres_url: str, tmp_path: Path
) -> None:
    name = f"c{uuid4().hex[:12]}"
    monkeypatch.setenv("LOWCODE_DATABASE_URL", postgres_url)
    monkeypatch.setenv("LOWCODE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOWCODE_WORKSPACE", name)
    asyncio.run(stock(Settings(tmp_path, postgres_url, workspace=name), postgres_url))
    right = "credit: 0 balances, 0 lines: right\nstock: 1 balances, 1 lines: right\n"
    assert lowcode(capsys, "verify", "depot", "--records") == (0, right)
    asyncio.run(spoil(postgres_url, name))
    code, out = lowcode(capsys, "verify", "depot", "stock")
    assert code == 1
    assert out.endswith("7.00, 0.00 ≠ 10.00, 0.00\nstock: 1 balances, 1 lines: 1 differences\n")
    code, out = lowcode(capsys, "verify", "depot", "stock", "--repair")
    assert (code, out.splitlines()[-1]) == (0, "stock: 1 balances, 1 lines: 1 repaired")
    assert lowcode(capsys, "verify", "depot") == (0, right)
    code, out = lowcode(capsys, "verify", "depot", "debts")
    assert code == 1
    assert "credit, stock" in out
