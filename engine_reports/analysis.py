"""`Analysis`: what is made of the answer to a question beyond groups and numbers."""

from collections.abc import Iterator
from typing import Annotated

from engine_reports.query import ReportQuery
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.family import Family
from lowcode.kernel.spec import Spec


class Analysis(Spec):
    """What is made of the answer to a question: what comes next, what goes together, what makes a difference."""

    kind: str
    """The kind of analysis."""

    def asked(self, query: ReportQuery) -> ReportQuery:
        """Return the question that the database answers, with what the analysis needs to know besides."""
        return query

    def problems(self, query: ReportQuery) -> Iterator[Diagnostic]:  # noqa: ARG002 - some need nothing
        """Iterate over why the analysis cannot be made of a question, with paths inside the chart."""
        yield from ()


ANALYSIS_FAMILY = Family("analyses")
"""The union of all kinds, filled by `engine_reports.analysis_kinds`."""
AnyAnalysis = Annotated[Analysis, ANALYSIS_FAMILY]
"""An analysis of any kind."""
