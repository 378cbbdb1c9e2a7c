"""`begin_flows`: lets sample records go through the flows that they would be in, so that there is work under way."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from engine_flow.flow import Flow
from engine_flow.happening import read_event
from engine_flow.node_kinds.approval_task import ApprovalTask
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

_Verb = Mapping[str, Any]
"""What somebody does, without who, with what and when."""
_APPROVE: Final = {"kind": "approve", "opinion": "同意"}
_PLAYS: Final[tuple[tuple[_Verb, ...], ...]] = (
    (),
    (_APPROVE,),
    (),
    ({"kind": "send_back", "to_initiator": True, "opinion": "请补充付款条件和交付日期后重新提交"},),
    (_APPROVE, _APPROVE),
    (_APPROVE, _APPROVE, _APPROVE),
    ({"kind": "withdraw", "opinion": "客户调整了需求，稍后重新提交"},),
    (_APPROVE, {"kind": "reject", "opinion": "利润空间过低，请重新测算"}),
)
"""What has been done in the approvals of a flow, one after the other for each department and again from the first: some
wait for the first person, some for those behind, one came back, and some have ended in each way. Whatever is no longer
asked for is left."""


async def begin_flows(flows: Flows, name: str) -> int:
    """Begin the flows of an app for the records in the stage at which they begin, and return how many there are.

    Each begins when its record came there, and what people do in it lies between then and now. What a flow refuses is
    left as it is.
    """
    count = 0
    async with flows.database.connection() as connection:
        app, records = await flows.app(connection, name)
        for form, starts in app.starts.items():
            for flow, node in starts:
                approved = any(isinstance(one, ApprovalTask) for one in flow.nodes)
                places: Counter[Any] = Counter()
                for row in await _waiting(connection, records, form, node):
                    play = _PLAYS[places[row["department"]] % len(_PLAYS)] if approved else ()
                    places[row["department"]] += 1
                    count += await _begin(flows, app, flow, node, row, play)
    return count


async def _waiting(connection: Any, app: RecordApp, form: str, node: RecordStart) -> Sequence[Any]:
    """Return the records in the stage at which a flow begins, with their owners and since when they are there.

    What begins with a record finds it in the first stage of its form.
    """
    stages = [one for one in app.form(form).fields if isinstance(one, StageField)]
    stage = stages[0].states[0].name if node.on == "created" and stages else node.stage
    field = next((one for one in stages if any(state.name == stage for state in one.states)), None)
    if node.on not in {"created", "stage_reached"} or field is None:
        return []
    text = (
        f"SELECT id, owner, department, updated_at AS since FROM {quoted(table_name(app.name, form))}"
        f" WHERE {quoted(field.name)} = $1 AND trashed_at IS NULL ORDER BY created_at, id LIMIT {_MOST}"
    )
    found: Sequence[Any] = await connection.fetch(text, stage)
    return found


async def _begin(flows: Flows, app: FlowApp, flow: Flow, node: RecordStart, row: Any, play: Sequence[_Verb]) -> bool:
    """Begin a flow for a record, and let people do what they have done; returns whether it could be."""
    new = NewInstance(app, flow, row["owner"], row["id"], {"node": node.name})
    now = clock.now()
    begun = min(row["since"], now)

    async def work(steps: Steps) -> bool:
        held, step = await steps.start(new)
        for place, verb in enumerate(play, 1):
            with clock.held(begun + (now - begun) * place / (len(play) + 1)):
                await _act(steps, held, verb)
        return step.refused is None

    try:
        with clock.held(begun):
            return await flows.transaction(work)
    except LowcodeError:
        return False


async def _act(steps: Steps, held: Held, verb: _Verb) -> None:
    """Let the first whom the flow asks for a decision, or the initiator, do something."""
    event = {**verb, "at": clock.now()}
    if verb["kind"] == "withdraw":
        event["actor"] = held.instance.initiator
    else:
        asked = [one for one in held.instance.tasks.values() if one.state == "open" and one.kind == "approval"]
        task = next((one for one in asked if one.person is not None), None)
        if task is None:
            return
        event |= {"actor": task.person, "task": task.id}
    await steps.work(held, read_event(event))
