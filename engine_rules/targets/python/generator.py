"""Writes the Python source of an expression out of its checked tree.

There are two functions of every expression. The *fast* one trusts the types that the checker found and inlines what
it can. The *traced* one trusts nothing, calls every operator by name and records warnings with their places. The fast
one falls back to the traced one when anything raises, so both always give the same value.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any, Final

from engine_rules import operators, properties, texts
from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.foreign import external
from engine_rules.function import run as run_builtin
from engine_rules.targets.python import runtime
from engine_rules.targets.python.emitter import Code, Emitter

NAMED: Final[dict[str, Any]] = {
    name: getattr(runtime, name)
    for name in (
        "NoList", "given", "unknown", "maybe", "boolean", "as_list", "element", "filtered", "iterate", "steps",
        "make_function", "invoke", "invoke_named", "instance_of", "test_result", "negated",
    )
} | {
    name: getattr(operators, name)
    for name in (
        "add", "subtract", "multiply", "divide", "power", "negate", "equal", "unequal", "less", "less_equal",
        "greater", "greater_equal", "between", "make_range", "half_range", "passes", "any_of",
    )
} | {"join_texts": texts.join_texts, "member": properties.member, "run_builtin": run_builtin, "external": external, "D": Decimal}  # fmt: skip
"""What the source may name besides its constants."""

OPERATORS: Final = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "**": "power", "&": "join_texts",
    "=": "equal", "!=": "unequal", "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal",
}  # fmt: skip
_DIRECT: Final = frozenset({t.NUMBER, t.STRING, t.DATE, t.DAYS_TIME, t.YEARS_MONTHS})
"""Types whose Python values compare as the language compares them."""
_EQUAL_DIRECT: Final = _DIRECT | {t.BOOLEAN}
_NULL: Final = Code("None")


class Generator:
    """Writes one function."""

    def __init__(self, *, traced: bool) -> None:
        """Choose between the fast and the traced function."""
        self.traced = traced
        self.out = Emitter(dict(NAMED))
        self.variables: dict[int, str] = {}
        self.loops = 0

    # --- frame ------------------------------------------------------------------------------------------------

    def source(self, tree: s.Node) -> str:
        """Return the source of the function `f` over the tree."""
        result = self.value(tree)
        self.out.line(f"return {result.text}")
        body = "\n".join(self.out.lines)
        head = "def f(s, W):" if self.traced else "def f(s):"
        return f"{head}\n{body}\n"

    def value(self, node: s.Node) -> Code:
        """Return the code of a node's value."""
        if node.expanded is not None:
            node = node.expanded
        return self.out.flat(_WRITERS[type(node)](self, node))

    def apply(self, node: s.Node, function: str, *parts: Code) -> Code:
        """Return the call of a named function on the values of parts."""
        arguments = ", ".join(part.text for part in parts)
        if self.traced:
            number = self.out.span(node.start, node.end)
            return self.out.code(f"W({number}, {function}, {arguments})", *parts)
        return self.out.code(f"{function}({arguments})", *parts)

    def variable(self, variable: s.Variable | None) -> str:
        """Return the Python name of a variable of the text."""
        key = id(variable)
        if key not in self.variables:
            self.variables[key] = self.out.name("v")
        return self.variables[key]

    def guarded(self, text: Callable[..., str], *parts: tuple[s.Node, Code]) -> Code:
        """Return code over the values of parts that is null when one of them is."""
        tests, names = self.null_tests(*parts)
        inner, codes = text(*names), [code for _, code in parts]
        if not tests:
            return self.out.code(f"({inner})", *codes)
        return self.out.code(f"(None if {' or '.join(tests)} else {inner})", *codes)

    def null_tests(self, *parts: tuple[s.Node, Code]) -> tuple[list[str], list[str]]:
        """Return the tests whether parts are null, which also name them, and the text of each part's value."""
        tests: list[str] = []
        names: list[str] = []
        for node, code in parts:
            if node.nullable:
                test, name = self.out.bound(code)
                tests.append(f"{test} is None")
                names.append(name)
            else:
                names.append(code.text)
        return tests, names

    # --- leaves -----------------------------------------------------------------------------------------------

    def literal(self, node: s.Literal) -> Code:
        if node.value is None or node.value is True or node.value is False:
            return Code(str(node.value))
        return Code(self.out.constant(node.value))

    def at_literal(self, node: s.AtLiteral) -> Code:
        return Code(self.out.constant(node.value))

    def name(self, node: s.Name) -> Code:
        return self.bound(node, node.binding)

    def bound(self, node: s.Name, binding: s.Binding | None) -> Code:
        """Return the code of what a name stands for."""
        kind = binding.kind if binding else "unknown"
        name = repr(node.name)
        if binding is None or kind == "unknown":
            return self.apply(node, "unknown", Code(name))
        if kind == "input":
            return self.apply(node, "given", Code("s"), Code(name)) if self.traced else Code(f"s[{name}]", 1)
        if kind == "local":
            return Code(self.variable(binding.variable))
        if kind == "builtin":
            return Code(self.out.constant(binding.function.value))
        item = Code(self.variable(binding.variable))
        if kind == "member":
            return (
                self.apply(node, "member", item, Code(name)) if self.traced else self.out.code(f"{item.text}[{name}]")
            )
        outer = self.bound(node, binding.outer)
        return self.apply(node, "maybe", item, Code(name), self.out.code(f"lambda: {outer.text}", outer))

    def list_literal(self, node: s.ListLiteral) -> Code:
        parts = [self.value(item) for item in node.items]
        return self.out.code(f"[{', '.join(part.text for part in parts)}]", *parts)

    def context(self, node: s.ContextLiteral) -> Code:
        members: list[str] = []
        for entry in node.entries:
            name = self.variable(entry.variable)
            self.out.line(f"{name} = {self.value(entry.value).text}")
            members.append(f"{entry.key!r}: {name}")
        return Code(f"{{{', '.join(members)}}}", 1)

    def range(self, node: s.RangeLiteral) -> Code:
        ends = Code(str(node.low_included)), Code(str(node.high_included))
        return self.apply(node, "make_range", self.value(node.low), self.value(node.high), *ends)

    def unary_comparison(self, node: s.UnaryComparison) -> Code:
        return self.apply(node, "half_range", Code(repr(node.op)), self.value(node.operand))

    # --- operators --------------------------------------------------------------------------------------------

    def arithmetic(self, node: s.Arithmetic) -> Code:
        left, right = self.value(node.left), self.value(node.right)
        kinds = node.left.type, node.right.type
        self.out.arithmetic = True
        if not self.traced and kinds == (t.NUMBER, t.NUMBER):
            pair = (node.left, left), (node.right, right)
            if node.op in {"+", "-", "*"}:
                return self.guarded(lambda a, b: f"{a} {node.op} {b}", *pair)
            divisor = node.right.value if isinstance(node.right, s.Literal) else None
            if node.op == "/" and divisor:
                return self.guarded(lambda a, b: f"{a} / {b}", *pair)
        return self.apply(node, OPERATORS[node.op], left, right)

    def negation(self, node: s.Negation) -> Code:
        return self.apply(node, "negate", self.value(node.operand))

    def comparison(self, node: s.Comparison) -> Code:
        left, right = self.value(node.left), self.value(node.right)
        same = node.left.type == node.right.type
        if not self.traced:
            if node.op in {"=", "!="}:
                for one, code in ((node.left, right), (node.right, left)):
                    if isinstance(one, s.Literal) and one.value is None:
                        return self.out.code(f"({code.text} is {'not ' * (node.op == '!=')}None)", code)
                if same and node.left.type in _EQUAL_DIRECT:
                    sign = "==" if node.op == "=" else "!="
                    return self.out.code(f"({left.text} {sign} {right.text})", left, right)
            elif same and node.left.type in _DIRECT:
                return self.guarded(lambda a, b: f"{a} {node.op} {b}", (node.left, left), (node.right, right))
        return self.apply(node, OPERATORS[node.op], left, right)

    def logic(self, node: s.Logic) -> Code:
        stop = "False" if node.op == "and" else "True"
        parts = [self.out.captured(partial(self.boolean, one)) for one in node.operands]
        if not any(lines for lines, _ in parts) and max(code.nest for _, code in parts) < 12:
            return self._inline_logic(node, stop, [code for _, code in parts])
        result = self.out.name()
        self.out.line(f"{result} = {stop}")
        nulls: list[str] = []
        with self.out.block("while True:"):
            for one, (lines, code) in zip(node.operands, parts, strict=True):
                self.out.lines += lines
                value = self.out.named(code)
                self.out.line(f"if {value.text} is {stop}: break")
                if self.can_be_null(one):
                    nulls.append(f"{value.text} is None")
            other = "True" if stop == "False" else "False"
            self.out.line(f"{result} = " + (f"None if {' or '.join(nulls)} else {other}" if nulls else other))
            self.out.line("break")
        return Code(result)

    def can_be_null(self, node: s.Node) -> bool:
        """Return whether an operand of a logic can be null."""
        return self.traced or node.nullable or node.type is not t.BOOLEAN

    def _inline_logic(self, node: s.Logic, stop: str, codes: list[Code]) -> Code:
        """Return logic as one Python expression."""
        sure = [c.text for one, c in zip(node.operands, codes, strict=True) if not self.can_be_null(one)]
        open_ = [c for one, c in zip(node.operands, codes, strict=True) if self.can_be_null(one)]
        if not open_:
            return self.out.code(f"({f' {node.op} '.join(sure)})", *codes)
        if len(open_) == 1:
            rest = open_[0].text
        else:
            bound = [self.out.bound(code) for code in open_]
            stops = " or ".join(f"{test} is {stop}" for test, _ in bound)
            nulls = " or ".join(f"{name} is None" for _, name in bound)
            rest = f"({stop} if {stops} else None if {nulls} else {'True' if stop == 'False' else 'False'})"
        if not sure:
            return self.out.code(rest, *codes)
        if node.op == "and":
            return self.out.code(f"({rest} if {' and '.join(sure)} else False)", *codes)
        return self.out.code(f"(True if {' or '.join(sure)} else {rest})", *codes)

    def boolean(self, node: s.Node) -> Code:
        """Return the code of a value that has to be true, false or null."""
        code = self.value(node)
        if node.type is t.BOOLEAN and not self.traced:
            return code
        return self.apply(node, "boolean", code)

    def truth(self, node: s.Node) -> Code:
        """Return Python code that is truthy if and only if the value is true."""
        if isinstance(node, s.Logic) and not self.traced and node.expanded is None:
            parts = [self.out.captured(partial(self.truth, one), 0) for one in node.operands]
            if not any(lines for lines, _ in parts):
                codes = [code for _, code in parts]
                return self.out.code(f"({f' {node.op} '.join(code.text for code in codes)})", *codes)
        code = self.value(node)
        if node.type is t.BOOLEAN and not node.nullable and not self.traced:
            return code
        return self.out.code(f"({code.text} is True)", code)

    def between(self, node: s.Between) -> Code:
        value, low, high = self.value(node.value), self.value(node.low), self.value(node.high)
        if not self.traced and not node.nullable and node.value.type in _DIRECT:
            return self.out.code(f"({low.text} <= {value.text} <= {high.text})", low, value, high)
        return self.apply(node, "between", value, low, high)

    def in_(self, node: s.In) -> Code:
        value = self.out.named(self.value(node.value))
        choices = self._choices(node)
        if choices is not None:
            return self.out.code(f"({value.text} in {self.out.constant(choices)})")
        return self._any_passes(node, value, [self.value(test) for test in node.tests])

    def _choices(self, node: s.In) -> frozenset[str] | None:
        """Return the texts that a text is compared with, None when the tests are anything else."""
        if self.traced or node.value.type is not t.STRING:
            return None
        tests = node.tests
        if len(tests) == 1 and isinstance(tests[0], s.ListLiteral):
            tests = tests[0].items
        found = [test.value for test in tests if isinstance(test, s.Literal) and type(test.value) is str]
        return frozenset(found) if len(found) == len(tests) else None

    def _any_passes(self, node: s.Node, value: Code, tests: list[Code]) -> Code:
        """Return whether a value passes any test."""
        results = [self.apply(node, "passes", value, test) for test in tests]
        if len(results) == 1:
            return results[0]
        inner = self.out.code(f"[{', '.join(result.text for result in results)}]", *results)
        return self.apply(node, "any_of", inner)

    def unary_tests(self, node: s.UnaryTests) -> Code:
        value = Code("s['?']" if not self.traced else "given(s, '?')", 1)
        value = self.out.named(value)
        if not node.tests:
            return Code("True")
        results: list[Code] = []
        for test in node.tests:
            mentions = any(type(one) is s.Name and one.name == "?" for one in s.walk(test))
            results.append(self.apply(test, "test_result" if mentions else "passes", value, self.value(test)))
        result = results[0]
        if len(results) > 1:
            inner = self.out.code(f"[{', '.join(one.text for one in results)}]", *results)
            result = self.apply(node, "any_of", inner)
        return self.apply(node, "negated", result) if node.negated else result

    def instance_of(self, node: s.InstanceOf) -> Code:
        return self.apply(node, "instance_of", self.value(node.value), Code(self.out.constant(node.kind)))

    def if_(self, node: s.If) -> Code:
        condition = self.truth(node.condition)
        then_lines, then = self.out.captured(lambda: self.value(node.then))
        other_lines, other = self.out.captured(lambda: self.value(node.otherwise))
        if not then_lines and not other_lines:
            return self.out.code(f"({then.text} if {condition.text} else {other.text})", then, condition, other)
        result = self.out.name()
        with self.out.block(f"if {condition.text}:"):
            self.out.lines += then_lines
            self.out.line(f"{result} = {then.text}")
        with self.out.block("else:"):
            self.out.lines += other_lines
            self.out.line(f"{result} = {other.text}")
        return Code(result)

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
            self.out.line(f"if {self.truth(node.condition).text}: {result}.append({item})")
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

        def body() -> None:
            self.out.line(f"{result}.append({self.value(node.body).text})")

        self.out.line(f"{result} = []")
        if node.partial is not None:
            self.variables[id(node.partial)] = result
        self.looped(node.iterators, body, f"{result} = None")
        return Code(result)

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
            value = self.out.named(self.boolean(node.condition))
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
        rows = node.positional[0].expanded or node.positional[0]
        if not isinstance(rows, s.For) or rows.partial is not None or rows.body.type is not t.NUMBER:
            return None
        if len(rows.iterators) != 1 or self.loops:
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


_WRITERS: Final[dict[type, Callable[[Generator, Any], Code]]] = {
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
