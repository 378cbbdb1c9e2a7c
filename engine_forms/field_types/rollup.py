"""`rollup`: a figure over rows."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from engine_forms import form_codes
from engine_forms.derived import DerivedField
from engine_forms.field import Computed, ExpressionText, Field, Palette, Vocabulary
from engine_forms.field_types.number import NumberField
from engine_forms.numeric import NumericField
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Name, label

AVERAGE_DIGITS = 4


class RollupField(DerivedField):
    """A figure over a sub-table, or over the records of another form that refer to this one."""

    kind: Literal["rollup"]
    over: Name
    """The sub-table, or what the referring records are called."""
    aggregate: Literal["count", "sum", "min", "max", "average"]
    """The figure; rows without a value do not count, except in `count`."""
    field: Name | None = None
    """The field of the rows; only `count` needs none."""
    where: ExpressionText | None = None
    """Which rows count, by their fields and those of this form."""
    stored: bool = True
    """Kept with the record and renewed when a row changes; otherwise computed whenever it is read."""

    palette: ClassVar[Palette] = Palette(
        "computed",
        "calculator",
        label("Roll-up", "汇总"),
        label("Count, sum or average of rows or related records.", "对子表或关联记录计数、求和、求平均。"),
    )

    def formula(self, forms: Vocabulary) -> Computed:  # noqa: ARG002 - the same in all forms
        rows = self.over if self.where is None else f"{self.over}[{self.where}]"
        if self.aggregate == "count":
            return Computed(expression=f"count({rows})", stored=self.stored)
        values = f"{rows}[{self.field} != null].{self.field}"
        if self.aggregate == "sum":
            return Computed(expression=f"coalesce(sum({values}), 0)", stored=self.stored)
        function = "mean" if self.aggregate == "average" else self.aggregate
        return Computed(expression=f"{function}({values})", stored=self.stored)

    def shape(self, forms: Vocabulary) -> Field:
        rows = forms.rows_of(self.over)
        other = rows.field(self.field) if rows and self.field else None
        if self.aggregate in {"min", "max"}:
            return self.like(other) if other else self
        if self.aggregate == "count" or other is None:
            return NumberField(kind="number", name=self.name, label=self.label, read_only=True)
        if self.aggregate == "average" and other.kind == "number":
            return NumberField(kind="number", name=self.name, label=self.label, read_only=True, digits=AVERAGE_DIGITS)
        return self.like(other, minimum=None, maximum=None) if isinstance(other, NumericField) else self

    def problems(self, forms: Vocabulary) -> Iterator[Diagnostic]:
        rows = forms.rows_of(self.over)
        if rows is None:
            yield form_codes.NO_SUCH_FIELD.report(None, "/over", name=self.over, known="subtable")
        elif self.aggregate != "count":
            found = rows.field(self.field or "")
            known = ", ".join(one.name for one in rows.fields)
            if found is None:
                yield form_codes.NO_SUCH_FIELD.report(None, "/field", name=self.field or "", known=known)
            elif self.aggregate in {"sum", "average"} and not isinstance(found, NumericField):
                code = form_codes.WRONG_FIELD_KIND
                yield code.report(None, "/field", name=found.name, found=found.kind, wanted="number")
