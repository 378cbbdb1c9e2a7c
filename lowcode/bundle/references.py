"""`check`: every reference between the parts of an app, checked once for all of it, by file and JSON pointer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from engine_forms.check import check_all
from engine_forms.field_types.button import ButtonField
from engine_forms.field_types.stage import StageField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_forms.system import RECORD
from engine_rules import types as t
from engine_rules.expression import expression
from engine_rules.scope import Scope
from lowcode.bundle.action_references import action_references
from lowcode.bundle.app import Bundle
from lowcode.bundle.canonical import Json, pointer
from lowcode.bundle.content import bundle_of
from lowcode.bundle.example_references import example_references
from lowcode.bundle.flow_references import flow_references
from lowcode.bundle.ledger_references import added_references, ledger_names, ledger_references
from lowcode.bundle.linking import inverses, linked, needed
from lowcode.bundle.overview_references import overview_references
from lowcode.bundle.parsing import Parsed, file_of, parsed, suggestion
from lowcode.bundle.report_references import report_references
from lowcode.bundle.role import Grant, Role
from lowcode.bundle.rule_references import rule_references
from lowcode.bundle.sample import Another, Formula, Rule, Sample
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import Label, label
from lowcode.kernel.spec import Spec

UNKNOWN_NAME: Final = Code(
    "bundle-name-unknown",
    label("There is no {what} `{name}`.", "没有名为 `{name}` 的{what}。"),
    label("{suggestion}Choose one of: {known}.", "{suggestion}请选择：{known}。"),
)
NOT_TRUE_OR_FALSE: Final = Code(
    "bundle-condition-wrong",
    label("The expression gives {found}; true or false is needed.", "表达式的结果是 {found}，此处需要是或否。"),
    label("Compare it with something.", "请改为比较表达式。"),
)
NO_STAGES: Final = Code(
    "bundle-form-without-stages",
    label("The form `{form}` has no stage field.", "表单 `{form}` 没有阶段字段。"),
    label("Leave the stages out, or add a stage field.", "请去掉阶段，或添加阶段字段。"),
)
COLUMN_NAME_TAKEN: Final = Code(
    "bundle-column-name-taken",
    label("`{name}` is a name that PostgreSQL keeps for itself.", "`{name}` 是 PostgreSQL 的保留列名。"),
    label("Choose another name.", "请换一个名称。"),
)
COLUMNS_MEET: Final = Code(
    "bundle-columns-meet",
    label("`{one}` and `{other}` would both be the column `{column}`.", "`{one}` 与 `{other}` 都会使用列 `{column}`。"),
    label("Rename one of them.", "请重命名其中之一。"),
)
UNUSED_TRANSLATION: Final = Code(
    "bundle-translation-unused",
    label("The app has no text “{text}”.", "应用中没有文本“{text}”。"),
    label(
        "{suggestion}Correct the English text, or remove the translation.", "{suggestion}请更正英文文本，或删除该翻译。"
    ),
    "warning",
)
IN_A_CIRCLE: Final = Code(
    "bundle-apps-in-a-circle",
    label("`{other}` needs `{app}` itself.", "`{other}` 本身依赖 `{app}`。"),
    label(
        "Let only one of them refer to the other; move what both need to a third.",
        "请只保留单向引用，双方都需要的内容可移入第三个应用。",
    ),
)
INVERSE_TAKEN: Final = Code(
    "bundle-inverse-taken",
    label(
        "At `{form}` something is called `{name}` already: {other}.", "`{form}` 中已有名为 `{name}` 的内容：{other}。"
    ),
    label("Choose another name for the other side.", "请为反向名称另选一个名称。"),
)
FORM: Final = label("form", "表单")
FIELD: Final = label("field", "字段")
VIEW: Final = label("view", "视图")
STATE: Final = label("state", "阶段状态")
FLOW: Final = label("flow", "流程")
BUTTON: Final = label("button", "按钮")
APP: Final = label("app", "应用")

_POSTGRES: Final = frozenset({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"})
_PEOPLE: Final = frozenset({"user", "department", "file"})


def check(document: Mapping[str, Json], others: Mapping[str, Bundle] | None = None) -> tuple[Diagnostic, ...]:
    """Return everything that is wrong with the document of an app; errors keep it from being published.

    `others` are the apps that are there besides, by name. The paths are those of files, then JSON pointers inside.
    """
    found = parsed(document)
    if not found.problems:
        # The one that is shared: what it is linked with is known already.
        found = replace(found, bundle=bundle_of(document))
    return (*found.problems, *references(found, others or {}))


def references(found: Parsed, others: Mapping[str, Bundle]) -> Iterator[Diagnostic]:
    """Iterate over what is wrong between the parts that could be read.

    When a part could not be read, what refers to it is not held against the others.
    """
    if found.bundle is not None and not found.problems:
        yield from check_bundle(found.bundle, others)


def check_bundle(bundle: Bundle, others: Mapping[str, Bundle]) -> Iterator[Diagnostic]:
    """Iterate over what is wrong between the parts of an app, and those of the apps that it needs."""
    yield from _Check(bundle, others).run()


def form_set(bundle: Bundle, others: Mapping[str, Bundle]) -> FormSet:
    """Return the forms of an app, and those of the apps that it needs by their names with the app: `crm.lead`."""
    return linked(
        bundle.app.name, {bundle.app.name: bundle, **{one: others[one] for one in needed(bundle, others)}}
    ).forms


class _Check:
    """Checks one app."""

    def __init__(self, bundle: Bundle, others: Mapping[str, Bundle]) -> None:
        """Take the app, and the others that are there."""
        self.bundle = bundle
        self.others = others
        self.forms = form_set(bundle, others)

    def run(self) -> Iterator[Diagnostic]:
        """Iterate over everything that is wrong."""
        yield from self._app()
        if clashes := [*ledger_names(self.bundle)]:
            # Their forms would hide others: nothing else can be said of the app.
            yield from clashes
            return
        if self.bundle.app.depends and not all(one.app in self.others for one in self.bundle.app.depends):
            return
        found = check_all(self.forms)
        for name in self.bundle.forms:
            yield from (one.at(file_of("forms", name)) for one in found.get(name, ()))
            yield from (one.at(file_of("forms", name)) for one in self._columns(self.bundle.forms[name]))
        for name in self.bundle.dictionaries:
            yield from (one.at(file_of("dictionaries", name)) for one in found.get(name, ()))
        for name, view in self.bundle.views.items():
            yield from (one.at(file_of("views", name)) for one in view.problems(self.forms))
        yield from self._inverses()
        yield from flow_references(self.bundle, self.forms)
        yield from action_references(self.bundle, self.forms)
        yield from ledger_references(self.bundle, self.forms)
        yield from added_references(self.bundle, self.others, self.forms)
        yield from rule_references(self.bundle, self.forms)
        yield from example_references(self.bundle, self.forms)
        yield from report_references(self.bundle, self.forms)
        yield from overview_references(self.bundle, self.forms)
        for name, role in self.bundle.roles.items():
            yield from (one.at(file_of("roles", name)) for one in self._role(role))
        yield from self._prints()
        for name, sample in self.bundle.sample.items():
            yield from (one.at(file_of("sample", name)) for one in self._sample(sample))
        yield from self._tests()
        yield from self._translations()

    # --- the app itself -----------------------------------------------------------------------------------------------

    def _app(self) -> Iterator[Diagnostic]:
        """Iterate over what is wrong with `app.json`."""
        app = self.bundle.app
        for position, one in enumerate(app.depends):
            place = f"app.json/depends/{position}/app"
            yield from _known(APP, one.app, self.others, place)
            if one.app in self.others and app.name in needed(
                self.others[one.app], {**self.others, app.name: self.bundle}
            ):
                yield IN_A_CIRCLE.report(None, place, app=app.name, other=one.app)
        for position, name in enumerate(app.menu):
            yield from _known(VIEW, name, self.bundle.views, f"app.json/menu/{position}")
        for position, rename in enumerate(app.renames):
            path = f"app.json/renames/{position}"
            form = self.bundle.forms.get(rename.form)
            yield from _known(FORM, rename.form, self.bundle.forms, f"{path}/form")
            if form is None or rename.field is None:
                continue
            fields = _fields(form, rename.subtable)
            if rename.subtable is not None and fields is None:
                yield from _known(FIELD, rename.subtable, form.by_name, f"{path}/subtable")
            else:
                yield from _known(FIELD, rename.field, fields or {}, f"{path}/field")

    def _columns(self, form: Form) -> Iterator[Diagnostic]:
        """Iterate over fields whose columns cannot be, or are the same."""
        lists = [("", form.fields)]
        lists += [
            (f"/fields/{position}", one.fields)
            for position, one in enumerate(form.fields)
            if isinstance(one, SubtableField)
        ]
        for path, fields in lists:
            owner: dict[str, str] = {}
            for position, field in enumerate(fields):
                place = f"{path}/fields/{position}/name"
                if field.name in _POSTGRES:
                    yield COLUMN_NAME_TAKEN.report(None, place, name=field.name)
                for column in field.columns():
                    title = field.name + column.suffix
                    other = owner.setdefault(title, field.name)
                    if other != field.name:
                        yield COLUMNS_MEET.report(None, place, one=other, other=field.name, column=title)

    def _inverses(self) -> Iterator[Diagnostic]:
        """Iterate over names at forms of other apps that these, or further apps, have given already."""
        name = self.bundle.app.name
        mine = [*inverses(self.bundle)]
        taken: dict[tuple[str, str], str] = {}
        for other, bundle in self.others.items():
            if other != name:
                taken |= {(form, called): f"{other}: {place}" for form, called, place in inverses(bundle)}
        for form, called, place in mine:
            home, _, inner = form.partition(".")
            if (form, called) in taken:
                yield INVERSE_TAKEN.report(None, place, form=form, name=called, other=taken[form, called])
            elif home in self.others:
                known = linked(home, {home: self.others[home]}).forms.scope(inner).names
                if called in known:
                    yield INVERSE_TAKEN.report(None, place, form=form, name=called, other=home)

    # --- roles --------------------------------------------------------------------------------------------------------

    def _role(self, role: Role) -> Iterator[Diagnostic]:
        """Iterate over what is wrong with a role."""
        for position, name in enumerate(role.views):
            yield from _known(VIEW, name, self.bundle.views, f"/views/{position}")
        for position, grant in enumerate(role.grants):
            path = f"/grants/{position}"
            form = self.forms.forms.get(grant.form)
            if form is None:
                yield from _known(FORM, grant.form, self.forms.forms, f"{path}/form")
                continue
            yield from (one.at(path) for one in self._grant(grant, form))

    def _grant(self, grant: Grant, form: Form) -> Iterator[Diagnostic]:
        """Iterate over what is wrong with one grant."""
        if isinstance(grant.rows, str):
            yield from _condition(grant.rows, self.forms.scope(form.name), "/rows")
        buttons = {one.name for one in form.fields if isinstance(one, ButtonField)}
        for position, name in enumerate(grant.buttons):
            yield from _known(BUTTON, name, buttons, f"/buttons/{position}")
        yield from _states(form, grant.stages, "/stages")
        for position, right in enumerate(grant.fields):
            for place, name in enumerate(right.fields):
                yield from _field(form, name, f"/fields/{position}/fields/{place}")
            yield from _states(form, right.stages, f"/fields/{position}/stages")

    # --- prints, samples, tests ---------------------------------------------------------------------------------------

    def _prints(self) -> Iterator[Diagnostic]:
        """Iterate over what is wrong with print templates."""
        for name, template in self.bundle.print.items():
            path = file_of("print", name)
            if template.form not in self.bundle.forms:
                yield from _known(FORM, template.form, self.bundle.forms, f"{path}/form")
                continue
            scope = self.forms.scope(template.form)
            for text in template.expressions():
                yield from (one.at(f"{path}/body") for one in expression(text, scope).diagnostics)

    def _sample(self, sample: Sample) -> Iterator[Diagnostic]:
        """Iterate over what is wrong with samples."""
        form = self.bundle.forms.get(sample.name)
        if form is None:
            yield from _known(FORM, sample.name, self.bundle.forms, "/name")
            return
        for position, record in enumerate(sample.records):
            for name in record:
                yield from _known(FIELD, name, form.by_name, f"/records/{position}/{name}")
        for position, each in enumerate(sample.each):
            yield from _known(FORM, each.form, self.forms.forms, f"/each/{position}/form")
        if sample.path is not None:
            yield from _known(FIELD, sample.path.field, form.by_name, "/path/field")
        yield from self._rules(sample.facts, sample.facts, "/facts")
        yield from self._rules(sample.values, form.by_name, "/values")
        for name, lines in sample.lines.items():
            fields = _fields(form, name)
            if fields is None:
                yield from _known(FIELD, name, [], f"/lines/{name}")
            else:
                yield from self._rules(lines.values, fields, f"/lines/{name}/values")

    def _rules(self, rules: Mapping[str, Rule], fields: Iterable[str], path: str) -> Iterator[Diagnostic]:
        """Iterate over what is wrong with the rules that draw values."""
        for name, rule in rules.items():
            yield from _known(FIELD, name, fields, f"{path}/{name}")
            if isinstance(rule, Another) and rule.form is not None:
                yield from _known(FORM, rule.form, self.forms.forms, f"{path}/{name}/form")
            if isinstance(rule, Formula):
                found = expression(rule.expression, Scope({})).diagnostics
                syntax = [one for one in found if one.code.startswith("syntax")]
                yield from (one.at(f"{path}/{name}/expression") for one in syntax)

    def _tests(self) -> Iterator[Diagnostic]:
        """Iterate over what is wrong with tests."""
        for name, test in self.bundle.tests.items():
            path = file_of("tests", name)
            form = self.bundle.forms.get(test.form)
            if form is None:
                yield from _known(FORM, test.form, self.bundle.forms, f"{path}/form")
                continue
            for other in test.records:
                yield from _known(FORM, other, [*self.forms.forms, *_PEOPLE], f"{path}/records/{other}")
            for position, walk in enumerate(test.walks):
                yield from _known(FLOW, walk.flow, self.bundle.flows, f"{path}/walks/{position}/flow")
                for each in walk.record:
                    yield from _known(FIELD, each, form.by_name, f"{path}/walks/{position}/record/{each}")
            for position, case in enumerate(test.cases):
                for setting, names in (("changes", case.changes), ("expect/values", case.expect.values)):
                    for each in names:
                        yield from _known(FIELD, each, form.by_name, f"{path}/cases/{position}/{setting}/{each}")

    def _translations(self) -> Iterator[Diagnostic]:
        """Iterate over translations of texts that the app does not have."""
        if not self.bundle.translations:
            return
        known = {one.en for part in vars(self.bundle).values() for one in _labels(part)}
        for name, translation in self.bundle.translations.items():
            for text in translation.texts:
                if text not in known:
                    near = suggestion(text, known)
                    path = file_of("translations", name) + pointer(["texts", text])
                    yield UNUSED_TRANSLATION.report(None, path, text=text, suggestion=near)


def _labels(value: object) -> Iterator[Label]:
    """Iterate over the texts for people in a part, and in what is inside it."""
    if isinstance(value, Label):
        yield value
    elif isinstance(value, Spec):
        yield from (one for each in type(value).model_fields for one in _labels(getattr(value, each)))
    elif isinstance(value, Mapping):
        yield from (one for each in value.values() for one in _labels(each))
    elif isinstance(value, tuple | list):
        yield from (one for each in value for one in _labels(each))


def _fields(form: Form, subtable: str | None) -> dict[str, object] | None:
    """Return the fields of a form, or of the own rows of a sub-table; None when there is no such sub-table."""
    if subtable is None:
        return dict(form.by_name)
    found = form.field(subtable)
    return {one.name: one for one in found.fields} if isinstance(found, SubtableField) else None


def _field(form: Form, name: str, path: str) -> Iterator[Diagnostic]:
    """Report a field, or field of a sub-table, that does not exist."""
    first, _, rest = name.partition(".")
    if first.replace("_", " ") in RECORD and not rest:
        return
    yield from _known(FIELD, first, form.by_name, path)
    inside = _fields(form, first) if rest else None
    if rest and first in form.by_name:
        yield from _known(FIELD, rest, inside or {}, path)


def _states(form: Form, names: Iterable[str], path: str) -> Iterator[Diagnostic]:
    """Report states that no stage field of a form has."""
    fields = [one for one in form.fields if isinstance(one, StageField)]
    known = {state.name for field in fields for state in field.states}
    for position, name in enumerate(names):
        if not fields:
            yield NO_STAGES.report(None, path, form=form.name)
            return
        yield from _known(STATE, name, known, f"{path}/{position}")


def _condition(text: str, scope: Scope, path: str) -> Iterator[Diagnostic]:
    """Report what is wrong with an expression that has to be true or false."""
    made = expression(text, scope)
    yield from (one.at(path) for one in made.diagnostics)
    if not made.errors and made.type not in (t.BOOLEAN, t.ANY, t.NULL):
        yield NOT_TRUE_OR_FALSE.report(None, path, found=made.type)


def _known(what: object, name: str, names: Iterable[str], path: str) -> Iterator[Diagnostic]:
    """Report a name that is not among those that are known."""
    known = sorted(names)
    if name not in known:
        shown = ", ".join(known[:30]) or "–"
        yield UNKNOWN_NAME.report(None, path, what=what, name=name, suggestion=suggestion(name, known), known=shown)
