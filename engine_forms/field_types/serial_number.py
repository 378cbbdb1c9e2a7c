"""`serial_number`: a number that the system gives."""

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random
from typing import Annotated, ClassVar, Literal

import pydantic

from engine_forms import form_codes
from engine_forms.field import Palette, Vocabulary
from engine_forms.operator import TEXTS
from engine_forms.textual import TextualField
from engine_rules.calculation.formats import formatted
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Name, label
from lowcode.kernel.spec import Spec


class TextPart(Spec):
    """Letters that are always the same."""

    kind: Literal["text"]
    text: str = pydantic.Field(max_length=40)
    """The letters."""


class DatePart(Spec):
    """The day on which the number is given."""

    kind: Literal["date"]
    format: str = pydantic.Field(default="yyyymmdd", max_length=20, pattern="^[ymd/. -]+$")
    """How it is written: `yyyy`, `yy`, `mm`, `dd`."""


class FieldPart(Spec):
    """The value of a field of the record."""

    kind: Literal["field"]
    field: Name
    """The field."""
    restart: bool = False
    """Whether each value has a counter of its own."""


class CounterPart(Spec):
    """The counter."""

    kind: Literal["counter"]
    digits: int = pydantic.Field(default=4, ge=1, le=12)
    """The fewest digits, filled with zeros; more come by themselves."""
    start: int = pydantic.Field(default=1, ge=0)
    """The first number."""


Part = Annotated[TextPart | DatePart | FieldPart | CounterPart, pydantic.Field(discriminator="kind")]
"""A part of a serial number."""


class SerialNumberField(TextualField):
    """A number that is given once, when the record is saved first, and never to another record."""

    kind: Literal["serial_number"]
    parts: tuple[Part, ...]
    """What it consists of."""
    reset: Literal["never", "daily", "monthly", "yearly"] = "never"
    """When the counter starts again."""
    gap_free: bool = False
    """Whether no number may be left out, not even when saving fails; saving then waits for others that save."""
    unique: bool = True
    """Whether no two records may have the same value."""

    palette: ClassVar[Palette] = Palette(
        "computed",
        "field-number",
        label("Serial number", "流水号"),
        label("Given by the system: SO-20260531-0001.", "由系统生成的编号：SO-20260531-0001。"),
    )
    operators: ClassVar[tuple[str, ...]] = TEXTS

    def problems(self, forms: Vocabulary) -> Iterator[Diagnostic]:
        if sum(isinstance(part, CounterPart) for part in self.parts) != 1:
            yield form_codes.NO_COUNTER.report(None, "/parts")
        for position, part in enumerate(self.parts):
            if isinstance(part, FieldPart) and forms.sibling(part.field) is None:
                path = f"/parts/{position}/field"
                yield form_codes.NO_SUCH_FIELD.report(None, path, name=part.field, known="–")

    def counter_key(self, texts: Mapping[str, str], day: date) -> str:
        """Return which counter counts: one for each period, and for each value of a field that restarts it.

        `texts` has the texts of the record's fields.
        """
        lengths = {"never": 0, "yearly": 4, "monthly": 7, "daily": 10}
        period = day.isoformat()[: lengths[self.reset]]
        values = [texts.get(part.field, "") for part in self.parts if isinstance(part, FieldPart) and part.restart]
        return "|".join([period, *values])

    def number(self, texts: Mapping[str, str], day: date, count: int) -> str:
        """Return the number that is the `count`-th (from 1) of its counter."""
        return self.numbers(texts, day, range(count, count + 1))[0]

    def numbers(self, texts: Mapping[str, str], day: date, counts: range) -> list[str]:
        """Return several numbers of one counter, of records of which all that they say is the same."""
        before, after, digits, start = "", "", 0, 0
        for part in self.parts:
            match part:
                case TextPart():
                    after += part.text
                case DatePart():
                    after += str(formatted(day, part.format))
                case FieldPart():
                    after += texts.get(part.field, "")
                case CounterPart():
                    before, after, digits, start = after, "", part.digits, part.start
        return [f"{before}{str(start + count - 1).zfill(digits)}{after}" for count in counts]

    def sample(self, random: Random) -> Value:
        return self.number({}, date(2026, random.randint(1, 12), random.randint(1, 28)), random.randint(1, 999))
