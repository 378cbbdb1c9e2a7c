"""`Plan`: in which order the values of a record are computed, so that each finds what it reads."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from engine_forms.field import Field, Rows, Use
from engine_forms.field_types.reference import ReferenceField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form_set import FormSet
from engine_forms.situation import Tree, tree_of
from engine_rules.expression import Expression, expression
from engine_rules.reads import Route
from engine_rules.scope import Scope

Node = tuple[str, ...]
"""A value of a record: `("total",)`, or of each row of a sub-table: `("lines", "amount")`."""


@dataclass(frozen=True, slots=True)
class Step:
    """One value to compute, in the record or in each row of a sub-table."""

    node: Node
    """What is computed."""
    kind: Literal["computed", "default", "fill"]
    """Always; for new records without input; when a reference was chosen."""
    expression: Expression
    """What it is computed from."""
    reads: frozenset[Node]
    """What has to be there before."""
    stored: bool = True
    """Whether it is kept with the record."""
    trigger: str | None = None
    """The reference whose choice makes it: of a fill, and of a look-up that is copied."""


class Plan:
    """The steps of a form, and what its expressions read of other records."""

    def __init__(self, forms: FormSet, form: str) -> None:
        """Take the documents and the name of the form."""
        self.forms = forms
        self.form = form
        self.vocabulary = forms.vocabulary(form)
        self.rows: dict[str, Rows] = {}
        for one in forms.forms[form].fields:
            rows = self.vocabulary.rows_of(one.name) if isinstance(one, SubtableField) else None
            if rows is not None:
                self.rows[one.name] = rows
        self.cycle: tuple[Node, ...] = ()
        """Values that are computed from each other, if there are any."""

    def scope(self, subtable: str | None) -> Scope:
        """Return the names of the record, or of the rows of a sub-table."""
        return self.forms.scope(self.form) if subtable is None else self.forms.row_scope(self.form, subtable)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Return the steps in the order of what they read; those in a circle come last, in the order of the fields."""
        found = list(self._found())
        waiting: dict[Node, list[Step]] = {}
        for step in found:
            waiting.setdefault(step.node, []).append(step)
        ordered: list[Step] = []
        done: set[Node] = set()
        trail: list[Node] = []

        def visit(node: Node) -> None:
            if node in done or node not in waiting:
                return
            if node in trail:
                self.cycle = self.cycle or (*trail[trail.index(node) :], node)
                return
            trail.append(node)
            for step in waiting[node]:
                for read in sorted(step.reads):
                    visit(read)
            trail.pop()
            if node not in done:
                done.add(node)
                # what a chosen record fills in goes over a default
                ordered.extend(sorted(waiting[node], key=lambda step: step.kind == "fill"))

        for step in found:
            visit(step.node)
        return tuple(ordered)

    def _found(self) -> Iterator[Step]:
        """Iterate over the steps in the order of the fields, those of rows first: an expression may read whole rows."""
        for name, rows in self.rows.items():
            yield from self._steps(rows.fields, name)
        yield from self._steps(self.forms.forms[self.form].fields, None)

    def _steps(self, fields: Iterable[Field], subtable: str | None) -> Iterator[Step]:
        """Iterate over the steps of fields side by side."""
        known = self.rows[subtable].vocabulary if subtable else self.vocabulary
        head = () if subtable is None else (subtable,)
        for field in fields:
            formula = field.formula(known)
            node = (*head, field.name)
            if formula is not None:
                found = expression(formula.expression, self.scope(subtable))
                trigger = field.through if field.kind == "lookup" and formula.stored else None  # type: ignore[attr-defined]
                yield Step(node, "computed", found, self.nodes(found.reads, subtable), formula.stored, trigger)
            elif field.default is not None:
                found = expression(field.default, self.scope(subtable))
                yield Step(node, "default", found, self.nodes(found.reads, subtable))
            if isinstance(field, ReferenceField):
                for fill in field.fill:
                    scope = self.forms.candidate_scope(field.to, self.form, subtable or "")
                    found = expression(fill.source, scope)
                    read = {route[1:] for route in found.reads if route[0] == "record" and len(route) > 1}
                    reads = self.nodes(read, subtable) | {node}
                    yield Step((*head, fill.target), "fill", found, frozenset(reads), trigger=field.name)

    def nodes(self, routes: Iterable[Route], subtable: str | None) -> frozenset[Node]:
        """Return the values of the own record that routes lead through, read in the record or in a row."""
        found: set[Node] = set()
        for route in routes:
            found.update(self._nodes(route, subtable))
        return frozenset(found)

    def _nodes(self, route: Route, subtable: str | None) -> Iterator[Node]:
        """Iterate over the values that one route leads through."""
        if subtable is not None:
            rows = self.rows[subtable]
            if route[0] not in {"parent", rows.reference}:
                yield (subtable, route[0])
                return
            route = route[1:]
            if not route:
                return
        yield route[:1]
        if len(route) > 1 and route[0] in self.rows:
            yield route[:2]

    # --- what is read of others ---------------------------------------------------------------------------------------

    @cached_property
    def tree(self) -> Tree:
        """Return what all expressions of the form read, from the record on: also what has to be fetched before."""
        return tree_of(self._routes())

    def _routes(self) -> Iterator[Route]:
        """Iterate over the routes of all expressions, from the record on."""
        form = self.forms.forms[self.form]
        for use in form.uses():
            yield from expression(use.text, self.scope(None)).reads
        for step in self.steps:
            if step.kind != "fill":
                yield from self._from_top(step.expression.reads, step.node)
        for field in form.fields:
            for use in field.uses():
                yield from self._from_top(self._reads(use, None), (field.name,))
        for name, rows in self.rows.items():
            for field in rows.fields:
                for use in field.uses():
                    yield from self._from_top(self._reads(use, name), (name, field.name))

    def _reads(self, use: Use, subtable: str | None) -> Iterator[Route]:
        """Iterate over what an expression in a setting reads: of a candidate through the reference that it is for."""
        if use.names == "record":
            yield from expression(use.text, self.scope(subtable)).reads
            return
        scopes = self.forms
        if use.names == "entry":
            scope = scopes.entry_scope(self.form, subtable or "")
        else:
            scope = scopes.candidate_scope(use.form, self.form, subtable or "")
        for route in expression(use.text, scope).reads:
            if route[0] == "record":
                yield route[1:]
            elif use.names == "candidate":
                yield ("?", *route)

    def _from_top(self, routes: Iterable[Route], node: Node) -> Iterator[Route]:
        """Iterate over routes from the record on that begin where `node` stands; `?` is the value of the node."""
        head = node[:-1]
        for route in routes:
            if not route:
                continue
            if route[0] == "?":
                yield (*node, *route[1:])
            elif head and route[0] in {"parent", self.rows[head[0]].reference}:
                yield route[1:]
            else:
                yield (*head, *route)
