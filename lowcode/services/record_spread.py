"""What a change of records makes of stored values elsewhere: exactly the affected records are computed anew."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from engine_forms.dependencies import Dependent, Hop
from engine_forms.submission import Submission
from engine_rules.values import Value
from lowcode.services.record_app import RecordApp
from lowcode.services.record_drafts import Draft, changes_of
from lowcode.services.record_sources import Fetched
from lowcode.services.record_stale import Stale, put_down, stale_fields
from lowcode.store.ids import new_id
from lowcode.store.records import Author, Change, Writing
from lowcode.store.stale_records import WAITING
from lowcode.store.statement import Connection

_AT_ONCE: Final = 500
"""How many records are computed in one statement."""
MOST_DEPENDENTS: Final = 10_000
"""How many records are computed in the transaction of a change; more are marked as stale, and computed by a job."""
_DEEPEST: Final = 20
"""How often one change leads to the next."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Records of a form that were written."""

    form: str
    """The form."""
    fields: frozenset[str]
    """What changed of any of them."""
    former: Mapping[UUID, Mapping[str, Value]]
    """The records as they were before."""


class Spreading:
    """The consequences of one change, in its transaction."""

    def __init__(
        self,
        connection: Connection,
        app: RecordApp,
        author: Author,
        user: Mapping[str, Value] | None = None,
        *,
        job_id: UUID | None = None,
    ) -> None:
        """Take the transaction, the app, who changed something, and who works with it as expressions see them.

        With a job, what it computes at its end waits until then.
        """
        self.job_id = job_id
        self.connection = connection
        self.app = app
        self.author = author
        self.user = user
        self.count = 0
        """How many records were computed anew."""
        self.written: list[tuple[str, list[Draft]]] = []
        """The records that were computed anew, by form, in order; held until the transaction ends."""

    async def spread(self, changed: Changed) -> None:
        """Compute anew what depends on changed records, and on what becomes of those."""
        waiting = [changed]
        for _ in range(_DEEPEST):
            following: list[Changed] = []
            for one in waiting:
                following += await self._spread(one)
            if not following:
                return
            waiting = following

    async def renew(self, form: str, ids: Sequence[UUID], because: Changed | None = None) -> None:
        """Compute records anew, as when their form has changed, and what depends on them."""
        again = await self._compute(form, ids, because or Changed(form, frozenset(), {}))
        if again is not None:
            await self.spread(again)

    async def _spread(self, changed: Changed) -> list[Changed]:
        """Compute anew what depends on changed records directly, and return what changed thereby."""
        wanted: dict[str, set[UUID]] = defaultdict(set)
        for dependent in self.app.dependencies.affected(changed.form, changed.fields):
            wanted[dependent.form] |= await self._found(dependent, changed)
        if self.job_id is not None:
            for form, ids in wanted.items():
                told = self.app.place(form)
                rows = await WAITING.rows(self.connection, job_id=self.job_id, form=told, ids=sorted(ids))
                ids -= {row["record_id"] for row in rows}
        if sum(len(ids) for ids in wanted.values()) > MOST_DEPENDENTS:
            await self._put_down(changed, wanted)
            return []
        found = []
        for form, ids in sorted(wanted.items()):
            ordered = sorted(ids)
            for start in range(0, len(ordered), _AT_ONCE):
                again = await self._compute(form, ordered[start : start + _AT_ONCE], changed)
                if again is not None:
                    found.append(again)
        return found

    async def _put_down(self, changed: Changed, wanted: Mapping[str, set[UUID]]) -> None:
        """Mark records as stale, and what is computed from them in turn, and have a job compute them."""
        fields = stale_fields(self.app, changed.form, changed.fields)
        later: dict[str, set[UUID]] = defaultdict(set)
        waiting = dict(wanted)
        for _ in range(_DEEPEST):
            following: dict[str, set[UUID]] = defaultdict(set)
            for form, ids in waiting.items():
                names = frozenset(one.replace(".", "/") for one in fields.get(form, ()))
                stale = Changed(form, names, {key: {} for key in ids})
                for dependent in self.app.dependencies.affected(form, names):
                    known = wanted.get(dependent.form, set()) | later[dependent.form]
                    following[dependent.form] |= await self._found(dependent, stale) - known
            waiting = {form: ids for form, ids in following.items() if ids}
            if not waiting:
                break
            for form, ids in waiting.items():
                later[form] |= ids
        because = {"form": changed.form, "records": [str(one) for one in list(changed.former)[:10]]}
        await put_down(self.connection, self.app, self.author, because, Stale(wanted, later, fields))

    # --- whom it concerns ---------------------------------------------------------------------------------------------

    async def _found(self, dependent: Dependent, changed: Changed) -> set[UUID]:
        """Return the records whose value depends on changed ones: the way to them, gone backwards."""
        ids = set(changed.former)
        former: Mapping[UUID, Mapping[str, Value]] = changed.former
        for hop in reversed(dependent.way):
            ids = await self._back(hop, ids, former)
            former = {}
            if not ids:
                break
        return ids

    async def _back(self, hop: Hop, ids: Iterable[UUID], former: Mapping[UUID, Mapping[str, Value]]) -> set[UUID]:
        """Return the records at the near end of a hop, by those at its far end."""
        shape = self.app.tables.shape(hop.form, hop.subtable or "")
        kept = shape.fields.get(hop.field)
        if kept is None:
            return set()
        column, several = f'r."{kept.names[0]}"', kept.columns[0].storage == "uuid[]"
        if hop.kind == "reference":
            condition = f"{column} && $1::uuid[]" if several else f"{column} = ANY ($1::uuid[])"
            own = "r.parent_id" if hop.subtable else "r.id"
            text = f"SELECT DISTINCT {own} AS id FROM {shape.name} AS r WHERE {condition}"
            return {row["id"] for row in await self.connection.fetch(text, list(ids))}
        value = f"unnest({column})" if several else column
        text = f"SELECT DISTINCT {value} AS id FROM {shape.name} AS r WHERE r.id = ANY ($1::uuid[])"
        found = {row["id"] for row in await self.connection.fetch(text, list(ids))}
        for record in former.values():
            before = record.get(hop.field)
            found |= {UUID(one) for one in (before if isinstance(before, list) else [before]) if isinstance(one, str)}
        return found - {None}

    # --- what becomes of them -----------------------------------------------------------------------------------------

    async def _compute(self, form: str, ids: Sequence[UUID], because: Changed) -> Changed | None:
        """Compute records anew and write those that change."""
        statements, logic = self.app.statements(form), self.app.logic(form)
        # Held before anything else is read: whoever changes another part of the same sum waits, then sees this one.
        rows = await statements.fetch(self.connection, ids, lock=True)
        records = [statements.values(row) for row in rows]
        await statements.add_rows(self.connection, records)
        fetched = Fetched(self.app)
        await fetched.fetch(self.connection, form, records, logic.plan.tree)
        drafts = []
        for record in records:
            found = logic.submit(Submission(form, {}, record, self.user, any_stage=True), fetched)
            draft = Draft(UUID(str(record["id"])), {}, record, _id(record["owner"]), _id(record["department"]))
            draft.values, draft.changed = dict(found.values), frozenset(found.changed & self._stored(form))
            if draft.changed:
                drafts.append(draft)
        if not drafts:
            return None
        self.count += len(drafts)
        cause = {"kind": "dependency", "form": because.form, "records": [str(one) for one in list(because.former)[:10]]}
        author = Author(self.author.at, self.author.account_id, {**self.author.cause, "because": cause})
        await write(self.connection, self.app, form, author, drafts)
        self.written.append((form, drafts))
        names = frozenset(name for draft in drafts for name in draft.changed)
        inner = {f"{name}/{one}" for name in names for one in self.app.logic(form).row_shapes.get(name, ())}
        return Changed(form, names | inner, {draft.id: draft.stored or {} for draft in drafts})

    def _stored(self, form: str) -> set[str]:
        """Return what is kept of a form."""
        statements = self.app.statements(form)
        return {*statements.shape.fields, *statements.subtables}


async def write(connection: Connection, app: RecordApp, form: str, author: Author, drafts: Sequence[Draft]) -> None:
    """Write drafts of records that exist, with their history; each gets its next version."""
    statements = app.statements(form)
    writings, changes = [], []
    for draft in drafts:
        assert draft.stored is not None
        version = int(draft.stored["version"]) + 1
        rows = {name: draft.values[name] for name in statements.subtables if name in draft.changed}
        writings.append(Writing(draft.id, version, draft.values, draft.owner, draft.department, rows))
        changes.append(Change(new_id(), draft.id, version, "update", changes_of(app, form, draft)))
        draft.values = {**draft.stored, **draft.values, "version": version}
        draft.values |= {"updated at": author.at, "updated by": author.account_id and str(author.account_id)}
        draft.values |= {"owner": _text(draft.owner), "department": _text(draft.department)}
    await statements.update(connection, author, writings, changes)


def _id(value: Any) -> UUID | None:
    """Return a text as an id."""
    return UUID(value) if isinstance(value, str) else None


def _text(value: UUID | None) -> str | None:
    """Return an id as text."""
    return None if value is None else str(value)
