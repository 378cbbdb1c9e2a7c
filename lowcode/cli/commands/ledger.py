"""Verify and repair the ledgers of an app."""

import asyncio
from enum import StrEnum
from typing import Annotated, Final

import typer

from lowcode.services.actor import PRODUCT
from lowcode.services.ledgers import Ledgers, LedgerState
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened, reached
from lowcode.store.migration import migrate

_MOST_SHOWN: Final = 20


class Verb(StrEnum):
    """What to do with ledgers."""

    verify = "verify"


def run(
    *,
    verb: Annotated[Verb, typer.Argument(help="What to do.")],
    app: Annotated[str, typer.Argument(help="The app.")],
    ledger: Annotated[str, typer.Argument(help="The ledger; all of the app if nothing is said.")] = "",
    records: Annotated[
        bool, typer.Option("--records", help="Compare the lines with what the records want, too; reads all of them.")
    ] = False,
    repair: Annotated[bool, typer.Option("--repair", help="Put right what is wrong.")] = False,
) -> None:
    """Verify and repair the ledgers of an app.

    `verify` adds up the lines of each balance anew and compares; with `--records` it compares the lines with the
    records that post them. It may run while people work. The exit code is 1 when something differs and is not repaired.
    """
    assert verb is Verb.verify
    states = asyncio.run(_verified(app, ledger or None, records=records, repair=repair))
    for one in states:
        for text in (*one.differences, *one.unposted)[:_MOST_SHOWN]:
            print(f"  {text}")
        count = len(one.differences) + len(one.unposted)
        outcome = "right" if one.right else f"{count} {'repaired' if one.repaired else 'differences'}"
        print(f"{one.ledger}: {one.balances:,} balances, {one.lines:,} lines: {outcome}")
    if not states:
        print(f"the app {app} has no ledgers")
    if any(not one.right and not one.repaired for one in states):
        raise typer.Exit(1)


async def _verified(app: str, ledger: str | None, *, records: bool, repair: bool) -> list[LedgerState]:
    """Return what is right and wrong."""
    settings = Settings.of()
    async with reached(settings) as url:
        await migrate(url, settings.workspace)
    async with opened(settings) as database:
        bundles = Workspace(database, settings).bundles
        compiled = await bundles.record_app(app)
        return await Ledgers(database).verify(PRODUCT, compiled, ledger, records=records, repair=repair)
