r"""Many new records at once: what a statement writes from JSON is streamed by `COPY`, several times faster.

The text format of `COPY` (PostgreSQL manual, "COPY", section "Text Format"): columns stand between tabs, rows between
line feeds, null is `\N`, and `\`, tab, line feed and carriage return have a backslash before them.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from engine_forms.field import Field
from engine_rules.values import Value
from lowcode.store.json_text import json_text
from lowcode.store.record_rows import Author, Change, Writing
from lowcode.store.record_tables import Kept, RowShape, plain
from lowcode.store.statement import Connection

_AT_ONCE: Final = 1 << 18
"""Characters that are sent together."""
_SECONDS: Final = 600.0
"""How long one stream may take."""
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_ELEMENT: Final = str.maketrans({"\\": "\\\\", '"': '\\"'})

Writer = Callable[[Any], str]
"""Returns a value as a column of the text format."""


async def stream(connection: Connection, table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """Add rows to a table, each a line of the text format without its end."""

    async def source() -> AsyncIterator[bytes]:
        waiting: list[str] = []
        size = 0
        for line in lines:
            waiting.append(line)
            size += len(line)
            if size > _AT_ONCE:
                yield ("\n".join(waiting) + "\n").encode()
                waiting, size = [], 0
        if waiting:
            yield ("\n".join(waiting) + "\n").encode()

    await connection.copy_to_table(table, source=source(), columns=list(columns), format="text", timeout=_SECONDS)


def writer(storage: str) -> Writer:
    """Return what writes the values of a column, given as JSON that PostgreSQL reads into it."""
    if storage == "jsonb":
        return document
    if storage.endswith("[]"):
        return _array
    if storage == "text":
        return text
    return _plain


def text(value: str | None) -> str:
    """Return a text."""
    return "\\N" if value is None else escaped(value)


def document(value: Any) -> str:
    """Return JSON."""
    return "\\N" if value is None else escaped(json_text(value))


def instant(value: datetime) -> str:
    """Return an instant."""
    return value.astimezone(UTC).isoformat()


def escaped(value: str) -> str:
    """Return a text with a backslash before what has a meaning; to look first is much faster."""
    if "\\" in value or "\n" in value or "\t" in value or "\r" in value:
        return value.translate(_ESCAPES)
    return value


def _plain(value: Any) -> str:
    """Return a value that has no character to escape: a number, a day, a key, a truth value."""
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    return str(value)


def _array(value: Sequence[Any] | None) -> str:
    """Return an array of texts or keys."""
    if value is None:
        return "\\N"
    parts = ('"' + str(one).translate(_ELEMENT) + '"' for one in value)
    return ("{" + ",".join(parts) + "}").translate(_ESCAPES)


# --- what is written --------------------------------------------------------------------------------------------------

CHANGE_COLUMNS: Final = ("id", "at", "form", "record_id", "version", "kind", "changes", "account_id", "cause")
"""The columns of the history."""


class RecordLines:
    """The lines of new records of one form, by one author."""

    def __init__(self, form: str, shape: RowShape, author: Author, department: UUID | None) -> None:
        """Take the form with its app, how it is kept, who writes, and the department of those that have none."""
        self.form = form
        self.shape = shape
        self.author = author
        self.department = department
        search = ("search",) if shape.searchable else ()
        own = ("id", "version", "created_at", "created_by", "updated_at", "updated_by", "owner", "department")
        self.columns = (*own, *shape.stored_columns, *search)
        self._writers = field_writers(shape)

    def records(self, records: Iterable[Writing], search: Callable[[Writing], str] | None) -> Iterator[str]:
        """Iterate over the lines of records; `search` gives the text of the search column, if there is one."""
        now, who = instant(self.author.at), _plain(self.author.account_id)
        for one in records:
            made, changed = (now, now) if one.made is None else map(instant, one.made)
            middle = f"{one.version}\t{made}\t{who}\t{changed}\t{who}"
            owner = _plain(one.owner or self.author.account_id)
            department = _plain(one.department or self.department)
            parts = [f"{one.id}\t{middle}\t{owner}\t{department}"]
            parts += field_parts(self._writers, one.values)
            if search is not None:
                parts.append(text(search(one)))
            yield "\t".join(parts)

    def changes(self, changes: Iterable[Change]) -> Iterator[str]:
        """Iterate over the lines of the history."""
        now, who, cause = instant(self.author.at), _plain(self.author.account_id), document(dict(self.author.cause))
        form = text(self.form)
        for one in changes:
            said, at = document(one.changes), now if one.at is None else instant(one.at)
            yield f"{one.id}\t{at}\t{form}\t{one.record_id}\t{one.version}\t{one.kind}\t{said}\t{who}\t{cause}"


FieldWriter = tuple[str, Kept, tuple[Writer, ...], Writer | None]
"""A field, how it is kept, what writes each of its columns, and what writes a value that is stored as it is."""


def field_writers(shape: RowShape) -> list[FieldWriter]:
    """Return what writes the fields of rows."""
    return [
        (name, one, tuple(writer(each.storage) for each in one.columns), _direct(one))
        for name, one in shape.fields.items()
    ]


def _direct(kept: Kept) -> Writer | None:
    """Return what writes a value that is stored as it is, in one column; None for other fields."""
    kind = type(kept.shape)
    if len(kept.columns) != 1 or (kind.packed, kind.to_columns) != (Field.packed, Field.to_columns):
        return None
    return {"text": text, "numeric": _number, "boolean": _plain, "date": _plain}.get(kept.columns[0].storage)


def _number(value: Any) -> str:
    """Return a number without an exponent."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def field_parts(writers: Iterable[FieldWriter], values: Mapping[str, Value]) -> Iterator[str]:
    """Iterate over the columns of the fields of a row."""
    for name, kept, each, direct in writers:
        value = values.get(name)
        if value is None:
            yield from ("\\N",) * len(each)
            continue
        if direct is not None:
            yield direct(value)
            continue
        for one, column, part in zip(each, kept.columns, kept.shape.to_columns(value), strict=True):
            if column.storage == "jsonb" and isinstance(part, str):
                yield escaped(part)
            else:
                yield one(plain(part))


def row_lines(shape: RowShape, name: str, records: Iterable[Writing]) -> tuple[tuple[str, ...], Iterator[str]]:
    """Return the columns of a sub-table, and the lines of all its rows."""
    writers = field_writers(shape)

    def lines() -> Iterator[str]:
        for record in records:
            for at, row in enumerate(record.rows.get(name, ())):
                yield "\t".join([f"{row['id']}\t{record.id}\t{at}", *field_parts(writers, row)])

    return ("id", "parent_id", "position", *shape.stored_columns), lines()
