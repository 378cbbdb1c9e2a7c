"""Every field that a dataset of a shipped app offers can be asked about, in both databases."""

from pathlib import Path

import pytest

from engine_reports.access import EVERYTHING
from engine_reports.compilation import compile_query
from engine_reports.query import ReportQuery
from engine_reports.subject import Subject
from lowcode.bundle.app import LAYOUT
from lowcode.bundle.datasets import datasets
from lowcode.bundle.folder import files_of, read
from lowcode.bundle.parsing import parsed
from lowcode.store.record_tables import RecordTables
from lowcode.store.report_tables import dataset_table

APPS = Path(__file__).parents[2] / "apps_catalog"


@pytest.mark.parametrize("dialect", ["postgres", "duckdb"])
def test_every_field_that_the_sales_app_offers_can_be_asked_about(dialect: str) -> None:
    bundle = parsed(read(files_of(APPS / "crm"), LAYOUT)).bundle
    assert bundle is not None
    tables = RecordTables("crm", bundle.form_set)
    asked = 0
    refused: list[str] = []
    for dataset in datasets(bundle.form_set).values():
        table = dataset_table(tables, dataset)
        subject = Subject(dataset, table)
        for field in dataset.fields:
            kind = {"measure": "sum", "key": "distinct"}.get(field.role, "maximum")
            of = {"kind": "count"} if field.type == "boolean" else {"kind": kind, "value": field.expression}
            grain = {"grain": "month"} if field.role == "time" else {}
            question = {
                "dataset": dataset.name,
                "dimensions": [{"name": "d", "expression": field.expression, **grain}],
                "measures": [{"name": "m", "of": of}],
            }
            compiled = compile_query(ReportQuery.model_validate(question), subject, EVERYTHING, dialect)
            asked += 1
            refused += [f"{dataset.name} {field.expression}: {one.text()}" for one in compiled.diagnostics]
    assert refused == []
    assert asked > 100
