"""The tables that the forms of an app want: real columns for fields, a table for each form and each sub-table.

A form `lead` of the app `crm` is the table `crm__lead`, its sub-table `lines` the table `crm__lead__lines`. References
are no foreign keys: records go to the trash first, and whoever purges them looks for what refers to them. Rows of a
sub-table belong to their record alone and go with it.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    Time,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.types import TypeEngine

from engine_forms import column
from engine_forms.field import Field, Vocabulary
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form import Form
from engine_forms.form_set import FormSet

LONGEST_NAME: Final = 63
"""Bytes of a name in PostgreSQL."""
SYSTEM_COLUMNS: Final = (
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "owner",
    "department",
    "trashed_at",
)
"""What every record has."""
SEARCH: Final = "search"
"""The column of the search over all records, of forms with searchable fields."""
_LIVE: Final = text("trashed_at IS NULL")
_INDEXED_TEXT: Final = 600
"""Characters of a text that an index holds whole: PostgreSQL takes no entry above 2,700 bytes."""
_LONG: Final = frozenset({"long_text", "rich_text"})
"""Kinds of fields whose texts are long unless they say a limit."""
_LISTS: Final = frozenset({"text[]", "uuid[]", "jsonb"})
"""What only an inverted index can look into."""
_TYPES: Final[Mapping[str, Any]] = {
    "text": Text,
    "bigint": BigInteger,
    "boolean": Boolean,
    "date": Date,
    "time": Time,
    "uuid": Uuid,
    "jsonb": JSONB,
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A field whose values are kept in columns."""

    field: Field
    """The field, or, when it shows another one's values, a field of the shape of those."""
    formula: str = ""
    """What computes its values, which are then never converted, but computed again; empty for what people fill in."""
    former: str = ""
    """The name that it had, when it is renamed; empty otherwise."""

    @property
    def name(self) -> str:
        """Return the name of the field."""
        return self.field.name

    def columns(self, *, former: bool = False) -> dict[str, column.Column]:
        """Return its columns by name; with `former`, by the names before it was renamed."""
        name = self.former if former and self.former else self.name
        return {name + one.suffix: one for one in self.field.columns()}


@dataclass(frozen=True, slots=True)
class Rows:
    """What one table holds: the records of a form, or the rows of one of its sub-tables."""

    form: str
    """The form."""
    subtable: str = ""
    """The sub-table; empty for the records themselves."""
    fields: tuple[Stored, ...] = ()
    """The fields that are kept in it."""
    unique: tuple[tuple[str, ...], ...] = ()
    """Fields that together are different in all records."""
    former: tuple[str, str] | None = None
    """The form and sub-table that it was, when it is renamed."""

    @property
    def searchable(self) -> bool:
        """Return whether the search over all records looks into it."""
        return not self.subtable and any(one.field.searchable for one in self.fields)


@dataclass(frozen=True, slots=True)
class FormTable:
    """The table of rows, as it is wanted."""

    rows: Rows
    """What it holds."""
    table: Table
    """Its columns and indexes."""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The names of the columns of each field."""

    @property
    def place(self) -> str:
        """Return the form or sub-table with its app: `crm.quotation.lines`."""
        return str(self.table.comment)


def rows_of(forms: FormSet, names: Iterable[str] | None = None) -> tuple[Rows, ...]:
    """Return what the tables of forms hold; unless `names` says which, of all but those of other apps, `crm.lead`."""
    wanted = {name for name in forms.forms if "." not in name} if names is None else set(names)
    return tuple(rows for form in forms if form.name in wanted for rows in _rows_of_form(forms, form))


def _rows_of_form(forms: FormSet, form: Form) -> Iterator[Rows]:
    """Iterate over the rows of one form: its records, then its sub-tables."""
    vocabulary = forms.vocabulary(form.name)
    unique = tuple(fields for fields, _ in form.unique_fields())
    yield Rows(form.name, "", tuple(_stored(form.fields, vocabulary)), unique)
    for one in form.fields:
        inner = vocabulary.rows_of(one.name) if isinstance(one, SubtableField) else None
        if inner is not None and inner.form is None:
            alone = tuple((each.name,) for each in inner.fields if each.unique)
            yield Rows(form.name, one.name, tuple(_stored(inner.fields, inner.vocabulary)), alone)


def _stored(fields: Iterable[Field], vocabulary: Vocabulary) -> Iterator[Stored]:
    """Iterate over the fields that have columns; what is computed whenever it is read has none."""
    for one in fields:
        formula = one.formula(vocabulary)
        shape = one.shape(vocabulary)
        if shape.columns() and (formula is None or formula.stored):
            yield Stored(shape, formula.expression if formula else "")


def table_name(app: str, form: str, subtable: str = "") -> str:
    """Return the name of a table; one that is too long, or could be read in two ways, ends in a digest.

    A form of another app brings its app along: `crm.lead`.
    """
    parts = place_name(app, form, subtable).split(".")
    name = "__".join(parts)
    if len(name) <= LONGEST_NAME and not any("__" in part or part.endswith("_") for part in parts):
        return name
    return f"{name[: LONGEST_NAME - 9]}_{_digest('.'.join(parts))}"


def place_name(app: str, form: str, subtable: str = "") -> str:
    """Return the name of a form or sub-table with its app, `crm.quotation.lines`; `form` may have its own already."""
    whole = form if "." in form else f"{app}.{form}"
    return f"{whole}.{subtable}" if subtable else whole


def form_tables(app: str, all_rows: Iterable[Rows], *, former: bool = False) -> tuple[FormTable, ...]:
    """Return the tables of an app, records before their sub-tables; with `former`, under their names before a change.

    The indexes of a table stand in the same order under both names.
    """
    metadata = MetaData()
    ordered = sorted(all_rows, key=lambda rows: (bool(rows.subtable), rows.form, rows.subtable))
    names = {rows.form: _form_of(rows, former=former) for rows in ordered if not rows.subtable}
    return tuple(_form_table(metadata, app, rows, names, former=former) for rows in ordered)


def sql_type(one: column.Column) -> TypeEngine[Any]:
    """Return the type of a column as SQLAlchemy knows it."""
    match one.storage:
        case "numeric":
            return Numeric(one.precision, one.scale)
        case "timestamptz":
            return DateTime(timezone=True)
        case "text[]":
            return ARRAY(Text)
        case "uuid[]":
            return ARRAY(Uuid)
        case storage:
            made: TypeEngine[Any] = _TYPES[storage]()
            return made


def _form_table(metadata: MetaData, app: str, rows: Rows, names: Mapping[str, str], *, former: bool) -> FormTable:
    """Return the table of rows; `names` are those of the forms."""
    form, subtable = names.get(rows.form, rows.form), rows.subtable
    if former and rows.former:
        form, subtable = rows.former
    parent = metadata.tables[table_name(app, names.get(rows.form, rows.form))] if rows.subtable else None
    comment = place_name(app, form, subtable)
    table = Table(table_name(app, form, subtable), metadata, *_own_columns(parent), comment=comment)
    known: dict[str, tuple[str, ...]] = {}
    for one in rows.fields:
        columns = one.columns(former=former)
        known[one.name] = tuple(columns)
        for title, each in columns.items():
            table.append_column(Column(title, sql_type(each), nullable=True))
    if rows.searchable:
        table.append_column(Column(SEARCH, TSVECTOR, nullable=True))
    _add_indexes(rows, table, known)
    return FormTable(rows, table, known)


def _form_of(rows: Rows, *, former: bool) -> str:
    """Return the name of the form of rows."""
    return rows.former[0] if former and rows.former else rows.form


def _own_columns(parent: Table | None) -> Iterator[Column[Any]]:
    """Iterate over the columns that every record has, or, with a parent, every row of a sub-table."""
    yield Column("id", Uuid, primary_key=True)
    if parent is not None:
        yield Column("parent_id", Uuid, ForeignKey(parent.c.id, ondelete="CASCADE"), nullable=False)
        yield Column("position", Integer, nullable=False)
        return
    yield Column("version", BigInteger, nullable=False, server_default=text("1"))
    for did in ("created", "updated"):
        yield Column(f"{did}_at", DateTime(timezone=True), nullable=False, server_default=func.now())
        yield Column(f"{did}_by", Uuid, nullable=True)
    yield Column("owner", Uuid, nullable=True)
    yield Column("department", Uuid, nullable=True)
    yield Column("trashed_at", DateTime(timezone=True), nullable=True)


def _add_indexes(rows: Rows, table: Table, known: Mapping[str, tuple[str, ...]]) -> None:
    """Give a table its indexes: what access rules ask for, references, and what fields and rules want."""
    where = None if rows.subtable else _LIVE
    if rows.subtable:
        _index(table, ["parent_id", "position"], None)
    else:
        # Most access rules ask for the owner or the department; what is recent is asked for by id, which grows.
        _index(table, ["owner"], where)
        _index(table, ["department"], where)
    long = {title for one in rows.fields if _is_long(one.field) for title in known[one.name]}
    for one in rows.fields:
        for title, each in zip(known[one.name], one.field.columns(), strict=True):
            # Who refers to a record is asked for whatever becomes of it, of records in the trash as well.
            covered = where if each.target is None else None
            if each.storage in _LISTS:
                if one.field.indexed or each.target not in {None, "file"}:
                    _index(table, [title], covered, using="gin")
            elif one.field.indexed or each.target is not None:
                _index(table, [title], covered, cut=long & {title})
    for fields in rows.unique:
        titles = [title for name in fields for title in known.get(name, ())]
        if titles:
            within = ["parent_id"] if rows.subtable else []
            _index(table, within + titles, where, unique=True, cut=long & set(titles))
    if rows.searchable:
        _index(table, [SEARCH], where, using="gin")


def _is_long(one: Field) -> bool:
    """Return whether the texts of a field may be longer than an index takes."""
    limit = one.json_schema().get("maxLength")
    return one.kind in _LONG if limit is None else int(limit) > _INDEXED_TEXT


def _index(
    table: Table,
    titles: list[str],
    where: Any,
    *,
    unique: bool = False,
    using: str = "btree",
    cut: Collection[str] = (),
) -> None:
    """Give a table an index; its name says what it is, so that another definition is another index.

    Of the columns in `cut` it holds the beginning, or, where it has to tell values apart, the digest.
    """
    kind = f"{'unique ' if unique else ''}{using}{' cut ' + ','.join(sorted(cut)) if cut else ''} of {where}"
    digest = _digest(f"{table.name}({','.join(titles)}) {kind}")
    name = f"{table.name[: LONGEST_NAME - 10 - 9]}_{'_'.join(titles)[:9]}_{digest}"

    def part(title: str) -> Any:
        whole = table.c[title]
        if title not in cut:
            return whole
        return func.md5(whole) if unique else func.left(whole, _INDEXED_TEXT)

    Index(
        name,
        *map(part, titles),
        unique=unique,
        postgresql_using=using,
        postgresql_where=where,
        info={"columns": titles, "position": len(table.indexes)},
    )


def _digest(content: str) -> str:
    """Return eight letters that tell names apart."""
    return hashlib.sha256(content.encode()).hexdigest()[:8]
