"""Equality, order, ranges and tests, with the null logic of the language.

Null equals null and nothing else; values of different types give null, and so does an order with null. A text written
as a *condition* may be null where the value would be false: what filters rows treats both alike.
"""

import re
from dataclasses import replace
from typing import Final

from engine_rules import types as t
from engine_rules.targets.sql.dialect import DAY_NS
from engine_rules.targets.sql.relation import any_of, as_scalar, rows_of
from engine_rules.targets.sql.terms import FALSE, NULL, TRUE, Items, Reach, Record, Row, Rows, Scalar, Term, Unsupported
from engine_rules.targets.sql.writer import Writer
from engine_rules.temporal import DaysTime

_KEPT_AS_UUID: Final = re.compile(r"CAST\(([^()]+) AS \w+\)")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FLIPPED: Final = {True: False, False: True, None: None}


def boolean(sql: str, *, nullable: bool) -> Scalar:
    """Return the scalar of a condition's text, an operand only in brackets."""
    return Scalar(sql, t.BOOLEAN, nullable, atom=False)


def negated(writer: Writer, value: Scalar) -> Scalar:
    """Return `not value`."""
    if value.known:
        return writer.scalar(writer.value(_FLIPPED[value.constant]))
    return boolean(f"NOT {value.text}", nullable=value.nullable)


def is_null(scalar: Scalar, *, wanted: bool = True) -> Scalar:
    """Return whether a value is null, or with `wanted` false, whether it is not."""
    if scalar.null:
        return TRUE if wanted else FALSE
    if not scalar.nullable:
        return FALSE if wanted else TRUE
    return boolean(f"{scalar.text} IS {'' if wanted else 'NOT '}NULL", nullable=False)


def equal(writer: Writer, left: Term, right: Term, *, condition: bool = False) -> Scalar:
    """Return `left = right`."""
    if isinstance(left, Record) or isinstance(right, Record):
        return _equal_records(writer, left, right)
    if isinstance(left, Row) or isinstance(right, Row):
        return _equal_rows(writer, left, right)
    if isinstance(left, Items) and isinstance(right, Items) and len(left.items) != len(right.items):
        return FALSE
    for rows, other in ((left, right), (right, left)):
        if isinstance(rows, Rows) and isinstance(other, Items) and not other.items:
            return negated(writer, any_of(rows, TRUE))
        if isinstance(rows, Rows) and isinstance(other, Scalar) and other.null:
            return boolean(rows.absent, nullable=False) if rows.absent else FALSE
    one, other = as_scalar(writer, left), as_scalar(writer, right)
    if one.null or other.null:
        return is_null(other if one.null else one)
    if not _comparable(one, other):
        return _never(one, other)
    first, second = prepared(writer, one, other)
    if not (one.nullable or other.nullable) or (condition and not (one.nullable and other.nullable)):
        return boolean(f"{first} = {second}", nullable=one.nullable or other.nullable)
    return boolean(f"{first} IS NOT DISTINCT FROM {second}", nullable=False)


def unequal(writer: Writer, left: Term, right: Term) -> Scalar:
    """Return `left != right`."""
    if isinstance(left, Scalar) and isinstance(right, Scalar):
        if left.null or right.null:
            return is_null(right if left.null else left, wanted=False)
        if _comparable(left, right):
            first, second = prepared(writer, left, right)
            op = "IS DISTINCT FROM" if left.nullable or right.nullable else "<>"
            return boolean(f"{first} {op} {second}", nullable=False)
    return negated(writer, equal(writer, left, right))


def _equal_records(writer: Writer, left: Term, right: Term) -> Scalar:
    """Return whether two contexts are equal, member by member."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Scalar) and one.null and isinstance(other, Record):
            return FALSE
    if not (isinstance(left, Record) and isinstance(right, Record)):
        raise Unsupported("The comparison of a context with another value", "上下文与其他值的比较")
    if left.members.keys() != right.members.keys():
        return FALSE
    parts = [equal(writer, member(), right.members[name]()) for name, member in left.members.items()]
    return joined("AND", parts)


def _equal_rows(writer: Writer, left: Term, right: Term) -> Scalar:
    """Return whether two rows are the same one, or whether there is a row at all."""
    if isinstance(left, Scalar):
        left, right = right, left
    if not isinstance(left, Row):
        raise Unsupported("The comparison of a row with a context", "记录与上下文的比较")
    if isinstance(right, Scalar) and right.null:
        return is_null(left.key) if left.key is not None else FALSE
    if isinstance(right, Row) and left.key and right.key and left.table.name == right.table.name:
        return equal(writer, left.key, right.key)
    raise Unsupported("The comparison of a row with another value", "记录与其他值的比较")


def joined(op: str, parts: list[Scalar]) -> Scalar:
    """Return conditions joined by `AND` or `OR`; constants decide or vanish."""
    decisive = op == "OR"
    if any(part.known and part.constant is decisive for part in parts):
        return TRUE if decisive else FALSE
    rest = [part for part in parts if not (part.known and part.constant is not None)]
    if not rest:
        return FALSE if decisive else TRUE
    if len(rest) == 1:
        return rest[0]
    texts = [_operand(part) for part in rest]
    return replace(boolean(f" {op} ".join(texts), nullable=any(part.nullable for part in rest)), joined=True)


def _operand(condition: Scalar) -> str:
    """Return a condition as an operand of `AND` and `OR`, which bind looser than all else."""
    if condition.null:
        return "CAST(NULL AS boolean)"
    return condition.text if condition.joined else condition.sql


def _comparable(left: Scalar, right: Scalar) -> bool:
    """Return whether values of two types can be equal or in order."""
    kinds = {left.type, right.type}
    if t.ANY in kinds:
        raise Unsupported("A comparison of values whose type is not known", "类型未知的值的比较")
    if left.type is t.DATE_TIME is right.type and (left.zone is None) != (right.zone is None):
        return False
    if isinstance(left.type, t.ListType) and isinstance(right.type, t.ListType):
        items = {left.type.item, right.type.item} - {t.NULL}
        if len(items) > 1 or t.ANY in items:
            raise Unsupported("A comparison of lists of different types", "不同类型列表的比较")
        return True
    return left.type == right.type


def _never(left: Scalar, right: Scalar) -> Scalar:
    """Return the equality of values of different types: null, but with null on a side false, and true with two."""
    if left.type is right.type:  # an instant and a local time are different, but of one type
        if left.nullable and right.nullable:
            return boolean(f"{left.text} IS NULL AND {right.text} IS NULL", nullable=False)
        return FALSE
    if not left.nullable and not right.nullable:
        return Scalar("NULL", t.BOOLEAN, constant=None)
    sql = (
        f"CASE WHEN {left.text} IS NULL AND {right.text} IS NULL THEN TRUE "
        f"WHEN {left.text} IS NULL OR {right.text} IS NULL THEN FALSE END"
    )
    return boolean(sql, nullable=True)


def prepared(writer: Writer, left: Scalar, right: Scalar, *, ordered: bool = False) -> tuple[str, str]:
    """Return two values of one type as texts that SQL compares as the language does."""
    dialect = writer.dialect
    if left.type is t.NUMBER or (isinstance(left.type, t.ListType) and left.type.item is t.NUMBER):
        first, second = dialect.unified([dialect.settled(left), dialect.settled(right)])
        return first.text, second.text
    if left.type is t.STRING and ordered:
        return dialect.by_code_point(left), dialect.by_code_point(right)
    if left.type is t.DAYS_TIME:
        return _durations(writer, left, right)
    as_ids = [_as_id(one) for one in (left, right)]
    return (as_ids[0], as_ids[1]) if all(as_ids) and "uuid" in {left.form, right.form} else (left.text, right.text)


def _as_id(scalar: Scalar) -> str:
    """Return a text that is kept as `uuid`, or is known and the text of one, as `uuid`; empty when it is neither."""
    kept = _KEPT_AS_UUID.fullmatch(scalar.sql) if scalar.form == "uuid" else None
    if kept is not None:
        return kept[1]
    known = isinstance(scalar.constant, str) and _UUID.fullmatch(scalar.constant)
    return f"CAST({scalar.sql} AS uuid)" if known else ""


def _durations(writer: Writer, left: Scalar, right: Scalar) -> tuple[str, str]:
    """Return two durations in one form: the shorter one of a side, when the other side is known."""
    forms = {left.form for left in (left, right) if not left.known}
    if forms == {"days"} and (whole := [_in_days(one) for one in (left, right)]) and all(whole):
        return whole[0], whole[1]
    if forms == {"interval"}:
        return tuple(writer.dialect.interval(one) for one in (left, right))  # type: ignore[return-value]
    return writer.dialect.nanoseconds(left).text, writer.dialect.nanoseconds(right).text


def _in_days(duration: Scalar) -> str:
    """Return a duration as a number of days, empty when it has hours."""
    if not isinstance(duration.constant, DaysTime):
        return duration.text
    return "" if duration.constant.ns % DAY_NS else f"({duration.constant.ns // DAY_NS})"


def ordered(writer: Writer, op: str, left: Term, right: Term) -> Scalar:
    """Return `left < right` and its like."""
    one, other = as_scalar(writer, left), as_scalar(writer, right)
    if one.null or other.null:
        return Scalar("NULL", t.BOOLEAN, constant=None)
    if not _comparable(one, other) or one.type not in t.ORDERED:
        return Scalar("NULL", t.BOOLEAN, constant=None)
    first, second = prepared(writer, one, other, ordered=True)
    return boolean(f"{first} {op} {second}", nullable=one.nullable or other.nullable)


def between(writer: Writer, value: Term, low: Term, high: Term) -> Scalar:
    """Return whether a value lies between two others, both included."""
    return joined("AND", [ordered(writer, ">=", value, low), ordered(writer, "<=", value, high)])


def includes(writer: Writer, reach: Reach, value: Term, *, condition: bool = False) -> Scalar:
    """Return whether a value lies in a range."""
    if (reach.excludes or reach.single) and reach.low is not None:
        if reach.excludes:
            return unequal(writer, value, reach.low)
        return equal(writer, value, reach.low, condition=condition)
    parts: list[Scalar] = []
    if reach.low is not None:
        parts.append(ordered(writer, ">=" if reach.low_included else ">", value, reach.low))
    if reach.high is not None:
        parts.append(ordered(writer, "<=" if reach.high_included else "<", value, reach.high))
    return joined("AND", parts)


def passes(writer: Writer, value: Term, test: Term, *, condition: bool = False) -> Scalar:
    """Return whether a value passes a test: equals it, lies in the range, or equals or lies in an element of the list.

    A test that is null gives null, and true for null.
    """
    if isinstance(test, Items | Rows) or (isinstance(test, Scalar) and isinstance(test.type, t.ListType)):
        return _in_list(writer, value, test, condition=condition)
    if isinstance(test, Reach):
        return _in_range(writer, value, test, condition=condition, otherwise="NULL")
    found = equal(writer, value, test, condition=condition)
    if not isinstance(test, Scalar) or not test.nullable:
        return found
    given = as_scalar(writer, value)
    if test.null:
        only_null = boolean(f"CASE WHEN {given.text} IS NULL THEN TRUE END", nullable=True)
        never = Scalar("NULL", t.BOOLEAN, constant=None)
        return TRUE if given.null else only_null if given.nullable else never
    if condition or given.null:
        return found
    guard = f"{test.text} IS NULL" + (f" AND {given.text} IS NOT NULL" if given.nullable else "")
    return boolean(f"CASE WHEN {guard} THEN NULL ELSE {found.text} END", nullable=True)


def _element_passes(writer: Writer, value: Term, element: Term, *, condition: bool) -> Scalar:
    """Return whether a value equals an element of a list of tests, or lies in it when it is a range."""
    if isinstance(element, Reach):
        return _in_range(writer, value, element, condition=condition, otherwise="FALSE")
    return equal(writer, value, element, condition=condition)


def _in_range(writer: Writer, value: Term, reach: Reach, *, condition: bool, otherwise: str) -> Scalar:
    """Return whether a value lies in a range; when an end is null, it is `otherwise`, and true for null."""
    if isinstance(value, Reach):
        raise Unsupported("The comparison of two ranges", "两个区间的比较")
    found = includes(writer, reach, value, condition=condition)
    ends = [end for end in (reach.low, reach.high) if end is not None and end.nullable]
    given = as_scalar(writer, value)
    if not ends or reach.single or reach.excludes or (condition and not given.nullable):
        return found
    absent = " OR ".join(f"{end.text} IS NULL" for end in ends)
    passed = f"CASE WHEN {given.text} IS NULL THEN TRUE ELSE {otherwise} END" if given.nullable else otherwise
    return boolean(f"CASE WHEN {absent} THEN {passed} ELSE {found.text} END", nullable=True)


def _in_list(writer: Writer, value: Term, test: Term, *, condition: bool) -> Scalar:
    """Return whether a value passes any element of a list."""
    if isinstance(value, Items | Rows) or (isinstance(value, Scalar) and isinstance(value.type, t.ListType)):
        raise Unsupported("The search of a list in a list", "在列表中查找列表")
    if isinstance(test, Scalar) and isinstance(test.constant, list):
        test = Items(tuple(writer.value(one) for one in test.constant))
    if isinstance(test, Items):
        quick = _in_values(writer, value, test.items, condition=condition)
        if quick is not None:
            return quick
        return joined("OR", [_element_passes(writer, value, one, condition=condition) for one in test.items])
    rows = rows_of(writer, test)
    passed = _element_passes(writer, value, rows.element, condition=condition)
    return any_of(rows, passed, condition_only=condition)


def _in_values(writer: Writer, value: Term, tests: tuple[Term, ...], *, condition: bool) -> Scalar | None:
    """Return `value IN (…)` over values of one simple type that are not null, None when they are not."""
    if not isinstance(value, Scalar) or value.null or len(tests) < 2:
        return None
    scalars = [test for test in tests if isinstance(test, Scalar) and not test.nullable]
    if len(scalars) != len(tests) or any(test.type != value.type or test.zone != value.zone for test in scalars):
        return None
    if value.type not in t.ORDERED - {t.DAYS_TIME} and value.type is not t.BOOLEAN:
        return None
    ids = [_as_id(one) for one in (value, *scalars)] if value.form == "uuid" else [""]
    if all(ids):
        sql = f"{ids[0]} IN ({', '.join(ids[1:])})"
    else:
        one, *others = writer.dialect.unified([writer.dialect.settled(one) for one in (value, *scalars)])
        sql = f"{one.text} IN ({', '.join(other.sql for other in others)})"
    if value.nullable and not condition:
        return boolean(f"{value.text} IS NOT NULL AND {sql}", nullable=False)
    return boolean(sql, nullable=value.nullable)


def as_condition(value: Scalar) -> Scalar:
    """Return a value where a condition is expected: what is no boolean counts as null."""
    if value.type is t.BOOLEAN:
        return value
    if value.type is t.ANY:
        raise Unsupported("A condition whose type is not known", "类型未知的条件")
    return replace(NULL, type=t.BOOLEAN)
