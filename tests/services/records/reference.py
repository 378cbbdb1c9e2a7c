"""A slow evaluator of access, record by record in Python: what the compiled one is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine_forms.situation import Situation, tree_of
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

    def right(self, form: str, stored: Stored, name: str) -> FieldRight:
        """Return the right at a field of a record."""
        given: list[FieldRight] = ["hidden"]
        given += [one.right(name, stored.get("stage")) for one in self.grants(form, stored, "see")]
        return max(given, key=RANK.__getitem__)

    def whole(self, form: str, stored: Stored, name: str) -> bool:
        """Return whether somebody sees a field of a record whole."""
        shape = self.app.forms.shaped(form, name)
        return RANK[self.right(form, stored, name)] >= RANK["read_only"] and not (shape and shape.sensitive)
