"""`flow_schedules`: the schedules by which the flows of an app begin."""

from collections.abc import Iterator

from engine_flow.node_kinds.schedule_start import ScheduleStart
from lowcode.bundle.app import Bundle
from lowcode.services.schedules import Schedule


def flow_schedules(bundle: Bundle) -> Iterator[Schedule]:
    """Iterate over the schedules of an app: one for each start of a flow by the clock."""
    for flow in bundle.flows.values():
        for node in flow.nodes:
            if isinstance(node, ScheduleStart):
                name = f"{flow.name}.{node.name}"
                told = {
                    "call": "start_flow",
                    "app": bundle.app.name,
                    "flow": flow.name,
                    "node": node.name,
                    "key": f"schedule/{bundle.app.name}.{name}",
                }
                yield Schedule(name, node.cron, "flow_call", told, node.zone)
