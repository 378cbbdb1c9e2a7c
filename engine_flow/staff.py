"""`Staff`: an organisation as plain data, for simulations, for tests, and for companies that keep theirs in a file."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Annotated

from pydantic import Field

from engine_flow.derived import Derived
from engine_flow.substitution import Substitution, substitute_of
from lowcode.kernel.spec import Spec


class Member(Spec):
    """A person."""

    id: Annotated[str, Field(min_length=1)]
    """Identifier."""
    department: str | None = None
    """Where the person belongs."""
    manager: str | None = None
    """Whom the person reports to."""
    rank: int = 0
    """The rank; higher ranks have higher numbers."""
    roles: tuple[str, ...] = ()
    """The person's roles."""
    active: bool = True
    """Whether the person still works here."""


class Department(Spec):
    """A department."""

    id: str
    """Identifier."""
    parent: str | None = None
    """The department above."""
    head: str | None = None
    """Its head."""


class Staff(Derived):
    """People and departments; answers as an `Organisation`. Whoever is not listed is active, without anything else."""

    people: tuple[Member, ...] = ()
    """The people."""
    departments: tuple[Department, ...] = ()
    """The departments."""
    admins: tuple[str, ...] = ()
    """Who looks after flows."""
    substitutions: tuple[Substitution, ...] = ()
    """Who stands in for whom."""

    @cached_property
    def _people(self) -> dict[str, Member]:
        return {each.id: each for each in self.people}

    @cached_property
    def _departments(self) -> dict[str, Department]:
        return {each.id: each for each in self.departments}

    def active(self, person: str) -> bool:
        """Return whether a person still works here."""
        found = self._people.get(person)
        return found is None or found.active

    def members(self, role: str, department: str | None) -> Sequence[str]:
        """Return the people of a role, of one department when it is given."""
        return [
            each.id
            for each in self.people
            if role in each.roles and (department is None or each.department == department)
        ]

    def department(self, person: str) -> str | None:
        """Return the department of a person."""
        found = self._people.get(person)
        return found.department if found else None

    def parent(self, department: str) -> str | None:
        """Return the department above."""
        found = self._departments.get(department)
        return found.parent if found else None

    def head(self, department: str) -> str | None:
        """Return the head of a department."""
        found = self._departments.get(department)
        return found.head if found else None

    def manager(self, person: str) -> str | None:
        """Return whom a person reports to."""
        found = self._people.get(person)
        return found.manager if found else None

    def rank(self, person: str) -> int:
        """Return the rank of a person."""
        found = self._people.get(person)
        return found.rank if found else 0

    def administrators(self) -> Sequence[str]:
        """Return who looks after flows."""
        return self.admins

    def substitute(self, person: str, flow: str, at: datetime) -> str | None:
        """Return who stands in for a person."""
        return substitute_of(self.substitutions, person, flow, at)
