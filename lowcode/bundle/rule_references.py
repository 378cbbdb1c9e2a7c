"""`rule_references`: what is wrong with the rules of an app, by file and JSON pointer."""

from collections.abc import Iterator
from typing import Final

from engine_forms.field_types.stage import StageField
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_rules import types as t
from engine_rules.formula import Condition, NumberFormula
from engine_rules.metric import Metric
from engine_rules.rule import Rule
from engine_rules.scope import Scope
from engine_rules.triggers.button import Button
from engine_rules.triggers.flow_event import FlowEvent
from engine_rules.triggers.idle import Idle
from engine_rules.triggers.record_changed import RecordChanged
from engine_rules.triggers.record_deleted import RecordDeleted
from engine_rules.triggers.stage_reached import StageReached
from engine_rules.triggers.webhook import Webhook
from lowcode.bundle.action_references import effect_problems, formula_problems, unknown_name
from lowcode.bundle.app import Bundle
from lowcode.bundle.parsing import file_of
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import label

ONLY_BEFORE: Final = Code(
    "rule-only-before",
    label("Only a rule that works before a record is saved can do this.", "只有保存前执行的规则才能这样做。"),
    label("Set its timing to `before`.", "请将执行时机设为 `before`。"),
)
NOT_BEFORE: Final = Code(
    "rule-not-before",
    label("A rule that works before a record is saved cannot do this.", "保存前执行的规则不能这样做。"),
    label(
        "Let it refuse or compute, and watch created or changed records; or set its timing to `inside`.",
        "请让它拒绝保存或计算字段，并由新建或修改触发；或将执行时机设为 `inside`。",
    ),
)
NEVER_QUIET: Final = Code(
    "rule-never-quiet",
    label("The rule would fire every minute.", "该规则会每分钟触发一次。"),
    label("Let it repeat `once` or `daily`.", "请将重复方式设为 `once` 或 `daily`。"),
)
NO_METRICS: Final = Code(
    "rule-metrics-without-clock",
    label("Metrics are computed by the clock only.", "指标只能按时间计算。"),
    label(
        "Let the rule be set off by a schedule, or become true, and not work before saving.",
        "请使用定时或条件成立触发，且不在保存前执行。",
    ),
)
NO_VALUE: Final = Code(
    "rule-metric-without-value",
    label("The figure lacks what is added up.", "指标缺少要统计的值。"),
    label("Give it a value, or let it count.", "请指定统计的值，或改为计数。"),
)
NO_INPUT: Final = Code(
    "rule-input-missing",
    label("The decision table looks at `{name}`, which nobody gives it.", "决策表需要输入 `{name}`，但没有提供。"),
    label("Name it among the inputs.", "请在输入中给出它。"),
)
DOES_NOTHING: Final = Code(
    "rule-does-nothing",
    label("The rule does nothing.", "该规则没有任何动作。"),
    label("Give it effects, values or a refusal.", "请添加动作、计算字段或拒绝提示。"),
)


def rule_scope(forms: FormSet, rule: Rule) -> Scope:
    """Return the names that expressions of a rule may use, before its first effect."""
    scope = forms.scope(rule.form)
    more: dict[str, t.Type] = {}
    if rule.trigger.moment == "record":
        more["before"] = t.ContextType(dict(scope.names))
    if isinstance(rule.trigger, Webhook):
        more["body"] = t.ANY
    for one in rule.metrics:
        more[one.name] = t.NUMBER
        more[f"average_{one.name}"] = t.NUMBER
    return scope.extended(more) if more else scope


def answered_scope(scope: Scope, rule: Rule) -> Scope:
    """Return the names that values and effects of a rule may use: those of its condition, and its answers."""
    return scope.extended({one.name: t.ANY for one in rule.decisions}) if rule.decisions else scope


def rule_references(bundle: Bundle, forms: FormSet) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with the rules of an app."""
    for name, rule in bundle.rules.items():
        path = file_of("rules", name)
        form = forms.forms.get(rule.form)
        if form is None:
            yield unknown_name("form", rule.form, forms.forms, f"{path}/form")
            continue
        yield from (one.at(path) for one in _rule(bundle, forms, rule, form))
    yield from _scorecards(bundle, forms)


def _scorecards(bundle: Bundle, forms: FormSet) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with the scorecards of an app."""
    for name, card in bundle.scorecards.items():
        path = file_of("scorecards", name)
        if card.form not in forms.forms:
            yield unknown_name("form", card.form, forms.forms, f"{path}/form")
            continue
        if card.scope is not None:
            yield from (one.at(path) for one in formula_problems(card.scope, forms.scope(card.form), "/scope"))
        for at, measure in enumerate(card.measures):
            within = f"{path}/measures/{at}/metric"
            yield from (one.at(within) for one in _metric(forms, card.form, measure.metric, ""))


def _rule(bundle: Bundle, forms: FormSet, rule: Rule, form: Form) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with one rule."""
    scope = rule_scope(forms, rule)
    yield from _trigger(bundle, rule, form, forms.scope(rule.form))
    for at, metric in enumerate(rule.metrics):
        yield from _metric(forms, rule.form, metric, f"/metrics/{at}")
    if rule.scope is not None:
        yield from formula_problems(rule.scope, forms.scope(rule.form), "/scope")
    if rule.condition is not None:
        yield from formula_problems(rule.condition, scope, "/condition")
    for name, text in rule.values.items():
        if name not in form.by_name:
            yield unknown_name("field", name, form.by_name, f"/values/{name}")
        yield from formula_problems(text, answered_scope(scope, rule), f"/values/{name}")
    if rule.field is not None and rule.field not in form.by_name:
        yield unknown_name("field", rule.field, form.by_name, "/field")
    yield from _questions(bundle, rule, form, scope)
    yield from _timing(rule)
    scope = answered_scope(scope, rule)
    yield from effect_problems(bundle, forms, form, rule.effects, scope, "/effects")
    yield from effect_problems(bundle, forms, form, rule.ended, scope, "/ended")


def _questions(bundle: Bundle, rule: Rule, form: Form, scope: Scope) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with what a rule asks decision tables."""
    for at, one in enumerate(rule.decisions):
        path = f"/decisions/{at}"
        decision = bundle.decisions.get(one.decision)
        if decision is None:
            yield unknown_name("decision", one.decision, bundle.decisions, f"{path}/decision")
            continue
        for name, text in one.inputs.items():
            if name not in decision.inputs:
                yield unknown_name("input", name, decision.inputs, f"{path}/inputs/{name}")
            yield from formula_problems(text, scope, f"{path}/inputs/{name}")
        for name in decision.inputs:
            if name not in one.inputs and name not in form.by_name:
                yield NO_INPUT.report(None, f"{path}/inputs", name=name)
        if one.on is not None:
            yield from formula_problems(one.on, scope, f"{path}/on")


def _timing(rule: Rule) -> Iterator[Diagnostic]:
    """Iterate over what does not fit the time at which a rule works."""
    if not (rule.effects or rule.ended or rule.values or rule.refuse):
        yield DOES_NOTHING.report(None, "/effects")
    if rule.timing == "before":
        if rule.trigger.moment != "record" or isinstance(rule.trigger, RecordDeleted):
            yield NOT_BEFORE.report(None, "/trigger")
        if rule.effects or rule.ended:
            yield NOT_BEFORE.report(None, "/effects" if rule.effects else "/ended")
    else:
        if rule.refuse is not None:
            yield ONLY_BEFORE.report(None, "/refuse")
        if rule.values:
            yield ONLY_BEFORE.report(None, "/values")
    if isinstance(rule.trigger, Idle) and rule.repeats == "always":
        yield NEVER_QUIET.report(None, "/repeat")
    if rule.metrics and (
        rule.timing == "before" or (rule.trigger.moment != "time" and rule.trigger.kind != "became_true")
    ):
        yield NO_METRICS.report(None, "/metrics")


def _trigger(bundle: Bundle, rule: Rule, form: Form, scope: Scope) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with what sets a rule off."""
    trigger = rule.trigger
    if isinstance(trigger, RecordChanged):
        for at, name in enumerate(trigger.fields):
            if name not in form.by_name:
                yield unknown_name("field", name, form.by_name, f"/trigger/fields/{at}")
    elif isinstance(trigger, StageReached):
        fields = [one for one in form.fields if isinstance(one, StageField) and trigger.field in {None, one.name}]
        states = {state.name for one in fields for state in one.states}
        if trigger.stage not in states:
            yield unknown_name("stage", trigger.stage, states, "/trigger/stage")
    elif isinstance(trigger, Idle):
        yield from formula_problems(trigger.since, scope, "/trigger/since")
    elif isinstance(trigger, FlowEvent) and trigger.flow not in bundle.flows:
        yield unknown_name("flow", trigger.flow, bundle.flows, "/trigger/flow")
    elif isinstance(trigger, Button) and trigger.action not in bundle.actions:
        yield unknown_name("action", trigger.action, bundle.actions, "/trigger/action")
    elif isinstance(trigger, Webhook) and trigger.records is not None:
        yield from formula_problems(trigger.records, Scope({"body": t.ANY}), "/trigger/records")


def _metric(forms: FormSet, watched_form: str, metric: Metric, path: str) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with a figure over other records."""
    if metric.form not in forms.forms:
        yield unknown_name("form", metric.form, forms.forms, f"{path}/form")
        return
    counted, watched = forms.scope(metric.form), forms.scope(watched_form)
    if metric.value is not None:
        wanted = Condition if metric.aggregate == "share" else NumberFormula
        yield from formula_problems(wanted(metric.value), counted, f"{path}/value")
    elif metric.aggregate != "count" and metric.report is None:
        yield NO_VALUE.report(None, f"{path}/value")
    if metric.per is not None:
        yield from formula_problems(NumberFormula(metric.per), counted, f"{path}/per")
    elif metric.aggregate == "ratio":
        yield NO_VALUE.report(None, f"{path}/per")
    for name in ("where", "belongs", "at"):
        text = getattr(metric, name)
        if text is not None:
            yield from formula_problems(text, counted, f"{path}/{name}")
    for name in ("subject", "peers"):
        text = getattr(metric, name)
        if text is not None:
            yield from formula_problems(text, watched, f"{path}/{name}")
