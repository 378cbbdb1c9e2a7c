"""Let a rule fire for records: those that the clock has found, or one that a change has set off."""

from typing import Any, ClassVar, Final

from lowcode.services.job_kind import JobKind, Running
from lowcode.services.rule_order import FiringOrder
from lowcode.services.rule_turn import RuleTurn
from lowcode.store import jobs


class RuleFireJob(JobKind[FiringOrder]):
    """Does each record in a transaction of its own; done again after a crash, it leaves out what is done."""

    kind = "rule_fire"
    arguments = FiringOrder
    priority: ClassVar[int] = jobs.NORMAL
    timeout: ClassVar[float] = 900.0

    async def run(self, running: Running, arguments: FiringOrder) -> dict[str, Any]:
        """Return for how many records it fired, was left out, or failed."""
        turn = RuleTurn(running.tools, arguments, running.id)
        counts = {"fired": 0, "left": 0, "failed": 0}
        for at, id_ in enumerate(arguments.records):
            counts[await turn.take(at, id_)] += 1
            if at % 25 == 24:
                await running.progress(at + 1, len(arguments.records))
        return counts


RULE_FIRE: Final = RuleFireJob()
"""The kind."""
