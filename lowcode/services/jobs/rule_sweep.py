"""Look for records for which rules have become true by the clock, and put down what follows."""

from typing import Any, ClassVar, Final

from lowcode.services.job_kind import JobKind, Running
from lowcode.services.message import Message
from lowcode.services.rule_sweep import RuleSweep
from lowcode.store import jobs


class RuleSweepArguments(Message):
    """Which rules."""

    app: str = ""
    """The app of a rule by a schedule; all apps if nothing is said."""
    rule: str = ""
    """The rule by a schedule."""


class RuleSweepJob(JobKind[RuleSweepArguments]):
    """Finds them and puts their jobs down in one transaction with its own end."""

    kind = "rule_sweep"
    arguments = RuleSweepArguments
    priority: ClassVar[int] = jobs.HIGH
    timeout: ClassVar[float] = 900.0

    async def run(self, running: Running, arguments: RuleSweepArguments) -> dict[str, Any]:
        """Return how many firings each rule has put down."""
        sweep = RuleSweep(running.tools)
        async with running.tools.database.transaction() as connection:
            await running.tools.database.hold(connection, "rule_sweep")
            if arguments.rule:
                app = await running.tools.record_app(arguments.app)
                count = await sweep.scheduled(connection, app, arguments.rule)
                counts = {f"{arguments.app}.{arguments.rule}": count}
            else:
                counts = await sweep.sweep(connection)
            await running.done(connection, counts)
        return counts


RULE_SWEEP: Final = RuleSweepJob()
"""The kind."""
