"""The browser target: a checked tree as compact JSON, which the interpreter in `web/src/language` runs.

A node is an array that begins with its operator; most then hold their stretch of the text, for warnings. Constants
are JSON's own null, booleans and strings, and tagged texts for everything else. Variables of the text are slots,
numbered in the order in which they are met, so that nothing is looked up by name when an expression runs.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, TypeAlias

from engine_rules import codes
from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.function import Function
from engine_rules.temporal import format_date, format_date_time
from engine_rules.values import kind_of
from lowcode.kernel.diagnostics import Diagnostic, Span
from lowcode.kernel.names import label

Json: TypeAlias = Any
"""What `json.dumps` takes."""

INPUT: Final = "?"
"""The name of the input of unary tests."""
NO_SLOT: Final = -1
TARGET: Final = label("in the browser", "在浏览器中")


@dataclass(frozen=True, slots=True)
class BrowserProgram:
    """What the browser runs: the tree as JSON, and what it cannot run."""

    tree: Json
    """None when there are diagnostics."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """One `not-on-target` for each part that only the server can compute."""


def browser_program(tree: s.Node, result: t.Type = t.ANY) -> BrowserProgram:
    """Return the program of a checked tree; its value is converted to `result`, null where that is not possible."""
    writer = _Writer()
    written = writer.write(tree)
    if writer.diagnostics:
        return BrowserProgram(None, tuple(writer.diagnostics))
    return BrowserProgram(written if result is t.ANY else ["as", type_json(result), written])


def type_json(kind: t.Type) -> Json:
    """Return a type as the browser reads it: the name of a simple one, an array for others."""
    match kind:
        case t.ListType(item=item) | t.RangeType(item=item):
            return [kind.name, type_json(item)]
        case t.ContextType(members=members):
            found = None if members is None else {name: type_json(member) for name, member in members.items()}
            return ["context", found]
        case t.FunctionType(parameters=parameters, result=result):
            return [
                "function",
                None if parameters is None else [type_json(one) for one in parameters],
                type_json(result),
            ]
        case t.NamedType():
            return "unknown"
        case _:
            return kind.name


@dataclass(slots=True)
class _Writer:
    """One pass over one tree."""

    slots: dict[int, int] = field(default_factory=dict)
    """The slot of each variable by its identity."""
    partials: set[int] = field(default_factory=set)
    """The variables that hold the results of a loop so far, which still grow while they are read."""
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def write(self, node: s.Node) -> Json:
        """Return the JSON of a node."""
        if node.expanded is not None:
            return self.write(node.expanded)
        return _WRITERS[type(node)](self, node)

    def all(self, nodes: list[s.Node]) -> list[Json]:
        """Return the JSON of nodes."""
        return [self.write(node) for node in nodes]

    def slot(self, variable: s.Variable | None) -> int:
        """Return the slot of a variable, a new one when it is met first."""
        if variable is None:
            return NO_SLOT
        return self.slots.setdefault(id(variable), len(self.slots))

    def literal(self, node: s.Literal) -> Json:
        if type(node.value) is Decimal:
            return ["n", str(node.value)]
        return node.value

    def at_literal(self, node: s.AtLiteral) -> Json:
        return None if node.value is None else ["@", kind_of(node.value).name, temporal_text(node.value)]

    def name(self, node: s.Name) -> Json:
        if node.binding is None:
            return ["input", node.start, node.end, node.name]
        return self.binding(node, node.binding)

    def binding(self, node: s.Name, binding: s.Binding) -> Json:
        """Return what a name stands for."""
        match binding.kind:
            case "input":
                return ["input", node.start, node.end, node.name]
            case "local":
                partial = id(binding.variable) in self.partials
                return ["partial" if partial else "local", self.slot(binding.variable)]
            case "member":
                return ["member", node.start, node.end, self.slot(binding.variable), node.name]
            case "maybe":
                outer = None if binding.outer is None else self.binding(node, binding.outer)
                return ["maybe", self.slot(binding.variable), node.name, outer]
            case "builtin":
                return self.builtin(node, binding.function)
            case _:
                return ["unknown", node.start, node.end, node.name]

    def builtin(self, node: s.Node, function: Function) -> Json:
        """Return a built-in function as a value; report one that the browser lacks."""
        if not function.browser or function.expansion is not None:
            what = f"`{function.name}`"
            span = Span(node.start, node.end)
            self.diagnostics.append(not_on_target(what, what, span))
            return None
        return ["builtin", function.name]

    def path(self, node: s.Path) -> Json:
        return [".", node.start, node.end, self.write(node.base), node.name]

    def filter(self, node: s.Filter) -> Json:
        slot = self.slot(node.item)
        return ["[]", node.start, node.end, self.write(node.base), self.write(node.condition), slot]

    def negation(self, node: s.Negation) -> Json:
        return ["neg", node.start, node.end, self.write(node.operand)]

    def binary(self, node: s.Arithmetic | s.Comparison) -> Json:
        return [node.op, node.start, node.end, self.write(node.left), self.write(node.right)]

    def logic(self, node: s.Logic) -> Json:
        return [node.op, node.start, node.end, [self.condition(one) for one in node.operands]]

    def condition(self, node: s.Node) -> Json:
        """Return a node that has to be true, false or null, with its place unless its type says that it is."""
        written = self.write(node)
        return written if node.type is t.BOOLEAN else ["boolean", node.start, node.end, written]

    def between(self, node: s.Between) -> Json:
        parts = [self.write(node.value), self.write(node.low), self.write(node.high)]
        return ["between", node.start, node.end, *parts]

    def in_(self, node: s.In) -> Json:
        return ["in", node.start, node.end, self.write(node.value), self.all(node.tests)]

    def unary_comparison(self, node: s.UnaryComparison) -> Json:
        return ["test", node.start, node.end, node.op, self.write(node.operand)]

    def unary_tests(self, node: s.UnaryTests) -> Json:
        return [
            "tests",
            node.start,
            node.end,
            self.all(node.tests),
            [uses_input(one) for one in node.tests],
            node.negated,
        ]

    def range(self, node: s.RangeLiteral) -> Json:
        ends = [self.write(node.low), self.write(node.high)]
        return ["range", node.start, node.end, *ends, node.low_included, node.high_included]

    def if_(self, node: s.If) -> Json:
        parts = [self.write(node.condition), self.write(node.then), self.write(node.otherwise)]
        return ["if", node.start, node.end, *parts]

    def iterator(self, node: s.Iterator_) -> Json:
        """Return an iterator: its slot, its domain and the second end of a range of numbers or dates."""
        until = None if node.until is None else [self.write(node.until)]
        return [node.start, node.end, self.slot(node.variable), self.write(node.domain), until]

    def for_(self, node: s.For) -> Json:
        iterators = [self.iterator(one) for one in node.iterators]
        if node.partial is not None:
            self.partials.add(id(node.partial))
        return ["for", node.start, node.end, iterators, self.write(node.body), self.slot(node.partial)]

    def quantified(self, node: s.Quantified) -> Json:
        iterators = [self.iterator(one) for one in node.iterators]
        return [node.kind, node.start, node.end, iterators, self.condition(node.condition)]

    def instance_of(self, node: s.InstanceOf) -> Json:
        return ["is", self.write(node.value), type_json(node.kind)]

    def function(self, node: s.FunctionLiteral, own: int = NO_SLOT) -> Json:
        """Return a function literal; `own` is the slot in which the function finds itself."""
        parameters = [[self.slot(one.variable), one.name, type_json(one.kind)] for one in node.parameters]
        if node.external:
            what = "A function of another language", "其他语言的函数"
            self.diagnostics.append(not_on_target(*what, Span(node.start, node.end)))
            return None
        body = self.write(node.body)
        result = type_json(node.type.result if isinstance(node.type, t.FunctionType) else t.ANY)
        return ["function", node.start, node.end, parameters, body, result, own]

    def call(self, node: s.Call) -> Json:
        callee = self.write(node.callee)
        if node.named:
            named = [[one.name, self.write(one.value)] for one in node.named]
            return ["named", node.start, node.end, callee, named]
        return ["call", node.start, node.end, callee, self.all(node.positional)]

    def context(self, node: s.ContextLiteral) -> Json:
        entries: list[Json] = []
        for entry in node.entries:
            slot = self.slot(entry.variable)
            value = entry.value
            # a function finds itself by the name of its entry
            code = self.function(value, slot) if isinstance(value, s.FunctionLiteral) else self.write(value)
            entries.append([entry.key, slot, code])
        return ["{}", entries]

    def list(self, node: s.ListLiteral) -> Json:
        return ["list", self.all(node.items)]


_WRITERS: Final[dict[type, Callable[[_Writer, Any], Json]]] = {
    s.Literal: _Writer.literal,
    s.AtLiteral: _Writer.at_literal,
    s.Name: _Writer.name,
    s.Path: _Writer.path,
    s.Filter: _Writer.filter,
    s.Negation: _Writer.negation,
    s.Arithmetic: _Writer.binary,
    s.Comparison: _Writer.binary,
    s.Logic: _Writer.logic,
    s.Between: _Writer.between,
    s.In: _Writer.in_,
    s.UnaryComparison: _Writer.unary_comparison,
    s.UnaryTests: _Writer.unary_tests,
    s.RangeLiteral: _Writer.range,
    s.If: _Writer.if_,
    s.For: _Writer.for_,
    s.Quantified: _Writer.quantified,
    s.InstanceOf: _Writer.instance_of,
    s.FunctionLiteral: _Writer.function,
    s.Call: _Writer.call,
    s.ContextLiteral: _Writer.context,
    s.ListLiteral: _Writer.list,
}


def uses_input(node: s.Node) -> bool:
    """Return whether a test mentions the input `?`, so that its own value says whether it passes."""
    return any(isinstance(one, s.Name) and one.name == INPUT for one in s.walk(node))


def temporal_text(value: Any) -> str:
    """Return the ISO 8601 text of a date, time, date and time or duration."""
    if kind_of(value) is t.DATE:
        return format_date(value)
    return format_date_time(value) if kind_of(value) is t.DATE_TIME else str(value)


def not_on_target(en: str, zh: str, span: Span | None) -> Diagnostic:
    """Return the diagnostic that something cannot be computed in the browser."""
    message = label(
        codes.NOT_ON_TARGET.message.en.format(what=en, target=TARGET.en),
        codes.NOT_ON_TARGET.message.zh_cn.format(what=zh, target=TARGET.zh_cn),
    )
    return Diagnostic(codes.NOT_ON_TARGET.code, message, codes.NOT_ON_TARGET.hint, span=span)
