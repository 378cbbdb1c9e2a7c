"""Gaps and overlaps of a decision table: which inputs no rule covers, and which several rules cover.

Each input is cut into the pieces that its cells treat alike (`table_pieces`), which cuts the space of all inputs
into boxes. The search goes through the inputs from left to right with the set of rules that are still possible,
pieces with the same set together, so it ends early where no rule is left and never looks at a box twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine_rules import types as t
from engine_rules.decision_table import DecisionTable, InputClause
from engine_rules.decisions import decision_codes as codes
from engine_rules.decisions.compiled import Place
from engine_rules.decisions.table_pieces import Piece, compares_order, constants, pieces, region
from engine_rules.expression import Expression
from engine_rules.scope import Scope
from engine_rules.texts import nested
from engine_rules.values import FAILED, Value, kind_of
from lowcode.kernel.diagnostics import Diagnostic

MAX_STEPS = 200_000
"""How many sets of boxes are looked at before the search gives up."""
MAX_FOUND = 50
"""How many gaps, and how many overlaps, are listed."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Inputs that no rule covers."""

    region: dict[str, str]
    """The test of each input that matters, by its title."""
    example: dict[str, Value]
    """Values of all inputs inside the region, by title."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Inputs that several rules cover."""

    rules: tuple[int, ...]
    """The numbers of the rules, from 1."""
    example: dict[str, Value]
    """Values of all inputs that match them all, by title."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A cell that is no plain test: its rule takes no part in overlaps, and might cover any gap."""

    rule: int
    """The number of the rule, from 1."""
    input: str
    """The title of the input."""
    position: int
    """The position of the input, from 0."""


@dataclass(slots=True)
class Analysis:
    """What the search found."""

    gaps: list[Gap] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    complete: bool = True
    """Whether the whole table was searched."""

    def diagnostics(self, table: DecisionTable) -> tuple[Diagnostic, ...]:
        """Return what is worth a word under the table's hit policy and defaults."""
        found: list[Diagnostic] = []
        if all(output.default is None or not output.default.source for output in table.outputs):
            for gap in self.gaps:
                region_text = ", ".join(f"{name}: {test}" for name, test in gap.region.items()) or "…"
                found.append(codes.TABLE_GAP.report(path="/rules", region=region_text, example=_text(gap.example)))
        for overlap in self.overlaps:
            if len(found) < MAX_FOUND * 2 and _matters(table, overlap):
                numbers = ", ".join(map(str, overlap.rules))
                path = f"/rules/{overlap.rules[-1] - 1}"
                found.append(codes.TABLE_OVERLAP.report(path=path, rules=numbers, example=_text(overlap.example)))
        for cell in self.left_out:
            path = f"/rules/{cell.rule - 1}/inputs/{cell.position}"
            found.append(codes.CELL_NOT_ANALYSED.report(path=path, rule=cell.rule, input=cell.input))
        if not self.complete:
            found.append(codes.TABLE_NOT_ANALYSED.report())
        return tuple(found)


def analyse(table: DecisionTable, scope: Scope, place: Place | None = None) -> Analysis:
    """Return the gaps and overlaps of a table whose inputs are over the names of a scope. Null inputs are left out."""
    return _Search(table, place or Place(scope)).run()


def _matters(table: DecisionTable, overlap: Overlap) -> bool:
    """Return whether the hit policy forbids an overlap: always, or when the outputs differ."""
    policy = table.policy
    if not policy.overlaps:
        return True
    if policy.letter != "A":
        return False
    rows = {tuple(cell.source.strip() for cell in table.rules[rule - 1].outputs) for rule in overlap.rules}
    return len(rows) > 1


def _text(example: dict[str, Value]) -> str:
    """Return an example as a person writes it."""
    return ", ".join(f"{name} = {nested(value)}" for name, value in example.items())


class _Column:
    """One input: its pieces, and for each the set of rules that let it pass."""

    def __init__(self, clause: InputClause, cells: Sequence[str], place: Place) -> None:
        """Cut the input into pieces and try every cell on each."""
        self.title = clause.title
        logic = place.expression(clause.expression)
        testing = place.testing(logic.type)
        made = [testing.test(text)[0] for text in cells]
        found = [constants(one.tree, one.text) for one in made]
        allowed = self._allowed(clause, logic.type, place)
        kind = _kind(logic.type, [value for values in (*found, *(one[1] for one in allowed)) for value in values or ()])
        self.open = [rule for rule, values in enumerate(found) if values is None]
        values = [value for one in allowed for value in one[1]]
        values += [value for one in found for value in one or ()]
        ordered = any(compares_order(one.tree) for one in (*made, *(test for test, _ in allowed)))
        cut = pieces(kind, values, ordered=ordered)
        if cut is None:
            self.open = [rule for rule, one in enumerate(made) if constants(one.tree, one.text) != []]
            cut = [Piece(None)]
        item = place.item(clause.expression.type_ref)
        tests = [test for test, _ in allowed]
        self.pieces = [
            piece
            for piece in cut
            if piece.sample is None
            or (
                all(test.evaluate({"?": piece.sample}) is True for test in tests)
                and (item is None or item.conform(piece.sample) is not FAILED)
            )
        ] or cut
        self.passing = [self._passing(made, piece) for piece in self.pieces]

    def _allowed(self, clause: InputClause, kind: t.Type, place: Place) -> list[tuple[Expression, list[Value]]]:
        """Return the plain tests that every value of the input passes: the column's own and its type's."""
        item = place.item(clause.expression.type_ref)
        texts = [clause.values.source if clause.values else "", item.order if item else ""]
        found = []
        for text in texts:
            if text.strip():
                test = place.testing(kind).test(text)[0]
                values = constants(test.tree, test.text)
                if values is not None:
                    found.append((test, values))
        return found

    def _passing(self, made: Sequence[Expression], piece: Piece) -> int:
        """Return the set of rules whose plain cell lets a piece pass."""
        found = 0
        for rule, one in enumerate(made):
            if rule not in self.open and one.evaluate({"?": piece.sample}) is True:
                found |= 1 << rule
        return found

    def groups(self, alive: int) -> Iterator[tuple[int, list[int]]]:
        """Iterate over the sets of rules that remain of `alive`, each with the pieces that leave it."""
        found: dict[int, list[int]] = {}
        for at, passing in enumerate(self.passing):
            found.setdefault(passing & alive, []).append(at)
        return iter(found.items())


class _Search:
    """One search through a table."""

    def __init__(self, table: DecisionTable, place: Place) -> None:
        """Prepare the columns; rules with cells that are not plain are set apart."""
        self.analysis = Analysis()
        self.rules = [
            (number, rule) for number, rule in enumerate(table.rules, 1) if len(rule.inputs) == len(table.inputs)
        ]
        self.columns = [
            _Column(clause, [rule.inputs[at].source for _, rule in self.rules], place)
            for at, clause in enumerate(table.inputs)
        ]
        self.open = 0
        for at, column in enumerate(self.columns):
            for rule in column.open:
                self.open |= 1 << rule
                self.analysis.left_out.append(LeftOut(self.rules[rule][0], column.title, at))
                # it may let anything pass here
                column.passing = [passing | 1 << rule for passing in column.passing]
        self.analysis.left_out.sort(key=lambda cell: (cell.rule, cell.position))
        self.steps = 0
        self.sets: set[int] = set()

    def run(self) -> Analysis:
        """Search all boxes."""
        self._visit((1 << len(self.rules)) - 1, [])
        every = [set(overlap.rules) for overlap in self.analysis.overlaps]
        # rules that meet in a larger company somewhere are named there
        self.analysis.overlaps = [
            overlap for overlap in self.analysis.overlaps if not any(set(overlap.rules) < other for other in every)
        ]
        return self.analysis

    def _visit(self, alive: int, chosen: list[list[int]]) -> None:
        """Go on with the rules that match the pieces chosen so far."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            self.analysis.complete = False
            return
        if not alive:
            self._gap(chosen)
            return
        if len(chosen) == len(self.columns):
            self._overlap(alive & ~self.open, chosen)
            return
        for remaining, group in self.columns[len(chosen)].groups(alive):
            self._visit(remaining, [*chosen, group])

    def _gap(self, chosen: list[list[int]]) -> None:
        """Note a region that no rule covers."""
        if len(self.analysis.gaps) >= MAX_FOUND:
            self.analysis.complete = False
            return
        tests = {
            column.title: region(column.pieces, group) for column, group in zip(self.columns, chosen, strict=False)
        }
        tests = {title: test for title, test in tests.items() if test != "-"}
        self.analysis.gaps.append(Gap(tests, self._example(chosen)))

    def _overlap(self, rules: int, chosen: list[list[int]]) -> None:
        """Note rules that match the same inputs, once for each set of them."""
        if rules & (rules - 1) == 0 or rules in self.sets:
            return
        if len(self.analysis.overlaps) >= MAX_FOUND * 10:
            self.analysis.complete = False
            return
        self.sets.add(rules)
        numbers = tuple(number for at, (number, _) in enumerate(self.rules) if rules >> at & 1)
        self.analysis.overlaps.append(Overlap(numbers, self._example(chosen)))

    def _example(self, chosen: list[list[int]]) -> dict[str, Value]:
        """Return a value of each input in the chosen pieces; any value of those that no longer matter."""
        example: dict[str, Value] = {}
        for at, column in enumerate(self.columns):
            group = chosen[at] if at < len(chosen) else [0]
            sample = column.pieces[group[0]].sample
            if sample is not None:
                example[column.title] = sample
        return example


def _kind(declared: t.Type, values: Sequence[Value]) -> t.Type:
    """Return the type of an input: as declared, or the one that all its cells speak of."""
    if declared is not t.ANY and declared is not t.NULL:
        return declared
    kinds = {kind_of(value) for value in values if value is not None}
    return kinds.pop() if len(kinds) == 1 else t.ANY
