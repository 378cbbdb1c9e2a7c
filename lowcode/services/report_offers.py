"""`offered`: what customers like this one often buy with what stands on a document, with the counts behind it."""

from typing import Final
from uuid import UUID

import pydantic

from engine_forms.identity import IdField
from engine_reports.analyses.association import AssociationAnalysis, Offer
from engine_reports.chart_kinds.association import AssociationChart
from engine_reports.finding import AssociationFinding, AssociationRule
from engine_reports.members import literal
from engine_reports.query import ReportDimension, ReportQuery
from lowcode.kernel.names import Name
from lowcode.services.actor import Actor
from lowcode.services.message import Message
from lowcode.services.record_app import RecordApp
from lowcode.services.report_asking import Asker
from lowcode.services.report_findings import analysed
from lowcode.services.reports import Reports

MOST: Final = 6
"""How many things are offered."""


class OffersAsk(Message):
    """What stands on a document."""

    form: Name
    """The form."""
    subject: UUID | None = None
    """Whom it is for."""
    items: tuple[UUID, ...] = pydantic.Field(default=(), max_length=200)
    """What stands on it."""


class OfferedItem(Message):
    """Something that is offered, and why."""

    id: UUID
    """The record."""
    title: str
    """What it is called."""
    because: str
    """With what it goes."""
    rule: AssociationRule
    """How often, and how much more often than by chance."""


class Offers(Message):
    """What is offered on a document."""

    rows: Name | None = None
    """The sub-table that takes it; None for a form that offers nothing."""
    field: Name | None = None
    """The field of its rows."""
    subject: Name | None = None
    """The field of the form that says whom it is for."""
    items: tuple[OfferedItem, ...] = ()
    """What is offered, that first which is surest."""
    baskets: int = 0
    """Of how many customers it was found."""
    similar: bool = False
    """Whether these are like the one that it is for."""


async def offered(reports: Reports, app: RecordApp, actor: Actor, asked: OffersAsk) -> Offers:
    """Return what goes with what stands on a document, as far as the asker may see who bought what.

    It is found among the baskets of those that are like whom it is for, where there are enough of them.
    Raises `Forbidden`.
    """
    asker = await reports.asking.asker(app, actor)
    asker.require_work()
    found = next(((chart, offer) for chart, offer in _offers(asker) if offer.form == asked.form), None)
    if found is None or asker.reports.seen(asker.reader, found[0].query.dataset) is None:
        return Offers()
    chart, offer = found
    plain = Offers(rows=offer.rows, field=offer.field, subject=offer.subject)
    if not asked.items:
        return plain
    query = chart.query.model_copy(
        update={"dimensions": (chart.query.dimensions[0], ReportDimension(name="item", expression=offer.item))}
    )
    conditions = await _alike(reports, asker, offer, asked)
    similar = bool(conditions)
    finding = await _found(reports, asker, chart.analysis, query, [*conditions], asked)
    if similar and finding.baskets < offer.enough:
        similar = False
        finding = await _found(reports, asker, chart.analysis, query, [], asked)
    best: dict[str, AssociationRule] = {}
    for rule in finding.rules:
        best.setdefault(str(rule.right), rule)
    chosen = [*best.items()][:MOST]
    titles = await _titles(reports, asker, offer, [one for _, rule in chosen for one in (rule.left, rule.right)])
    items = tuple(
        OfferedItem(id=UUID(key), title=titles[key], because=titles.get(str(rule.left), ""), rule=rule)
        for key, rule in chosen
        if key in titles
    )
    return plain.model_copy(update={"items": items, "baskets": finding.baskets, "similar": similar})


def _offers(asker: Asker) -> list[tuple[AssociationChart, Offer]]:
    """Return what forms of the app offer."""
    charts = [tile.chart for one in asker.reports.dashboards.values() for tile in one.tiles]
    found = [one for one in charts if isinstance(one, AssociationChart)]
    return [(one, one.analysis.offer) for one in found if one.analysis.offer is not None]


async def _found(
    reports: Reports, asker: Asker, analysis: AssociationAnalysis, query: ReportQuery, conditions: list[str],
    asked: OffersAsk,
) -> AssociationFinding:  # fmt: skip
    """Return what goes with what stands on a document, among some baskets."""
    filters = [f"({one})" for one in (query.filter, *conditions) if one]
    narrowed = query.model_copy(update={"filter": " and ".join(filters) or None})
    start = frozenset(str(one) for one in asked.items)
    wide = analysis.model_copy(update={"rules": 1000})
    answer = await analysed(reports.asking, reports.statistician, asker, narrowed, wide, start)
    assert isinstance(answer.finding, AssociationFinding)
    return answer.finding


async def _alike(reports: Reports, asker: Asker, offer: Offer, asked: OffersAsk) -> list[str]:
    """Return what holds for baskets of those that are like whom the document is for; nothing if it is not known."""
    field = asker.app.logic(offer.form).shapes.get(offer.subject)
    if asked.subject is None or not isinstance(field, IdField) or not offer.similar:
        return []
    if field.target not in asker.reports.datasets or asker.reports.seen(asker.reader, field.target) is None:
        return []
    query = ReportQuery(
        dataset=field.target,
        dimensions=tuple(ReportDimension(name=one, expression=one) for one in offer.similar),
        filter=f"id = {literal(str(asked.subject))}",
    )
    found = await reports.asking.find(asker.question(query))
    if not found.rows:
        return []
    return [f"{offer.owner}.{one} = {literal(found.rows[0].values[one])}" for one in offer.similar]


async def _titles(reports: Reports, asker: Asker, offer: Offer, ids: list[object]) -> dict[str, str]:
    """Return what things are called, as far as the asker may see them."""
    subtable = asker.app.logic(offer.form).shapes[offer.rows]
    target = next(one.target for one in subtable.fields if one.name == offer.field)  # type: ignore[attr-defined]
    reading = reports.asking.reading
    async with reading.database.connection() as connection:
        keys = sorted({UUID(str(one)) for one in ids})
        found = await reading.titles_of(connection, asker.app, asker.reader, target, keys)
    return {str(key): title for key, title in found.items()}
