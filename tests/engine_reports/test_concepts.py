"""The question in the concepts of reports is one that is answered as it stands there."""

import re
from pathlib import Path

from engine_reports.access import EVERYTHING
from engine_reports.compilation import compile_query
from engine_reports.query import ReportQuery
from tests.engine_reports.databases import DuckShop
from tests.engine_reports.shop import ORDERS, drawn

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "reports.md"


def test_the_question_of_the_page_is_answered() -> None:
    examples = re.findall(r"```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (text,) = [one for one in examples if '"dimensions"' in one]
    query = ReportQuery.model_validate_json(text)
    compiled = compile_query(query, ORDERS, EVERYTHING, "duckdb")
    assert not compiled.diagnostics
    groups = DuckShop(drawn(2)).answer(compiled)
    assert {one.level for one in groups} == {("month", "region"), ("region",), ("month",), ()}
    assert all(one.before.keys() == {"revenue", "margin", "so_far"} for one in groups)
