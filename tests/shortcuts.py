"""What the process of tests does once where servers, which start once, do it at their start."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any
from unittest.mock import patch

from argon2 import PasswordHasher
from sqlalchemy import Connection, event
from sqlalchemy.util import await_only

from lowcode.kernel import collector
from lowcode.services import app_bundles, passwords, record_app
from lowcode.store import migration
from lowcode.store.migration import Migrated

Work = Callable[[Connection], Migrated]


@contextmanager
def taken() -> Iterator[None]:
    """Take the short ways meanwhile.

    Tables of a new workspace are made by the statements that made those of the first one, in one message. Hashes of
    passwords are made with little memory. The garbage collector is not told of each application that starts. The same
    few apps are published again and again: what was linked of them, and found in them, stays.
    """
    light = partial(PasswordHasher, memory_cost=8, parallelism=1)
    with ExitStack() as stack:
        stack.enter_context(patch.object(migration, "_migrate", _Tables(migration._migrate)))
        stack.enter_context(patch.object(passwords, "PasswordHasher", lambda **_: light(time_cost=1)))
        stack.enter_context(patch.object(collector, "spare", lambda: None))
        stack.enter_context(patch.object(record_app, "_KEPT", 48))
        stack.enter_context(patch.object(app_bundles, "_FINDINGS", 48))
        yield


class _Tables:
    """Migrates as the product does, and remembers what that took for the workspace that had no tables."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._script = ""
        self._made: Migrated | None = None

    def __call__(self, connection: Connection) -> Migrated:
        """Return what was done to a workspace."""
        if migration._context(connection).get_current_revision() is not None:
            return self._work(connection)
        if self._made is not None:
            driver: Any = connection.connection.driver_connection
            await_only(driver.execute(self._script))
            return self._made
        statements: list[str] = []

        def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            if not statement.lstrip().startswith("SELECT"):
                assert not parameters, statement
                statements.append(statement)

        event.listen(connection, "before_cursor_execute", hear)
        try:
            made = self._work(connection)
        finally:
            event.remove(connection, "before_cursor_execute", hear)
        self._script, self._made = ";\n".join(statements), made
        return made
