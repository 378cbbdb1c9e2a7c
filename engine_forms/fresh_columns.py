"""`FreshColumns`: many new records of one form computed at once, column by column.

It gives what `FreshLogic.values` gives for each of them, or nothing when that is nothing for any of them: what is the
same for a whole column is asked once, and expressions see only what they read.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat

from engine_forms.field import Json, Refused
from engine_forms.fresh import Entry, FreshLogic, Other
from engine_forms.plan import Step
from engine_forms.situation import Tree
from engine_rules.expression import Expression
from engine_rules.values import Value

Columns = dict[str, Sequence[Value]]
"""The values of each field, one for each record."""
Seen = list[dict[str, Value]]
"""What expressions see of each record."""


class FreshColumns:
    """The short way for many records of one form and one person, made once."""

    def __init__(self, fresh: FreshLogic, tree: Tree) -> None:
        """Take the short way for one record, and what expressions of the form read."""
        self._fresh = fresh
        expressions = [step.expression for step, entry in fresh.steps if entry is not None and step.kind != "fill"]
        expressions += [*fresh.visible, *fresh.rules, *(one for _, one in fresh.required if one is not None)]
        heads = {route[0] for one in expressions for route in one.reads if route}
        self._read = [name for name in fresh.empty if name in heads]
        self._tree = tree
        self._around = {name: value for name, value in fresh.seen.items() if name in heads}

    @property
    def possible(self) -> bool:
        """Return whether any records can go this way."""
        return self._fresh.possible

    def value(self, name: str, raw: Json) -> Value:
        """Return the value of input that is not null for a field. Raises `Refused`, `Other` for what goes another way.

        What is nothing after all goes another way too: it is not the same as a field that is left out.
        """
        entry = self._fresh.entries.get(name)
        if entry is None or not entry.enterable:
            raise Other
        value = entry.shape.clean(raw)
        if value is None:
            raise Other
        entry.check(value)
        return value

    def lookups(self, given: Iterable[str]) -> dict[str, Tree]:
        """Return the references among some fields whose records expressions read, each with what is read of them."""
        return {name: self._tree[name] for name in given if self._fresh.entries[name].lookup}

    def values(
        self, given: Mapping[str, Sequence[Value]], count: int, records: Mapping[str, Sequence[Value]]
    ) -> Columns | None:
        """Return all values of `count` new records, of which the values that were given are known; None for no input.

        `records` has what expressions see of the records that the `lookups` refer to. None instead of the columns says
        that some record has to go another way.
        """
        fresh = self._fresh
        if not fresh.possible:
            return None
        columns: Columns = dict.fromkeys(fresh.empty, (None,) * count)
        columns |= given
        for name, first in fresh.first.items():
            columns[name] = [first if one is None else one for one in columns[name]]
        seen = self._seen({**columns, **records}, count)
        try:
            for step, entry in fresh.steps:
                self._compute(step, entry, columns, seen, given)
        except (Other, Refused):
            return None
        if not self._accepted(columns, seen):
            return None
        for name in fresh.rows:
            columns[name] = [[] for _ in range(count)]
        return columns

    def _seen(self, columns: Columns, count: int) -> Seen:
        """Return what expressions see before anything is computed."""
        around, names = self._around, self._read
        if not names:
            return [dict(around) for _ in range(count)]
        if not around:
            return [dict(zip(names, row, strict=True)) for row in zip(*(columns[name] for name in names), strict=True)]
        rows = zip(*(columns[name] for name in names), strict=True)
        return [around | dict(zip(names, row, strict=True)) for row in rows]

    def _compute(
        self,
        step: Step,
        entry: Entry | None,
        columns: Columns,
        seen: Seen,
        given: Mapping[str, Sequence[Value]],
    ) -> None:
        """Compute one value of all records. Raises `Other`, `Refused`."""
        name = step.node[0]
        if entry is None or step.kind == "fill":
            if step.trigger is None or any(one is not None for one in columns.get(step.trigger, ())):
                raise Other
            return
        known: Iterable[Value] = repeat(None)
        if step.kind != "computed" and name in given:
            known = given[name]
        evaluate, adopted, admit = step.expression.evaluate, entry.shape.adopted, entry.admit
        made: list[Value] = []
        for around, value in zip(seen, known, strict=False):
            if value is None:
                value = adopted(evaluate(around))  # noqa: PLW2901 - what was missing
                admit(value)
            made.append(value)
        columns[name] = made
        if name in self._read:
            for around, value in zip(seen, made, strict=True):
                around[name] = value

    def _accepted(self, columns: Columns, seen: Seen) -> bool:
        """Return whether of all records all is shown, nothing is missing, and every rule is kept."""
        fresh = self._fresh
        for name, needed in fresh.required:
            if None in columns[name] and not _kept(needed, columns[name], seen):
                return False
        if any(one.evaluate(around) is not True for one in fresh.visible for around in seen):
            return False
        return all(rule.evaluate(around) is not False for rule in fresh.rules for around in seen)


def _kept(needed: Expression | None, column: Sequence[Value], seen: Seen) -> bool:
    """Return whether no value is missing that is needed."""
    if needed is None:
        return False
    return not any(
        value is None and needed.evaluate(around) is True for value, around in zip(column, seen, strict=True)
    )
