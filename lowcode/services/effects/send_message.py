"""Tells flows that something happened."""

from typing import Any, Final

from lowcode.services.effect_kind import Doing, EffectKind
from lowcode.services.flow_call import call_flows


class SendMessageWork(EffectKind):
    """Puts down a job of the flows in the same transaction."""

    kind = "send_message"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return the job that does it."""
        return await call_flows(doing, self._told(doing))

    def _told(self, doing: Doing) -> dict[str, Any]:
        """Return what the flows are told."""
        return {"message": doing.text("message"), "about": doing.get("key"), "values": doing.get("values") or {}}


SEND_MESSAGE: Final = SendMessageWork()
"""The kind."""
