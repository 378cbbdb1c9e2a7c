"""`rewritten`: the steps from a checked question to an executable plan, in their order."""

from collections.abc import Callable
from typing import Final

from engine_reports.plan import Plan
from engine_reports.rewrites import access, columns, computed, first, levels, lookups, once, periods, shared

STEPS: Final[tuple[Callable[[Plan], Plan], ...]] = (
    periods.rewrite,
    computed.rewrite,
    levels.rewrite,
    once.rewrite,
    shared.rewrite,
    first.rewrite,
    access.rewrite,
    lookups.rewrite,
    columns.rewrite,
)
"""Periods before computed columns, which they may read; what counts once before references are joined away."""


def rewritten(plan: Plan) -> Plan:
    """Return the plan after every step."""
    for step in STEPS:
        plan = step(plan)
    return plan
