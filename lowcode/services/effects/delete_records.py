"""Puts records into the trash."""

from typing import Any, Final

from lowcode.services.effect_kind import Doing, EffectKind


class DeleteRecordsWork(EffectKind):
    """Puts them there as the record service does, with what goes with them."""

    kind = "delete_records"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return how many went."""
        app, form = doing.app(doing.get("form"))
        count = await doing.records.removal.trash(app, doing.actor, form, doing.record_ids(), cause=doing.cause)
        return {"count": count}


DELETE_RECORDS: Final = DeleteRecordsWork()
"""The kind."""
