"""The columns of an export: fields, what every record has, fields over references, and those of rows of sub-tables."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from engine_forms.field import Field, Json
from engine_forms.identity import IdField
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import Label, Language, label
from lowcode.services.access import FormAccess
from lowcode.services.export_cells import Cell, cell_of, local
from lowcode.services.import_columns import SYSTEM, row_label
from lowcode.services.record_app import RecordApp
from lowcode.services.record_routes import Reached, reached
from lowcode.services.record_view import RecordView
from lowcode.services.rights import RANK
from lowcode.services.transfer_codes import NOT_EXPORTED
from lowcode.store.bound import Bound

_SYSTEM: Final[Mapping[str, Label]] = {
    **SYSTEM,
    "department": label("Department", "所属部门"),
    "created at": label("Created at", "创建时间"),
    "created by": label("Created by", "创建人"),
    "updated at": label("Updated at", "修改时间"),
    "updated by": label("Updated by", "修改人"),
}
_STALE: Final = label("Being computed anew", "正在重新计算")

Titles = Mapping[str, str]
"""What is referred to is called, by id."""
Made = Callable[[Json, Titles], Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export."""

    name: str
    """The field; with dots over references, and in rows of a sub-table."""
    title: str
    """What stands above it."""
    shape: Field | None
    """The field whose values it has, None for what every record has."""
    cell: Callable[[RecordView, int, Titles], Cell]
    """Gives the cell of a record, in the line (from 0) of its rows."""
    rows: str = ""
    """The sub-table whose rows it is about."""
    through: bool = False
    """Whether it lies over references."""


class Columns:
    """The columns of one export."""

    def __init__(self, app: RecordApp, access: FormAccess, names: Sequence[str], language: Language) -> None:
        """Take the form with the rights of who asks, and the columns; all that may be seen if there are none.

        Raises `Invalid` for one that there is not, or that is hidden.
        """
        self.app, self.access, self.language = app, access, language
        self._shapes = app.logic(access.form).shapes
        self._subtables = app.statements(access.form).subtables
        self._rights = access.rights([True] * len(access.grants), None)
        asked = names or [name for name, one in self._shapes.items() if one.kind != "button" and self._seen(name)]
        found: dict[str, Column | None] = {}
        for name in asked:
            found |= {one: self._column(one) for one in self._parts(name)}
        wrong = [name for name, one in found.items() if one is None]
        if wrong:
            message = "some columns cannot be exported"
            raise Invalid(message, [NOT_EXPORTED.report(path="/columns", name=one[:80]) for one in wrong])
        self.all = [one for one in found.values() if one is not None]
        self.rows = tuple(dict.fromkeys(one.rows for one in self.all if one.rows))
        """The sub-tables whose rows are exported."""
        self.through = tuple(one.name for one in self.all if one.through)
        """The fields over references."""

    def tell_stale(self) -> None:
        """Add a column that says which of the others are not up to date."""
        titles = {one.name: one.title for one in self.all}

        def cell(record: RecordView, line: int, _: Titles) -> Cell:
            told = [titles[name] for name in record.stale if name in titles] if line == 0 else []
            return ("; " if self.language == "en" else "；").join(told) or None

        self.all.append(Column("", _STALE.text(self.language), None, cell))

    def lines(self, record: RecordView, titles: Titles) -> Iterator[list[Cell]]:
        """Iterate over the lines of a record: one, or as many as it has rows; only the first has what is its own."""
        counts = (len(rows) for name in self.rows if isinstance(rows := record.values.get(name), list))
        for line in range(max(1, *counts, 1)):
            yield [one.cell(record, line, titles) for one in self.all]

    # --- one column ---------------------------------------------------------------------------------------------------

    def _seen(self, name: str) -> bool:
        """Return whether a field may be seen."""
        return self.access.reader.everything or RANK[self._rights.get(name, "hidden")] > RANK["hidden"]

    def _parts(self, name: str) -> list[str]:
        """Return the columns that a name stands for: of a sub-table one for each field of its rows."""
        shapes = self.app.logic(self.access.form).row_shapes.get(name, {})
        if name not in self._subtables or not self._seen(name):
            return [name]
        return [f"{name}.{one}" for one in shapes if self._seen(f"{name}.{one}")]

    def _column(self, name: str) -> Column | None:
        """Return a column, None for one that there is not, or that is hidden."""
        head, _, last = name.partition(".")
        shape = self._shapes.get(name)
        if shape is not None:
            return self._own(name, shape) if shape.kind != "button" and self._seen(name) else None
        if name in _SYSTEM:
            return Column(name, _SYSTEM[name].text(self.language), None, _system(name))
        if head in self._subtables:
            return self._row(head, last) if self._seen(head) and self._seen(name) else None
        return self._through(name) if last else None

    def _own(self, name: str, shape: Field) -> Column:
        """Return a field of the records."""
        made = cell_of(self.app, shape, self.language)

        def cell(record: RecordView, line: int, titles: Titles) -> Cell:
            raw: Json = record.values.get(name) if line == 0 else None
            if raw is not None and name in record.masked:
                return str(raw)
            return made(raw, titles)

        return Column(name, shape.label.text(self.language), shape, cell)

    def _row(self, subtable: str, field: str) -> Column | None:
        """Return a field of the rows of a sub-table."""
        shape = self.app.logic(self.access.form).row_shapes[subtable].get(field)
        if shape is None:
            return None
        made, name = cell_of(self.app, shape, self.language), f"{subtable}.{field}"

        def cell(record: RecordView, line: int, titles: Titles) -> Cell:
            rows = record.values.get(subtable)
            if not isinstance(rows, list) or line >= len(rows):
                return None
            raw: Json = rows[line].get(field)
            return str(raw) if raw is not None and name in record.masked else made(raw, titles)

        title = row_label(self._shapes[subtable], shape).text(self.language)
        return Column(name, title, shape, cell, subtable)

    def _through(self, name: str) -> Column | None:
        """Return a field over references, which is empty where the reader may not see it."""
        found = reached(self.app, self.access, Bound(), name, "/columns")
        shape = found.shape if isinstance(found, Reached) else None
        labels = self._labels(name)
        if labels is None:
            return None
        if shape is not None:
            made = cell_of(self.app, shape, self.language)
        elif isinstance(found, Reached) and found.target is not None:
            made = _title
        else:
            made = _plain
        titled = " / ".join(one.text(self.language) for one in labels)
        return Column(
            name, titled, shape, lambda record, line, titles: None if line else made(record.values.get(name), titles),
            through=True,
        )  # fmt: skip

    def _labels(self, name: str) -> list[Label] | None:
        """Return what the steps of a way are called, None when there is no such way."""
        form: str | None = self.access.form
        found: list[Label] = []
        for step in name.split("."):
            shape = self.app.logic(form).shapes.get(step) if form is not None and self.app.keeps(form) else None
            if shape is not None:
                found.append(shape.label)
            elif step in _SYSTEM:
                found.append(_SYSTEM[step])
            elif form in {"user", "department"}:
                found.append(_PEOPLE.get(step, label(step, step)))
            else:
                return None
            form = shape.target if isinstance(shape, IdField) else _TARGETS.get(step)
        return found


_PEOPLE: Final[Mapping[str, Label]] = {"name": label("Name", "名称"), "path": label("Path", "完整路径")}
_TARGETS: Final = {"owner": "user", "created by": "user", "updated by": "user", "department": "department"}


def _title(raw: Json, titles: Titles) -> Cell:
    """Return what a record is called."""
    return titles.get(str(raw)) if raw is not None else None


def _plain(raw: Json, _: Titles) -> Cell:
    """Return a value as it is."""
    return None if raw is None else raw if isinstance(raw, int | bool) else str(raw)


def _system(name: str) -> Callable[[RecordView, int, Titles], Cell]:
    """Return what gives the cell of something that every record has."""
    attribute = name.replace(" ", "_")
    if name == "id":
        return lambda record, line, _: None if line else str(record.id)
    if name.endswith(" at"):
        return lambda record, line, _: None if line else local(getattr(record, attribute))
    return lambda record, line, titles: None if line else titles.get(str(getattr(record, attribute)))
