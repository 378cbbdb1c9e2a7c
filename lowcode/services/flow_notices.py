"""`notify`: tells people what a flow wants of them, and what became of theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from lowcode.kernel.names import Label
from lowcode.services.flow_steps import Held
from lowcode.services.notifications import tell
from lowcode.store.flows import task_text, uuids
from lowcode.store.ids import new_texts
from lowcode.store.statement import Connection


@dataclass(frozen=True, slots=True)
class Notice:
    """What people are told."""

    people: list[UUID]
    """Whom."""
    kind: str
    """What it is about: `task` or `flow`."""
    content: dict[str, Any]
    """What pages make a sentence of."""
    link: str
    """Where it leads."""

    def rows(self) -> list[dict[str, Any]]:
        """Return it as rows, one for each person."""
        more = {"kind": self.kind, "content": self.content, "link": self.link}
        ids = new_texts(len(self.people))
        return [{"id": id_, "account_id": str(one), **more} for id_, one in zip(ids, self.people, strict=True)]


async def notify(connection: Connection, held: Held, asked: Mapping[str, Any]) -> None:
    """Tell people about a task of theirs, or about the end of what they started."""
    notice = notice_of(held, asked)
    await tell(connection, notice.people, notice.kind, notice.content, notice.link)


def notice_of(held: Held, asked: Mapping[str, Any]) -> Notice:
    """Return what people are told when a flow wants to notify them."""
    people = uuids(dict.fromkeys(asked["people"]))
    task = held.instance.tasks.get(asked["task"]) if asked["task"] is not None else None
    node = held.flow.plan.nodes.get(task.node) if task is not None else None
    key = None if task is None else task_text(held.id, task.id)
    content = {
        "reason": asked["reason"],
        "app": held.row.app,
        "flow": held.row.flow,
        "label": _texts(held.flow.label),
        "node": None if node is None else node.name,
        "node_label": None if node is None or node.label is None else _texts(node.label),
        "title": held.row.title,
        "instance": held.instance.id,
        "task": key,
        "form": held.row.form,
        "record": None if held.row.record_id is None else str(held.row.record_id),
    }
    link = f"/instances/{held.instance.id}" if key is None else f"/tasks/{key}"
    return Notice(people, "task" if task is not None else "flow", content, link)


@lru_cache(maxsize=5_000)
def _texts(text: Label) -> dict[str, Any]:
    """Return a text in all languages as JSON, which nobody changes."""
    return text.model_dump(mode="json", by_alias=True)
