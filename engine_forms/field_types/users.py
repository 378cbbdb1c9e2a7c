"""`users`: people of the organisation."""

from typing import ClassVar, Literal

from engine_forms.field import Palette
from engine_forms.identity import IdsField
from lowcode.kernel.names import label


class UsersField(IdsField):
    """Several people; in expressions a list of them."""

    kind: Literal["users"]
    within: Literal["all", "own_department", "department_and_below"] = "all"
    """Who can be chosen, seen from whoever chooses."""
    roles: tuple[str, ...] = ()
    """Only people with one of these roles; everyone when there are none."""

    palette: ClassVar[Palette] = Palette(
        "people",
        "team",
        label("People", "多位成员"),
        label("Several people: a team, participants.", "多位成员：团队、参与人。"),
    )

    @property
    def target(self) -> str:
        return "user"
