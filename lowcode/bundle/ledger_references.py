"""`ledger_references`: what is wrong with the ledgers of an app, by file and JSON pointer."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from engine_forms.field_types.stage import StageField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_forms.system import PEOPLE, RESERVED
from engine_rules import types as t
from engine_rules.expression import expression
from engine_rules.formula import Formula
from engine_rules.ledger import Ledger, Posting
from engine_rules.scope import Scope
from lowcode.bundle.app import Bundle
from lowcode.bundle.ledger_forms import OWN_FIELDS
from lowcode.bundle.parsing import file_of, suggestion
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import Label, label

LEDGER_REFERENCE: Final = Code(
    "bundle-ledger-name-unknown",
    label("The ledger refers to the {what} `{name}`, which there is not.", "账簿引用了不存在的{what} `{name}`。"),
    label("{suggestion}Choose one of: {known}.", "{suggestion}请选择：{known}。"),
)
LEDGER_NAME_TAKEN: Final = Code(
    "bundle-ledger-name-taken",
    label("`{name}` is already the name of {other}.", "名称 `{name}` 已被{other}使用。"),
    label("Choose another name.", "请换一个名称。"),
)
LEDGER_KEY_MISSING: Final = Code(
    "bundle-ledger-key-missing",
    label("The posting does not say what its `{name}` is.", "记账规则未说明键 `{name}` 的取值。"),
    label("Add an expression for it under `keys`.", "请在 `keys` 中补充其表达式。"),
)
LEDGER_TYPE: Final = Code(
    "bundle-ledger-type-wrong",
    label("The expression gives {found}; {wanted} is needed.", "表达式的结果是 {found}，此处需要 {wanted}。"),
    label("Convert the value.", "请转换该值。"),
)
LEDGER_READS_PERSON: Final = Code(
    "bundle-ledger-reads-person",
    label(
        "The expression reads `{name}`, but what a record posts must not depend on who looks at it.",
        "表达式读取了 `{name}`，但单据的记账不应取决于由谁操作。",
    ),
    label("Read fields of the record instead, such as its owner.", "请改为读取单据的字段，例如负责人。"),
)
_FORM: Final = label("form", "表单")
_LEDGER: Final = label("ledger", "账簿")
_FIELD: Final = label("sub-table", "子表")
_STATE: Final = label("state", "阶段状态")
_KEY: Final = label("key", "键")
_MEASURE: Final = label("measure", "度量")
_AROUND: Final = frozenset({"current user", "is new"})
_MOMENTS: Final = (t.DATE, t.DATE_TIME)


def ledger_names(bundle: Bundle) -> Iterator[Diagnostic]:
    """Iterate over names of ledgers, and inside of them, that something else has."""
    taken = dict.fromkeys(bundle.forms, _FORM)
    for name, ledger in bundle.ledgers.items():
        path = f"{file_of('ledgers', name)}/name"
        for each in (ledger.name, ledger.posting_form):
            if each in taken:
                yield LEDGER_NAME_TAKEN.report(None, path, name=each, other=taken[each])
            taken[each] = label("another ledger", "另一账簿")
        seen = dict.fromkeys((*OWN_FIELDS, *RESERVED), label("something that every line has", "每条明细自带的内容"))
        inner = [(f"keys/{at}", one.name, _KEY) for at, one in enumerate(ledger.keys)]
        inner += [(f"measures/{at}", one.name, _MEASURE) for at, one in enumerate(ledger.measures)]
        for place, own, word in inner:
            if own in seen:
                where = f"{file_of('ledgers', name)}/{place}/name"
                yield LEDGER_NAME_TAKEN.report(None, where, name=own, other=seen[own])
            seen[own] = word


def ledger_references(bundle: Bundle, forms: FormSet) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with the ledgers of an app."""
    known = {**bundle.forms, **{name: one for name, one in forms.forms.items() if "." in name}}
    for name, ledger in bundle.ledgers.items():
        path = file_of("ledgers", name)
        for at, key in enumerate(ledger.keys):
            if key.to is not None and key.to not in PEOPLE and key.to not in known:
                yield _unknown(_FORM, key.to, [*known, *PEOPLE], f"{path}/keys/{at}/to")
        for at, posting in enumerate(ledger.postings):
            place = f"{path}/postings/{at}"
            form = known.get(posting.form)
            if form is None:
                yield _unknown(_FORM, posting.form, known, f"{place}/form")
            else:
                yield from (one.at(place) for one in _posting(ledger, posting, form, forms))
        yield from _checks(ledger, forms, path)


def added_references(bundle: Bundle, others: Mapping[str, Bundle], forms: FormSet) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with what an app posts to ledgers of others."""
    ledgers = {f"{name}.{each}": one for name, other in others.items() for each, one in other.ledgers.items()}
    needed = {one.app for one in bundle.app.depends}
    for name, added in bundle.postings.items():
        path = file_of("postings", name)
        ledger = ledgers.get(added.ledger)
        form = forms.forms.get(added.form)
        if ledger is None or added.ledger.partition(".")[0] not in needed:
            known = [one for one in ledgers if one.partition(".")[0] in needed]
            yield _unknown(_LEDGER, added.ledger, known, f"{path}/ledger")
        elif form is None:
            yield _unknown(_FORM, added.form, bundle.forms, f"{path}/form")
        else:
            yield from (one.at(path) for one in _posting(ledger, added, form, forms))


def _checks(ledger: Ledger, forms: FormSet, path: str) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with the checks of a ledger."""
    scope = forms.scope(ledger.name)
    for at, check in enumerate(ledger.checks):
        for setting in ("value", "at_least", "at_most", "unless"):
            text = getattr(check, setting)
            if text is not None:
                yield from (one.at(f"{path}/checks/{at}/{setting}") for one in _formula(text, scope, (text.wants,)))


def _posting(ledger: Ledger, posting: Posting, form: Form, forms: FormSet) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with one rule."""
    states = [state.name for one in form.fields if isinstance(one, StageField) for state in one.states]
    for at, name in enumerate(posting.stages):
        if name not in states:
            yield _unknown(_STATE, name, states, f"/stages/{at}")
    own = forms.scope(form.name)
    if posting.when is not None:
        yield from (one.at("/when") for one in _formula(posting.when, own, (t.BOOLEAN,)))
    scope = own
    if posting.rows is not None:
        tables = {one.name for one in form.fields if isinstance(one, SubtableField) and one.form is None}
        if posting.rows not in tables:
            yield _unknown(_FIELD, posting.rows, tables, "/rows")
            return
        scope = forms.row_scope(form.name, posting.rows)
    if posting.rows_when is not None:
        yield from (one.at("/rows_when") for one in _formula(posting.rows_when, scope, (t.BOOLEAN,)))
    for setting in ("at", "until"):
        text = getattr(posting, setting)
        if text is not None:
            yield from (one.at(f"/{setting}") for one in _formula(text, scope, _MOMENTS))
    yield from _keys(ledger, posting, scope)
    measures = [one.name for one in ledger.measures]
    for name, number in posting.measures.items():
        if name not in measures:
            yield _unknown(_MEASURE, name, measures, f"/measures/{name}")
        yield from (one.at(f"/measures/{name}") for one in _formula(number, scope, (t.NUMBER,)))


def _keys(ledger: Ledger, posting: Posting, scope: Scope) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with the keys of a rule."""
    keys = {one.name: one for one in ledger.keys}
    for name, text in posting.keys.items():
        key = keys.get(name)
        if key is None:
            yield _unknown(_KEY, name, keys, f"/keys/{name}")
            continue
        wanted: tuple[t.Type, ...] = (t.CONTEXT, t.STRING) if key.to is not None else (t.STRING,)
        wanted = wanted if key.to is not None or key.type == "text" else (t.DATE,)
        yield from (one.at(f"/keys/{name}") for one in _formula(text, scope, wanted))
    for name, key in keys.items():
        if name not in posting.keys and not key.optional:
            yield LEDGER_KEY_MISSING.report(None, "/keys", name=name)


def _formula(text: Formula, scope: Scope, wanted: tuple[t.Type, ...]) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with an expression."""
    made = expression(str(text), scope)
    yield from made.diagnostics
    fits = any(t.conforms(made.type, one) for one in wanted) or made.type in {t.ANY, t.NULL}
    if not made.errors and not fits and not isinstance(made.type, t.ContextType):
        yield LEDGER_TYPE.report(None, "", found=made.type, wanted=wanted[0])
    for route in sorted(made.reads):
        own = route[1:] if route[0] == "parent" else route
        if own and own[0] in _AROUND:
            yield LEDGER_READS_PERSON.report(None, "", name=own[0])


def _unknown(what: Label, name: str, names: Iterable[str], path: str) -> Diagnostic:
    """Return the report of a name that is not known."""
    known = sorted(names)
    shown = ", ".join(known[:30]) or "–"
    return LEDGER_REFERENCE.report(None, path, what=what, name=name, suggestion=suggestion(name, known), known=shown)
