"""Random typed expressions with values for their names, out of operators and functions that all targets have.

`Author` draws with whatever chooses for it: Hypothesis in tests, a seeded `random.Random` in benchmarks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from hypothesis import strategies as st

from engine_rules import types as t
from engine_rules.function import VARIABLE, Function
from engine_rules.library import FUNCTIONS
from engine_rules.scope import Scope
from engine_rules.temporal import DaysTime, YearsMonths
from engine_rules.values import Value

Choose = Callable[[Sequence[Any]], Any]
"""Returns one of a sequence."""

ROW: Final = t.ContextType(
    {"qty": t.NUMBER, "price": t.NUMBER, "name": t.STRING, "单价": t.NUMBER, "done": t.BOOLEAN, "day": t.DATE}
)
NAMES: Final[Mapping[str, t.Type]] = {
    "a": t.NUMBER, "b": t.NUMBER, "金额": t.NUMBER, "s": t.STRING, "名称": t.STRING, "p": t.BOOLEAN, "q": t.BOOLEAN,
    "day": t.DATE, "due": t.DATE, "at": t.DATE_TIME, "seen": t.DATE_TIME, "wait": t.DAYS_TIME, "term": t.YEARS_MONTHS,
    "lines": t.ListType(ROW), "numbers": t.ListType(t.NUMBER), "words": t.ListType(t.STRING),
}  # fmt: skip
SCOPE: Final = Scope(NAMES)
"""`at` is an instant, `seen` a local date and time; everything can be null, also elements and members."""

NUMBERS: Final = (
    *map(Decimal, range(4)), Decimal(-1), Decimal(7), Decimal(10), Decimal(100), Decimal("0.5"), Decimal("-2.5"),
    Decimal("1.25"), Decimal("12.345"), Decimal("99999.99"), Decimal("-0.01"), Decimal("0.1"), Decimal("33.33"),
)  # fmt: skip
TEXTS: Final = (
    "",
    "a",
    "A",
    "b",
    "ab",
    "客户",
    "客户A",
    "Ärzte",
    "ß",
    "x y",
    "100%",
    'say "hi"',
    "\\",
    "🐎",
    "12.5",
    "é",
)
DATES: Final = (
    date(2024, 2, 29), date(2026, 11, 21), date(2026, 1, 31), date(1999, 12, 31), date(2025, 1, 1), date(2026, 5, 3),
)  # fmt: skip
MOMENTS: Final = (
    datetime(2026, 11, 21, 12, 30, 15, tzinfo=UTC), datetime(2024, 2, 29, tzinfo=UTC),
    datetime(2025, 12, 31, 23, 59, 59, 500000, tzinfo=UTC),
)  # fmt: skip
DURATIONS: Final = tuple(
    DaysTime(seconds * 1_000_000_000) for seconds in (0, 1, 3600, 86_400, -86_400, 90_061, 604_800, -5400)
)
MONTHS: Final = tuple(map(YearsMonths, (0, 1, 12, -1, 18, 25)))
ORDERED: Final = (t.NUMBER, t.STRING, t.DATE, t.DATE_TIME, t.DAYS_TIME, t.YEARS_MONTHS)
SIMPLE: Final = (*ORDERED, t.BOOLEAN)
VALUES: Final[Mapping[t.Type, Sequence[Value]]] = {
    t.NUMBER: NUMBERS, t.STRING: TEXTS, t.BOOLEAN: (True, False), t.DATE: DATES, t.DATE_TIME: MOMENTS,
    t.DAYS_TIME: DURATIONS, t.YEARS_MONTHS: MONTHS,
}  # fmt: skip
EASY_DIVISORS: Final = ("2", "4", "5", "8", "10", "-2", "0", "0.5")
"""Quotients by these end, so that they are exact on every target; others are drawn only where a whole result is."""

LEFT_OUT: Final = frozenset({
    "now", "today", "date", "time", "date_and_time", "duration", "number", "is", "string", "textjoin", "concat",
    "mean", "stddev", "product", "switch", "rept", "string_join", "distinct_values", "mode",
})  # fmt: skip
"""Functions that the general rule draws badly or without end; most of them have a rule of their own below."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An expression and the values of its names."""

    text: str
    values: Mapping[str, Value]


def callable_functions() -> dict[t.Type, list[tuple[Function, int]]]:
    """Return the functions and signatures that can be called with simple values on all targets, by result type."""
    found: dict[t.Type, list[tuple[Function, int]]] = {}
    for kind, one in FUNCTIONS.items():
        if one.sql is None or not one.browser or kind in LEFT_OUT or one.expansion is not None:
            continue
        for position, signature in enumerate(one.signatures):
            kinds = [parameter.kind for parameter in signature.parameters]
            fits = all(kind in VALUES or kind in {t.ANY, VARIABLE} or isinstance(kind, t.ListType) for kind in kinds)
            if fits and (signature.result in VALUES or signature.result is VARIABLE):
                found.setdefault(signature.result, []).append((one, position))
    return found


FUNCTIONS_BY_RESULT: Final = callable_functions()


class Author:
    """Writes one expression after the other."""

    def __init__(self, choose: Choose) -> None:
        """Take what chooses."""
        self.choose = choose
        self.local: list[tuple[str, t.Type]] = []

    # --- values -----------------------------------------------------------------------------------------------

    def values(self) -> dict[str, Value]:
        """Return a value for each name."""
        found: dict[str, Value] = {name: self.value(kind) for name, kind in NAMES.items() if kind in VALUES}
        if found["seen"] is not None:
            found["seen"] = found["seen"].replace(tzinfo=None) - timedelta(hours=3)
        assert ROW.members is not None
        members = ROW.members
        found["lines"] = [
            {name: self.value(kind) for name, kind in members.items()} for _ in range(self.choose(range(4)))
        ]
        found["numbers"] = [self.value(t.NUMBER) for _ in range(self.choose(range(4)))]
        found["words"] = [self.value(t.STRING) for _ in range(self.choose(range(4)))]
        return found

    def value(self, kind: t.Type) -> Value:
        """Return a value of a simple type; null every eighth time."""
        return None if self.choose(range(8)) == 0 else self.choose(VALUES[kind])

    # --- expressions ------------------------------------------------------------------------------------------

    def expression(self, kind: t.Type, depth: int) -> str:
        """Return an expression of a simple type."""
        if depth <= 0:
            return self.leaf(kind)
        rules = [*_RULES[kind], Author.leaf_of, Author.conditional, Author.called, Author.called, Author.first_known]
        rule = self.choose(rules)
        return str(rule(self, kind, depth - 1))

    def leaf_of(self, kind: t.Type, _depth: int) -> str:
        """Return a name or literal."""
        return self.leaf(kind)

    def leaf(self, kind: t.Type) -> str:
        """Return a name or literal of a type."""
        names = [name for name, own in (*NAMES.items(), *self.local) if own == kind and name != "seen"]
        if self.choose(range(3)):
            return str(self.choose(names))
        return literal(self.choose(VALUES[kind]))

    def conditional(self, kind: t.Type, depth: int) -> str:
        """Return a choice."""
        condition = self.expression(t.BOOLEAN, depth)
        return f"(if {condition} then {self.expression(kind, depth)} else {self.expression(kind, depth)})"

    def first_known(self, kind: t.Type, depth: int) -> str:
        """Return the first value that is not null."""
        return f"coalesce({self.expression(kind, depth)}, {self.expression(kind, depth)})"

    def called(self, kind: t.Type, depth: int) -> str:
        """Return the call of a function with arguments of the types that it names."""
        choices = [*FUNCTIONS_BY_RESULT.get(kind, ()), *FUNCTIONS_BY_RESULT.get(VARIABLE, ())]
        if not choices:
            return self.leaf(kind)
        function, position = self.choose(choices)
        signature = function.signatures[position]
        variable = kind if signature.result is VARIABLE else self.choose(ORDERED)
        arguments: list[str] = []
        for parameter in signature.parameters:
            if parameter.optional and self.choose(range(2)):
                break
            if parameter.name in {"scale", "mode", "months", "unit"}:
                arguments.append(self.choose(['"M"', '"D"'] if parameter.name == "unit" else ["0", "1", "2"]))
                continue
            count = 1 + self.choose(range(3)) if parameter.variadic else 1
            arguments += [self.argument(parameter.kind, variable, depth) for _ in range(count)]
        return f"{function.name}({', '.join(arguments)})"

    def argument(self, kind: t.Type, variable: t.Type, depth: int) -> str:
        """Return an argument for a parameter."""
        if isinstance(kind, t.ListType):
            item = variable if kind.item in {VARIABLE, t.ANY} else kind.item
            return self.list_of(item, depth)
        return self.expression(variable if kind in {VARIABLE, t.ANY} else kind, depth)

    # --- lists ------------------------------------------------------------------------------------------------

    def list_of(self, item: t.Type, depth: int) -> str:
        """Return a list of a simple type: a column of the lines, a name, a loop, or written out."""
        ways: list[Callable[[t.Type, int], str]] = [self._written]
        if item in {t.NUMBER, t.STRING, t.BOOLEAN, t.DATE} and not self.local:
            ways += [self._column, self._column, self._loop]
        if item in {t.NUMBER, t.STRING} and not self.local:
            ways += [self._named]
        return str(self.choose(ways)(item, depth))

    def _written(self, item: t.Type, depth: int) -> str:
        parts = [self.expression(item, min(depth, 1)) for _ in range(1 + self.choose(range(3)))]
        return f"[{', '.join(parts)}]"

    def _named(self, item: t.Type, _depth: int) -> str:
        return "numbers" if item is t.NUMBER else "words"

    def _column(self, item: t.Type, depth: int) -> str:
        assert ROW.members is not None
        names = [name for name, kind in ROW.members.items() if kind is item]
        return f"{self.rows(depth)}.{self.choose(names)}"

    def _loop(self, item: t.Type, depth: int) -> str:
        rows = self.rows(depth)
        return f"(for l in {rows} return {self.inside('l.', item, depth)})"

    def rows(self, depth: int) -> str:
        """Return the lines, perhaps filtered."""
        if depth <= 0 or self.choose(range(2)):
            return "lines"
        return f"lines[{self.inside('item.', t.BOOLEAN, depth)}]"

    def inside(self, prefix: str, kind: t.Type, depth: int) -> str:
        """Return an expression that may use the members of a row."""
        assert ROW.members is not None
        before = self.local
        self.local = [*before, *((prefix + name, own) for name, own in ROW.members.items())]
        try:
            return self.expression(kind, min(depth, 2))
        finally:
            self.local = before

    # --- rules ------------------------------------------------------------------------------------------------

    def compared(self, _kind: t.Type, depth: int) -> str:
        kind = self.choose(ORDERED)
        op = self.choose(("=", "!=", "<", "<=", ">", ">="))
        return f"({self.expression(kind, depth)} {op} {self.expression(kind, depth)})"

    def compared_with_null(self, _kind: t.Type, depth: int) -> str:
        return f"({self.expression(self.choose(SIMPLE), depth)} {self.choose(('=', '!='))} null)"

    def joined(self, _kind: t.Type, depth: int) -> str:
        op = self.choose((" and ", " or "))
        return f"({op.join(self.expression(t.BOOLEAN, depth) for _ in range(2 + self.choose(range(2))))})"

    def inverted(self, _kind: t.Type, depth: int) -> str:
        return f"not({self.expression(t.BOOLEAN, depth)})"

    def within(self, _kind: t.Type, depth: int) -> str:
        kind = self.choose(ORDERED)
        value, low, high, other = (self.expression(kind, depth) for _ in range(4))
        form = self.choose((
            "({0} between {1} and {2})", "({0} in [{1}..{2}])", "({0} in ({1}..{2}])", "({0} in ({1}, {2}, {3}))",
            "({0} in [{1}, {2}])", "({0} in (< {1}, > {2}))", "({0} in (null, {1}))",
        ))  # fmt: skip
        return str(form).format(value, low, high, other)

    def quantified(self, _kind: t.Type, depth: int) -> str:
        if self.local:
            return self.leaf(t.BOOLEAN)
        word = self.choose(("some", "every"))
        return f"({word} l in {self.rows(depth)} satisfies {self.inside('l.', t.BOOLEAN, depth)})"

    def counted(self, _kind: t.Type, depth: int) -> str:
        if self.local:
            return self.leaf(t.NUMBER)
        form = self.choose(("count({0})", "COUNTIF({0}, {1})", "SUMIF({0}, {1}, {2})", "count(distinct values({3}))"))
        condition, value = self.inside("item.", t.BOOLEAN, depth), self.inside("item.", t.NUMBER, depth)
        return str(form).format(self.rows(depth), condition, value, self.list_of(self.choose((t.NUMBER, t.STRING)), 1))

    def sum_of_products(self, _kind: t.Type, depth: int) -> str:
        if self.local:
            return self.leaf(t.NUMBER)
        return self.choose((f"sum({self.rows(depth)}.qty * {'lines'}.qty)", "sum(lines.qty * lines.price)"))  # type: ignore[no-any-return]

    def calculated(self, _kind: t.Type, depth: int) -> str:
        op = self.choose(("+", "-", "*"))
        return f"({self.expression(t.NUMBER, depth)} {op} {self.expression(t.NUMBER, depth)})"

    def divided(self, _kind: t.Type, depth: int) -> str:
        return f"({self.expression(t.NUMBER, depth)} / {self.choose(EASY_DIVISORS)})"

    def rounded_quotient(self, _kind: t.Type, depth: int) -> str:
        name = self.choose(("round half up", "round down", "decimal", "floor", "ceiling"))
        return f"{name}({self.leaf(t.NUMBER)} / {self.expression(t.NUMBER, min(depth, 1))}, {self.choose(range(4))})"

    def squared(self, _kind: t.Type, _depth: int) -> str:
        return f"({self.leaf(t.NUMBER)} ** {self.choose((1, 2, 3))})"

    def negated(self, kind: t.Type, depth: int) -> str:
        return f"(-{self.expression(kind, depth)})"

    def part_of(self, _kind: t.Type, depth: int) -> str:
        kind, names = self.choose((
            (t.DATE, ("year", "month", "day", "weekday")),
            (t.DATE_TIME, ("year", "day", "hour", "minute", "second")),
            (t.DAYS_TIME, ("days", "hours", "minutes", "seconds")),
            (t.YEARS_MONTHS, ("years", "months")),
        ))  # fmt: skip
        return f"({self.expression(kind, depth)}).{self.choose(names)}"

    def concatenated(self, _kind: t.Type, depth: int) -> str:
        if self.choose(range(3)):
            return f"({self.expression(t.STRING, depth)} + {self.expression(t.STRING, depth)})"
        other = self.expression(self.choose((t.NUMBER, t.STRING, t.DATE, t.BOOLEAN)), depth)
        return f"({self.expression(t.STRING, depth)} & {other})"

    def as_text(self, _kind: t.Type, depth: int) -> str:
        kind = self.choose((t.NUMBER, t.BOOLEAN, t.DATE, t.YEARS_MONTHS, t.STRING))
        return f"string({self.expression(kind, depth)})"

    def list_as_text(self, _kind: t.Type, depth: int) -> str:
        return f'string join({self.list_of(t.STRING, depth)}, "、")'

    def moved(self, kind: t.Type, depth: int) -> str:
        by = self.expression(self.choose((t.DAYS_TIME, t.YEARS_MONTHS)), min(depth, 1))
        return f"({self.expression(kind, depth)} {self.choose(('+', '-'))} {by})"

    def day_of(self, _kind: t.Type, depth: int) -> str:
        return f"date({self.expression(t.DATE_TIME, depth)})"

    def duration_between(self, _kind: t.Type, depth: int) -> str:
        kind = self.choose((t.DATE, t.DATE_TIME))
        return f"({self.expression(kind, depth)} - {self.expression(kind, depth)})"

    def durations_added(self, kind: t.Type, depth: int) -> str:
        return f"({self.expression(kind, depth)} {self.choose(('+', '-'))} {self.expression(kind, depth)})"

    def duration_scaled(self, kind: t.Type, depth: int) -> str:
        return f"({self.expression(kind, depth)} {self.choose(('* 2', '* 0.5', '/ 4', '* -3', '/ 0'))})"

    def seen_local(self, _kind: t.Type, depth: int) -> str:
        """Return a comparison of a local date and time, with itself moved or with an instant."""
        other = self.choose(("seen", f"(seen + {self.expression(t.DAYS_TIME, min(depth, 1))})", "at"))
        return f"(seen {self.choose(('=', '<', '>='))} {other})"


_Rule = Callable[[Author, t.Type, int], str]
_RULES: Final[Mapping[t.Type, Sequence[_Rule]]] = {
    t.BOOLEAN: (
        Author.compared, Author.compared, Author.joined, Author.joined, Author.inverted, Author.within,
        Author.quantified, Author.compared_with_null, Author.seen_local,
    ),
    t.NUMBER: (
        Author.calculated, Author.calculated, Author.divided, Author.rounded_quotient, Author.squared, Author.negated,
        Author.part_of, Author.counted, Author.sum_of_products,
    ),
    t.STRING: (Author.concatenated, Author.as_text, Author.list_as_text),
    t.DATE: (Author.moved, Author.day_of),
    t.DATE_TIME: (Author.moved,),
    t.DAYS_TIME: (Author.duration_between, Author.durations_added, Author.duration_scaled, Author.negated),
    t.YEARS_MONTHS: (Author.durations_added, Author.duration_scaled, Author.negated),
}  # fmt: skip


def literal(value: Value) -> str:
    """Return a simple value as an expression."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"({value})" if value < 0 else str(value)
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    text = value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else str(value)
    return f'@"{text}"'


def drawn(choose: Choose) -> Drawn:
    """Return one expression of any simple type, with values."""
    author = Author(choose)
    kind = choose(SIMPLE)
    return Drawn(author.expression(kind, 1 + choose(range(4))), author.values())


@st.composite
def expressions(draw: st.DrawFn) -> Drawn:
    """Draw an expression with the values of its names."""
    return drawn(lambda choices: draw(st.sampled_from(choices)))
