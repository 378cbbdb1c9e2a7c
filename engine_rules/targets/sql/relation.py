"""Lists that are queries: sub-tables and written lists as FROM, references as joins, aggregates over rows."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from engine_rules import types as t
from engine_rules.targets.sql.dialect import quoted, widest
from engine_rules.targets.sql.source import Column, Table
from engine_rules.targets.sql.terms import (
    NULL,
    SUPPOSED,
    UNKNOWN,
    Frame,
    Items,
    Record,
    Row,
    Rows,
    Scalar,
    Term,
    Unsupported,
)
from engine_rules.targets.sql.writer import Writer

_INTEGER: Final = (10, 0)
"""The digits of a column of type `integer`."""
_SHORT: Final = 60
"""A text up to this length is rather written twice than made a column of its own."""
_WHOLE: Final = (10, 0)
"""The digits of a count."""


def table_text(table: Table) -> str:
    """Return a table's name as SQL, or the query in the place of it."""
    if table.select:
        return f"({table.select})"
    return f"{quoted(table.schema)}.{quoted(table.name)}" if table.schema else quoted(table.name)


# --- rows of tables -------------------------------------------------------------------------------------------------


def member(writer: Writer, row: Row, name: str) -> Term:
    """Return what a name of a row stands for; null for a name that it has not."""
    if name in row.table.columns:
        column = row.table.columns[name]
        if row.key is not None and row.key.form == "uuid" and column.name == row.table.key:
            return row.key
        return _column(writer, row, column)
    if name in row.table.contexts:
        return Record({part: _reading(writer, row, one) for part, one in row.table.contexts[name].items()})
    if name in row.table.references:
        return _referenced(writer, row, name)
    if name in row.table.subtables:
        return _belonging(writer, row, name)
    return NULL


def _column(writer: Writer, row: Row, column: Column) -> Scalar:
    """Return a column of a row."""
    sql = f"{row.alias}.{quoted(column.name)}"
    if column.uuid:
        sql = f"CAST({sql} AS {writer.dialect.sql_type(column.type, None, None)})"
    form = (
        "integer"
        if column.integer
        else "interval"
        if column.interval
        else "uuid"
        if column.uuid and writer.dialect.keeps_uuid
        else ""
    )
    digits = column.digits or ((_INTEGER if column.integer else None) if column.type is t.NUMBER else None)
    return Scalar(
        row.wrap(sql) if row.wrap else sql,
        column.type,
        column.nullable or row.key is not None,
        form=form,  # type: ignore[arg-type]
        zone=writer.source.zone if column.type is t.DATE_TIME and column.zoned else None,
        digits=digits,
        by_code_point=column.by_code_point,
    )


def _reading(writer: Writer, row: Row, column: Column) -> Callable[[], Term]:
    """Return what writes a column when it is asked for."""
    return lambda: _column(writer, row, column)


def _referenced(writer: Writer, row: Row, name: str) -> Row:
    """Return the row that a reference leads to: joined when the query is ours, else in a sub-select."""
    reference = row.table.references[name]
    table, alias = reference.target(), writer.alias()
    plain = _column(writer, row, Column(reference.column, t.STRING, reference.nullable))
    key = _column(writer, row, Column(reference.column, t.STRING, reference.nullable, uuid=reference.uuid))
    matches = f"{alias}.{quoted(reference.key)} = {plain.sql}"
    if row.frame is not None:
        row.frame.parts.append(f"LEFT JOIN {table_text(table)} AS {alias} ON {matches}")
        row.frame.aliases.append(alias)
        return Row(table, alias, row.frame, None, key)
    return Row(
        table, alias, None, lambda sql: f"(SELECT {sql} FROM {table_text(table)} AS {alias} WHERE {matches})", key
    )


def _belonging(writer: Writer, row: Row, name: str) -> Rows:
    """Return the rows of a sub-table."""
    subtable = row.table.subtables[name]
    table, alias = subtable.target(), writer.alias()
    frame = Frame([f"{table_text(table)} AS {alias}"], [alias])
    key = _column(writer, row, Column(subtable.key, t.STRING, nullable=False))
    condition = f"{alias}.{quoted(subtable.parent)} = {key.sql}"
    order = tuple(f"{alias}.{quoted(column)}" for column in subtable.order)
    where = (condition, f"{alias}.{quoted(subtable.absent)} IS NULL") if subtable.absent else (condition,)
    absent = f"{row.key.text} IS NULL" if row.key is not None and row.key.nullable else ""
    return Rows(frame, Row(table, alias, frame), where, order, absent)


# --- any list as rows -----------------------------------------------------------------------------------------------


def rows_of(writer: Writer, term: Term) -> Rows:
    """Return a list, or a value that stands for a list of one, as rows. Raises `Unsupported` for ranges."""
    if isinstance(term, Rows):
        return term
    if isinstance(term, Items):
        return _rows_of_items(writer, term)
    if isinstance(term, Scalar) and isinstance(term.type, t.ListType):
        alias = writer.alias()
        item, (value,), position = writer.dialect.unnested([term.sql], alias)
        element = Scalar(value, term.type.item, zone=term.zone, digits=term.digits, rough=term.rough)
        if element.type is t.NULL:
            element = NULL
        absent = f"{term.text} IS NULL" if term.nullable else ""
        return Rows(Frame([item], [alias]), element, (), (position,), absent)
    if isinstance(term, Scalar | Record):
        rows = _rows_of_items(writer, Items((term,)))
        if isinstance(term, Scalar) and term.nullable:
            return replace(rows, absent=f"{term.text} IS NULL" if not term.null else "TRUE")
        return rows
    raise Unsupported("A row or range as a list", "作为列表使用的记录或区间")


def _rows_of_items(writer: Writer, items: Items) -> Rows:
    """Return a written list as rows: one array for each member of its contexts."""
    records = [item for item in items.items if isinstance(item, Record)]
    if not records:
        scalars = [as_scalar(writer, item) for item in items.items]
        array = array_of(writer, scalars)
        return rows_of(writer, array)
    if len(records) != len(items.items) or any(one.members.keys() != records[0].members.keys() for one in records):
        raise Unsupported("A list of contexts with different members", "成员不同的上下文列表")
    columns: list[Scalar] = []
    shape = _shape(writer, [dict(one.members) for one in records], columns)
    alias = writer.alias()
    item, names, position = writer.dialect.unnested([column.sql for column in columns], alias)
    return Rows(Frame([item], [alias]), _element(shape, columns, names), (), (position,))


_Shape = dict[str, "int | _Shape"]


def _shape(writer: Writer, records: list[dict[str, Callable[[], Term]]], columns: list[Scalar]) -> _Shape:
    """Add the arrays of the members of contexts to `columns`, and return which member is which array."""
    shape: _Shape = {}
    for name in records[0]:
        terms = [record[name]() for record in records]
        inner = [dict(term.members) for term in terms if isinstance(term, Record)]
        if len(inner) == len(terms):
            shape[name] = _shape(writer, inner, columns)
        else:
            if any(isinstance(term, Items | Rows | Record) for term in terms):
                raise Unsupported("A list inside the contexts of a list", "列表元素中的列表")
            shape[name] = len(columns)
            columns.append(array_of(writer, [as_scalar(writer, term) for term in terms]))
    if not shape:
        raise Unsupported("A list of empty contexts", "空上下文的列表")
    return shape


def _element(shape: _Shape, columns: Sequence[Scalar], names: Sequence[str]) -> Record:
    """Return the context that one row of the arrays stands for."""
    members: dict[str, Callable[[], Term]] = {}
    for name, place in shape.items():
        if isinstance(place, int):
            column = columns[place]
            kind = column.type.item if isinstance(column.type, t.ListType) else t.ANY
            value = Scalar(names[place], kind, zone=column.zone, digits=column.digits) if kind is not t.NULL else NULL
            members[name] = lambda value=value: value  # type: ignore[misc]
        else:
            record = _element(place, columns, names)
            members[name] = lambda record=record: record  # type: ignore[misc]
    return Record(members)


def array_of(writer: Writer, scalars: Sequence[Scalar]) -> Scalar:
    """Return scalars as one list of SQL. Raises `Unsupported` unless they are of one simple type."""
    kinds = {scalar.type for scalar in scalars} - {t.NULL}
    if len(kinds) > 1 or any(isinstance(kind, t.ListType) or kind is t.ANY for kind in kinds):
        raise Unsupported("A list of different or nested values", "元素类型不同或嵌套的列表")
    kind = kinds.pop() if kinds else t.NULL
    if all(scalar.known for scalar in scalars) and scalars:
        return writer.dialect.list_parameter([scalar.constant for scalar in scalars], writer.parameters)
    given = unified(writer, scalars, kind)
    if kind is t.DAYS_TIME:
        given = [one if one.null else writer.dialect.nanoseconds(one) for one in given]
    zone = next((one.zone for one in given if one.zone is not None), None)
    digits = widest(one.digits or SUPPOSED for one in given if not one.null) if kind is t.NUMBER else None
    sql = writer.dialect.array(given, kind, digits)
    return Scalar(sql, t.ListType(kind), nullable=False, zone=zone, digits=digits)


def unified(writer: Writer, scalars: Sequence[Scalar], kind: t.Type) -> list[Scalar]:
    """Return values of one type in one form, so that they can be branches or elements. Raises `Unsupported`."""
    dialect = writer.dialect
    if len({str(one.zone) for one in scalars if not one.null}) > 1:
        raise Unsupported("A choice between times of different zones", "不同时区的时间之间的选择")
    if kind is t.DAYS_TIME and len({one.form for one in scalars if not one.null}) > 1:
        return [one if one.null else dialect.nanoseconds(one) for one in scalars]
    if kind is t.NUMBER or (isinstance(kind, t.ListType) and kind.item is t.NUMBER):
        known = iter(dialect.unified([one for one in scalars if not one.null]))
        return [one if one.null else next(known) for one in scalars]
    return list(scalars)


# --- queries over rows ----------------------------------------------------------------------------------------------


def select(rows: Rows, columns: str, *, order: bool = False, tail: str = "") -> str:
    """Return the query of `columns` over rows, in brackets."""
    where = f" WHERE {' AND '.join(_bracketed(one) for one in rows.where)}" if rows.where else ""
    ordering = f" ORDER BY {', '.join(rows.order)}" if order and rows.order else ""
    return f"(SELECT {columns} FROM {' '.join(rows.frame.parts)}{where}{ordering}{tail})"


def _bracketed(condition: str) -> str:
    """Return a condition that can stand between `AND`s."""
    return f"({condition})" if " OR " in condition else condition


def filtered(rows: Rows, condition: Scalar) -> Rows:
    """Return the rows that meet a condition; null counts as false."""
    if condition.known:
        return rows if condition.constant is True else replace(rows, where=(*rows.where, "FALSE"))
    return replace(rows, where=(*rows.where, condition.sql))


def guarded(rows: Rows, scalar: Scalar) -> Scalar:
    """Return a result over rows that is null when the list itself is null."""
    if not rows.absent:
        return scalar
    return replace(scalar, sql=f"CASE WHEN NOT ({rows.absent}) THEN {scalar.sql} END", atom=False, nullable=True)


def any_of(rows: Rows, condition: Scalar, *, condition_only: bool = False) -> Scalar:
    """Return whether a condition holds for some row; null when it is null for some and true for none."""
    if condition_only or not condition.nullable:
        found = filtered(rows, condition)
        return guarded(rows, Scalar(f"EXISTS {select(found, '1')}", t.BOOLEAN, nullable=False))
    condition = _typed(condition)
    test = "CASE WHEN bool_or({0}) THEN TRUE WHEN count(*) > count({0}) THEN NULL ELSE FALSE END"
    return guarded(rows, Scalar(over(rows, condition, lambda value, _: test.format(value)), t.BOOLEAN))


def _typed(condition: Scalar) -> Scalar:
    """Return a condition that is a boolean of SQL also when it is null."""
    return replace(condition, sql="CAST(NULL AS boolean)") if condition.null else condition


def all_of(rows: Rows, condition: Scalar) -> Scalar:
    """Return whether a condition holds for every row; null when it is null for some and false for none."""
    if not condition.nullable:
        found = replace(rows, where=(*rows.where, f"NOT {condition.text}"))
        return guarded(rows, Scalar(f"NOT EXISTS {select(found, '1')}", t.BOOLEAN, nullable=False, atom=False))
    condition = _typed(condition)
    test = "CASE WHEN NOT bool_and({0}) THEN FALSE WHEN count(*) > count({0}) THEN NULL ELSE TRUE END"
    return guarded(rows, Scalar(over(rows, condition, lambda value, _: test.format(value)), t.BOOLEAN))


def over(rows: Rows, element: Scalar, build: Callable[[str, str], str]) -> str:
    """Return the query of aggregates over the element of rows.

    `build` gets the text of the element and ` ORDER BY …` (or nothing), and returns the columns. An aggregate over
    columns of an outer query alone would belong to that query: then the element becomes a column of its own first.
    """
    own = any(f"{alias}." in element.sql for alias in rows.frame.aliases)
    if own and len(element.sql) <= _SHORT:
        ordering = f" ORDER BY {', '.join(rows.order)}" if rows.order else ""
        return select(rows, build(element.sql, ordering))
    orders = [f"o{at}" for at in range(len(rows.order))]
    columns = [f"{element.sql} AS v", *(f"{one} AS {name}" for one, name in zip(rows.order, orders, strict=True))]
    ordering = f" ORDER BY {', '.join(orders)}" if orders else ""
    return f"(SELECT {build('v', ordering)} FROM {select(rows, ', '.join(columns))} AS q)"


def count_of(rows: Rows) -> Scalar:
    """Return the number of rows."""
    sql = select(rows, "count(*)")
    return guarded(rows, Scalar(sql, t.NUMBER, nullable=False, form="integer", digits=_WHOLE))


def element_at(writer: Writer, rows: Rows, position: int) -> Term:
    """Return the element at a position from 1, or from the end for a negative one; null beyond."""
    if not rows.order:
        raise Unsupported("A position in a list without an order", "无序列表中的位置")
    order = rows.order if position > 0 else tuple(f"{one} DESC" for one in rows.order)
    ordered = replace(rows, order=order)
    tail = f" LIMIT 1 OFFSET {abs(position) - 1}"

    def wrap(sql: str) -> str:
        return select(ordered, sql, order=True, tail=tail) if position else "NULL"

    return wrapped(writer, rows.element, wrap)


def wrapped(writer: Writer, element: Term, wrap: Callable[[str], str]) -> Term:
    """Return an element of rows seen from outside: each of its values in a query of its own."""
    if isinstance(element, Scalar):
        return replace(element, sql=wrap(element.sql), atom=True, nullable=True, constant=UNKNOWN)
    if isinstance(element, Record):
        members = {name: _wrapped_member(writer, read, wrap) for name, read in element.members.items()}
        return Record(members)
    if isinstance(element, Row):
        key = Scalar(wrap(f"{element.alias}.{quoted(element.table.key)}"), t.STRING)
        return Row(element.table, element.alias, None, wrap, key)
    raise Unsupported("A list inside a list", "列表中的列表")


def _wrapped_member(writer: Writer, read: Callable[[], Term], wrap: Callable[[str], str]) -> Callable[[], Term]:
    """Return what reads a member of an element seen from outside."""
    return lambda: wrapped(writer, read(), wrap)


def as_scalar(writer: Writer, term: Term) -> Scalar:
    """Return a term as one value of SQL; lists are collected in order. Raises `Unsupported` for contexts and ranges."""
    if isinstance(term, Scalar):
        return term
    if isinstance(term, Items):
        return array_of(writer, [as_scalar(writer, item) for item in term.items])
    if isinstance(term, Rows):
        return _collected(writer, term)
    return writer.scalar(term)


def _collected(writer: Writer, rows: Rows) -> Scalar:
    """Return rows of simple values as a list."""
    element = as_scalar(writer, rows.element)
    if isinstance(element.type, t.ListType) or element.type is t.ANY:
        raise Unsupported("A list of lists", "列表的列表")
    if element.form == "integer":
        element = writer.dialect.as_number(element)
    if element.type is t.DAYS_TIME:
        element = writer.dialect.nanoseconds(element)
    sql = over(rows, element, writer.dialect.collected)
    kind = t.ListType(element.type)
    return guarded(
        rows, Scalar(sql, kind, nullable=False, zone=element.zone, digits=element.digits, rough=element.rough)
    )


__all__ = [
    "all_of",
    "any_of",
    "array_of",
    "as_scalar",
    "count_of",
    "element_at",
    "filtered",
    "guarded",
    "member",
    "over",
    "rows_of",
    "select",
    "table_text",
    "unified",
    "wrapped",
]
