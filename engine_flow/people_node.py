"""`PeopleNode`: the base of the nodes where people are asked for work or a decision."""

from typing import Annotated, ClassVar

from pydantic import Field

from engine_flow.assignment import AssigneeKind
from engine_flow.deciding import ModeKind
from engine_flow.instance import TaskKind
from engine_flow.modes.any import AnyMode
from engine_flow.node import Node
from engine_flow.people_policy import PeoplePolicies
from lowcode.kernel.names import Name


class PeopleNode(Node):
    """A node where people are asked."""

    rests: ClassVar[bool] = True
    bpmn: ClassVar[str] = "userTask"
    asks: ClassVar[TaskKind] = "work"
    """What people are asked for."""
    assignees: Annotated[tuple[AssigneeKind, ...], Field(min_length=1)]
    """Who is asked, in this order."""
    takes: tuple[Name, ...] = ()
    """The variables that whoever decides fills in, unless they have a value; nobody may set others."""
    mode: ModeKind = AnyMode(kind="any")
    """How several people decide together."""
    policies: PeoplePolicies = PeoplePolicies()
    """What is settled for special cases."""
