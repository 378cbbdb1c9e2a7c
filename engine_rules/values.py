"""The values of the language, what type each has, and how one is converted where another is expected.

null None · boolean bool · number Decimal (an int is taken for one) · string str · date, time, date and time and the
durations as in `temporal` · list list · context dict · range `Range` · function `FunctionValue`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from engine_rules import types as t
from engine_rules.temporal import DaysTime, Time, WideDate, WideDateTime, YearsMonths, make_date_time

Value = Any
"""A value of the language, as the module says."""


@dataclass(frozen=True, slots=True)
class Range:
    """The values between two endpoints; a side without one is open to infinity.

    `excludes` is `(!= low)`, `single` is `(= low)`: the same values as `[low..low]`, but compared as `=` does.
    """

    low: Value
    high: Value
    low_included: bool
    high_included: bool
    excludes: bool = False
    single: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class FunctionValue:
    """A function as a value: of the text, of a model, or a built-in one.

    `call` takes the arguments by position, already converted; `bind` puts named ones in order, None when it cannot.
    """

    name: str
    parameters: tuple[tuple[str, t.Type], ...]
    call: Callable[..., Value]
    builtin: Any = None
    """The `Function` of a built-in one, which chooses among its signatures itself."""
    result: t.Type = t.ANY


KINDS: Final[Mapping[type, t.Type]] = {
    type(None): t.NULL,
    bool: t.BOOLEAN,
    Decimal: t.NUMBER,
    int: t.NUMBER,
    str: t.STRING,
    date: t.DATE,
    WideDate: t.DATE,
    Time: t.TIME,
    datetime: t.DATE_TIME,
    WideDateTime: t.DATE_TIME,
    DaysTime: t.DAYS_TIME,
    YearsMonths: t.YEARS_MONTHS,
    list: t.LIST,
    dict: t.CONTEXT,
    Range: t.RANGE,
    FunctionValue: t.FUNCTION,
}
"""The type of a value by its Python class, elements and members left out."""


def kind_of(value: Value) -> t.Type:
    """Return the type of a value without looking at elements and members; `Any` for what is no value."""
    return KINDS.get(type(value), t.ANY)


def type_of(value: Value) -> t.Type:
    """Return the full type of a value: element types of lists and ranges, members of contexts."""
    if isinstance(value, list):
        if not value:
            return t.ListType(t.NULL)
        item = type_of(value[0])
        for other in value[1:]:
            item = t.common(item, type_of(other))
        return t.ListType(item)
    if isinstance(value, dict):
        return t.ContextType({name: type_of(member) for name, member in value.items()})
    if isinstance(value, Range):
        return t.RangeType(kind_of(value.high if value.low is None else value.low))
    if isinstance(value, FunctionValue):
        return t.FunctionType(tuple(kind for _, kind in value.parameters), value.result)
    return kind_of(value)


def is_a(value: Value, kind: t.Type) -> bool:
    """Return whether a value that is not null is of a type; null members and elements belong to every type."""
    own = KINDS.get(type(value), t.ANY)
    if kind is t.ANY or own is kind:
        return True
    match kind:
        case t.ListType(item=item):
            return own is t.LIST and all(part is None or is_a(part, item) for part in value)
        case t.ContextType(members=members):
            if own is not t.CONTEXT:
                return False
            return members is None or all(
                name in value and (value[name] is None or is_a(value[name], member)) for name, member in members.items()
            )
        case t.RangeType(item=item):
            return own is t.RANGE and all(end is None or is_a(end, item) for end in (value.low, value.high))
        case t.FunctionType(parameters=parameters):
            return own is t.FUNCTION and (parameters is None or t.conforms(type_of(value), kind))
        case t.NamedType():
            return False
        case _:
            return own == kind


FAILED: Final = object()
"""What `converted` returns when a value cannot stand where a type is expected."""


def converted(value: Value, kind: t.Type) -> Value:
    """Return `value` where `kind` is expected (DMN 1.5, section 10.3.2.9.4), or `FAILED`.

    A list of one stands for its element, an element for a list of one, a date for its midnight in UTC.
    Null passes. A context keeps only the members that the type names.
    """
    if value is None or kind is t.ANY:
        return value
    if is_a(value, kind):
        return Decimal(value) if type(value) is int else value
    if isinstance(value, list) and len(value) == 1 and not isinstance(kind, t.ListType):
        # one step only: the only element of the only element is somewhere else
        return value[0] if value[0] is not None and is_a(value[0], kind) else FAILED
    if isinstance(kind, t.ListType) and not isinstance(value, list):
        return [value] if is_a(value, kind.item) else FAILED
    if kind == t.DATE_TIME and (type(value) is date or isinstance(value, WideDate)):
        return make_date_time(value, 0, UTC)
    return FAILED


def normalised(value: Value) -> Value:
    """Return a Python value as a value of the language: ints become decimals, floats their shortest decimal.

    Raises `TypeError` for what has no counterpart.
    """
    kind = type(value)
    if kind is int:
        return Decimal(value)
    if kind is float:
        return Decimal(repr(value))
    if kind in KINDS and kind not in {list, dict}:
        return value
    if isinstance(value, Mapping):
        return {str(name): normalised(member) for name, member in value.items()}
    if isinstance(value, Sequence):
        return [normalised(part) for part in value]
    msg = f"{kind.__name__} is no value of the language"
    raise TypeError(msg)
