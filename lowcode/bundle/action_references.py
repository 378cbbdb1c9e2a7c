"""`action_references`: what is wrong with the actions of an app, by file and JSON pointer."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from engine_forms.field_types.button import ButtonField
from engine_forms.field_types.stage import StageField
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_rules import types as t
from engine_rules.effect import Effect, Mention
from engine_rules.effects.http_call import HttpCall
from engine_rules.expression import expression
from engine_rules.formula import Formula, formulas
from engine_rules.scope import Scope
from lowcode.bundle.action import Action
from lowcode.bundle.app import Bundle
from lowcode.bundle.parsing import file_of, suggestion
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import Label, label

ACTION_REFERENCE: Final = Code(
    "bundle-action-name-unknown",
    label("The action refers to the {what} `{name}`, which there is not.", "操作引用了不存在的{what} `{name}`。"),
    label("{suggestion}Choose one of: {known}.", "{suggestion}请选择：{known}。"),
)
ACTION_TYPE: Final = Code(
    "bundle-action-type-wrong",
    label("The expression gives {found}; {wanted} is needed.", "表达式的结果是 {found}，此处需要 {wanted}。"),
    label("Convert the value.", "请转换该值。"),
)
_WORDS: Final[dict[str, Label]] = {
    "form": label("form", "表单"),
    "field": label("field", "字段"),
    "stage": label("state", "阶段状态"),
    "flow": label("flow", "流程"),
    "print": label("print template", "打印模板"),
    "action": label("action", "操作"),
    "decision": label("decision", "决策"),
    "role": label("role", "角色"),
    "input": label("input", "输入项"),
}


def action_references(bundle: Bundle, forms: FormSet) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with the actions of an app, and with the buttons that name them."""
    for name, action in bundle.actions.items():
        path = file_of("actions", name)
        form = forms.forms.get(action.form)
        if form is None:
            yield unknown_name("form", action.form, forms.forms, f"{path}/form")
            continue
        yield from (one.at(path) for one in _action(bundle, forms, action, form))
    for name, form in bundle.forms.items():
        for at, field in enumerate(form.fields):
            # A button may also be the beginning of a flow.
            known = [*bundle.actions, *bundle.flows]
            if isinstance(field, ButtonField) and field.effect not in known:
                yield unknown_name("action", field.effect, known, f"{file_of('forms', name)}/fields/{at}/effect")


def _action(bundle: Bundle, forms: FormSet, action: Action, form: Form) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with one action."""
    for at, name in enumerate(action.inputs):
        if name not in form.by_name:
            yield unknown_name("field", name, form.by_name, f"/inputs/{at}")
    scope = action_scope(forms, action)
    if action.condition is not None:
        yield from formula_problems(action.condition, scope, "/condition")
    yield from effect_problems(bundle, forms, form, action.effects, scope, "/effects")


def effect_problems(
    bundle: Bundle, forms: FormSet, form: Form, effects: Sequence[Effect], scope: Scope, within: str
) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with effects that are carried out in order for records of a form."""
    for at, effect in enumerate(effects):
        path = f"{within}/{at}"
        for mention in effect_mentions(effect):
            yield from mention_problems(bundle, forms, form, mention, path)
        skipped = {f"{path}/take"} if isinstance(effect, HttpCall) else set()
        for place, text in formulas(effect, path):
            if not any(place.startswith(one) for one in skipped):
                yield from formula_problems(text, scope, place)
        scope = _after(scope, effect)


def effect_mentions(effect: Effect) -> Iterator[Mention]:
    """Iterate over the parts of the app that an effect speaks of, the roles of people among them."""
    yield from effect.mentions()
    for at, role in enumerate(getattr(effect, "roles", ())):
        yield Mention("role", str(role), f"/roles/{at}")


def action_scope(forms: FormSet, action: Action) -> Scope:
    """Return the names that expressions of an action may use, before its first effect."""
    scope = forms.scope(action.form)
    return scope.extended({"input": t.ANY}) if action.inputs else scope


def _after(scope: Scope, effect: Effect) -> Scope:
    """Return the names that effects after one may use."""
    return scope if effect.name is None else scope.extended({effect.name: t.ANY})


def formula_problems(text: Formula, scope: Scope, path: str) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with an expression."""
    made = expression(str(text), scope)
    yield from (one.at(path) for one in made.diagnostics)
    wanted = text.wants
    if not made.errors and made.type not in {t.ANY, t.NULL} and not t.conforms(made.type, wanted):
        yield ACTION_TYPE.report(None, path, found=made.type, wanted=wanted)


def mention_problems(
    bundle: Bundle, forms: FormSet, own: Form | None, mention: Mention, path: str
) -> Iterator[Diagnostic]:
    """Report a part that an effect speaks of and that there is not; `own` is the form of the record."""
    known: Iterable[str]
    form = own if mention.form is None else forms.forms.get(mention.form)
    if mention.what == "form":
        known = forms.forms
    elif mention.what == "flow":
        known = bundle.flows
    elif mention.what == "print":
        known = bundle.print
    elif mention.what == "role":
        app, _, name = mention.name.rpartition(".")
        if app in {"", bundle.app.name} and name not in bundle.roles:
            yield unknown_name("role", mention.name, bundle.roles, path + mention.path)
        return
    elif form is None or mention.what == "connection":
        return
    elif mention.what == "field":
        known = form.by_name
    else:
        known = [state.name for one in form.fields if isinstance(one, StageField) for state in one.states]
    if mention.name not in known:
        yield unknown_name(mention.what, mention.name, known, path + mention.path)


def unknown_name(what: str, name: str, names: Iterable[str], path: str) -> Diagnostic:
    """Return the report of a name that is not known."""
    known = sorted(names)
    shown = ", ".join(known[:30]) or "–"
    near = suggestion(name, known)
    return ACTION_REFERENCE.report(None, path, what=_WORDS[what], name=name, suggestion=near, known=shown)
