"""`association`: what goes together more often than by chance, as products that the same customers buy."""

from collections.abc import Iterator
from typing import Literal

import pydantic

from engine_reports import codes
from engine_reports.aggregates.count import CountAggregate
from engine_reports.analysis import Analysis
from engine_reports.query import ReportMeasure, ReportQuery
from engine_reports.texts import ExpressionText
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Name
from lowcode.kernel.spec import Spec


class Offer(Spec):
    """A form that offers what goes with the rows of a record, as a quotation offers products beside its own."""

    form: Name
    """The form."""
    rows: Name
    """Its sub-table."""
    field: Name
    """The field of a row that refers to a thing."""
    item: ExpressionText
    """The id of that thing in the dataset: `product.id`."""
    subject: Name
    """The field of the form that refers to whom it is for: `customer`."""
    owner: ExpressionText
    """Whose baskets are, in the dataset: `parent.customer`."""
    similar: tuple[Name, ...] = pydantic.Field(default=(), max_length=4)
    """The fields of these that are alike in those whose baskets count: `grade`, `industry`."""
    enough: int = pydantic.Field(default=20, ge=1, le=100_000)
    """How many baskets of similar ones are enough; of fewer all count."""


class AssociationAnalysis(Analysis):
    """What goes together: the first dimension of the question is the basket, the second what lies in it.

    Support, confidence and lift are those of Agrawal, Imieliński and Swami (1993), "Mining association rules between
    sets of items in large databases", and of Brin, Motwani, Ullman and Tsur (1997).
    """

    kind: Literal["association"]
    least: int = pydantic.Field(default=3, ge=1, le=100_000)
    """In how many baskets a pair has to be."""
    rules: int = pydantic.Field(default=50, ge=1, le=1000)
    """How many pairs are told, those first that are surest to go together."""

    offer: Offer | None = None
    """The form that offers what is found."""

    def asked(self, query: ReportQuery) -> ReportQuery:
        """Return the question for what lies in which basket."""
        counted = ReportMeasure(name="rows_together", of=CountAggregate(kind="count"))
        return query.model_copy(
            update={
                "measures": (counted,), "limit": None, "sort": (), "totals": "none", "pivot": (), "having": None,
                "comparison": "none",
            }
        )  # fmt: skip

    def problems(self, query: ReportQuery) -> Iterator[Diagnostic]:
        """Iterate over why it cannot be made: there must be baskets and what lies in them."""
        if len(query.dimensions) != 2:
            yield codes.NO_BASKETS.report(path="/query/dimensions")
