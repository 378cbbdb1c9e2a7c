"""`RoleRights`: what a role may do with the records of the forms of an app, as the compiler of access takes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from engine_forms.field import Condition
from lowcode.bundle.role import Grant, Role

FieldRight = Literal["hidden", "masked", "read_only", "full"]
"""What may be done with a field: nothing, see it with its middle hidden, see it, see and change it."""

RANK: Final[Mapping[FieldRight, int]] = {"hidden": 0, "masked": 1, "read_only": 2, "full": 3}
"""The rights in their order: of several grants the greatest counts."""


@dataclass(frozen=True)
class FormRights:
    """What one grant allows with the records of one form."""

    form: str
    """The form."""
    actions: frozenset[str]
    """What may be done; a button is an action of its own, `button:` and its name."""
    rows: Condition = True
    """With which records."""
    states: tuple[str, ...] = ()
    """Only with records in one of these states; in any when there are none."""
    fields: Mapping[str, FieldRight] = field(default_factory=dict)
    """What is held back of fields in any state; a field in the rows of a sub-table is `lines.cost`."""
    stages: Mapping[str, Mapping[str, FieldRight]] = field(default_factory=dict)
    """What is held back besides while a record is in a state, by the state."""

    def right(self, name: str, state: str | None = None) -> FieldRight:
        """Return the right at a field of a record that is in a state: of all that is said the least counts."""
        return min(self._said(name, state), key=RANK.__getitem__)

    def _said(self, name: str, state: str | None) -> list[FieldRight]:
        """Return all that is said of a field, and of the sub-table that it stands in."""
        names = {name, name.partition(".")[0]}
        there = self.stages.get(state, {}) if state is not None else {}
        return ["full", *(one[each] for one in (self.fields, there) for each in names if each in one)]

    @cached_property
    def by_state(self) -> bool:
        """Whether what may be done depends on the state of the record."""
        return bool(self.states or self.stages)


@dataclass(frozen=True, slots=True)
class RoleRights:
    """What one role may do in one app."""

    role: str
    """The role with its app: `crm.seller`."""
    grants: tuple[FormRights, ...] = ()
    """What it allows; grants add up."""


def role_rights(app: str, role: Role, own: str | None = None) -> RoleRights:
    """Return the rights of a role of an app, with forms as the app `own` calls them; that app itself if not said."""
    return RoleRights(f"{app}.{role.name}", tuple(_form_rights(own or app, grant) for grant in role.grants))


def _form_rights(app: str, grant: Grant) -> FormRights:
    """Return what a grant allows."""
    fields: dict[str, FieldRight] = {}
    stages: dict[str, dict[str, FieldRight]] = {}
    for one in grant.fields:
        for place in [stages.setdefault(state, {}) for state in one.stages] if one.stages else [fields]:
            for name in one.fields:
                place[name] = min(place.get(name, "full"), one.right, key=RANK.__getitem__)
    actions = frozenset([*grant.actions, *(f"button:{name}" for name in grant.buttons)])
    return FormRights(grant.form.removeprefix(f"{app}."), actions, grant.rows, grant.stages, fields, stages)
