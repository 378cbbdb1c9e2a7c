"""Dry runs of rules on history: what would have fired between two instants, and what the live rule has done instead."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import pydantic

from engine_rules.rule import Rule
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.kernel.names import Name
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.rule_app import CompiledRule
from lowcode.services.rule_codes import NO_DATES, NO_RULE
from lowcode.store.jobs import NORMAL, NewJob

MOST_SHOWN: Final = 200
"""How many hits are told one by one."""


class ReplayRequest(Message):
    """What is to be tried on which stretch of history."""

    app: Name
    """The app."""
    rule: Name
    """The rule, by its name in the app; a new name for a rule that is yet to be."""
    since: datetime
    """The beginning."""
    until: datetime
    """The end."""
    changed: dict[str, Any] | None = None
    """The rule as it is to be; the live one is tried if nothing is said."""


class Hit(Message):
    """A firing that would have been."""

    record_id: UUID
    """The record."""
    title: str = ""
    """What the record is called now."""
    at: datetime
    """When."""
    branch: str = "then"
    """Whether it had become true, or had stopped being true."""
    read: dict[str, Any] = pydantic.Field(default_factory=dict)
    """The values that are read, as they were."""
    effects: tuple[dict[str, Any], ...] = ()
    """What would have been done."""


class ReplayResult(Message):
    """What comes of a dry run."""

    changes: int
    """How many changes of records were gone through."""
    hits: int
    """How often the rule would have fired."""
    records: int
    """For how many records."""
    live: int
    """How often the rule that is live would have fired."""
    effects: dict[str, int] = pydantic.Field(default_factory=dict)
    """How many effects of each kind there would have been."""
    added: tuple[Hit, ...] = ()
    """Firings that the live rule would not have had, the first ones."""
    added_count: int = 0
    """How many there are."""
    removed: tuple[Hit, ...] = ()
    """Firings that only the live rule would have had, the first ones."""
    removed_count: int = 0
    """How many there are."""
    shown: tuple[Hit, ...] = ()
    """The first firings."""
    present: tuple[str, ...] = ()
    """What was read as it is now and not as it was then: values of other records."""
    seconds: float = 0.0
    """How long it took."""


def tried(app: RecordApp, request: ReplayRequest) -> tuple[CompiledRule, CompiledRule | None]:
    """Return the rule that is tried and the live one. Raises `NotFound`, `Invalid` for a rule that is wrong."""
    live = app.rules.rules.get(request.rule)
    if request.changed is None:
        if live is None:
            message = f"there is no rule {request.rule}"
            known = ", ".join(app.rules.rules) or "–"
            raise NotFound(message, [NO_RULE.report(app=app.name, name=request.rule, known=known)])
        return live, live
    candidate = _candidate(request.changed, request.rule)
    if candidate.form not in app.forms.forms:
        app.form(candidate.form)
    made = CompiledRule(app.name, app.forms, candidate, app.rules.decisions)
    wrong = [one for each in made.conditions for one in each.errors]
    if wrong:
        message = "the rule is wrong"
        raise Invalid(message, wrong)
    return made, live


def _candidate(content: Mapping[str, Any], name: str) -> Rule:
    """Return a rule that is yet to be. Raises `Invalid`."""
    kept = {key: value for key, value in content.items() if key != "$schema"}
    return Rule.model_validate({"label": {"en": name, "zh-CN": name}, **kept, "name": name})


def replay_job(app: RecordApp, request: ReplayRequest, account_id: UUID | None) -> NewJob:
    """Return the job of a dry run. Raises `NotFound`, `Invalid`."""
    if request.since >= request.until:
        message = "the replay would begin after its end"
        raise Invalid(message, [NO_DATES.report(path="/since")])
    tried(app, request)
    told = request.model_dump(mode="json")
    return NewJob("rule_replay", told, priority=NORMAL, max_attempts=2, account_id=account_id)
