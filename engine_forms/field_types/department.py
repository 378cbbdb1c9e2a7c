"""`department`: a department of the organisation."""

from typing import ClassVar, Literal

from engine_forms.field import Palette
from engine_forms.identity import IdField
from engine_forms.operator import IDS
from lowcode.kernel.names import label


class DepartmentField(IdField):
    """A department; in expressions the department with its name, head and the departments above."""

    kind: Literal["department"]
    within: Literal["all", "own_and_below"] = "all"
    """Which departments can be chosen, seen from whoever chooses."""

    palette: ClassVar[Palette] = Palette(
        "people",
        "apartment",
        label("Department", "部门"),
        label("A department of the organisation.", "组织中的一个部门。"),
    )
    operators: ClassVar[tuple[str, ...]] = ("my_department", *IDS)

    @property
    def target(self) -> str:
        return "department"
