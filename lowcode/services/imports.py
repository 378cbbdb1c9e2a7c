"""`Imports`: files become records: looked at, mapped, tried, carried out, and taken back."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lowcode.kernel.names import Language
from lowcode.services.access import FormAccess
from lowcode.services.actor import ADMINISTRATOR, Actor
from lowcode.services.files import Files
from lowcode.services.import_cells import shown
from lowcode.services.import_columns import header, mapped, targets
from lowcode.services.import_loading import Loading, RowDraft
from lowcode.services.import_messages import (
    ImportAnalysis,
    ImportColumn,
    ImportMapping,
    ImportMode,
    ImportOutcome,
    ImportPreview,
    ImportProblem,
    ImportRun,
)
from lowcode.services.import_preview import preview_of
from lowcode.services.import_sheets import Row, Sheets, read_sheets
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.record_codes import NONE_ALLOWED
from lowcode.services.record_writing import author_of
from lowcode.services.records import Records
from lowcode.services.transfer_codes import (
    FIELD_TWICE,
    FILE_GONE,
    KEY_NEEDED,
    NO_COLUMN,
    NO_RUN,
    NOT_A_KEY,
    NOT_IMPORTED,
    NOTHING_MAPPED,
    WRONG_STATE,
)
from lowcode.settings import Settings
from lowcode.store import accounts, imports, jobs
from lowcode.store.database import Database
from lowcode.store.ids import new_id
from lowcode.store.jobs import NewJob
from lowcode.store.statement import Connection

JOB: Final = "import_run"
"""The kind of job that carries out runs."""
_BATCH: Final = 2_000
"""Rows that are read and written together."""
_KEPT: Final = 2_000
"""How many mistakes are kept."""
_TOLD: Final = 200
"""How many of them an answer has."""
_SAMPLES: Final = 4
_ACTIONS: Final[dict[ImportMode, tuple[str, ...]]] = {
    "insert": ("create",),
    "update": ("edit",),
    "upsert": ("create", "edit"),
}

Told = Callable[[int, int], Awaitable[None]]
"""Takes how many rows are done, and of how many; raises what is to stop the run."""
Finished = Callable[[Connection, ImportOutcome], Awaitable[None]]
"""Marks the work as done in the transaction of the records."""


class NewImport(Message):
    """A file that is to be imported."""

    file: UUID
    """The file, which was uploaded before."""
    sheet: str | None = None
    """The sheet of a workbook; the first that is not empty if nothing is said."""
    header: int | None = None
    """The row of the titles, from 1; found out if nothing is said."""


class _Refused(Exception):  # noqa: N818 - ends a transaction
    """A row has a mistake: nothing is imported."""


class Imports:
    """The use cases of imports in one workspace."""

    def __init__(self, database: Database, settings: Settings, records: Records) -> None:
        """Take the workspace, and how records are read and written."""
        self.database = database
        self.records = records
        self.files = Files(database, settings)

    # --- looking at a file --------------------------------------------------------------------------------------------

    async def analyse(self, app: RecordApp, actor: Actor, form: str, new: NewImport) -> ImportAnalysis:
        """Return what a file holds, as a run that waits for its mapping. Raises `Invalid`, `Forbidden`, `NotFound`."""
        async with self.database.connection() as connection:
            access = await self._access(connection, app, actor, form)

        async def apps(_: str) -> RecordApp:
            return app

        content = await self.files.readable(apps, actor, new.file)
        sheets = await self._sheets(content.sha256, new.sheet)
        offered = targets(app, access)
        at = header(sheets.rows, offered) if new.header is None else new.header - 1
        titles = [shown(cell) for cell in (sheets.rows[at] if at < len(sheets.rows) else [])]
        titles += [""] * (sheets.width - len(titles))
        fields = mapped(titles, [one for one in offered if not one.only_key or one.unique])
        below = [row for _, row in _rows(sheets, at + 1)]
        columns = tuple(
            ImportColumn(at=place, title=title, samples=_samples(below, place), field=fields[place])
            for place, title in enumerate(titles)
        )
        id_ = new_id()
        told = {"file": content.file.name, "sheet": sheets.name, "header": at + 1}
        async with self.database.connection() as connection:
            await imports.ADD.run(
                connection,
                id=id_,
                form=f"{app.name}.{form}",
                account_id=actor.account_id,
                file_id=new.file,
                mapping=told,
                rows=len(below),
                at=clock.now(),
            )
        return ImportAnalysis(
            id=id_,
            file=content.file.name,
            sheets=sheets.names,
            sheet=sheets.name,
            header=at + 1,
            rows=len(below),
            encoding=sheets.encoding,
            columns=columns,
            targets=tuple(offered),
        )

    async def _sheets(self, sha256: str, name: str | None) -> Sheets:
        """Return the sheet of a content that is kept. Raises `Invalid`, `NotFound`."""
        with await self.files.opened(sha256) as content:
            return await asyncio.to_thread(lambda: read_sheets(content.read(), name or None))

    async def _access(self, connection: Connection, app: RecordApp, actor: Actor, form: str) -> FormAccess:
        """Return what somebody may do who may import. Raises `NotFound`, `Forbidden`."""
        reader = await self.records.reading.reader(connection, actor, "write")
        return self.records.reading.access(app, reader, form, "import")

    # --- a run --------------------------------------------------------------------------------------------------------

    async def preview(
        self,
        app: RecordApp,
        actor: Actor,
        form: str,
        id_: UUID,
        mapping: ImportMapping,
        language: Language = "zh-CN",
        *,
        most: int = 20,
    ) -> ImportPreview:
        """Return the first rows as they would be saved. Raises `Invalid` for a mapping that does not fit."""
        async with self.database.connection() as connection, self._zoned(connection, actor):
            row = await self._row(connection, app, actor, form, id_)
            sheets, rows = await self._given(row, mapping)
            loading = await self._loading(connection, app, actor, form, id_, mapping, sheets.width)
            trial = connection.transaction()
            await trial.start()
            try:
                drafts = loading.read(loading.lines.heads(rows)[:most])
                await loading.find(connection, drafts)
                await loading.write(connection, drafts, None)
                return await preview_of(connection, self.records.reading, loading, drafts, language)
            finally:
                await trial.rollback()

    async def start(
        self, app: RecordApp, actor: Actor, form: str, id_: UUID, mapping: ImportMapping, *, check: bool = False
    ) -> ImportRun:
        """Let a run begin, or only the check of its rows; it goes on as a job. Raises `Invalid`, `Conflict`."""
        async with self.database.connection() as connection:
            row = await self._row(connection, app, actor, form, id_)
            sheets, _ = await self._given(row, mapping)
            await self._loading(connection, app, actor, form, id_, mapping, sheets.width)
            told = {**row["mapping"], **mapping.model_dump(mode="json"), "sheet": sheets.name}
            arguments = {"run": str(id_), "app": app.name, "form": form, "check": check}
            async with connection.transaction():
                if not await imports.BEGIN.run(connection, id=id_, mode=mapping.mode, mapping=told):
                    message = "the run cannot begin now"
                    raise Conflict(message, [WRONG_STATE.report(state=row["state"])])
                job = NewJob(JOB, arguments, key=str(id_), account_id=actor.account_id, priority=jobs.HIGH)
                (job_id,) = await jobs.enqueue(connection, job)
                await imports.JOB.run(connection, id=id_, job=str(job_id))
        return await self.get(app, actor, form, id_)

    async def carry_out(
        self,
        app: RecordApp,
        actor: Actor,
        form: str,
        id_: UUID,
        *,
        check: bool = False,
        told: Told | None = None,
        finished: Finished | None = None,
    ) -> ImportOutcome:
        """Import the rows of a run, all or none, and return what came of it; with `check` only try."""
        began = time.monotonic()
        async with self.database.connection() as connection, self._zoned(connection, actor):
            row = await self._row(connection, app, actor, form, id_)
            mapping = ImportMapping.model_validate(_mapping(row["mapping"]))
            sheets, rows = await self._given(row, mapping)
            loading = await self._loading(connection, app, actor, form, id_, mapping, sheets.width)
            work = _Work(self.database, loading, id_, loading.lines.heads(rows), told)
            outcome: ImportOutcome | None = None
            if not check:
                outcome = await work.imported(began, finished)
            if outcome is None:
                outcome = await work.tried()
                told_too = {"checked": check, "seconds": time.monotonic() - began}
                told_too |= {} if check else {"created": 0, "updated": 0, "unchanged": 0}
                outcome = outcome.model_copy(update=told_too)
                state = "waiting" if check and not outcome.refused else "refused"
                async with self.database.transaction() as other:
                    await imports.END.run(
                        other, id=id_, state=state, outcome=outcome.model_dump(mode="json"), at=clock.now()
                    )
                    if finished is not None:
                        await finished(other, outcome)
        return outcome

    async def _given(self, row: Any, mapping: ImportMapping) -> tuple[Sheets, list[tuple[int, Row]]]:
        """Return the sheet of a run, and its rows with their numbers. Raises `NotFound` when the file has gone."""
        if row["sha256"] is None:
            message = "the file is not kept any more"
            raise NotFound(message, [FILE_GONE.report()])
        sheets = await self._sheets(row["sha256"], mapping.sheet or row["mapping"].get("sheet"))
        return sheets, _rows(sheets, mapping.header)

    async def _loading(  # noqa: PLR0917 - all that a run is
        self,
        connection: Connection,
        app: RecordApp,
        actor: Actor,
        form: str,
        id_: UUID,
        mapping: ImportMapping,
        width: int,
    ) -> Loading:
        """Return what turns rows into records. Raises `Invalid`, `Forbidden`."""
        access = await self._access(connection, app, actor, form)
        for action in _ACTIONS[mapping.mode]:
            if not access.allowed(action):
                message = f"no role allows to {action} records of {form}"
                raise Forbidden(message, [NONE_ALLOWED.report(action=action, form=app.form(form).label)])
        offered = {one.name: one for one in targets(app, access)}
        problems = list(_mistakes(mapping, set(offered), {name for name, one in offered.items() if one.key}, width))
        if problems:
            message = "the mapping does not fit"
            raise Invalid(message, problems)
        author = author_of(actor, {"kind": "import", "import": str(id_)})
        return Loading(self.records.writing, app, access, mapping, offered, author)

    @asynccontextmanager
    async def _zoned(self, connection: Connection, actor: Actor) -> AsyncIterator[None]:
        """Read days and times inside the block as whoever imports means them."""
        row = None if actor.account_id is None else await accounts.BY_ID.row(connection, id=actor.account_id)
        with clock.zoned(ZoneInfo(row["time_zone"] if row is not None else "Asia/Shanghai")):
            yield

    # --- runs ---------------------------------------------------------------------------------------------------------

    async def get(self, app: RecordApp, actor: Actor, form: str, id_: UUID) -> ImportRun:
        """Return a run. Raises `NotFound`."""
        async with self.database.connection() as connection:
            await self._access(connection, app, actor, form)
            return run_of(await self._row(connection, app, actor, form, id_), actor)

    async def runs(
        self, app: RecordApp, actor: Actor, form: str, *, before: UUID | None = None, most: int = 50
    ) -> list[ImportRun]:
        """Return one's imports of a form, the latest first; all of them for administrators."""
        async with self.database.connection() as connection:
            await self._access(connection, app, actor, form)
            mine = None if actor.product or ADMINISTRATOR in actor.roles else actor.account_id
            rows = await imports.RUNS.rows(
                connection, form=f"{app.name}.{form}", account_id=mine, before=before, most=min(most, 200)
            )
        return [run_of(row, actor, told=0) for row in rows]

    async def cancel(self, app: RecordApp, actor: Actor, form: str, id_: UUID) -> ImportRun:
        """Stop a run, of which nothing stays. Raises `NotFound`."""
        async with self.database.transaction() as connection:
            row = await self._row(connection, app, actor, form, id_)
            job = row["mapping"].get("job")
            if row["state"] == "running" and job:
                stopped = await jobs.ASK_TO_STOP.row(connection, id=UUID(job), now=clock.now())
                if stopped is None or stopped["state"] == "cancelled":
                    outcome = ImportOutcome(cancelled=True).model_dump(mode="json")
                    await imports.END.run(connection, id=id_, state="refused", outcome=outcome, at=clock.now())
        return await self.get(app, actor, form, id_)

    async def end(self, id_: UUID, state: str, outcome: ImportOutcome) -> None:
        """Say what came of a run that was broken off."""
        async with self.database.connection() as connection:
            told = outcome.model_dump(mode="json")
            await imports.END.run(connection, id=id_, state=state, outcome=told, at=clock.now())

    async def source(self, app: RecordApp, actor: Actor, form: str, id_: UUID) -> tuple[ImportRun, list[str], Sheets]:
        """Return a run with all its mistakes, and its sheet, for the report."""
        async with self.database.connection() as connection:
            await self._access(connection, app, actor, form)
            row = await self._row(connection, app, actor, form, id_)
        run = run_of(row, actor, told=None)
        sheets, _ = await self._given(row, run.mapping)
        return run, [shown(cell) for cell in sheets.rows[run.mapping.header - 1]], sheets

    async def _row(self, connection: Connection, app: RecordApp, actor: Actor, form: str, id_: UUID) -> Any:
        """Return a run of somebody, or anybody's for administrators. Raises `NotFound`."""
        row = await imports.RUN.row(connection, id=id_, form=f"{app.name}.{form}")
        anybody = actor.product or ADMINISTRATOR in actor.roles
        if row is None or not (anybody or row["account_id"] == actor.account_id):
            message = "there is no such import"
            raise NotFound(message, [NO_RUN.report()])
        return row


class _Work:
    """The rows of one run at work."""

    def __init__(
        self, database: Database, loading: Loading, id_: UUID, rows: Sequence[tuple[int, Row]], told: Told | None
    ) -> None:
        """Take where rows go, and the rows with their numbers."""
        self.database = database
        self.loading = loading
        self.id = id_
        self.rows = rows
        self.told = told
        self.done = 0
        self.refused = 0
        self.problems: list[ImportProblem] = []
        self.more = 0

    async def imported(self, began: float, finished: Finished | None) -> ImportOutcome | None:
        """Import all rows in one transaction, and return what came of it; None, and nothing stays, for a mistake."""
        first = new_id()
        try:
            async with self.database.connection() as numbers, self.database.transaction() as connection:
                for batch in self._batches():
                    await self._batch(connection, batch, numbers)
                    if self.refused:
                        raise _Refused  # noqa: TRY301 - ends the transaction
                outcome = ImportOutcome(
                    created=self.loading.created,
                    updated=self.loading.updated,
                    unchanged=self.loading.unchanged,
                    problems=tuple(self.problems),
                    more=self.more,
                    seconds=time.monotonic() - began,
                    first=first,
                    last=new_id(),
                )
                told = outcome.model_dump(mode="json")
                if not await imports.DONE.run(connection, id=self.id, outcome=told, at=clock.now()):
                    message = "the run was ended meanwhile"
                    raise Conflict(message, [WRONG_STATE.report(state="–")])
                if finished is not None:
                    await finished(connection, outcome)
                return outcome
        except _Refused:
            return None

    async def tried(self) -> ImportOutcome:
        """Try the rows that are left, each batch in a transaction that is rolled back, and return what came of it."""
        for batch in self._batches():
            async with self.database.connection() as connection:
                trial = connection.transaction()
                await trial.start()
                try:
                    await self._batch(connection, batch, None)
                finally:
                    await trial.rollback()
        return ImportOutcome(
            created=self.loading.created,
            updated=self.loading.updated,
            unchanged=self.loading.unchanged,
            refused=self.refused,
            problems=tuple(self.problems),
            more=self.more,
        )

    def _batches(self) -> Iterator[Sequence[tuple[int, Row]]]:
        """Iterate over the rows that are left."""
        while self.done < len(self.rows):
            yield self.rows[self.done : self.done + _BATCH]

    async def _batch(
        self, connection: Connection, batch: Sequence[tuple[int, Row]], numbers: "Connection | None"
    ) -> None:
        """Read and write some rows, and say how far the run is."""
        if not await self.loading.load(connection, batch, numbers):
            await self._rows(connection, batch, numbers)
        self.done += len(batch)
        async with self.database.connection() as other:
            await imports.PROGRESS.run(other, id=self.id, done=self.done, rows=len(self.rows))
        if self.told is not None:
            await self.told(self.done, len(self.rows))

    async def _rows(
        self, connection: Connection, batch: Sequence[tuple[int, Row]], numbers: "Connection | None"
    ) -> None:
        """Read and write rows, each by itself."""
        drafts: list[RowDraft] = []
        for start in range(0, len(batch), 500):
            drafts += self.loading.read(batch[start : start + 500])
            await asyncio.sleep(0)
        await self.loading.find(connection, drafts)
        await self.loading.write(connection, drafts, numbers)
        for one in drafts:
            self.refused += one.refused
            for each in one.problems:
                self._note(one, each)

    def _note(self, row: RowDraft, problem: Diagnostic) -> None:
        """Keep what is wrong with a row."""
        if len(self.problems) < _KEPT:
            column = self.loading.column(problem.path)
            self.problems.append(ImportProblem(row=row.place(problem.path), column=column, problem=problem))
        else:
            self.more += 1


def run_of(row: Any, actor: Actor, *, told: int | None = _TOLD) -> ImportRun:
    """Return a row as a run, with the first mistakes, or all of them for None."""
    outcome = None if row["outcome"] is None else ImportOutcome.model_validate(row["outcome"])
    if outcome is not None and told is not None and len(outcome.problems) > told:
        more = outcome.more + len(outcome.problems) - told
        outcome = outcome.model_copy(update={"problems": outcome.problems[:told], "more": more})
    own = actor.product or ADMINISTRATOR in actor.roles or row["account_id"] == actor.account_id
    return ImportRun(
        id=row["id"],
        form=row["form"],
        file=row["mapping"].get("file", ""),
        account_id=row["account_id"],
        account_name=row["account_name"],
        state=row["state"],
        mapping=ImportMapping.model_validate(_mapping(row["mapping"])),
        rows=row["rows"],
        done=row["done"],
        outcome=outcome,
        created_at=row["created_at"],
        finished_at=row["finished_at"],
        may_undo=own and row["state"] == "done",
    )


def _mapping(told: dict[str, Any]) -> dict[str, Any]:
    """Return the part of what is kept of a run that is its mapping."""
    return {name: value for name, value in told.items() if name in ImportMapping.model_fields}


def _rows(sheets: Sheets, header: int) -> list[tuple[int, Row]]:
    """Return the rows below the titles that are not empty, with their numbers from 1."""
    return [
        (at, row)
        for at, row in enumerate(sheets.rows[header:], header + 1)
        # The first question is much the faster one; a zero is something too.
        if any(row) or any(cell not in (None, "") for cell in row)
    ]


def _samples(rows: Sequence[Row], place: int) -> tuple[str, ...]:
    """Return some different contents of a column."""
    found: dict[str, None] = {}
    for row in rows[:200]:
        text = shown(row[place]) if place < len(row) else ""
        if text:
            found.setdefault(text[:80])
        if len(found) == _SAMPLES:
            break
    return tuple(found)


def _mistakes(mapping: ImportMapping, offered: set[str], keys: set[str], width: int) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with a mapping."""
    if not mapping.columns:
        yield NOTHING_MAPPED.report(path="/columns")
    seen: set[str] = set()
    for at, name in mapping.columns.items():
        if not 0 <= at < width:
            yield NO_COLUMN.report(path=f"/columns/{at}", at=at + 1)
        if name not in offered:
            yield NOT_IMPORTED.report(path=f"/columns/{at}", name=name[:80])
        elif name in seen:
            yield FIELD_TWICE.report(path=f"/columns/{at}", name=name)
        seen.add(name)
    if mapping.mode != "insert" and not mapping.key:
        yield KEY_NEEDED.report(path="/key")
    for at, name in enumerate(mapping.key):
        if name not in seen or name not in keys:
            yield NOT_A_KEY.report(path=f"/key/{at}", name=name[:80])
