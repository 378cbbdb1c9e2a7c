"""`compile_query`: from a question to SQL; the front door of the engine."""

from collections.abc import Mapping

from engine_reports.access import Access
from engine_reports.compiled import Compiled
from engine_reports.metric import ReportMetric, resolved
from engine_reports.planner import planned
from engine_reports.query import ReportQuery
from engine_reports.rewriting import rewritten
from engine_reports.sql.answer import compile_plan
from engine_reports.subject import Subject
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Diagnostic


def compile_query(
    query: ReportQuery,
    subject: Subject,
    access: Access,
    dialect: str,
    metrics: Mapping[str, ReportMetric] | None = None,
    *,
    held: bool = False,
) -> Compiled:
    """Return a question as SQL of `dialect` ("postgres", "duckdb" or "spark") that gives only what its asker may see.

    With `held` it reads what `Compiled.held` names beside the rows.

    A stretch by a word is that of the day it is now. A question with mistakes has no text; its diagnostics say what is
    wrong, with paths inside the question.
    """
    query, told = resolved(query.settled(clock.now().astimezone(subject.zone).date()), metrics or {})
    if told:
        return _refused(told)
    plan = planned(query, subject, access)
    if plan.diagnostics:
        return _refused(plan.diagnostics)
    plan = rewritten(plan)
    return _refused(plan.diagnostics) if plan.diagnostics else compile_plan(plan, dialect, held=held)


def _refused(diagnostics: tuple[Diagnostic, ...]) -> Compiled:
    """Return why there is no text."""
    return Compiled("", (), (), None, (), tuple(dict.fromkeys(diagnostics)))
