"""`Accounts`: the people who may sign in, from the invitation to the day they leave."""

import re
import unicodedata
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import asyncpg
from pydantic import StringConstraints

from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lowcode.kernel.names import Language, label
from lowcode.services.actor import ADMINISTRATOR, Actor
from lowcode.services.message import Message
from lowcode.services.passwords import Passwords
from lowcode.services.secrets import kept, new_secret
from lowcode.services.throttle import Throttle
from lowcode.settings import Settings
from lowcode.store import accounts
from lowcode.store.database import Database
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection

NO_ACCOUNT: Final = Code(
    "account-unknown",
    label("There is no such account.", "没有这个账号。"),
    label("Choose one of the list of people.", "请从人员列表中选择。"),
)
NAME_WRONG: Final = Code(
    "account-name-wrong",
    label("{name} cannot be the name of an account.", "{name} 不能作为账号名称。"),
    label(
        "Use 2 to 64 letters, digits and any of `. _ - @`, without spaces.",
        "请使用 2 至 64 个字母、汉字、数字或 `. _ - @`，不含空格。",
    ),
)
ACCOUNT_TAKEN: Final = Code(
    "account-taken",
    label("Somebody else has this {what}.", "该{what}已被其他账号使用。"),
    label("Choose another, or edit the account that has it.", "请换一个，或编辑已有的账号。"),
)
TIME_ZONE_WRONG: Final = Code(
    "time-zone-unknown",
    label("There is no time zone {name}.", "没有时区 {name}。"),
    label("Name it as `Asia/Shanghai`.", "请写成 `Asia/Shanghai` 的形式。"),
)
MANAGER_WRONG: Final = Code(
    "manager-wrong",
    label("Nobody can be managed so: {reason}.", "无法这样设置上级：{reason}。"),
    label("Choose another manager.", "请选择其他上级。"),
)
TICKET_USELESS: Final = Code(
    "ticket-useless",
    label("This link has been used, or is too old.", "该链接已使用或已过期。"),
    label("Ask an administrator for a new one.", "请联系管理员重新发送。"),
)
PASSWORD_WRONG: Final = Code(
    "password-wrong",
    label("The present password is another.", "当前密码不正确。"),
    label(
        "Type it again; if it is forgotten, ask an administrator for a link.", "请重新输入；若已忘记，请联系管理员。"
    ),
)
LAST_ADMINISTRATOR: Final = Code(
    "last-administrator",
    label("This is the last administrator.", "这是最后一位管理员。"),
    label("Give somebody else the role first.", "请先将该角色授予其他人。"),
)
NOT_ONESELF: Final = Code(
    "not-oneself",
    label("Nobody can disable the account they are signed in with.", "不能停用当前登录的账号。"),
    label("Ask another administrator.", "请由其他管理员操作。"),
)

Status = Literal["invited", "active", "disabled"]
"""Invited: there is no password yet. Disabled: may not sign in, but what they did stays theirs."""

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254, to_lower=True)]
"""An e-mail address, in small letters."""

_NAME: Final = re.compile(r"[\w.@-]{2,64}")


class AccountDraft(Message):
    """What an account says of a person."""

    display_name: Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
    """How the person is called."""
    email: Email | None = None
    """Where the person gets mail; may be signed in with as well."""
    language: Language = "zh-CN"
    """The language of the pages."""
    time_zone: str = "Asia/Shanghai"
    """The time zone that times are shown in."""
    manager_id: UUID | None = None
    """Who stands above the person, when it is not the head of the department."""
    mail_notices: bool = True
    """Whether notices come by mail as well, when they are meant to."""


class NewAccount(AccountDraft):
    """A person who is to get an account."""

    name: str
    """What the person signs in with."""


class Account(AccountDraft):
    """An account."""

    id: UUID
    """The key."""
    name: str
    """What the person signs in with."""
    status: Status
    """Whether the person can sign in."""
    roles: tuple[str, ...]
    """The roles that the account has, by itself or by a department."""
    created_at: datetime
    """When it was made."""
    updated_at: datetime
    """When it was changed."""


class Ticket(Message):
    """What lets somebody choose a password, once."""

    account_id: UUID
    """Whose it is."""
    token: str
    """The secret part of the link; shown only once."""
    expires_at: datetime
    """Until when it can be used."""


class TicketHolder(Message):
    """Whom a link is for."""

    name: str
    """What the person signs in with."""
    display_name: str
    """How the person is called."""


class Accounts:
    """The use cases of accounts in one workspace."""

    def __init__(self, database: Database, settings: Settings, passwords: Passwords) -> None:
        """Take the workspace, how long links hold, and how passwords are kept."""
        self._database = database
        self._settings = settings
        self._passwords = passwords
        self._throttle = Throttle(database)

    async def create(self, actor: Actor, new: NewAccount) -> tuple[Account, Ticket]:
        """Return a new account, and the ticket by which the person chooses a password. Raises `Invalid`, `Conflict`."""
        actor.require()
        name = account_name(new.name)
        _check_zone(new.time_zone)
        async with self._database.transaction() as connection:
            account_id = await self.add(connection, actor, new, name)
            ticket = await self._ticket(connection, account_id)
            return await _account(connection, account_id), ticket

    async def add(self, connection: Connection, actor: Actor, new: NewAccount, name: str) -> UUID:
        """Add an account in a transaction, and return its key. Raises `Conflict` when name or e-mail are taken."""
        account_id = new_id()
        said = new.model_dump(exclude={"name"})
        with _taken():
            await accounts.INSERT.run(connection, id=account_id, name=name, now=clock.now(), **said)
        await actor.note(connection, "account.created", f"account:{account_id}", name=name)
        return account_id

    async def get(self, actor: Actor, account_id: UUID) -> Account:
        """Return an account; anybody who is signed in may. Raises `NotFound`."""
        _ = actor.product or actor.account
        async with self._database.connection() as connection:
            return await _account(connection, account_id)

    async def of(self, account_id: UUID) -> Account:
        """Return the account of somebody who has just shown who they are. Raises `NotFound`."""
        async with self._database.connection() as connection:
            return await _account(connection, account_id)

    async def page(
        self, actor: Actor, *, after: str = "", search: str = "", status: Status | None = None, most: int = 100
    ) -> list[Account]:
        """Return the accounts after a name that hold a text; anybody who is signed in may."""
        _ = actor.product or actor.account
        async with self._database.connection() as connection:
            rows = await accounts.PAGE.rows(
                connection, after=after, search=search.strip().lower(), status=status, most=most
            )
        return [Account.model_validate(dict(row)) for row in rows]

    async def update(self, actor: Actor, account_id: UUID, draft: AccountDraft) -> Account:
        """Change what an account says; one's own name, language and time zone oneself, all by an administrator."""
        async with self._database.transaction() as connection:
            before = await _account(connection, account_id)
            own = actor.account_id == account_id and (draft.email, draft.manager_id) == (
                before.email,
                before.manager_id,
            )
            if own:
                actor.require_presence()
            else:
                actor.require()
            _check_zone(draft.time_zone)
            await self._check_manager(connection, account_id, draft.manager_id)
            with _taken():
                await accounts.UPDATE.run(connection, id=account_id, now=clock.now(), **draft.model_dump())
            changed = {
                name: [_plain(getattr(before, name)), _plain(value)]
                for name, value in draft
                if getattr(before, name) != value
            }
            if changed:
                await actor.note(connection, "account.changed", f"account:{account_id}", **changed)
            return await _account(connection, account_id)

    async def invite(self, actor: Actor, account_id: UUID) -> Ticket:
        """Return a new link for somebody who lost the last one, or forgot the password; the last one holds no more."""
        actor.require()
        async with self._database.transaction() as connection:
            account = await _account(connection, account_id)
            if account.status == "disabled":
                message = "the account is disabled"
                raise Conflict(message, [TICKET_USELESS.report()])
            await actor.note(connection, "account.invited", f"account:{account_id}")
            return await self._ticket(connection, account_id)

    async def ticket_holder(self, token: str) -> TicketHolder:
        """Return whom a link is for. Raises `Forbidden` when it cannot be used any more."""
        async with self._database.connection() as connection:
            row = await accounts.READ_TICKET.row(connection, token_hash=kept(token), now=clock.now())
        if row is None:
            raise _useless()
        return TicketHolder(name=row["name"], display_name=row["display_name"])

    async def accept(self, actor: Actor, token: str, password: str) -> UUID:
        """Set the password of the one whom a link is for, and return the account. All its sessions end.

        Raises `Forbidden` when the link cannot be used any more, `Invalid` for a password that cannot be taken.
        """
        holder = await self.ticket_holder(token)
        self._passwords.check(password, holder.name, holder.display_name)
        password_hash = await self._passwords.hash(password)
        async with self._database.transaction() as connection:
            found = await accounts.TAKE_TICKET.value(connection, token_hash=kept(token), now=clock.now())
            if found is None:
                raise _useless()
            account_id = UUID(str(found))
            if not await accounts.SET_PASSWORD.run(
                connection, id=account_id, password_hash=password_hash, now=clock.now()
            ):
                raise _useless()
            await accounts.END_OTHER_SESSIONS.run(connection, account_id=account_id, kept=None)
            who = Actor(account_id, address=actor.address, agent=actor.agent, request=actor.request)
            await who.note(connection, "account.password_set", f"account:{account_id}", by="link")
        return account_id

    async def change_password(self, actor: Actor, present: str, fresh: str) -> None:
        """Change one's own password; all other sessions end. Raises `Forbidden` when `present` is wrong."""
        account_id = actor.require_presence()
        attempt = await self._throttle.attempt(str(account_id), actor.address)
        async with self._database.connection() as connection:
            row = await accounts.PASSWORD.row(connection, id=account_id)
        if row is None or not await self._passwords.verify(row["password_hash"], present):
            message = "the present password is another"
            raise Forbidden(message, [PASSWORD_WRONG.report(path="/present")])
        await attempt.succeeded()
        self._passwords.check(fresh, row["name"])
        password_hash = await self._passwords.hash(fresh)
        async with self._database.transaction() as connection:
            await accounts.SET_PASSWORD.run(connection, id=account_id, password_hash=password_hash, now=clock.now())
            await accounts.END_OTHER_SESSIONS.run(connection, account_id=account_id, kept=actor.session_id)
            await actor.note(connection, "account.password_set", f"account:{account_id}", by="change")

    async def disable(self, actor: Actor, account_id: UUID) -> Account:
        """Let somebody sign in no more; sessions, tokens and links end at once. Raises `Conflict` for the last one."""
        actor.require()
        if account_id == actor.account_id:
            message = "nobody can disable themselves"
            raise Conflict(message, [NOT_ONESELF.report()])
        async with self._database.transaction() as connection:
            account = await _account(connection, account_id)
            if ADMINISTRATOR in account.roles:
                await self.keep_other_administrator(connection, account_id)
            if await accounts.SET_STATUS.run(connection, id=account_id, status="disabled", now=clock.now()):
                await accounts.END_OTHER_SESSIONS.run(connection, account_id=account_id, kept=None)
                await accounts.REMOVE_TOKENS.run(connection, account_id=account_id)
                await actor.note(connection, "account.disabled", f"account:{account_id}", name=account.name)
            return await _account(connection, account_id)

    async def enable(self, actor: Actor, account_id: UUID) -> tuple[Account, Ticket]:
        """Let somebody sign in again, by a new link."""
        actor.require()
        async with self._database.transaction() as connection:
            account = await _account(connection, account_id)
            if await accounts.SET_STATUS.run(connection, id=account_id, status="invited", now=clock.now()):
                await actor.note(connection, "account.enabled", f"account:{account_id}", name=account.name)
            return await _account(connection, account_id), await self._ticket(connection, account_id)

    async def keep_other_administrator(self, connection: Connection, account_id: UUID) -> None:
        """Raise `Conflict` when nobody but this account could administer the workspace; two who leave at once wait."""
        await self._database.hold(connection, "administrators")
        if not await accounts.OTHER_ADMINISTRATORS.value(connection, id=account_id):
            message = "the last administrator has to stay"
            raise Conflict(message, [LAST_ADMINISTRATOR.report()])

    async def _ticket(self, connection: Connection, account_id: UUID) -> Ticket:
        """Return a new ticket in place of any earlier one."""
        token = new_secret()
        now = clock.now()
        expires_at = now + timedelta(hours=self._settings.invitation_hours)
        await accounts.REPLACE_TICKET.run(
            connection, token_hash=kept(token), account_id=account_id, now=now, expires_at=expires_at
        )
        return Ticket(account_id=account_id, token=token, expires_at=expires_at)

    async def _check_manager(self, connection: Connection, account_id: UUID, manager_id: UUID | None) -> None:
        """Raise `Invalid` for a manager who does not exist, or who is managed by the account in the end."""
        seen = {account_id}
        above = manager_id
        while above is not None:
            if above in seen:
                message = "people cannot manage each other in a circle"
                report = MANAGER_WRONG.report(path="/manager_id", reason=label("it is a circle", "形成了循环"))
                raise Invalid(message, [report])
            seen.add(above)
            row = await accounts.BY_ID.row(connection, id=above)
            if row is None:
                message = "there is no such manager"
                report = MANAGER_WRONG.report(path="/manager_id", reason=label("no such account", "没有该账号"))
                raise Invalid(message, [report])
            above = row["manager_id"]


@contextmanager
def _taken() -> Iterator[None]:
    """Raise `Conflict` for what the database refuses because somebody else has it."""
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        by_mail = "email" in (error.constraint_name or "")
        what = label("e-mail address", "邮箱") if by_mail else label("name", "名称")
        message = "somebody else has this name or e-mail address"
        report = ACCOUNT_TAKEN.report(path="/email" if by_mail else "/name", what=what)
        raise Conflict(message, [report]) from error


def account_name(text: str) -> str:
    """Return what somebody signs in with in its one form: small letters, no spaces around. Raises `Invalid`."""
    name = unicodedata.normalize("NFKC", text).strip().lower()
    if not _NAME.fullmatch(name):
        message = "an account cannot be called so"
        raise Invalid(message, [NAME_WRONG.report(path="/name", name=text[:80])])
    return name


def _check_zone(name: str) -> None:
    """Raise `Invalid` for a time zone that does not exist."""
    if name not in zoneinfo.available_timezones():
        message = "there is no such time zone"
        raise Invalid(message, [TIME_ZONE_WRONG.report(path="/time_zone", name=name[:80])])


async def _account(connection: Connection, account_id: UUID) -> Account:
    """Return an account. Raises `NotFound`."""
    row = await accounts.BY_ID.row(connection, id=account_id)
    if row is None:
        message = "there is no such account"
        raise NotFound(message, [NO_ACCOUNT.report()])
    return Account.model_validate(dict(row))


def _plain(value: Any) -> Any:
    """Return a value as an audit entry holds it."""
    return str(value) if isinstance(value, UUID) else value


def _useless() -> Forbidden:
    """Return the error of a link that cannot be used."""
    message = "the link cannot be used any more"
    return Forbidden(message, [TICKET_USELESS.report()])
