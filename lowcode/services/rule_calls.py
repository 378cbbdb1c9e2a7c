"""Lets rules look at what another system has said."""

from typing import Any
from uuid import UUID

from engine_rules import types as t
from engine_rules.expression import expression
from engine_rules.scope import Scope
from lowcode.kernel.errors import NotFound
from lowcode.services.effect_kind import ids_in
from lowcode.services.rule_order import call_order
from lowcode.services.rule_turn import read_json
from lowcode.services.workshop import Workshop
from lowcode.store.jobs import enqueue
from lowcode.store.statement import Connection


async def call_rules(tools: Workshop, connection: Connection, app: str, address: str, body: Any) -> list[str]:
    """Put down the jobs of the rules that wait for a call of an address, and return their names."""
    try:
        found = tools.record_apps[app].artefact
    except NotFound:
        return []
    called: list[str] = []
    for rule in found.rules.called("webhook"):
        trigger = rule.rule.trigger
        if trigger.name != address:
            continue
        records: list[UUID | None] = [None]
        if trigger.records is not None:
            scope = Scope({"body": t.ANY})
            records = list(ids_in(expression(str(trigger.records), scope).evaluate({"body": read_json(body)})))
        cause = {"kind": "hook", "hook": f"{app}.{address}"}
        for at in range(0, len(records), 200):
            order = call_order(app, rule, records[at : at + 200], cause, body=body)
            await enqueue(connection, order.job(high=True))
        called.append(rule.name)
    return called
