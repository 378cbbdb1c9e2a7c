"""Bring the tables of the platform up to date."""

import asyncio
from typing import Annotated

import typer

from lowcode.settings import Settings
from lowcode.store.database import reached
from lowcode.store.migration import drafted, migrate


def run(
    *,
    workspace: Annotated[
        str, typer.Option(help="The workspace, which is made when there is none.", show_default="LOWCODE_WORKSPACE")
    ] = "",
    draft: Annotated[
        bool,
        typer.Option("--draft", help="Print the step that the tables still need, for those who change the product."),
    ] = False,
) -> None:
    """Bring the tables of the platform up to date in one transaction; the tables of forms are made by publishing.

    It may run at any time and any number of times; the product does the same when it starts. A database that a newer
    version has changed is left alone, and the exit code is 1.
    """
    settings = Settings.of()
    print(asyncio.run(_migrated(settings, workspace or settings.workspace, draft=draft)))


async def _migrated(settings: Settings, workspace: str, *, draft: bool) -> str:
    """Return what to print."""
    async with reached(settings) as url:
        if draft:
            return await drafted(url, workspace)
        done = await migrate(url, workspace)
    if not done.steps:
        return f"workspace {workspace} is up to date: {done.after}"
    return "\n".join([f"workspace {workspace}: {done.before or 'empty'} -> {done.after}", *done.steps])
