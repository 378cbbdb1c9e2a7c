"""`write_fields`: what people fill in at a step, under the rights that the step gives at each field."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from engine_flow.instance import Task
from engine_flow.modes.all import AllMode
from engine_flow.modes.in_order import InOrderMode
from engine_flow.people_node import PeopleNode
from engine_flow.people_policy import FieldRight as NodeRight
from lowcode.bundle.flow_references import local
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.services.actor import Actor
from lowcode.services.flow_codes import FIELD_MISSING, FIELD_NOT_OPEN, WITHOUT_RECORD
from lowcode.services.flow_messages import VerbRequest
from lowcode.services.flow_steps import Held, Steps
from lowcode.services.reader import Reader
from lowcode.services.record_reading import Reading
from lowcode.services.record_writing import NewRecord, RecordChange
from lowcode.services.records import Records
from lowcode.services.rights import RANK, FieldRight
from lowcode.services.workshop import Workshop
from lowcode.store.statement import Connection

CARRYING: Final = frozenset({"approve", "submit", "reject", "abstain", "resolve"})
"""The verbs that carry the work of a task."""
_WITH_VALUES: Final = CARRYING | {"save_draft"}
"""The verbs by which fields can be changed: those that only the person of an open task may use."""
_DONE: Final = frozenset({"approve", "submit"})
"""The verbs that say that the work is done: required fields have to be filled in."""
_WRITING: Final = frozenset({"edit", "required"})
_AS: Final[Mapping[NodeRight, FieldRight]] = {
    "hidden": "hidden",
    "see": "read_only",
    "edit": "full",
    "required": "full",
}


@dataclass(frozen=True, slots=True)
class StepFields:
    """What a step says of fields to the person whose task it is."""

    said: Mapping[str, NodeRight]
    """The rights that it gives; a field that is not named is only seen."""
    begins: bool = False
    """Whether it is the start, which lets its initiator change what they may see and names no field by itself."""


@dataclass(frozen=True, slots=True)
class StepRights:
    """What somebody may do with the fields of a record at a step."""

    rights: dict[str, FieldRight]
    """The rights, those in rows as `lines.cost`."""
    named: dict[str, FieldRight]
    """The same for what is shown by the step itself; all else hidden."""


def node_rights(held: Held, task: str | None) -> Mapping[str, NodeRight]:
    """Return the rights that the step of a task gives at fields; the start lets its initiator change all of them.

    What the step requires, those whom it asks itself have to fill in; who was added to them only may.
    """
    found = held.instance.tasks.get(task or "")
    node = held.flow.plan.nodes.get(found.node) if found is not None else None
    if found is not None and isinstance(node, PeopleNode):
        rights = node.policies.fields
        return (
            {name: "edit" if one == "required" else one for name, one in rights.items()}
            if _added(found, node)
            else rights
        )
    if node is not None and node.role == "start" and held.records is not None and held.row.form is not None:
        form = held.records.forms.forms.get(local(held.row.app, held.row.form))
        return dict.fromkeys(form.by_name, "edit") if form is not None else {}
    return {}


def _added(task: Task, node: PeopleNode) -> bool:
    """Return whether somebody was added to the people of a step, and it cannot pass without one of those."""
    if task.relation == "beside":
        return isinstance(node.mode, AllMode | InOrderMode)
    return task.relation in {"before", "after", "delegate"}


async def step_of(
    connection: Connection,
    reading: Reading,
    held: Held,
    reader: Reader,
    id_: UUID,
    fields: StepFields | None,
    *,
    works: bool,
) -> StepRights | None:
    """Return what somebody may do with the record of an instance; without `fields` by their roles alone.

    None when neither a step nor a role lets them see it.
    """
    assert held.records is not None
    app, form = held.records, local(held.row.app, held.row.form or "")
    own = app.access.of(reader, form)
    seen = await reading.load(connection, app, own, [id_]) if own.allowed("see") else []
    if fields is None and not seen:
        return None
    by_role = reading.seen(app, own).rights(seen[0].values, seen[0].holds) if seen else None
    rights = rights_at_step(own.names, by_role, fields, own.sensitive, works=works)
    named: dict[str, FieldRight] = dict.fromkeys(rights, "hidden")
    if fields is not None and not (fields.begins and by_role is not None):
        top = set(rights) if by_role is None else fields.said.keys()
        named |= {name: right for name, right in rights.items() if name.partition(".")[0] in top}
    return StepRights(rights, named)


def rights_at_step(
    names: Iterable[str],
    by_role: Mapping[str, FieldRight] | None,
    fields: StepFields | None,
    sensitive: Container[str],
    *,
    works: bool,
) -> dict[str, FieldRight]:
    """Return the rights at fields at a step: what it names counts, all else is only seen, as far as roles let see it.

    Who may not see the record by a role sees of it what the step shows; sensitive fields only when the step names them.
    A step that names a sub-table says nothing of the fields in its rows of which a role holds back more than of the
    sub-table; the start, which names nothing, says nothing of any field that a role hides or masks.
    """
    found: dict[str, FieldRight] = {}
    for name in names:
        top, _, inner = name.partition(".")
        said = None if fields is None else fields.said.get(top)
        right: FieldRight = "masked" if name in sensitive or top in sensitive else "read_only"
        if by_role is not None:
            right = by_role.get(name, "hidden")
        held_back = by_role is not None and _is_held_back(right, by_role.get(top, "hidden"), fields, inner=bool(inner))
        if said is None:
            right = min(right, "read_only", key=RANK.__getitem__)
        elif not held_back or RANK[_AS[said]] < RANK[right]:
            right = _AS[said]
        found[name] = right if works else min(right, "read_only", key=RANK.__getitem__)
    return found


def _is_held_back(right: FieldRight, outer: FieldRight, fields: StepFields | None, *, inner: bool) -> bool:
    """Return whether a step that names a field leaves it at the right that a role gives; `outer` is the sub-table's."""
    if inner:
        return RANK[right] < RANK["read_only"] or RANK[right] < RANK[outer]
    return fields is not None and fields.begins and RANK[right] < RANK["read_only"]


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
        await _write(tools.records.inside(steps.connection), steps.connection, actor, held, request, task)
    if wanted:
        await _check(steps, held, form, wanted)


async def _write(
    records: Records, connection: Connection, actor: Actor, held: Held, request: VerbRequest, task: str | None
) -> None:
    """Change the record on behalf of the person, whom the step allows what no role may."""
    assert held.records is not None
    assert held.row.record_id is not None
    form, id_ = local(held.row.app, held.row.form or ""), held.row.record_id
    by = Actor(actor.account, roles=actor.roles, address=actor.address, request=actor.request, product=True)
    found = held.instance.tasks.get(task or "")
    node = held.flow.plan.nodes.get(found.node) if found is not None else None
    said = StepFields(node_rights(held, task), begins=node is not None and node.role == "start")
    reader = await records.reading.reader(connection, actor)
    step = await step_of(connection, records.reading, held, reader, id_, said, works=True)
    assert step is not None
    cause = {**held.cause, "node": found.node if found is not None else None, "task": task}
    change: RecordChange | NewRecord = (
        NewRecord(values=request.values)
        if request.version is None
        else RecordChange(values=request.values, version=request.version)
    )
    await records.writing.update_many(held.records, by, form, {id_: change}, cause=cause, limits=step.rights)
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
