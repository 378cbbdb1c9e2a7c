"""`Role`: what people with it may do with the records of each form."""

from collections.abc import Iterator
from typing import Final, Literal

import pydantic

from engine_forms.field import Condition
from lowcode.kernel.names import Label, Name, Ref
from lowcode.kernel.spec import Spec

Action = Literal["see", "create", "edit", "delete", "export", "import", "print", "share"]
"""What can be done with records."""
Right = Literal["hidden", "read_only", "masked"]
"""What is held back of a field: all of it, changing it, or its middle."""
ACTIONS: Final[tuple[Action, ...]] = ("see", "create", "edit", "delete", "export", "import", "print", "share")


class FieldRight(Spec):
    """What a grant holds back of some fields."""

    fields: tuple[str, ...] = pydantic.Field(min_length=1)
    """The fields; of a sub-table as `lines.cost`."""
    right: Right
    """What is held back."""
    stages: tuple[Name, ...] = ()
    """Only while the record is in one of these states; always when there are none."""


class Grant(Spec):
    """What may be done with some records of a form. Grants add up: each gives, and none takes away."""

    form: Ref
    """The form."""
    actions: tuple[Action, ...] = pydantic.Field(min_length=1)
    """What may be done."""
    buttons: tuple[Name, ...] = ()
    """The buttons of the form that may be pressed."""
    rows: Condition = True
    """With which records: those for which this is true, by the fields of the form and the `current user`."""
    stages: tuple[Name, ...] = ()
    """Only with records in one of these states of the form's stage field; in any when there are none."""
    fields: tuple[FieldRight, ...] = ()
    """What is held back of these records; where several grants hold, whoever gives most counts."""


class Role(Spec):
    """A role that an app defines, and administrators give to people and departments."""

    name: Name
    """Its name in the app; `crm.seller` elsewhere."""
    label: Label
    """What people read."""
    description: Label | None = None
    """Who should have it."""
    grants: tuple[Grant, ...] = ()
    """What it allows."""
    views: tuple[Name, ...] = ()
    """The views in the menu, in order; all of forms that may be seen when there are none."""

    def of(self, form: str) -> Iterator[Grant]:
        """Iterate over what it allows with a form."""
        return (grant for grant in self.grants if grant.form == form)
