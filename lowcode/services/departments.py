"""`Departments`: the tree of departments, who is in them, and who stands above whom."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final
from uuid import UUID

import asyncpg
from pydantic import Field, StringConstraints

from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Conflict, NotFound
from lowcode.kernel.names import label
from lowcode.services.accounts import NO_ACCOUNT, Status
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.store import departments
from lowcode.store.database import Database
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection

NO_DEPARTMENT: Final = Code(
    "department-unknown",
    label("There is no such department.", "没有这个部门。"),
    label("Choose one of the tree.", "请从部门树中选择。"),
)
DEPARTMENT_TAKEN: Final = Code(
    "department-taken",
    label("There is a department {name} at this place already.", "此处已有名为 {name} 的部门。"),
    label("Choose another name.", "请换一个名称。"),
)
DEPARTMENT_CIRCLE: Final = Code(
    "department-circle",
    label("A department cannot stand below itself.", "部门不能移到自身或其下级部门之下。"),
    label("Choose a department outside of it.", "请选择它之外的部门。"),
)
DEPARTMENT_NOT_EMPTY: Final = Code(
    "department-not-empty",
    label("There are people or departments in it.", "该部门下还有人员或部门。"),
    label("Move them elsewhere first.", "请先将其移走。"),
)

_HIGHEST: Final = 50
"""Levels of people above each other, should two head each other's departments."""

DepartmentName = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]


class DepartmentDraft(Message):
    """What a department is to be."""

    name: DepartmentName
    """What it is called; unique among its neighbours."""
    parent_id: UUID | None = None
    """The department that it stands below; None at the top."""
    position: int = Field(default=0, ge=0, le=1_000_000)
    """Its place among its neighbours; those of the same place stand by name."""


class Department(DepartmentDraft):
    """A department."""

    id: UUID
    """The key."""
    heads: tuple[UUID, ...] = ()
    """Who heads it."""
    members: int = 0
    """How many people are in it itself."""


class Membership(Message):
    """How somebody is in a department."""

    head: bool = False
    """Whether they head it."""
    main: bool | None = None
    """Whether it is their main one, of which there is one at the most; None: if they have none yet."""
    title: Annotated[str, StringConstraints(max_length=100, strip_whitespace=True)] = ""
    """What they are there."""


class Member(Message):
    """Somebody who is in a department."""

    id: UUID
    """The account."""
    name: str
    """What they sign in with."""
    display_name: str
    """How they are called."""
    status: Status
    """Whether they can sign in."""
    department_id: UUID
    """The department."""
    head: bool
    """Whether they head it."""
    main: bool
    """Whether it is their main one."""
    title: str
    """What they are there."""


class Departments:
    """The use cases of departments in one workspace."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self._database = database

    async def tree(self, actor: Actor) -> list[Department]:
        """Return all departments, those above before those below; anybody who is signed in may."""
        _ = actor.product or actor.account
        async with self._database.connection() as connection:
            rows = await departments.ALL.rows(connection)
        return [Department.model_validate(dict(row)) for row in rows]

    async def create(self, actor: Actor, draft: DepartmentDraft) -> Department:
        """Return a new department. Raises `NotFound` for the one above, `Conflict` when the name is taken there."""
        actor.require()
        async with self._changing(draft.name) as connection:
            above = "" if draft.parent_id is None else (await _department(connection, draft.parent_id))["path"]
            department_id = new_id()
            await departments.INSERT.run(
                connection, id=department_id, path=f"{above}{department_id}/", now=clock.now(), **draft.model_dump()
            )
            await actor.note(connection, "department.created", f"department:{department_id}", **_told(draft))
        return Department(id=department_id, **draft.model_dump())

    async def update(self, actor: Actor, department_id: UUID, draft: DepartmentDraft) -> None:
        """Rename a department or move it with all below it. Raises `Conflict` for one below itself."""
        actor.require()
        async with self._changing(draft.name) as connection:
            before = await _department(connection, department_id)
            await departments.UPDATE.run(connection, id=department_id, name=draft.name, position=draft.position)
            if draft.parent_id != before["parent_id"]:
                above = "" if draft.parent_id is None else (await _department(connection, draft.parent_id))["path"]
                if above.startswith(before["path"]):
                    message = "a department cannot stand below itself"
                    raise Conflict(message, [DEPARTMENT_CIRCLE.report(path="/parent_id")])
                await departments.MOVE.run(connection, id=department_id, parent_id=draft.parent_id)
                await departments.MOVE_PATHS.run(connection, stale=before["path"], fresh=f"{above}{department_id}/")
            was = _told(
                DepartmentDraft(name=before["name"], parent_id=before["parent_id"], position=before["position"])
            )
            await actor.note(
                connection, "department.changed", f"department:{department_id}", before=was, after=_told(draft)
            )

    async def remove(self, actor: Actor, department_id: UUID) -> None:
        """Remove a department with nothing and nobody in it. Raises `NotFound`, `Conflict`."""
        actor.require()
        async with self._changing() as connection:
            before = await _department(connection, department_id)
            if not await departments.REMOVE.run(connection, id=department_id):
                message = "there are people or departments in it"
                raise Conflict(message, [DEPARTMENT_NOT_EMPTY.report()])
            await actor.note(connection, "department.removed", f"department:{department_id}", name=before["name"])

    async def members(self, actor: Actor, department_id: UUID, *, below: bool = False) -> list[Member]:
        """Return who is in a department, and, if asked for, in those below it; anybody who is signed in may."""
        _ = actor.product or actor.account
        async with self._database.connection() as connection:
            rows = await departments.MEMBERS.rows(connection, id=department_id, below=below)
        return [Member.model_validate(dict(row)) for row in rows]

    async def memberships(self, actor: Actor, account_id: UUID) -> list[Member]:
        """Return how somebody is in which departments, the main one first; anybody who is signed in may."""
        _ = actor.product or actor.account
        async with self._database.connection() as connection:
            rows = await departments.MEMBERSHIPS.rows(connection, account_id=account_id)
        return [Member.model_validate(dict(row)) for row in rows]

    async def set_member(self, actor: Actor, department_id: UUID, account_id: UUID, membership: Membership) -> None:
        """Let somebody be in a department, or be there in another way. Raises `NotFound`."""
        actor.require()
        key = {"department_id": department_id, "account_id": account_id}
        async with self._changing() as connection:
            await _department(connection, department_id)
            main = membership.main
            if main is None:
                main = not await departments.HAS_MAIN.value(connection, **key)
            if main:
                await departments.LEAVE_MAIN.run(connection, **key)
            try:
                await departments.SET_MEMBER.run(
                    connection, **key, head=membership.head, main=main, title=membership.title
                )
            except asyncpg.ForeignKeyViolationError as error:
                message = "there is no such account"
                raise NotFound(message, [NO_ACCOUNT.report()]) from error
            await actor.note(
                connection,
                "department.member_set",
                f"department:{department_id}",
                account=str(account_id),
                head=membership.head,
                main=main,
                title=membership.title,
            )

    async def remove_member(self, actor: Actor, department_id: UUID, account_id: UUID) -> None:
        """Let somebody be in a department no more. Raises `NotFound`."""
        actor.require()
        async with self._changing() as connection:
            if not await departments.REMOVE_MEMBER.run(connection, department_id=department_id, account_id=account_id):
                message = "they are not in this department"
                raise NotFound(message, [NO_ACCOUNT.report()])
            await actor.note(
                connection, "department.member_removed", f"department:{department_id}", account=str(account_id)
            )

    async def superiors(self, account_id: UUID) -> list[tuple[UUID, ...]]:
        """Return who stands above somebody, level by level: usually one person each, several where several head.

        The level above is one's own manager or else the heads of the nearest department on the way up that one does
        not head oneself; who heads several levels counts once.
        """
        levels: list[tuple[UUID, ...]] = []
        seen = {account_id}
        below = account_id
        async with self._database.connection() as connection:
            while len(levels) < _HIGHEST:
                rows = await departments.SUPERIORS.rows(connection, id=below)
                found = tuple(row["id"] for row in rows if row["id"] not in seen)
                if not found:
                    break
                levels.append(found)
                seen.update(found)
                below = found[0]
        return levels

    @asynccontextmanager
    async def _changing(self, name: str = "") -> AsyncIterator[Connection]:
        """Hold a transaction in which nobody else changes the tree. Raises `Conflict` when the name is taken."""
        try:
            async with self._database.transaction() as connection:
                await self._database.hold(connection, "departments")
                yield connection
        except asyncpg.UniqueViolationError as error:
            message = "there is such a department already"
            raise Conflict(message, [DEPARTMENT_TAKEN.report(path="/name", name=name)]) from error


async def _department(connection: Connection, department_id: UUID) -> asyncpg.Record:
    """Return the row of a department. Raises `NotFound`."""
    row = await departments.BY_ID.row(connection, id=department_id)
    if row is None:
        message = "there is no such department"
        raise NotFound(message, [NO_DEPARTMENT.report()])
    return row


def _told(draft: DepartmentDraft) -> dict[str, Any]:
    """Return a department as an audit entry holds it."""
    return draft.model_dump(mode="json")
