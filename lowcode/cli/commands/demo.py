"""Bring a company to try the apps with: people of all roles, and two years of their work."""

import asyncio
import sys
import time
from typing import Annotated

import typer

from lowcode.bundle.sampling import SEED, YEARS, Extent
from lowcode.cli.logins import login_lines
from lowcode.kernel.names import Label
from lowcode.services.demonstration import Demonstrated, Demonstration
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened, reached
from lowcode.store.migration import migrate

_EVERY = 2.0
"""Seconds between two lines about how far it is."""


def run(
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Bring all: 20 sellers, 500 customers, 300 products, 20,000 orders.")
    ] = False,
    years: Annotated[float, typer.Option(help="How many years the records tell of.", min=0.25, max=5)] = YEARS,
    seed: Annotated[int, typer.Option(help="What is drawn by: the same seed, the same records.")] = SEED,
    replace: Annotated[
        bool, typer.Option("--replace", help="Remove all records of the shipped apps first, whoever made them.")
    ] = False,
) -> None:
    """Bring a company to try the apps with: people of all roles, and two years of their work.

    Without `--full` it is a small cut, as a first start brings. It refuses where people have worked, unless
    `--replace` is given. When it is broken off, the same command goes on with what is missing. A worker or `lowcode
    serve` then computes scores and what the rules of the apps find by the clock.
    """
    started = time.monotonic()
    found = asyncio.run(_brought(Extent(seed=seed, years=years, few=not full), replace=replace))
    state = f"done in {time.monotonic() - started:.0f} s" if found.fresh else "it is there already"
    left = f"; the apps have refused {found.left} records, as deliveries of what was not in stock" if found.left else ""
    print(f"{state}{left}")
    for line in login_lines(found.logins, Settings.of().home, "en"):
        print(line)


async def _brought(extent: Extent, *, replace: bool) -> Demonstrated:
    """Return what there is now."""
    settings = Settings.of()
    async with reached(settings) as url:
        await migrate(url, settings.workspace)
    async with opened(settings) as database:
        workspace = Workspace(database, settings)
        await workspace.prepare()
        return await Demonstration(workspace, _tell, _Bar()).run(extent, replace=replace)


def _tell(about: Label) -> None:
    """Print what is being done."""
    print(about.en, file=sys.stderr, flush=True)


class _Bar:
    """Prints how far it is, now and then."""

    def __init__(self) -> None:
        """Begin."""
        self._last = 0.0

    def __call__(self, form: str, done: int, count: int) -> None:
        """Print how many records of a form are done."""
        now = time.monotonic()
        if done == count or now - self._last > _EVERY:
            self._last = now
            print(f"  {form:<32} {done:>7,} of {count:,}", file=sys.stderr, flush=True)
