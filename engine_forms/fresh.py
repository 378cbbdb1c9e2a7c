"""`FreshLogic`: new records of one form computed the short way, for those that come by the thousand.

It gives what `FormLogic.submit` gives for records that nothing is wrong with, and leaves all others to it: a value that
is refused, a field that is hidden or locked, a rule that is not kept, a reference whose record an expression reads. So
it needs no sheets and no reports, and remembers what the same input came to.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from engine_forms.field import Field, Json, Refused
from engine_forms.field_types.dictionary import DictionaryField
from engine_forms.field_types.reference import ReferenceField
from engine_forms.field_types.stage import StageField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.identity import IdField
from engine_forms.plan import Step
from engine_forms.situation import Stored
from engine_forms.submission import FormLogic, start_of
from engine_rules.expression import Expression, expression
from engine_rules.values import Value

_REMEMBERED: Final = 4_096
"""How many inputs of a field are kept with what they came to."""
_NEVER_ENTERED: Final = frozenset({"button", "serial_number"})


class Other(Exception):  # noqa: N818 - a way out
    """The short way does not lead to the end."""


class Entry:
    """What is known of one field."""

    def __init__(self, logic: FormLogic, written: Field, *, read: bool) -> None:
        """Take the field as it is written, and whether expressions read what it refers to."""
        self.shape = logic.shapes[written.name]
        self.vocabulary = logic.vocabulary
        self.derived = written.formula(logic.vocabulary) is not None
        self.enterable = not self.derived and written.read_only is False and written.visible is not False
        self.lookup = read and isinstance(self.shape, IdField)
        filtered = isinstance(self.shape, ReferenceField | DictionaryField) and self.shape.filter is not None
        self.checked = not filtered
        kind = type(self.shape)
        self.judged = kind.objections is not Field.objections or kind.demands is not Field.demands
        """Whether there is anything that could be said against a value."""
        self._known: dict[str, Value] = {}

    def value(self, raw: Json) -> Value:
        """Return the value of input. Raises `Other`, `Refused`."""
        is_text = isinstance(raw, str)
        if is_text and raw in self._known:
            return self._known[raw]
        value = self.shape.clean(raw)
        self.admit(value)
        if is_text and len(self._known) < _REMEMBERED:
            self._known[raw] = value
        return value

    def admit(self, value: Value) -> None:
        """Return when a value is accepted whatever stands beside it. Raises `Other`."""
        if value is not None and self.lookup:
            raise Other
        self.check(value)

    def check(self, value: Value) -> None:
        """Return when a value is accepted, whatever stands in the record that it refers to. Raises `Other`."""
        if value is None:
            return
        if not self.checked:
            raise Other
        if self.judged and (
            any(True for _ in self.shape.objections(value, self.vocabulary))
            or any(True for _ in self.shape.demands(value))
        ):
            raise Other


class FreshLogic:
    """The short way for one form and one person, made once and used for many records."""

    def __init__(self, logic: FormLogic, user: Stored | None) -> None:
        """Take the logic of the form, and who hands records in."""
        form, plan = logic.form, logic.plan
        self.scope = logic.forms.scope(form.name)
        # What stands around a new record is the same for all of them.
        self.seen = start_of(logic, user)
        self.empty: dict[str, Value] = {name: None for name in logic.shapes if name not in plan.rows}
        self.rows = tuple(plan.rows)
        self.entries = {
            one.name: Entry(logic, one, read=one.name in plan.tree) for one in form.fields if one.name not in plan.rows
        }
        self.first = {
            name: shape.first
            for name, shape in logic.shapes.items()
            if isinstance(shape, StageField) and not shape.default
        }
        self.steps = [(step, self.entries.get(step.node[-1])) for step in plan.steps if len(step.node) == 1]
        self.live = {step.node[0] for step in plan.steps if not step.stored}
        written = [one for one in form.fields if one.name not in plan.rows and one.visible is not False]
        self.visible = [self._expression(one.visible) for one in form.fields if isinstance(one.visible, str)]
        asked = [one for one in written if not self.entries[one.name].derived and one.kind not in _NEVER_ENTERED]
        self.required = [
            (one.name, self._expression(one.required) if isinstance(one.required, str) else None)
            for one in asked
            if one.required is not False
        ]
        rules = [rule.check for one in written for rule in one.validations]
        rules += [rule.check for rule in form.validations]
        self.rules = [self._expression(one) for one in rules]
        self.possible = not any(
            shape.least or one.required is not False or one.validations
            for one in form.fields
            if isinstance(shape := logic.shapes[one.name], SubtableField)
        )
        """Whether any record can go the short way."""

    def _expression(self, text: str) -> Expression:
        """Return an expression of the form."""
        return expression(text, self.scope)

    def values(self, given: Mapping[str, Json]) -> tuple[dict[str, Value], frozenset[str]] | None:
        """Return the values of a new record and which of them are not null; None for `FormLogic.submit` to say."""
        if not self.possible:
            return None
        try:
            values, seen = self._entered(given)
            self._compute(values, seen, given)
            self._check(values, seen)
        except (Other, Refused):
            return None
        changed = frozenset(name for name, one in values.items() if one is not None and name not in self.live)
        for name in self.rows:
            values[name] = []
        return values, changed

    def _entered(self, given: Mapping[str, Json]) -> tuple[dict[str, Value], dict[str, Value]]:
        """Return the input as values, and what expressions see. Raises `Other`, `Refused`."""
        values, seen = dict(self.empty), dict(self.seen)
        for name, raw in given.items():
            entry = self.entries.get(name)
            if entry is None or not entry.enterable:
                raise Other
            values[name] = seen[name] = entry.value(raw)
        for name, first in self.first.items():
            if name not in given:
                values[name] = seen[name] = first
        return values, seen

    def _compute(self, values: dict[str, Value], seen: dict[str, Value], given: Mapping[str, Json]) -> None:
        """Compute everything, each value after what it reads. Raises `Other`, `Refused`."""
        for step, entry in self.steps:
            name = step.node[0]
            if entry is None or step.kind == "fill":
                self._skip_fill(step, values)
            elif step.kind == "computed" or name not in given:
                value = entry.shape.adopted(step.expression.evaluate(seen))
                entry.admit(value)
                values[name] = seen[name] = value

    def _skip_fill(self, step: Step, values: Mapping[str, Value]) -> None:
        """Return when nothing is filled in, since no record is chosen. Raises `Other`."""
        if step.trigger is None or values.get(step.trigger) is not None:
            raise Other

    def _check(self, values: Mapping[str, Value], seen: dict[str, Value]) -> None:
        """Return when all is shown, nothing is missing, and every rule is kept. Raises `Other`."""
        if not _all_true(self.visible, seen):
            raise Other
        for name, needed in self.required:
            if values[name] is None and (needed is None or needed.evaluate(seen) is True):
                raise Other
        if any(rule.evaluate(seen) is False for rule in self.rules):
            raise Other


def _all_true(conditions: Iterable[Expression], seen: dict[str, Value]) -> bool:
    """Return whether all conditions are true."""
    return all(one.evaluate(seen) is True for one in conditions)
