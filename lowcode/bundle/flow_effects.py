"""`flow_effect_problems`: what is wrong with the effects that flows want, whose settings are expressions."""

from collections.abc import Iterator
from typing import Any, Final

from engine_flow.flow import Flow
from engine_flow.node_kinds.service_task import ServiceTask
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_rules import types as t
from engine_rules.effect import Effect, Mention
from engine_rules.effect_kinds import EFFECTS
from engine_rules.expression import expression
from engine_rules.scope import Scope
from lowcode.bundle.action_references import effect_mentions, mention_problems
from lowcode.bundle.app import Bundle
from lowcode.bundle.parsing import suggestion
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import label

SETTING_UNKNOWN: Final = Code(
    "bundle-flow-setting-unknown",
    label("The effect `{kind}` has no setting `{name}`.", "动作 `{kind}` 没有设置 `{name}`。"),
    label("{suggestion}Its settings are {known}.", "{suggestion}可用的设置：{known}。"),
)
SETTING_MISSING: Final = Code(
    "bundle-flow-setting-missing",
    label("The effect `{kind}` lacks the setting `{name}`.", "动作 `{kind}` 缺少设置 `{name}`。"),
    label("Give it an expression, a text in quotes for example.", "请为其填写表达式，例如带引号的文本。"),
)
_OUTER: Final = frozenset({"kind", "name", "when"})


def flow_effect_problems(bundle: Bundle, forms: FormSet, form: Form | None, flow: Flow) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with the effects of a flow: their settings, and the parts of the app in them.

    Of a setting that only the run knows, nothing can be said here.
    """
    base = forms.scope(form.name) if form is not None else Scope({})
    scope, _ = flow.plan.scoped(base, {})
    for at, node in enumerate(flow.nodes):
        if isinstance(node, ServiceTask) and node.effect.kind in EFFECTS:
            yield from (one.at(f"/nodes/{at}/effect/arguments") for one in _effect(bundle, forms, form, node, scope))


def _effect(bundle: Bundle, forms: FormSet, form: Form | None, node: ServiceTask, scope: Scope) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with one effect."""
    kind = EFFECTS[node.effect.kind]
    fields = {name: one for name, one in kind.model_fields.items() if name not in _OUTER}
    known = ", ".join(sorted(fields)) or "–"
    for name in node.effect.arguments:
        if name not in fields:
            near = suggestion(name, fields)
            yield SETTING_UNKNOWN.report(
                None, f"/{name}", kind=node.effect.kind, name=name, suggestion=near, known=known
            )
    for name, one in fields.items():
        if one.is_required() and name not in node.effect.arguments:
            yield SETTING_MISSING.report(None, "", kind=node.effect.kind, name=name)
    settings = {name: _settled(str(text), scope) for name, text in node.effect.arguments.items() if name in fields}
    yield from _mentioned(bundle, forms, form, kind, settings)


def _mentioned(
    bundle: Bundle, forms: FormSet, form: Form | None, kind: type[Effect], settings: dict[str, Any]
) -> Iterator[Diagnostic]:
    """Iterate over parts of the app that settled settings speak of and that there are not."""
    names = kind.model_fields.keys() - _OUTER
    found: dict[str, Any] = {name: settings.get(name) for name in names}
    written = kind.model_construct(**found)
    if "values" in names and not isinstance(settings.get("values"), dict):
        written = written.model_copy(update={"values": {}})
    if "roles" in names and not isinstance(settings.get("roles"), list):
        written = written.model_copy(update={"roles": ()})
    # What another form is meant is known only when it stands there as a text.
    elsewhere = "form" in settings and settings["form"] is None
    for one in effect_mentions(written):
        name: Any = one.name
        if name is None or (elsewhere and one.what in {"field", "stage"}):
            continue
        if form is None and one.form is None and one.what in {"field", "stage"}:
            continue
        top = one.path.split("/")[1]
        mention = Mention(one.what, str(name), f"/{top}", one.form)
        yield from mention_problems(bundle, forms, form, mention, "")


def _settled(text: str, scope: Scope) -> Any:
    """Return what a setting is in every run: a value, for a context what it names; None when only the run knows."""
    made = expression(text, scope)
    if made.errors:
        return None
    if not made.reads:
        return made.evaluate({})
    if isinstance(made.type, t.ContextType) and made.type.members is not None:
        return dict.fromkeys(made.type.members)
    return None
