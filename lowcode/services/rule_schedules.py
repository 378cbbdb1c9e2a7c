"""`rule_schedules`: the schedules by which rules of an app fire."""

from collections.abc import Iterator
from typing import Final

from engine_rules.triggers import schedule
from lowcode.bundle.app import Bundle
from lowcode.services.schedules import Schedule

SWEEP: Final = Schedule("rules", "* * * * *", "rule_sweep")
"""Every minute the records are looked at for which rules may have become true."""


def rule_schedules(bundle: Bundle) -> Iterator[Schedule]:
    """Iterate over the schedules of an app: one for each rule by the clock."""
    for rule in bundle.rules.values():
        if isinstance(rule.trigger, schedule.Schedule):
            told = {"app": bundle.app.name, "rule": rule.name}
            yield Schedule(f"rule.{rule.name}", rule.trigger.cron, "rule_sweep", told, rule.trigger.zone)
    for card in bundle.scorecards.values():
        told = {"app": bundle.app.name, "scorecard": card.name}
        yield Schedule(f"scorecard.{card.name}", card.cron, "score_run", told)
