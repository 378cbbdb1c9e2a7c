"""`drawn`: the sample records of an app, the same for the same seed and day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from math import ceil
from random import Random
from typing import Any, Final
from uuid import UUID

from engine_forms.field import Field
from engine_forms.field_types.reference import ReferenceField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_rules.values import Value
from lowcode.bundle.app import Bundle
from lowcode.bundle.references import form_set
from lowcode.bundle.sample import Another, Day, Each, Formula, Rule, Sample, Usual
from lowcode.bundle.sample_past import Drawn, Past
from lowcode.bundle.sample_rules import Draws, Names, ordered

SEED: Final = 20_260_101
"""What records are drawn by unless another seed is given."""
YEARS: Final = 2
"""The years that samples tell of unless others are given."""
FEW: Final = 0.05
"""The share of the records that is enough to look at."""
SPAN_OF_FEW: Final = 0.5
"""The share of the past that few records tell of."""
_NOT_DRAWN: Final = frozenset(
    {"serial_number", "button", "stage", "user", "users", "department", "file", "image", "signature", "json", "barcode"}
)
"""Kinds that have no value unless a rule says so: the product gives it, or it belongs to people and files."""
_USUAL: Final = Usual(kind="usual")
_CHANCES: Final = 12
"""How many numbers formulas find under `chance`."""
_PARTS: Final = 1_000_000
"""Into how many parts the way from 0 to 1 is parted for `chance`."""
_MOST_TIMES: Final = 1_000
"""The most records that are drawn for one other."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is drawn."""

    seed: int = SEED
    """What is drawn by."""
    people: int = 0
    """How many people the records belong to."""
    years: float = YEARS
    """The years that the records tell of."""
    few: bool = False
    """Whether only as many are drawn as are enough to look at."""

    def count(self, sample: Sample) -> int:
        """Return how many records of a form are drawn by themselves."""
        if self.few:
            return ceil(sample.count * FEW) if sample.few is None else min(sample.count, sample.few)
        return ceil(sample.count * self.years / YEARS) if sample.yearly else sample.count


def drawn(
    bundle: Bundle,
    today: date,
    extent: Extent | None = None,
    *,
    others: Mapping[str, Bundle] | None = None,
    past: Past | None = None,
) -> Iterator[Drawn]:
    """Iterate over the sample records of an app, those that others refer to first.

    `others` are the apps that it needs, and `past` the records of those that it may refer to; those that are drawn are
    added to it.
    """
    forms = form_set(bundle, others or {})
    kept = Past() if past is None else past
    for sample in sorted(bundle.sample.values(), key=lambda one: (one.order, one.name)):
        work = _Work(bundle.app.name, forms, sample, kept, today, extent or Extent())
        for one in work.records():
            kept.add(forms, sample.name, f"{bundle.app.name}.{sample.name}", one)
            yield one


def finished(
    bundle: Bundle, today: date, extent: Extent, past: Past, others: Mapping[str, Bundle]
) -> Iterator[tuple[Drawn, dict[str, Any]]]:
    """Iterate over the records that get values when everything else is done, with these as JSON by field."""
    forms = form_set(bundle, others)
    for sample in bundle.sample.values():
        work = _Work(bundle.app.name, forms, sample, past, today, extent) if sample.afterwards else None
        for one in past.by_form.get(f"{bundle.app.name}.{sample.name}", ()) if work is not None else ():
            assert work is not None
            yield one, work.afterwards(one)


def identity(seed: int, place: str, number: int, created_at: datetime) -> str:
    """Return the id of a sample record: a UUIDv7 of the instant at which it was made, the same for the same seed."""
    chance = int.from_bytes(sha256(f"{seed}/{place}/{number}".encode()).digest()[:10])
    milliseconds = int(created_at.timestamp() * 1000) & 0xFFFF_FFFF_FFFF
    return str(UUID(int=milliseconds << 80 | 0x7 << 76 | (chance >> 68) << 64 | 0b10 << 62 | chance & (1 << 62) - 1))


def skills(seed: int, people: int) -> list[float]:
    """Return how good each of some people is at selling, between 0 and 1: all different, evenly spread."""
    found = [(at + 0.5) / people for at in range(people)]
    Random(f"{seed} people").shuffle(found)  # noqa: S311 - no secret
    return found


class _Work:
    """Draws the records of one form."""

    def __init__(self, app: str, forms: FormSet, sample: Sample, past: Past, today: date, extent: Extent) -> None:
        """Take the form with its app, its sample, what was drawn before, and how much there is to be."""
        self.app, self.forms, self.sample, self.past = app, forms, sample, past
        self.seed, self.people = extent.seed, extent.people
        self.form: Form = forms.forms[sample.name]
        self.vocabulary = forms.vocabulary(sample.name)
        self.place = f"{app}.{sample.name}"
        # Each form draws by itself: another one more or less changes no record of the rest.
        self.random = Random(f"{self.seed} {sample.name}")  # noqa: S311 - no secret
        self.skills = skills(self.seed, self.people)
        self.now = datetime.combine(today, time(), UTC)
        self.count = extent.count(sample) if sample.person is None else min(sample.count, self.people)
        fields = past.shapes(forms, sample.name)
        names = Names([*fields, *sample.facts])
        self.draws = Draws(
            self.random, names, past, forms, app, today, span=(SPAN_OF_FEW if extent.few else extent.years / YEARS)
        )
        rules = ordered({**sample.values, **sample.facts}, names)
        first = {name for name, rule in rules.items() if isinstance(rule, Another) and not names.needed(rule, rules)}
        begin = names.needed(sample.created, sample.facts) if isinstance(sample.created, Formula) else frozenset()
        self.before = {name: rule for name, rule in rules.items() if name in begin}
        rules = {name: rule for name, rule in rules.items() if name not in begin}
        self.first = {name: rule for name, rule in rules.items() if name in first}
        self.facts = {name: rule for name, rule in {**self.before, **rules}.items() if name in sample.facts}
        scale = FEW if extent.few else extent.years / YEARS
        self.around: dict[str, Value] = {"present": today, "scale": Decimal(str(scale))}
        # The path goes by facts; fields may go by the path.
        late = {name for name, rule in rules.items() if "path" in names.read(rule) or names.goes_by(rule, sample.path)}
        self._split(rules, first, late, names)
        self.lines = {name: self._of_rows(name) for name in sample.lines}

    def _split(self, rules: dict[str, Rule], first: set[str], late: set[str], names: Names) -> None:
        """Part the rules into those before the path of the stages and those behind it."""
        for name, rule in rules.items():
            if names.needed(rule, rules) & late:
                late.add(name)
        self.early = {name: rule for name, rule in rules.items() if name not in first | late}
        self.late = {name: rule for name, rule in rules.items() if name in late and name not in first}

    def _of_rows(self, name: str) -> tuple[dict[str, Rule], Draws]:
        """Return the rules of a sub-table in their order, and what draws by them."""
        subtable = self.form.field(name)
        assert isinstance(subtable, SubtableField)
        names = Names([one.name for one in subtable.fields])
        draws = Draws(self.random, names, self.past, self.forms, self.app, self.draws.today, span=self.draws.span)
        return ordered(self.sample.lines[name].values, names), draws

    # --- which records ------------------------------------------------------------------------------------------------

    def records(self) -> Iterator[Drawn]:
        """Iterate over the records."""
        number = 0
        for written in self.sample.records:
            number += 1
            yield self._written(number, dict(written))
        for each in self.sample.each:
            for source, turn in self._sources(each):
                number += 1
                one = self._drawn(number, source, turn)
                if one is not None:
                    yield one
        for _ in range(self.count):
            number += 1
            one = self._drawn(number, None, 1)
            if one is not None:
                yield one

    def _sources(self, each: Each) -> Iterator[tuple[Drawn, int]]:
        """Iterate over the records for which some are drawn, with which of them it is."""
        place = each.form if "." in each.form else f"{self.app}.{each.form}"
        done: set[str] = set()
        for source in list(self.past.by_form.get(place, ())):
            around: dict[str, Value] = {**self.around, "origin": self._source(source), "chance": self._chance()}
            around["person"] = self._person(source.person)
            if each.when is not None and self.draws.formula(each.when, around) is not True:
                continue
            if each.once is not None:
                key = str(self.draws.formula(each.once, around))
                if key in done:
                    continue
                done.add(key)
            times = 1 if each.times is None else self.draws.formula(each.times, around)
            for turn in range(1, min(int(times), _MOST_TIMES) + 1 if isinstance(times, int | Decimal) else 1):
                yield source, turn

    def _source(self, source: Drawn) -> Value:
        """Return the record for which one is drawn as formulas see it."""
        return {**self.past.seen(source.id), "person": self._person(source.person)}

    def _person(self, number: int | None) -> dict[str, Value]:
        """Return a person as formulas see one."""
        if number is None or number > len(self.skills):
            return {"number": Decimal(1), "skill": Decimal("0.5")}
        return {"number": Decimal(number), "skill": Decimal(str(round(self.skills[number - 1], 4)))}

    def _chance(self) -> Value:
        """Return numbers between 0 and 1."""
        return [Decimal(int(self.random.random() * _PARTS)).scaleb(-6) for _ in range(_CHANCES)]

    def afterwards(self, one: Drawn) -> dict[str, Any]:
        """Return what is filled into a record when everything else is done."""
        around = {**self.around, **self.past.seen(one.id), "chance": self._chance(), "person": self._person(one.person)}
        shapes = self.past.shapes(self.forms, self.form.name)
        rules = self.sample.afterwards
        return {name: self.draws.value(shapes[name], rule, {}, around, None) for name, rule in rules.items()}

    # --- one record ---------------------------------------------------------------------------------------------------

    def _written(self, number: int, values: dict[str, Any]) -> Drawn:
        """Return a record that is written out; its sub-tables may be drawn."""
        around: dict[str, Value] = {**self.around, "number": Decimal(number), "chance": self._chance()}
        around |= self.past.typed(self.forms, self.form.name, values)
        owner = self._owner(values, None, around)
        around["person"] = self._person(owner)
        created = around["created"] = self._created(values, around) or self._working_hour(self.now.date())
        facts: dict[str, Value] = {}
        self._draw(self.facts, values, facts, around, created)
        self._add_rows(values, around)
        return self._made(number, values, created, owner, (), facts, drawn=False)

    def _drawn(self, number: int, source: Drawn | None, turn: int) -> Drawn | None:
        """Return a record that is drawn; None for one of the future."""
        around: dict[str, Value] = {**self.around, "number": Decimal(number), "turn": Decimal(turn)}
        around["chance"] = self._chance()
        around["origin"] = None if source is None else self._source(source)
        around["person"] = self._person(None if source is None else source.person)
        rule = self.sample.created
        late = isinstance(rule, Day) and rule.after is not None
        values: dict[str, Any] = {}
        facts: dict[str, Value] = {}
        self._draw(self.before, values, facts, around, None)
        created = None if late else self._created({}, around)
        around["created"] = created
        self._draw(self.first, values, facts, around, created)
        owner = self._owner(values, source, around)
        around["person"] = self._person(owner)
        self._draw(self.early, values, facts, around, created)
        path = self._path(values, around)
        self._draw(self.late, values, facts, around, created)
        self._draw_rest(values)
        if late:
            created = self._created(values, around)
        if created is None or (self.sample.latest and created > self.now):
            return None
        self._add_rows(values, around)
        return self._made(number, values, created, owner, path, facts | {"number": Decimal(number)})

    def _made(
        self,
        number: int,
        values: Mapping[str, Any],
        created: datetime,
        owner: int | None,
        path: tuple[tuple[str, datetime], ...] = (),
        facts: Mapping[str, Value] | None = None,
        *,
        drawn: bool = True,
    ) -> Drawn:
        """Return a record with its id."""
        kept = {name: value for name, value in values.items() if value is not None}
        id_ = identity(self.seed, self.place, number, created)
        for name in self.sample.lines:
            rows = kept.get(name) or ()
            ids = [identity(self.seed, f"{self.place}/{number}/{name}", at, created) for at in range(len(rows))]
            kept[name] = [{**row, "id": each} for row, each in zip(rows, ids, strict=True)]
        return Drawn(self.form.name, id_, kept, created, owner, path, drawn, facts or {})

    def _draw(
        self,
        rules: Mapping[str, Rule],
        values: dict[str, Any],
        facts: dict[str, Value],
        around: dict[str, Value],
        created: datetime | None,
    ) -> None:
        """Draw values by rules, in their order; formulas then find them."""
        shapes = self.past.shapes(self.forms, self.form.name)
        for name, rule in rules.items():
            if name in self.sample.facts:
                facts[name] = around[name] = self.draws.fact(rule, around, created)
            elif name not in values:
                values[name] = self.draws.value(shapes[name], rule, values, around, created)
                around[name] = self.past.value(shapes[name], values[name])

    def _draw_rest(self, values: dict[str, Any]) -> None:
        """Draw the fields without a rule that usually have a value."""
        for one in self.form.fields:
            if one.name not in values and self._is_drawn(one):
                values[one.name] = self.draws.usual(one, _USUAL)

    def _is_drawn(self, one: Field) -> bool:
        """Return whether a field without a rule has a value: not when it is computed or has a default."""
        plain = one.formula(self.vocabulary) is None and one.default is None
        return plain and one.kind not in _NOT_DRAWN and not isinstance(one, ReferenceField | SubtableField)

    def _owner(self, values: Mapping[str, Any], source: Drawn | None, around: Mapping[str, Value]) -> int | None:
        """Return the number of the person to whom a record belongs."""
        if self.sample.person is not None:
            return int(str(around["number"]))
        if self.sample.owner is not None:
            said = self.draws.formula(self.sample.owner, around)
            if isinstance(said, Decimal | int) and self.people:
                return int(said)
        elif source is not None and source.person is not None and source.drawn:
            return source.person
        for one in self.form.fields:
            value = values.get(one.name)
            other = self.past.record(value) if isinstance(one, ReferenceField) and isinstance(value, str) else None
            if other is not None and other.drawn and other.person is not None:
                return other.person
        return self.random.randint(1, self.people) if self.people else None

    def _path(self, values: dict[str, Any], around: dict[str, Value]) -> tuple[tuple[str, datetime], ...]:
        """Return where the stages have been, as far as it is not in the future; the last is the value of the field."""
        path = self.sample.path
        if path is None:
            return ()
        found = self.draws.formula(path.expression, around)
        steps: list[tuple[str, datetime]] = []
        for one in found if isinstance(found, list) else ():
            state, at = (one.get("state"), one.get("at")) if isinstance(one, dict) else (None, None)
            if isinstance(state, str) and isinstance(at, datetime) and (not steps or at <= self.now):
                steps.append((state, max(at, steps[-1][1]) if steps else at))
        if steps:
            values[path.field] = around[path.field] = steps[-1][0]
        around["path"] = [{"state": state, "at": at} for state, at in steps]
        return tuple(steps)

    def _created(self, values: Mapping[str, Any], around: Mapping[str, Value]) -> datetime | None:
        """Return when a record was made."""
        rule = self.sample.created
        if rule is None:
            return self._working_hour(self.now.date())
        if isinstance(rule, Day):
            found = self.draws.day(rule, values)
            return self._working_hour(found or self.now.date())
        said = self.draws.formula(rule.expression, around)
        if isinstance(said, datetime):
            return said if said.tzinfo is not None else said.replace(tzinfo=UTC)
        return self._working_hour(said) if isinstance(said, date) else None

    def _working_hour(self, day: date) -> datetime:
        """Return an instant of a day, in the working hours of China."""
        return datetime.combine(day, time(), UTC) + timedelta(minutes=self.random.randint(60, 9 * 60))

    def _add_rows(self, values: dict[str, Any], around: Mapping[str, Value]) -> None:
        """Draw the rows of sub-tables; formulas find the record under `parent`."""
        parent = {**around, **self.past.typed(self.forms, self.form.name, values)}
        for name, lines in self.sample.lines.items():
            if name in values:
                continue
            members: list[Value] = [None] * self.random.randint(lines.least, max(lines.least, lines.most))
            if lines.of is not None:
                listed = self.draws.formula(lines.of, around)
                members = listed if isinstance(listed, list) else []
            rows = (self._row(name, at, {"parent": parent, "row": row}) for at, row in enumerate(members, 1))
            values[name] = [row for row in rows if row]

    def _row(self, name: str, number: int, around: dict[str, Value]) -> dict[str, Any]:
        """Return a row of a sub-table."""
        rules, draws = self.lines[name]
        subtable = self.form.field(name)
        assert isinstance(subtable, SubtableField)
        around |= {"number": Decimal(number), "chance": self._chance()}
        row: dict[str, Any] = {}
        fields = {one.name: one for one in subtable.fields}
        parent = around["parent"]
        created = parent.get("created") if isinstance(parent, dict) else None
        for one, rule in rules.items():
            row[one] = draws.value(fields[one], rule, row, around, created if isinstance(created, datetime) else None)
            around[one] = self.past.value(fields[one], row[one])
        for each in subtable.fields:
            if each.name not in row and self._is_drawn(each):
                row[each.name] = draws.usual(each, _USUAL)
        return {key: value for key, value in row.items() if value is not None}
