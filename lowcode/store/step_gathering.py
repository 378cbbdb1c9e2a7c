"""Reading what tasks of flows belong to, and writing steps, for several people at once by one statement each."""

from collections.abc import Sequence
from typing import Any, TypeAlias
from uuid import UUID

from lowcode.store.flows import OF_TASKS, Written, save_all
from lowcode.store.gathering import Gathering
from lowcode.store.statement import Connection

TaskReader: TypeAlias = Gathering[UUID, Any]
"""Reads the instances of tasks as `OF_TASKS` gives them, None where there is no such task."""
StepWriter: TypeAlias = Gathering[Written, bool]
"""Writes steps, of each instance one at a time, and says whether they are written; why not, `save_all` says."""


def task_reader() -> TaskReader:
    """Return what reads the instances of tasks in one process."""
    return Gathering(_read, key=lambda task: task, at_once=1)


def step_writer() -> StepWriter:
    """Return what writes the steps of one process."""
    return Gathering(_write, key=lambda step: step.row.id, at_once=2)


async def _read(connection: Connection, tasks: Sequence[UUID]) -> list[Any]:
    """Return the rows of tasks in their order."""
    found = {row["task_id"]: row for row in await OF_TASKS.rows(connection, tasks=list(tasks))}
    return [found.get(task) for task in tasks]


async def _write(connection: Connection, steps: Sequence[Written]) -> list[bool]:
    """Write steps of different instances, and return whether each is written, in their order."""
    written = await save_all(connection, steps)
    return [one.row.id in written for one in steps]
