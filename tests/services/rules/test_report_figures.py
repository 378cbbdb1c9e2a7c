"""S43: a metric is one number, in a chart, in its export, on a scorecard and in the condition of a rule."""

import copy
import csv
import io
from decimal import Decimal
from typing import Any

import pytest

from lowcode.bundle.app import LAYOUT
from lowcode.bundle.folder import write
from lowcode.kernel.errors import Invalid
from lowcode.services.actor import PRODUCT
from lowcode.services.report_chart_file import ChartExport, chart_file, chart_on_paper
from lowcode.services.report_messages import ReportAsk
from lowcode.services.reports import Reports
from lowcode.services.scorecards import Scorecards
from tests.services.rules.conftest import Desk, day, said
from tests.services.rules.test_rules import update

SELLER: dict[str, Any] = {
    "title": "name",
    "fields": [
        {"kind": "text", "name": "name", "label": said("Name")},
        {"kind": "text", "name": "mark", "label": said("Mark")},
    ],
}
DEAL: dict[str, Any] = {
    "fields": [
        {"kind": "reference", "name": "seller", "label": said("Seller"), "to": "seller", "inverse": "deals"},
        {"kind": "number", "name": "amount", "label": said("Amount"), "digits": 2},
        {"kind": "number", "name": "cost", "label": said("Cost"), "digits": 2},
        {"kind": "text", "name": "stage", "label": said("Stage")},
    ],
}
WON: dict[str, Any] = {"name": "won", "label": said("Won"), "of": "deal", "filter": 'stage = "won"'}
MARGIN = {"kind": "ratio", "numerator": "amount - cost", "denominator": "amount"}
AVERAGE = {"kind": "average", "value": "amount"}
METRICS: dict[str, Any] = {
    name: {"name": name, "label": said(name), "description": said(name), "dataset": "won", "of": of,
           "filter": "amount > 1"}
    for name, of in (("margin", MARGIN), ("average", AVERAGE), ("wins", {"kind": "count"}))
}  # fmt: skip


def figure(name: str) -> dict[str, Any]:
    """Return a figure that is a metric of reports."""
    return {"name": name, "form": "deal", "belongs": "seller.id", "report": name, "empty": None}


CARD: dict[str, Any] = {
    "name": "care",
    "label": said("Care"),
    "form": "seller",
    "measures": [
        {"name": name, "label": said(name), "metric": figure(name), "standard": {"target": 1}} for name in METRICS
    ],
}
RULE: dict[str, Any] = {
    "name": "thin",
    "label": said("Thin"),
    "form": "seller",
    "trigger": {"kind": "became_true"},
    "metrics": [figure("margin")],
    "condition": "margin < 0.4",
    "effects": [update(mark="string(margin)")],
}
DOCUMENT: dict[str, Any] = {
    "app": {"format": 1, "name": "desk", "label": said("Desk")},
    "forms": {name: {"name": name, "label": said(name), **one} for name, one in (("seller", SELLER), ("deal", DEAL))},
    "datasets": {"won": WON},
    "metrics": METRICS,
    "scorecards": {"care": CARD},
    "rules": {"thin": RULE},
}
MEASURES = [{"name": name, "of": {"kind": "metric", "metric": name}} for name in METRICS]
CHART: dict[str, Any] = {
    "kind": "table",
    "query": {
        "dataset": "won", "dimensions": [{"name": "seller", "expression": "seller.name"}], "measures": MEASURES
    },
}  # fmt: skip


async def test_s43_a_chart_its_export_a_scorecard_and_a_rule_show_one_number(desk: Desk) -> None:
    await desk.tools.workspace.bundles.import_files(PRODUCT, write(DOCUMENT, LAYOUT))
    await desk.tools.record_apps.refresh()
    with day(0):
        sellers = {name: await desk.create("seller", name=name) for name in ("Ann", "Bob")}
        for name, amount, cost, stage in (
            ("Ann", "30.01", "20", "won"), ("Ann", "100", "60.5", "won"), ("Ann", "7", "1", "won"),
            ("Ann", "900", "0", "lost"), ("Ann", "1", "0", "won"), ("Bob", "10", "1", "won"), ("Bob", "3", "2", "won"),
        ):  # fmt: skip
            await desk.create("deal", seller=str(sellers[name].id), amount=amount, cost=cost, stage=stage)
    expected = {
        "Ann": {"margin": Decimal("0.40515291"), "average": Decimal("45.67"), "wins": Decimal(3)},
        "Bob": {"margin": Decimal("0.76923077"), "average": Decimal("6.5"), "wins": Decimal(2)},
    }
    app, settings = await desk.tools.record_app("desk"), desk.tools.workspace.settings
    asked = ChartExport.model_validate({"chart": CHART, "format": "csv", "language": "en"})
    with day(1):
        async with Reports(desk.tools.database, settings) as reports:
            answer = await reports.query(app, PRODUCT, ReportAsk(query=asked.chart.query))
            paper = await chart_on_paper(lambda one: reports.query(app, PRODUCT, one), asked)
        lines = list(csv.reader(io.StringIO(chart_file(paper, asked, settings).content.decode("utf-8-sig"))))
        async with desk.tools.database.transaction() as connection:
            await Scorecards(desk.tools).compute(connection, app, "care")
        assert await desk.sweep() == {}
        for name, numbers in expected.items():
            shown = next(one for one in answer.rows if one.values[0] == name)
            assert [Decimal(str(one)) for one in shown.values[1:]] == [*numbers.values()]
            written = next(one for one in lines if one[0] == name)
            assert [Decimal(one) for one in written[1:4]] == [*numbers.values()]
            score = await Scorecards(desk.tools).of_record(app, PRODUCT, "care", sellers[name].id)
            assert {one.name: one.value for one in score.parts} == numbers
    with day(2):
        # One more deal takes Ann below the mark of the rule, which tells the number that the chart would show.
        await desk.create("deal", seller=str(sellers["Ann"].id), amount="10", cost="9", stage="won")
        assert await desk.sweep() == {"desk.thin": 1}
        async with Reports(desk.tools.database, settings) as reports:
            answer = await reports.query(app, PRODUCT, ReportAsk(query=asked.chart.query))
        shown = next(one for one in answer.rows if one.values[0] == "Ann")
        assert (await desk.read("seller", sellers["Ann"].id)).values["mark"] == shown.values[1]


@pytest.mark.parametrize(
    ("changed", "code", "place"),
    [
        ({"report": "nothing"}, "figure-report-unknown", "report"),
        ({"report": "various"}, "figure-report-unfit", "report"),
        ({"form": "seller", "belongs": "id"}, "figure-report-form", "form"),
    ],
)
async def test_a_metric_that_cannot_be_taken_is_told_when_it_is_published(
    desk: Desk, changed: dict[str, Any], code: str, place: str
) -> None:
    document = copy.deepcopy(DOCUMENT)
    various = {**METRICS["wins"], "name": "various", "of": {"kind": "distinct", "value": "amount"}}
    document["metrics"]["various"] = various
    document["scorecards"]["care"]["measures"][0]["metric"] |= changed
    with pytest.raises(Invalid) as raised:
        await desk.tools.workspace.bundles.import_files(PRODUCT, write(document, LAYOUT))
    told = [(one.code, one.path) for one in raised.value.diagnostics if one.severity == "error"]
    assert told == [(code, f"scorecards/care.json/measures/0/metric/{place}")]
