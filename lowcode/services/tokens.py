"""`Tokens`: API tokens, by which programs act for somebody within scopes."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import NotFound, SignInNeeded
from lowcode.kernel.names import label
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.secrets import kept, new_secret
from lowcode.settings import Settings
from lowcode.store import accounts
from lowcode.store.database import Database
from lowcode.store.ids import new_id

TOKEN_USELESS: Final = Code(
    "api-token-useless",
    label("The API token is unknown or has expired.", "API 令牌不存在或已过期。"),
    label("Make a new one under your profile.", "请在个人设置中新建令牌。"),
)
NO_TOKEN: Final = Code(
    "api-token-unknown",
    label("There is no such API token.", "没有这个 API 令牌。"),
    label("Load the list again.", "请重新加载列表。"),
)

PREFIX: Final = "lc_"
"""What tokens begin with, so that tools that look for leaked secrets know one."""

Scope = Literal["read", "write", "admin"]
"""Read: see records and metadata. Write: change records. Admin: people and apps, if the account may."""

_USED_EVERY: Final = timedelta(minutes=1)


class NewToken(Message):
    """A token that is to be made."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
    """What it is for."""
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1, max_length=3)]
    """What it may do, of what the account may do."""
    days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """After how many days it expires; None: as late as the installation allows."""


class Token(Message):
    """A token as its owner sees it."""

    id: UUID
    """The key."""
    name: str
    """What it is for."""
    scopes: tuple[Scope, ...]
    """What it may do."""
    created_at: datetime
    """When it was made."""
    expires_at: datetime
    """When it expires."""
    last_used_at: datetime | None
    """When it was used last, to the minute."""


class MadeToken(Token):
    """A token that has just been made."""

    token: str
    """The token itself; shown only once."""


class Tokens:
    """The use cases of API tokens in one workspace."""

    def __init__(self, database: Database, settings: Settings) -> None:
        """Take the workspace, and how long tokens last."""
        self._database = database
        self._longest = settings.token_days

    async def create(self, actor: Actor, new: NewToken) -> MadeToken:
        """Return a new token of somebody who is here in person: no token makes another."""
        account_id = actor.require_presence()
        token, token_id, now = new_secret(PREFIX), new_id(), clock.now()
        expires_at = now + timedelta(days=min(new.days or self._longest, self._longest))
        scopes = sorted(set(new.scopes))
        async with self._database.transaction() as connection:
            await accounts.ADD_TOKEN.run(
                connection,
                id=token_id,
                account_id=account_id,
                name=new.name,
                token_hash=kept(token),
                scopes=scopes,
                now=now,
                expires_at=expires_at,
            )
            await actor.note(connection, "token.created", f"account:{account_id}", name=new.name, scopes=scopes)
        return MadeToken(
            id=token_id,
            name=new.name,
            scopes=tuple(scopes),
            created_at=now,
            expires_at=expires_at,
            last_used_at=None,
            token=token,
        )

    async def page(self, actor: Actor) -> list[Token]:
        """Return one's own tokens, the newest first."""
        async with self._database.connection() as connection:
            rows = await accounts.TOKENS.rows(connection, account_id=actor.require_presence())
        return [Token.model_validate(dict(row)) for row in rows]

    async def remove(self, actor: Actor, token_id: UUID) -> None:
        """Remove one of one's own tokens, which lets nobody in from now on. Raises `NotFound`."""
        account_id = actor.require_presence()
        async with self._database.transaction() as connection:
            if not await accounts.REMOVE_TOKEN.run(connection, id=token_id, account_id=account_id):
                message = "there is no such token"
                raise NotFound(message, [NO_TOKEN.report()])
            await actor.note(connection, "token.removed", f"account:{account_id}", token=str(token_id))

    async def actor(self, visitor: Actor, token: str) -> Actor:
        """Return on whose behalf a token acts, within its scopes. Raises `SignInNeeded` for one that holds no more."""
        now = clock.now()
        async with self._database.connection() as connection:
            row = await accounts.TOKEN.row(connection, token_hash=kept(token), now=now)
            if row is None:
                message = "the token is unknown or has expired"
                raise SignInNeeded(message, [TOKEN_USELESS.report()])
            if row["last_used_at"] is None or now - row["last_used_at"] >= _USED_EVERY:
                await accounts.TOKEN_USED.run(connection, id=row["token_id"], now=now)
        return replace(visitor, account_id=row["id"], roles=frozenset(row["roles"]), scopes=frozenset(row["scopes"]))
