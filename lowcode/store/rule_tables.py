"""The tables of rules: for which records each is true, what has fired and why, and the scores of scorecards.

What firings write has no foreign keys: it is part of saving records, and checks would cost more than the writing.
"""

from typing import Any, Final

from sqlalchemy import Boolean, CheckConstraint, Column, Date, DateTime, Index, Integer, Numeric, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from lowcode.store.flow_tables import METADATA as PLATFORM

METADATA: Final = PLATFORM
"""All tables of the platform, these among them."""

_TIME: Final = DateTime(timezone=True)


def _rule() -> Column[Any]:
    """Return the name of a rule with its app."""
    return Column("rule", Text, nullable=False, comment="as crm.stalled")


rule_state = Table(
    "rule_state",
    METADATA,
    Column("rule", Text, primary_key=True, comment="as crm.stalled"),
    Column("record_id", Uuid, primary_key=True),
    Column("since", _TIME, nullable=False, comment="when it was seen to be true"),
    Column("fired_at", _TIME, nullable=False, comment="when it was set off last"),
    Index("rule_state_record_idx", "record_id"),
    comment="the records for which a rule is true, so that it does not fire for them again",
)

rule_firing = Table(
    "rule_firing",
    METADATA,
    Column("id", Uuid, primary_key=True),
    _rule(),
    Column("form", Text, nullable=False, comment="as crm.lead"),
    Column("record_id", Uuid, nullable=True),
    Column("at", _TIME, nullable=False),
    Column("branch", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("why", JSONB, nullable=False, comment="the conditions as trees, with the value of each part"),
    Column("read", JSONB, nullable=False, comment="the values that were read"),
    Column("effects", JSONB, nullable=False, comment="what was done"),
    Column("cause", JSONB, nullable=False),
    Column("error", JSONB, nullable=True),
    Column("account_id", Uuid, nullable=True, comment="whose change set it off"),
    CheckConstraint("branch IN ('then', 'ended', 'cut')", name="branch"),
    CheckConstraint("state IN ('queued', 'done', 'failed', 'cut')", name="state"),
    Index("rule_firing_rule_idx", "rule", "id"),
    Index("rule_firing_record_idx", "record_id", "id"),
    comment="what rules have done, and why",
)

rule_switch = Table(
    "rule_switch",
    METADATA,
    Column("rule", Text, primary_key=True, comment="as crm.stalled"),
    Column("active", Boolean, nullable=False),
    Column("account_id", Uuid, nullable=True, comment="who has switched it"),
    Column("at", _TIME, nullable=False),
    comment="whether rules work here, whatever their app says; upgrades of the app leave it as it is",
)

score = Table(
    "score",
    METADATA,
    Column("scorecard", Text, primary_key=True, comment="as performance.seller"),
    Column("record_id", Uuid, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("total", Numeric, nullable=True, comment="between 0 and 100"),
    Column("parts", JSONB, nullable=False, comment="by measure: value, points and weight"),
    Column("computed_at", _TIME, nullable=False),
    comment="the scores of each day",
)

score_setting = Table(
    "score_setting",
    METADATA,
    Column("scorecard", Text, primary_key=True, comment="as performance.seller"),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("measures", JSONB, nullable=False, comment="by measure: weight, target and threshold"),
    Column("account_id", Uuid, nullable=True),
    Column("at", _TIME, nullable=False),
    comment="how measures count, as managers have set it; the last revision holds",
)
