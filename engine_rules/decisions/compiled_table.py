"""`CompiledTable`: a decision table that is ready to decide.

Equal cells of a column are tested once; cells of plain values are looked up instead of tested. Sets of rules are
integers with a bit for each rule, the lowest for the first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.decision_table import DecisionTable, InputClause, OutputClause
from engine_rules.decisions import decision_codes as codes
from engine_rules.decisions.compiled import Compiled, Place, conforming, warn_at
from engine_rules.decisions.element import cell
from engine_rules.decisions.hit_policy import Hit, Outputs
from engine_rules.decisions.item_type import ItemType
from engine_rules.evaluation import Run, running
from engine_rules.expression import Expression
from engine_rules.operators import passes
from engine_rules.scope import Scope
from engine_rules.targets.python.program import Outcome
from engine_rules.values import Value

Test = Callable[[Mapping[str, Value]], Value]


class InputColumn:
    """The tests of one input."""

    def __init__(self, clause: InputClause, cells: Sequence[str], place: Place, position: int) -> None:
        """Compile the input and its distinct cells."""
        self.clause = clause
        at = place.at("inputs", position)
        self.input = at.at("expression").expression(clause.expression)
        self.path = at.path
        self.allowed: Test | None = None
        if clause.values is not None and clause.values.source.strip():
            self.allowed = at.at("values").tests(clause.values.source, self.input.type)
        self.always = 0
        self.known: dict[tuple[type, Value], int] = {}
        self.tests: list[tuple[Test, int]] = []
        testing = place.testing(self.input.type)
        for text, (first, rules) in _distinct(cells).items():
            self._add(*testing.at("rules", first, "inputs", position).test(text), rules)

    def _add(self, made: Expression, test: Test, rules: int) -> None:
        """Add a cell of some rules."""
        keys = _keys(made.tree)
        if keys is None:
            self.tests.append((test, rules))
        elif not keys:
            self.always |= rules
        for key in keys or ():
            self.known[key] = self.known.get(key, 0) | rules

    def admits(self, values: Mapping[str, Value], value: Value) -> bool:
        """Return whether the input may have a value; null may always stand for a missing one."""
        if value is None or self.allowed is None or self.allowed({**values, "?": value}) is True:
            return True
        allowed = self.clause.values.source if self.clause.values else ""
        warn_at(self.path, codes.INPUT_NOT_ALLOWED, name=self.clause.title, allowed=allowed)
        return False

    def passing(self, values: Mapping[str, Value], value: Value, alive: int) -> int:
        """Return which of the rules in `alive` let a value pass."""
        found = self.always
        if self.known:
            found |= self.known.get(_key(value), 0)
        open_ = alive & ~found
        if self.tests and open_:
            scope = {**values, "?": value}
            for test, rules in self.tests:
                if rules & open_ and test(scope) is True:
                    found |= rules
        return alive & found


class OutputColumn:
    """The results of one output."""

    def __init__(self, clause: OutputClause, cells: Sequence[Any], place: Place, position: int, name: str) -> None:
        """Compile the cells, the default and the values."""
        self.name = name
        at = place.at("outputs", position)
        self.path = at.path
        self.item: ItemType | None = at.item(clause.type_ref)
        self.cells = [place.at("rules", rule, "outputs", position).expression(one) for rule, one in enumerate(cells)]
        default = clause.default
        self.default = at.at("default").expression(default) if default is not None and default.source else None
        self.text = clause.values.source.strip() if clause.values else ""
        self.order = self._order(at)
        self.type = self.item.type if self.item else t.common_of([one.type for one in self.cells])

    def _order(self, place: Place) -> list[Value]:
        """Return the allowed values as tests, from the highest priority to the lowest."""
        text = self.text or (self.item.order if self.item else "")
        if not text or text == "-":
            return []
        names: dict[str, Value] = dict.fromkeys(place.scope.names)
        found = place.expression(cell(f"[{text}]")).run(names)
        return found if isinstance(found, list) else []

    def value(self, logic: Compiled, values: Mapping[str, Value]) -> Value:
        """Return the value of a cell, null when the output does not allow it."""
        value = logic.run(values)
        if self.item is not None:
            value = conforming(value, self.item, self.name, self.path)
        if value is None or not self.text or not self.order or self.rank(value) < len(self.order):
            return value
        warn_at(self.path, codes.OUTPUT_NOT_ALLOWED, name=self.name, allowed=self.text)
        return None

    def rank(self, value: Value) -> int:
        """Return the place of a value among those allowed, their number for another one."""
        return next((at for at, test in enumerate(self.order) if passes(value, test) is True), len(self.order))


class CompiledTable:
    """A decision table, compiled for the names of a place."""

    def __init__(self, table: DecisionTable, place: Place) -> None:
        """Compile all cells; mistakes are reported to the place."""
        self.table = table
        self.place = place
        self.policy = table.policy
        rules = [rule for number, rule in enumerate(table.rules, 1) if self._even(number)]
        self.everything = (1 << len(rules)) - 1
        self.inputs = [
            InputColumn(clause, [rule.inputs[position].source for rule in rules], place, position)
            for position, clause in enumerate(table.inputs)
        ]
        self.outputs = [
            OutputColumn(clause, [rule.outputs[at] for rule in rules], place, at, table.output_name(at))
            for at, clause in enumerate(table.outputs)
        ]
        if self.policy.ranks and not any(output.order for output in self.outputs):
            place.report(codes.NO_OUTPUT_ORDER.report())

    def _even(self, number: int) -> bool:
        """Return whether a rule has a cell for each column; reports one that has not."""
        rule = self.table.rules[number - 1]
        for found, wanted in ((rule.inputs, self.table.inputs), (rule.outputs, self.table.outputs)):
            if len(found) != len(wanted):
                report = codes.UNEVEN_RULE.report(rule=number, found=len(found), wanted=len(wanted))
                self.place.at("rules", number - 1).report(report)
                return False
        return True

    @property
    def type(self) -> t.Type:
        """The type of the result."""
        kinds = [output.type for output in self.outputs]
        aggregation = getattr(self.policy, "aggregation", None)
        if aggregation == "count":
            kinds = [t.NUMBER] * len(kinds)
        names = [output.name for output in self.outputs]
        one = kinds[0] if len(kinds) == 1 else t.ContextType(dict(zip(names, kinds, strict=True)))
        return t.ListType(one) if self.policy.many else one

    def matching(self, values: Mapping[str, Value]) -> int | None:
        """Return the set of the rules that match; None when an input has a value that is not allowed."""
        alive = self.everything
        for column in self.inputs:
            value = column.input.run(values)
            if not column.admits(values, value):
                return None
            alive = column.passing(values, value, alive)
            if not alive:
                break
        return alive

    def run(self, values: Mapping[str, Value]) -> Value:
        """Return the result for the values of the names around, which must all be there."""
        alive = self.matching(values)
        if alive is None:
            return None
        if not alive:
            return self._default(values)
        hits = [Hit(number + 1, self._outputs(number, values)) for number in self._numbers(alive)]
        rows = [self._shaped(row) for row in self.policy.chosen(hits, self._rank)]
        if self.policy.many:
            return rows
        return rows[0] if rows else None

    def _numbers(self, alive: int) -> Iterator[int]:
        """Iterate over the rules of a set from 0, or only the first when no other matters."""
        while alive:
            lowest = alive & -alive
            yield lowest.bit_length() - 1
            alive = 0 if self.policy.first_only else alive ^ lowest

    def _outputs(self, rule: int, values: Mapping[str, Value]) -> Outputs:
        """Return the outputs of a rule."""
        return tuple(output.value(output.cells[rule], values) for output in self.outputs)

    def _rank(self, outputs: Outputs) -> Any:
        """Return the priority of outputs, the first column's first."""
        return tuple(column.rank(value) for column, value in zip(self.outputs, outputs, strict=True))

    def _default(self, values: Mapping[str, Value]) -> Value:
        """Return the result when no rule matches."""
        if any(output.default is not None for output in self.outputs):
            row = self._shaped(
                tuple(output.value(output.default, values) if output.default else None for output in self.outputs)
            )
            return [row] if self.policy.many else row
        nothing = self.policy.when_none
        if nothing is None:
            warn_at(self.place.path, codes.NO_RULE)
        return nothing

    def _shaped(self, row: Outputs) -> Value:
        """Return outputs as a value, a context when there are several."""
        if len(row) == 1:
            return row[0]
        return {column.name: value for column, value in zip(self.outputs, row, strict=True)}

    def evaluate(self, values: Mapping[str, Value]) -> Value:
        """Return the result for values by name; names that are missing are null."""
        return self.run(self._complete(values))

    def trace(self, values: Mapping[str, Value]) -> Outcome:
        """Return the result with the warnings that say where and why it met null."""
        run = Run(warnings=[])
        with running(run):
            value = self.run(self._complete(values))
        return Outcome(value, tuple(run.warnings or ()))

    def rules_matching(self, values: Mapping[str, Value]) -> list[int]:
        """Return the numbers, from 1, of the rules that match values by name."""
        alive = self.matching(self._complete(values)) or 0
        return [number + 1 for number in range(alive.bit_length()) if alive >> number & 1]

    def _complete(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Return a value for each name of the scope."""
        return {**dict.fromkeys(self.place.scope.names), **values}


def compile_table(table: DecisionTable, scope: Scope) -> CompiledTable:
    """Return a table compiled for a scope; `.place.found` has what is wrong with it."""
    return CompiledTable(table, Place(scope))


def _distinct(cells: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return for each text the first rule that has it, and the set of rules that have it."""
    found: dict[str, tuple[int, int]] = {}
    for rule, text in enumerate(cells):
        first, rules = found.get(text.strip(), (rule, 0))
        found[text.strip()] = first, rules | 1 << rule
    return found


def _keys(tree: s.Node | None) -> list[tuple[type, Value]] | None:
    """Return the values that a cell lists, none when it lets everything pass, None when it has to be evaluated."""
    if not isinstance(tree, s.UnaryTests) or tree.negated:
        return None
    found = [test.value for test in tree.tests if isinstance(test, s.Literal) and test.value is not None]
    return [_key(value) for value in found] if len(found) == len(tree.tests) else None


def _key(value: Value) -> tuple[type, Value]:
    """Return what a value is looked up by: values of different types are never equal."""
    kind = type(value)
    if kind is int:
        return Decimal, Decimal(value)
    return (kind, value) if kind in {str, bool, Decimal} else (object, None)
