"""`Substitutions`: who stands in for whom, from when to when, in which flows."""

from datetime import datetime
from uuid import UUID

import pydantic

from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.kernel.names import label
from lowcode.services.actor import ADMINISTRATOR, Actor
from lowcode.services.flow_codes import SUBSTITUTION_UNKNOWN, SUBSTITUTION_WRONG
from lowcode.services.message import Message
from lowcode.store import substitutions as store
from lowcode.store.database import Database
from lowcode.store.ids import new_id


class SubstitutionDraft(Message):
    """An arrangement as it is entered."""

    person: UUID
    """Who is away."""
    substitute: UUID
    """Who is asked instead."""
    starts: pydantic.AwareDatetime | None = None
    """The first instant; from now on without one."""
    ends: pydantic.AwareDatetime | None = None
    """The first instant after; without end without one."""
    flows: tuple[str, ...] = pydantic.Field(default=(), max_length=200)
    """Only in these flows, as `crm.approval`; in all without any."""
    note: str = pydantic.Field(default="", max_length=500)
    """What to say about it."""


class SubstitutionView(SubstitutionDraft):
    """An arrangement."""

    id: UUID
    """Its key."""
    person_name: str
    """How who is away is called."""
    substitute_name: str
    """How who is asked instead is called."""
    holds: bool
    """Whether it holds now."""
    created_at: datetime
    """Since when it is arranged."""


class Substitutions:
    """The arrangements of one workspace: everybody's own, and all of them for administrators."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self._database = database

    async def page(self, actor: Actor, *, everybody: bool = False) -> list[SubstitutionView]:
        """Return the arrangements of the actor, as who is away or is asked instead; all for administrators."""
        actor.require_scope("read")
        if everybody:
            actor.require(ADMINISTRATOR)
        now = clock.now()
        async with self._database.connection() as connection:
            rows = await store.ALL.rows(connection, account=None if everybody else actor.account)
        return [
            SubstitutionView.model_validate(
                {
                    **dict(row),
                    "holds": (row["starts"] is None or row["starts"] <= now)
                    and (row["ends"] is None or now < row["ends"]),
                }
            )
            for row in rows
        ]

    async def add(self, actor: Actor, draft: SubstitutionDraft) -> UUID:
        """Arrange something: for oneself, or as an administrator for anybody. Raises `Invalid`, `Forbidden`."""
        return await self._write(actor, new_id(), draft, fresh=True)

    async def change(self, actor: Actor, id_: UUID, draft: SubstitutionDraft) -> None:
        """Arrange something else. Raises `NotFound`, `Invalid`, `Forbidden`."""
        await self._own(actor, id_)
        await self._write(actor, id_, draft, fresh=False)

    async def remove(self, actor: Actor, id_: UUID) -> None:
        """Let an arrangement hold no more. Raises `NotFound`, `Forbidden`."""
        await self._own(actor, id_)
        async with self._database.transaction() as connection:
            await store.REMOVE.run(connection, id=id_)
            await actor.note(connection, "substitution.removed", f"substitution:{id_}")

    async def _own(self, actor: Actor, id_: UUID) -> None:
        """Refuse an arrangement of others to who is no administrator."""
        actor.require_scope("write")
        async with self._database.connection() as connection:
            person = await store.PERSON.value(connection, id=id_)
        if person is None or (person != actor.account_id and ADMINISTRATOR not in actor.roles):
            message = "there is no such arrangement"
            raise NotFound(message, [SUBSTITUTION_UNKNOWN.report()])

    async def _write(self, actor: Actor, id_: UUID, draft: SubstitutionDraft, *, fresh: bool) -> UUID:
        """Keep an arrangement."""
        actor.require_scope("write")
        if draft.person != actor.account_id:
            actor.require(ADMINISTRATOR)
        reason = None
        if draft.person == draft.substitute:
            reason = label("nobody stands in for themselves", "不能由本人代理本人")
        elif draft.starts is not None and draft.ends is not None and draft.ends <= draft.starts:
            reason = label("it ends before it begins", "结束时间早于开始时间")
        async with self._database.transaction() as connection:
            if reason is None and await store.WORKING.value(connection, ids=[draft.person, draft.substitute]) < 2:
                reason = label("one of the two does not work here", "其中一人已离职或不存在")
            if reason is not None:
                message = "the arrangement cannot be kept"
                raise Invalid(message, [SUBSTITUTION_WRONG.report(path="/substitute", reason=reason)])
            values = {**draft.model_dump(), "flows": list(draft.flows), "id": id_}
            await store.PUT.run(connection, **values, created_by=actor.account_id, now=clock.now())
            action = "substitution.added" if fresh else "substitution.changed"
            await actor.note(connection, action, f"substitution:{id_}", **draft.model_dump(mode="json"))
        return id_
