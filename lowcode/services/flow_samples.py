"""`begin_flows`: lets sample records go through the flows that they would be in, so that there is work under way."""

from collections.abc import Sequence
from typing import Any, Final

from engine_flow.flow import Flow
from engine_flow.happening import read_event
from engine_flow.node_kinds.record_start import RecordStart
from engine_forms.field_types.stage import StageField
from lowcode.kernel import clock
from lowcode.kernel.errors import LowcodeError
from lowcode.services.flow_app import FlowApp
from lowcode.services.flow_steps import Held, NewInstance, Steps
from lowcode.services.flows import Flows
from lowcode.services.record_app import RecordApp
from lowcode.store.form_tables import table_name
from lowcode.store.names import quoted

_MOST: Final = 100
"""How many records begin a flow at most."""
_ROUNDS: Final = 3
"""The records are so many kinds: nobody has decided yet, one has, two have."""


async def begin_flows(flows: Flows, name: str) -> int:
    """Begin the flows of an app for the records in a stage at which they begin, and return how many there are.

    Of three records one waits for the first person, one for the second, and one for the third, where there are so many.
    What a flow refuses is left as it is.
    """
    count = 0
    async with flows.database.connection() as connection:
        app, records = await flows.app(connection, name)
        for form, starts in app.starts.items():
            for flow, node in starts:
                for place, row in enumerate(await _waiting(connection, records, form, node)):
                    count += await _begin(flows, app, flow, node, row, place % _ROUNDS)
    return count


async def _waiting(connection: Any, app: RecordApp, form: str, node: RecordStart) -> Sequence[Any]:
    """Return the records in the stage at which a flow begins, with their owners."""
    stages = [one for one in app.form(form).fields if isinstance(one, StageField)]
    field = next((one for one in stages if any(state.name == node.stage for state in one.states)), None)
    if node.on != "stage_reached" or field is None:
        return []
    text = (
        f"SELECT id, owner FROM {quoted(table_name(app.name, form))}"
        f" WHERE {quoted(field.name)} = $1 AND trashed_at IS NULL ORDER BY created_at, id LIMIT {_MOST}"
    )
    found: Sequence[Any] = await connection.fetch(text, node.stage)
    return found


async def _begin(flows: Flows, app: FlowApp, flow: Flow, node: RecordStart, row: Any, decisions: int) -> bool:
    """Begin a flow for a record, and let some people decide; returns whether it could be."""
    new = NewInstance(app, flow, row["owner"], row["id"], {"node": node.name})

    async def work(steps: Steps) -> bool:
        held, step = await steps.start(new)
        for _ in range(decisions):
            await _decide(steps, held)
        return step.refused is None

    try:
        return await flows.transaction(work)
    except LowcodeError:
        return False


async def _decide(steps: Steps, held: Held) -> None:
    """Let the first whom the flow asks for a decision approve."""
    for task in held.instance.tasks.values():
        if task.state == "open" and task.kind == "approval" and task.person is not None:
            verb = {"kind": "approve", "actor": task.person, "task": task.id, "opinion": "同意", "at": clock.now()}
            await steps.work(held, read_event(verb))
            return
