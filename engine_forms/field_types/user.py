"""`user`: a person of the organisation."""

from typing import ClassVar, Literal

from engine_forms.field import Palette
from engine_forms.identity import IdField
from engine_forms.operator import IDS
from lowcode.kernel.names import label


class UserField(IdField):
    """A person; in expressions the person with name, department, manager and roles."""

    kind: Literal["user"]
    within: Literal["all", "own_department", "department_and_below"] = "all"
    """Who can be chosen, seen from whoever chooses."""
    roles: tuple[str, ...] = ()
    """Only people with one of these roles; everyone when there are none."""

    palette: ClassVar[Palette] = Palette(
        "people",
        "user",
        label("Person", "成员"),
        label("A person of the organisation: who is responsible.", "组织中的一位成员，例如负责人。"),
    )
    operators: ClassVar[tuple[str, ...]] = ("me", *IDS)

    @property
    def target(self) -> str:
        return "user"
