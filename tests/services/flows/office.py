"""A small office with an app of its own, in which flows are tried."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from lowcode.services.actor import Actor
from lowcode.services.flow_messages import Acted, FlowStart, VerbRequest
from lowcode.services.flows import Flows
from lowcode.services.publishing import PublishRequest
from lowcode.services.record_writing import NewRecord
from lowcode.services.roles import NewGrant
from lowcode.services.workshop import Workshop
from lowcode.store import jobs
from lowcode.store.jobs import Claim
from lowcode.store.statement import Statement
from lowcode.worker.loop import Worker


def text(word: str) -> dict[str, str]:
    """Return a label."""
    return {"en": word, "zh-CN": word}


def person(name: str, *people: UUID | str, kind: str = "approval_task", **more: Any) -> dict[str, Any]:
    """Return a node that asks named people."""
    assignees = [{"kind": "person", "persons": [str(one) for one in people]}] if people else []
    return {"kind": kind, "name": name, "label": text(name), "assignees": assignees, **more}


def flow(
    name: str, nodes: Iterable[Mapping[str, Any]], edges: Sequence[tuple[str, ...]], form: str | None = "order",
    **more: Any,
) -> dict[str, Any]:  # fmt: skip
    """Return a flow; an edge is source, target and, if wanted, a condition, empty for the default."""
    made = []
    for number, (source, target, *rest) in enumerate(edges):
        edge: dict[str, Any] = {"name": f"e{number}", "source": source, "target": target}
        if rest:
            edge |= {"condition": rest[0]} if rest[0] else {"default": True}
        made.append(edge)
    return {"name": name, "label": text(name), "form": form, "nodes": list(nodes), "edges": made, **more}


START: dict[str, Any] = {"kind": "button_start", "name": "start"}
END: dict[str, Any] = {"kind": "end", "name": "end"}

ORDER: dict[str, Any] = {
    "name": "order",
    "label": text("Order"),
    "title": "title",
    "fields": [
        {"kind": "text", "name": "title", "label": text("Title")},
        {"kind": "number", "name": "amount", "label": text("Amount")},
        {"kind": "text", "name": "note", "label": text("Note")},
        {"kind": "user", "name": "buyer", "label": text("Buyer")},
        {
            "kind": "stage",
            "name": "stage",
            "label": text("Stage"),
            "states": [{"name": one, "label": text(one)} for one in ("draft", "asked", "agreed", "refused")],
        },
    ],
}


def app(
    *flows: Mapping[str, Any],
    decisions: Mapping[str, Any] | None = None,
    forms: Sequence[Mapping[str, Any]] = (),
    ledgers: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return an app with some flows; forms besides that of orders, or instead of it; decisions and ledgers."""
    kept = {"order": ORDER, **{one["name"]: dict(one) for one in forms}}
    every = [{"actions": ["see", "create", "edit", "delete"], "form": name} for name in kept]
    return {
        "app": {"format": 1, "name": "office", "label": text("Office")},
        "forms": kept,
        "roles": {
            "clerk": {"name": "clerk", "label": text("Clerk"), "grants": every},
            "boss": {"name": "boss", "label": text("Boss"), "grants": []},
        },
        "flows": {one["name"]: dict(one) for one in flows},
        **({"decisions": dict(decisions)} if decisions else {}),
        **({"ledgers": dict(ledgers)} if ledgers else {}),
    }


class Office:
    """The office: the app, its people, and what they do."""

    def __init__(self, tools: Workshop, flows: Flows, admin: Actor) -> None:
        """Take the tools."""
        self.tools = tools
        self.flows = flows
        self.admin = admin
        self.actors: dict[str, Actor] = {}

    async def publish(self, *flows: Mapping[str, Any], **more: Any) -> None:
        """Publish the app with some flows."""
        publishing = await self.tools.workspace.bundles.publishing()
        present = [one for one in await publishing.apps(self.admin) if one.name == "office"]
        base = present[0].current_version if present else None
        await publishing.publish(self.admin, "office", PublishRequest(content=app(*flows, **more), base_version=base))
        await self.tools.record_apps.refresh()

    async def grant(self, name: str, role: str) -> None:
        """Give somebody a role."""
        actor = self.actors[name]
        await self.tools.workspace.roles.grant(self.admin, NewGrant(role=role, account_id=actor.account))
        self.actors[name] = Actor(actor.account_id, roles=actor.roles | {role})

    def id(self, name: str) -> str:
        """Return the id of somebody."""
        return str(self.actors[name].account)

    async def order(self, by: str, form: str = "order", **values: Any) -> UUID:
        """Return a new order, or record of another form."""
        found = self.tools.record_apps["office"].artefact
        made = await self.tools.records.writing.create(found, self.actors[by], form, NewRecord(values=values))
        return made.id

    async def values(self, record: UUID, form: str = "order") -> dict[str, Any]:
        """Return what an order, or record of another form, holds."""
        found = self.tools.record_apps["office"].artefact
        return (await self.tools.records.reading.get(found, self.admin_of_orders, form, record)).values

    @property
    def admin_of_orders(self) -> Actor:
        """The product, which sees all orders."""
        return Actor(product=True)

    async def start(self, by: str, flow: str, record: UUID | None = None, **more: Any) -> UUID:
        """Begin a flow."""
        return (await self.flows.start(self.actors[by], "office", flow, FlowStart(record=record, **more))).id

    async def tasks(self, instance: UUID, state: str = "open") -> list[Any]:
        """Return the tasks of an instance, in the order they were made."""
        statement = Statement(
            "SELECT * FROM flow_task WHERE instance_id = :id AND state = :state ORDER BY opened_at, key"
        )
        async with self.tools.database.connection() as connection:
            return await statement.rows(connection, id=instance, state=state)

    async def task_of(self, instance: UUID, name: str) -> UUID:
        """Return the open task of somebody."""
        wanted = self.actors[name].account
        found = [one["id"] for one in await self.tasks(instance) if wanted in {one["account_id"], one["principal_id"]}]
        assert len(found) == 1, found
        return UUID(str(found[0]))

    async def act(self, name: str, instance: UUID, kind: str, task: UUID | None = None, **fields: Any) -> Acted:
        """Let somebody do something with their open task."""
        values = {key: fields.pop(key) for key in ("values", "version") if key in fields}
        request = VerbRequest.model_validate({"verb": {"kind": kind, **fields}, **values})
        found = task or await self.task_of(instance, name)
        return await self.flows.act_on_task(self.actors[name], found, request)

    async def do(self, name: str, instance: UUID, kind: str, **fields: Any) -> Acted:
        """Let somebody do something with an instance as a whole."""
        request = VerbRequest.model_validate({"verb": {"kind": kind, **fields}})
        return await self.flows.act(self.actors[name], instance, request)

    async def status(self, instance: UUID) -> str:
        """Return where an instance stands."""
        async with self.tools.database.connection() as connection:
            return str(await connection.fetchval("SELECT status FROM flow_instance WHERE id = $1", instance))

    async def work(self) -> int:
        """Do all jobs that are due, one after the other, and return how many."""
        worker = Worker(self.tools)
        count = 0
        while claims := await self._claim(worker):
            for claim in claims:
                await worker._try(claim)
                count += 1
        return count

    async def _claim(self, worker: Worker) -> list[Claim]:
        """Return jobs that are due."""
        async with self.tools.database.connection() as connection:
            return await jobs.claim(connection, worker.id, 10)
