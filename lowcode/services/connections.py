"""`Connections`: the systems that apps speak to, with their addresses and secrets, kept by administrators."""

import base64
import hashlib
import re
from datetime import datetime
from typing import Any, Final, Literal
from urllib.parse import unquote, urlsplit

import pydantic
from cryptography.fernet import Fernet, InvalidToken

from lowcode.kernel import clock
from lowcode.kernel.errors import Conflict, NotFound, Unavailable
from lowcode.kernel.names import Name
from lowcode.services.actor import Actor
from lowcode.services.connection_uses import ConnectionUse, uses_of
from lowcode.services.effect_codes import CONNECTION_USED, NO_CONNECTION, SECRET_LOST
from lowcode.services.message import Message
from lowcode.services.secrets import signing_key
from lowcode.settings import Settings
from lowcode.store import effects
from lowcode.store.database import Database
from lowcode.store.ids import new_id

_CLIMBS: Final = re.compile(r"(^|/)\.\.?(/|$)")
"""A path that leads out of the folder that it begins with."""

_SHOWN: Final = 10
"""How many parts that use a connection are named."""

ConnectionKind = Literal["webhook", "robot", "http", "database"]
"""What a connection is for: signed webhooks, the robot of a group, calls, or a database that reports read."""


class NewConnection(Message):
    """A system that apps are to speak to."""

    kind: ConnectionKind
    """What it is for."""
    url: str = pydantic.Field(default="", max_length=2_000)
    """Its address, or how its addresses begin; that of a database as `postgresql://host:5432/name`, after which
    `?sslmode=require` or `?sslmode=verify-full` asks for an encrypted way. Its secret is `user:password`."""
    auth: Literal["none", "bearer", "basic", "header"] = "none"
    """How calls show who they are: by the secret as a bearer token, as `name:password`, or in a header."""
    header: str = pydantic.Field(default="X-Api-Key", max_length=100, pattern=r"^[A-Za-z0-9-]+$")
    """The header that carries the secret."""
    secret: pydantic.SecretStr | None = None
    """The secret; without one that which is kept stays."""


class ConnectionView(Message):
    """A system that apps speak to."""

    name: str
    """Its name."""
    kind: ConnectionKind
    """What it is for."""
    url: str = ""
    """Its address."""
    auth: str = "none"
    """How calls show who they are."""
    header: str = ""
    """The header that carries the secret."""
    secret: bool
    """Whether there is a secret; it is never shown."""
    updated_at: datetime
    """When it was changed last."""


class Opened(Message):
    """A connection as effects use it."""

    name: str
    """Its name."""
    kind: str = "http"
    """What it is for."""
    url: str = ""
    """Its address."""
    auth: str = "none"
    """How calls show who they are."""
    header: str = "X-Api-Key"
    """The header that carries the secret."""
    secret: str = pydantic.Field(default="", repr=False)
    """The secret, empty without one."""

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers that show who calls."""
        if not self.secret or self.auth == "none":
            return {}
        if self.auth == "bearer":
            return {"Authorization": f"Bearer {self.secret}"}
        if self.auth == "basic":
            return {"Authorization": "Basic " + base64.b64encode(self.secret.encode()).decode()}
        return {self.header: self.secret}

    def owns(self, url: str) -> bool:
        """Return whether an address is one of the system's: credentials go nowhere else."""
        wanted, own = urlsplit(url), urlsplit(self.url)
        path = own.path.rstrip("/")
        same = (wanted.scheme, wanted.netloc.lower()) == (own.scheme, own.netloc.lower())
        inside = wanted.path == path or wanted.path.startswith(f"{path}/")
        return not self.url or (same and inside and not _CLIMBS.search(unquote(wanted.path)))


class Connections:
    """The use cases of connections in one workspace."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Take the workspace, and the settings that hold the key of secrets."""
        self._database = database
        self._settings = settings

    async def page(self, actor: Actor) -> list[ConnectionView]:
        """Return all connections, without their secrets; for administrators."""
        actor.require()
        async with self._database.connection() as connection:
            rows = await effects.CONNECTIONS.rows(connection)
        return [ConnectionView.model_validate({**row["settings"], **_outer(row)}) for row in rows]

    async def put(self, actor: Actor, name: Name, new: NewConnection) -> None:
        """Add or change a connection; for administrators."""
        actor.require()
        secret = None if new.secret is None else self.sealed(new.secret.get_secret_value())
        async with self._database.transaction() as connection:
            await effects.PUT_CONNECTION.run(
                connection,
                id=new_id(),
                name=name,
                kind=new.kind,
                settings={"url": new.url, "auth": new.auth, "header": new.header},
                secret=secret,
                now=clock.now(),
            )
            await actor.note(connection, "connection.changed", f"connection:{name}", kind=new.kind, url=new.url)

    async def uses(self, actor: Actor, name: str) -> list[ConnectionUse]:
        """Return the parts of apps that name a connection, also one that there is not; for administrators."""
        actor.require()
        async with self._database.connection() as connection:
            return await uses_of(connection, name)

    async def drop(self, actor: Actor, name: str, *, anyway: bool = False) -> None:
        """Remove a connection; for administrators. Raises `NotFound`, and `Conflict` for one that apps use.

        `anyway` removes that, too: what uses it fails until there is one of this name again.
        """
        actor.require()
        async with self._database.transaction() as connection:
            used = [] if anyway else await uses_of(connection, name)
            if used:
                message = f"{name} is used"
                places = ", ".join(f"{one.app}.{one.name}" for one in used[:_SHOWN])
                raise Conflict(message, [CONNECTION_USED.report(name=name, count=len(used), places=places)])
            if not await effects.DROP_CONNECTION.run(connection, name=name):
                raise _unknown(name)
            await actor.note(connection, "connection.removed", f"connection:{name}")

    async def opened(self, name: str) -> Opened:
        """Return a connection with its secret, for effects. Raises `NotFound`, `Unavailable` for a lost secret."""
        async with self._database.connection() as connection:
            row = await effects.CONNECTION.row(connection, name=name)
        if row is None:
            raise _unknown(name)
        try:
            secret = "" if row["secret"] is None else self._fernet().decrypt(row["secret"]).decode()
        except InvalidToken as error:
            message = f"the secret of {name} cannot be read"
            raise Unavailable(message, [SECRET_LOST.report(name=name)]) from error
        return Opened(name=name, kind=row["kind"], secret=secret, **row["settings"])

    def sealed(self, secret: str) -> bytes:
        """Return a secret as it is kept: encrypted by a key that is derived from the installation's."""
        return self._fernet().encrypt(secret.encode())

    def unsealed(self, kept: bytes) -> str:
        """Return a secret that was kept. Raises `InvalidToken` when the installation's has changed."""
        return self._fernet().decrypt(kept).decode()

    def _fernet(self) -> Fernet:
        """Return what encrypts."""
        key = hashlib.sha256(b"lowcode connections\0" + signing_key(self._settings)).digest()
        return Fernet(base64.urlsafe_b64encode(key))


def _outer(row: Any) -> dict[str, Any]:
    """Return the columns of a connection that are no settings."""
    return {name: row[name] for name in ("name", "kind", "secret", "updated_at")}


def _unknown(name: str) -> NotFound:
    """Return the error that there is no such connection."""
    message = f"there is no connection {name}"
    return NotFound(message, [NO_CONNECTION.report(name=name[:60])])
