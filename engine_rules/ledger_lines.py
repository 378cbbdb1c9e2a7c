"""The arithmetic of ledgers: what stands, what is wanted, the lines between the two, and what a check makes of them.

All of it is pure. Edits, partial deliveries, stages back and forth, the trash and what expires are one operation: the
lines of a record that stand are compared with those that are wanted, and the difference is posted. Nothing that was
posted is ever changed.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from uuid import NAMESPACE_OID, UUID, uuid5

from engine_rules.ledger import Ledger

KeyValue = str | date | None
"""The value of a key: the id of a record, a text or a day."""

_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an amount stands: whose line it is, of which balance, and from when it counts."""

    record: UUID
    """The record that posts it."""
    posting: str
    """The rule by which it does."""
    row: str
    """The row of the sub-table; empty for the record itself."""
    keys: tuple[KeyValue, ...]
    """The keys of the balance, in the order of the ledger."""
    at: datetime | None = None
    """From when it counts, where the rule says so."""


@dataclass(frozen=True, slots=True)
class Line:
    """Amounts at a place, in the order of the ledger's measures."""

    place: Place
    amounts: tuple[Decimal, ...]
    until: datetime | None = None
    """When it is taken back by itself."""

    @property
    def empty(self) -> bool:
        """Return whether it changes nothing."""
        return not any(self.amounts)


@dataclass(slots=True)
class Movement:
    """What lines do to one balance."""

    id: UUID
    """The balance."""
    keys: tuple[KeyValue, ...]
    """Its keys."""
    amounts: list[Decimal]
    """What is added to each measure."""
    lines: list[Line] = field(default_factory=list)
    """The lines."""


def rounded(ledger: Ledger, amounts: Sequence[Decimal | None]) -> tuple[Decimal, ...]:
    """Return amounts with the digits of the measures, halves away from zero as PostgreSQL keeps them."""
    return tuple(
        _ZERO if amount is None else amount.quantize(Decimal(1).scaleb(-measure.digits), ROUND_HALF_UP)
        for measure, amount in zip(ledger.measures, amounts, strict=True)
    )


def balance_id(book: str, keys: Sequence[KeyValue]) -> UUID:
    """Return the id of the balance of some keys; `book` is the ledger with its app, as `sales.stock`.

    It follows from the keys (RFC 9562, version 5), so that whoever posts first makes the balance without asking.
    """
    listed = [one.isoformat() if isinstance(one, date) else one for one in keys]
    return uuid5(NAMESPACE_OID, f"{book} {json.dumps(listed, ensure_ascii=False)}")


def difference(standing: Iterable[Line], wanted: Iterable[Line]) -> list[Line]:
    """Return the lines that lead from those that stand to those that are wanted, in the order of their places."""
    found: dict[Place, list[Decimal]] = {}
    until: dict[Place, datetime | None] = {}
    for sign, lines in ((-1, standing), (1, wanted)):
        for one in lines:
            amounts = found.setdefault(one.place, [_ZERO] * len(one.amounts))
            for at, amount in enumerate(one.amounts):
                amounts[at] += sign * amount
            if sign > 0:
                until[one.place] = one.until
    lines = [Line(place, tuple(amounts), until.get(place)) for place, amounts in found.items()]
    return [one for one in lines if not one.empty]


def movements(book: str, lines: Iterable[Line]) -> list[Movement]:
    """Return what lines do to each balance, in the order in which balances are held: that of their ids.

    Whoever holds several holds them in this order, so that no two wait for each other.
    """
    by_keys: dict[tuple[KeyValue, ...], list[Line]] = defaultdict(list)
    for one in lines:
        by_keys[one.place.keys].append(one)
    found = []
    for keys, listed in by_keys.items():
        amounts = [sum(column, _ZERO) for column in zip(*(one.amounts for one in listed), strict=True)]
        found.append(Movement(balance_id(book, keys), keys, amounts, listed))
    return sorted(found, key=lambda one: one.id)


@dataclass(frozen=True, slots=True)
class Shortage:
    """What is wrong with a balance after a change that is refused."""

    there: Decimal
    """How much there was before: above the least, or up to the most."""
    wanted: Decimal
    """How much of it the change takes."""

    @property
    def missing(self) -> Decimal:
        """Return how much is missing."""
        return self.wanted - self.there


def shortage(before: Decimal, after: Decimal, limit: Decimal | None, *, least: bool) -> Shortage | None:
    """Return what is wrong when a value goes from `before` to `after` beyond a limit; None when nothing is.

    A value that was beyond it already may come nearer.
    """
    if limit is None:
        return None
    there, left = (before - limit, after - limit) if least else (limit - before, limit - after)
    return Shortage(there, there - left) if left < 0 and left < there else None
