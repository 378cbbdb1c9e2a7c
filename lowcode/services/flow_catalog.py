"""`carry_out`: has an effect of the catalog carried out for a flow."""

from engine_flow.step import EffectRequest
from lowcode.services.effect_order import EffectOrder, Outcome, plain
from lowcode.services.effect_work import Effects
from lowcode.services.flow_steps import Held, Steps
from lowcode.store.jobs import HIGH, NewJob, enqueue
from lowcode.store.statement import Connection


async def carry_out(steps: Steps, held: Held, effect: EffectRequest) -> Outcome:
    """Return what came of an effect: done inside of the transaction, or put down as a job. Raises `LowcodeError`.

    Flows act with the rights of the product; the history tells which flow it was, and for whom. A flow that waits for
    the answer of a job is told of it.
    """
    answer = {"instance": str(held.id), "lane": f"flow {held.id}"} if waits_for(held, effect) else None
    order = _order(held, effect).model_copy(update={"on_done": answer})
    return await Effects(steps.tools).carry_out(steps.connection, order)


async def put_aside(connection: Connection, held: Held, effect: EffectRequest) -> None:
    """Have an effect that has failed, and that the flow does not wait for, tried again by itself.

    When it cannot be done then either, it becomes an incident: nobody else would hear of it.
    """
    order = _order(held, effect)
    order = order.model_copy(update={"arguments": plain(order.arguments)})
    await enqueue(connection, NewJob("flow_aside", order.model_dump(mode="json"), key=effect.key, priority=HIGH))


def waits_for(held: Held, effect: EffectRequest) -> bool:
    """Return whether a token waits for the answer to an effect, as a service task does."""
    token = held.instance.tokens.get(effect.token)
    return token is not None and token.waits == "effect"


def _order(held: Held, effect: EffectRequest) -> EffectOrder:
    """Return what is to be carried out."""
    return EffectOrder(
        key=effect.key,
        kind=effect.kind,
        arguments=dict(effect.arguments),
        cause={**held.cause, "node": effect.node},
        app=held.row.app,
        form=held.row.form,
        record_id=held.row.record_id,
        account_id=held.row.initiator,
    )
