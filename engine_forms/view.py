"""`View`: a way to look at many records of a form."""

from collections.abc import Iterator
from typing import Literal

import pydantic

from engine_forms import form_codes
from engine_forms.field import ExpressionText, Field
from engine_forms.filters import AnyFilter, WrongFilter, compiled
from engine_forms.form_set import FormSet
from engine_forms.system import RECORD
from engine_rules import types as t
from engine_rules.expression import expression
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Label, Name, Ref
from lowcode.kernel.spec import Spec


class Sort(Spec):
    """An order."""

    field: str
    """By what."""
    descending: bool = False
    """Whether the greatest comes first."""


class ViewColumn(Spec):
    """A field shown in a view."""

    field: str
    """The field, also of a record it refers to."""
    width: int | None = pydantic.Field(default=None, ge=40, le=2_000)
    """Its width in pixels."""
    total: Literal["sum", "average", "min", "max", "count"] | None = None
    """The figure below the column, over all records that the view shows."""
    pinned: bool = False
    """Whether it stays where it is while the others are scrolled."""


class ColourRule(Spec):
    """A colour for records."""

    when: ExpressionText
    """The records that have it; the first rule that holds counts."""
    colour: str
    """The colour."""


class View(Spec):
    """What all views have in common."""

    kind: str
    """The kind of view."""
    name: Name
    """Its name in the app."""
    label: Label
    """What people read."""
    form: Ref
    """The form whose records it shows."""
    icon: str | None = None
    """Its icon in the menu."""
    filter: AnyFilter | None = None
    """Which records it shows."""
    sort: tuple[Sort, ...] = ()
    """Their order."""
    columns: tuple[ViewColumn, ...] = ()
    """The fields it shows; the first ones of the form if nothing is said."""
    search: tuple[str, ...] = ()
    """The fields that people can filter by at the top."""
    colours: tuple[ColourRule, ...] = ()
    """Colours of records."""

    def mentions(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Iterate over the fields it mentions: JSON pointer, names, and the kinds of fields allowed (any if none)."""
        for position, sort in enumerate(self.sort):
            yield f"/sort/{position}/field", sort.field, ()
        for position, column in enumerate(self.columns):
            yield f"/columns/{position}/field", column.field, ()
        for position, name in enumerate(self.search):
            yield f"/search/{position}", name, ()

    def problems(self, forms: FormSet) -> Iterator[Diagnostic]:
        """Iterate over what is wrong with it, with JSON pointers inside it."""
        if self.form not in forms.forms:
            yield form_codes.NO_SUCH_FORM.report(None, "/form", name=self.form)
            return
        for path, name, kinds in self.mentions():
            yield from _check_mention(forms, self.form, path, name, kinds)
        for position, rule in enumerate(self.colours):
            made = expression(rule.when, forms.scope(self.form))
            yield from (found.at(f"/colours/{position}/when") for found in made.diagnostics)
            if not made.errors and made.type not in (t.BOOLEAN, t.ANY, t.NULL):
                path = f"/colours/{position}/when"
                yield form_codes.WRONG_RESULT.report(None, path, found=made.type, wanted=t.BOOLEAN)
        if self.filter is not None:
            try:
                compiled(self.filter, forms, self.form)
            except WrongFilter as wrong:
                yield from (found.at("/filter") for found in wrong.diagnostics)


def field_at(forms: FormSet, form: str, names: str) -> Field | None:
    """Return the shape of the field that dotted names lead to from a form, None when they lead to none."""
    *before, last = names.split(".")
    for name in before:
        through = forms.shaped(form, name)
        form = getattr(through, "target", "")
    return forms.shaped(form, last)


def _check_mention(forms: FormSet, form: str, path: str, name: str, kinds: tuple[str, ...]) -> Iterator[Diagnostic]:
    """Report a field that does not exist, or is of a kind that cannot stand there."""
    if name in RECORD:
        return
    found = field_at(forms, form, name)
    if found is None:
        known = ", ".join(forms.forms[form].by_name)
        yield form_codes.NO_SUCH_FIELD.report(None, path, name=name, known=known)
    elif kinds and found.kind not in kinds:
        wanted = ", ".join(kinds)
        yield form_codes.WRONG_FIELD_KIND.report(None, path, name=name, found=found.kind, wanted=wanted)
