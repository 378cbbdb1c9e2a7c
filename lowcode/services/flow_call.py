"""`call_flows`: hands on to the flows what an effect wants of them, as a job in the transaction of the effect."""

from typing import Any

from lowcode.services.effect_kind import Doing
from lowcode.services.effect_order import plain
from lowcode.store.jobs import HIGH, NewJob, enqueue


async def call_flows(doing: Doing, told: dict[str, Any]) -> dict[str, Any]:
    """Put down a job `flow_call`, and return its id.

    Its arguments are the kind of the effect as `call`, what it says, and `app`, `form`, `record_id`, `account_id`,
    `cause` and `key` of the order; jobs of one record are done in order.
    """
    order = doing.order
    place = doing.get("form") or order.form
    arguments = {
        "call": order.kind,
        "app": order.app,
        "form": place,
        "record_id": None if order.record_id is None else str(order.record_id),
        "account_id": None if order.account_id is None else str(order.account_id),
        "cause": order.cause,
        "key": order.key,
        **plain(told),
    }
    lane = f"flow_call/{arguments['record_id']}" if arguments["record_id"] else None
    job = NewJob("flow_call", arguments, key=order.key, lane=lane, priority=HIGH, account_id=order.account_id)
    (job_id,) = await enqueue(doing.inside, job)
    return {"job": str(job_id)}
