"""`flow_references`: what is wrong with the flows and decisions of an app, by file and JSON pointer."""

from collections.abc import Iterable, Iterator
from typing import Final

from engine_flow.assignee_kinds.record_field import RecordFieldAssignee
from engine_flow.checks import Known, check
from engine_flow.flow import Flow
from engine_flow.happening import VERBS
from engine_flow.node_kinds.button_start import ButtonStart
from engine_flow.node_kinds.record_start import RecordStart
from engine_flow.people_node import PeopleNode
from engine_forms.field_types.stage import StageField
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_forms.system import RECORD
from engine_rules.effect_kinds import EFFECTS
from lowcode.bundle.app import Bundle
from lowcode.bundle.flow_effects import flow_effect_problems
from lowcode.bundle.parsing import file_of, suggestion
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import Label, label

FLOW_REFERENCE: Final = Code(
    "bundle-flow-name-unknown",
    label("The flow refers to the {what} `{name}`, which there is not.", "流程引用了不存在的{what} `{name}`。"),
    label("{suggestion}Choose one of: {known}.", "{suggestion}请选择：{known}。"),
)
FLOW_WITHOUT_FORM: Final = Code(
    "bundle-flow-without-form",
    label("A start by records needs a form.", "由记录触发的开始节点需要指定表单。"),
    label("Name the form of the flow, or of the start.", "请指定流程的表单，或该开始节点的表单。"),
)

_FORM: Final = label("form", "表单")
_FIELD: Final = label("field", "字段")
_STATE: Final = label("state", "阶段状态")
_ROLE: Final = label("role", "角色")
_VERB: Final = label("verb", "操作")
_OWN: Final = "platform.admin"
"""The role that every workspace has."""


def flow_references(bundle: Bundle, forms: FormSet) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with the flows and decisions of an app, whose forms are known."""
    own = frozenset(bundle.roles)
    known = Known(
        flows=frozenset(bundle.flows),
        roles=own | {f"{bundle.app.name}.{name}" for name in own} | {_OWN},
        decisions=frozenset(bundle.decisions),
        effects=frozenset(EFFECTS),
    )
    for name, decision in bundle.decisions.items():
        yield from (one.at(file_of("decisions", name)) for one in decision.compiled().problems())
    for name, flow in bundle.flows.items():
        path = file_of("flows", name)
        yield from (one.at(path) for one in _flow(bundle, forms, flow, known))


def _flow(bundle: Bundle, forms: FormSet, flow: Flow, known: Known) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with one flow."""
    form = None
    if flow.form is not None:
        form = forms.forms.get(local(bundle.app.name, flow.form))
        if form is None:
            yield _unknown(_FORM, flow.form, forms.forms, "/form")
            return
    scope = forms.scope(form.name) if form is not None else None
    yield from check(flow, scope, known)
    yield from flow_effect_problems(bundle, forms, form, flow)
    back = flow.policies.withdrawn_stage
    if form is not None and back is not None and back not in _states(form):
        yield _unknown(_STATE, back, _states(form), "/policies/withdrawn_stage")
    for position, node in enumerate(flow.nodes):
        path = f"/nodes/{position}"
        if isinstance(node, PeopleNode):
            yield from (one.at(path) for one in _people(bundle, flow, form, node, known))
        elif isinstance(node, RecordStart):
            yield from _record_start(bundle, forms, node, form, path)
        elif isinstance(node, ButtonStart):
            for place, role in enumerate(node.roles):
                if known.roles is not None and role not in known.roles:
                    yield _unknown(_ROLE, role, bundle.roles, f"{path}/roles/{place}")


def _people(bundle: Bundle, flow: Flow, form: Form | None, node: PeopleNode, known: Known) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with what a step that asks people settles."""
    fields = {*flow.types, *(() if form is None else {*form.by_name, *RECORD})}
    asked = [(f"/assignees/{at}", one) for at, one in enumerate(node.assignees)]
    for at, limit in enumerate(node.policies.limits):
        later = [(f"/policies/limits/{at}/to/{place}", one) for place, one in enumerate(limit.to)]
        asked += later
        for where, one in later:
            role = getattr(one, "role", None)
            if role is not None and known.roles is not None and role not in known.roles:
                yield _unknown(_ROLE, role, bundle.roles, f"{where}/role")
    for where, one in asked:
        if isinstance(one, RecordFieldAssignee) and one.field not in fields:
            yield _unknown(_FIELD, one.field, fields, f"{where}/field")
    if form is not None:
        for name in node.policies.fields:
            if name not in form.by_name:
                yield _unknown(_FIELD, name, form.by_name, f"/policies/fields/{name}")
    for name in node.policies.buttons:
        if name not in VERBS:
            yield _unknown(_VERB, name, VERBS, f"/policies/buttons/{name}")
    for at, name in enumerate(node.policies.verbs or ()):
        if name not in VERBS:
            yield _unknown(_VERB, name, VERBS, f"/policies/verbs/{at}")


def _record_start(
    bundle: Bundle, forms: FormSet, node: RecordStart, form: Form | None, path: str
) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with a start by records."""
    if node.form is not None:
        form = forms.forms.get(local(bundle.app.name, node.form))
        if form is None:
            yield _unknown(_FORM, node.form, forms.forms, f"{path}/form")
            return
    if form is None:
        yield FLOW_WITHOUT_FORM.report(None, f"{path}/form")
        return
    for place, name in enumerate(node.fields):
        if name not in form.by_name:
            yield _unknown(_FIELD, name, form.by_name, f"{path}/fields/{place}")
    states = _states(form)
    if node.on == "stage_reached" and node.stage not in states:
        yield _unknown(_STATE, node.stage or "–", states, f"{path}/stage")


def _states(form: Form) -> set[str]:
    """Return the states that records of a form can be in."""
    return {one.name for field in form.fields if isinstance(field, StageField) for one in field.states}


def local(app: str, name: str) -> str:
    """Return what a form or flow of an app is called inside of it."""
    return name.removeprefix(f"{app}.")


def _unknown(what: Label, name: str, known: Iterable[str], path: str) -> Diagnostic:
    """Return that there is no such thing."""
    names = sorted(known)
    near = suggestion(name, names)
    return FLOW_REFERENCE.report(None, path, what=what, name=name, suggestion=near, known=", ".join(names[:30]) or "–")
