"""`Announcer`: tells open pages what has been committed, gathered for a moment and said at once.

A transaction that notifies holds up the commit of every other one that does, until it is written to the disk. What only
concerns open pages is therefore said after the commit, many in one statement: when the process dies in between, pages
see it at their next look.
"""

import asyncio
import json
import logging
from collections.abc import Iterable, Iterator
from typing import Final

import asyncpg

from lowcode.store.database import Database
from lowcode.store.notifications import LIVE, MOST_ACCOUNTS
from lowcode.store.statement import Statement

_LOG: Final = logging.getLogger(__name__)
_PAUSE: Final = 0.02
"""Seconds in which what is to be said gathers."""
# Nothing is lost when the server dies before such a commit is on its disk, so that nobody waits for that.
_SAY: Final = Statement(
    """
    SELECT set_config('synchronous_commit', 'off', TRUE), pg_notify('lowcode', payload)
    FROM unnest(CAST(:payloads AS text[])) AS w(payload)
    """
)


class Announcer:
    """What one process has to say to open pages."""

    def __init__(self) -> None:
        """Begin with nothing to say."""
        self._told: dict[str, set[str]] = {}
        self._task: asyncio.Task[None] | None = None

    def tell(self, database: Database, accounts: Iterable[str], kind: str) -> None:
        """Tell the open pages of people that something has changed, as `notification`, soon."""
        self._told.setdefault(kind, set()).update(accounts)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._say(database))

    async def _say(self, database: Database) -> None:
        """Say what has gathered until there is nothing more; nobody waits for it, so that nothing is raised."""
        while self._told:
            await asyncio.sleep(_PAUSE)
            told, self._told = self._told, {}
            try:
                async with database.pool.acquire() as connection:
                    await _SAY.rows(connection, payloads=list(_payloads(database.workspace, told)))
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                _LOG.warning("open pages are not told: %s", error)


def _payloads(workspace: str, told: dict[str, set[str]]) -> Iterator[str]:
    """Iterate over what is said: each kind to some people at a time, since PostgreSQL takes only short texts."""
    for kind, accounts in told.items():
        some = sorted(accounts)
        for start in range(0, len(some), MOST_ACCOUNTS):
            content = {"accounts": some[start : start + MOST_ACCOUNTS], "kind": kind}
            yield json.dumps([workspace, LIVE, json.dumps(content)], ensure_ascii=False)
