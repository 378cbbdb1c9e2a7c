"""`unfolded`: an expression in which formulas that are computed whenever they are read stand for themselves."""

from typing import Final

from engine_forms.form_set import FormSet
from engine_forms.situation import MAX_LIVE
from engine_rules import syntax as s
from engine_rules import types as t
from engine_rules.expression import Expression, expression
from engine_rules.reads import occurrences

_LONGEST: Final = 20_000
"""How long the text may get by it."""


def unfolded(forms: FormSet, form: str, one: Expression) -> Expression:
    """Return an expression over records of a form that reads no live formula of theirs, but what those read.

    The database, which keeps none of them, can then compute it. Where a name of a formula would mean something else
    at the place, as a member of a row does inside a filter, the formula stays.
    """
    for _ in range(MAX_LIVE):
        found = _once(forms, form, one)
        if found is None or len(found.text) > _LONGEST:
            return one
        one = found
    return one


def _once(forms: FormSet, form: str, one: Expression) -> Expression | None:
    """Return an expression with the live formulas that it names written out, None when it names none."""
    if one.tree is None:
        return None
    places = {
        (place.node.start, place.node.end): place.node.name
        for place in occurrences(one.tree, one.scope)
        if len(place.route) == 1 and isinstance(place.node, s.Name)
    }
    formulas = {name: _written_out(forms, form, name) for name in places.values()}
    wanted = {span: f"({formulas[name]})" for span, name in places.items() if formulas[name] is not None}
    if not wanted:
        return None
    text = one.text
    for start, end in sorted(wanted, reverse=True):
        text = text[:start] + wanted[start, end] + text[end:]
    found = expression(text, one.scope)
    kept = {route for route in one.reads if formulas.get(route[0]) is None}
    inner = [expression(formula, one.scope).reads for formula in formulas.values() if formula is not None]
    return found if found.reads == kept.union(*inner) else None


def _written_out(forms: FormSet, form: str, name: str) -> str | None:
    """Return the text of a live formula, rounded as its field is; None for other names."""
    written = forms.forms[form].field(name)
    formula = written.formula(forms.vocabulary(form)) if written is not None else None
    if formula is None or formula.stored:
        return None
    found = expression(formula.expression, forms.scope(form))
    digits = getattr(forms.shaped(form, name), "digits", None)
    if found.type is t.NUMBER and isinstance(digits, int):
        return f"round half up({formula.expression}, {digits})"
    return formula.expression
