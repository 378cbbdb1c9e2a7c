"""`parts_of`: what a step changes in the tables besides the instance itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from engine_flow.instance import Incident, Instance, Task, Timer
from engine_flow.step import Step
from lowcode.store.flows import Parts, TaskRow, task_text, uuids


def parts_of(before: Instance, step: Step, notices: Sequence[dict[str, Any]] = ()) -> Parts:
    """Return the rows that a step of an instance adds, changes and removes, with whom to tell what."""
    after = step.instance
    own = {"instance_id": after.id}
    return Parts(
        tasks_of(after, step.tasks),
        [own | {"key": one.id, "node": one.node, "due_at": one.due} for one in step.timers],
        [own | {"key": key} for key in step.stopped],
        [
            own | {"key": one.id, "message": one.message, "correlation": one.key}
            for one in after.waits.values()
            if one.id not in before.waits
        ],
        [own | {"key": key} for key in before.waits if key not in after.waits],
        [own | _incident(one) for one in after.incidents.values() if one.id not in before.incidents],
        [own | {"key": key} for key in before.incidents if key not in after.incidents],
        notices,
    )


_UNFINISHED = frozenset({"planned", "open", "held"})


def tasks_of(instance: Instance, some: Iterable[Task] | None = None) -> list[TaskRow]:
    """Return tasks of an instance as rows, all of them unless some are named."""
    due = _due(instance.timers.values()) if instance.timers else {}
    return [
        _task(instance.id, task, due.get(task.token) if task.state in _UNFINISHED and task.kind != "copy" else None)
        for task in (instance.tasks.values() if some is None else some)
    ]


def _due(timers: Iterable[Timer]) -> dict[str, datetime]:
    """Return the nearest limit of each token that has one."""
    limits = [timer for timer in timers if timer.limit is not None]
    return {timer.token: timer.due for timer in sorted(limits, key=lambda one: one.due, reverse=True)}


def _task(instance: str, task: Task, due: datetime | None) -> TaskRow:
    """Return a task as a row."""
    return TaskRow(
        instance,
        task_text(instance, task.id),
        task.id,
        task.node,
        task.kind,
        task.state,
        task.urged,
        task.opened,
        _account(task.person) if task.person else None,
        _account(task.principal) if task.principal else None,
        ([str(one) for one in uuids(task.candidates)] or None) if task.candidates else None,
        _account(task.by) if task.by else None,
        task.outcome,
        task.opinion,
        due,
        task.read,
        task.closed,
    )


@lru_cache(maxsize=10_000)
def _account(person: str) -> str | None:
    """Return a person who is an account."""
    return next((str(one) for one in uuids([person])), None)


def _incident(one: Incident) -> dict[str, Any]:
    """Return an incident as a row."""
    content = {
        "message": one.message.model_dump(mode="json", by_alias=True),
        "hint": one.hint and one.hint.model_dump(mode="json", by_alias=True),
    }
    return {"key": one.id, "node": one.node, "code": one.code, "content": content, "at": one.at}
