"""`carry_out`: has an effect of the catalog carried out for a flow."""

from engine_flow.step import EffectRequest
from lowcode.services.effect_order import EffectOrder, Outcome
from lowcode.services.effect_work import Effects
from lowcode.services.flow_steps import Held, Steps


async def carry_out(steps: Steps, held: Held, effect: EffectRequest) -> Outcome:
    """Return what came of an effect: done inside of the transaction, or put down as a job. Raises `LowcodeError`.

    Flows act with the rights of the product; the history tells which flow it was, and for whom.
    """
    order = EffectOrder(
        key=effect.key,
        kind=effect.kind,
        arguments=dict(effect.arguments),
        cause={**held.cause, "node": effect.node},
        app=held.row.app,
        form=held.row.form,
        record_id=held.row.record_id,
        account_id=held.row.initiator,
        on_done={"instance": str(held.id), "lane": f"flow {held.id}"},
    )
    return await Effects(steps.tools).carry_out(steps.connection, order)
