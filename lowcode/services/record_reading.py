"""`Reading`: how records are looked at, each way under the rights of the reader."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import asyncpg

from engine_forms.field import Json
from engine_forms.field_types.subtable import SubtableField
from engine_forms.filters import AllFilter, AnyFilter
from engine_forms.identity import IdField
from engine_forms.system import IDS
from engine_rules.values import Value
from lowcode.kernel.errors import Forbidden, Invalid, NotFound
from lowcode.services.access import FormAccess
from lowcode.services.actor import Actor
from lowcode.services.live_reads import stale_with_live
from lowcode.services.reader import Reader, reader_of
from lowcode.services.record_answers import (
    Count,
    Explanation,
    Group,
    GroupQuery,
    HistoryEntry,
    Page,
    PastRecord,
    Reason,
    RecordPage,
    Revealed,
)
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import (
    FIELD_NOT_READ,
    NO_RECORD,
    NONE_ALLOWED,
    NOT_QUERIED,
    ONLY_LEDGER,
    WRONG_CURSOR,
    WRONG_QUERY,
)
from lowcode.services.record_live import add_live
from lowcode.services.record_query import MOST_GROUPS, Query, Where, cursor
from lowcode.services.record_rows import PLAIN, PageNeeds, are_few, record_rows, refers
from lowcode.services.record_view import RecordView, Seen, stale_column, view
from lowcode.services.rights import RANK, FieldRight
from lowcode.services.stored_file import StoredFile, stored_file
from lowcode.store import files, people
from lowcode.store.bound import Bound
from lowcode.store.database import Database
from lowcode.store.records import HISTORY, HISTORY_UNTIL
from lowcode.store.statement import Connection

COUNTED: Final = 10_000
"""Up to how many records are counted exactly."""
_MOST_TITLES: Final = 500
_QUOTED: Final = re.compile(r"\"[^\"]*\"|'[^']*'")
_CHANGING: Final = frozenset({"create", "edit", "delete", "import"})
"""The actions that write records."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A record with what the reader may do with it."""

    values: dict[str, Value]
    """Fields, and what every record has."""
    holds: tuple[bool, ...]
    """Which grants let it be seen."""
    may: Mapping[str, tuple[bool, ...]]
    """Which grants allow other actions that were asked for."""
    stale: tuple[str, ...] = ()
    """The values that are being computed anew."""


class Reading:
    """The use cases of looking at records, in one workspace."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self.database = database

    # --- for the other use cases --------------------------------------------------------------------------------------

    async def reader(
        self, connection: Connection, actor: Actor, scope: str = "read", app: RecordApp | None = None
    ) -> Reader:
        """Return who an actor is, with what the rules and forms of `app` read of them, or else with everything.

        Raises `SignInNeeded` when nobody is signed in, `Forbidden` without the scope.
        """
        actor.require_scope(scope)
        if app is not None and not actor.product and not app.access.reads_people(actor.roles):
            return Reader(actor, {"id": str(actor.account), "roles": sorted(actor.roles)})
        return await reader_of(connection, actor)

    def access(self, app: RecordApp, reader: Reader, form: str, action: str = "see") -> FormAccess:
        """Return what somebody may do with the records of a form. Raises `NotFound`, `Forbidden`."""
        found = app.form(form)
        if action in _CHANGING and form in app.ledgers.kept:
            message = f"only the ledger writes {form}"
            raise Forbidden(message, [ONLY_LEDGER.report(form=found.label)])
        access = app.access.of(reader, form)
        if not access.allowed(action):
            message = f"no role of the reader allows to {action} records of {form}"
            raise Forbidden(message, [NONE_ALLOWED.report(action=action, form=found.label)])
        return access

    def seen(self, app: RecordApp, access: FormAccess) -> Seen:
        """Return what makes views of the records of a form."""
        return Seen(access, app.logic(access.form).shapes)

    async def load(
        self,
        connection: Connection,
        app: RecordApp,
        access: FormAccess,
        ids: Sequence[UUID],
        actions: Sequence[str] = (),
        *,
        lock: bool = False,
        trashed: bool | None = False,
    ) -> list[Loaded]:
        """Return the records that the reader may see, of those with some ids, in the order of ids.

        `lock` holds them until the transaction ends. `trashed` says whether those in the trash are meant, None: both.
        """
        bound = Bound()
        statements = app.statements(access.form)
        flags = {action: access.flags(action, bound) for action in ("see", *actions)}
        listed = "".join(f", ARRAY[{', '.join(one) or 'FALSE'}] AS may_{at}" for at, one in enumerate(flags.values()))
        listed += stale_column(app, access.form, bound)
        where = [f"r.id = ANY ({bound.put(list(ids))}::uuid[])", access.predicate("see", bound)]
        if trashed is not None:
            where.append(f"r.trashed_at IS {'NOT ' if trashed else ''}NULL")
        text = (
            f"SELECT {statements.columns}{listed} FROM {statements.shape.name} AS r WHERE {' AND '.join(where)} "
            f"ORDER BY r.id{' FOR UPDATE OF r' if lock else ''}"
        )
        rows = await connection.fetch(*bound.over(text))
        found = [
            Loaded(
                statements.values(row),
                tuple(row["may_0"]) if access.grants else (),
                {action: tuple(row[f"may_{at}"]) for at, action in enumerate(flags) if at},
                tuple(row.get("stale") or ()),
            )
            for row in rows
        ]
        await statements.add_rows(connection, [one.values for one in found])
        return found

    async def one(
        self,
        connection: Connection,
        app: RecordApp,
        access: FormAccess,
        id_: UUID,
        actions: Sequence[str] = (),
        *,
        lock: bool = False,
        trashed: bool | None = False,
    ) -> Loaded:
        """Return a record. Raises `NotFound` also for one that the reader may not see."""
        found = await self.load(connection, app, access, [id_], actions, lock=lock, trashed=trashed)
        if not found:
            message = "there is no such record"
            raise NotFound(message, [NO_RECORD.report()])
        return found[0]

    async def live(
        self, connection: Connection, app: RecordApp, reader: Reader, form: str, records: Sequence[dict[str, Value]]
    ) -> None:
        """Add the values of formulas that are computed whenever they are read."""
        await add_live(connection, app, reader, form, records)

    async def titles(
        self, connection: Connection, app: RecordApp, reader: Reader, form: str, records: Sequence[dict[str, Value]],
        seen: Sequence[Mapping[str, FieldRight]], *, names: Collection[str] | None = None,
    ) -> dict[str, str]:  # fmt: skip
        """Return what records refer to is called, by id, as far as the reader may see it; in some fields, or all."""
        wanted: dict[str, set[str]] = defaultdict(set)
        shapes = [
            (name, shape)
            for name, shape in app.logic(form).shapes.items()
            if isinstance(shape, IdField | SubtableField) and (names is None or name in names)
        ]
        system = {name: target for name, target in IDS.items() if names is None or name in names}
        for record, rights in zip(records, seen, strict=True):
            for name, shape in shapes:
                if rights[name] not in {"hidden", "masked"}:
                    _note_ids(name, shape, record.get(name), rights, wanted)
            for name, target in system.items():
                if isinstance(record.get(name), str):
                    wanted[target].add(record[name])
        found: dict[str, str] = {}
        for target, ids in wanted.items():
            some = [UUID(one) for one in sorted(ids)[:_MOST_TITLES]]
            found |= await self.titles_of(connection, app, reader, target, some)
        return found

    async def titles_of(
        self, connection: Connection, app: RecordApp, reader: Reader, target: str, ids: Sequence[UUID]
    ) -> dict[str, str]:
        """Return what some records, people or departments are called, by id, as far as the reader may see it."""
        if target in {"user", "department"}:
            statement = people.NAMES if target == "user" else people.DEPARTMENT_NAMES
            return {str(row["id"]): row["name"] for row in await statement.rows(connection, ids=list(ids))}
        if target == "file":
            return {str(row["id"]): row["name"] for row in await files.SOME.rows(connection, ids=list(ids))}
        if not app.keeps(target):
            return {}
        access = app.access.of(reader, target)
        if not access.allowed("see"):
            return {}
        where = Where(app, access)
        where.parts.append(f"r.id = ANY ({where.bound.put(list(ids))}::uuid[])")
        where.permitted("see")
        title = app.forms.expression(app.forms.forms[target].title_expression, target)
        made = where.compiled(title)
        if made.text is None or not where.may_read(title.reads, ""):
            return {}
        text = where.bound.query(replace(made, text=made.output))
        sql = f"SELECT r.id, ({text})::text AS title FROM {app.tables.shape(target).name} AS r WHERE {where.sql}"
        rows = await connection.fetch(*where.bound.over(sql))
        return {str(row["id"]): row["title"] for row in rows if row["title"] is not None}

    # --- use cases ----------------------------------------------------------------------------------------------------

    async def get(self, app: RecordApp, actor: Actor, form: str, id_: UUID, *, trashed: bool = False) -> RecordView:
        """Return a record. Raises `NotFound` when there is none that the actor may see."""
        async with self.database.connection() as connection:
            reader = await self.reader(connection, actor, app=app)
            access = self.access(app, reader, form)
            loaded = await self.one(connection, app, access, id_, trashed=trashed)
            return await self.shown(connection, app, access, loaded)

    async def shown(
        self, connection: Connection, app: RecordApp, access: FormAccess, loaded: Loaded, **more: Any
    ) -> RecordView:
        """Return a loaded record as its reader may see it."""
        await self.live(connection, app, access.reader, access.form, [loaded.values])
        seen = self.seen(app, access)
        rights = seen.rights(loaded.values, loaded.holds)
        titles = await self.titles(connection, app, access.reader, access.form, [loaded.values], [rights])
        known = await self._files(connection, app, access.form, titles)
        (stale,) = await stale_with_live(connection, app, access.form, [loaded.stale])
        return view(loaded.values, seen, rights, titles=titles, files=known, stale=stale, **more)

    async def _files(
        self, connection: Connection, app: RecordApp, form: str, titles: Mapping[str, str]
    ) -> list[StoredFile]:
        """Return the files among what a record refers to, in the order in which they were uploaded."""
        logic = app.logic(form)
        shapes = [*logic.shapes.values(), *(one for row in logic.row_shapes.values() for one in row.values())]
        if not any(isinstance(one, IdField) and one.target == "file" for one in shapes):
            return []
        rows = await files.SOME.rows(connection, ids=[UUID(one) for one in titles])
        return [stored_file(row) for row in sorted(rows, key=lambda row: row["id"])]

    async def reveal(self, app: RecordApp, actor: Actor, form: str, id_: UUID, name: str) -> Revealed:
        """Return a sensitive value whole, which is recorded. Raises `NotFound`, `Forbidden`."""
        async with self.database.transaction() as connection:
            reader = await self.reader(connection, actor)
            access = self.access(app, reader, form)
            loaded = await self.one(connection, app, access, id_)
            seen = self.seen(app, access)
            right = seen.rights(loaded.values, loaded.holds).get(name, "hidden")
            if RANK[right] < RANK["read_only"]:
                message = "the reader may not see the field"
                raise Forbidden(message, [FIELD_NOT_READ.report(path=f"/{name[:80]}", name=name[:80])])
            await actor.note(connection, "record.revealed", f"record:{app.place(form)}:{id_}", field=name)
            return Revealed(value=seen.shapes[name].to_json(loaded.values.get(name)))

    async def page(
        self, app: RecordApp, actor: Actor, form: str, query: Query | None = None, *, action: str = "see",
        rows: bool = False,
    ) -> Page:  # fmt: skip
        """Return the records that a query wants, of those that the actor may see, or do something else with.

        Sub-tables are empty unless their `rows` are wanted.
        """
        query = query or Query()
        async with self.database.connection() as connection:
            reader = await self.reader(connection, actor, app=app if _is_plain(query) else None)
            access = self.access(app, reader, form, action)
            with computed(query):
                return await self._page(connection, app, access, query, action, PageNeeds(rows=rows))

    async def _page(
        self, connection: Connection, app: RecordApp, access: FormAccess, query: Query, action: str = "see",
        needs: PageNeeds = PLAIN,
    ) -> Page:  # fmt: skip
        """Return the records that a query wants."""
        where = Where(app, access)
        keys = where.keys(query.sort)
        rows = await record_rows(connection, app, access, query, action, few=needs.few)
        statements = app.statements(access.form)
        more, rows = len(rows) > query.limit, rows[: query.limit]
        records = [statements.values(row) for row in rows]
        if needs.rows:
            await statements.add_rows(connection, records)
        await add_live(connection, app, access.reader, access.form, records, needs.names)
        seen = self.seen(app, access)
        rights = [
            seen.rights(record, tuple(row["may_0"]) if access.grants else ())
            for record, row in zip(records, rows, strict=True)
        ]
        stale = await stale_with_live(
            connection, app, access.form, [row.get("stale") or () for row in rows], needs.names
        )
        empty = {} if needs.rows else _no_rows(seen)
        views = tuple(
            view(record | empty, seen, one, stale=each)
            for record, one, each in zip(records, rights, stale, strict=True)
        )
        titles = await self.titles(connection, app, access.reader, access.form, records, rights, names=needs.names)
        for at, one in enumerate(where.through(query.through)):
            for row, shown in zip(rows, views, strict=True):
                shown.values[one.name] = one.value(row, at)
            if one.target is not None and (ids := one.ids(rows, at)):
                titles |= await self.titles_of(connection, app, access.reader, one.target, ids[:_MOST_TITLES])
        last = rows[-1] if rows else None
        place = cursor([last[f"key_{at}"] for at in range(len(keys))]) if more and last is not None else None
        return Page(records=views, next=place, titles=titles)

    async def count(self, app: RecordApp, actor: Actor, form: str, query: Query, *, limit: int = COUNTED) -> Count:
        """Return how many records a query wants, exactly up to a limit."""
        async with self.database.connection() as connection:
            reader = await self.reader(connection, actor, app=app if _is_plain(query) else None)
            where = Where(app, self.access(app, reader, form))
            where.seen(query)
            table = app.tables.shape(form).name
            text = f"SELECT count(*) FROM (SELECT FROM {table} AS r WHERE {where.sql} LIMIT {limit + 1}) AS found"
            with computed(query):
                found = await connection.fetchval(*where.bound.over(text))
        return Count(count=min(found, limit), exact=found <= limit)

    async def groups(self, app: RecordApp, actor: Actor, form: str, asked: GroupQuery) -> list[Group]:
        """Return how many records have which value of a field, the most frequent first."""
        async with self.database.connection() as connection:
            reader = await self.reader(connection, actor)
            access = self.access(app, reader, form)
            where = Where(app, access)
            where.seen(asked.query)
            made = where.operand(asked.by, "/by")
            kept = app.tables.shape(form).fields.get(asked.by)
            if made is None or (kept is not None and len(kept.names) > 1):
                message = "the groups are not accepted"
                raise Invalid(message, where.problems or [NOT_QUERIED.report(None, "/by", name=asked.by)])
            text = (
                f"SELECT {made[0]} AS value, count(*) AS count FROM {app.tables.shape(form).name} AS r "
                f"WHERE {where.sql} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_GROUPS}"
            )
            with computed(asked.query):
                rows = await connection.fetch(*where.bound.over(text))
            titles: dict[str, str] = {}
            target = kept.shape.target if kept and isinstance(kept.shape, IdField) else IDS.get(asked.by)
            if target is not None:
                ids = [row["value"] for row in rows if row["value"] is not None][:_MOST_TITLES]
                titles = await self.titles_of(connection, app, reader, target, ids)
        found = []
        for row in rows:
            value = row["value"]
            if kept is not None:
                value = kept.shape.from_columns((value,))
                text, value = kept.shape.text(value, "zh-CN"), kept.shape.to_json(value)
            else:
                value = None if value is None else str(value)
                text = value or ""
            found.append(Group(value=value, text=titles.get(str(value), text), count=row["count"]))
        return found

    async def related(
        self, app: RecordApp, actor: Actor, form: str, id_: UUID, name: str, query: Query | None = None
    ) -> Page:
        """Return the records that refer to one, by what they are called there. Raises `NotFound`."""
        query = query or Query()
        async with self.database.connection() as connection:
            reader = await self.reader(connection, actor)
            access = self.access(app, reader, form)
            await self.one(connection, app, access, id_)
            rows = app.forms.vocabulary(form).rows_of(name)
            if rows is None or rows.form is None:
                message = "there are no such related records"
                raise NotFound(message, [NO_RECORD.report()])
            if name in access.names and access.readable(name, Bound()) == "FALSE":
                message = "the reader may not see these related records"
                raise Forbidden(message, [NONE_ALLOWED.report(action="see", form=app.form(form).label)])
            return await self.referring(connection, app, reader, (rows.form, rows.reference or ""), id_, query)

    async def referring(
        self, connection: Connection, app: RecordApp, reader: Reader, by: tuple[str, str], id_: UUID, query: Query,
        *, names: Collection[str] | None = None,
    ) -> Page:  # fmt: skip
        """Return those that a query wants of the records of a form that refer to one by a field, `by` both together.

        With `names` nothing is looked up for other fields. Raises `Forbidden`, `Invalid`.
        """
        form, field = by
        access = self.access(app, reader, form)
        mine = refers(app, form, field, id_)
        both: tuple[AnyFilter, ...] = (mine,) if query.filter is None else (mine, query.filter)
        narrowed = query.model_copy(update={"filter": AllFilter(kind="all", filters=both)})
        few = bool(query.sort) and await are_few(connection, app, by, id_)
        with computed(narrowed):
            return await self._page(connection, app, access, narrowed, needs=PageNeeds(few=few, names=names))

    async def whole(
        self, app: RecordApp, actor: Actor, form: str, id_: UUID, names: Sequence[str], *, most: int = 20
    ) -> RecordPage:
        """Return a record with the first of the records that refer to it, by what they are called there."""
        record = await self.get(app, actor, form, id_)
        related: dict[str, Page] = {}
        for name in dict.fromkeys(names):
            with suppress(Forbidden):
                related[name] = await self.related(app, actor, form, id_, name, Query(limit=most))
        return RecordPage(record=record, related=related)

    async def history(
        self, app: RecordApp, actor: Actor, form: str, id_: UUID, *, before: UUID | None = None, most: int = 100
    ) -> list[HistoryEntry]:
        """Return what happened to a record that the actor may see, as far as they may see its fields now."""
        async with self.database.connection() as connection:
            access, loaded = await self._present(connection, app, actor, form, id_)
            rows = await HISTORY.rows(
                connection, form=app.place(form), record_id=id_, before=before, most=min(most, 500)
            )
            seen = self.seen(app, access)
            rights = seen.rights(loaded.values, loaded.holds)
        return [
            HistoryEntry.model_validate(dict(row) | {"changes": seen.recorded(row["changes"], rights)}) for row in rows
        ]

    async def as_of(
        self,
        app: RecordApp,
        actor: Actor,
        form: str,
        id_: UUID,
        *,
        at: datetime | None = None,
        version: int | None = None,
    ) -> PastRecord:
        """Return a record as it was at an instant, or in a version. Raises `NotFound` before it was created."""
        async with self.database.connection() as connection:
            access, loaded = await self._present(connection, app, actor, form, id_)
            rows = await HISTORY_UNTIL.rows(connection, form=app.place(form), record_id=id_, at=at, version=version)
        seen = self.seen(app, access)
        rights = seen.rights(loaded.values, loaded.holds)
        values: dict[str, Json] = {}
        for row in rows:
            values |= {name: one.get("after") for name, one in seen.recorded(row["changes"], rights).items()}
        if not rows:
            message = "the record was not there yet"
            raise NotFound(message, [NO_RECORD.report()])
        return PastRecord(version=rows[-1]["version"], at=rows[-1]["at"], values=values)

    async def _present(
        self, connection: Connection, app: RecordApp, actor: Actor, form: str, id_: UUID
    ) -> tuple[FormAccess, Loaded]:
        """Return a record that the actor may see; one in the trash, if they may delete it too."""
        reader = await self.reader(connection, actor)
        access = self.access(app, reader, form)
        loaded = await self.one(connection, app, access, id_, ["delete"], trashed=None)
        if loaded.values["trashed at"] is not None and not any(loaded.may["delete"]):
            message = "there is no such record"
            raise NotFound(message, [NO_RECORD.report()])
        return access, loaded

    async def explain(self, app: RecordApp, actor: Actor, whom: Actor, form: str, id_: UUID) -> Explanation:
        """Return which grants let somebody do what with a record: oneself, or, for administrators, anybody."""
        actor.require_scope("read")
        if whom.account_id != actor.account_id:
            actor.require()
        async with self.database.connection() as connection:
            reader = await reader_of(connection, whom)
            app.form(form)
            access = app.access.of(reader, form)
            bound, statements = Bound(), app.statements(form)
            actions = access.actions()
            flags = "".join(
                f", ARRAY[{', '.join(access.flags(action, bound)) or 'FALSE'}] AS may_{at}"
                for at, action in enumerate(("see", *actions))
            )
            text = f"SELECT {statements.columns}{flags} FROM {statements.shape.name} AS r WHERE r.id = {bound.put(id_)}"
            row = await connection.fetchrow(*bound.over(text))
        if row is None or (whom.account_id == actor.account_id and not any(row["may_0"])):
            message = "there is no such record"
            raise NotFound(message, [NO_RECORD.report()])
        reasons = [
            Reason(action=action, role=grant.role, rule=grant.rule.text, holds=row[f"may_{at}"][place])
            for at, action in enumerate(actions, 1)
            for place, grant in enumerate(access.grants)
            if action in grant.rights.actions
        ]
        holds = tuple(row["may_0"]) if access.grants else ()
        rights = self.seen(app, access).rights(statements.values(row), holds)
        return Explanation(reasons=tuple(reasons), fields=dict(rights))


@contextmanager
def computed(query: Query) -> Iterator[None]:
    """Raise `Invalid` for values in a query, or in its cursor, that PostgreSQL cannot compute with."""
    try:
        yield
    except asyncpg.DataError as error:
        message = "the query cannot be computed"
        # What PostgreSQL quotes can be a value of a record that the reader may not see.
        reason = _QUOTED.sub("…", str(error).partition("\n")[0])
        wrong = WRONG_CURSOR.report(path="/after") if query.after else WRONG_QUERY.report(path="/filter", reason=reason)
        raise Invalid(message, [wrong]) from error


def _is_plain(query: Query) -> bool:
    """Return whether a query itself reads nothing of who asks."""
    return query.filter is None or ("expression" not in (told := query.filter.model_dump_json()) and '"my' not in told)


def _note_ids(
    name: str, shape: Any, value: Value, rights: Mapping[str, FieldRight], wanted: dict[str, set[str]]
) -> None:
    """Add the ids in a value to what titles are wanted of."""
    if isinstance(shape, SubtableField):
        for row in value or ():
            for one in shape.fields:
                if rights.get(f"{name}.{one.name}", "hidden") not in {"hidden", "masked"}:
                    _note_ids(one.name, one, row.get(one.name), rights, wanted)
    elif isinstance(shape, IdField):
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                wanted[shape.target].add(each)


def _no_rows(seen: Seen) -> dict[str, Value]:
    """Return sub-tables without rows: lists do not show them."""
    return {name: [] for name, shape in seen.shapes.items() if isinstance(shape, SubtableField)}
