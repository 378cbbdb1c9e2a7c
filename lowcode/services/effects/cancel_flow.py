"""Ends the flows of a record."""

from typing import Any, Final

from lowcode.services.effect_kind import Doing, EffectKind
from lowcode.services.flow_call import call_flows


class CancelFlowWork(EffectKind):
    """Puts down a job of the flows in the same transaction."""

    kind = "cancel_flow"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return the job that does it."""
        return await call_flows(doing, self._told(doing))

    def _told(self, doing: Doing) -> dict[str, Any]:
        """Return what the flows are told."""
        record = next(iter(doing.ids("record")), doing.order.record_id)
        return {"flow": doing.get("flow"), "record_id": record and str(record), "reason": doing.text("reason", "")}


CANCEL_FLOW: Final = CancelFlowWork()
"""The kind."""
