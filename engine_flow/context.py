"""`Context`: what an instance may look at while an event is worked: people, the record, calendars, decisions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from engine_flow.calendar import Calendar
from engine_flow.organisation import Decide, Organisation
from engine_rules.scope import Scope
from engine_rules.values import Value


@dataclass(frozen=True, slots=True)
class Context:
    """What an instance may look at."""

    organisation: Organisation
    """Answers about people."""
    record: Mapping[str, Value] = field(default_factory=dict)
    """The present values of the record's fields."""
    scope: Scope | None = None
    """The types of the record's fields; any type without it."""
    decide: Decide | None = None
    """Evaluates the decisions of the app."""
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    """Working hours by name."""
    zone: tzinfo = UTC
    """The time zone of dates that have none of their own."""
    keeps_journal: bool = True
    """Whether the instance keeps its new lines; they stand in the step, too."""
