"""`Unfinished`: what somebody has entered into a form and not saved, kept for themselves alone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

import pydantic

from engine_forms.field import Json
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import label
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.record_reading import Reading
from lowcode.services.rights import FieldRight
from lowcode.store import files
from lowcode.store.database import Database
from lowcode.store.ids import new_id
from lowcode.store.statement import Connection, Statement

TOO_MANY_UNFINISHED: Final = Code(
    "too-many-unfinished",
    label("{limit} forms that you have begun are kept already.", "已保留 {limit} 份您未完成的表单。"),
    label("Save or discard one of them first.", "请先保存或放弃其中一份。"),
)
_KEPT: Final = timedelta(days=90)
"""How long it is kept after the last change."""
_MOST: Final = 200
"""The most that is kept for one person."""

_FIND: Final = Statement(
    """
    SELECT record_id, version, content, created_at, updated_at FROM record_draft
    WHERE account_id = :account_id AND form = :form AND record_id IS NOT DISTINCT FROM CAST(:record_id AS uuid)
        AND updated_at > :since
    """
)
_KEEP: Final = Statement(
    """
    INSERT INTO record_draft (id, account_id, form, record_id, version, content, created_at, updated_at)
    SELECT :id, :account_id, :form, CAST(:record_id AS uuid), :version, :content, :now, :now
    WHERE (SELECT count(*) FROM record_draft WHERE account_id = :account_id AND updated_at > :since
        AND NOT (form = :form AND record_id IS NOT DISTINCT FROM CAST(:record_id AS uuid))) < :most
    ON CONFLICT (account_id, form, record_id) DO UPDATE
        SET version = EXCLUDED.version, content = EXCLUDED.content, updated_at = EXCLUDED.updated_at
    """
)
_DROP: Final = Statement(
    """
    DELETE FROM record_draft WHERE account_id = :account_id
        AND (updated_at <= :since
            OR form = :form AND record_id IS NOT DISTINCT FROM CAST(:record_id AS uuid))
    """
)


class Entered(Message):
    """What somebody has entered so far."""

    record: UUID | None = None
    """The record; None for one that is yet to be created."""
    version: Annotated[int, pydantic.Field(ge=1)] | None = None
    """The version of the record when the change began."""
    values: dict[str, Json]
    """The fields, as they would be saved."""


class UnfinishedRecord(Message):
    """What somebody has entered and not saved."""

    record: UUID | None
    """The record; None for one that is yet to be created."""
    version: int | None
    """The version of the record when the change began."""
    values: dict[str, Json]
    """The fields, as they would be saved."""
    titles: dict[str, str]
    """What the records and people that they refer to are called, by id, as far as they may be seen."""
    begun_at: datetime
    """When it was kept first."""
    changed_at: datetime
    """When it was kept last."""


class Unfinished:
    """The use cases of forms that somebody has begun to fill in; nobody else ever sees what stands in them."""

    def __init__(self, database: Database, reading: Reading) -> None:
        """Take the workspace, and how records are read."""
        self._database = database
        self._reading = reading

    async def find(self, app: RecordApp, actor: Actor, form: str, record: UUID | None) -> UnfinishedRecord | None:
        """Return what the actor has begun of a record, None for nothing. Raises `NotFound`, `Forbidden`."""
        async with self._database.connection() as connection:
            await self._allowed(connection, app, actor, form, record, "read")
            row = await _FIND.row(connection, **_place(app, actor, form, record), since=clock.now() - _KEPT)
            if row is None:
                return None
            reader = await self._reading.reader(connection, actor)
            logic = app.logic(form)
            known = {name: value for name, value in row["content"].items() if name in logic.shapes}
            everything: dict[str, FieldRight] = dict.fromkeys(app.access.of(reader, form).names, "full")
            titles = await self._reading.titles(connection, app, reader, form, [known], [everything])
            titles = await self._without_files_of_others(connection, actor, _place(app, actor, form, record), titles)
        return UnfinishedRecord(
            record=row["record_id"],
            version=row["version"],
            values=known,
            titles=titles,
            begun_at=row["created_at"],
            changed_at=row["updated_at"],
        )

    async def _without_files_of_others(
        self, connection: Connection, actor: Actor, place: Mapping[str, Any], titles: dict[str, str]
    ) -> dict[str, str]:
        """Return titles without the names of files that are neither the actor's own nor those of the record.

        What was entered names them by ids, which anybody can write down.
        """
        foreign = {
            str(row["id"])
            for row in await files.SOME.rows(connection, ids=[UUID(one) for one in titles])
            if row["created_by"] != actor.account
            and (row["form"] != place["form"] or row["record_id"] != place["record_id"] or row["record_id"] is None)
        }
        return {id_: title for id_, title in titles.items() if id_ not in foreign}

    async def keep(self, app: RecordApp, actor: Actor, form: str, entered: Entered) -> None:
        """Keep what the actor has entered, instead of what was kept before. Raises `NotFound`, `Forbidden`."""
        now = clock.now()
        async with self._database.connection() as connection:
            await self._allowed(connection, app, actor, form, entered.record, "write")
            kept = await _KEEP.run(
                connection,
                **_place(app, actor, form, entered.record),
                id=new_id(),
                version=entered.version,
                content=entered.values,
                now=now,
                since=now - _KEPT,
                most=_MOST,
            )
            if not kept:
                message = "too many forms are begun"
                raise Invalid(message, [TOO_MANY_UNFINISHED.report(limit=_MOST)])

    async def drop(self, app: RecordApp, actor: Actor, form: str, record: UUID | None) -> None:
        """Forget what the actor has begun of a record, and everything that has grown old."""
        actor.require_scope("write")
        async with self._database.connection() as connection:
            await _DROP.run(connection, **_place(app, actor, form, record), since=clock.now() - _KEPT)

    async def _allowed(
        self, connection: Connection, app: RecordApp, actor: Actor, form: str, record: UUID | None, scope: str
    ) -> None:
        """Return when the actor may create records of a form, or see the record. Raises `NotFound`, `Forbidden`."""
        reader = await self._reading.reader(connection, actor, scope)
        access = self._reading.access(app, reader, form, "create" if record is None else "edit")
        if record is not None:
            await self._reading.one(connection, app, access, record)


def _place(app: RecordApp, actor: Actor, form: str, record: UUID | None) -> dict[str, Any]:
    """Return where it is kept."""
    return {"account_id": actor.account, "form": app.place(form), "record_id": record}
