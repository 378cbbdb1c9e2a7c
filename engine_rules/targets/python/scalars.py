"""Source of the constructs without loops: names, literals, operators, conditions, tests."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar, Final

from engine_rules import operators, properties, texts
from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.decisions.foreign import external
from engine_rules.function import run as run_builtin
from engine_rules.targets.python import runtime
from engine_rules.targets.python.emitter import Code, Emitter

NAMED: Final[dict[str, Any]] = {
    name: getattr(runtime, name)
    for name in (
        "NoList", "given", "unknown", "maybe", "boolean", "as_list", "element", "filtered", "iterate", "steps",
        "copied", "make_function", "invoke", "invoke_named", "instance_of", "test_result", "negated",
    )
} | {
    name: getattr(operators, name)
    for name in (
        "add", "subtract", "multiply", "divide", "power", "negate", "equal", "unequal", "less", "less_equal",
        "greater", "greater_equal", "between", "make_range", "half_range", "passes", "any_of",
    )
} | {
    "join_texts": texts.join_texts, "member": properties.member, "run_builtin": run_builtin, "external": external,
}  # fmt: skip
"""What the source may name besides its constants."""

OPERATORS: Final = {
    "+": "add", "-": "subtract", "*": "multiply", "/": "divide", "**": "power", "&": "join_texts",
    "=": "equal", "!=": "unequal", "<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal",
}  # fmt: skip
_DIRECT: Final = frozenset({t.NUMBER, t.STRING, t.DATE, t.DAYS_TIME, t.YEARS_MONTHS})
"""Types whose Python values compare as the language compares them."""
_EQUAL_DIRECT: Final = _DIRECT | {t.BOOLEAN}
_NULL: Final = Code("None")


class Scalars:
    """Writes what needs no loop: names, literals, operators, conditions."""

    writers: ClassVar[Mapping[type, Callable[[Any, Any], Code]]] = {}
    """What writes each construct, by the class of the node; `Generator` fills it."""

    def __init__(self, *, traced: bool) -> None:
        """Choose between the fast and the traced function."""
        self.traced = traced
        self.out = Emitter(dict(NAMED))
        self.variables: dict[int, str] = {}

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
        node = s.meaning(node)
        return self.out.flat(self.writers[type(node)](self, node))

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
