"""`ImportUndo`: imports are taken back, as far as nobody has changed their records since."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from engine_forms.field import Json
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Conflict, LowcodeError
from lowcode.services.actor import Actor
from lowcode.services.import_messages import ImportOutcome, ImportRun, ImportUndone
from lowcode.services.imports import Imports
from lowcode.services.record_app import RecordApp
from lowcode.services.record_writing import NewRecord
from lowcode.services.transfer_codes import CHANGED_SINCE, WRONG_STATE
from lowcode.store import imports as stored
from lowcode.store.statement import Connection

_AT_ONCE: Final = 1_000
_TOLD: Final = 200
"""How many conflicts are told."""

Changes = Mapping[str, Mapping[str, Json]]
"""Before and after, by field."""


class ImportUndo:
    """The use case of taking an import back. Whoever imported records may do so, also where they may delete none."""

    def __init__(self, imports: Imports) -> None:
        """Take the imports of the workspace."""
        self.database = imports.database
        self.records = imports.records
        self.imports = imports

    async def undo(self, app: RecordApp, actor: Actor, form: str, id_: UUID) -> ImportUndone:
        """Return what came of it: records go into the trash, or have their former values. Raises `Conflict`."""
        run = await self.imports.get(app, actor, form, id_)
        if not run.may_undo or run.outcome is None or run.outcome.first is None:
            message = "the import cannot be taken back"
            raise Conflict(message, [WRONG_STATE.report(state=run.state)])
        work = _Undoing(self, app, replace(actor, product=True), form, run, run.outcome)
        return await work.run()

    async def finish(self, connection: Connection, run: ImportRun, outcome: ImportOutcome) -> None:
        """Say that a run was taken back. Raises `Conflict` when somebody else has done it meanwhile."""
        told = outcome.model_dump(mode="json")
        if not await stored.UNDONE.run(connection, id=run.id, outcome=told):
            message = "the import was taken back meanwhile"
            raise Conflict(message, [WRONG_STATE.report(state="undone")])


class _Undoing:
    """One import that is taken back."""

    def __init__(
        self, undo: ImportUndo, app: RecordApp, actor: Actor, form: str, run: ImportRun, outcome: ImportOutcome
    ) -> None:
        self.undo = undo
        self.app = app
        self.actor = actor
        self.form = form
        self.import_run = run
        self.outcome = outcome
        self.cause = {"kind": "undo", "undone": str(run.id)}
        self.conflicts: list[Diagnostic] = []
        self.kept = self.trashed = self.restored = 0

    async def run(self) -> ImportUndone:
        """Return what came of it."""
        full = f"{self.app.name}.{self.form}"
        async with self.undo.database.connection() as connection:
            rows = await stored.CHANGES.rows(
                connection,
                form=full,
                first=self.outcome.first,
                last=self.outcome.last,
                run=str(self.import_run.id),
            )
            since = {
                row["record_id"]: row["elsewhere"]
                for start in range(0, len(rows), _AT_ONCE)
                for row in await stored.VERSIONS.rows(
                    connection,
                    form=full,
                    ids=[one["record_id"] for one in rows[start : start + _AT_ONCE]],
                    first=self.outcome.first,
                    run=str(self.import_run.id),
                )
            }
        async with self.undo.database.transaction() as connection:
            # Said first, so that nobody takes the same import back at the same time.
            await self.undo.finish(connection, self.import_run, self.outcome)
        created = [row["record_id"] for row in rows if row["kind"] == "create"]
        for id_ in created:
            if since.get(id_):
                self._keep(id_)
        await self._trash([id_ for id_ in created if not since.get(id_)])
        changed = {row["record_id"]: row["changes"] for row in rows if row["kind"] == "update"}
        ids = list(changed)
        for start in range(0, len(ids), _AT_ONCE):
            await self._restore({id_: changed[id_] for id_ in ids[start : start + _AT_ONCE]})
        undone = ImportUndone(
            trashed=self.trashed, restored=self.restored, conflicts=tuple(self.conflicts[:_TOLD]), kept=self.kept
        )
        async with self.undo.database.transaction() as connection:
            told = self.outcome.model_copy(update={"undo": undone}).model_dump(mode="json")
            await stored.TOLD.run(connection, id=self.import_run.id, outcome=told)
        return undone

    async def _trash(self, ids: Sequence[UUID]) -> None:
        """Put records into the trash; those that others refer to stay."""
        for start in range(0, len(ids), _AT_ONCE):
            some = ids[start : start + _AT_ONCE]
            try:
                self.trashed += await self._trashed(some)
            except LowcodeError:
                for id_ in some:
                    try:
                        self.trashed += await self._trashed([id_])
                    except LowcodeError as error:
                        self._keep(id_, *error.diagnostics)

    async def _trashed(self, ids: Sequence[UUID]) -> int:
        """Put records into the trash."""
        removal = self.undo.records.removal
        return await removal.trash(self.app, self.actor, self.form, ids, cause=self.cause)

    async def _restore(self, changed: Mapping[UUID, Changes]) -> None:
        """Give records their former values, where those of the import are still there."""
        wanted: dict[UUID, NewRecord] = {}
        shapes = self.app.logic(self.form).shapes
        logic = self.app.logic(self.form)
        statements = self.app.statements(self.form)
        async with self.undo.database.connection() as connection:
            rows = await statements.fetch(connection, list(changed))
            present = {row["id"]: statements.values(row) for row in rows if row["trashed_at"] is None}
            await statements.add_rows(connection, list(present.values()))
        for id_, changes in changed.items():
            record = present.get(id_)
            if record is None:
                self._keep(id_)
                continue
            values: dict[str, Json] = {}
            owner: UUID | None = None
            for name, change in changes.items():
                if name == "owner" and record["owner"] == change.get("after") and change.get("before"):
                    owner = UUID(str(change["before"]))
                written = logic.form.by_name.get(name)
                if written is None or written.formula(logic.vocabulary) is not None:
                    continue
                if shapes[name].to_json(record.get(name)) == change.get("after"):
                    before = change.get("before")
                    rows_of = name in statements.subtables
                    values[name] = self._rows(name, before, record.get(name)) if rows_of else before
                else:
                    self._keep(id_)
            if values or owner:
                wanted[id_] = NewRecord(values=values, owner=owner)
        await self._restored(wanted)

    def _rows(self, name: str, before: Json, present: Json) -> Json:
        """Return former rows of a sub-table as input: without what is computed; those that are gone are new ones."""
        rows = self.app.logic(self.form).plan.rows[name]
        computed = {one.name for one in rows.fields if one.formula(rows.vocabulary) is not None}
        known = {row["id"] for row in present or ()}
        apart = [computed if row.get("id") in known else {*computed, "id"} for row in before or ()]
        return [
            {key: value for key, value in row.items() if key not in names}
            for row, names in zip(before or (), apart, strict=True)
        ]

    async def _restored(self, wanted: dict[UUID, NewRecord]) -> None:
        """Change records back; what is refused together is tried one by one."""
        writing = self.undo.records.writing
        if not wanted:
            return
        try:
            await writing.update_many(self.app, self.actor, self.form, wanted, cause=self.cause)
            self.restored += len(wanted)
        except LowcodeError as error:
            if len(wanted) == 1:
                self._keep(next(iter(wanted)), *error.diagnostics)
                return
            for id_, change in wanted.items():
                await self._restored({id_: change})

    def _keep(self, id_: UUID, *why: Diagnostic) -> None:
        """Note that a record stays as it is."""
        self.kept += 1
        self.conflicts += why or [CHANGED_SINCE.report(record=str(id_))]
