"""A slow evaluator of access, record by record in Python: what the compiled one is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine_forms.situation import Situation, tree_of
from engine_forms.system import IDS, PEOPLE, RECORD
from engine_rules.expression import expression
from lowcode.services.record_app import RecordApp
from lowcode.services.rights import RANK, FieldRight, FormRights

Stored = Mapping[str, Any]


@dataclass
class World:
    """All records, people and departments, as they are stored."""

    records: dict[str, dict[str, dict[str, Any]]]
    """By form and id."""

    def record(self, form: str, id_: str) -> Stored | None:
        """Return a record."""
        return self.records.get(form, {}).get(id_)

    def related(self, form: str, reference: str, id_: str) -> list[Stored]:
        """Return the records that refer to one."""
        return [one for one in self.records[form].values() if one.get(reference) == id_]


class Judge:
    """Says for each record and field what somebody may see."""

    def __init__(self, app: RecordApp, world: World, roles: frozenset[str], user: Mapping[str, Any]) -> None:
        """Take all there is, and who looks."""
        self.app = app
        self.world = world
        self.roles = roles
        self.user = dict(user)
        self.situation = Situation(app.forms, world, self.user)

    def grants(self, form: str, stored: Stored, action: str) -> list[FormRights]:
        """Return the grants that allow something with a record."""
        known = self.app.access.roles
        return [
            rights
            for role in self.roles & known.keys()
            for rights in known[role].grants
            if rights.form == form and action in rights.actions and self._holds(rights, stored)
        ]

    def _holds(self, rights: FormRights, stored: Stored) -> bool:
        """Return whether a grant speaks of a record."""
        if rights.states and stored.get("stage") not in rights.states:
            return False
        if isinstance(rights.rows, bool):
            return rights.rows
        found = expression(rights.rows, self.app.forms.scope(rights.form))
        seen = self.situation.record(rights.form, stored, tree_of(found.reads))
        return found.evaluate({**seen, "current user": self.user, "is new": False}) is True

    def right(self, form: str, stored: Stored, name: str, action: str = "see") -> FieldRight:
        """Return the right at a field of a record, of the grants that allow something with it."""
        given: list[FieldRight] = ["hidden"]
        given += [one.right(name, stored.get("stage")) for one in self.grants(form, stored, action)]
        return max(given, key=RANK.__getitem__)

    def whole(self, form: str, stored: Stored, name: str) -> bool:
        """Return whether somebody sees a field of a record whole."""
        shape = self.app.forms.shaped(form, name)
        return RANK[self.right(form, stored, name)] >= RANK["read_only"] and not (shape and shape.sensitive)

    def seen(self, form: str, action: str = "see") -> dict[str, Stored]:
        """Return the records that somebody may see, and with which they may do something, by id."""
        return {
            id_: one
            for id_, one in self.world.records[form].items()
            if self.grants(form, one, "see") and self.grants(form, one, action)
        }

    def reach(self, form: str, stored: Stored, name: str) -> Any:
        """Return what dotted names lead to, as it is stored; None where a step may not be seen whole."""
        step, _, rest = name.partition(".")
        if step not in RECORD and not self.whole(form, stored, step):
            return None
        value = stored.get(step)
        if not rest or value is None:
            return value
        shape = self.app.forms.shaped(form, step)
        target = IDS[step] if step in IDS else getattr(shape, "target", "")
        if target in PEOPLE:
            return (self.world.record(target, value) or {}).get(rest)
        other = self.world.record(target, value)
        return self.reach(target, other, rest) if other is not None and self.grants(target, other, "see") else None

    def told(self, form: str, name: str, value: Any) -> Any:
        """Return a value at the end of dotted names as JSON."""
        *before, last = name.split(".")
        for step in before:
            shape = self.app.forms.shaped(form, step)
            form = IDS[step] if step in IDS else getattr(shape, "target", "")
        shape = self.app.forms.shaped(form, last) if form in self.app.forms.forms else None
        return value if shape is None or value is None else shape.to_json(value)
