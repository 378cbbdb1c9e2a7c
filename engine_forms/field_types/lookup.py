"""`lookup`: a value of the record that a reference leads to."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from engine_forms import form_codes
from engine_forms.derived import DerivedField
from engine_forms.field import Computed, Field, Palette, Vocabulary
from engine_forms.field_types.json import JsonField
from engine_forms.identity import IdField
from engine_rules import types as t
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Name, label


class LookupField(DerivedField):
    """A value seen through a reference: live (不入库), or copied when the reference is chosen (入库)."""

    kind: Literal["lookup"]
    through: Name
    """The reference, of this form."""
    field: Name
    """The field of the record it leads to."""
    copied: bool = False
    """Whether the value is copied when the reference is chosen, and stays when the other record changes."""

    palette: ClassVar[Palette] = Palette(
        "relation",
        "eye",
        label("Look-up", "引用字段"),
        label("A value of the chosen record, live or copied.", "所选记录中的值，可实时显示或复制入库。"),
    )

    def formula(self, forms: Vocabulary) -> Computed:  # noqa: ARG002 - the same in all forms
        return Computed(expression=f"{self.through}.{self.field}", stored=self.copied)

    def value_type(self, forms: Vocabulary) -> t.Type:
        found = super().value_type(forms)
        through = forms.sibling(self.through)
        return t.ListType(found) if isinstance(through, IdField) and through.several else found

    def shape(self, forms: Vocabulary) -> Field:
        through = forms.sibling(self.through)
        other = forms.shaped(through.target, self.field) if isinstance(through, IdField) else None
        if other is None:
            return self
        if isinstance(through, IdField) and through.several:
            other = JsonField(kind="json", name=self.name, label=self.label)
        return self.like(other)

    def problems(self, forms: Vocabulary) -> Iterator[Diagnostic]:
        through = forms.sibling(self.through)
        if through is None:
            yield form_codes.NO_SUCH_FIELD.report(None, "/through", name=self.through, known="reference")
        elif not isinstance(through, IdField):
            code = form_codes.WRONG_FIELD_KIND
            yield code.report(None, "/through", name=self.through, found=through.kind, wanted="reference")
        elif forms.has_form(through.target) and forms.shaped(through.target, self.field) is None:
            yield form_codes.NO_SUCH_FIELD.report(None, "/field", name=self.field, known=through.target)
