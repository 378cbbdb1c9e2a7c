"""`is`."""  # noqa: N999 - file and function have one name

from engine_rules import types as t
from engine_rules.function import Sql, function
from engine_rules.operators import equal
from engine_rules.texts import text_of
from engine_rules.values import Value, kind_of


def same(one: Value = None, other: Value = None) -> bool:
    """Return whether two values are the same element of the same type, zones of times included; null is left out."""
    kind = kind_of(one)
    if kind is not kind_of(other):
        return False
    if kind is t.LIST:
        return len(one) == len(other) and all(map(same, one, other))
    if kind is t.CONTEXT:
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if kind in {t.TIME, t.DATE_TIME}:
        return text_of(one) == text_of(other)
    return equal(one, other) is True


FUNCTION = function(
    "is",
    "logic",
    "is(value1: Any?, value2: Any?) -> boolean",
    (
        "Whether two values are the very same: of one type, and dates and times with the same parts and the same zone.",
        "两个值是否完全相同：类型相同，且日期时间的各部分与时区都相同。",
    ),
    [
        ('is(date("2026-05-01"), date("2026-05-01"))', "true"),
        ('is(time("23:00:50Z"), time("23:00:50+00:00"))', "true"),
        ('is(time("20:00:50+00:00"), time("21:00:50+01:00"))', "false"),
        ('is(1, "1")', "false"),
        ('is("甲", "甲")', "true"),
        ("is(null, null)", "true"),
        ("is(null, 1)", "false"),
    ],
    same,
    sql=Sql(built=True),
)
