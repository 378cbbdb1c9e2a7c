"""`Roles`: which roles there are, and who has them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
from pydantic import Field, model_validator

from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import NotFound
from lowcode.kernel.names import Label, Ref, label
from lowcode.services.accounts import Accounts
from lowcode.services.actor import ADMINISTRATOR, Actor
from lowcode.services.message import Message
from lowcode.store import departments
from lowcode.store.database import Database
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection

NO_ROLE: Final = Code(
    "role-unknown",
    label("There is no role {role}.", "没有角色 {role}。"),
    label(
        "Choose one of the list of roles; publishing an app brings its own.",
        "请从角色列表中选择；发布应用后会出现其角色。",
    ),
)
NO_HOLDER: Final = Code(
    "role-holder-unknown",
    label("There is no such account or department.", "没有这个账号或部门。"),
    label("Choose one of the lists.", "请从列表中选择。"),
)
NO_GRANT: Final = Code(
    "grant-unknown",
    label("The role has been taken back already.", "该角色已被收回。"),
    label("Load the list again.", "请重新加载列表。"),
)

PLATFORM: Final[Mapping[str, Label]] = {"admin": label("Administrator", "管理员")}
"""The roles of the platform itself."""


class Role(Message):
    """A role."""

    app: str
    """The app that defines it, or `platform`."""
    name: str
    """What it is called in metadata."""
    label: Label
    """What people call it."""
    grants: int
    """How many accounts and departments it is given to."""


class NewGrant(Message):
    """A role that somebody is to have."""

    role: Ref
    """The role with its app: `crm.seller`."""
    account_id: UUID | None = None
    """The account that gets it."""
    department_id: UUID | None = None
    """The department that gets it, with all who are in it or below it, now or later."""

    @model_validator(mode="after")
    def _one_holder(self) -> "NewGrant":
        """Refuse a grant to nobody, and one to two."""
        if (self.account_id is None) == (self.department_id is None):
            msg = "give the role either to an account or to a department"
            raise ValueError(msg)
        return self


class Grant(Message):
    """A role that somebody has."""

    id: UUID
    """The key."""
    role: str
    """The role with its app."""
    account_id: UUID | None
    """The account that has it."""
    department_id: UUID | None
    """The department that has it."""
    holder: str = Field(description="The name of that account or department.")
    granted_by: UUID | None
    """Who gave it."""
    granted_at: datetime
    """When."""


class Roles:
    """The use cases of roles in one workspace."""

    def __init__(self, database: Database, accounts: Accounts) -> None:
        """Take the workspace, and its accounts, of which one has to administer it."""
        self._database = database
        self._accounts = accounts

    async def declare(self, connection: Connection, app: str, roles: Mapping[str, Label]) -> None:
        """Let an app have roles, as part of publishing it. Roles that it had stay, and so do their grants."""
        for name, text in sorted(roles.items()):
            await departments.DECLARE_ROLE.run(
                connection, id=new_id(), app=app, name=name, label=text.model_dump(mode="json")
            )

    async def page(self, actor: Actor) -> list[Role]:
        """Return all roles, by app."""
        actor.require()
        async with self._database.connection() as connection:
            rows = await departments.ROLES.rows(connection)
        return [Role.model_validate({key: value for key, value in row.items() if key != "id"}) for row in rows]

    async def grants(
        self,
        actor: Actor,
        *,
        role: str | None = None,
        account_id: UUID | None = None,
        department_id: UUID | None = None,
    ) -> list[Grant]:
        """Return who has which role, of one role, account or department, or all."""
        actor.require()
        async with self._database.connection() as connection:
            rows = await departments.GRANTS.rows(
                connection, role=role, account_id=account_id, department_id=department_id
            )
        return [Grant.model_validate(dict(row)) for row in rows]

    async def grant(self, actor: Actor, new: NewGrant) -> None:
        """Give a role; to give it twice changes nothing. Raises `NotFound`."""
        actor.require()
        async with self._database.transaction() as connection:
            await self.give(connection, actor, new)

    async def give(self, connection: Connection, actor: Actor, new: NewGrant) -> None:
        """Give a role in a transaction."""
        app, _, name = new.role.partition(".")
        role_id = await departments.ROLE.value(connection, app=app, name=name)
        if role_id is None:
            message = f"there is no role {new.role}"
            raise NotFound(message, [NO_ROLE.report(path="/role", role=new.role)])
        holder = {"account_id": new.account_id, "department_id": new.department_id}
        try:
            given = await departments.GRANT.run(
                connection, id=new_id(), role_id=role_id, **holder, granted_by=actor.account_id, now=clock.now()
            )
        except asyncpg.ForeignKeyViolationError as error:
            message = "there is no such account or department"
            raise NotFound(message, [NO_HOLDER.report()]) from error
        if given:
            await actor.note(connection, "role.granted", _subject(**holder), role=new.role)

    async def revoke(self, actor: Actor, grant_id: UUID) -> None:
        """Take a role back, which counts from the next request on. Raises `NotFound`, `Conflict` for the last one."""
        actor.require()
        async with self._database.transaction() as connection:
            row = await departments.REVOKE.row(connection, id=grant_id)
            if row is None:
                message = "the role has been taken back already"
                raise NotFound(message, [NO_GRANT.report()])
            if row["role"] == ADMINISTRATOR and row["account_id"] is not None:
                await self._accounts.keep_other_administrator(connection, row["account_id"])
            subject = _subject(row["account_id"], row["department_id"])
            await actor.note(connection, "role.revoked", subject, role=row["role"])


def _subject(account_id: UUID | None, department_id: UUID | None) -> str:
    """Return whom an audit entry is about."""
    return f"department:{department_id}" if account_id is None else f"account:{account_id}"
