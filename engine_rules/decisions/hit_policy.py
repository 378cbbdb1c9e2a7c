"""`HitPolicy`: what becomes of the rules of a decision table that match (DMN 1.5, section 8.2.8)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from engine_rules.evaluation import warn
from engine_rules.operators import equal
from engine_rules.values import Value
from lowcode.kernel.spec import Spec

Outputs = tuple[Value, ...]
"""The outputs of one rule, in the order of the table's columns."""


@dataclass(slots=True)
class Hit:
    """A rule that matches."""

    rule: int
    """Its number in the table, from 1."""
    outputs: Outputs
    """Its outputs."""


Rank = Callable[[Outputs], Any]
"""Gives the key by which outputs are ordered: the smallest has the highest priority."""


class HitPolicy(Spec):
    """The base of all hit policies: takes the rules that match, and gives the outputs that count."""

    kind: str
    """Its word in the catalog."""
    letter: ClassVar[str] = ""
    """How a table's corner shows it."""
    first_only: ClassVar[bool] = False
    """Whether the search ends with the first rule that matches."""
    ranks: ClassVar[bool] = False
    """Whether it needs the order of the outputs' values."""
    overlaps: ClassVar[bool] = True
    """Whether several rules may match the same inputs."""

    @property
    def many(self) -> bool:
        """Whether the result is a list."""
        return False

    @property
    def when_none(self) -> Value:
        """The result when no rule matches and there is no default output."""
        return None

    def chosen(self, hits: Sequence[Hit], rank: Rank) -> Sequence[Outputs]:
        """Return the outputs that count, of one rule unless `many`; none after a violation, which is warned of."""
        raise NotImplementedError


def agreeing(hits: Sequence[Hit]) -> bool:
    """Return whether all hits have the same outputs."""
    first = hits[0].outputs
    return all(equal(one, other) is True for hit in hits[1:] for one, other in zip(first, hit.outputs, strict=True))


def refuse(code: Any, hits: Sequence[Hit]) -> tuple[Outputs, ...]:
    """Warn that rules may not match together, and return no outputs."""
    warn(code, rules=", ".join(str(hit.rule) for hit in hits))
    return ()
