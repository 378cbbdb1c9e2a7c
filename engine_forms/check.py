"""`check`: everything that is wrong with a form among the documents it belongs to, before it is published."""

from collections.abc import Iterable, Iterator

from engine_forms import form_codes
from engine_forms.dependencies import Dependencies
from engine_forms.dictionary import Dictionary
from engine_forms.field import Field, Use, Vocabulary
from engine_forms.field_types.button import ButtonField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_forms.identity import IdField
from engine_forms.layout_kinds.related import RelatedItem
from engine_forms.plan import Plan
from engine_forms.system import RESERVED
from engine_rules import types as t
from engine_rules.expression import expression
from engine_rules.scope import Scope
from lowcode.kernel.diagnostics import Diagnostic


def check(forms: FormSet, form: str) -> list[Diagnostic]:
    """Return what is wrong with a form, with JSON pointers inside it; errors stop its publication."""
    document = forms.forms[form]
    plan = Plan(forms, form)
    found = list(_check_fields(forms, form, document.fields, forms.vocabulary(form), ""))
    for position, one in enumerate(document.fields):
        if isinstance(one, SubtableField) and one.form is None and one.name in plan.rows:
            rows = plan.rows[one.name]
            found += [
                each.at(f"/fields/{position}")
                for each in _check_fields(forms, form, one.fields, rows.vocabulary, one.name)
            ]
    for use in document.uses():
        found += _check_use(use, forms.scope(form), None)
    found += _check_order(plan, document)
    found += _check_layout(forms, document)
    found += _check_rules(document)
    return found


def check_all(forms: FormSet) -> dict[str, list[Diagnostic]]:
    """Return what is wrong with each form and dictionary, by name; circles across forms are said of the first form."""
    found = {form.name: check(forms, form.name) for form in forms}
    for circle in Dependencies(forms).circles():
        route = " → ".join(f"{form}.{name.replace('/', '.')}" for form, name in circle)
        found[circle[0][0]].append(form_codes.CYCLE.report(route=route))
    for dictionary in forms.dictionaries.values():
        found[dictionary.name] = list(check_dictionary(dictionary))
    return found


def check_dictionary(dictionary: Dictionary) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with a data dictionary."""
    seen: set[str] = set()

    def walk(entries: Iterable[object], path: str) -> Iterator[Diagnostic]:
        for position, one in enumerate(entries):
            key, below = getattr(one, "key", ""), getattr(one, "entries", ())
            if key in seen:
                yield form_codes.ENTRY_TWICE.report(None, f"{path}/{position}/key", key=key)
            seen.add(key)
            yield from walk(below, f"{path}/{position}/entries")

    yield from walk(dictionary.entries, "/entries")


# --- fields -----------------------------------------------------------------------------------------------------------


def _check_fields(
    forms: FormSet, form: str, fields: tuple[Field, ...], known: Vocabulary, subtable: str
) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with fields side by side."""
    names: set[str] = set()
    scope = forms.row_scope(form, subtable) if subtable else forms.scope(form)
    for position, one in enumerate(fields):
        at = f"/fields/{position}"
        if one.name in names:
            yield form_codes.FIELD_TWICE.report(None, f"{at}/name", name=one.name)
        if one.name in RESERVED:
            yield form_codes.RESERVED_NAME.report(None, f"{at}/name", name=one.name)
        names.add(one.name)
        yield from (found.at(at) for found in _check_field(one, known))
        for use in one.uses():
            if use.names == "candidate":
                inside = forms.candidate_scope(use.form, form, subtable)
            else:
                inside = forms.entry_scope(form, subtable) if use.names == "entry" else scope
            yield from (found.at(at) for found in _check_use(use, inside, (one, known)))
        formula = one.formula(known)
        if formula is not None and one.kind in {"lookup", "rollup"} and not list(one.problems(known)):
            place = "/where" if getattr(one, "where", None) else ""
            made = expression(formula.expression, scope)
            yield from (found.at(at + place) for found in made.diagnostics if found.severity == "error")


def _check_field(one: Field, known: Vocabulary) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with the settings of a field."""
    yield from one.problems(known)
    formula = one.formula(known)
    if formula is not None and (one.required is True or one.default is not None):
        yield form_codes.CONFLICTING_SETTINGS.report(None, "/computed" if one.computed else "", name=one.name)
    if one.computed is not None and isinstance(one, ButtonField | SubtableField):
        yield form_codes.NOT_COMPUTABLE.report(None, "/computed", kind=one.palette.label)


def _check_use(use: Use, scope: Scope, owner: tuple[Field, Vocabulary] | None) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with an expression, and with the type of its value."""
    made = expression(use.text, scope)
    yield from (found.at(use.path) for found in made.diagnostics)
    wants = use.wants
    if wants is None and owner is not None and use.path in {"/default", "/computed/expression"}:
        wants = owner[0].value_type(owner[1])
    if wants is None or made.errors or made.type in (t.ANY, t.NULL) or _fits(made.type, wants, owner):
        return
    yield form_codes.WRONG_RESULT.report(None, use.path, found=made.type, wanted=wants)


def _fits(kind: t.Type, wants: t.Type, owner: tuple[Field, Vocabulary] | None) -> bool:
    """Return whether a field takes a value of a type: a reference takes any record, or an id."""
    if owner is not None and isinstance(owner[0], IdField) and wants is not t.BOOLEAN:
        while isinstance(kind, t.ListType) and owner[0].several:
            kind = kind.item
        return kind is t.STRING or isinstance(kind, t.ContextType)
    is_moment = wants == t.DATE_TIME and kind == t.DATE
    return is_moment or t.conforms(kind, wants) or isinstance(wants, t.ContextType)


def _check_order(plan: Plan, document: Form) -> Iterator[Diagnostic]:
    """Report values that are computed from each other."""
    assert isinstance(plan.steps, tuple)
    if plan.cycle:
        route = " → ".join(".".join(node) for node in plan.cycle)
        names = [one.name for one in document.fields]
        yield form_codes.CYCLE.report(None, f"/fields/{names.index(plan.cycle[0][0])}", route=route)


# --- layout and rules -------------------------------------------------------------------------------------------------


def _check_layout(forms: FormSet, document: Form) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with the places of fields."""
    shown: set[str] = set()
    known = ", ".join(document.by_name)
    related = [reference.inverse or "" for _, reference in forms.inverses(document.name)]
    for path, item in document.items():
        name = item.shows()
        if name is not None and name not in document.by_name:
            yield form_codes.NO_SUCH_FIELD.report(None, f"{path}/field", name=name, known=known)
        elif name is not None and name in shown:
            yield form_codes.SHOWN_TWICE.report(None, f"{path}/field", name=name)
        if name is not None:
            shown.add(name)
        if isinstance(item, RelatedItem) and item.name not in related:
            yield form_codes.NO_SUCH_FIELD.report(None, f"{path}/name", name=item.name, known=", ".join(related) or "–")
    if not document.layout:
        return
    known_types = forms.vocabulary(document.name)
    for position, one in enumerate(document.fields):
        if one.name in shown:
            continue
        entered = one.default is None and one.formula(known_types) is None and one.kind != "serial_number"
        code = form_codes.REQUIRED_NOT_SHOWN if one.required is True and entered else form_codes.NOT_SHOWN
        yield code.report(None, f"/fields/{position}", name=one.name)


def _check_rules(document: Form) -> Iterator[Diagnostic]:
    """Iterate over rules about fields that do not exist."""
    known = ", ".join(document.by_name)
    for position, rule in enumerate(document.unique):
        for place, name in enumerate(rule.fields):
            if name not in document.by_name:
                path = f"/unique/{position}/fields/{place}"
                yield form_codes.NO_SUCH_FIELD.report(None, path, name=name, known=known)
    for position, warning in enumerate(document.duplicates):
        found = document.by_name.get(warning.field)
        path = f"/duplicates/{position}/field"
        if found is None:
            yield form_codes.NO_SUCH_FIELD.report(None, path, name=warning.field, known=known)
        elif found.kind != "text":
            code = form_codes.WRONG_FIELD_KIND
            yield code.report(None, path, name=found.name, found=found.kind, wanted="text")
