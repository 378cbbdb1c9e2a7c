"""`dataset_table`: the table that holds the rows of a dataset, as expressions read it."""

from dataclasses import replace
from typing import Final

from engine_reports.dataset import Dataset
from engine_rules import types as t
from engine_rules.targets.sql.source import Column, Reference, Table
from lowcode.bundle.datasets import PARENT, RECORD
from lowcode.store.record_tables import RecordTables

STAY: Final = Table(
    "record_stay",
    {
        "id": Column("id", t.STRING, nullable=False, uuid=True),
        "stage": Column("stage", t.STRING, nullable=False),
        "next": Column("next", t.STRING),
        "entered": Column("entered_at", t.DATE_TIME, nullable=False),
        "left": Column("left_at", t.DATE_TIME),
        "days": Column("days", t.NUMBER, nullable=False, digits=(12, 5)),
    },
)
"""The stays of records in stages, of all forms: a view over the history of records."""
STAY_REFERENCE: Final = Reference("record_id", STAY, nullable=False, uuid=True)
"""How a stay knows its record."""


def dataset_table(tables: RecordTables, dataset: Dataset) -> Table:
    """Return the table of the records of a form, of the rows of a sub-table, or of stays in stages.

    Nothing is left out here, neither records in the trash nor the stays of other forms: which rows count is for the
    access to say.
    """
    if dataset.rows == "records":
        return tables.source(dataset.form)
    if dataset.rows == "stages":
        above = replace(STAY_REFERENCE, table=lambda: tables.source(dataset.form))
        return replace(STAY, references={RECORD: above})
    assert dataset.part is not None
    rows = tables.row_source(tables.shape(dataset.form, dataset.part))
    above = Reference("parent_id", lambda: tables.source(dataset.form), nullable=False, uuid=True)
    return replace(rows, references={**rows.references, PARENT: above})
