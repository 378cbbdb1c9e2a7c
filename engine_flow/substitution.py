"""`Substitution`: who stands in for whom, from when to when, and in which flows."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import AwareDatetime

from lowcode.kernel.names import Ref
from lowcode.kernel.spec import Spec

MAX_CHAIN = 10
"""How many substitutes may stand in for each other."""


class Substitution(Spec):
    """A standing arrangement: new tasks of a person go to another one for a time."""

    person: str
    """Who is away."""
    substitute: str
    """Who is asked instead."""
    starts: AwareDatetime | None = None
    """The first instant; from ever without one."""
    ends: AwareDatetime | None = None
    """The first instant after; without end without one."""
    flows: tuple[Ref, ...] = ()
    """Only in these flows; in all without any."""

    def holds(self, flow: str, at: datetime) -> bool:
        """Return whether it holds in a flow at an instant."""
        begun = self.starts is None or self.starts <= at
        return begun and (self.ends is None or at < self.ends) and (not self.flows or flow in self.flows)


def substitute_of(substitutions: Iterable[Substitution], person: str, flow: str, at: datetime) -> str | None:
    """Return who stands in for a person in a flow at an instant, None for nobody.

    A substitute who is away is substituted in turn; where that comes back to the person, nobody stands in.
    """
    arranged = {each.person: each.substitute for each in substitutions if each.holds(flow, at)}
    found = person
    for _ in range(MAX_CHAIN):
        if found not in arranged:
            break
        found = arranged[found]
        if found == person:
            return None
    return None if found == person else found
