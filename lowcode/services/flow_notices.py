"""`notify`: tells people what a flow wants of them, and what became of theirs."""

from collections.abc import Mapping
from typing import Any

from lowcode.services.flow_steps import Held
from lowcode.services.notifications import tell
from lowcode.store.flows import task_id, uuids
from lowcode.store.statement import Connection


async def notify(connection: Connection, held: Held, asked: Mapping[str, Any]) -> None:
    """Tell people about a task of theirs, or about the end of what they started."""
    people = uuids(dict.fromkeys(asked["people"]))
    if not people:
        return
    task = held.instance.tasks.get(asked["task"]) if asked["task"] is not None else None
    node = held.flow.plan.nodes.get(task.node) if task is not None else None
    content = {
        "reason": asked["reason"],
        "app": held.row.app,
        "flow": held.row.flow,
        "label": held.flow.label.model_dump(mode="json", by_alias=True),
        "node": None if node is None else node.name,
        "node_label": None if node is None or node.label is None else node.label.model_dump(mode="json", by_alias=True),
        "title": held.row.title,
        "instance": str(held.id),
        "task": None if task is None else str(task_id(held.id, task.id)),
        "form": held.row.form,
        "record": None if held.row.record_id is None else str(held.row.record_id),
    }
    link = f"/tasks/{content['task']}" if task is not None else f"/instances/{held.id}"
    await tell(connection, people, "task" if task is not None else "flow", content, link)
