"""`compile_query`: from a question to SQL; the front door of the engine."""

from engine_reports.access import Access
from engine_reports.compiled import Compiled
from engine_reports.planner import planned
from engine_reports.query import Query
from engine_reports.rewriting import rewritten
from engine_reports.sql.answer import compile_plan
from engine_reports.subject import Subject


def compile_query(query: Query, subject: Subject, access: Access, dialect: str) -> Compiled:
    """Return a question as SQL of `dialect` ("postgres" or "duckdb"), with what its asker may see as a part of it.

    A question with mistakes has no text; its diagnostics say what is wrong, with paths inside the question.
    """
    plan = planned(query, subject, access)
    if plan.diagnostics:
        return Compiled("", (), (), None, (), tuple(dict.fromkeys(plan.diagnostics)))
    return compile_plan(rewritten(plan), dialect)
