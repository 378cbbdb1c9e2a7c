"""A worker that is killed at any moment; the nursery gives birth to it."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from lowcode.services.workshop import workshop
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened
from lowcode.worker.loop import Pace, Worker


async def main(url: str, workspace: str, home: str, smtp: str) -> None:
    """Do jobs until the process is killed."""
    settings = Settings(Path(home), url, workspace=workspace, smtp_url=smtp, http_allowed="127.0.0.1")
    async with opened(settings) as database, workshop(Workspace(database, settings)) as tools:
        print("working", flush=True)  # noqa: T201 - tells the test that it works
        # On a busy machine a worker that lives is not seen for seconds; whoever takes it for dead takes its jobs away.
        await Worker(tools, at_once=4, pace=Pace(beat=0.2, silent=15.0, poll=0.2)).run()
