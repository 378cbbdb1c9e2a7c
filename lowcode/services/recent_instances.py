"""`RecentInstances`: the instances that this process has read or written last, so that a step need not read first.

Whoever writes a step says which revision it started from, so that an old one here costs another try and nothing else.
"""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from engine_flow.flow import Flow
from engine_flow.instance import Instance
from lowcode.services.flow_app import FlowApp
from lowcode.store.flows import Row, task_id

_MOST: Final = 2_000
"""How many instances are kept."""


@dataclass(frozen=True, slots=True)
class Recent:
    """An instance as it was when this process last saw it."""

    row: Row
    instance: Instance
    app: FlowApp
    flow: Flow


class RecentInstances:
    """The instances that a process has seen last, by themselves and by their open tasks."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: OrderedDict[UUID, tuple[Recent, tuple[UUID, ...]]] = OrderedDict()
        self._tasks: dict[UUID, tuple[UUID, str]] = {}

    def of_task(self, task: UUID) -> tuple[Recent, str] | None:
        """Return the instance of an open task, with what the engine calls the task."""
        found = self._tasks.get(task)
        return None if found is None else (self._known[found[0]][0], found[1])

    def put(self, recent: Recent) -> None:
        """Keep an instance; one that has ended is nobody's work any more."""
        id_ = recent.row.id
        self.drop(id_)
        if recent.instance.over:
            return
        tasks = {task_id(id_, task.id): (id_, task.id) for task in recent.instance.open_tasks()}
        self._tasks.update(tasks)
        self._known[id_] = recent, tuple(tasks)
        if len(self._known) > _MOST:
            self.drop(next(iter(self._known)))

    def drop(self, id_: UUID) -> None:
        """Forget an instance."""
        found = self._known.pop(id_, None)
        if found is not None:
            for task in found[1]:
                self._tasks.pop(task, None)
