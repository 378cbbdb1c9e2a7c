"""`notify`: tells people what a flow wants of them, and what became of theirs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine_flow.step import EffectRequest
from lowcode.services.flow_steps import Held
from lowcode.services.incident_notice import incidents_link, untold
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

    def rows(self, instance: str) -> list[dict[str, Any]]:
        """Return it as rows of an instance, one for each person."""
        kind, content, link = self.kind, self.content, self.link
        return [
            {"instance_id": instance, "id": id_, "account_id": str(one), "kind": kind, "content": content, "link": link}
            for id_, one in zip(new_texts(len(self.people)), self.people, strict=True)
        ]


async def notify(connection: Connection, held: Held, asked: Mapping[str, Any]) -> None:
    """Tell people about a task of theirs, or about the end of what they started.

    Incidents of a flow are told once until that is read: when a system is down that hundreds of instances call, one
    line leads to all of them.
    """
    notice = notice_of(held, asked)
    people = await untold(connection, notice.people, notice.link) if asked["reason"] == "incident" else notice.people
    await tell(connection, people, notice.kind, notice.content, notice.link)


def notices_of(held: Held, effects: Iterable[EffectRequest]) -> list[dict[str, Any]]:
    """Return whom effects tell what that do nothing else, as rows of an instance."""
    return [row for one in effects for row in notice_of(held, one.arguments).rows(held.instance.id)]


def notice_of(held: Held, asked: Mapping[str, Any]) -> Notice:
    """Return what people are told when a flow wants to notify them."""
    people = uuids(dict.fromkeys(asked["people"]))
    row, instance = held.row, held.instance
    task = instance.tasks.get(asked["task"]) if asked["task"] is not None else None
    key = None if task is None else task_text(instance.id, task.id)
    content = {
        "reason": asked["reason"],
        **held.app.words(held.flow, None if task is None else task.node),
        "title": row.title,
        "instance": instance.id,
        "task": key,
        "form": row.form,
        "record": None if row.record_id is None else str(row.record_id),
    }
    link = f"/instances/{instance.id}" if key is None else f"/tasks/{key}"
    if asked["reason"] == "incident":
        link = incidents_link(row.app, row.flow)
    return Notice(people, "task" if task is not None else "flow", content, link)
