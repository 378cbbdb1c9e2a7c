"""`Hooks`: addresses that other systems call to let flows and rules know that something has happened."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import pydantic

from lowcode.kernel import clock
from lowcode.kernel.errors import Forbidden, NotFound
from lowcode.kernel.names import Name
from lowcode.services.actor import Actor
from lowcode.services.connections import Connections
from lowcode.services.effect_codes import HOOK_NOT_SIGNED, HOOK_UNKNOWN
from lowcode.services.message import Message
from lowcode.services.secrets import kept, new_secret
from lowcode.settings import Settings
from lowcode.store import hooks
from lowcode.store.database import Database
from lowcode.store.ids import new_id
from lowcode.store.jobs import HIGH, NewJob, enqueue

_PREFIX: Final = "lch_"
_MOST_SKEW: Final = 300
"""Seconds by which the clock of a caller may differ."""


class NewHook(Message):
    """An address that is to be made."""

    app: Name
    """The app whose flows it lets know."""
    name: Name
    """What flows call it by; one of the same name is replaced."""
    secret: pydantic.SecretStr | None = None
    """What callers sign by; without one the address itself is the only secret."""


class MadeHook(Message):
    """An address that was made; it is shown this once."""

    url: str
    """Where other systems call."""


class HookView(Message):
    """An address that other systems call."""

    app: str
    """The app."""
    name: str
    """What flows call it by."""
    secret: bool
    """Whether callers have to sign."""
    created_at: datetime
    """When it was made."""
    last_at: datetime | None = None
    """When it was called last."""


class Taken(Message):
    """What a call has put down."""

    job: UUID
    """The job that lets the flows know."""


class Hooks:
    """The use cases of addresses that other systems call, in one workspace."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Take the workspace and the settings."""
        self._database = database
        self._settings = settings
        self._seals = Connections(database, settings)

    async def page(self, actor: Actor) -> list[HookView]:
        """Return all addresses, without what is secret in them; for administrators."""
        actor.require()
        async with self._database.connection() as connection:
            return [HookView.model_validate(dict(row)) for row in await hooks.ALL.rows(connection)]

    async def make(self, actor: Actor, new: NewHook) -> MadeHook:
        """Return a new address; for administrators."""
        actor.require()
        token = new_secret(_PREFIX)
        secret = None if new.secret is None else self._seals.sealed(new.secret.get_secret_value())
        async with self._database.transaction() as connection:
            await hooks.ADD.run(
                connection,
                id=new_id(),
                token_hash=kept(token),
                app=new.app,
                name=new.name,
                secret=secret,
                created_by=actor.account_id,
                now=clock.now(),
            )
            await actor.note(connection, "hook.made", f"hook:{new.app}.{new.name}")
        public = (self._settings.public_url or "http://127.0.0.1:8000").rstrip("/")
        return MadeHook(url=f"{public}/api/hooks/{token}")

    async def drop(self, actor: Actor, app: str, name: str) -> None:
        """Let an address be no more; for administrators. Raises `NotFound`."""
        actor.require()
        async with self._database.transaction() as connection:
            if not await hooks.DROP.run(connection, app=app, name=name):
                raise _unknown()
            await actor.note(connection, "hook.removed", f"hook:{app}.{name}")

    async def take(self, token: str, content: bytes, body: Any, headers: Mapping[str, str]) -> Taken:
        """Put down what a caller says, as a job that lets flows know of it.

        The same `Idempotency-Key` is taken once while the job is unfinished. Raises `NotFound` for a wrong address,
        `Forbidden` when the call is not signed as it has to be.
        """
        async with self._database.transaction() as connection:
            row = await hooks.CALLED.row(connection, token_hash=kept(token), now=clock.now())
            if row is None:
                raise _unknown()
            if row["secret"] is not None:
                _check(self._seals.unsealed(row["secret"]), content, headers)
            key = headers.get("idempotency-key", "")[:200]
            arguments = {"app": row["app"], "name": row["name"], "body": body, "at": clock.now().isoformat()}
            job = NewJob("hook", arguments, key=f"{row['id']}/{key}" if key else None, priority=HIGH)
            (job_id,) = await enqueue(connection, job)
        return Taken(job=job_id)


def _check(secret: str, content: bytes, headers: Mapping[str, str]) -> None:
    """Return when a call is signed by a secret, and lately. Raises `Forbidden`."""
    stamp = headers.get("x-lowcode-timestamp", "")
    signature = hmac.new(secret.encode(), stamp.encode() + b"." + content, hashlib.sha256).hexdigest()
    given = headers.get("x-lowcode-signature", "").removeprefix("sha256=")
    late = not stamp.isdigit() or abs(clock.now().timestamp() - int(stamp)) > _MOST_SKEW
    if late or not hmac.compare_digest(signature.encode(), given.encode()):
        message = "the call is not signed by the secret"
        raise Forbidden(message, [HOOK_NOT_SIGNED.report()])


def _unknown() -> NotFound:
    """Return the error that there is no such address."""
    message = "there is no such address"
    return NotFound(message, [HOOK_UNKNOWN.report()])
