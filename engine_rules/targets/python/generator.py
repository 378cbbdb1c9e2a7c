"""Writes the Python source of an expression out of its checked tree.

There are two functions of every expression. The *fast* one trusts the types that the checker found and inlines what
it can. The *traced* one trusts nothing, calls every operator by name and records warnings with their places. The fast
one falls back to the traced one when anything raises, so both always give the same value.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.targets.python.emitter import Code
from engine_rules.targets.python.scalars import Scalars


def makes_functions(node: s.Node) -> bool:
    """Return whether functions are made below a node."""
    return any(isinstance(s.meaning(one), s.FunctionLiteral) for one in s.walk(node))


class Generator(Scalars):
    """Writes one function: everything of `Scalars`, and members, filters, loops, functions and calls."""

    def __init__(self, *, traced: bool) -> None:
        """Choose between the fast and the traced function."""
        super().__init__(traced=traced)
        self.loops = 0

    # --- members and elements ---------------------------------------------------------------------------------

    def path(self, node: s.Path) -> Code:
        base = self.value(node.base)
        kind, name = node.base.type, repr(node.name)
        if not self.traced:
            if isinstance(kind, t.ContextType) and kind.members and node.name in kind.members:
                return self.guarded(lambda a: f"{a}[{name}]", (node.base, base))
            if isinstance(kind, t.ListType) and isinstance(kind.item, t.ContextType) and not node.base.nullable:
                members = kind.item.members
                if members and node.name in members:
                    return self.out.code(f"[r[{name}] for r in {base.text}]", base)
        return self.apply(node, "member", base, Code(name))

    def filter(self, node: s.Filter) -> Code:
        base = self.value(node.base)
        condition = node.condition.type
        constant = isinstance(node.condition, s.Literal) and condition is t.NUMBER
        if constant and not self.traced:
            return self.apply(node, "element", base, self.value(node.condition))
        item = self.variable(node.item)
        if condition is t.BOOLEAN and not self.traced:
            return self._kept(node, base, item)
        function = self.out.name("f")
        with self.out.block(f"def {function}({item}):"):
            self.out.line(f"return {self.value(node.condition).text}")
        self.out.needs_run = True
        return self.apply(node, "filtered", base, Code(function))

    def _kept(self, node: s.Filter, base: Code, item: str) -> Code:
        """Return the elements for which a condition holds, by a loop of its own."""
        result = self.out.name()
        self.out.line(f"{result} = []")
        is_list = isinstance(node.base.type, t.ListType) and not node.base.nullable
        source = base.text if is_list else f"as_list({base.text})"
        self.entered_loop()
        with self.out.block(f"for {item} in {self.counted(source)}:"):
            self.out.line(f"if {self.fresh(node.condition, [node.item], self.truth).text}: {result}.append({item})")
        self.loops -= 1
        return Code(result)

    def entered_loop(self) -> None:
        """Note that a loop begins; inner ones make steps worth counting."""
        self.loops += 1
        if self.loops > 1:
            self.out.needs_run = True

    def counted(self, source: str) -> str:
        """Return the text of a loop's list, counted as steps when loops are nested."""
        return f"iterate({source})" if self.loops > 1 else source

    # --- loops ------------------------------------------------------------------------------------------------

    def for_(self, node: s.For) -> Code:
        result = self.out.name("r")

        variables = [iterator.variable for iterator in node.iterators]
        if node.partial is not None:
            variables.append(node.partial)

        def body() -> None:
            if node.partial is not None:
                self.out.line(f"{self.variable(node.partial)} = {self.so_far(node, result)}")
            self.out.line(f"{result}.append({self.fresh(node.body, variables, self.value).text})")

        self.out.line(f"{result} = []")
        self.looped(node.iterators, body, f"{result} = None")
        return Code(result)

    def so_far(self, node: s.For, result: str) -> str:
        """Return the text of `partial`: the list itself where only an element is taken of it, else a copy."""
        taken = {id(one.base) for one in s.walk(node.body) if isinstance(one, s.Filter) and one.expanded is None}
        names = [one for one in s.walk(node.body) if isinstance(one, s.Name) and one.name == "partial"]
        if all(id(name) in taken for name in names):
            return result
        self.out.needs_run = True
        return f"copied({result})"

    def fresh(self, node: s.Node, variables: Sequence[s.Variable | None], write: Callable[[s.Node], Code]) -> Code:
        """Return the code of a loop's body; functions that it makes keep the values of their own turn."""
        if not makes_functions(node):
            return write(node)
        function = self.out.name("b")
        names = ", ".join(self.variable(variable) for variable in variables)
        with self.out.block(f"def {function}({names}):"):
            self.out.line(f"return {write(node).text}")
        return Code(f"{function}({names})", 1)

    def looped(self, iterators: list[s.Iterator_], body: Callable[[], None], on_null: str) -> None:
        """Write nested loops around a body; `on_null` is done when a domain is no list."""
        safe = len(iterators) == 1 and not self.traced and self.plain_list(iterators[0])
        if safe:
            self._loop(iterators, body)
            return
        with self.out.block("try:"):
            self._loop(iterators, body)
        self.out.line(f"except NoList: {on_null}")

    def plain_list(self, node: s.Iterator_) -> bool:
        """Return whether an iterator certainly goes through a list."""
        return node.until is None and isinstance(node.domain.type, t.ListType) and not node.domain.nullable

    def _loop(self, iterators: list[s.Iterator_], body: Callable[[], None]) -> None:
        """Write the loop of the first iterator around those of the others."""
        first, *rest = iterators
        domain = self.value(first.domain)
        self.entered_loop()
        if first.until is not None:
            source = self.apply(first, "steps", domain, self.value(first.until)).text
            self.out.needs_run = True
        elif self.plain_list(first) and not self.traced and not rest and self.loops == 1:
            source = domain.text
        else:
            source = self.apply(first, "iterate", domain).text
            self.out.needs_run |= not self.plain_list(first)
        with self.out.block(f"for {self.variable(first.variable)} in {source}:"):
            if rest:
                self._loop(rest, body)
            else:
                body()
        self.loops -= 1

    def quantified(self, node: s.Quantified) -> Code:
        some = node.kind == "some"
        result, null = self.out.name("r"), self.out.name("n")
        found = self.out.name("f")
        self.out.line(f"{null} = False")

        def body() -> None:
            variables = [iterator.variable for iterator in node.iterators]
            value = self.out.named(self.fresh(node.condition, variables, self.boolean))
            self.out.line(f"if {value.text} is {some}: raise StopIteration")
            if self.can_be_null(node.condition):
                self.out.line(f"if {value.text} is None: {null} = True")

        with self.out.block("try:"):
            self.looped(node.iterators, body, f"{null} = None")
            self.out.line(f"{result} = None if {null} is not False else {not some}")
        self.out.line(f"except StopIteration: {result} = {some}")
        self.out.line(f"{found} = {result}")
        return Code(found)

    # --- functions --------------------------------------------------------------------------------------------

    def function(self, node: s.FunctionLiteral) -> Code:
        parameters = tuple((parameter.name, parameter.kind) for parameter in node.parameters)
        result = node.type.result if isinstance(node.type, t.FunctionType) else t.ANY
        constants = [self.out.constant(value) for value in ("function", parameters, result)]
        if node.external:
            body = self.value(node.body)
            return self.out.code(
                f"make_function({constants[0]}, {constants[1]}, external({body.text}), {constants[2]})", body
            )
        name = self.out.name("f")
        names = ", ".join(self.variable(parameter.variable) for parameter in node.parameters)
        loops, self.loops = self.loops, 1
        with self.out.block(f"def {name}({names}):"):
            self.out.line(f"return {self.value(node.body).text}")
        self.loops = loops
        self.out.needs_run = True
        return Code(f"make_function({constants[0]}, {constants[1]}, {name}, {constants[2]})", 1)

    def call(self, node: s.Call) -> Code:
        binding = node.callee.binding if isinstance(node.callee, s.Name) else None
        if binding is not None and binding.kind == "builtin":
            return self._builtin(node, binding.function)
        callee = self.value(node.callee)
        self.out.needs_run = True
        if node.named:
            return self.apply(node, "invoke_named", callee, self._named(node))
        return self.apply(node, "invoke", callee, *(self.value(argument) for argument in node.positional))

    def _named(self, node: s.Call) -> Code:
        """Return the arguments by name as a dict."""
        values = [(argument.name, self.value(argument.value)) for argument in node.named]
        text = ", ".join(f"{name!r}: {code.text}" for name, code in values)
        return self.out.code(f"{{{text}}}", *(code for _, code in values))

    def _builtin(self, node: s.Call, function: Any) -> Code:
        """Return the call of a built-in function."""
        self.out.arithmetic = True
        if node.named:
            return self.apply(node, self.out.constant(function.call_named), self._named(node))
        total = self._total(node, function)
        if total is not None:
            return total
        arguments = [self.value(argument) for argument in node.positional]
        if self.traced or node.signature is None:
            return self.apply(node, self.out.constant(function.call), *arguments)
        one = function.signatures[node.signature]
        implementation = self.out.constant(function.implementation(node.signature))
        guards: list[str] = []
        names: list[str] = []
        for at, (argument, code) in enumerate(zip(node.positional, arguments, strict=True)):
            if argument.nullable and not one.parameter(at).nullable:
                test, name = self.out.bound(code)
                guards.append(f"{test} is None")
                names.append(name)
            else:
                names.append(code.text)
        given = "".join(f"{name}, " for name in names)
        text = f"run_builtin({implementation}, ({given}))"
        if guards:
            text = f"(None if {' or '.join(guards)} else {text})"
        return self.out.code(text, *arguments)

    def _total(self, node: s.Call, function: Any) -> Code | None:
        """Return `sum(for … return number)` as a loop that adds up, None when the call is anything else."""
        if self.traced or function.name != "sum" or len(node.positional) != 1:
            return None
        rows = s.meaning(node.positional[0])
        if not isinstance(rows, s.For) or rows.partial is not None or rows.body.type is not t.NUMBER:
            return None
        if len(rows.iterators) != 1 or self.loops or makes_functions(rows.body):
            return None
        first = rows.iterators[0]
        if first.until is not None or not isinstance(first.domain.type, t.ListType):
            return None
        total = self.out.name("r")
        source = self.out.named(self.value(first.domain))
        zero = self.out.constant(Decimal(0))
        self.out.line(f"{total} = {zero} if {source.text} else None")
        self.entered_loop()
        with self.out.block(f"for {self.variable(first.variable)} in {source.text} or ():"):
            tests, text = self._summand(rows.body)
            if tests:
                with self.out.block(f"if {' or '.join(tests)}:"):
                    self.out.line(f"{total} = None")
                    self.out.line("break")
            self.out.line(f"{total} += {text}")
        self.loops -= 1
        return Code(total)

    def _summand(self, node: s.Node) -> tuple[list[str], str]:
        """Return the tests whether a summand is null, and the text of its value where it is not."""
        if (
            isinstance(node, s.Arithmetic)
            and node.op in {"+", "-", "*"}
            and node.expanded is None
            and node.left.type is node.right.type is t.NUMBER
        ):
            left, right = self.value(node.left), self.value(node.right)
            tests, names = self.null_tests((node.left, left), (node.right, right))
            return tests, f"{names[0]} {node.op} {names[1]}"
        tests, names = self.null_tests((node, self.value(node)))
        return tests, names[0]


Generator.writers = {
    s.Literal: Generator.literal,
    s.AtLiteral: Generator.at_literal,
    s.Name: Generator.name,
    s.Path: Generator.path,
    s.Filter: Generator.filter,
    s.Negation: Generator.negation,
    s.Arithmetic: Generator.arithmetic,
    s.Comparison: Generator.comparison,
    s.Logic: Generator.logic,
    s.Between: Generator.between,
    s.In: Generator.in_,
    s.UnaryComparison: Generator.unary_comparison,
    s.UnaryTests: Generator.unary_tests,
    s.RangeLiteral: Generator.range,
    s.If: Generator.if_,
    s.For: Generator.for_,
    s.Quantified: Generator.quantified,
    s.InstanceOf: Generator.instance_of,
    s.FunctionLiteral: Generator.function,
    s.Call: Generator.call,
    s.ContextLiteral: Generator.context,
    s.ListLiteral: Generator.list_literal,
}
