"""The syntax tree of an expression: one small class a construct, with the stretch of text it came from.

The checker writes `type` and `nullable` into the nodes; targets read them. Trees are never changed after that.
"""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from typing import Literal as OneOf

from engine_rules.types import ANY, Type


@dataclass(slots=True, eq=False)
class Variable:
    """Something that the text itself binds: an iterator, a parameter, an entry, the `item` of a filter, `partial`."""

    name: str
    type: Type
    nullable: bool = True


@dataclass(slots=True, eq=False)
class Binding:
    """What a name stands for, as the checker found it.

    `input`: a name of the scope. `local`: `variable`. `member`: the member of that name of the context `variable`.
    `maybe`: that member if the context has it when it runs, else `outer` (null without one); for elements of unknown
    type. `builtin`: `function`, a `Function`. `unknown`: nothing, always null.
    """

    kind: OneOf["input", "local", "member", "maybe", "builtin", "unknown"]
    variable: Variable | None = None
    outer: "Binding | None" = None
    function: Any = None


@dataclass(slots=True, eq=False)
class Node:
    """A construct of the language; `start` and `end` are its stretch in the text (end excluded)."""

    start: int
    end: int
    type: Type = field(default=ANY, init=False)
    """The type found by the checker, `Any` before and where nothing is known."""
    nullable: bool = field(default=True, init=False)
    """Whether the value can be null as far as the checker knows."""
    expanded: "Node | None" = field(default=None, init=False)
    """What stands for this node on every target, when the checker rewrote it: a call such as `SUMIF`, or arithmetic
    over columns of a list, which becomes a `for`."""


@dataclass(slots=True, eq=False)
class Literal(Node):
    """A number (`Decimal`), string, boolean or null."""

    value: Decimal | str | bool | None


@dataclass(slots=True, eq=False)
class AtLiteral(Node):
    """`@"…"`: a date, time, date and time or duration; `value` is None when the text is none of them."""

    text: str
    value: Any


@dataclass(slots=True, eq=False)
class Name(Node):
    """A name: of the scope, of the text itself, or of a built-in function. `?` is the input of a unary test."""

    name: str
    binding: Binding | None = field(default=None, init=False)


@dataclass(slots=True, eq=False)
class Path(Node):
    """`base.name`: a member of a context, a property of a temporal value or range, or one of each list element."""

    base: Node
    name: str


@dataclass(slots=True, eq=False)
class Filter(Node):
    """`base[condition]`: the elements for which it holds, or the element at a position (1 first, -1 last)."""

    base: Node
    condition: Node
    item: Variable | None = field(default=None, init=False)
    """The element: `item`; the names of its members stand for its members."""


@dataclass(slots=True, eq=False)
class Negation(Node):
    """`-operand`."""

    operand: Node


@dataclass(slots=True, eq=False)
class Arithmetic(Node):
    """`+ - * / **` between two values, and `&`, which joins texts."""

    op: str
    left: Node
    right: Node


@dataclass(slots=True, eq=False)
class Comparison(Node):
    """`= != < <= > >=` between two values."""

    op: str
    left: Node
    right: Node


@dataclass(slots=True, eq=False)
class Logic(Node):
    """`and` or `or` over two or more operands, three-valued."""

    op: str
    operands: list[Node]


@dataclass(slots=True, eq=False)
class Between(Node):
    """`value between low and high`, both included."""

    value: Node
    low: Node
    high: Node


@dataclass(slots=True, eq=False)
class In(Node):
    """`value in test` or `value in (test, …)`: whether any test holds."""

    value: Node
    tests: list[Node]


@dataclass(slots=True, eq=False)
class UnaryComparison(Node):
    """`< 5`, `!= "a"`: a test, and as a value the range it describes."""

    op: str
    operand: Node


@dataclass(slots=True, eq=False)
class UnaryTests(Node):
    """A cell of a decision table: whether the input `?` passes any of the tests, or none when negated.

    No tests at all (`-`) let everything pass.
    """

    tests: list[Node]
    negated: bool


@dataclass(slots=True, eq=False)
class RangeLiteral(Node):
    """`[low..high]`, each end included or not."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(slots=True, eq=False)
class If(Node):
    """`if condition then … else …`; anything but true takes the else branch."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(slots=True, eq=False)
class Iterator_(Node):  # noqa: N801 - `Iterator` is a word of Python's typing
    """`name in domain` or `name in domain..until` of a `for`, `some` or `every`."""

    name: str
    domain: Node
    until: Node | None
    variable: Variable | None = field(default=None, init=False)
    open: bool = field(default=False, init=False)
    """Whether the members of the element are names too, as in a filter; for expanded calls."""


@dataclass(slots=True, eq=False)
class For(Node):
    """`for … return body`: the list of the bodies; `partial` names the results so far inside it."""

    iterators: list[Iterator_]
    body: Node
    partial: Variable | None = field(default=None, init=False)
    """The list of results so far, when the body mentions `partial`."""


@dataclass(slots=True, eq=False)
class Quantified(Node):
    """`some` or `every … satisfies condition`."""

    kind: str
    iterators: list[Iterator_]
    condition: Node


@dataclass(slots=True, eq=False)
class InstanceOf(Node):
    """`value instance of kind`."""

    value: Node
    kind: Type


@dataclass(slots=True, eq=False)
class Parameter(Node):
    """A parameter of a function literal."""

    name: str
    kind: Type
    variable: Variable | None = field(default=None, init=False)


@dataclass(slots=True, eq=False)
class FunctionLiteral(Node):
    """`function(a: number, b) body`; an external one is known but never run."""

    parameters: list[Parameter]
    body: Node
    external: bool


@dataclass(slots=True, eq=False)
class Argument(Node):
    """`name: value` in a call."""

    name: str
    value: Node


@dataclass(slots=True, eq=False)
class Call(Node):
    """`callee(arguments)`, all by position or all by name."""

    callee: Node
    positional: list[Node]
    named: list[Argument]
    signature: int | None = field(default=None, init=False)
    """Position of the built-in function's signature that the arguments certainly fit, null aside; None if that is
    only known when it runs."""


@dataclass(slots=True, eq=False)
class Entry(Node):
    """`key: value` of a context."""

    key: str
    value: Node
    variable: Variable | None = field(default=None, init=False)


@dataclass(slots=True, eq=False)
class ContextLiteral(Node):
    """`{key: value, …}`; later entries see earlier ones."""

    entries: list[Entry]


@dataclass(slots=True, eq=False)
class ListLiteral(Node):
    """`[item, …]`."""

    items: list[Node]


_PARTS: dict[type, tuple[str, ...]] = {
    Path: ("base",),
    Filter: ("base", "condition"),
    Negation: ("operand",),
    Arithmetic: ("left", "right"),
    Comparison: ("left", "right"),
    Logic: ("operands",),
    Between: ("value", "low", "high"),
    In: ("value", "tests"),
    UnaryComparison: ("operand",),
    UnaryTests: ("tests",),
    RangeLiteral: ("low", "high"),
    If: ("condition", "then", "otherwise"),
    Iterator_: ("domain", "until"),
    For: ("iterators", "body"),
    Quantified: ("iterators", "condition"),
    InstanceOf: ("value",),
    FunctionLiteral: ("parameters", "body"),
    Argument: ("value",),
    Call: ("callee", "positional", "named"),
    Entry: ("value",),
    ContextLiteral: ("entries",),
    ListLiteral: ("items",),
}
"""The fields of each class that hold nodes or lists of nodes."""


def parts(node: Node) -> tuple[str, ...]:
    """Return the names of the fields of a node that hold nodes or lists of nodes, in the order of the text."""
    return _PARTS.get(type(node), ())


def meaning(node: Node) -> Node:
    """Return what a node stands for: itself, or what the checker put in its place."""
    while node.expanded is not None:
        node = node.expanded
    return node


def children(node: Node) -> Iterator[Node]:
    """Iterate over the direct parts of a node, in the order of the text."""
    for name in _PARTS.get(type(node), ()):
        value = getattr(node, name)
        if type(value) is list:
            yield from value
        elif value is not None:
            yield value


def walk(node: Node) -> Iterator[Node]:
    """Iterate over a node and everything below it, parents first."""
    stack = [node]
    while stack:
        present = stack.pop()
        yield present
        stack.extend(reversed(list(children(present))))


def copied(node: Node, replace: Callable[[Node], "Node | None"]) -> Node:
    """Return a deep copy of a tree in which `replace` may put another node (not None) in a node's place."""
    other = replace(node)
    if other is not None:
        return other
    result = copy(node)
    for name in _PARTS.get(type(node), ()):
        value = getattr(node, name)
        if type(value) is list:
            setattr(result, name, [copied(one, replace) for one in value])
        elif value is not None:
            setattr(result, name, copied(value, replace))
    return result
