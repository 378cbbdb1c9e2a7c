"""`date_range`: a first and a last day, or two instants."""

from datetime import date, datetime
from random import Random
from typing import Any, ClassVar, Literal

from engine_forms import codes
from engine_forms.column import Column
from engine_forms.field import Field, Json, Palette, Refused, Vocabulary
from engine_forms.field_types.date import DateField
from engine_forms.field_types.date_time import DateTimeField
from engine_forms.operator import EMPTINESS
from engine_rules import types as t
from engine_rules.values import Range, Value
from lowcode.kernel.names import Language, label

_SEPARATORS = (" ~ ", "~", " – ", " - ", "至", " to ")


class DateRangeField(Field):
    """A stretch of time with both ends; `start` and `end` in expressions."""

    kind: Literal["date_range"]
    with_time: bool = False
    """Whether its ends are instants."""

    palette: ClassVar[Palette] = Palette(
        "time",
        "column-width",
        label("Date range", "日期区间"),
        label("From one day to another: a leave, the term of a contract.", "从一天到另一天：请假、合同期限。"),
    )
    operators: ClassVar[tuple[str, ...]] = ("before", "after", "period", "last_days", "next_days", *EMPTINESS)

    @property
    def end(self) -> DateField | DateTimeField:
        """Return the field that one end is like."""
        if self.with_time:
            return DateTimeField(kind="date_time", name=self.name, label=self.label)
        return DateField(kind="date", name=self.name, label=self.label)

    def value_type(self, forms: Vocabulary) -> t.Type:
        return t.RangeType(self.end.value_type(forms))

    def columns(self) -> tuple[Column, ...]:
        storage: Literal["timestamptz", "date"] = "timestamptz" if self.with_time else "date"
        return Column(storage, "_from"), Column(storage, "_to")

    def json_schema(self) -> dict[str, Json]:
        end = self.end.json_schema()
        return {
            "type": "object",
            "properties": {"from": end, "to": end},
            "required": ["from", "to"],
            "additionalProperties": False,
        }

    def operand(self) -> str:
        return f"{self.name}.start"

    def filter_value(self, raw: Json) -> Value:
        return self.end.clean(raw)

    def accepted(self, raw: Json) -> Value:
        if not isinstance(raw, dict) or set(raw) != {"from", "to"}:
            raise Refused(codes.NOT_A_RANGE)
        low, high = self.end.clean(raw["from"]), self.end.clean(raw["to"])
        if low is None or high is None:
            raise Refused(codes.NOT_A_RANGE)
        if high < low:
            raise Refused(codes.REVERSED_RANGE)
        return Range(low, high, low_included=True, high_included=True)

    def adopted(self, value: Value) -> Value:
        if value is None:
            return None
        if not isinstance(value, Range) or not isinstance(value.low, date) or not isinstance(value.high, date):
            raise Refused(codes.NOT_A_RANGE)
        return Range(self.end.adopted(value.low), self.end.adopted(value.high), low_included=True, high_included=True)

    def written(self, value: Value) -> Json:
        return {"from": self.end.written(value.low), "to": self.end.written(value.high)}

    def packed(self, value: Value) -> tuple[Any, ...]:
        return value.low, value.high

    def unpacked(self, parts: tuple[Any, ...]) -> Value:
        return Range(parts[0], parts[1], low_included=True, high_included=True)

    def shown(self, value: Value, language: Language) -> str:
        return f"{self.end.shown(value.low, language)} ~ {self.end.shown(value.high, language)}"

    def understood(self, text: str) -> Value:
        for separator in _SEPARATORS:
            low, found, high = text.partition(separator)
            if found:
                return self.clean({"from": low.strip(), "to": high.strip()})
        raise Refused(codes.NOT_A_RANGE)

    def sample(self, random: Random) -> Value:
        low, high = sorted((self.end.sample(random), self.end.sample(random)))
        assert isinstance(low, date | datetime)
        return Range(low, high, low_included=True, high_included=True)
