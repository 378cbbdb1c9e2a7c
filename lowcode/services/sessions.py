"""`Sessions`: signing in and out, and knowing again who is signed in."""

import hmac
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Forbidden, NotFound, SignInNeeded
from lowcode.kernel.names import label
from lowcode.services.actor import NOT_SIGNED_IN, Actor
from lowcode.services.message import Message
from lowcode.services.passwords import Passwords
from lowcode.services.secrets import csrf_token, kept, new_secret
from lowcode.services.throttle import FORGET, Throttle
from lowcode.settings import Settings
from lowcode.store import accounts
from lowcode.store.database import Database
from lowcode.store.ids import new_id

SIGN_IN_REFUSED: Final = Code(
    "sign-in-refused",
    label("Name and password do not belong together.", "账号与密码不匹配。"),
    label(
        "Type them again; if the password is forgotten, ask an administrator.", "请重新输入；若忘记密码，请联系管理员。"
    ),
)
CSRF_WRONG: Final = Code(
    "csrf-token-wrong",
    label("The request does not come from a page of this session.", "该请求不是由当前会话的页面发出的。"),
    label("Load the page again.", "请重新加载页面。"),
)
NO_SESSION: Final = Code(
    "session-unknown",
    label("There is no such session.", "没有这个会话。"),
    label("It may have ended: load the list again.", "它可能已结束：请重新加载列表。"),
)

_SEEN_EVERY: Final = timedelta(minutes=1)
"""How exactly it is known when a session was used last."""


class Begun(Message):
    """A session that has just begun."""

    account_id: UUID
    """Who signed in."""
    token: str
    """What the browser keeps where no script sees it."""
    csrf: str
    """What the browser sends along with every change."""
    expires_at: datetime
    """Until when the session can last."""


class Session(Message):
    """A session of somebody, as they see it."""

    id: UUID
    """The key."""
    created_at: datetime
    """When it began."""
    expires_at: datetime
    """When it ends at the latest."""
    last_seen_at: datetime
    """When it was used last, to the minute."""
    agent: str
    """The browser, as it calls itself."""
    address: str
    """Where it was used from last."""
    present: bool
    """Whether it is the one that asks."""


class Sessions:
    """The use cases of sessions in one workspace."""

    def __init__(self, database: Database, settings: Settings, passwords: Passwords) -> None:
        """Take the workspace, how long sessions last, and how passwords are kept."""
        self._database = database
        self._passwords = passwords
        self._throttle = Throttle(database)
        self._longest = timedelta(hours=settings.session_hours)
        self._idle = timedelta(hours=settings.session_idle_hours)

    async def login(self, visitor: Actor, name: str, password: str) -> Begun:
        """Begin a session of the account that has this name, or e-mail address, and password.

        Raises `Forbidden`, which does not tell whether there is such an account, and `TooSoon` after many attempts.
        """
        known = name.strip().lower()[:254]
        attempt = await self._throttle.attempt(known, visitor.address)
        async with self._database.connection() as connection:
            row = await accounts.FOR_LOGIN.row(connection, name=known)
        hashed = row["password_hash"] if row and row["status"] == "active" else None
        if not await self._passwords.verify(hashed, password) or row is None or hashed is None:
            async with self._database.connection() as connection:
                await visitor.note(
                    connection, "session.refused", f"account:{row['id']}" if row else "", name=known[:64]
                )
            message = "name and password do not belong together"
            raise Forbidden(message, [SIGN_IN_REFUSED.report()])
        await attempt.succeeded()
        if self._passwords.weak(hashed):
            fresh = await self._passwords.hash(password)
            async with self._database.connection() as connection:
                await accounts.REHASH.run(connection, id=row["id"], fresh=fresh, stale=hashed)
        return await self.begin(visitor, row["id"], by="password")

    async def begin(self, visitor: Actor, account_id: UUID, *, by: str) -> Begun:
        """Begin a session of an account that has shown who it is in some way."""
        now = clock.now()
        token, csrf_secret, session_id = new_secret(), secrets.token_bytes(32), new_id()
        async with self._database.transaction() as connection:
            await accounts.START_SESSION.run(
                connection,
                id=session_id,
                account_id=account_id,
                token_hash=kept(token),
                csrf_secret=csrf_secret,
                now=now,
                expires_at=now + self._longest,
                agent=visitor.agent[:200],
                address=visitor.address,
            )
            await replace(visitor, account_id=account_id).note(
                connection, "session.begun", f"account:{account_id}", by=by, session=str(session_id)
            )
        return Begun(account_id=account_id, token=token, csrf=csrf_token(csrf_secret), expires_at=now + self._longest)

    async def actor(self, visitor: Actor, token: str, csrf: str | None) -> Actor:
        """Return who is signed in by a token. `csrf` is what was sent along, None for requests that change nothing.

        Raises `SignInNeeded` when the session has ended, `Forbidden` for a wrong `csrf`.
        """
        now = clock.now()
        async with self._database.connection() as connection:
            row = await accounts.SESSION.row(connection, token_hash=kept(token), now=now, idle_since=now - self._idle)
            if row is None:
                message = "the session has ended"
                raise SignInNeeded(message, [NOT_SIGNED_IN.report()])
            if now - row["last_seen_at"] >= _SEEN_EVERY:
                await accounts.SEEN.run(connection, id=row["session_id"], now=now, address=visitor.address)
        if csrf is not None and not hmac.compare_digest(csrf.encode(), csrf_token(row["csrf_secret"]).encode()):
            message = "the request does not come from a page of this session"
            raise Forbidden(message, [CSRF_WRONG.report()])
        return replace(visitor, account_id=row["id"], roles=frozenset(row["roles"]), session_id=row["session_id"])

    async def logout(self, actor: Actor) -> None:
        """End the present session."""
        if actor.session_id is not None:
            await self._end(actor, actor.account, actor.session_id)

    async def page(self, actor: Actor, account_id: UUID | None = None) -> list[Session]:
        """Return one's own sessions, or, for administrators, those of somebody else."""
        whose = self._whose(actor, account_id)
        now = clock.now()
        async with self._database.connection() as connection:
            rows = await accounts.SESSIONS.rows(connection, account_id=whose, now=now, idle_since=now - self._idle)
        return [Session.model_validate({**dict(row), "present": row["id"] == actor.session_id}) for row in rows]

    async def end(self, actor: Actor, session_id: UUID, account_id: UUID | None = None) -> None:
        """End one of one's own sessions, or, for administrators, one of somebody else. Raises `NotFound`."""
        if not await self._end(actor, self._whose(actor, account_id), session_id):
            message = "there is no such session"
            raise NotFound(message, [NO_SESSION.report()])

    async def end_others(self, actor: Actor) -> int:
        """End all of one's own sessions but the present one, and return how many there were."""
        account_id = actor.require_presence()
        async with self._database.transaction() as connection:
            ended = await accounts.END_OTHER_SESSIONS.run(connection, account_id=account_id, kept=actor.session_id)
            if ended:
                await actor.note(connection, "session.others_ended", f"account:{account_id}", count=ended)
        return ended

    async def end_all(self, actor: Actor, account_id: UUID) -> int:
        """End all sessions of somebody else, and return how many there were; for administrators."""
        actor.require()
        async with self._database.transaction() as connection:
            ended = await accounts.END_OTHER_SESSIONS.run(connection, account_id=account_id, kept=actor.session_id)
            if ended:
                await actor.note(connection, "session.others_ended", f"account:{account_id}", count=ended)
        return ended

    async def tidy(self) -> None:
        """Remove the sessions that have ended and the attempts that are forgotten; to be done now and then."""
        now = clock.now()
        async with self._database.connection() as connection:
            await accounts.DROP_ENDED.run(connection, now=now, idle_since=now - self._idle)
            await accounts.DROP_ATTEMPTS.run(connection, forget=now - FORGET)

    async def _end(self, actor: Actor, account_id: UUID, session_id: UUID) -> bool:
        """End a session, and return whether there was one."""
        async with self._database.transaction() as connection:
            ended = await accounts.END_SESSION.run(connection, id=session_id, account_id=account_id)
            if ended:
                await actor.note(connection, "session.ended", f"account:{account_id}", session=str(session_id))
        return bool(ended)

    def _whose(self, actor: Actor, account_id: UUID | None) -> UUID:
        """Return whose sessions are meant. Raises `Forbidden` for others' without the role."""
        if account_id is None or account_id == actor.account_id:
            return actor.require_presence()
        actor.require()
        return account_id
