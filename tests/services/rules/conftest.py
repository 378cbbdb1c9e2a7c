"""What the tests of rules share: an app with rules, people, and the turns that the worker would take."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from lowcode.bundle.app import LAYOUT
from lowcode.bundle.folder import write
from lowcode.kernel import clock
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.flow_starts import watch
from lowcode.services.record_view import RecordView
from lowcode.services.record_writing import NewRecord, RecordChange
from lowcode.services.rule_order import FiringOrder
from lowcode.services.rule_sweep import RuleSweep
from lowcode.services.rule_turn import RuleTurn
from lowcode.services.workshop import Workshop, workshop
from lowcode.services.workspace import Workspace
from lowcode.store.ids import new_id

START = datetime.fromisoformat("2026-03-02T08:00:00+00:00")
"""A Monday."""


def said(text: str) -> dict[str, str]:
    """Return a label."""
    return {"en": text, "zh-CN": text}


@dataclass
class Desk:
    """An app that is tried, with the clock in one's hand."""

    tools: Workshop
    number: int = 0
    forms: dict[str, Any] = field(default_factory=dict)

    async def publish(self, forms: Mapping[str, Any], rules: list[dict[str, Any]]) -> None:
        """Publish an app `desk` with forms and rules."""
        self.number += 1
        app = {"format": 1, "name": "desk", "label": said("Desk"), "version": f"0.{self.number}.0"}
        named = {one["name"]: {"label": said(one["name"]), **one} for one in rules}
        whole = {name: {"name": name, "label": said(name), **one} for name, one in forms.items()}
        document = {"app": app, "forms": whole, "rules": named}
        await self.tools.workspace.bundles.import_files(PRODUCT, write(document, LAYOUT))
        await self.tools.record_apps.refresh()

    async def create(self, form: str, **values: Any) -> RecordView:
        app = await self.tools.record_app("desk")
        return await self.tools.records.writing.create(app, PRODUCT, form, NewRecord(values=values))

    async def change(self, form: str, one: RecordView, **values: Any) -> RecordView:
        app = await self.tools.record_app("desk")
        now = await self.read(form, one.id)
        change = RecordChange(version=now.version, values=values)
        return await self.tools.records.writing.update(app, PRODUCT, form, one.id, change)

    async def read(self, form: str, id_: UUID) -> RecordView:
        app = await self.tools.record_app("desk")
        return await self.tools.records.reading.get(app, PRODUCT, form, id_)

    async def sweep(self) -> dict[str, int]:
        """Look by the clock, as the worker does every minute, and let what is found have its turn."""
        async with self.tools.database.transaction() as connection:
            counts = await RuleSweep(self.tools).sweep(connection)
        await self.turns()
        return counts

    async def turns(self) -> list[str]:
        """Do the jobs of rules that are put down."""
        came: list[str] = []
        async with self.tools.database.connection() as connection:
            rows = await connection.fetch("DELETE FROM job WHERE kind = 'rule_fire' RETURNING arguments")
        for row in rows:
            order = FiringOrder.model_validate(row["arguments"])
            turn = RuleTurn(self.tools, order, new_id())
            came += [await turn.take(at, id_) for at, id_ in enumerate(order.records)]
        return came

    async def fired(self, rule: str = "") -> list[Any]:
        """Return what has fired, the oldest first."""
        async with self.tools.database.connection() as connection:
            return list(
                await connection.fetch(
                    "SELECT * FROM rule_firing WHERE $1 = '' OR rule = 'desk.' || $1 ORDER BY id", rule
                )
            )

    async def people(self, sql: str) -> list[Any]:
        """Return rows of a query."""
        async with self.tools.database.connection() as connection:
            return list(await connection.fetch(sql))


@pytest.fixture
async def desk(workspace: Workspace, admin: Actor) -> AsyncIterator[Desk]:  # noqa: ARG001 - there is one
    """A desk at which nothing is published yet."""
    async with workshop(workspace) as tools:
        watch(tools)
        yield Desk(tools)


def day(number: float) -> Any:
    """Return a block in which the clock stands some days after the start."""
    return clock.held(START + timedelta(days=number))
