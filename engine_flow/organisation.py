"""`Organisation`: what a flow asks about people; and the record of its answers, so that a journal can be replayed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from engine_rules import typed_json
from engine_rules.values import Value


class Organisation(Protocol):
    """The people of a company, their departments and roles. People, departments and roles are known by identifiers."""

    def active(self, person: str) -> bool:
        """Return whether a person still works here."""

    def members(self, role: str, department: str | None) -> Sequence[str]:
        """Return the people of a role, only those of a department when one is given."""

    def department(self, person: str) -> str | None:
        """Return the department of a person."""

    def parent(self, department: str) -> str | None:
        """Return the department above."""

    def head(self, department: str) -> str | None:
        """Return the head of a department."""

    def manager(self, person: str) -> str | None:
        """Return whom a person reports to."""

    def rank(self, person: str) -> int:
        """Return the rank of a person; higher ranks have higher numbers."""

    def administrators(self) -> Sequence[str]:
        """Return the people who look after flows."""

    def substitute(self, person: str, flow: str, at: datetime) -> str | None:
        """Return who stands in for a person in a flow at an instant, None when nobody does."""


Decide = Callable[[str, Mapping[str, Value]], Value]
"""Evaluates a decision of the app by its reference, for values by name."""


class Answers:
    """Asks the organisation and the decisions, each question once, and keeps what they answered.

    During a replay nobody is asked: `known` holds the answers of the first time.
    """

    __slots__ = ("_decide", "_decisions", "_organisation", "given")

    def __init__(
        self, organisation: Organisation, decide: Decide | None = None, known: Mapping[str, Any] | None = None
    ) -> None:
        """Take whom to ask, and what has been answered already."""
        self._organisation: Final = organisation
        self._decide: Final = decide
        self._decisions = 0
        self.given: dict[str, Any] = dict(known or {})

    def _ask(self, question: str, ask: Callable[[], Any]) -> Any:
        """Return the kept answer to a question, or ask and keep it."""
        if question not in self.given:
            answer = ask()
            self.given[question] = list(answer) if isinstance(answer, tuple) else answer
        return self.given[question]

    def active(self, person: str) -> bool:
        """Return whether a person still works here."""
        return bool(self._ask(f"active {person}", lambda: self._organisation.active(person)))

    def members(self, role: str, department: str | None) -> list[str]:
        """Return the people of a role."""
        return list(
            self._ask(f"members {role} {department}", lambda: tuple(self._organisation.members(role, department)))
        )

    def department(self, person: str) -> str | None:
        """Return the department of a person."""
        return _text(self._ask(f"department {person}", lambda: self._organisation.department(person)))

    def parent(self, department: str) -> str | None:
        """Return the department above."""
        return _text(self._ask(f"parent {department}", lambda: self._organisation.parent(department)))

    def head(self, department: str) -> str | None:
        """Return the head of a department."""
        return _text(self._ask(f"head {department}", lambda: self._organisation.head(department)))

    def manager(self, person: str) -> str | None:
        """Return whom a person reports to."""
        return _text(self._ask(f"manager {person}", lambda: self._organisation.manager(person)))

    def rank(self, person: str) -> int:
        """Return the rank of a person."""
        return int(self._ask(f"rank {person}", lambda: self._organisation.rank(person)))

    def administrators(self) -> list[str]:
        """Return the people who look after flows."""
        return list(self._ask("administrators", lambda: tuple(self._organisation.administrators())))

    def substitute(self, person: str, flow: str, at: datetime) -> str | None:
        """Return who stands in for a person."""
        return _text(self._ask(f"substitute {person}", lambda: self._organisation.substitute(person, flow, at)))

    def decision(self, name: str, values: Mapping[str, Value]) -> Value:
        """Return the result of a decision of the app. Raises `LookupError` when there are no decisions."""
        self._decisions += 1
        question = f"decision {self._decisions} {name}"
        if question not in self.given:
            if self._decide is None:
                raise LookupError(name)
            self.given[question] = typed_json.write(self._decide(name, values))
        return typed_json.read(self.given[question])


def _text(answer: Any) -> str | None:
    """Return an answer that is an identifier or nothing."""
    return None if answer is None else str(answer)
