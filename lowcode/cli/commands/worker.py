"""Do jobs: imports, mail, flows, timers, tidying up. Start as many as there is work for, on any host."""

import asyncio
import contextlib
import signal
from typing import Annotated

import typer

from lowcode.kernel import collector
from lowcode.services.workshop import workshop
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened
from lowcode.store.migration import migrate
from lowcode.worker.loop import Worker


def run(
    *,
    jobs: Annotated[
        int | None, typer.Option(help="How many are done at once; LOWCODE_WORKERS says it otherwise.", min=1, max=64)
    ] = None,
) -> None:
    """Do jobs until Ctrl-C or SIGTERM; what runs then has ten seconds to end, and is given to others after.

    It may be killed at any time: what it was doing is done again by others within half a minute.
    """
    asyncio.run(_work(Settings.of(), jobs))


async def _work(settings: Settings, at_once: int | None) -> None:
    """Do jobs until the process is asked to stop."""
    async with opened(settings) as database:
        await migrate(database.url, settings.workspace)
        async with workshop(Workspace(database, settings)) as tools:
            worker = Worker(tools, at_once=at_once or settings.workers or 4)
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                with contextlib.suppress(NotImplementedError):
                    loop.add_signal_handler(number, worker.stop)
            print(f"lowcode worker {worker.id} does jobs, press Ctrl-C to stop", flush=True)
            collector.spare()
            await worker.run()
            collector.restore()
