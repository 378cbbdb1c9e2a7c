"""Changes fields of one or several records."""

from typing import Any, Final

from lowcode.services.effect_kind import Doing, EffectKind, values_of
from lowcode.services.record_writing import NewRecord


class UpdateRecordsWork(EffectKind):
    """Changes them as the record service does, all or none."""

    kind = "update_records"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return the ids and how many there are."""
        app, form = doing.app(doing.get("form"))
        ids = doing.record_ids()
        change = NewRecord(values=values_of(app, form, doing.needed("values")))
        changes = dict.fromkeys(ids, change)
        if changes:
            await doing.records.writing.update_many(app, doing.actor, form, changes, cause=doing.cause)
        return {"ids": [str(one) for one in ids], "count": len(ids)}


UPDATE_RECORDS: Final = UpdateRecordsWork()
"""The kind."""
