"""A worker process for tests, which is killed at any moment: `python crashing.py <url> <workspace> <home>`."""

import asyncio
import sys
from pathlib import Path

from lowcode.services.workshop import workshop
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened
from lowcode.worker.loop import Pace, Worker

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.worker.kinds import KINDS


async def main(url: str, workspace: str, home: str) -> None:
    """Do jobs until the process is killed."""
    settings = Settings(Path(home), url, workspace=workspace)
    async with opened(settings) as database, workshop(Workspace(database, settings)) as tools:
        print("working", flush=True)  # noqa: T201 - tells the test that it works
        await Worker(tools, at_once=4, pace=Pace(beat=0.1, silent=0.8, poll=0.1), kinds=KINDS).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
