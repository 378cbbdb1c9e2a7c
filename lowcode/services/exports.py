"""`Exports`: records as workbooks and tables of text, as far as whoever asks may see and export them."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import pydantic

from engine_forms.field import Field
from engine_forms.field_types.dictionary import DictionaryField
from engine_forms.field_types.stage import StageField
from engine_forms.options import OptionsField
from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import Label, Language, label
from lowcode.services.actor import Actor
from lowcode.services.export_cells import Cell, number_format
from lowcode.services.export_columns import Columns
from lowcode.services.export_files import TextFile, Written, template
from lowcode.services.export_workbook import Workbook
from lowcode.services.import_columns import ImportTarget, targets
from lowcode.services.imports import Imports
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.record_query import Query
from lowcode.services.record_reading import Reading
from lowcode.services.transfer_codes import TOO_MANY_EXPORTED
from lowcode.store import accounts, stale_records
from lowcode.store.database import Database

MOST_EXPORTED: Final = 500_000
"""The most records of one file."""
_PAGE: Final = 250
"""Records that are read together: so few that all that they refer to is named."""
_PAGE_OF_ROWS: Final = 20
"""As above, of records with the rows of their sub-tables."""
_ERRORS: Final = label("Mistakes", "错误")
_HINTS: Final[Mapping[str, Label]] = {
    "date": label("As 2026-05-31", "例如 2026-05-31"),
    "date_time": label("As 2026-05-31 09:30", "例如 2026-05-31 09:30"),
    "time": label("As 09:30", "例如 09:30"),
    "percent": label("As 15% or 0.15", "例如 15% 或 0.15"),
    "user": label("Name, sign-in name or e-mail address", "姓名、登录名或邮箱"),
    "users": label("Names with ; between them", "多个姓名用；分隔"),
    "department": label("Name, or names from the top with / between them", "部门名称，或以 / 分隔的完整路径"),
    "choices": label("Options with ; between them", "多个选项用；分隔"),
    "reference": label("Name or number of the record", "所关联记录的名称或编号"),
}
_REQUIRED: Final = label("Required.", "必填。")


class ExportRequest(Message):
    """What is to be exported."""

    format: Literal["xlsx", "csv"] = "xlsx"
    """A workbook, or text with commas between the cells."""
    query: Query = pydantic.Field(default_factory=Query)
    """Which records in which order; its limit and its cursor say nothing here."""
    columns: Annotated[tuple[str, ...], pydantic.Field(max_length=500)] = ()
    """The fields in their order, and `id`, `owner`, `created at` …; all that may be seen if nothing is said.

    `customer.level` lies over a reference; `lines` and `lines.quantity` are rows of a sub-table: a line for each.
    """
    language: Language = "zh-CN"
    """The language of titles and options."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that was written; whoever has sent it removes it."""

    path: Path
    """Where it stands."""
    name: str
    """What it is called."""
    media_type: str
    """What it is."""


_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Exports:
    """The use cases of exports in one workspace."""

    def __init__(self, database: Database, reading: Reading, imports: Imports) -> None:
        """Take the workspace, how records are read, and the imports, whose mistakes are reported in files too."""
        self.database = database
        self.reading = reading
        self.imports = imports

    async def export(self, app: RecordApp, actor: Actor, form: str, asked: ExportRequest) -> Exported:
        """Return a file with the records that a query wants, of those that the actor may export.

        Raises `Forbidden` without the right, `Invalid` for a query or columns that are not accepted.
        """
        async with self._zoned(actor):
            async with self.database.connection() as connection:
                reader = await self.reading.reader(connection, actor)
                access = self.reading.access(app, reader, form, "export")
                columns = Columns(app, access, asked.columns, asked.language)
                if await stale_records.ANY.value(connection, form=app.place(form)):
                    columns.tell_stale()
            title = app.form(form).label.text(asked.language)
            exported = _file(f"{title} {clock.now():%Y-%m-%d %H%M}", asked.format)
            try:
                written: Written
                titles = [one.title for one in columns.all]
                if asked.format == "csv":
                    written = TextFile(exported.path, titles)
                else:
                    written = Workbook(exported.path, title, titles, [number_format(one.shape) for one in columns.all])
                await self._write(app, actor, form, asked.query, columns, written)
                await asyncio.to_thread(written.close)
            except BaseException:
                exported.path.unlink(missing_ok=True)
                raise
            async with self.database.transaction() as connection:
                await actor.note(connection, "record.exported", f"form:{app.name}.{form}", format=asked.format)
        return exported

    async def _write(
        self,
        app: RecordApp,
        actor: Actor,
        form: str,
        query: Query,
        columns: Columns,
        written: Written,
    ) -> None:
        """Write all records of a query, page by page."""
        count = 0
        whole = bool(columns.rows)
        asked: dict[str, Any] = {"limit": _PAGE_OF_ROWS if whole else _PAGE, "through": columns.through, "after": None}
        while True:
            page = await self.reading.page(
                app, actor, form, query.model_copy(update=asked), action="export", rows=whole
            )
            for at, record in enumerate(page.records):
                for line in columns.lines(record, page.titles):
                    written.row(line)
                if at % 50 == 0:
                    await asyncio.sleep(0)
            count += len(page.records)
            asked["after"] = page.next
            if page.next is None:
                return
            if count >= MOST_EXPORTED:
                message = "these are too many records for one file"
                raise Invalid(message, [TOO_MANY_EXPORTED.report(limit=MOST_EXPORTED)])

    # --- files for imports --------------------------------------------------------------------------------------------

    async def template(self, app: RecordApp, actor: Actor, form: str, language: Language) -> Exported:
        """Return an empty workbook with the titles of all that can be imported, hints, and the options of choices."""
        async with self.database.connection() as connection:
            reader = await self.reading.reader(connection, actor)
            access = self.reading.access(app, reader, form, "import")
        logic = app.logic(form)
        shapes = logic.shapes | {
            f"{name}.{at}": one for name, row in logic.row_shapes.items() for at, one in row.items()
        }
        columns = [
            (one.label.text(language), _hint(one, language), _options(app, shapes.get(one.name), language))
            for one in targets(app, access)
            if not one.only_key
        ]
        title = app.form(form).label.text(language)
        exported = _file(title, "xlsx")
        await asyncio.to_thread(template, exported.path, title, columns)
        return exported

    async def report(self, app: RecordApp, actor: Actor, form: str, id_: UUID, language: Language) -> Exported:
        """Return the rows of an import that have mistakes, with a column that says which."""
        run, titles, sheets = await self.imports.source(app, actor, form, id_)
        said: dict[int, list[str]] = {}
        for one in run.outcome.problems if run.outcome else ():
            where = f"{titles[one.column]}: " if one.column is not None and one.column < len(titles) else ""
            said.setdefault(one.row, []).append(where + one.problem.text(language))
        exported = _file(f"{Path(run.file).stem} {_ERRORS.text(language)}", "xlsx")

        def work() -> None:
            all_titles = [*titles, *[""] * (sheets.width - len(titles)), _ERRORS.text(language)]
            last = len(all_titles) - 1
            book = Workbook(exported.path, run.file, all_titles, ["General"] * len(all_titles), highlighted=last)
            for at, mistakes in sorted(said.items()):
                cells = [_known(cell) for cell in sheets.rows[at - 1]]
                book.row([*cells, *[None] * (last - len(cells)), "\n".join(mistakes)])
            book.close()

        await asyncio.to_thread(work)
        return exported

    @asynccontextmanager
    async def _zoned(self, actor: Actor) -> AsyncIterator[None]:
        """Write days and times inside the block as whoever asks reads them."""
        row = None
        if actor.account_id is not None:
            async with self.database.connection() as connection:
                row = await accounts.BY_ID.row(connection, id=actor.account_id)
        with clock.zoned(ZoneInfo(row["time_zone"] if row is not None else "Asia/Shanghai")):
            yield


def _file(name: str, format_: Literal["xlsx", "csv"]) -> Exported:
    """Return an empty file of the machine to write to."""
    with tempfile.NamedTemporaryFile(prefix="lowcode-", suffix=f".{format_}", delete=False) as made:
        kind = _XLSX if format_ == "xlsx" else "text/csv; charset=utf-8"
        return Exported(Path(made.name), f"{name}.{format_}", kind)


def _known(cell: Any) -> Cell:
    """Return a cell of a file that was read as one that is written."""
    return Decimal(str(cell)) if isinstance(cell, float) else cell if isinstance(cell, str | int) else str(cell or "")


def _hint(one: ImportTarget, language: Language) -> str:
    """Return what to know about a column."""
    parts = [_REQUIRED.text(language)] if one.required else []
    parts += [_HINTS[one.kind].text(language)] if one.kind in _HINTS else []
    return " ".join(parts)


def _options(app: RecordApp, shape: Field | None, language: Language) -> list[str]:
    """Return the options of a column; none where several can be chosen, which a cell cannot offer."""
    if isinstance(shape, OptionsField) and shape.kind == "choice":
        return [one.label.text(language) for one in shape.options if one.active]
    if isinstance(shape, StageField):
        return [one.label.text(language) for one in shape.states]
    if isinstance(shape, DictionaryField) and not shape.several:
        known = app.forms.vocabulary(next(iter(app.forms.forms))).dictionary(shape.dictionary)
        leaves = [way for way in known.by_key.values() if not way[-1].entries] if known else []
        return [way[-1].label.text(language) for way in leaves if all(one.active for one in way)]
    return []
