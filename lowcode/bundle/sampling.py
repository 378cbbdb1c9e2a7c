"""`drawn`: the sample records of an app, the same for the same seed and day."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from engine_forms.field import Field
from engine_forms.field_types.reference import ReferenceField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_rules.expression import expression
from engine_rules.scope import Scope
from engine_rules.values import Value
from lowcode.bundle.app import Bundle
from lowcode.bundle.references import form_set
from lowcode.bundle.sample import Amount, Another, Day, Formula, Lines, Pick, Rule, Sample, Usual

SEED: Final = 20_260_101
"""What records are drawn by unless another seed is given."""
_NOT_DRAWN: Final = frozenset(
    {"serial_number", "button", "stage", "user", "users", "department", "file", "image", "signature", "json", "barcode"}
)
"""Kinds that have no value unless a rule says so: the product gives it, or it belongs to people and files."""
_USUAL: Final = Usual(kind="usual")
_TRIES: Final = 100
"""How often something is drawn that no other record has."""
_SPACE: Final = uuid.UUID("5e1f0c3a-6d0e-5b52-9d0e-0d6b6f2a7c11")
"""The name space of the ids of sample records."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample record."""

    form: str
    """Its form."""
    id: str
    """Its id, by which later records refer to it."""
    values: Mapping[str, Any]
    """JSON input by field; sub-tables as lists of rows."""
    created_at: datetime
    """When it was made."""


@dataclass(slots=True)
class _Kept:
    """The records that were drawn before."""

    by_form: dict[str, list[Drawn]] = field(default_factory=dict)
    """All of a form."""
    by_reference: dict[tuple[str, str, str], list[Drawn]] = field(default_factory=dict)
    """Those of a form with an id in a field."""

    def add(self, one: Drawn, form: Form) -> None:
        """Keep a record."""
        self.by_form.setdefault(one.form, []).append(one)
        for each in form.fields:
            if isinstance(each, ReferenceField) and isinstance(one.values.get(each.name), str):
                self.by_reference.setdefault((one.form, each.name, one.values[each.name]), []).append(one)


def _needed(rule: Rule, names: Iterable[str]) -> frozenset[str]:
    """Return which of some fields a rule goes by."""
    match rule:
        case Formula():
            found = expression(rule.expression, Scope.of_values({"number": Decimal(0), **dict.fromkeys(names)}))
            return frozenset(path[0] for path in found.reads)
        case Day() if rule.after:
            return frozenset({rule.after})
        case Another() if rule.same:
            return frozenset({rule.same})
        case _:
            return frozenset()


def _in_order(rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """Return rules so that each stands behind those that it goes by: the order of a file means nothing."""
    waiting = {name: _needed(rule, rules) & rules.keys() - {name} for name, rule in rules.items()}
    ordered: list[str] = []
    while waiting:
        ready = [name for name, needs in waiting.items() if needs.isdisjoint(waiting)]
        # Rules that go by each other are drawn as they stand.
        for name in ready or list(waiting):
            ordered.append(name)
            del waiting[name]
    return {name: rules[name] for name in ordered}


def drawn(
    bundle: Bundle,
    today: date,
    seed: int = SEED,
    *,
    others: Mapping[str, Bundle] | None = None,
    there: Iterable[Drawn] = (),
) -> Iterator[Drawn]:
    """Iterate over the sample records of an app, those that others refer to first.

    `others` are the apps that it needs, and `there` the records of those that it may refer to, of `crm.customer`.
    """
    forms = form_set(bundle, others or {})
    kept = _Kept()
    for one in there:
        kept.add(one, forms.forms[one.form])
    for sample in sorted(bundle.sample.values(), key=lambda one: (one.order, one.name)):
        form = bundle.forms[sample.name]
        # Each form draws by itself: another one more or less changes no record of the rest.
        work = _Work(forms, form, sample, kept, Random(f"{seed} {form.name}"), today)  # noqa: S311 - no secret
        for one in work.records():
            kept.add(one, form)
            yield one


class _Work:
    """Draws the records of one form."""

    def __init__(self, forms: FormSet, form: Form, sample: Sample, kept: _Kept, random: Random, today: date) -> None:
        """Take the form, its sample, and what was drawn before."""
        self.vocabulary = forms.vocabulary(form.name)
        self.form = form
        self.sample = sample
        self.kept = kept
        self.random = random
        self.today = today
        self.taken: dict[str, set[str]] = {}
        self.rules = _in_order(sample.values)
        self.line_rules = {name: _in_order(lines.values) for name, lines in sample.lines.items()}

    def records(self) -> Iterator[Drawn]:
        """Iterate over the records."""
        written = self.sample.records
        for number in range(1, len(written) + self.sample.count + 1):
            given = written[number - 1] if number <= len(written) else {}
            rules = {} if number <= len(written) else self.rules
            values = self._values(self.form.fields, rules, dict(given), number, usual=number > len(written))
            created = self._created(values)
            for name, lines in self.sample.lines.items():
                if name not in values:
                    values[name] = self._rows(name, lines, values)
            identity = str(uuid.uuid5(_SPACE, f"{self.form.name}/{number}"))
            yield Drawn(self.form.name, identity, {k: v for k, v in values.items() if v is not None}, created)

    def _created(self, values: Mapping[str, Any]) -> datetime:
        """Return when a record was made."""
        rule = self.sample.created
        before = values.get(rule.after) if rule and rule.after else None
        start = date.fromisoformat(before[:10]) if isinstance(before, str) else self.today
        day = start + timedelta(days=self.random.randint(rule.least, rule.most) if rule else 0)
        return datetime(day.year, day.month, day.day, self.random.randint(1, 9), self.random.randint(0, 59), tzinfo=UTC)

    def _rows(self, name: str, lines: Lines, record: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the rows of a sub-table; formulas find the record's own values under `parent`."""
        subtable = self.form.field(name)
        assert isinstance(subtable, SubtableField)
        count = self.random.randint(lines.least, max(lines.least, lines.most))
        around = {"parent": {one: self._seen(value) for one, value in record.items()}}
        rules = self.line_rules[name]
        rows = (self._values(subtable.fields, rules, dict(around), at, usual=True) for at in range(1, count + 1))
        return [{key: value for key, value in row.items() if value is not None and key != "parent"} for row in rows]

    def _values(
        self, fields: tuple[Field, ...], rules: Mapping[str, Rule], values: dict[str, Any], number: int, *, usual: bool
    ) -> dict[str, Any]:
        """Return values by field: those that are given, those of the rules in their order, then the usual ones."""
        known = {one.name: one for one in fields}
        for name, rule in rules.items():
            if name in known and name not in values:
                values[name] = self._value(known[name], rule, values, number)
        for name, one in known.items():
            if usual and name not in values and self._is_drawn(one):
                values[name] = self._value(one, _USUAL, values, number)
        return values

    def _is_drawn(self, one: Field) -> bool:
        """Return whether a field without a rule has a value: not when it is computed or has a default."""
        plain = one.formula(self.vocabulary) is None and one.default is None
        return plain and one.kind not in _NOT_DRAWN and not isinstance(one, ReferenceField | SubtableField)

    def _value(self, one: Field, rule: Rule, values: Mapping[str, Any], number: int) -> Any:
        """Return the value of a field by a rule, as JSON."""
        match rule:
            case Pick():
                return self.random.choices(rule.values, rule.weights or None)[0]
            case Amount():
                return self._amount(rule)
            case Day():
                return self._day(one, rule, values)
            case Another():
                return self._another(one, rule, values)
            case Formula():
                names = {name: self._seen(value) for name, value in values.items()}
                scope = Scope.of_values({"number": Decimal(number), **names})
                found = expression(rule.expression, scope).evaluate({"number": number, **names})
                # A text is JSON already, such as the day of another field.
                return found if isinstance(found, str) else one.to_json(one.adopted(found))
            case Usual():
                return self._usual(one) if self.random.random() < rule.often else None
            case _:
                return None

    def _usual(self, one: Field) -> Any:
        """Return what the kind of field draws; of one that tells records apart, something that no other has."""
        for _ in range(_TRIES):
            value = one.to_json(one.sample(self.random))
            taken = self.taken.setdefault(one.name, set())
            if not one.unique or value not in taken:
                taken.add(str(value))
                return value
        return None

    def _amount(self, rule: Amount) -> str:
        """Return a number as a text."""
        steps = int((rule.most - rule.least) / rule.step)
        share = self.random.random() ** (3 if rule.skewed else 1)
        number = Decimal(repr(rule.least)) + Decimal(repr(rule.step)) * int(share * (steps + 1) * 0.999_999)
        return format(number.normalize(), "f")

    def _day(self, one: Field, rule: Day, values: Mapping[str, Any]) -> str | None:
        """Return a day, or an instant in working hours."""
        before = values.get(rule.after) if rule.after else None
        if rule.after and not isinstance(before, str):
            return None
        start = date.fromisoformat(before[:10]) if before else self.today
        day = start + timedelta(days=self.random.randint(rule.least, rule.most))
        if one.kind != "date_time":
            return day.isoformat()
        return f"{day.isoformat()}T{self.random.randint(9, 17):02d}:{self.random.randrange(0, 60, 5):02d}:00+08:00"

    def _another(self, one: Field, rule: Another, values: Mapping[str, Any]) -> str | None:
        """Return the id of a record that was drawn before."""
        if rule.often < 1 and self.random.random() >= rule.often:
            return None
        form = rule.form or (one.to if isinstance(one, ReferenceField) else "")
        if rule.same is None:
            found = self.kept.by_form.get(form, [])
        else:
            found = self.kept.by_reference.get((form, rule.same, str(values.get(rule.same))), [])
        return self.random.choice(found).id if found else None

    def _seen(self, value: Any) -> Value:
        """Return JSON as a formula sees it."""
        return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value
