"""`Draws`: draws a value by a rule of a sample."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from engine_forms.field import Field
from engine_forms.field_types.reference import ReferenceField
from engine_forms.form_set import FormSet
from engine_rules import types as t
from engine_rules.expression import expression
from engine_rules.scope import Scope
from engine_rules.values import Value
from lowcode.bundle.sample import Amount, Another, Day, Formula, Path, Person, Pick, Rule, Usual
from lowcode.bundle.sample_past import Past, plain

_TRIES: Final = 100
"""How often something is drawn that no other record has."""
_SPECIAL: Final = (
    "number",
    "created",
    "chance",
    "person",
    "origin",
    "turn",
    "path",
    "parent",
    "row",
    "present",
    "scale",
)
"""What formulas find beside fields and facts."""
_SPACE: Final = UUID("5e1f0c3a-6d0e-5b52-9d0e-0d6b6f2a7c11")
"""The name space of the ids of those who are not there yet."""
_WEEKEND: Final = 5
_DAYS: Final = 365.25


def person_id(number: int) -> str:
    """Return what stands in drawn records for a person, until there are people."""
    return str(uuid5(_SPACE, f"person/{number}"))


class Names:
    """The names that the formulas of a sample may use."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take the fields and facts."""
        self.scope = Scope(dict.fromkeys([*names, *_SPECIAL], t.ANY))

    def read(self, rule: Rule) -> frozenset[str]:
        """Return the names that a rule goes by."""
        match rule:
            case Formula():
                return frozenset(path[0] for path in expression(rule.expression, self.scope).reads)
            case Day() if rule.after:
                return frozenset({rule.after})
            case Another():
                texts = [one for one in (rule.value, rule.given) if one is not None]
                found = {path[0] for text in texts for path in expression(text, self.scope).reads}
                return frozenset(found | ({rule.same} if rule.same and rule.value is None else set()))
            case _:
                return frozenset()

    def needed(self, rule: Rule, rules: Iterable[str]) -> frozenset[str]:
        """Return which of some fields and facts a rule goes by."""
        return self.read(rule) & frozenset(rules)

    def goes_by(self, rule: Rule, path: Path | None) -> bool:
        """Return whether a rule goes by the stage that a path leads to."""
        return path is not None and path.field in self.read(rule)


def ordered(rules: Mapping[str, Rule], names: Names) -> dict[str, Rule]:
    """Return rules so that each stands behind those that it goes by: the order of a file means nothing."""
    waiting = {name: set(names.needed(rule, rules)) - {name} for name, rule in rules.items()}
    found: list[str] = []
    while waiting:
        ready = [name for name, needs in waiting.items() if needs.isdisjoint(waiting)]
        # Rules that go by each other are drawn as they stand.
        for name in ready or list(waiting):
            found.append(name)
            del waiting[name]
    return {name: rules[name] for name in found}


class Draws:
    """Draws values by rules, for the records of a form or the rows of a sub-table."""

    def __init__(
        self, random: Random, names: Names, past: Past, forms: FormSet, app: str, today: date, *, span: float
    ) -> None:
        """Take what is drawn by, the names of formulas, the records before, the app, and how long the past is."""
        self.random, self.names, self.past, self.forms, self.app = random, names, past, forms, app
        self.today, self.span = today, span
        self.taken: dict[str, set[str]] = {}

    def formula(self, text: str, around: Mapping[str, Value]) -> Value:
        """Return the value of an expression."""
        return expression(text, self.names.scope).evaluate(around)

    def value(
        self,
        one: Field,
        rule: Rule,
        values: Mapping[str, Any],
        around: Mapping[str, Value],
        created: datetime | None,
    ) -> Any:
        """Return the value of a field by a rule, as JSON."""
        match rule:
            case Day():
                found = self.day(rule, values)
                if found is None or one.kind != "date_time":
                    return found and found.isoformat()
                minute = self.random.randrange(0, 60, 5)
                return f"{found.isoformat()}T{self.random.randint(9, 17):02d}:{minute:02d}:00+08:00"
            case Another():
                form = rule.form or (one.to if isinstance(one, ReferenceField) else "")
                return self.another(form, rule, values, around, created)
            case Formula():
                said = self.formula(rule.expression, around)
                if isinstance(one, ReferenceField) and isinstance(said, dict):
                    return said.get("id")
                # A text is JSON already, such as the day of another field.
                return said if isinstance(said, str) else one.to_json(one.adopted(said))
            case Usual():
                return self.usual(one, rule)
            case Person():
                person = around.get("person")
                return person_id(int(str(person["number"]))) if isinstance(person, dict) else None
            case Pick():
                return self.random.choices(rule.values, rule.weights or None)[0]
            case Amount():
                return self.amount(rule)
            case _:
                return None

    def fact(self, rule: Rule, around: Mapping[str, Value], created: datetime | None) -> Value:
        """Return a value that belongs to no field."""
        match rule:
            case Formula():
                return self.formula(rule.expression, around)
            case Pick():
                return plain(self.random.choices(rule.values, rule.weights or None)[0])
            case Amount():
                return Decimal(self.amount(rule))
            case Day():
                return self.day(rule, around)
            case Another() if rule.form is not None:
                id_ = self.another(rule.form, rule, around, around, created)
                return None if id_ is None else self.past.seen(id_)
            case _:
                return None

    def usual(self, one: Field, rule: Usual) -> Any:
        """Return what the kind of field draws; of one that tells records apart, something that no other has."""
        if rule.often < 1 and self.random.random() >= rule.often:
            return None
        for _ in range(_TRIES):
            value = one.to_json(one.sample(self.random))
            taken = self.taken.setdefault(one.name, set())
            if not one.unique or value not in taken:
                taken.add(str(value))
                return value
        return None

    def amount(self, rule: Amount) -> str:
        """Return a number as a text."""
        steps = int((rule.most - rule.least) / rule.step)
        share = self.random.random() ** (3 if rule.skewed else 1)
        number = Decimal(repr(rule.least)) + Decimal(repr(rule.step)) * int(share * (steps + 1) * 0.999_999)
        return format(number.normalize(), "f")

    def day(self, rule: Day, values: Mapping[str, Any]) -> date | None:
        """Return a day; None when there is none to count from."""
        start = _as_day(values.get(rule.after)) if rule.after else self.today
        if start is None:
            return None
        least, most = rule.least, rule.most
        if rule.after is None:
            least, most = (round(each * self.span) if each < 0 else each for each in (least, most))
        day = start + timedelta(days=self.random.randint(least, max(least, most)))
        if not (rule.months or rule.growth or rule.working):
            return day
        busiest = max((*rule.months, 0.0)) or 1.0
        years = (max(most, least) - least) / _DAYS
        peak = busiest * max(1.0, (1 + rule.growth) ** years)
        for _ in range(_TRIES):
            busy = (rule.months[(day.month - 1) % len(rule.months)] if rule.months else 1.0) * (1 + rule.growth) ** (
                ((day - start).days - least) / _DAYS
            )
            if self.random.random() * peak < busy and not (rule.working and day.weekday() >= _WEEKEND):
                break
            day = start + timedelta(days=self.random.randint(least, max(least, most)))
        return day

    def another(
        self,
        form: str,
        rule: Another,
        values: Mapping[str, Any],
        around: Mapping[str, Value],
        created: datetime | None,
    ) -> str | None:
        """Return the id of a record that was drawn before."""
        given = None if rule.given is None else self.formula(rule.given, around)
        if given is not None:
            return str(given.get("id")) if isinstance(given, dict) else str(given)
        if rule.often < 1 and self.random.random() >= rule.often:
            return None
        place = form if "." in form else f"{self.app}.{form}"
        same = None
        if rule.same is not None:
            there = values.get(rule.same) if rule.value is None else self.formula(rule.value, around)
            same = (rule.same, str(there.get("id") if isinstance(there, dict) else there))
        found = self.past.choice(place, same, rule.weight)
        return None if found is None else found.one(self.random, created if rule.earlier else None).id


def _as_day(value: Any) -> date | None:
    """Return the day of a value, JSON or not."""
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
