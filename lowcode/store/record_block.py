"""Blocks: thousands of new records that are streamed column by column, each text of a column made once for its value.

A block has no records any more that anybody could ask: it has texts, which stand beside each other in the lines of
`COPY`, see `record_copy`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from engine_forms.field import Field
from engine_rules.values import Value
from lowcode.store.json_text import json_text
from lowcode.store.record_copy import CHANGE_COLUMNS, document, escaped, field_parts, field_writers, instant, stream
from lowcode.store.record_rows import Author
from lowcode.store.record_tables import RowShape
from lowcode.store.records import MAIN_DEPARTMENT, RecordStatements
from lowcode.store.search_text import vector
from lowcode.store.statement import Connection

Texts: TypeAlias = tuple[str, str, str | None]
"""Of a value: its columns in the line of the record, what the history says of it, and what the search finds of it."""
_MISSING: Final = "\\N"


@dataclass(frozen=True, slots=True)
class Block:
    """New records, column by column."""

    ids: Sequence[str]
    """Their keys, growing."""
    changes: Sequence[str]
    """The keys of their entries in the history, growing."""
    owners: Sequence[str] | None
    """Whose they are; None for those of the author."""
    columns: Sequence[Sequence[str]]
    """The texts of their fields, in the order of the columns of the table; several columns of a field are one text."""
    said: Sequence[Sequence[str]]
    """What the history says of their fields; an empty text for nothing."""
    sought: Sequence[Sequence[str | None]]
    """What the search finds of their fields that it looks into, in the order of the fields."""


def texts_of(shape: RowShape, field: Field) -> Callable[[Value], Texts]:
    """Return what makes the texts of a field's values; of a field that is not stored there are none."""
    written = [one for one in field_writers(shape) if one[0] == field.name]
    if not written:
        return lambda _: ("", "", None)
    name, kept, writers, direct = written[0]
    head = f'{json_text(name)}:{{"after":'
    missing = "\t".join([_MISSING] * len(writers))
    sought = kept.shape.searchable
    to_json = field.to_json

    def texts(value: Value) -> Texts:
        if value is None:
            return missing, "", None
        column = direct(value) if direct is not None else "\t".join(field_parts(written, {name: value}))
        said = "" if value == [] else escaped(f"{head}{json_text(to_json(value))}}}")
        return column, said, kept.shape.text(value, "zh-CN") if sought else None

    return texts


async def add(connection: Connection, statements: RecordStatements, author: Author, block: Block) -> str | None:
    """Add the records of a block with their history in the caller's transaction, and return their department."""
    shape = statements.shape
    own = ("id", "version", "created_at", "created_by", "updated_at", "updated_by", "owner", "department")
    search = ("search",) if shape.searchable else ()
    columns = (*own, *shape.stored_columns, *search)
    department = await MAIN_DEPARTMENT.value(connection, account_id=author.account_id)
    await stream(connection, shape.table.table.name, columns, _records(block, shape, author, str(department or "")))
    await stream(connection, "record_change", CHANGE_COLUMNS, _changes(block, statements.form, author))
    return None if department is None else str(department)


def _records(block: Block, shape: RowShape, author: Author, department: str) -> Iterable[str]:
    """Return the lines of the records."""
    at, who = instant(author.at), str(author.account_id or _MISSING)
    middle = f"\t1\t{at}\t{who}\t{at}\t{who}\t"
    end = f"\t{department or _MISSING}"
    if block.owners is None:
        heads = [f"{id_}{middle}{who}{end}" for id_ in block.ids]
    else:
        heads = [f"{id_}{middle}{owner}{end}" for id_, owner in zip(block.ids, block.owners, strict=True)]
    parts: list[Iterable[str]] = [heads, *block.columns]
    if shape.searchable:
        parts.append(map(_sought, zip(*block.sought, strict=True)))
    return map("\t".join, zip(*parts, strict=True))


def _sought(texts: tuple[str | None, ...]) -> str:
    """Return the column of the search, of the texts of one record."""
    return escaped(vector("\n".join(one for one in texts if one is not None)))


def _changes(block: Block, form: str, author: Author) -> Iterable[str]:
    """Return the lines of the history."""
    at, who, cause = instant(author.at), str(author.account_id or _MISSING), document(dict(author.cause))
    before, after = f"\t{at}\t{escaped(form)}\t", "\t1\tcreate\t{"
    end = f"}}\t{who}\t{cause}"
    said = zip(*block.said, strict=True) if block.said else iter([()] * len(block.ids))
    for change, id_, parts in zip(block.changes, block.ids, said, strict=True):
        yield f"{change}{before}{id_}{after}{','.join(filter(None, parts))}{end}"
