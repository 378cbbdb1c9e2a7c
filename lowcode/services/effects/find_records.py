"""Finds the records whose fields have certain values."""

from typing import Any, Final

from engine_forms.filters import AllFilter, FieldFilter
from lowcode.services.effect_kind import Doing, EffectKind, values_of
from lowcode.services.record_query import Query


class FindRecordsWork(EffectKind):
    """Finds them as a list does, under the rights of who acts."""

    kind = "find_records"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return the ids, how many there are, and the first one with its values."""
        app, form = doing.app(doing.needed("form"))
        wanted = values_of(app, form, doing.get("values") or {})
        filters = tuple(_filter(name, value) for name, value in wanted.items())
        query = Query(filter=AllFilter(kind="all", filters=filters), limit=int(doing.get("limit") or 100))
        page = await doing.records.reading.page(app, doing.actor, form, query)
        found = [{"id": str(one.id), **one.values} for one in page.records]
        return {"ids": [one["id"] for one in found], "count": len(found), "first": found[0] if found else None}


def _filter(name: str, value: Any) -> FieldFilter:
    """Return that a field has a value; nothing stands for an empty field."""
    if value is None:
        return FieldFilter(kind="field", field=name, operator="empty")
    if isinstance(value, bool):
        return FieldFilter(kind="field", field=name, operator="true" if value else "false")
    return FieldFilter(kind="field", field=name, operator="equals", value=value)


FIND_RECORDS: Final = FindRecordsWork()
"""The kind."""
