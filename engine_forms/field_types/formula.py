"""`formula`: a value computed from others."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Final, Literal

import pydantic

from engine_forms.derived import DerivedField
from engine_forms.field import Computed, ExpressionText, Field, Palette, Use, Vocabulary
from engine_forms.field_types.date import DateField
from engine_forms.field_types.date_time import DateTimeField
from engine_forms.field_types.long_text import LongTextField
from engine_forms.field_types.money import MoneyField
from engine_forms.field_types.number import NumberField
from engine_forms.field_types.percent import PercentField
from engine_forms.field_types.switch import SwitchField
from engine_forms.field_types.time import TimeField
from engine_rules import types as t
from lowcode.kernel.names import label

Result = Literal["text", "number", "money", "percent", "date", "time", "date_time", "switch"]
"""The kinds that a formula can be like."""
TYPES: Final[Mapping[Result, t.Type]] = {
    "text": t.STRING,
    "number": t.NUMBER,
    "money": t.NUMBER,
    "percent": t.NUMBER,
    "date": t.DATE,
    "time": t.TIME,
    "date_time": t.DATE_TIME,
    "switch": t.BOOLEAN,
}
"""The type that the expression has to give."""


class FormulaField(DerivedField):
    """A value computed by an expression, stored or live."""

    kind: Literal["formula"]
    expression: ExpressionText
    """What it is computed from."""
    result: Result = "number"
    """The kind of field it is like."""
    digits: int = pydantic.Field(default=2, ge=0, le=8)
    """Digits after the point of a number."""
    currency: str = "CNY"
    """The currency of an amount of money."""
    stored: bool = True
    """Kept with the record and renewed when what it reads changes; otherwise computed whenever it is read."""

    palette: ClassVar[Palette] = Palette(
        "computed",
        "function",
        label("Formula", "公式"),
        label("Computed while typing, and again on the server.", "录入时即时计算，服务器再次核算。"),
    )

    def formula(self, forms: Vocabulary) -> Computed:  # noqa: ARG002 - the same in all forms
        return Computed(expression=self.expression, stored=self.stored)

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        return TYPES[self.result]

    def uses(self) -> Iterator[Use]:
        yield from super().uses()
        yield Use("/expression", self.expression, TYPES[self.result])

    def shape(self, forms: Vocabulary) -> Field:  # noqa: ARG002 - the same in all forms
        return self.like(self._plain())

    def _plain(self) -> Field:
        """Return a field of the kind of the result."""
        name, title, digits = self.name, self.label, self.digits
        match self.result:
            case "text":
                return LongTextField(kind="long_text", name=name, label=title)
            case "number":
                return NumberField(kind="number", name=name, label=title, digits=digits)
            case "money":
                return MoneyField(kind="money", name=name, label=title, digits=digits, currency=self.currency)
            case "percent":
                return PercentField(kind="percent", name=name, label=title, digits=digits)
            case "date":
                return DateField(kind="date", name=name, label=title)
            case "time":
                return TimeField(kind="time", name=name, label=title)
            case "date_time":
                return DateTimeField(kind="date_time", name=name, label=title)
            case "switch":
                return SwitchField(kind="switch", name=name, label=title)
