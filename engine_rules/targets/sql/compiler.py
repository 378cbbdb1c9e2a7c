"""`Compiler`: turns a checked tree into terms, node by node; what SQL cannot say becomes a diagnostic."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from engine_rules import codes, operators, properties
from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.evaluation import LimitReached
from engine_rules.targets.python.runtime import instance_of, steps
from engine_rules.targets.sql import comparison, relation
from engine_rules.targets.sql.arithmetic import arithmetic, negative, property_of
from engine_rules.targets.sql.calls import call
from engine_rules.targets.sql.choice import choice
from engine_rules.targets.sql.terms import (
    FALSE,
    NULL,
    TRUE,
    UNKNOWN,
    Items,
    Reach,
    Record,
    Row,
    Rows,
    Scalar,
    Term,
    Unsupported,
)
from engine_rules.targets.sql.texts import text_of_term
from engine_rules.targets.sql.writer import Writer, known, writable
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic, Span
from lowcode.kernel.names import Label, label

INPUT: Final = "?"
"""The name of the input inside unary tests."""
_MAX_STEPS: Final = 1000
"""How many numbers a written range may have."""
_MAX_UNROLLED: Final = 100
"""Up to how many elements of a written list a loop is written out."""
_FOLDED: Final[dict[str, Callable[..., Value]]] = {
    "+": operators.add, "-": operators.subtract, "*": operators.multiply, "/": operators.divide, "**": operators.power,
    **operators.COMPARISONS,
}  # fmt: skip


def unsupported(what: Label, where: Label, span: Span | None) -> Diagnostic:
    """Return the diagnostic of something that a database cannot compute."""
    template = codes.NOT_ON_TARGET.message
    message = label(
        template.en.format(what=what.en, target=where.en), template.zh_cn.format(what=what.zh_cn, target=where.zh_cn)
    )
    return Diagnostic(codes.NOT_ON_TARGET.code, message, codes.NOT_ON_TARGET.hint, "error", "", span)


class Compiler:
    """One pass over one tree."""

    def __init__(self, writer: Writer, *, fold: bool) -> None:
        """Take where the text is written; `fold` computes what is known at once instead of leaving it to SQL."""
        self.writer = writer
        self.fold = fold
        self.variables: dict[int, Callable[[], Term]] = {}
        self.diagnostics: list[Diagnostic] = []

    # --- frame ----------------------------------------------------------------------------------------------------

    def value(self, node: s.Node) -> Term:
        """Return the term of a node; null with a diagnostic when SQL cannot say it."""
        while node.expanded is not None:
            node = node.expanded
        try:
            return _LOWERINGS[type(node)](self, node)
        except Unsupported as reason:
            return self._refused(node, reason)

    def _refused(self, node: s.Node, reason: Unsupported) -> Scalar:
        """Note what SQL cannot say; return null for it."""
        found = unsupported(reason.what, self.writer.dialect.where, Span(max(node.start, 0), node.end))
        if found not in self.diagnostics:
            self.diagnostics.append(found)
        return NULL

    def scalar(self, node: s.Node) -> Scalar:
        """Return a node as one value of SQL."""
        return relation.as_scalar(self.writer, self.value(node))

    def condition(self, node: s.Node) -> Scalar:
        """Return a node as a condition that filters: it may be null where the value is false."""
        while node.expanded is not None:
            node = node.expanded
        try:
            if isinstance(node, s.Logic):
                return comparison.joined(node.op.upper(), [self.condition(one) for one in node.operands])
            if isinstance(node, s.Comparison) and node.op == "=":
                return self._equality(node, condition=True)
            if isinstance(node, s.In):
                return self._in(node, condition=True)
            if isinstance(node, s.Quantified) and node.kind == "some":
                return self._quantified(node, condition=True)
        except Unsupported as reason:
            return self._refused(node, reason)
        return comparison.as_condition(self._scalar_or_null(node))

    def _scalar_or_null(self, node: s.Node) -> Scalar:
        """Return a node where a boolean is wanted: contexts, rows and ranges are none."""
        term = self.value(node)
        return term if isinstance(term, Scalar) else NULL

    # --- leaves ---------------------------------------------------------------------------------------------------

    def literal(self, node: s.Literal | s.AtLiteral) -> Term:
        """Return a literal."""
        return self.writer.value(node.value)

    def name(self, node: s.Name) -> Term:
        """Return what a name stands for."""
        return self._bound(node.name, node.binding)

    def _bound(self, name: str, binding: s.Binding | None) -> Term:
        """Return what a name stands for."""
        if binding is None or binding.kind == "unknown":
            return NULL
        if binding.kind == "input":
            return self.input(name)
        if binding.kind == "builtin":
            raise Unsupported(f"The function `{name}` as a value", f"作为值使用的函数 `{name}`")
        if binding.variable is None or id(binding.variable) not in self.variables:
            raise Unsupported(f"`{name}`", f"`{name}`")
        term = self.variables[id(binding.variable)]()
        if binding.kind == "local":
            return term
        if binding.kind == "maybe" and not _has(term, name):
            return self._bound(name, binding.outer)
        return self._member(term, name)

    def input(self, name: str) -> Term:
        """Return what a name of the source stands for; null when it is not there."""
        source = self.writer.source
        if name in source.values:
            return self.writer.named_value(name)
        if name in source.inputs:
            return self.writer.dialect.given(name, source.inputs[name], source.zone, self.writer.parameters)
        if source.table is not None:
            return relation.member(self.writer, Row(source.table, source.alias), name)
        return NULL

    def list_literal(self, node: s.ListLiteral) -> Term:
        """Return a written list."""
        return Items(tuple(self.value(item) for item in node.items))

    def context(self, node: s.ContextLiteral) -> Term:
        """Return a context, each member written when it is asked for."""
        members: dict[str, Callable[[], Term]] = {}
        for entry in node.entries:
            # written anew at each use, so that queries inside get aliases of their own
            members[entry.key] = self.variables[id(entry.variable)] = lambda value=entry.value: self.value(value)  # type: ignore[misc]
        return Record(members)

    def range(self, node: s.RangeLiteral) -> Term:
        """Return a range, null when its ends are not of one type."""
        low, high = self.scalar(node.low), self.scalar(node.high)
        if low.null or high.null or low.type != high.type:
            return NULL
        return Reach(low, high, node.low_included, node.high_included)

    def unary_comparison(self, node: s.UnaryComparison) -> Term:
        """Return the range that a test such as `< 5` describes."""
        end = self.scalar(node.operand)
        match node.op:
            case "<" | "<=":
                return NULL if end.null else Reach(None, end, low_included=False, high_included=node.op == "<=")
            case ">" | ">=":
                return NULL if end.null else Reach(end, None, low_included=node.op == ">=", high_included=False)
            case _:
                excludes = node.op == "!="
                return Reach(end, end, low_included=True, high_included=True, excludes=excludes, single=not excludes)

    # --- operators ------------------------------------------------------------------------------------------------

    def _known(self, op: str, *terms: Term) -> Term | None:
        """Return the result over values that are all known, None when they are not or are left to SQL."""
        values = self._computable(*terms)
        return None if values is None else self.writer.value(_FOLDED[op](*values))

    def _computable(self, *terms: Term) -> list[Value] | None:
        """Return the values of terms when they are computed with now, None when they are left to SQL.

        Raises `Unsupported` when one of them is a value that SQL has not, and another is not known.
        """
        lost = any(isinstance(term, Record | Reach) or not writable(term) for term in terms)
        if not self.fold and not lost:
            return None
        values = [known(term) for term in terms]
        if not any(value is UNKNOWN for value in values):
            return values
        self.writer.require(*terms)
        return None

    def arithmetic(self, node: s.Arithmetic) -> Term:
        """Return the result of an operator on two values."""
        left, right = self.value(node.left), self.value(node.right)
        if node.op == "&":
            return self._joined(left, right)
        found = self._known(node.op, left, right)
        if found is not None:
            return found
        one, other = relation.as_scalar(self.writer, left), relation.as_scalar(self.writer, right)
        return arithmetic(self.writer, node.op, one, other)

    def _joined(self, left: Term, right: Term) -> Scalar:
        """Return both as texts, null as nothing."""
        texts: list[Scalar] = []
        for term in (left, right):
            text = text_of_term(self.writer, term)
            if text.null:
                text = self.writer.scalar(self.writer.value(""))
            elif text.nullable:
                text = replace(text, sql=f"coalesce({text.sql}, '')", atom=True, nullable=False, constant=UNKNOWN)
            texts.append(text)
        return Scalar(f"{texts[0].text} || {texts[1].text}", t.STRING, nullable=False, atom=False)

    def negation(self, node: s.Negation) -> Term:
        """Return `-operand`."""
        operand = self.value(node.operand)
        values = self._computable(operand)
        if values is not None:
            return self.writer.value(operators.negate(*values))
        return negative(self.writer, relation.as_scalar(self.writer, operand))

    def comparison(self, node: s.Comparison) -> Term:
        """Return the comparison of two values."""
        if node.op == "=":
            return self._equality(node)
        left, right = self.value(node.left), self.value(node.right)
        found = self._known(node.op, left, right)
        if found is not None:
            return found
        if node.op == "!=":
            return comparison.unequal(self.writer, left, right)
        return comparison.ordered(self.writer, node.op, left, right)

    def _equality(self, node: s.Comparison, *, condition: bool = False) -> Scalar:
        """Return `left = right`."""
        left, right = self.value(node.left), self.value(node.right)
        found = self._known("=", left, right)
        if isinstance(found, Scalar):
            return found
        try:
            return comparison.equal(self.writer, left, right, condition=condition)
        except Unsupported:
            values = [known(left), known(right)]
            if any(value is UNKNOWN for value in values):
                raise
            return self.writer.scalar(self.writer.value(operators.equal(*values)))

    def logic(self, node: s.Logic) -> Term:
        """Return `and` or `or` of conditions."""
        parts = [comparison.as_condition(self._scalar_or_null(one)) for one in node.operands]
        return comparison.joined(node.op.upper(), parts)

    def between(self, node: s.Between) -> Term:
        """Return whether a value lies between two others."""
        value, low, high = self.value(node.value), self.value(node.low), self.value(node.high)
        values = self._computable(value, low, high)
        if values is not None:
            return self.writer.value(operators.between(*values))
        return comparison.between(self.writer, value, low, high)

    def in_(self, node: s.In) -> Term:
        """Return whether a value passes any of the tests."""
        return self._in(node)

    def _in(self, node: s.In, *, condition: bool = False) -> Scalar:
        """Return whether a value passes any of the tests."""
        value = self.value(node.value)
        tests = [self.value(test) for test in node.tests]
        ranges = any(isinstance(test, Reach) for test in tests)
        values = None if ranges and not self.fold and writable(value) else self._computable(value, *tests)
        if values is not None:
            found = operators.any_of([operators.passes(values[0], test) for test in values[1:]])
            return self.writer.scalar(self.writer.value(found))
        passed = [comparison.passes(self.writer, value, test, condition=condition) for test in tests]
        return comparison.joined("OR", passed)

    def unary_tests(self, node: s.UnaryTests) -> Term:
        """Return whether the input passes the tests of a cell."""
        if not node.tests:
            return TRUE
        value = self.input(INPUT)
        parts: list[Scalar] = []
        for test in node.tests:
            term = self.value(test)
            mentions = any(isinstance(one, s.Name) and one.name == INPUT for one in s.walk(test))
            decides = mentions and isinstance(term, Scalar) and term.type is t.BOOLEAN
            if decides and isinstance(term, Scalar):
                if term.nullable:
                    otherwise = comparison.passes(self.writer, value, replace(NULL, type=t.BOOLEAN))
                    sql = f"coalesce({term.sql}, {otherwise.sql})"
                    term = Scalar(sql, t.BOOLEAN)
                parts.append(term)
            else:
                parts.append(comparison.passes(self.writer, value, term))
        found = comparison.joined("OR", parts)
        return comparison.negated(self.writer, found) if node.negated else found

    def instance_of(self, node: s.InstanceOf) -> Term:
        """Return whether a value is of a type, which is decided while compiling but for null."""
        term = self.value(node.value)
        value = known(term)
        if value is not UNKNOWN:
            return self.writer.value(instance_of(value, node.kind))
        if not isinstance(term, Scalar) or term.type is t.ANY:
            raise Unsupported("`instance of` of a list or context", "对列表或上下文使用 `instance of`")
        if isinstance(term.type, t.ListType) and term.type.item in {t.ANY, t.NULL}:
            raise Unsupported("`instance of` of a list or context", "对列表或上下文使用 `instance of`")
        if node.kind is t.NULL:
            return comparison.is_null(term)
        return comparison.is_null(term, wanted=False) if t.conforms(term.type, node.kind) else FALSE

    def if_(self, node: s.If) -> Term:
        """Return one of two values by a condition."""
        condition = self.condition(node.condition)
        if condition.known:
            return self.value(node.then if condition.constant is True else node.otherwise)
        then, other = self.value(node.then), self.value(node.otherwise)
        if isinstance(then, Record) and isinstance(other, Record) and then.members.keys() == other.members.keys():
            return Record({
                name: lambda name=name: choice(self.writer, [(condition, then.members[name]())], other.members[name]())  # type: ignore[misc]
                for name in then.members
            })  # fmt: skip
        return choice(self.writer, [(condition, then)], other)

    # --- members and elements -------------------------------------------------------------------------------------

    def path(self, node: s.Path) -> Term:
        """Return a member, a property, or one of each element."""
        return self._member(self.value(node.base), node.name)

    def _member(self, term: Term, name: str) -> Term:
        """Return a member of a context or row, a property, or one of each element."""
        if isinstance(term, Record):
            return term.members[name]() if name in term.members else NULL
        if isinstance(term, Row):
            return relation.member(self.writer, term, name)
        if isinstance(term, Items):
            return Items(tuple(self._member(item, name) for item in term.items))
        if isinstance(term, Rows):
            return replace(term, element=self._member(term.element, name))
        if isinstance(term, Reach):
            return self._end(term, name)
        values = self._computable(term)
        if values is not None:
            return self.writer.value(properties.member(values[0], name))
        if isinstance(term.type, t.ListType):
            return self._member(relation.rows_of(self.writer, term), name)
        return property_of(self.writer, term, name)

    def _end(self, reach: Reach, name: str) -> Term:
        """Return a property of a range."""
        ends: dict[str, Term | None] = {"start": reach.low, "end": reach.high}
        if name in ends:
            return NULL if reach.excludes else ends[name] or NULL
        included = {"start included": reach.low_included, "end included": reach.high_included}
        return self.writer.value(included[name] and not reach.excludes) if name in included else NULL

    def filter(self, node: s.Filter) -> Term:
        """Return the elements for which a condition holds, or the one at a position."""
        base = self.value(node.base)
        position = self._position(node.condition)
        if position is not None:
            return self._element(base, position)
        if isinstance(base, Scalar) and base.null:
            return Items(())
        if isinstance(base, Row | Reach):
            raise Unsupported("A filter on what is no list", "对非列表使用筛选")
        if isinstance(base, Items) and not base.items:
            return base
        rows = relation.rows_of(self.writer, base)
        self.variables[id(node.item)] = lambda: rows.element
        condition = self.condition(node.condition)
        if condition.type is t.NUMBER or node.condition.type is t.NUMBER:
            raise Unsupported("A position that is computed", "计算得出的位置")
        return replace(relation.filtered(rows, condition), absent="")

    def _position(self, node: s.Node) -> int | None:
        """Return the position that a filter's condition is, None when it is none that is known."""
        while node.expanded is not None:
            node = node.expanded
        sign = -1 if isinstance(node, s.Negation) else 1
        if isinstance(node, s.Negation):
            node = node.operand
        whole = isinstance(node, s.Literal) and isinstance(node.value, Decimal) and node.value == int(node.value)
        return sign * int(node.value) if whole and isinstance(node, s.Literal) else None  # type: ignore[arg-type]

    def _element(self, base: Term, position: int) -> Term:
        """Return the element at a position from 1, or from the end."""
        if isinstance(base, Items):
            size = len(base.items)
            at = position - 1 if position > 0 else size + position
            return base.items[at] if position and 0 <= at < size else NULL
        if isinstance(base, Scalar) and not isinstance(base.type, t.ListType):
            return base if position in {1, -1} else NULL
        if isinstance(base, Rows | Scalar):
            return relation.element_at(self.writer, relation.rows_of(self.writer, base), position)
        return base if position in {1, -1} else NULL

    # --- loops ----------------------------------------------------------------------------------------------------

    def _domain(self, node: s.Iterator_) -> Term:
        """Return what an iterator goes through."""
        if node.until is not None:
            low, high = known(self.value(node.domain)), known(self.value(node.until))
            return self._steps(low, high)
        domain = self.value(node.domain)
        if isinstance(domain, Reach):
            low, high = (known(end) if end is not None else None for end in (domain.low, domain.high))
            found = self._steps(low, high)
            first, last = int(not domain.low_included), None if domain.high_included else -1
            return Items(found.items[first:last]) if isinstance(found, Items) else found
        if isinstance(domain, Record | Row):
            raise Unsupported("A loop over a context", "对上下文的循环")
        return domain

    def _steps(self, low: Value, high: Value) -> Term:
        """Return the numbers or days from one to another."""
        if low is UNKNOWN or high is UNKNOWN:
            raise Unsupported("A range of numbers that are not known beforehand", "两端不是常量的数字范围")
        try:
            found = list(steps(low, high))
        except (LimitReached, Exception) as reason:
            raise Unsupported("A loop over this range", "对该范围的循环") from reason
        if len(found) > _MAX_STEPS:
            raise Unsupported("A loop over this range", "对该范围的循环")
        return Items(tuple(self.writer.value(one) for one in found))

    def _iterated(self, iterators: list[s.Iterator_]) -> Rows:
        """Return the rows of nested iterators, whose variables are bound."""
        rows: Rows | None = None
        for iterator in iterators:
            found = relation.rows_of(self.writer, self._domain(iterator))
            element = found.element
            self.variables[id(iterator.variable)] = lambda element=element: element  # type: ignore[misc]
            if rows is None:
                rows = found
                continue
            if found.absent:
                raise Unsupported("A nested loop over a list that can be null", "对可能为 null 的列表的嵌套循环")
            outer = rows.frame.parts
            lateral = "" if isinstance(element, Row) else "LATERAL "
            rows.frame.aliases.extend(found.frame.aliases)
            found.frame.aliases = rows.frame.aliases
            outer.extend([f"CROSS JOIN {lateral}{found.frame.parts[0]}", *found.frame.parts[1:]])
            if isinstance(element, Row):
                # joins of the inner row are written where those of the outer one are
                found.frame.parts = outer
            rows = replace(
                rows, where=(*rows.where, *found.where), order=(*rows.order, *found.order) if rows.order else ()
            )
        assert rows is not None
        return rows

    def for_(self, node: s.For) -> Term:
        """Return the list of bodies."""
        if node.partial is not None:
            raise Unsupported("`partial`", "`partial`")
        domain = self._domain(node.iterators[0]) if len(node.iterators) == 1 else None
        if isinstance(domain, Scalar) and domain.null:
            return NULL
        if isinstance(domain, Items) and len(domain.items) <= _MAX_UNROLLED:
            variable = id(node.iterators[0].variable)
            found: list[Term] = []
            for item in domain.items:
                self.variables[variable] = lambda item=item: item  # type: ignore[misc]
                found.append(self.value(node.body))
            return Items(tuple(found))
        rows = self._iterated(node.iterators)
        body = self.value(node.body)
        if isinstance(body, Items | Rows | Reach):
            raise Unsupported("A list of lists", "列表的列表")
        return replace(rows, element=body)

    def quantified(self, node: s.Quantified) -> Term:
        """Return whether a condition holds for some or every element."""
        return self._quantified(node)

    def _quantified(self, node: s.Quantified, *, condition: bool = False) -> Scalar:
        """Return whether a condition holds for some or every element."""
        some = node.kind == "some"
        rows = self._iterated(node.iterators)
        if condition:
            return relation.any_of(rows, self.condition(node.condition), condition_only=True)
        satisfied = comparison.as_condition(self._scalar_or_null(node.condition))
        return relation.any_of(rows, satisfied) if some else relation.all_of(rows, satisfied)

    # --- functions ------------------------------------------------------------------------------------------------

    def function(self, _node: s.FunctionLiteral) -> Term:
        """Raise `Unsupported`: SQL has no functions as values."""
        raise Unsupported("A function as a value", "作为值使用的函数")

    def call(self, node: s.Call) -> Term:
        """Return the call of a built-in function."""
        callee = node.callee
        binding = callee.binding if isinstance(callee, s.Name) else None
        if binding is None or binding.kind != "builtin":
            raise Unsupported("The call of a function that is a value", "对函数值的调用")
        function = binding.function
        if node.named:
            named = {argument.name: self.value(argument.value) for argument in node.named}
            return call(self.writer, function, None, named, fold=self.fold)
        given = [self.value(argument) for argument in node.positional]
        return call(self.writer, function, given, {}, fold=self.fold)


def _has(term: Term, name: str) -> bool:
    """Return whether an element has a member of that name."""
    if isinstance(term, Record):
        return name in term.members
    if isinstance(term, Row):
        return any(name in names for names in (term.table.columns, term.table.references, term.table.subtables))
    if isinstance(term, Scalar) and (term.type is t.ANY or term.type is t.CONTEXT):
        raise Unsupported("An element whose type is not known", "类型未知的元素")
    return False


_LOWERINGS: Final[dict[type, Callable[[Compiler, Any], Term]]] = {
    s.Literal: Compiler.literal,
    s.AtLiteral: Compiler.literal,
    s.Name: Compiler.name,
    s.Path: Compiler.path,
    s.Filter: Compiler.filter,
    s.Negation: Compiler.negation,
    s.Arithmetic: Compiler.arithmetic,
    s.Comparison: Compiler.comparison,
    s.Logic: Compiler.logic,
    s.Between: Compiler.between,
    s.In: Compiler.in_,
    s.UnaryComparison: Compiler.unary_comparison,
    s.UnaryTests: Compiler.unary_tests,
    s.RangeLiteral: Compiler.range,
    s.If: Compiler.if_,
    s.For: Compiler.for_,
    s.Quantified: Compiler.quantified,
    s.InstanceOf: Compiler.instance_of,
    s.FunctionLiteral: Compiler.function,
    s.Call: Compiler.call,
    s.ContextLiteral: Compiler.context,
    s.ListLiteral: Compiler.list_literal,
}
