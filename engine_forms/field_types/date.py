"""`date`: a day."""

import re
from datetime import date, timedelta
from random import Random
from typing import ClassVar, Final, Literal

from engine_forms import codes
from engine_forms.column import Column
from engine_forms.field import Field, Json, Palette, Refused, Vocabulary
from engine_forms.moments import as_date
from engine_forms.operator import DAYS
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.kernel.names import Language, label

_PATTERN: Final = r"^\s*\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?"
_MONTH: Final = re.compile(r"\s*(\d{4})(?:[-/.年](\d{1,2})月?)?年?\s*")


class DateField(Field):
    """A day of the calendar, without a time zone."""

    kind: Literal["date"]
    precision: Literal["day", "month", "year"] = "day"
    """What people choose; the first day stands for a month or a year."""

    palette: ClassVar[Palette] = Palette(
        "time",
        "calendar",
        label("Date", "日期"),
        label("A day: a deadline, a birthday, the date of a contract.", "某一天：截止日、生日、签约日期。"),
    )
    operators: ClassVar[tuple[str, ...]] = DAYS

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        return t.DATE

    def columns(self) -> tuple[Column, ...]:
        return (Column("date"),)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "pattern": _PATTERN, "examples": ["2026-05-31"]}

    def accepted(self, raw: Json) -> Value:
        match = _MONTH.fullmatch(raw) if isinstance(raw, str) and self.precision != "day" else None
        if match:
            raw = f"{match[1]}-{match[2] or '1'}-1"
        day = as_date(raw)
        if self.precision == "year":
            return day.replace(month=1, day=1)
        return day.replace(day=1) if self.precision == "month" else day

    def adopted(self, value: Value) -> Value:
        if value is None:
            return None
        if type(value) is not date:
            raise Refused(codes.NOT_A_DATE, found=str(value))
        return self.accepted(value.isoformat())

    def written(self, value: Value) -> Json:
        return value.isoformat()

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - written as ISO 8601 in both
        return str(value.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.precision]])

    def sample(self, random: Random) -> Value:
        return self.accepted((date(2025, 1, 1) + timedelta(days=random.randint(0, 700))).isoformat())
