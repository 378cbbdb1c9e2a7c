"""Creates a record of a form."""

from typing import Any, Final
from uuid import UUID

from lowcode.services.effect_kind import Doing, EffectKind, values_of
from lowcode.services.record_writing import NewRecord


class CreateRecordWork(EffectKind):
    """Creates it as the record service does, with all rules."""

    kind = "create_record"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return the id, the form and the values of the new record."""
        app, form = doing.app(doing.needed("form"))
        owner = next(iter(doing.ids("owner")), None) or _owner(doing)
        new = NewRecord(values=values_of(app, form, doing.get("values") or {}), owner=owner)
        found = await doing.records.writing.create(app, doing.actor, form, new, cause=doing.cause)
        return {"id": str(found.id), "app": app.name, "form": form, "version": found.version, **found.values}


def _owner(doing: Doing) -> UUID | None:
    """Return whose it is to be when nothing is said."""
    return doing.order.account_id


CREATE_RECORD: Final = CreateRecordWork()
"""The kind."""
