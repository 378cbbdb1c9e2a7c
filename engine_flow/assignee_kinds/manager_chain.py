"""Those whom the initiator reports to, from the nearest up."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from engine_flow.assignee import Assignee
from engine_flow.formula import TextFormula
from engine_flow.turn import Turn

_HIGHEST = 50


class ManagerChainAssignee(Assignee):
    """The chain of managers up a number of levels, or up to the first of a rank."""

    kind: Literal["manager_chain"]
    of: TextFormula | None = None
    """Whose managers; the initiator's without it."""
    first: Annotated[int, Field(ge=1, le=50)] = 1
    """The level it begins at: 1 is the direct manager."""
    levels: Annotated[int, Field(ge=1, le=50)] = 1
    """How many levels, when no rank is given."""
    rank: int | None = None
    """Up to the first manager of at least this rank."""

    def people(self, turn: Turn, node: str, visit: int) -> Sequence[str]:
        del node, visit
        person = turn.text(self.of) if self.of is not None else turn.initiator
        chain: list[str] = []
        levels = _HIGHEST if self.rank is not None else self.first - 1 + self.levels
        for _ in range(levels):
            person = turn.answers.manager(person) if person is not None else None
            if person is None or person in chain:
                break
            chain.append(person)
            if self.rank is not None and turn.answers.rank(person) >= self.rank:
                break
        return chain[self.first - 1 :]
