"""`Lines`: which rows of a file belong to one record, and what of the records that are there they are to be."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from engine_forms.field import Json
from lowcode.services.import_messages import ImportMapping
from lowcode.services.import_sheets import Cell, Row
from lowcode.services.record_app import RecordApp
from lowcode.store.bound import Bound
from lowcode.store.statement import Connection

Numbered = tuple[int, Row]
"""A row of the file with its number."""


class Lines:
    """The rows of one file, brought together by record.

    A row goes on with the record of the row before when nothing stands in the columns of the record itself, or the same
    as there. So both forms are read that people use: the head only once, or repeated beside each line.
    """

    def __init__(self, mapping: ImportMapping) -> None:
        """Take which column is meant for which field."""
        self._inner = [at for at, name in mapping.columns.items() if "." in name]
        self._own = [at for at, name in mapping.columns.items() if "." not in name]
        self._more: dict[int, list[Numbered]] = {}

    @property
    def possible(self) -> bool:
        """Return whether any column is meant for rows of a sub-table."""
        return bool(self._inner)

    def heads(self, rows: Sequence[Numbered]) -> Sequence[Numbered]:
        """Return the first row of each record, and remember the others."""
        if not self._inner:
            return rows
        heads: list[Numbered] = []
        for at, row in rows:
            if heads and self._goes_on(heads[-1][1], row):
                self._more.setdefault(heads[-1][0], []).append((at, row))
            else:
                heads.append((at, row))
        return heads

    def of(self, at: int, row: Row) -> list[Numbered]:
        """Return all rows of a record, by the first."""
        return [(at, row), *self._more.get(at, ())]

    def _goes_on(self, head: Row, row: Row) -> bool:
        """Return whether a row goes on with the record of another one."""
        cells = [_cell(row, at) for at in self._own]
        if all(one is None for one in cells):
            return True
        if all(_cell(row, at) is None for at in self._inner):
            return False
        return all(one in {None, _cell(head, at)} for one, at in zip(cells, self._own, strict=True))


def _cell(row: Row, at: int) -> Cell:
    """Return what stands in a row, None for nothing."""
    found = row[at] if at < len(row) else None
    if isinstance(found, str):
        found = found.strip()
    return None if found == "" else found


async def place(connection: Connection, app: RecordApp, form: str, given: Mapping[UUID, Mapping[str, Json]]) -> None:
    """Let the rows that are given for records that are there be the rows that they have, one after the other."""
    for name, shape in app.statements(form).subtables.items():
        records = {id_: values[name] for id_, values in given.items() if values.get(name)}
        if not records:
            continue
        bound = Bound()
        text = (
            f"SELECT id, parent_id FROM {shape.name} WHERE parent_id = ANY ({bound.put([*records])}::uuid[]) "
            'ORDER BY parent_id, "position"'
        )
        known: dict[UUID, list[str]] = {}
        for row in await connection.fetch(*bound.over(text)):
            known.setdefault(row["parent_id"], []).append(str(row["id"]))
        for id_, rows in records.items():
            for row, own in zip(rows, known.get(id_, ()), strict=False):
                row["id"] = own


async def keep_formatted(
    connection: Connection, app: RecordApp, form: str, given: Mapping[UUID, dict[str, Json]]
) -> None:
    """Leave out formatted texts whose words are those of the records that are there: a file has no formats."""
    shape = app.tables.shape(form)
    for name, kept in shape.fields.items():
        ids = [id_ for id_, values in given.items() if values.get(name) is not None]
        if kept.shape.kind != "rich_text" or not ids:
            continue
        columns = ", ".join(f'"{one}"' for one in kept.names)
        bound = Bound()
        text = f"SELECT id, {columns} FROM {shape.name} WHERE id = ANY ({bound.put(ids)}::uuid[])"
        for row in await connection.fetch(*bound.over(text)):
            field, value = kept.shape, kept.read(row)
            if field.to_json(field.read_text(field.text(value))) == given[row["id"]][name]:
                del given[row["id"]][name]
