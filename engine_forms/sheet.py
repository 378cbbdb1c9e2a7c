"""`Sheet`: the values of a record, or of one row of it, while it is being filled in."""

from collections.abc import Iterator, Mapping
from typing import Final

from engine_forms import codes
from engine_forms.field import Condition, Field, Json, Refused, Vocabulary
from engine_forms.field_types.dictionary import DictionaryField
from engine_forms.field_types.reference import ReferenceField
from engine_forms.plan import Step
from engine_forms.situation import Situation, Stored, Tree
from engine_rules.expression import expression
from engine_rules.scope import Scope
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic

_NEVER_ENTERED: Final = frozenset({"button", "serial_number"})
"""Kinds that nobody fills in."""


class Sheet:
    """Fields side by side with what was stored, what is entered, and what expressions see."""

    def __init__(  # noqa: PLR0913 - a sheet is where all of them meet
        self,
        fields: Mapping[str, Field],
        *,
        written: tuple[Field, ...],
        vocabulary: Vocabulary,
        situation: Situation,
        scope: Scope,
        place: tuple[str, str],
        tree: Tree,
        stored: Stored | None,
        derived: frozenset[str],
        path: str = "",
    ) -> None:
        """Take the shapes of the fields by name, the fields as written, what is around, and what was stored.

        `place` is the form and the sub-table that the fields stand in, and `derived` are the fields that are computed.
        """
        self.fields = dict(fields)
        self.written = {one.name: one for one in written}
        self.vocabulary = vocabulary
        self.situation = situation
        self.scope = scope
        self.place = place
        self.tree = tree
        self.stored = stored
        self.derived = derived
        self.path = path
        self.values: dict[str, Value] = {name: (stored or {}).get(name) for name in self.fields}
        self.given: set[str] = set()
        """The fields that somebody entered."""
        self.hidden: set[str] = set()
        """The fields that are not shown."""
        self.seen: dict[str, Value] = {}
        """What expressions see under each name."""
        self.around: dict[str, Value] = {}
        """What they see besides: the parent of a row, who works with it."""
        self.diagnostics: list[Diagnostic] = []
        self.misfits: dict[str, Diagnostic] = {}
        """Computed values that did not fit when they were computed last, by field."""
        for name in self.fields:
            self._see(name)

    # --- values -------------------------------------------------------------------------------------------------------

    def put(self, name: str, value: Value) -> None:
        """Set a value, as stored."""
        self.values[name] = value
        self._see(name)

    def _see(self, name: str) -> None:
        """Renew what expressions see under a name."""
        self.seen[name] = self.situation.value(self.fields[name], self.values[name], self.tree.get(name, {}))

    def before(self, name: str) -> Value:
        """Return the stored value."""
        return (self.stored or {}).get(name)

    def changed(self, name: str) -> bool:
        """Return whether a value differs from what was stored."""
        field = self.fields[name]
        return bool(field.to_json(self.values[name]) != field.to_json(self.before(name)))

    def enter(self, name: str, raw: Json) -> None:
        """Take the input of a field; what is not accepted is reported, and the stored value stays."""
        try:
            value = self.fields[name].clean(raw)
        except Refused as refused:
            if name not in self.derived:
                self.report(refused.diagnostic, name)
            return
        self.given.add(name)
        self.put(name, value)

    def take_back(self, name: str) -> None:
        """Forget the input of a field."""
        self.given.discard(name)
        self.put(name, self.before(name))

    def report(self, diagnostic: Diagnostic, name: str = "") -> None:
        """Add a diagnostic about a field, or about all."""
        self.diagnostics.append(diagnostic.at(f"{self.path}/{name}" if name else self.path))

    # --- expressions --------------------------------------------------------------------------------------------------

    def evaluate(self, text: str) -> Value:
        """Return the value of an expression."""
        return expression(text, self.scope).evaluate({**self.around, **self.seen})

    def holds(self, condition: Condition) -> bool:
        """Return whether a condition is true; null is not."""
        return self.evaluate(condition) is True if isinstance(condition, str) else condition

    def compute(self, step: Step) -> None:
        """Take a step of the plan, if it is due."""
        name = step.node[-1]
        field = self.fields.get(name)
        if field is None:
            return
        if step.kind == "fill":
            self._fill(step, name, field)
        elif step.kind == "default":
            if self.stored is None and name not in self.given:
                self._adopt(name, field, step.expression.evaluate({**self.around, **self.seen}))
        elif step.trigger is None or self.stored is None or self._chosen(step.trigger):
            self._adopt(name, field, step.expression.evaluate({**self.around, **self.seen}))

    def _chosen(self, reference: str) -> bool:
        """Return whether another record is referred to than before."""
        return bool(self.values.get(reference) != self.before(reference))

    def _fill(self, step: Step, name: str, field: Field) -> None:
        """Take a value over from a record that has just been chosen, unless somebody entered one."""
        reference = step.trigger or ""
        if name in self.given or not self._chosen(reference):
            return
        chosen = self.seen.get(reference)
        if isinstance(chosen, dict):
            value = step.expression.evaluate({**self.around, **chosen, "record": self.seen})
            if value is not None or self.stored is not None or self.written[name].default is None:
                self._adopt(name, field, value)
        elif chosen is None:
            self.put(name, None)

    def _adopt(self, name: str, field: Field, value: Value) -> None:
        """Set the result of an expression, or report that it does not fit and set null."""
        try:
            self.put(name, field.adopted(value))
            self.misfits.pop(name, None)
        except Refused as refused:
            self.put(name, None)
            label, reason = field.label, refused.diagnostic.message
            found = codes.COMPUTED_DOES_NOT_FIT.report(field=label, reason=reason)
            self.misfits[name] = found.at(f"{self.path}/{name}")

    # --- rules --------------------------------------------------------------------------------------------------------

    def locked(self) -> Iterator[str]:
        """Iterate over the fields that people cannot change as things stand."""
        for name, field in self.written.items():
            if name not in self.derived and self.holds(field.read_only):
                yield name

    def hide(self) -> bool:
        """Find out what is hidden and take its input back; return whether there was any."""
        self.hidden = {name for name, field in self.written.items() if not self.holds(field.visible)}
        entered = [name for name in self.hidden & self.given if self.changed(name)]
        for name in entered:
            self.take_back(name)
        return bool(entered)

    def check(self) -> None:
        """Report what is missing, and every rule that is not kept."""
        for name, field in self.written.items():
            if name in self.hidden:
                continue
            value = self.values[name]
            if (
                is_empty(value)
                and name not in self.derived
                and field.kind not in _NEVER_ENTERED
                and self.holds(field.required)
            ):
                self.report(codes.REQUIRED.report(field=field.label), name)
            if value is not None and (name in self.given or self.stored is None):
                self._check_value(field, value)
            for rule in field.validations:
                if self.evaluate(rule.check) is False:
                    self.report(Diagnostic("validation", rule.message, None, rule.severity), name)

    def _check_value(self, field: Field, value: Value) -> None:
        """Report what other documents and conditions say against a value that is new."""
        if field.to_json(value) == field.to_json(self.before(field.name)):
            return
        before = self.before(field.name)
        fresh = [one for one in value if one not in before] if isinstance(value, list) and before else value
        for found in field.objections(fresh, self.vocabulary):
            self.report(found, field.name)
        for demand, found in field.demands(fresh):
            if self.evaluate(demand) is not True:
                self.report(found, field.name)
        if isinstance(field, ReferenceField) and field.filter is not None:
            self._check_candidates(field, field.filter)
        if isinstance(field, DictionaryField) and field.filter is not None:
            self._check_entries(field, field.filter, fresh if isinstance(fresh, list) else [fresh])

    def _check_candidates(self, field: ReferenceField, condition: str) -> None:
        """Report chosen records that the filter of a reference does not offer, as far as they are known."""
        chosen = self.seen[field.name]
        scope = self.situation.forms.candidate_scope(field.target, *self.place)
        for one in chosen if isinstance(chosen, list) else [chosen]:
            if isinstance(one, dict) and len(one) > 1:
                names = {**self.around, **one, "record": self.seen}
                if expression(condition, scope).evaluate(names) is not True:
                    self.report(codes.OPTION_NOT_OFFERED.report(found=one["id"]), field.name)

    def _check_entries(self, field: DictionaryField, condition: str, keys: list[str]) -> None:
        """Report chosen entries that the filter of a dictionary does not offer."""
        known = self.vocabulary.dictionary(field.dictionary)
        scope = self.situation.forms.entry_scope(*self.place)
        for key in keys:
            way = known.by_key.get(key) if known else None
            if way is not None:
                parent = way[-2].key if len(way) > 1 else None
                entry = {"key": key, "label": way[-1].label.zh_cn, "parent": parent}
                if expression(condition, scope).evaluate({**self.around, **entry, "record": self.seen}) is not True:
                    self.report(codes.OPTION_NOT_OFFERED.report(found=way[-1].label), field.name)


def is_empty(value: Value) -> bool:
    """Return whether nothing was entered: null, or no rows."""
    return value is None or value == []
