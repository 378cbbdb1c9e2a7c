"""`Situation`: the names an expression may use and values to try it with, read from what people write."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field

from engine_rules import codes, typed_json
from engine_rules import types as t
from engine_rules.expression import Expression
from engine_rules.scope import Scope
from engine_rules.values import FAILED, Value, converted, type_of
from lowcode.kernel.diagnostics import Code, Diagnostic, Severity
from lowcode.kernel.names import label
from lowcode.services.message import Message

MAX_SAMPLES: Final = 500
"""How many names one situation may have."""

VALUE_DOES_NOT_FIT: Final = Code(
    "sample-value-does-not-fit",
    label("The value of `{name}` is not {wanted}.", "`{name}` 的值不是 {wanted}。"),
    label("Write it like {example}, or change the type.", "请写成 {example} 这样的值，或修改类型。"),
)
NAME_TWICE: Final = Code(
    "name-given-twice",
    label("There are two names `{name}`.", "名称 `{name}` 出现了两次。"),
    label("Rename or remove one of the two.", "请重命名或删除其中一个。"),
)
NOT_A_NAME: Final = Code(
    "not-a-name",
    label("`{name}` is no name that an expression could mention.", "`{name}` 不能作为表达式中的名称。"),
    label(
        "Begin with a letter, and use letters, digits, spaces and `_`.", "请以文字开头，只使用文字、数字、空格和 `_`。"
    ),
)

_PLAIN: Final = frozenset({t.NUMBER, t.STRING, t.BOOLEAN, t.DATE, t.TIME, t.DATE_TIME, t.DAYS_TIME, t.YEARS_MONTHS})
"""The types whose values people write without quotes."""
_EXAMPLES: Final = {
    t.NUMBER: "1500.50",
    t.BOOLEAN: "true",
    t.DATE: "2026-05-01",
    t.TIME: "13:30:00",
    t.DATE_TIME: "2026-05-01T13:30:00",
    t.DAYS_TIME: "P7D",
    t.YEARS_MONTHS: "P1Y6M",
}


class Sample(Message):
    """A name with its type and a value to try expressions with."""

    name: Annotated[str, Field(max_length=200)]
    """How expressions mention it; may be Chinese and may hold spaces. Without one the sample is passed over."""
    type: Annotated[str, Field(max_length=20_000)] = ""
    """Its type as the language writes it, such as `number` or `list<context<price: number>>`; empty: its value's."""
    value: Annotated[str, Field(max_length=200_000)] = ""
    """Simple values as they are, such as `1500` or `2026-05-01`, others as an expression; empty: null."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What an expression is checked and run against."""

    scope: Scope
    """The names with their types."""
    values: dict[str, Value]
    """A value of each name."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What is wrong with the samples; the path begins with the sample's position: `/3/value`."""


def situation(samples: Sequence[Sample]) -> Situation:
    """Return the situation of samples; what cannot be read is null or `Any`, and reported."""
    names: dict[str, t.Type] = {}
    values: dict[str, Value] = {}
    found: list[Diagnostic] = []
    for position, sample in enumerate(samples):
        name = " ".join(sample.name.split())
        if not name:
            continue
        if name in names or not _is_name(name):
            found.append((NAME_TWICE if name in names else NOT_A_NAME).report(path=f"/{position}/name", name=name))
            continue
        kind, wrong_type = _type(sample.type)
        value, wrong_value = _value(name, sample.value.strip(), kind)
        names[name] = kind or (Scope.of_values({name: value}).names[name])
        values[name] = value
        found += [one.at(f"/{position}") for one in (*wrong_type, *wrong_value)]
    return Situation(Scope(names), values, tuple(found))


def _is_name(name: str) -> bool:
    """Return whether an expression of a name alone reads that name."""
    return name == "?" or Expression(name, Scope({name: t.NUMBER})).reads == frozenset({(name,)})


def _type(text: str) -> tuple[t.Type | None, list[Diagnostic]]:
    """Return the type of its text, None when there is none, and what is wrong with it."""
    if not text.strip():
        return None, []
    try:
        kind = t.parse_type(text)
    except t.TypeTextError:
        return t.ANY, [codes.NOT_A_TYPE.report(path="/type")]
    if t.resolve(kind, {}) != kind:
        return t.ANY, [codes.NOT_A_TYPE.report(path="/type")]
    return kind, []


def _value(name: str, text: str, kind: t.Type | None) -> tuple[Value, list[Diagnostic]]:
    """Return the value that a text means for a type, and what is wrong with it."""
    if not text or text == "null":
        return None, []
    if kind is t.STRING and not (len(text) > 1 and text[0] == text[-1] == '"'):
        return text, []
    if kind in _PLAIN and kind is not None:
        try:
            if kind is not t.BOOLEAN or text in {"true", "false"}:
                return typed_json.read({"t": kind.name, "v": text}), []
        except typed_json.NotAValueError:
            pass
    written = Expression(text, Scope())
    errors = list(_errors(written))
    value = None if errors else written.evaluate({})
    fitting = converted(value, kind or t.ANY)
    if (errors and kind in _PLAIN) or fitting is FAILED:
        example = _EXAMPLES.get(kind, "`[…]`" if isinstance(kind, t.ListType) else "`{…}`") if kind else ""
        wanted = kind or type_of(value)
        return None, [VALUE_DOES_NOT_FIT.report(path="/value", name=name, wanted=wanted, example=example)]
    return fitting, errors


def _errors(written: Expression) -> Iterator[Diagnostic]:
    """Iterate over the mistakes of a value that is written as an expression."""
    error: Severity = "error"
    for one in written.diagnostics:
        if one.severity == error:
            yield one.at("/value")
