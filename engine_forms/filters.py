"""Filters: nested conditions over the fields of a form, and the expression that they become."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal

import pydantic

from engine_forms import form_codes
from engine_forms.field import ExpressionText, Field, Json, Refused
from engine_forms.field_types.date_range import DateRangeField
from engine_forms.field_types.date_time import DateTimeField
from engine_forms.field_types.department import DepartmentField
from engine_forms.field_types.number import NumberField
from engine_forms.field_types.user import UserField
from engine_forms.form_set import FormSet, FormVocabulary
from engine_forms.identity import IdField
from engine_forms.literal import literal
from engine_forms.operator import OPERATORS, PERIODS, Operator
from engine_forms.system import IDS, RECORD
from engine_forms.textual import LONGEST, as_text
from engine_rules.expression import expression
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Label, label
from lowcode.kernel.spec import Spec

MAX_DEPTH: Final = 10
"""How deep conditions may be nested."""
_WANTED: Final[dict[str, Label]] = {
    "one": label("one value", "一个值"),
    "two": label("two values", "两个值"),
    "many": label("a list of values", "多个值"),
    "days": label("a number of days", "天数"),
    "period": label("the name of a period", "期间名称"),
}


class AllFilter(Spec):
    """Every condition has to hold; none at all lets everything pass."""

    kind: Literal["all"]
    filters: tuple["AnyFilter", ...] = ()
    """The conditions."""


class SomeFilter(Spec):
    """At least one condition has to hold; none at all lets nothing pass."""

    kind: Literal["any"]
    filters: tuple["AnyFilter", ...] = ()
    """The conditions."""


class FieldFilter(Spec):
    """A field compared with values."""

    kind: Literal["field"]
    field: str = pydantic.Field(min_length=1, max_length=200)
    """The field, or one of a record it refers to: `customer.level`; or `created at` and what else every record has."""
    operator: str
    """How it is compared."""
    value: Json = None
    """With what: a value, a list, a number of days or the name of a period, as the operator needs."""


class ExpressionFilter(Spec):
    """An expression that has to be true."""

    kind: Literal["expression"]
    expression: ExpressionText
    """The expression."""


AnyFilter = Annotated[AllFilter | SomeFilter | FieldFilter | ExpressionFilter, pydantic.Field(discriminator="kind")]
"""A filter of any kind."""


class WrongFilter(Exception):  # noqa: N818 - carries the diagnostics
    """A filter cannot be applied; the diagnostics say where and why."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        """Take the diagnostics, with JSON pointers inside the filter."""
        super().__init__("; ".join(one.text() for one in diagnostics))
        self.diagnostics = tuple(diagnostics)


def compiled(found: AnyFilter, forms: FormSet, form: str) -> str:
    """Return the expression of a filter over the records of a form. Raises `WrongFilter` with every mistake in it."""
    work = _Compiler(forms, form)
    text = work.compile(found, "", 0)
    if work.diagnostics:
        raise WrongFilter(work.diagnostics)
    return text


class _Compiler:
    """One filter on its way to an expression."""

    def __init__(self, forms: FormSet, form: str) -> None:
        self.forms = forms
        self.form = form
        self.diagnostics: list[Diagnostic] = []

    def compile(self, found: AnyFilter, path: str, depth: int) -> str:
        """Return the expression of a part at a JSON pointer."""
        if depth > MAX_DEPTH:
            self.diagnostics.append(form_codes.FILTER_TOO_DEEP.report(None, path, limit=MAX_DEPTH))
            return "true"
        match found:
            case FieldFilter():
                return self._field(found, path)
            case ExpressionFilter():
                made = expression(found.expression, self.forms.scope(self.form))
                self.diagnostics += [one.at(f"{path}/expression") for one in made.errors]
                return found.expression
            case AllFilter() | SomeFilter():
                word, nothing = (" and ", "true") if isinstance(found, AllFilter) else (" or ", "false")
                parts = [
                    f"({self.compile(one, f'{path}/filters/{at}', depth + 1)})" for at, one in enumerate(found.filters)
                ]
                return word.join(parts) or nothing

    def _field(self, found: FieldFilter, path: str) -> str:
        """Return the comparison of a field."""
        located = self._located(found.field, path)
        if located is None:
            return "true"
        field, operand = located
        if found.operator not in field.filters():
            known = ", ".join(field.filters()) or "–"
            code = form_codes.NO_SUCH_OPERATOR
            report = code.report(None, f"{path}/operator", name=found.field, operator=found.operator, known=known)
            self.diagnostics.append(report)
            return "true"
        operator = OPERATORS[found.operator]
        try:
            values = list(self._values(operator, field, found.value))
        except Refused as refused:
            self.diagnostics.append(refused.diagnostic.at(f"{path}/value"))
            return "true"
        wanted = {"none": 0, "one": 1, "two": 2, "days": 1, "period": 2}.get(operator.takes)
        if (wanted is None and not values) or (wanted is not None and len(values) != wanted):
            code, words = form_codes.WRONG_OPERANDS, _WANTED[operator.takes]
            self.diagnostics.append(code.report(None, f"{path}/value", operator=operator.kind, wanted=words))
            return "true"
        first, second, *_ = [*values, "", ""]
        day = f"date({operand})" if _is_instant(field) else operand
        return operator.template.format(field=operand, day=day, a=first, b=second, many=", ".join(values))

    def _values(self, operator: Operator, field: Field, raw: Json) -> Iterator[str]:
        """Iterate over the expressions to the right of an operator. Raises `Refused`."""
        match operator.takes:
            case "none":
                return
            case "period":
                if raw not in PERIODS:
                    raise Refused(form_codes.NO_SUCH_PERIOD, name=raw, known=", ".join(PERIODS))
                yield from PERIODS[raw][1:]
            case "days":
                if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= 36_500:
                    yield str(raw)
            case "one":
                if raw not in (None, "", []):
                    yield _written(field, operator, raw)
            case _:
                for one in raw if isinstance(raw, list) else []:
                    yield _written(field, operator, one)

    def _located(self, text: str, path: str) -> tuple[Field, str] | None:
        """Return the field that dotted names lead to, and the expression of what is compared."""
        known = self.forms.vocabulary(self.form)
        *before, last = text.split(".")
        for name in before:
            through = known.sibling(name)
            if not isinstance(through, IdField) or through.several or through.target not in self.forms.forms:
                self._unknown(text, known, path)
                return None
            known = self.forms.vocabulary(through.target)
        if last in SYSTEM_FIELDS:
            field = SYSTEM_FIELDS[last]
            operand = f"{last}.id" if field.operand().endswith(".id") else last
        else:
            found = known.sibling(last)
            if found is None:
                self._unknown(text, known, path)
                return None
            field = found.shape(known)
            operand = field.operand()
        return field, ".".join([*before, operand])

    def _unknown(self, text: str, known: FormVocabulary, path: str) -> None:
        """Report a field that does not exist."""
        fields = ", ".join(known.fields)
        self.diagnostics.append(form_codes.NO_SUCH_FIELD.report(None, f"{path}/field", name=text, known=fields))


def _written(field: Field, operator: Operator, raw: Json) -> str:
    """Return what is compared with, as an expression. Raises `Refused`."""
    if operator.kind in _PARTS_OF_TEXT:
        return literal(as_text(raw, LONGEST))
    return literal(field.filter_value(raw))


def _is_instant(field: Field) -> bool:
    """Return whether what is compared has a time."""
    return isinstance(field, DateTimeField) or (isinstance(field, DateRangeField) and field.with_time)


def _system_fields() -> dict[str, Field]:
    """Return fields that are like what every record has, by the name in expressions."""
    found: dict[str, Field] = {}
    for name in RECORD:
        word, title = name.replace(" ", "_"), label(name, name)
        if name in IDS:
            found[name] = UserField(kind="user", name=word, label=title)
            if IDS[name] == "department":
                found[name] = DepartmentField(kind="department", name=word, label=title)
        elif name == "version":
            found[name] = NumberField(kind="number", name=word, label=title)
        elif name != "id":
            found[name] = DateTimeField(kind="date_time", name=word, label=title)
    return found


SYSTEM_FIELDS: Final = _system_fields()
"""What every record has as fields, by the name in expressions."""
_PARTS_OF_TEXT: Final = frozenset({"contains", "not_contains", "starts_with", "ends_with"})
