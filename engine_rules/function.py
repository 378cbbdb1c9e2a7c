"""`Function`: a built-in function of the language, one file each in `functions/`.

A file holds the signatures, the documentation in both languages, at least three examples, the Python implementation,
the SQL text or a declared absence, and whether the browser has its twin in `web/src/language/functions/`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import DecimalException
from functools import cached_property
from typing import Any, Final, Literal

from engine_rules import codes
from engine_rules import types as t
from engine_rules.evaluation import MAX_SIZE, LimitReached, NoResult, no_result, warn
from engine_rules.values import FAILED, FunctionValue, Value, converted
from lowcode.kernel.names import Label, label

Category = Literal[
    "conversion", "logic", "text", "number", "list", "date", "range", "context", "lookup", "sorting", "statistics"
]
"""The groups of the reference and of the formula editor's function list."""

_SIGNATURE: Final = re.compile(r"(?P<name>[^()]+)\((?P<parameters>.*)\)\s*->\s*(?P<result>.+)", re.DOTALL)
_LEFT_OUT: Final = object()
"""What stands for an optional argument that a call by name leaves out: null would be a value."""
VARIABLE: Final = t.NamedType("T")
"""The type variable of signatures: `list<T>` gives `T`."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a signature."""

    name: str
    kind: t.Type
    optional: bool = False
    """Whether it may be left out: `[name: type]`."""
    nullable: bool = False
    """Whether null is a value for it: `name: type?`. Null for any other parameter makes the call null."""
    variadic: bool = False
    """Whether it takes all remaining arguments: `...name: type`."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function, read from `name(a: number, [b: string], ...c: Any?) -> string`."""

    text: str
    parameters: tuple[Parameter, ...]
    result: t.Type

    @property
    def required(self) -> int:
        """Return how many arguments it takes at the least."""
        return sum(not (parameter.optional or parameter.variadic) for parameter in self.parameters)

    @property
    def variadic(self) -> bool:
        """Return whether its last parameter takes any number of arguments."""
        return bool(self.parameters) and self.parameters[-1].variadic

    def takes(self, count: int) -> bool:
        """Return whether it can be called with `count` arguments by position."""
        return self.required <= count and (self.variadic or count <= len(self.parameters))

    def parameter(self, position: int) -> Parameter:
        """Return the parameter of an argument by its position from 0."""
        return self.parameters[min(position, len(self.parameters) - 1)]

    def ordered(self, named: Mapping[str, Any], missing: object) -> list[Any] | None:
        """Return named arguments by position, `missing` where one is left out; None when they do not fit."""
        names = [parameter.name for parameter in self.parameters]
        if self.variadic or not named.keys() <= set(names):
            return None
        if any(not (p.optional or p.nullable) and p.name not in named for p in self.parameters):
            return None
        values = [named.get(name, missing) for name in names]
        while values and values[-1] is missing:
            values.pop()
        return values


def signature(text: str) -> Signature:
    """Return the signature of its text. Raises `ValueError` when it is not one."""
    match = _SIGNATURE.fullmatch(text.strip())
    if match is None:
        msg = f"not a signature: {text}"
        raise ValueError(msg)
    parameters = tuple(_parameter(part) for part in _split(match["parameters"]))
    return Signature(text, parameters, _type(match["result"].strip()))


def _type(text: str) -> t.Type:
    """Return a type of a signature, `T` being the variable."""
    return t.parse_type(text, {"T": VARIABLE})


def _split(text: str) -> list[str]:
    """Return the parameters of a signature, cut at the commas outside of `<>`."""
    parts: list[str] = []
    depth = 0
    for piece in re.split(r"([<>,])", text.replace("->", "→")):
        depth += (piece == "<") - (piece == ">")
        if not parts or (piece == "," and depth == 0):
            parts.append("" if piece == "," else piece)
        else:
            parts[-1] += piece
    return [part.replace("→", "->").strip() for part in parts if part.strip()]


def _parameter(text: str) -> Parameter:
    """Return one parameter of a signature."""
    optional = text.startswith("[")
    text = text.strip("[]") if optional else text
    variadic = text.startswith("...")
    name, _, kind = text.removeprefix("...").partition(":")
    kind = kind.strip()
    nullable = kind.endswith("?")
    return Parameter(name.strip(), _type(kind.rstrip("?")), optional, nullable, variadic)


@dataclass(frozen=True, slots=True)
class Example:
    """An expression without names of a scope and the expression of its result: both must be equal on every target."""

    expression: str
    result: str


@dataclass(frozen=True, slots=True)
class Sql:
    """How a call is written in SQL.

    `text` is a template with `{0}`, `{1}`, … for the arguments in all dialects; `postgres`, `duckdb` and `spark` stand
    for it in one. `by_count` holds templates by the number of arguments. `built` names a builder of `targets/sql` that
    writes what no template can. Arguments arrive as SQL of the type that the signature names; null in gives null out
    unless the template says otherwise.
    """

    text: str | None = None
    postgres: str | None = None
    duckdb: str | None = None
    spark: str | None = None
    by_count: Mapping[int, "Sql"] = field(default_factory=dict)
    built: bool = False


@dataclass(frozen=True)
class Function:
    """A built-in function: what it is called, takes, gives, means, and how each target computes it."""

    kind: str
    """The file's name: the name with `_` for spaces."""
    name: str
    """The name in expressions; single-word names are also understood in capitals."""
    category: Category
    signatures: tuple[Signature, ...]
    summary: Label
    """One sentence on what it returns."""
    examples: tuple[Example, ...]
    python: Callable[..., Value] | Sequence[Callable[..., Value]] | None = None
    """One implementation, or one for each signature; arguments have the types of the signature, and are null only
    where it says `?`. None for functions that `expansion` replaces."""
    sql: Sql | None = None
    """None: it cannot be computed in SQL, `without_sql` says why."""
    without_sql: str = ""
    browser: bool = True
    """Whether it exists in the browser."""
    spellings: tuple[str, ...] = ()
    """Further names, in capitals: those of spreadsheets. Any case is understood."""
    expansion: str | Mapping[int, str] | None = None
    """An expression that stands for the call, written with the parameters' names; for functions that take expressions
    over `item`, such as `SUMIF`. Or one for each number of arguments."""
    pure: bool = True
    """Whether the same arguments always give the same result; false for the clock."""
    note: Label | None = None
    """Where it differs from the spreadsheet's function of the same name."""

    @cached_property
    def value(self) -> FunctionValue:
        """Return the function as a value of the language."""
        first = self.signatures[0]
        parameters = tuple((parameter.name, parameter.kind) for parameter in first.parameters)
        return FunctionValue(self.name, parameters, self.call, self, first.result)

    def implementation(self, position: int) -> Callable[..., Value]:
        """Return the Python implementation of the signature at `position`."""
        if self.python is None:
            return _expanded_only
        return self.python if callable(self.python) else self.python[position]

    def call(self, *arguments: Value) -> Value:
        """Return the result for arguments by position, converted to what a signature expects; null if none fits."""
        reason: Label | None = None
        for position, one in enumerate(self.signatures):
            if not one.takes(len(arguments)):
                continue
            given = _fitting(one, arguments)
            if not isinstance(given, Label):
                return run(self.implementation(position), given)
            reason = reason or given
        return self._refused(reason)

    def call_named(self, named: Mapping[str, Value]) -> Value:
        """Return the result for arguments by name."""
        reason: Label | None = None
        for position, one in enumerate(self.signatures):
            values = one.ordered(named, _LEFT_OUT)
            if values is None:
                continue
            given = _fitting(one, [None if value is _LEFT_OUT else value for value in values])
            if not isinstance(given, Label):
                return run(self.implementation(position), given)
            reason = reason or given
        return self._refused(reason)

    def _refused(self, reason: Label | None) -> None:
        """Warn that no signature fits."""
        if reason is None:
            signatures = ", ".join(f"`{one.text}`" for one in self.signatures)
            warn(codes.WRONG_ARGUMENTS, name=self.name, signatures=signatures)
        else:
            no_result(label(f"`{self.name}`: {reason.en}", f"`{self.name}`：{reason.zh_cn}"))


def _expanded_only(*_arguments: Value) -> Value:
    """Stand for a function that only its expansion computes, where it is used as a value. Raises `NoResult`."""
    raise NoResult("it can only be called by its name", "它只能直接按名称调用")


def _fitting(one: Signature, arguments: Sequence[Value]) -> list[Value] | Label:
    """Return the arguments converted for a signature, or why they do not fit."""
    given: list[Value] = []
    for position, argument in enumerate(arguments):
        parameter = one.parameter(position)
        if argument is None:
            if not parameter.nullable:
                return label(f"{parameter.name} is null", f"{parameter.name} 为 null")
            given.append(None)
            continue
        value = converted(argument, _erased(parameter.kind))
        if value is FAILED:
            return label(f"{parameter.name} is not {parameter.kind}", f"{parameter.name} 不是 {parameter.kind}")
        given.append(value)
    return given


def _erased(kind: t.Type) -> t.Type:
    """Return a parameter's type with the type variable taken for `Any`; a function looks at its arguments itself."""
    if kind is VARIABLE:
        return t.ANY
    if isinstance(kind, t.ListType) and kind.item is VARIABLE:
        return t.LIST
    if isinstance(kind, t.RangeType) and kind.item is VARIABLE:
        return t.RANGE
    return t.FUNCTION if isinstance(kind, t.FunctionType) else kind


def run(implementation: Callable[..., Value], arguments: Sequence[Value]) -> Value:
    """Return what an implementation gives for fitting arguments; null with a warning when it has no result."""
    try:
        result = implementation(*arguments)
    except NoResult as reason:
        return no_result(reason.reason)
    except (DecimalException, OverflowError, ValueError, TypeError, RecursionError):
        return no_result(label("the arguments have no result", "这些参数没有结果"))
    if type(result) in {list, str} and len(result) > MAX_SIZE:
        raise LimitReached(codes.SIZE_LIMIT, MAX_SIZE)
    return result


def function(  # noqa: PLR0913 - a declaration
    name: str,
    category: Category,
    signatures: str | Sequence[str],
    summary: tuple[str, str],
    examples: Sequence[tuple[str, str]],
    python: Callable[..., Value] | Sequence[Callable[..., Value]] | None = None,
    *,
    kind: str = "",
    sql: Sql | str | None = None,
    without_sql: str = "",
    browser: bool = True,
    spellings: Sequence[str] = (),
    expansion: str | Mapping[int, str] | None = None,
    pure: bool = True,
    note: tuple[str, str] | None = None,
) -> Function:
    """Return the `Function` of a declaration in short form: texts for signatures, pairs (en, zh) for labels."""
    texts = [signatures] if isinstance(signatures, str) else signatures
    return Function(
        kind=kind or re.sub(r"\W+", "_", name.lower()),
        name=name,
        category=category,
        signatures=tuple(signature(text) for text in texts),
        summary=label(*summary),
        examples=tuple(Example(*pair) for pair in examples),
        python=python,
        sql=Sql(sql) if isinstance(sql, str) else sql,
        without_sql=without_sql,
        browser=browser,
        spellings=tuple(spellings),
        expansion=expansion,
        pure=pure,
        note=label(*note) if note else None,
    )
