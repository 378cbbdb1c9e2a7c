"""Compute the scores of a scorecard for today."""

from typing import Any, ClassVar, Final

from lowcode.services.job_kind import JobKind, Running
from lowcode.services.message import Message
from lowcode.services.scorecards import Scorecards
from lowcode.store import jobs


class ScoreRunArguments(Message):
    """Which scorecard."""

    app: str
    """The app."""
    scorecard: str
    """Its name in the app."""


class ScoreRunJob(JobKind[ScoreRunArguments]):
    """Computes them in one query, in one transaction with its own end."""

    kind = "score_run"
    arguments = ScoreRunArguments
    priority: ClassVar[int] = jobs.LOW

    async def run(self, running: Running, arguments: ScoreRunArguments) -> dict[str, Any]:
        """Return how many scores have changed."""
        app = await running.tools.record_app(arguments.app)
        async with running.tools.database.transaction() as connection:
            count = await Scorecards(running.tools).compute(connection, app, arguments.scorecard)
            result = {"changed": count}
            await running.done(connection, result)
        return result


SCORE_RUN: Final = ScoreRunJob()
"""The kind."""
