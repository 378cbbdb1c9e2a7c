"""`dataset_table`: the table that holds the rows of a dataset, as expressions read it."""

from dataclasses import replace

from engine_reports.dataset import Dataset
from engine_rules.targets.sql.source import Reference, Table
from lowcode.bundle.datasets import PARENT
from lowcode.store.record_tables import RecordTables


def dataset_table(tables: RecordTables, dataset: Dataset) -> Table | None:
    """Return the table of the records of a form, or of the rows of a sub-table; None for stays in stages.

    Nothing is left out here, records in the trash neither: which rows count is for the access to say.
    """
    if dataset.rows == "records":
        return tables.source(dataset.form)
    if dataset.rows == "stages" or dataset.part is None:
        return None
    rows = tables.row_source(tables.shape(dataset.form, dataset.part))
    above = Reference("parent_id", lambda: tables.source(dataset.form), nullable=False, uuid=True)
    return replace(rows, references={**rows.references, PARENT: above})
