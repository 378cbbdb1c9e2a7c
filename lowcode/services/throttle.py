"""`Throttle`: makes guessing passwords slow, per name, per address and per both."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import TooSoon
from lowcode.kernel.names import label
from lowcode.store import accounts
from lowcode.store.database import Database

TOO_MANY_ATTEMPTS: Final = Code(
    "too-many-attempts",
    label("There were too many attempts to sign in.", "登录尝试次数过多。"),
    label("Try again in {seconds} seconds.", "请在 {seconds} 秒后重试。"),
)

FORGET: Final = timedelta(hours=1)
"""After so long without an attempt, failures are forgotten."""
LONGEST: Final = 900.0
"""Seconds of the longest wait."""
FREE: Final = {"both": 5, "name": 20, "address": 50}
"""Attempts that may fail before anybody has to wait: by a name from an address, by a name, from an address.

Somebody who guesses a colleague's password from elsewhere slows down themselves long before they slow down the
colleague; an office behind one address has more than one who mistypes.
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that counts as failed until it is said to have succeeded."""

    database: Database
    keys: dict[str, str]

    async def succeeded(self) -> None:
        """Forget the failures by this name; those from the address count on, without this one."""
        async with self.database.transaction() as connection:
            await accounts.FORGET_ATTEMPTS.run(connection, keys=[self.keys["both"], self.keys["name"]])
            await accounts.TAKE_BACK_ATTEMPT.run(connection, key=self.keys["address"], now=clock.now())


class Throttle:
    """Counts attempts in the database, so that it does not matter which process they meet."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self._database = database

    async def attempt(self, name: str, address: str) -> Attempt:
        """Count an attempt before it is made, so that many at once count too. Raises `TooSoon` when one has to wait."""
        keys = {"both": f"both:{name} {address}", "name": f"name:{name}", "address": f"address:{address}"}
        now = clock.now()
        async with self._database.transaction() as connection:
            # In one order, so that two attempts never wait for each other. What is refused counts nowhere.
            for kind, key in sorted(keys.items()):
                counted = await accounts.COUNT_ATTEMPT.value(
                    connection, key=key, now=now, forget=now - FORGET, free=FREE[kind], longest=LONGEST
                )
                if counted is None:
                    until = await accounts.BLOCKED.value(connection, keys=list(keys.values()))
                    seconds = max((until - now).total_seconds(), 1.0)
                    message = "too many attempts to sign in"
                    raise TooSoon(message, [TOO_MANY_ATTEMPTS.report(seconds=round(seconds))], seconds=seconds)
        return Attempt(self._database, keys)
