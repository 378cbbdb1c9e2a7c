"""Gives a record to whoever of a role has least to do."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from engine_forms.field_types.stage import StageField
from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid
from lowcode.services.effect_codes import NOBODY_HAS_ROLE
from lowcode.services.effect_kind import Doing, EffectKind
from lowcode.services.flow_organisation import AppPeople
from lowcode.services.flow_steps import caches_of
from lowcode.services.record_app import RecordApp
from lowcode.services.record_writing import NewRecord
from lowcode.store import flows
from lowcode.store.form_tables import table_name
from lowcode.store.names import quoted


class AssignRecordWork(EffectKind):
    """Counts what everybody has, and gives the record to whoever has least; one at a time, so that counts are true."""

    kind = "assign_record"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return whose the record is: `id`, `name`, the open ones they had as `load`, and whether it was `kept`."""
        app, form = doing.app()
        (record,) = doing.record_ids()
        await doing.tools.database.hold(doing.inside, f"assign {app.name}.{form}")
        news = await flows.NEWS_NOW.value(doing.inside)
        company = await caches_of(doing.tools).companies.of(doing.inside, news)
        people = self._people(doing, company.of(doing.order.app))
        loads = await _loads(doing, app, form, people, record)
        owner = await doing.inside.fetchval(
            f"SELECT owner FROM {quoted(table_name(app.name, form))} WHERE id = $1", record
        )
        kept = doing.get("keep") is True and str(owner) in loads
        found = str(owner) if kept else min(people, key=lambda one: (loads[one], one))
        if not kept:
            home = company.homes.get(found)
            change = NewRecord(owner=UUID(found), department=UUID(home) if home else None)
            await doing.records.writing.update_many(app, doing.actor, form, {record: change}, cause=doing.cause)
        return {"id": found, "name": company.names[found], "load": loads[found], "kept": kept}

    def _people(self, doing: Doing, people: AppPeople) -> Sequence[str]:
        """Return who may get it: of the department if somebody is there, and who is not away if somebody is."""
        role, wanted = doing.text("role"), doing.text("department", "")
        places = [id_ for id_, (name, _, _) in people.company.departments.items() if wanted in {id_, name}]
        found = [one for place in places for one in people.members(role, place)] or people.members(role, None)
        if not found:
            message = f"nobody has the role {role}"
            raise Invalid(message, [NOBODY_HAS_ROLE.report(role=role)])
        flow = str(doing.order.cause.get("flow") or "")
        return [one for one in found if people.substitute(one, flow, clock.now()) is None] or found


async def _loads(doing: Doing, app: RecordApp, form: str, people: Sequence[str], record: UUID) -> dict[str, int]:
    """Return how many open records of a form people have, besides one."""
    table = quoted(table_name(app.name, form))
    where = "owner = ANY($1::uuid[]) AND trashed_at IS NULL AND id <> $2"
    values: list[Any] = [list(people), record]
    stage = next((one for one in app.form(form).fields if isinstance(one, StageField)), None)
    if stage is not None:
        where += f" AND {quoted(stage.name)} = ANY($3::text[])"
        values.append([state.name for state in stage.states if state.outcome == "open"])
    rows = await doing.inside.fetch(
        f"SELECT owner, count(*) AS count FROM {table} WHERE {where} GROUP BY owner", *values
    )
    return dict.fromkeys(people, 0) | {str(row["owner"]): row["count"] for row in rows}


ASSIGN_RECORD: Final = AssignRecordWork()
"""The kind."""
