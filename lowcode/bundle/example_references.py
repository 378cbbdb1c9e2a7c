"""`example_references`: what is wrong with the samples and tests of an app beyond their form, by file and pointer."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine_flow.flow import Flow
from engine_flow.happening import VERBS
from engine_forms.field import Field, Refused
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form_set import FormSet
from engine_forms.identity import IdField
from engine_forms.system import RECORD
from engine_rules.effect_kinds import EFFECTS
from lowcode.bundle.app import Bundle
from lowcode.bundle.app_test import AppTest
from lowcode.bundle.parsing import file_of, suggestion
from lowcode.bundle.sample import Pick, Rule, Sample
from lowcode.bundle.walk import Reached, Walk
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import Label, label

EXAMPLE_NAME: Final = Code(
    "bundle-example-name-unknown",
    label("There is no {what} `{name}`.", "没有{what} `{name}`。"),
    label("{suggestion}Choose one of: {known}.", "{suggestion}请选择：{known}。"),
)
SAMPLE_VALUE: Final = Code(
    "bundle-sample-value-refused",
    label("The field {field} does not take this: {reason}", "字段{field}不接受该值：{reason}"),
    label("Write a value as a record would have it.", "请填写记录可接受的值。"),
)
_FIELD: Final = label("field", "字段")
_VERB: Final = label("verb", "操作")
_PERSON: Final = label("person of the company", "公司人员")
_STEP: Final = label("step of the flow", "流程步骤")
_EFFECT: Final = label("effect", "动作")
_ROLE: Final = label("role", "角色")
_OF_EVERY_RECORD: Final = frozenset({*RECORD, "id", "version"})
"""What a stored record has besides its fields."""


def example_references(bundle: Bundle, forms: FormSet) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with the values of samples, and with what tests speak of."""
    for name, sample in bundle.sample.items():
        yield from (one.at(file_of("sample", name)) for one in _sample(forms, sample))
    for name, test in bundle.tests.items():
        yield from (one.at(file_of("tests", name)) for one in _test(bundle, forms, test))


def _unknown(what: Label, name: str, names: Any, path: str) -> Iterator[Diagnostic]:
    """Report a name that is not among those that are known."""
    known = sorted(names)
    if name not in known:
        near, shown = suggestion(name, known), ", ".join(known[:30]) or "–"
        yield EXAMPLE_NAME.report(None, path, what=what, name=name, suggestion=near, known=shown)


# --- samples ----------------------------------------------------------------------------------------------------------


def _sample(forms: FormSet, sample: Sample) -> Iterator[Diagnostic]:
    """Iterate over values of a sample that their fields do not take."""
    if sample.name not in forms.forms:
        return
    shapes = {one.name: forms.shaped(sample.name, one.name) for one in forms.forms[sample.name].fields}
    for at, record in enumerate(sample.records):
        for name, value in record.items():
            yield from _value(shapes.get(name), value, f"/records/{at}/{name}")
    yield from _picks(sample.values, shapes, "/values")
    for name, lines in sample.lines.items():
        table = shapes.get(name)
        if isinstance(table, SubtableField):
            rows: dict[str, Field | None] = {one.name: one for one in table.fields}
            yield from _picks(lines.values, rows, f"/lines/{name}/values")


def _picks(rules: Mapping[str, Rule], shapes: Mapping[str, Field | None], path: str) -> Iterator[Diagnostic]:
    """Iterate over values to choose from that their fields do not take."""
    for name, rule in rules.items():
        for at, value in enumerate(rule.values if isinstance(rule, Pick) else ()):
            yield from _value(shapes.get(name), value, f"{path}/{name}/values/{at}")


def _value(shape: Field | None, value: Any, path: str) -> Iterator[Diagnostic]:
    """Report a value that a field does not take; records and people are named by their titles here."""
    if shape is None or value is None or isinstance(shape, IdField | SubtableField):
        return
    try:
        shape.clean(value)
    except Refused as refused:
        reason = refused.diagnostic.message
        yield SAMPLE_VALUE.report(None, path, field=shape.label, reason=reason)


# --- tests ------------------------------------------------------------------------------------------------------------


def _test(bundle: Bundle, forms: FormSet, test: AppTest) -> Iterator[Diagnostic]:
    """Iterate over what a test speaks of and that there is not."""
    form = forms.forms.get(test.form)
    if form is None:
        return
    for at, case in enumerate(test.cases):
        for name in case.stored or ():
            yield from _unknown(_FIELD, name, {*form.by_name, *_OF_EVERY_RECORD}, f"/cases/{at}/stored/{name}")
        for place, name in enumerate(case.expect.hidden):
            yield from _unknown(_FIELD, name, form.by_name, f"/cases/{at}/expect/hidden/{place}")
    for other, by_id in test.records.items():
        known = forms.forms.get(other)
        for id_, record in by_id.items() if known is not None else ():
            for name in record:
                assert known is not None
                yield from _unknown(_FIELD, name, {*known.by_name, *_OF_EVERY_RECORD}, f"/records/{other}/{id_}/{name}")
    for at, walk in enumerate(test.walks):
        yield from (one.at(f"/walks/{at}") for one in _walk(bundle, walk))
    for at, scene in enumerate(test.scenes):
        yield from (one.at(f"/scenes/{at}") for one in scene.problems())


def _walk(bundle: Bundle, walk: Walk) -> Iterator[Diagnostic]:
    """Iterate over what the run of a flow speaks of and that there is not."""
    flow = bundle.flows.get(walk.flow)
    if flow is None:
        return
    people = {one.id for one in walk.company.people} | {*walk.company.admins}
    for at, one in enumerate(walk.company.people):
        for place, role in enumerate(one.roles):
            name = role.removeprefix(f"{bundle.app.name}.")
            yield from _unknown(_ROLE, name, bundle.roles, f"/company/people/{at}/roles/{place}")
    if walk.initiator is not None and people:
        yield from _unknown(_PERSON, walk.initiator, people, "/initiator")
    for kind in walk.results:
        yield from _unknown(_EFFECT, kind, EFFECTS, f"/results/{kind}")
    yield from _reached(flow, walk.expect, "/expect")
    for at, step in enumerate(walk.steps):
        path = f"/steps/{at}"
        if people:
            yield from _unknown(_PERSON, step.person, people, f"{path}/person")
        kind = str(step.verb.get("kind"))
        yield from _unknown(_VERB, kind, VERBS, f"{path}/verb/kind")
        if kind in VERBS:
            for name in step.verb:
                yield from _unknown(_FIELD, name, VERBS[kind].model_fields, f"{path}/verb/{name}")
        yield from _reached(flow, step.expect, f"{path}/expect")


def _reached(flow: Flow, reached: Reached, path: str) -> Iterator[Diagnostic]:
    """Iterate over steps and effects that a flow cannot come to."""
    for name in reached.asked or ():
        yield from _unknown(_STEP, name, flow.plan.nodes, f"{path}/asked/{name}")
    for at, effect in enumerate(reached.effects or ()):
        if "kind" in effect:
            yield from _unknown(_EFFECT, str(effect["kind"]), EFFECTS, f"{path}/effects/{at}/kind")
