"""The typed checker: binds names, infers types, rewrites what is shorthand, and says what cannot work.

It writes `type`, `nullable`, bindings and `expanded` into the tree, which every target reads. Its diagnostics never
stop an evaluation: FEEL gives null where an operand is wrong; they stop a publication.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any, Final

from engine_rules import codes, expansion
from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.calls import check_builtin, check_function_value, folded
from engine_rules.function import Function
from engine_rules.library import BY_NAME, find
from engine_rules.operators import RESULTS
from engine_rules.properties import PROPERTIES, property_type
from engine_rules.scope import Scope
from engine_rules.values import kind_of
from lowcode.kernel.diagnostics import Code, Diagnostic, Span

INPUT: Final = "?"
"""The name of the input inside unary tests."""

_TRANSPARENT: Final = frozenset({t.ANY, t.NULL})


class Frame:
    """Names that the text binds at one place; an open one also gives the members of its `item`."""

    __slots__ = ("item", "used", "variables")

    def __init__(self, variables: Mapping[str, s.Variable], item: s.Variable | None = None) -> None:
        """Take the variables by name and, for an open frame, the element."""
        self.variables = dict(variables)
        self.item = item
        self.used: set[str] = set()


class Checker:
    """One pass over one tree."""

    def __init__(self, text: str, scope: Scope, *, fold: bool = True) -> None:
        """Take the text of the tree and the scope; `fold` reads `date("2026-05-01")` as a literal."""
        self.fold = fold
        self.text = text
        self.scope = scope
        self.frames: list[Frame] = []
        self.diagnostics: list[Diagnostic] = []
        self.depth = 0

    def check(self, node: s.Node) -> t.Type:
        """Check a node and everything below it; return its type."""
        kind = _CHECKS[type(node)](self, node)
        node.type = kind
        return kind

    def report(self, code: Code, node: s.Node, **values: object) -> None:
        """Add a diagnostic about a node."""
        self.diagnostics.append(code.report(Span(node.start, node.end), "", **values))

    def source(self, node: s.Node) -> str:
        """Return the text of a node, shortened for messages."""
        text = self.text[node.start : node.end]
        return text if len(text) <= 40 else text[:37] + "…"

    # --- names ------------------------------------------------------------------------------------------------

    def lookup(self, name: str, position: int | None = None) -> tuple[s.Binding, t.Type, bool]:
        """Return what a name stands for, its type, and whether it can be null; innermost frame first."""
        for at in range((len(self.frames) if position is None else position) - 1, -1, -1):
            frame = self.frames[at]
            if frame.item is not None:
                found = self._member(frame, name, at)
                if found is not None:
                    return found
            variable = frame.variables.get(name)
            if variable is not None:
                frame.used.add(name)
                return s.Binding("local", variable), variable.type, variable.nullable
        kind = self.scope.names.get(name)
        if kind is not None:
            return s.Binding("input"), kind, name not in self.scope.required
        function = BY_NAME.get(name)
        if function is not None:
            return s.Binding("builtin", function=function), _function_type(function), False
        return s.Binding("unknown"), t.ANY, True

    def _member(self, frame: Frame, name: str, at: int) -> tuple[s.Binding, t.Type, bool] | None:
        """Return what a name means as a member of the element of an open frame, None if it is none."""
        item = frame.item
        kind = item.type if item else t.ANY
        if isinstance(kind, t.ContextType) and kind.members is not None:
            if name in kind.members:
                return s.Binding("member", item), kind.members[name], True
            return None
        if kind not in _TRANSPARENT and not isinstance(kind, t.ContextType):
            return None
        local = frame.variables.get(name)
        if local is not None:
            outer = s.Binding("local", local)
        else:
            outer, _, _ = self.lookup(name, at)
        return s.Binding("maybe", item, outer), t.ANY, True

    def name(self, node: s.Name) -> t.Type:
        """Bind a name."""
        binding, kind, nullable = self.lookup(node.name)
        if binding.kind == "unknown":
            self._unknown(node)
            binding = self._unpromised(binding)
        node.binding, node.nullable = binding, nullable
        return kind

    def _unpromised(self, unknown: s.Binding) -> s.Binding:
        """Return an unknown name as a member that elements may have although their type does not promise it."""
        for frame in reversed(self.frames):
            if frame.item is not None and isinstance(frame.item.type, t.ContextType):
                return s.Binding("maybe", frame.item, unknown)
        return unknown

    def _unknown(self, node: s.Name) -> None:
        """Report a name that stands for nothing, with the nearest one that exists."""
        known = [*self.scope.names, *(name for frame in self.frames for name in frame.variables)]
        near = get_close_matches(node.name, known, 1, 0.6)
        if near:
            self.report(codes.MISSPELT_NAME, node, name=node.name, near=near[0])
        else:
            self.report(codes.UNKNOWN_NAME, node, name=node.name)

    def inside(self, frame: Frame, node: s.Node) -> t.Type:
        """Check a node with the names of a frame."""
        self.frames.append(frame)
        try:
            return self.check(node)
        finally:
            self.frames.pop()

    # --- literals ---------------------------------------------------------------------------------------------

    def literal(self, node: s.Literal) -> t.Type:
        node.nullable = node.value is None
        return kind_of(node.value)

    def at_literal(self, node: s.AtLiteral) -> t.Type:
        node.nullable = node.value is None
        if node.value is None:
            self.report(codes.BAD_TEMPORAL, node, found=node.text)
        return kind_of(node.value)

    def list_literal(self, node: s.ListLiteral) -> t.Type:
        node.nullable = False
        if not node.items:
            return t.ListType(t.NULL)
        kinds = [self.check(item) for item in node.items]
        item = kinds[0]
        for kind in kinds[1:]:
            item = t.common(item, kind)
        return t.ListType(item)

    def context(self, node: s.ContextLiteral) -> t.Type:
        node.nullable = False
        frame = Frame({})
        members: dict[str, t.Type] = {}
        self.frames.append(frame)
        for entry in node.entries:
            if isinstance(entry.value, s.FunctionLiteral):
                # a function may call itself by the name of its entry
                frame.variables[entry.key] = s.Variable(entry.key, t.FUNCTION, nullable=False)
            kind = self.check(entry.value)
            entry.type = members[entry.key] = kind
            variable = frame.variables.get(entry.key) or s.Variable(entry.key, kind)
            variable.type, variable.nullable = kind, entry.value.nullable
            entry.variable = frame.variables[entry.key] = variable
        self.frames.pop()
        return t.ContextType(members)

    def range(self, node: s.RangeLiteral) -> t.Type:
        low, high = self.check(node.low), self.check(node.high)
        self.comparable(node, "..", low, high, ordered=True)
        return t.RangeType(high if low in _TRANSPARENT else low)

    def unary_comparison(self, node: s.UnaryComparison) -> t.Type:
        kind = self.check(node.operand)
        node.nullable = node.operand.nullable and node.op not in {"=", "!="}
        return t.RangeType(kind)

    # --- operators --------------------------------------------------------------------------------------------

    def arithmetic(self, node: s.Arithmetic) -> t.Type:
        left, right = self.check(node.left), self.check(node.right)
        if isinstance(left, t.ListType) or isinstance(right, t.ListType):
            rows = expansion.over_rows(node, self.source_of)
            if rows is not None:
                node.expanded = rows
                kind = self.check(rows)
                node.nullable = rows.nullable
                return kind
        if node.op == "&":
            node.nullable = False
            return t.STRING
        return self._result(node, left, right)

    def source_of(self, node: s.Node) -> str:
        """Return the whole text of a node without white space, to compare two parts."""
        return "".join(self.text[node.start : node.end].split())

    def _result(self, node: s.Arithmetic, left: t.Type, right: t.Type) -> t.Type:
        """Return the type of an operation, and report one that has no result."""
        table = RESULTS[node.op]
        nullable = node.left.nullable or node.right.nullable
        if left in _TRANSPARENT or right in _TRANSPARENT:
            known = right if left in _TRANSPARENT else left
            fits = known in _TRANSPARENT or any(known in pair for pair in table)
            if not fits:
                self.report(codes.WRONG_OPERAND, node, op=node.op, left=left, right=right)
            results = {kind for pair, kind in table.items() if known in _TRANSPARENT or known in pair}
            return results.pop() if len(results) == 1 else t.ANY
        kind = table.get((left, right))
        if kind is None:
            self.report(codes.WRONG_OPERAND, node, op=node.op, left=left, right=right)
            return t.NULL
        simple = kind in {t.NUMBER, t.STRING} and node.op in {"+", "-", "*"}
        divisor = node.right.value if isinstance(node.right, s.Literal) else None
        node.nullable = nullable or not (simple or (node.op == "/" and bool(divisor) and type(divisor) is Decimal))
        return kind

    def negation(self, node: s.Negation) -> t.Type:
        kind = self.check(node.operand)
        node.nullable = node.operand.nullable
        if isinstance(kind, t.ListType):
            rows = expansion.over_rows(node, self.source_of)
            if rows is not None:
                node.expanded = rows
                return self.check(rows)
        if kind in {t.NUMBER, t.DAYS_TIME, t.YEARS_MONTHS} or kind in _TRANSPARENT:
            return kind
        self.report(codes.WRONG_UNARY, node, op="-", found=kind, wanted="number")
        return t.NULL

    def comparison(self, node: s.Comparison) -> t.Type:
        left, right = self.check(node.left), self.check(node.right)
        ordered = node.op not in {"=", "!="}
        self.comparable(node, node.op, left, right, ordered=ordered)
        if ordered:
            zoned = left in {t.TIME, t.DATE_TIME} or left in _TRANSPARENT or right in _TRANSPARENT
            node.nullable = zoned or node.left.nullable or node.right.nullable or left != right
        else:
            node.nullable = not (left == right and left in t.ORDERED | {t.BOOLEAN}) and t.NULL not in {left, right}
        return t.BOOLEAN

    def comparable(self, node: s.Node, op: str, left: t.Type, right: t.Type, *, ordered: bool) -> None:
        """Report a comparison that is always null."""
        if left in _TRANSPARENT or right in _TRANSPARENT:
            known = right if left in _TRANSPARENT else left
            if ordered and known not in _TRANSPARENT and known not in t.ORDERED:
                self.report(codes.IMPOSSIBLE_COMPARISON, node, left=left, right=right)
            return
        if {left, right} == {t.DAYS_TIME, t.NUMBER}:
            self.report(codes.DAYS_ARE_NUMBERS, node)
        elif left.name != right.name or (ordered and left not in t.ORDERED):
            self.report(codes.IMPOSSIBLE_COMPARISON, node, left=left, right=right, op=op)

    def logic(self, node: s.Logic) -> t.Type:
        for operand in node.operands:
            self.condition(operand)
        node.nullable = any(operand.nullable or operand.type is not t.BOOLEAN for operand in node.operands)
        return t.BOOLEAN

    def condition(self, node: s.Node) -> None:
        """Check a node that has to be a condition."""
        kind = self.check(node)
        if kind is not t.BOOLEAN and kind not in _TRANSPARENT:
            self.report(codes.NOT_A_CONDITION, node, found=kind)

    def between(self, node: s.Between) -> t.Type:
        value, low, high = self.check(node.value), self.check(node.low), self.check(node.high)
        self.comparable(node, "between", value, low, ordered=True)
        self.comparable(node, "between", value, high, ordered=True)
        plain = value == low == high and value in t.ORDERED - {t.TIME, t.DATE_TIME}
        node.nullable = not plain or node.value.nullable or node.low.nullable or node.high.nullable
        return t.BOOLEAN

    def in_(self, node: s.In) -> t.Type:
        value = self.check(node.value)
        for test in node.tests:
            self._test(value, test)
        return t.BOOLEAN

    def _test(self, value: t.Type, test: s.Node) -> None:
        """Check one test against the type of the value."""
        kind = self.check(test)
        while isinstance(kind, t.ListType | t.RangeType) and kind.name != value.name:
            kind = kind.item
        if kind not in _TRANSPARENT and value not in _TRANSPARENT and kind.name != value.name and kind is not t.BOOLEAN:
            self.report(codes.IMPOSSIBLE_COMPARISON, test, left=value, right=kind)

    def unary_tests(self, node: s.UnaryTests) -> t.Type:
        value = self.scope.names.get(INPUT, t.ANY)
        for test in node.tests:
            self._test(value, test)
        return t.BOOLEAN

    def instance_of(self, node: s.InstanceOf) -> t.Type:
        self.check(node.value)
        if isinstance(node.kind, t.NamedType) and node.kind.name not in self.scope.types:
            self.report(codes.UNKNOWN_TYPE, node, name=node.kind.name)
            node.expanded = s.Literal(node.start, node.end, None)
            return self.check(node.expanded)
        node.kind = t.resolve(node.kind, self.scope.types)
        node.nullable = False
        return t.BOOLEAN

    def if_(self, node: s.If) -> t.Type:
        self.condition(node.condition)
        then, other = self.check(node.then), self.check(node.otherwise)
        node.nullable = node.then.nullable or node.otherwise.nullable
        return t.common(then, other)

    # --- members and elements ---------------------------------------------------------------------------------

    def path(self, node: s.Path) -> t.Type:
        kind = self.check(node.base)
        columns = isinstance(kind, t.ListType)
        element = kind.item if isinstance(kind, t.ListType) else kind
        found = self.member_type(node, element)
        node.nullable = not columns or node.base.nullable
        return t.ListType(found) if columns else found

    def member_type(self, node: s.Path, kind: t.Type) -> t.Type:
        """Return the type of a member or property; report one that does not exist."""
        if isinstance(kind, t.ContextType):
            if kind.members is None:
                return t.ANY
            if node.name in kind.members:
                return kind.members[node.name]
            known = list(kind.members)
        elif kind in _TRANSPARENT or isinstance(kind, t.ListType):
            return t.ANY
        else:
            found = property_type(kind, node.name)
            if found is not None:
                return found
            known = list(PROPERTIES.get(kind.name, ()))
        near = ", ".join(f"`{name}`" for name in known[:12]) or "–"
        self.report(codes.UNKNOWN_MEMBER, node, base=self.source(node.base), name=node.name, known=near)
        return t.NULL

    def filter(self, node: s.Filter) -> t.Type:
        kind = self.check(node.base)
        element = kind.item if isinstance(kind, t.ListType) else kind
        element = t.ANY if element is t.NULL else element
        row = isinstance(element, t.ContextType) and element.members is not None
        node.item = s.Variable("item", element, nullable=not row)
        condition = self.inside(Frame({"item": node.item}, node.item), node.condition)
        if condition is t.NUMBER:
            return element
        if condition is t.BOOLEAN:
            node.nullable = False
            return kind if isinstance(kind, t.ListType) else t.ListType(element)
        if condition not in _TRANSPARENT:
            self.report(codes.NOT_A_CONDITION, node.condition, found=condition)
        return t.ANY

    def for_(self, node: s.For) -> t.Type:
        node.nullable = any(iterator.domain.nullable for iterator in node.iterators)
        depth = len(self.frames)
        for iterator in node.iterators:
            self._iterator(iterator)
        uses_partial = any(type(one) is s.Name and one.name == "partial" for one in s.walk(node.body))
        if uses_partial:
            node.partial = s.Variable("partial", t.LIST, nullable=False)
            self.frames.append(Frame({"partial": node.partial}))
        body = self.check(node.body)
        del self.frames[depth:]
        node.nullable = any(one.domain.nullable or one.domain.type in _TRANSPARENT for one in node.iterators)
        node.nullable |= any(one.until is not None for one in node.iterators)
        return t.ListType(body)

    def _iterator(self, node: s.Iterator_) -> None:
        """Check the domain of an iterator and bind its name."""
        kind = self.check(node.domain)
        if node.until is not None:
            self.comparable(node, "..", kind, self.check(node.until), ordered=True)
            element = kind
        elif isinstance(kind, t.ListType | t.RangeType):
            element = kind.item
        else:
            if kind not in _TRANSPARENT and kind is not t.CONTEXT:
                self.report(codes.NOT_A_LIST, node.domain, found=kind)
            element = kind
        element = t.ANY if element is t.NULL else element
        # rows are there; should one be null all the same, the fast function falls back to the one that expects it
        row = isinstance(element, t.ContextType) and element.members is not None
        node.variable = s.Variable(node.name, element, nullable=node.until is None and not row)
        self.frames.append(Frame({node.name: node.variable}, node.variable if node.open else None))

    def quantified(self, node: s.Quantified) -> t.Type:
        depth = len(self.frames)
        for iterator in node.iterators:
            self._iterator(iterator)
        self.condition(node.condition)
        del self.frames[depth:]
        return t.BOOLEAN

    # --- functions --------------------------------------------------------------------------------------------

    def function(self, node: s.FunctionLiteral, expected: t.FunctionType | None = None) -> t.Type:
        node.nullable = False
        kinds: list[t.Type] = []
        wanted = expected.parameters if expected is not None else None
        for position, parameter in enumerate(node.parameters):
            kind = t.resolve(parameter.kind, self.scope.types)
            parameter.kind = kind
            if kind is t.ANY and wanted is not None and position < len(wanted):
                kind = wanted[position]
            parameter.variable = s.Variable(parameter.name, kind)
            kinds.append(parameter.kind)
        frame = Frame({p.name: p.variable for p in node.parameters if p.variable is not None})
        if node.external:
            self.check(node.body)
            return t.FunctionType(tuple(kinds))
        result = self.inside(frame, node.body)
        for parameter in node.parameters:
            if parameter.name not in frame.used and wanted is None:
                self.report(codes.UNUSED_PARAMETER, parameter, name=parameter.name)
        return t.FunctionType(tuple(kinds), result)

    def call(self, node: s.Call) -> t.Type:
        callee = node.callee
        if isinstance(callee, s.Name):
            binding, _, _ = self.lookup(callee.name)
            if binding.kind in {"builtin", "unknown"} or _maybe_builtin(binding):
                function = find(callee.name)
                if function is not None:
                    callee.binding = s.Binding("builtin", function=function)
                    callee.type, callee.nullable = _function_type(function), False
                    return self._builtin(node, function)
                if binding.kind == "unknown":
                    return self._unknown_function(node, callee)
        kind = self.check(callee)
        return check_function_value(self, node, kind)

    def _builtin(self, node: s.Call, function: Function) -> t.Type:
        """Check the call of a built-in function, or what stands for it."""
        literal = folded(node, function) if self.fold else None
        if literal is not None:
            node.expanded = literal
            node.nullable = False
            return self.check(literal)
        if function.expansion is not None:
            expanded = expansion.expanded(node, function)
            if expanded is None:
                return self._not_callable(node, function)
            node.expanded = expanded
            kind = self.check(expanded)
            node.nullable = expanded.nullable
            return kind
        return check_builtin(self, node, function)

    def _not_callable(self, node: s.Call, function: Function) -> t.Type:
        """Report a call that does not fit a function which only an expansion can say; it is null."""
        texts = ", ".join(f"`{one.text}`" for one in function.signatures)
        self.report(codes.WRONG_ARGUMENTS, node, name=function.name, signatures=texts)
        node.expanded = s.Literal(node.start, node.end, None)
        return self.check(node.expanded)

    def _unknown_function(self, node: s.Call, callee: s.Name) -> t.Type:
        """Report a function that does not exist."""
        callee.binding = s.Binding("unknown")
        near = get_close_matches(callee.name, list(BY_NAME), 3, 0.6)
        hint = f" ({', '.join(f'`{name}`' for name in near)}?)" if near else ""
        self.report(codes.UNKNOWN_FUNCTION, callee, name=callee.name, near=hint)
        for argument in [*node.positional, *(named.value for named in node.named)]:
            self.check(argument)
        return t.ANY


def _maybe_builtin(binding: s.Binding) -> bool:
    """Return whether a name is a member only if the element happens to have it, and nothing else or a built-in."""
    return binding.kind == "maybe" and binding.outer is not None and binding.outer.kind in {"builtin", "unknown"}


def _function_type(function: Function) -> t.Type:
    """Return the type of a built-in function as a value."""
    first = function.signatures[0]
    return t.FunctionType(tuple(parameter.kind for parameter in first.parameters), first.result)


_CHECKS: Final[dict[type, Callable[[Checker, Any], t.Type]]] = {
    s.Literal: Checker.literal,
    s.AtLiteral: Checker.at_literal,
    s.Name: Checker.name,
    s.Path: Checker.path,
    s.Filter: Checker.filter,
    s.Negation: Checker.negation,
    s.Arithmetic: Checker.arithmetic,
    s.Comparison: Checker.comparison,
    s.Logic: Checker.logic,
    s.Between: Checker.between,
    s.In: Checker.in_,
    s.UnaryComparison: Checker.unary_comparison,
    s.UnaryTests: Checker.unary_tests,
    s.RangeLiteral: Checker.range,
    s.If: Checker.if_,
    s.For: Checker.for_,
    s.Quantified: Checker.quantified,
    s.InstanceOf: Checker.instance_of,
    s.FunctionLiteral: Checker.function,
    s.Call: Checker.call,
    s.ContextLiteral: Checker.context,
    s.ListLiteral: Checker.list_literal,
}


def check(text: str, tree: s.Node, scope: Scope, *, fold: bool = True) -> list[Diagnostic]:
    """Check a tree in a scope: write types and bindings into it, return what is wrong, in the order of the text.

    Calls such as `date("2026-05-01")` become literals unless `fold` is off, for those who test the functions.
    """
    checker = Checker(text, scope, fold=fold)
    checker.check(tree)
    unique = {(found.code, found.span): found for found in checker.diagnostics}
    return sorted(unique.values(), key=lambda found: found.span or Span(0, 0))
