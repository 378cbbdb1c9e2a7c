"""`found_by`: what an analysis finds in the answer to a question, under the rights of who asks."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, cast

from engine_reports.analyses.association import AssociationAnalysis
from engine_reports.analyses.forecast import ForecastAnalysis, Promotions
from engine_reports.analyses.lift import LiftAnalysis
from engine_reports.analysis import Analysis
from engine_reports.comparing import compared
from engine_reports.compiled import AnswerRow
from engine_reports.course import course_of
from engine_reports.finding import AnyFinding, Member
from engine_reports.pairing import paired
from engine_reports.query import ReportDimension, ReportLimit, ReportQuery
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid
from lowcode.services.report_asking import Asker, ReportAsking, counted
from lowcode.services.report_codes import TOO_MUCH
from lowcode.services.report_messages import Answer
from lowcode.services.report_values import written
from lowcode.services.statistician import Statistician

MOST: Final = 100_000
"""The most groups that an analysis looks at."""


async def analysed(
    asking: ReportAsking,
    statistician: Statistician,
    asker: Asker,
    query: ReportQuery,
    analysis: Analysis,
    start: frozenset[Member] | None = None,
) -> Answer:
    """Return the answer to a question with what an analysis finds in it. Raises `Invalid`, `Unavailable`.

    With `start` an association tells only what goes with one of these.
    """
    if problems := [*analysis.problems(query)]:
        message = "the analysis is not accepted"
        raise Invalid(message, problems)
    asked = analysis.asked(query).settled(clock.now().date())
    found = await asking.find(asker.question(counted(asked.model_copy(update={"limit": ReportLimit(count=MOST)}))))
    if len(found.rows) >= MOST:
        message = "the analysis is about too much"
        raise Invalid(message, [TOO_MUCH.report(limit=MOST)])
    if isinstance(analysis, AssociationAnalysis):
        basket, item = (one.name for one in asked.dimensions)
        lying = ((_member(one.values[basket]), _member(one.values[item])) for one in found.rows)
        finding: AnyFinding = paired(analysis, lying, start)
    else:
        finding = await _finding(asking, statistician, asker, asked, analysis, found.rows)
    shown = asked if isinstance(analysis, ForecastAnalysis) else asked.model_copy(update={"measures": ()})
    answer = asking.told(asker, shown, found, found.rows if isinstance(analysis, ForecastAnalysis) else ())
    return answer.model_copy(update={"finding": finding})


async def _finding(
    asking: ReportAsking,
    statistician: Statistician,
    asker: Asker,
    query: ReportQuery,
    analysis: Analysis,
    rows: Sequence[AnswerRow],
) -> AnyFinding:
    """Return what an analysis finds."""
    names = [one.name for one in query.dimensions]
    if isinstance(analysis, ForecastAnalysis):
        promotions = await _promotions(asking, asker, analysis.promotions)
        course = course_of(analysis, query, rows, clock.now().date(), promotions, _member)
        return course.finding(await statistician.foretold(course.tasks))
    assert isinstance(analysis, LiftAnalysis)
    return compared(analysis, rows, [_member(one.values[names[0]]) if names else None for one in rows])


async def _promotions(asking: ReportAsking, asker: Asker, where: Promotions | None) -> list[tuple[date, date]]:
    """Return what was and will be promoted, as far as the asker may see it. Raises `Invalid`."""
    if where is None:
        return []
    query = ReportQuery(
        dataset=where.dataset,
        dimensions=(
            ReportDimension(name="starts", expression=where.starts),
            ReportDimension(name="ends", expression=where.ends),
        ),
        filter=where.filter,
        limit=ReportLimit(count=10_000),
    )
    found = await asking.find(asker.question(query))
    days = [(_day(one.values["starts"]), _day(one.values["ends"])) for one in found.rows]
    return [(first, last) for first, last in days if first is not None and last is not None]


def _member(value: Value) -> Member:
    """Return a member as answers write it."""
    return cast("Member", written(value))


def _day(value: Value) -> date | None:
    """Return the day of a date or time."""
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None
