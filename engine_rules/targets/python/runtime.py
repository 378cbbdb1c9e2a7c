"""What generated functions call: everything that is more than one line of Python."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from engine_rules import codes, operators
from engine_rules import types as t
from engine_rules.evaluation import MAX_CALLS, LimitReached, Run, no_result, present, spend, warn
from engine_rules.temporal import date_of_days
from engine_rules.values import FAILED, KINDS, FunctionValue, Range, Value, converted, is_a
from lowcode.kernel.diagnostics import Span
from lowcode.kernel.names import label


class NoList(Exception):  # noqa: N818 - an answer, not a failure
    """A loop was given something that is no list: its result is null."""


class Tracer:
    """Calls operators and functions on behalf of a traced function, and knows where in the text each stands."""

    __slots__ = ("run", "spans")

    def __init__(self, run: Run, spans: Sequence[Span]) -> None:
        """Take the run that keeps the warnings, and the stretches of text by number."""
        self.run = run
        self.spans = spans

    def __call__(self, number: int, function: Callable[..., Value], *arguments: Value) -> Value:
        """Return what `function` gives, with the run standing at the stretch of that number."""
        self.run.at = self.spans[number]
        return function(*arguments)

    def at(self, number: int) -> None:
        """Let the run stand at the stretch of that number."""
        self.run.at = self.spans[number]


def given(values: Mapping[str, Value], name: str) -> Value:
    """Return a name's value; null with a warning when it was not given."""
    if name in values:
        return values[name]
    warn(codes.UNKNOWN_NAME, name=name)
    return None


def unknown(name: str) -> None:
    """Return null for a name that stands for nothing."""
    warn(codes.UNKNOWN_NAME, name=name)


def maybe(item: Value, name: str, outer: Callable[[], Value]) -> Value:
    """Return the member of an element when it has it, else what the name means outside."""
    if type(item) is dict and name in item:
        return item[name]
    return outer()


def boolean(value: Value) -> bool | None:
    """Return a boolean, null for anything else."""
    if value is True or value is False:
        return value
    if value is not None:
        warn(codes.NOT_A_CONDITION, found=KINDS.get(type(value), t.ANY))
    return None


def as_list(value: Value) -> list[Value]:
    """Return what a filter works on: the list, a value as a list of one, nothing for null."""
    if type(value) is list:
        return value
    return [] if value is None else [value]


def element(items: Value, position: Value) -> Value:
    """Return the element at a position from 1, or from the end when negative; null with a warning outside."""
    found = as_list(items)
    if type(position) not in operators.NUMBERS or position != int(position):
        warn(codes.NULL_OPERAND, op="[…]", left=t.LIST, right=KINDS.get(type(position), t.ANY))
        return None
    at = int(position)
    if 0 < at <= len(found):
        return found[at - 1]
    if at < 0 and -at <= len(found):
        return found[at]
    return no_result(label(f"the list has no element {at}", f"列表没有第 {at} 个元素"))


def filtered(items: Value, condition: Callable[[Value], Value]) -> Value:
    """Return the elements for which a condition holds, or the one at a position when it gives a number."""
    found = as_list(items)
    spend(len(found))
    if not found:
        probe = condition(None)
        return element(found, probe) if type(probe) in operators.NUMBERS else []
    first = condition(found[0])
    if type(first) in operators.NUMBERS:
        return element(found, first)
    kept = [found[0]] if first is True else []
    if first is not None and type(first) is not bool:
        warn(codes.NOT_A_CONDITION, found=KINDS.get(type(first), t.ANY))
    kept.extend(item for item in found[1:] if condition(item) is True)
    return kept


def iterate(domain: Value) -> Iterable[Value]:
    """Return the elements a loop goes through; raises `NoList` for null and what cannot be gone through."""
    kind = type(domain)
    if kind is list:
        spend(len(domain) + 1)
        return domain  # type: ignore[no-any-return]
    if kind is Range:
        low, high = domain.low, domain.high
        if type(low) not in operators.NUMBERS and KINDS.get(type(low)) is not t.DATE:
            raise _no_list(domain)
        if low is None or high is None or domain.excludes:
            raise _no_list(domain)
        found = list(steps(low, high))
        if not domain.low_included:
            found = found[1:]
        return found if domain.high_included else found[:-1]
    if domain is None or kind is dict or kind is FunctionValue:
        raise _no_list(domain)
    spend(1)
    return [domain]


def _no_list(value: Value) -> NoList:
    """Return the exception, with a warning on the run."""
    warn(codes.NOT_A_LIST, found=KINDS.get(type(value), t.ANY))
    return NoList()


def steps(low: Value, high: Value) -> Iterable[Value]:
    """Return the whole numbers, or the days, from `low` to `high` in steps of one, downwards when it is smaller."""
    if type(low) in operators.NUMBERS and type(high) in operators.NUMBERS:
        if low != int(low) or high != int(high):
            raise _no_list(low)
        first, last = int(low), int(high)
        return map(Decimal, _numbers(first, last))
    if KINDS.get(type(low)) is t.DATE and KINDS.get(type(high)) is t.DATE:
        return map(date_of_days, _numbers(low.toordinal(), high.toordinal()))
    raise _no_list(low)


def _numbers(first: int, last: int) -> range:
    """Return the whole numbers from `first` to `last`, counted as steps before any is made."""
    spend(abs(last - first) + 1)
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)


def copied(items: list[Value]) -> list[Value]:
    """Return a copy of a list, counted as steps: the results so far, which do not grow any more."""
    spend(len(items) // 10 + 1)
    return list(items)


def make_function(
    name: str, parameters: tuple[tuple[str, t.Type], ...], call: Callable[..., Value], result: t.Type
) -> FunctionValue:
    """Return a function literal as a value."""
    return FunctionValue(name, parameters, call, None, result)


def invoke(callee: Value, *arguments: Value) -> Value:
    """Return what a function value gives for arguments by position; null when it is none or does not take them."""
    if type(callee) is not FunctionValue:
        warn(codes.NOT_A_FUNCTION, name="…", found=KINDS.get(type(callee), t.ANY))
        return None
    if callee.builtin is not None:
        return callee.call(*arguments)
    if len(arguments) != len(callee.parameters):
        return _refused(callee)
    values: list[Value] = []
    for argument, (name, kind) in zip(arguments, callee.parameters, strict=True):
        value = converted(argument, kind)
        if value is FAILED:
            return no_result(label(f"{name} is not {kind}", f"{name} 不是 {kind}"))
        values.append(value)
    run = present()
    run.spend(1)
    run.depth += 1
    if run.depth > MAX_CALLS:
        raise LimitReached(codes.CALL_LIMIT, MAX_CALLS)
    try:
        return callee.call(*values)
    finally:
        run.depth -= 1


def invoke_named(callee: Value, arguments: Mapping[str, Value]) -> Value:
    """Return what a function value gives for arguments by name."""
    if type(callee) is FunctionValue:
        if callee.builtin is not None:
            return callee.builtin.call_named(arguments)
        names = [name for name, _ in callee.parameters]
        if not arguments.keys() <= set(names):
            return _refused(callee)
        return invoke(callee, *(arguments.get(name) for name in names))
    return invoke(callee)


def _refused(callee: FunctionValue) -> None:
    """Warn that a function does not take the arguments it was given."""
    names = ", ".join(name for name, _ in callee.parameters)
    warn(codes.WRONG_ARGUMENTS, name=callee.name, signatures=f"`({names})`")


def instance_of(value: Value, kind: t.Type) -> bool:
    """Return whether a value is of a type; null is of none but `Null`."""
    if value is None:
        return kind is t.NULL
    return is_a(value, kind)


def test_result(value: Value, outcome: Value) -> bool | None:
    """Return whether an input passes a test that mentions `?`: a boolean decides, anything else is compared."""
    if outcome is True or outcome is False:
        return outcome
    return operators.passes(value, outcome)


def negated(result: bool | None) -> bool | None:
    """Return `not(result)`."""
    return None if result is None else not result
