"""`reference`: a record of another form."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from engine_forms import form_codes
from engine_forms.field import ExpressionText, Palette, Use, Vocabulary
from engine_forms.identity import IdField
from engine_forms.operator import IDS
from engine_rules import types as t
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Label, Name, Ref, label
from lowcode.kernel.spec import Spec


class Fill(Spec):
    """A value that is taken over when a record is chosen; it can be changed afterwards."""

    source: ExpressionText
    """What is taken, by the fields of the chosen record."""
    target: Name
    """The field of this form that gets it."""


class ReferenceField(IdField):
    """A record of a form, or several; in expressions the record itself, so that `customer.level` is its level."""

    kind: Literal["reference"]
    to: Ref
    """The form."""
    multiple: bool = False
    """Whether several records can be chosen."""
    filter: ExpressionText | None = None
    """Which records are offered, by their fields, and by the fields of this `record`."""
    fill: tuple[Fill, ...] = ()
    """What is taken over from the chosen record."""
    inverse: Name | None = None
    """What the records that refer to one are called there: `contacts` of a customer."""
    inverse_label: Label | None = None
    """What people read there."""
    on_delete: Literal["refuse", "clear", "cascade"] = "refuse"
    """What happens when the record is deleted: it may not be, the reference becomes empty, or this record goes too."""
    create: bool = True
    """Whether a record that is missing can be created on the way."""

    palette: ClassVar[Palette] = Palette(
        "relation",
        "branches",
        label("Reference", "关联记录"),
        label("A record of another form: the customer of an order.", "其他表单的记录，例如订单的客户。"),
    )
    operators: ClassVar[tuple[str, ...]] = IDS

    @property
    def target(self) -> str:
        return self.to

    @property
    def several(self) -> bool:
        return self.multiple

    def uses(self) -> Iterator[Use]:
        yield from super().uses()
        if self.filter is not None:
            yield Use("/filter", self.filter, t.BOOLEAN, "candidate", self.to)
        for position, one in enumerate(self.fill):
            yield Use(f"/fill/{position}/source", one.source, None, "candidate", self.to)

    def problems(self, forms: Vocabulary) -> Iterator[Diagnostic]:
        if not forms.has_form(self.to):
            yield form_codes.NO_SUCH_FORM.report(None, "/to", name=self.to)
        for position, one in enumerate(self.fill):
            if forms.sibling(one.target) is None:
                yield form_codes.NO_SUCH_FIELD.report(None, f"/fill/{position}/target", name=one.target, known="–")
