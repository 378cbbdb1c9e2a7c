"""`parts_of`: what a step changes in the tables besides the instance itself."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from uuid import UUID

from engine_flow.instance import Incident, Instance, Task, write_entries
from engine_flow.step import Step
from lowcode.store.flows import Parts, task_text, uuids


def parts_of(id_: UUID, before: Instance, step: Step, notices: list[dict[str, Any]] | None = None) -> Parts:
    """Return the rows that a step of an instance adds, changes and removes, with whom to tell what."""
    after = step.instance
    return Parts(
        tasks=tasks_of(id_, after, step.tasks),
        journal=write_entries(step.journal),
        timers=[{"key": one.id, "node": one.node, "due_at": one.due.isoformat()} for one in step.timers],
        stopped=list(step.stopped),
        waits=[
            {"key": one.id, "message": one.message, "correlation": one.key}
            for one in after.waits.values()
            if one.id not in before.waits
        ],
        met=[key for key in before.waits if key not in after.waits],
        incidents=[_incident(one) for one in after.incidents.values() if one.id not in before.incidents],
        resolved=[key for key in before.incidents if key not in after.incidents],
        notices=notices or [],
    )


_UNFINISHED = frozenset({"planned", "open", "held"})


def tasks_of(id_: UUID, instance: Instance, some: Iterable[Task] | None = None) -> list[dict[str, Any]]:
    """Return tasks of an instance as rows, all of them unless some are named."""
    limits = [timer for timer in instance.timers.values() if timer.limit is not None]
    due = {timer.token: timer.due for timer in sorted(limits, key=lambda one: one.due, reverse=True)}
    return [
        _task(id_, task, due.get(task.token) if task.state in _UNFINISHED else None)
        for task in (instance.tasks.values() if some is None else some)
    ]


def _task(id_: UUID, task: Task, due: Any) -> dict[str, Any]:
    """Return a task as a row; people who are no accounts stand nowhere."""
    found = {
        "id": task_text(id_, task.id),
        "key": task.id,
        "node": task.node,
        "kind": task.kind,
        "state": task.state,
        "account_id": _account(task.person) if task.person else None,
        "principal_id": _account(task.principal) if task.principal else None,
        "candidates": ([str(one) for one in uuids(task.candidates)] or None) if task.candidates else None,
        "by": _account(task.by) if task.by else None,
        "outcome": task.outcome,
        "opinion": task.opinion,
        "urged": task.urged,
        "opened_at": task.opened,
        "due_at": due,
        "read_at": task.read,
        "closed_at": task.closed,
    }
    return {name: value for name, value in found.items() if value is not None}


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
    return {"key": one.id, "node": one.node, "code": one.code, "content": content, "at": one.at.isoformat()}
