"""`write_fields`: what people fill in at a step, under the rights that the step gives at each field."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from engine_flow.people_node import PeopleNode
from engine_flow.people_policy import FieldRight
from lowcode.bundle.flow_references import local
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.services.actor import Actor
from lowcode.services.flow_codes import FIELD_MISSING, FIELD_NOT_OPEN, WITHOUT_RECORD
from lowcode.services.flow_messages import VerbRequest
from lowcode.services.flow_steps import Held, Steps
from lowcode.services.record_writing import NewRecord, RecordChange
from lowcode.services.records import Records
from lowcode.services.workshop import Workshop

CARRYING: Final = frozenset({"approve", "submit", "reject", "abstain", "resolve"})
"""The verbs that carry the work of a task."""
_WITH_VALUES: Final = CARRYING | {"save_draft"}
"""The verbs by which fields can be changed: those that only the person of an open task may use."""
_DONE: Final = frozenset({"approve", "submit"})
"""The verbs that say that the work is done: required fields have to be filled in."""
_WRITING: Final = frozenset({"edit", "required"})


def node_rights(held: Held, task: str | None) -> Mapping[str, FieldRight]:
    """Return the rights that the step of a task gives at fields; the start lets its initiator change all of them."""
    found = held.instance.tasks.get(task or "")
    node = held.flow.plan.nodes.get(found.node) if found is not None else None
    if isinstance(node, PeopleNode):
        return node.policies.fields
    if node is not None and node.role == "start" and held.records is not None and held.row.form is not None:
        form = held.records.forms.forms.get(local(held.row.app, held.row.form))
        return dict.fromkeys(form.by_name, "edit") if form is not None else {}
    return {}


async def write_fields(
    tools: Workshop, steps: Steps, actor: Actor, held: Held, request: VerbRequest, task: str | None
) -> None:
    """Change the record of an instance as a task allows, in the transaction of the verb.

    The task has to be open and the actor's, which the engine tells afterwards: then nothing of it is kept. Raises
    `Invalid` for fields that the step does not open or that it wants and are empty, and as changes of records do.
    """
    verb = getattr(request.verb, "kind", "")
    found = held.instance.tasks.get(task or "")
    works = found is not None and found.kind in {"approval", "work"} and verb in _WITH_VALUES
    rights = node_rights(held, task) if works else {}
    wrong: list[Diagnostic] = [
        FIELD_NOT_OPEN.report(path=f"/values/{name}", name=name)
        for name in request.values
        if rights.get(name) not in _WRITING
    ]
    if wrong:
        message = "the step does not let these fields change"
        raise Invalid(message, wrong)
    wanted = [name for name, right in rights.items() if right == "required"] if verb in _DONE else []
    if not request.values and not wanted:
        return
    if held.records is None or held.row.form is None or held.row.record_id is None:
        message = "the record is gone"
        raise NotFound(message, [WITHOUT_RECORD.report()])
    form = local(held.row.app, held.row.form)
    if request.values:
        await _write(tools.records.inside(steps.connection), actor, held, form, request, task)
    if wanted:
        await _check(steps, held, form, wanted)


async def _write(records: Records, actor: Actor, held: Held, form: str, request: VerbRequest, task: str | None) -> None:
    """Change the record on behalf of the person, whom the step allows what no role may."""
    assert held.records is not None
    assert held.row.record_id is not None
    by = Actor(actor.account, roles=actor.roles, address=actor.address, request=actor.request, product=True)
    found = held.instance.tasks.get(task or "")
    cause = {**held.cause, "node": found.node if found is not None else None, "task": task}
    change: RecordChange | NewRecord = (
        NewRecord(values=request.values)
        if request.version is None
        else RecordChange(values=request.values, version=request.version)
    )
    await records.writing.update_many(held.records, by, form, {held.row.record_id: change}, cause=cause)
    held.record = None


async def _check(steps: Steps, held: Held, form: str, wanted: list[str]) -> None:
    """Raise `Invalid` for fields that the step wants and that are empty."""
    assert held.records is not None
    assert held.row.record_id is not None
    stored = await record_row(steps, held, form, held.row.record_id)
    empty = [name for name in wanted if stored.get(name) in (None, "", [])]
    if empty:
        fields = held.records.forms.forms[form].by_name
        message = "fields that the step needs are empty"
        raise Invalid(
            message,
            [FIELD_MISSING.report(path=f"/values/{name}", name=fields[name].label) for name in empty if name in fields],
        )


async def record_row(steps: Steps, held: Held, form: str, id_: UUID) -> dict[str, Any]:
    """Return the stored values of a record. Raises `NotFound`."""
    assert held.records is not None
    statements = held.records.statements(form)
    rows = [statements.values(row) for row in await statements.fetch(steps.connection, [id_])]
    if not rows:
        message = "the record is gone"
        raise NotFound(message, [WITHOUT_RECORD.report()])
    await statements.add_rows(steps.connection, rows)
    return rows[0]
