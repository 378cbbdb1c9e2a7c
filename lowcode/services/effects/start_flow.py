"""Starts a flow."""

from typing import Any, Final

from lowcode.services.effect_kind import Doing, EffectKind
from lowcode.services.flow_call import call_flows


class StartFlowWork(EffectKind):
    """Puts down a job of the flows in the same transaction."""

    kind = "start_flow"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return the job that does it."""
        return await call_flows(doing, self._told(doing))

    def _told(self, doing: Doing) -> dict[str, Any]:
        """Return what the flows are told."""
        record = next(iter(doing.ids("record")), doing.order.record_id)
        return {
            "flow": doing.text("flow"),
            "record_id": record and str(record),
            "variables": doing.get("variables") or {},
        }


START_FLOW: Final = StartFlowWork()
"""The kind."""
