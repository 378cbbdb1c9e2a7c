"""`Past`: the sample records that were drawn before, of all apps, as later ones refer to them and read them."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from engine_forms.field import Field, Refused
from engine_forms.field_types.reference import ReferenceField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form_set import FormSet
from engine_rules.values import Value


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample record."""

    form: str
    """Its form; with the app when it is one of another app."""
    id: str
    """Its id, by which later records refer to it."""
    values: Mapping[str, Any]
    """JSON input by field; sub-tables as lists of rows."""
    created_at: datetime
    """When it was made."""
    person: int | None = None
    """The number of the person to whom it belongs, from 1."""
    path: tuple[tuple[str, datetime], ...] = ()
    """Where its stages have been, and since when."""
    drawn: bool = True
    """Whether it was drawn by chance, and not written out: only then what refers to it belongs to the same person."""
    facts: Mapping[str, Value] = field(default_factory=dict)
    """What else formulas see of it."""


@dataclass(slots=True)
class _Choice:
    """Records to choose from, in the order in which they were made."""

    records: Sequence[Drawn]
    instants: list[datetime]
    sums: list[float]
    """The weights of the records up to each, added up."""

    def one(self, random: Random, before: datetime | None) -> Drawn:
        """Return one of them, made before an instant if any is."""
        count = bisect_left(self.instants, before) if before is not None else len(self.records)
        count = count or 1
        return self.records[min(bisect_left(self.sums, random.random() * self.sums[count - 1]), count - 1)]


@dataclass(slots=True)
class Past:
    """The records that were drawn before, by their form with its app: `crm.lead`."""

    by_form: dict[str, list[Drawn]] = field(default_factory=dict)
    """All of a form."""
    _by_value: dict[tuple[str, str], tuple[int, dict[str, list[Drawn]]]] = field(default_factory=dict)
    """Those of a form by the text in a field, and how many of them were looked at."""
    _choices: dict[tuple[str, str | None, str | None, str | None], _Choice] = field(default_factory=dict)
    _by_id: dict[str, tuple[FormSet, str, Drawn]] = field(default_factory=dict)
    _seen: dict[str, dict[str, Value]] = field(default_factory=dict)
    _shapes: dict[tuple[int, str], dict[str, Field]] = field(default_factory=dict)

    def add(self, forms: FormSet, form: str, place: str, one: Drawn) -> None:
        """Keep a record of a form, as the app calls it, and as it is called with its app."""
        self.by_form.setdefault(place, []).append(one)
        self._by_id[one.id] = (forms, form, one)

    def _with(self, place: str, name: str, value: str) -> Sequence[Drawn]:
        """Return the records of a form with a text in a field, as the id of a record."""
        records = self.by_form.get(place, [])
        known, by_value = self._by_value.get((place, name), (0, {}))
        for one in records[known:]:
            said = one.values.get(name)
            if isinstance(said, str):
                by_value.setdefault(said, []).append(one)
        self._by_value[place, name] = (len(records), by_value)
        return by_value.get(value, ())

    def record(self, id_: str) -> Drawn | None:
        """Return a record."""
        found = self._by_id.get(id_)
        return found and found[2]

    def choice(self, place: str, same: tuple[str, str] | None, weight: str | None) -> _Choice | None:
        """Return the records of a form to choose from; `same` is a field with the id that is to stand there."""
        key = (place, *(same or (None, None)), weight)
        known = self._choices.get(key)
        listed = self.by_form.get(place, ()) if same is None else self._with(place, *same)
        if known is not None and len(known.records) == len(listed):
            return known
        if not listed:
            return None
        records = sorted(listed, key=lambda each: each.created_at)
        sums: list[float] = []
        total = 0.0
        for one in records:
            said = self.seen(one.id).get(weight) if weight is not None else None
            total += float(said) if isinstance(said, Decimal | int | float) else 1.0
            sums.append(total)
        made = self._choices[key] = _Choice(records, [one.created_at for one in records], sums)
        return made

    def seen(self, id_: str) -> dict[str, Value]:
        """Return a record as formulas see it: with its facts, and the records that it refers to."""
        known = self._seen.get(id_)
        if known is not None:
            return known
        found = self._by_id.get(id_)
        if found is None:
            return {"id": id_}
        forms, form, one = found
        values = self.typed(forms, form, one.values)
        path: Value = [{"state": state, "at": at} for state, at in one.path]
        made = self._seen[id_] = {**values, **one.facts, "id": id_, "created": one.created_at, "path": path}
        return made

    def typed(self, forms: FormSet, form: str, values: Mapping[str, Any]) -> dict[str, Value]:
        """Return JSON by field as formulas see it."""
        shapes = self.shapes(forms, form)
        return {name: self.value(shapes.get(name), value) for name, value in values.items()}

    def shapes(self, forms: FormSet, form: str) -> dict[str, Field]:
        """Return the fields of a form."""
        known = self._shapes.get((id(forms), form))
        if known is None:
            known = self._shapes[id(forms), form] = dict(_shapes(forms, form))
        return known

    def value(self, shape: Field | None, value: Any) -> Value:
        """Return JSON as a formula sees it: a reference as the record, what cannot be read as it is."""
        if isinstance(shape, ReferenceField) and isinstance(value, str):
            return self.seen(value)
        if isinstance(shape, SubtableField) and isinstance(value, list):
            inner = {one.name: one for one in shape.fields}
            return [{name: self.value(inner.get(name), each) for name, each in row.items()} for row in value]
        if shape is not None and value is not None:
            try:
                return shape.clean(value)
            except Refused:
                pass
        return plain(value)


def _shapes(forms: FormSet, form: str) -> Iterator[tuple[str, Field]]:
    """Iterate over the fields of a form as they are shaped."""
    for one in forms.forms[form].fields:
        shape = forms.shaped(form, one.name)
        yield one.name, one if shape is None else shape


def plain(value: Any) -> Value:
    """Return JSON that belongs to no field as a formula sees it."""
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value
