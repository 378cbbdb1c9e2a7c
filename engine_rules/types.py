"""The types of the language, their text form, and the conformance between them (DMN 1.5, section 10.3.2.9)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

MAX_NESTING: Final = 50
"""How deep a type may be nested: deeper ones are refused."""


@dataclass(frozen=True, slots=True)
class Type:
    """A simple type, known by its FEEL name: `number`, `string`, `date and time`, `Any` and so on."""

    name: str

    def __str__(self) -> str:
        """Return the text form."""
        return self.name

    @property
    def en(self) -> str:
        """Return what the type is called in English messages."""
        return str(self)

    @property
    def zh_cn(self) -> str:
        """Return what the type is called in Chinese messages."""
        return _CHINESE.get(self.name, self.name)


_CHINESE: Final[Mapping[str, str]] = {
    "Any": "任意值",
    "Null": "空值",
    "number": "数字",
    "string": "文本",
    "boolean": "是非值",
    "date": "日期",
    "time": "时间",
    "date and time": "日期时间",
    "days and time duration": "天时长",
    "years and months duration": "年月时长",
    "list": "列表",
    "range": "范围",
    "context": "上下文",
    "function": "函数",
}
ANY: Final = Type("Any")
"""Every value, null included."""


@dataclass(frozen=True, slots=True)
class ListType(Type):
    """`list<item>`."""

    name: str = field(default="list", init=False)
    item: Type

    def __str__(self) -> str:
        """Return the text form."""
        return f"list<{self.item}>"


@dataclass(frozen=True, slots=True)
class RangeType(Type):
    """`range<item>`: the values between two endpoints, or on one side of one."""

    name: str = field(default="range", init=False)
    item: Type

    def __str__(self) -> str:
        """Return the text form."""
        return f"range<{self.item}>"


@dataclass(frozen=True, slots=True)
class ContextType(Type):
    """`context<name: type, …>`: a record; a wider context conforms to a narrower one.

    `members` is None for a context of which nothing is known.
    """

    name: str = field(default="context", init=False)
    members: Mapping[str, Type] | None = None
    height: int | None = field(default=None, init=False, compare=False, repr=False)
    """What `_height` says of it, once it was asked."""
    spelt: tuple[str, ...] | None = field(default=None, init=False, compare=False, repr=False)
    """What a `Scope` has to tell a reader of texts of it, once it was asked."""

    def __str__(self) -> str:
        """Return the text form."""
        if self.members is None:
            return "context"
        return "context<" + ", ".join(f"{name}: {kind}" for name, kind in self.members.items()) + ">"

    def __hash__(self) -> int:
        """Return a hash that does not depend on the order of the members."""
        return hash(None if self.members is None else frozenset(self.members))


@dataclass(frozen=True, slots=True)
class FunctionType(Type):
    """`function<parameter, …> -> result`."""

    name: str = field(default="function", init=False)
    parameters: tuple[Type, ...] | None = None
    result: Type = ANY

    def __str__(self) -> str:
        """Return the text form."""
        if self.parameters is None:
            return "function"
        return f"function<{', '.join(map(str, self.parameters))}>->{self.result}"


@dataclass(frozen=True, slots=True)
class NamedType(Type):
    """A type known by the name that an app or a DMN model gave it; the scope says what it stands for."""


NULL: Final = Type("Null")
NUMBER: Final = Type("number")
STRING: Final = Type("string")
BOOLEAN: Final = Type("boolean")
DATE: Final = Type("date")
TIME: Final = Type("time")
DATE_TIME: Final = Type("date and time")
DAYS_TIME: Final = Type("days and time duration")
YEARS_MONTHS: Final = Type("years and months duration")
LIST: Final = ListType(ANY)
CONTEXT: Final = ContextType()
RANGE: Final = RangeType(ANY)
FUNCTION: Final = FunctionType()

SIMPLE: Final[Mapping[str, Type]] = {
    kind.name: kind for kind in (ANY, NULL, NUMBER, STRING, BOOLEAN, DATE, TIME, DATE_TIME, DAYS_TIME, YEARS_MONTHS)
} | {"any": ANY, "dateTime": DATE_TIME, "dayTimeDuration": DAYS_TIME, "yearMonthDuration": YEARS_MONTHS}
"""The simple types by name, with the spellings of older DMN files."""

ORDERED: Final = frozenset({NUMBER, STRING, DATE, TIME, DATE_TIME, DAYS_TIME, YEARS_MONTHS})
"""The types whose values can be compared with `<`."""

DURATIONS: Final = frozenset({DAYS_TIME, YEARS_MONTHS})
"""The two kinds of duration; they are never equal to each other."""

GENERIC: Final = {"list": LIST, "range": RANGE, "context": CONTEXT, "function": FUNCTION}
"""What the words mean when no `<…>` follows."""

_WORD: Final = re.compile(r"[^\s<>,:()\[\]{}=!+*/^&%;\"-]+")
_MULTI: Final = re.compile(
    r"(?:days\s+and\s+time|years\s+and\s+months)\s+duration(?!\w)|date\s+and\s+time(?!\w)",
)
_SPACE: Final = re.compile(r"\s*")


class TypeTextError(ValueError):
    """A text is not a type; `args[1]` is the position where it stops being one."""


def parse_type(text: str, named: Mapping[str, Type] | None = None) -> Type:
    """Return the type that the whole `text` names, `named` being the types of the scope.

    Raises `TypeTextError` with the position when the text is no type.
    """
    kind, end = read_type(text, 0, named or {})
    end = _skip(text, end)
    if end != len(text):
        msg = f"'{text[end:]}' does not belong to a type"
        raise TypeTextError(msg, end)
    return kind


def read_type(text: str, start: int, named: Mapping[str, Type], depth: int = 0) -> tuple[Type, int]:
    """Return the type that begins at `start` of `text`, and where it ends. Raises `TypeTextError`."""
    start = _skip(text, start)
    if depth > MAX_NESTING:
        msg = "the type is nested too deeply"
        raise TypeTextError(msg, start)
    if multi := _MULTI.match(text, start):
        return SIMPLE[" ".join(multi.group().split())], multi.end()
    for name in sorted(named, key=len, reverse=True):
        end = start + len(name)
        if text.startswith(name, start) and not (end < len(text) and _WORD.match(text[end])):
            return named[name], end
    word = _WORD.match(text, start)
    if not word:
        msg = "a type is expected here"
        raise TypeTextError(msg, start)
    name = word.group()
    if name in GENERIC:
        return _read_generic(text, name, word.end(), named, depth)
    return SIMPLE.get(name) or NamedType(name), word.end()


def _read_generic(text: str, name: str, start: int, named: Mapping[str, Type], depth: int) -> tuple[Type, int]:
    """Return the type `name<…>` whose `<` may stand at `start`."""
    opening = _skip(text, start)
    if not text.startswith("<", opening):
        return GENERIC[name], start
    if name == "context":
        return _read_context(text, opening + 1, named, depth)
    items: list[Type] = []
    at = _skip(text, opening + 1)
    while not text.startswith(">", at):
        if items:
            at = _expect(text, at, ",")
        kind, at = read_type(text, at, named, depth + 1)
        items.append(kind)
        at = _skip(text, at)
    at += 1
    if name == "function":
        arrow = _skip(text, at)
        if not text.startswith("->", arrow):
            return FunctionType(tuple(items)), at
        result, at = read_type(text, arrow + 2, named, depth + 1)
        return FunctionType(tuple(items), result), at
    if len(items) != 1:
        msg = f"'{name}' takes one type: {name}<number>"
        raise TypeTextError(msg, opening)
    return (ListType if name == "list" else RangeType)(items[0]), at


def _read_context(text: str, start: int, named: Mapping[str, Type], depth: int) -> tuple[Type, int]:
    """Return the context type whose first member begins at `start`."""
    members: dict[str, Type] = {}
    at = _skip(text, start)
    while not text.startswith(">", at):
        if members:
            at = _skip(text, _expect(text, at, ","))
        colon = text.find(":", at)
        if colon < 0:
            msg = "a member needs a name, a colon and a type"
            raise TypeTextError(msg, at)
        name = " ".join(text[at:colon].split())
        members[name], at = read_type(text, colon + 1, named, depth + 1)
        at = _skip(text, at)
    return ContextType(members), at + 1


def _expect(text: str, at: int, sign: str) -> int:
    """Return the position after `sign`, which must stand at `at`."""
    if not text.startswith(sign, at):
        msg = f"'{sign}' is expected here"
        raise TypeTextError(msg, at)
    return at + len(sign)


def _skip(text: str, at: int) -> int:
    """Return the next position that is not white space."""
    match = _SPACE.match(text, at)
    return match.end() if match else at


def resolve(kind: Type, named: Mapping[str, Type], depth: int = 0) -> Type:
    """Return `kind` with every `NamedType` replaced by what `named` says; unknown names become `Any`.

    A type that mentions none is returned as it is: those of forms are large, and shared by many scopes.
    """
    if depth > MAX_NESTING:
        return ANY
    if 0 <= _height(kind) <= MAX_NESTING - depth:
        return kind
    match kind:
        case NamedType(name=name):
            return resolve(named[name], named, depth + 1) if name in named else ANY
        case ListType(item=item):
            return ListType(resolve(item, named, depth + 1))
        case RangeType(item=item):
            return RangeType(resolve(item, named, depth + 1))
        case ContextType(members=members) if members is not None:
            return ContextType({name: resolve(member, named, depth + 1) for name, member in members.items()})
        case FunctionType(parameters=parameters, result=result) if parameters is not None:
            found = tuple(resolve(parameter, named, depth + 1) for parameter in parameters)
            return FunctionType(found, resolve(result, named, depth + 1))
        case _:
            return kind


def _height(kind: Type) -> int:
    """Return how many types are nested in one, below zero when a `NamedType` is among them or there are too many."""
    match kind:
        case ListType(item=item) | RangeType(item=item):
            inner = _height(item)
        case ContextType(members=members) if members is not None:
            if kind.height is None:
                # A memory of what never changes; two threads that ask at once find the same.
                object.__setattr__(kind, "height", _nested(members.values()))
            assert kind.height is not None
            return kind.height
        case FunctionType(parameters=parameters, result=result) if parameters is not None:
            return _nested([*parameters, result])
        case NamedType():
            return -1
        case _:
            return 0
    return inner + 1 if 0 <= inner < MAX_NESTING else -1


def _nested(kinds: Iterable[Type]) -> int:
    """Return the height of a type that holds some others."""
    highest = 0
    for kind in kinds:
        inner = _height(kind)
        if not 0 <= inner < MAX_NESTING:
            return -1
        highest = max(highest, inner + 1)
    return highest


def conforms(kind: Type, target: Type) -> bool:
    """Return whether every value of `kind` is a value of `target` (DMN 1.5, table 54, without conversions)."""
    if target is ANY or kind is NULL or kind == target:
        return True
    match kind, target:
        case (ListType(item=item), ListType(item=wanted)) | (RangeType(item=item), RangeType(item=wanted)):
            return conforms(item, wanted)
        case ContextType(members=members), ContextType(members=wanted_members):
            if wanted_members is None:
                return True
            return members is not None and all(
                name in members and conforms(members[name], member) for name, member in wanted_members.items()
            )
        case FunctionType(), FunctionType(parameters=None):
            return True
        case FunctionType(parameters=None), FunctionType():
            return False
        case FunctionType(parameters=given, result=result), FunctionType(parameters=wanted_, result=wanted_result):
            return (
                given is not None
                and wanted_ is not None
                and len(given) == len(wanted_)
                and all(conforms(theirs, ours) for ours, theirs in zip(given, wanted_, strict=True))
                and conforms(result, wanted_result)
            )
        case _:
            return False


def common(first: Type, second: Type) -> Type:
    """Return the narrowest type that both conform to, as far as the lattice of FEEL has one; else `Any`."""
    if conforms(first, second):
        return second
    if conforms(second, first):
        return first
    if isinstance(first, ListType) and isinstance(second, ListType):
        return ListType(common(first.item, second.item))
    if isinstance(first, ContextType) and isinstance(second, ContextType) and first.members and second.members:
        shared = {
            name: common(kind, second.members[name]) for name, kind in first.members.items() if name in second.members
        }
        return ContextType(shared)
    return ANY


def common_of(kinds: Sequence[Type]) -> Type:
    """Return the narrowest type that all of `kinds` conform to; `Any` for none."""
    if not kinds:
        return ANY
    found = kinds[0]
    for kind in kinds[1:]:
        found = common(found, kind)
    return found


def substituted(kind: Type, variable: Type, value: Type) -> Type:
    """Return `kind` with `value` in the place of a type variable."""
    if kind == variable:
        return value
    match kind:
        case ListType(item=item):
            return ListType(substituted(item, variable, value))
        case RangeType(item=item):
            return RangeType(substituted(item, variable, value))
        case FunctionType(parameters=parameters, result=result) if parameters is not None:
            found = tuple(substituted(parameter, variable, value) for parameter in parameters)
            return FunctionType(found, substituted(result, variable, value))
        case _:
            return kind
