"""`EffectOrder` and `Outcome`: what is asked for when an effect is to be carried out, and what came of it."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import pydantic

from engine_rules.values import Value
from lowcode.services.message import Message


class EffectOrder(Message):
    """An effect that is to be carried out, with values in the place of expressions."""

    key: str = pydantic.Field(min_length=1, max_length=300)
    """Names it for ever: under the same key it is carried out once."""
    kind: str
    """Its kind."""
    arguments: dict[str, Any] = pydantic.Field(default_factory=dict)
    """Its settings, as `Effect.evaluated` gives them; for what a job does they are kept as JSON."""
    cause: dict[str, Any] = pydantic.Field(default_factory=dict)
    """What the history of records tells: `{"kind": "flow", "flow": …, "instance": …, "node": …}`."""
    app: str
    """The app."""
    form: str | None = None
    """The form of the record that it is about."""
    record_id: UUID | None = None
    """The record that it is about."""
    account_id: UUID | None = None
    """Who does it, as the history tells."""
    rights: Literal["product", "account"] = "product"
    """Whether it may do what the product may, as flows and rules do, or what the account may, as buttons do."""
    on_done: dict[str, Any] | None = None
    """When a job carries it out: the arguments of a job `flow_event` that is put down when it is done or has failed."""


class Outcome(Message):
    """What came of an effect."""

    state: Literal["done", "queued"]
    """Whether it is done, or a job will do it."""
    result: Any = None
    """What came of it, as JSON; None while it is not done."""
    again: bool = False
    """Whether it had been carried out before under the same key."""


def plain(value: Value) -> Any:
    """Return a value of the language as JSON: numbers as numbers, times as ISO texts, other things as texts."""
    if value is None or isinstance(value, bool | str | int | float):
        return value
    if isinstance(value, Decimal):
        if value == value.to_integral_value() and abs(value) < 2**53:
            return int(value)
        # A number that a floating point cannot hold stays exact, as a text.
        return float(value) if Decimal(repr(float(value))) == value else str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return str(value)
