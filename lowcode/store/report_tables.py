"""`dataset_table`: the table that holds the rows of a dataset, as expressions read it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from engine_reports.dataset import Dataset
from engine_rules import types as t
from engine_rules.targets.sql.source import Column, Reference, Table
from lowcode.bundle.datasets import PARENT, RECORD
from lowcode.bundle.flow_datasets import RUN as THE_RUN
from lowcode.store.record_tables import ACCOUNT, RecordTables

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
RUN: Final = Table(
    "flow_instance",
    {
        "id": Column("id", t.STRING, nullable=False, uuid=True),
        "flow": Column("flow", t.STRING, nullable=False),
        "status": Column("status", t.STRING, nullable=False),
        "started": Column("started_at", t.DATE_TIME, nullable=False),
        "ended": Column("ended_at", t.DATE_TIME),
        "version": Column("version", t.NUMBER, nullable=False, integer=True),
    },
)
"""The runs of flows, of all apps."""
TASK: Final = Table(
    "flow_task",
    {
        "id": Column("id", t.STRING, nullable=False, uuid=True),
        "flow": Column("flow", t.STRING, nullable=False),
        "node": Column("node", t.STRING, nullable=False),
        "kind": Column("kind", t.STRING, nullable=False),
        "state": Column("state", t.STRING, nullable=False),
        "outcome": Column("outcome", t.STRING),
        "opened": Column("opened_at", t.DATE_TIME, nullable=False),
        "due": Column("due_at", t.DATE_TIME),
        "closed": Column("closed_at", t.DATE_TIME),
        "urged": Column("urged", t.NUMBER, nullable=False, integer=True),
    },
)
"""The tasks of flows, of all apps."""


def flow_runs(record: Callable[[], Table], person: Table) -> Table:
    """Return the runs of flows, with the records and people that they know."""
    known = {RECORD: Reference("record_id", record, uuid=True), "initiator": Reference("initiator", person, uuid=True)}
    return replace(RUN, references=known)


def flow_tasks(record: Callable[[], Table], person: Table) -> Table:
    """Return the tasks of flows, with the run and people that they know."""
    known = {
        THE_RUN: Reference("instance_id", lambda: flow_runs(record, person), nullable=False, uuid=True),
        "person": Reference("account_id", person, uuid=True),
        "decided by": Reference("by", person, uuid=True),
    }
    return replace(TASK, references=known)


def dataset_table(tables: RecordTables, dataset: Dataset) -> Table:
    """Return the table of the records of a form, of rows of a sub-table, of stays, of flows, or of an external table.

    Nothing is left out here, neither records in the trash nor what belongs to other forms: which rows count is for the
    access to say.
    """
    if dataset.external is not None:
        return dataset.external.described(dataset.form)
    if dataset.rows == "records":
        return tables.source(dataset.form)
    if dataset.rows in {"runs", "tasks"}:
        found = flow_runs if dataset.rows == "runs" else flow_tasks
        return found(lambda: tables.source(dataset.form), ACCOUNT)
    if dataset.rows == "stages":
        above = replace(STAY_REFERENCE, table=lambda: tables.source(dataset.form))
        return replace(STAY, references={RECORD: above})
    assert dataset.part is not None
    rows = tables.row_source(tables.shape(dataset.form, dataset.part))
    above = Reference("parent_id", lambda: tables.source(dataset.form), nullable=False, uuid=True)
    return replace(rows, references={**rows.references, PARENT: above})
