"""`Dependencies`: which stored values of which records have to be computed anew when a record changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from engine_forms.field import Computed
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form_set import FormSet, FormVocabulary
from engine_forms.identity import IdField
from engine_forms.plan import Node, Plan
from engine_rules.expression import expression
from engine_rules.reads import Route

Source = tuple[str, str]
"""A form and a field of it."""

MAX_LIVE = 10
"""How many live formulas may lead from one to the next."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One step from the record that depends to the record that it reads."""

    kind: Literal["reference", "inverse"]
    """By a reference of the record, or to the records that refer to it."""
    form: str
    """The form whose records hold the reference."""
    subtable: str | None
    """The sub-table in it whose rows hold the reference, None for the record itself."""
    field: str
    """The reference."""
    target: str
    """The form that it refers to."""


@dataclass(frozen=True, slots=True)
class Dependent:
    """A stored value that is computed from another record."""

    form: str
    """The form of the record that has the value."""
    node: Node
    """The value: a field, or a field in the rows of a sub-table."""
    source: Source
    """What it reads."""
    way: tuple[Hop, ...]
    """How the record that has the value leads to the record that is read. Whoever looks for what to compute goes it
    backwards: from the changed record by each hop, the last one first; of a hop that is `inverse` the reference of
    the changed record counts before and after the change."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a route has come to."""

    form: str
    subtable: str | None
    vocabulary: FormVocabulary
    hops: tuple[Hop, ...]


class Dependencies:
    """The dependencies between the records of a set of forms."""

    def __init__(self, forms: FormSet) -> None:
        """Take the documents."""
        self.forms = forms
        self.plans = {form.name: Plan(forms, form.name) for form in forms}
        self._by_source: dict[Source, list[Dependent]] = defaultdict(list)
        self._graph: dict[Source, set[Source]] = defaultdict(set)
        for plan in self.plans.values():
            for found in self._dependents(plan):
                if found.way:
                    self._by_source[found.source].append(found)
                self._graph[found.form, "/".join(found.node)].add(found.source)

    def affected(self, form: str, fields: Iterable[str]) -> list[Dependent]:
        """Return what depends on fields of another record, of `form`, that have changed; each once."""
        found = [one for name in fields for one in self._by_source.get((form, name), ())]
        return list(dict.fromkeys(found))

    def sources(self) -> frozenset[Source]:
        """Return every field that values of other records depend on."""
        return frozenset(self._by_source)

    @cached_property
    def dependents(self) -> frozenset[str]:
        """The forms with stored values that are computed from other records."""
        return frozenset(one.form for found in self._by_source.values() for one in found)

    def behind(self, sources: Iterable[Source]) -> frozenset[Source]:
        """Return every stored value that is computed from some fields, from what is computed from them, and so on."""
        found: set[Source] = set()
        waiting = list(sources)
        while waiting:
            at = waiting.pop()
            following = self._readers.get(at, set()) - found
            found |= following
            waiting += following
        return frozenset(found)

    @cached_property
    def _readers(self) -> dict[Source, set[Source]]:
        """What is computed from each field directly."""
        found: dict[Source, set[Source]] = defaultdict(set)
        for target, sources in self._graph.items():
            for one in sources:
                found[one].add(target)
        return found

    def circles(self) -> Iterator[tuple[Source, ...]]:
        """Iterate over values of several forms that are computed from each other, one circle for each beginning."""
        done: set[Source] = set()
        for start in list(self._graph):
            trail: list[Source] = []
            found = self._circle(start, trail, done)
            done.update(trail)
            if found and len({form for form, _ in found}) > 1:
                yield found

    def _circle(self, at: Source, trail: list[Source], done: set[Source]) -> tuple[Source, ...] | None:
        """Return the circle that a way from `at` ends in."""
        if at in trail:
            return (*trail[trail.index(at) :], at)
        if at in done:
            return None
        trail.append(at)
        for after in sorted(self._graph.get(at, ())):
            found = self._circle(after, trail, done)
            if found:
                return found
        trail.pop()
        done.add(at)
        return None

    # --- following routes ---------------------------------------------------------------------------------------------

    def _dependents(self, plan: Plan) -> Iterator[Dependent]:
        """Iterate over what the stored values of a form read, each with the way to it."""
        for step in plan.steps:
            if step.kind != "computed" or not step.stored or step.trigger is not None:
                continue
            subtable = step.node[0] if len(step.node) > 1 else None
            place = self._start(plan, subtable)
            for route in step.expression.reads:
                for source, way in self._follow(route, place, plan, 0):
                    yield Dependent(plan.form, step.node, source, way)

    def _start(self, plan: Plan, subtable: str | None) -> _Place:
        """Return where routes begin."""
        known = plan.rows[subtable].vocabulary if subtable else plan.vocabulary
        assert isinstance(known, FormVocabulary)
        return _Place(plan.form, subtable, known, ())

    def _follow(self, route: Route, place: _Place, plan: Plan, depth: int) -> Iterator[tuple[Source, tuple[Hop, ...]]]:
        """Iterate over what is read on a route, and over the ways to it."""
        if route and route[0] == "parent" and place.subtable is not None:
            route, place = route[1:], self._start(plan, None)
        for position, name in enumerate(route):
            field = place.vocabulary.sibling(name)
            rows = place.vocabulary.rows_of(name)
            source = name if place.subtable is None else f"{place.subtable}/{name}"
            yield (place.form, source), place.hops
            formula: Computed | None = field.formula(place.vocabulary) if field else None
            if formula is not None and not formula.stored and depth < MAX_LIVE:
                scope = self.forms.scope(place.form)
                for inner in expression(formula.expression, scope).reads:
                    yield from self._follow(inner, place, plan, depth + 1)
            if rows is not None and rows.form is not None:
                hop = Hop("inverse", rows.form, None, rows.reference or "", place.form)
                place = _Place(rows.form, None, self.forms.vocabulary(rows.form), (*place.hops, hop))
                yield (rows.form, rows.reference or ""), place.hops
            elif rows is not None and isinstance(field, SubtableField):
                assert isinstance(rows.vocabulary, FormVocabulary)
                place = _Place(place.form, name, rows.vocabulary, place.hops)
            elif isinstance(field, IdField):
                hop = Hop("reference", place.form, place.subtable, name, field.target)
                hops = (*place.hops, hop)
                place = _Place(field.target, None, self.forms.vocabulary(field.target), hops)
            elif position < len(route) - 1:
                return
