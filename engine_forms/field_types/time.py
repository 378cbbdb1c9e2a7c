"""`time`: a time of day."""

from datetime import time
from random import Random
from typing import Any, ClassVar, Literal

from engine_forms import codes
from engine_forms.column import Column
from engine_forms.field import Field, Json, Palette, Refused, Vocabulary
from engine_forms.moments import as_time
from engine_forms.operator import EMPTINESS
from engine_rules import types as t
from engine_rules.temporal import HOUR, MINUTE, SECOND, Time, format_clock
from engine_rules.values import Value
from lowcode.kernel.names import Language, label


class TimeField(Field):
    """A time of day, without a time zone."""

    kind: Literal["time"]
    seconds: bool = False
    """Whether seconds are asked for."""

    palette: ClassVar[Palette] = Palette(
        "time",
        "clock-circle",
        label("Time", "时间"),
        label("A time of day, such as the beginning of a visit.", "一天中的时刻，例如拜访开始时间。"),
    )
    operators: ClassVar[tuple[str, ...]] = ("equals", "before", "after", "between", *EMPTINESS)

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        return t.TIME

    def columns(self) -> tuple[Column, ...]:
        return (Column("time"),)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "pattern": r"^\s*\d{1,2}[:：时]\d{1,2}", "examples": ["09:30"]}

    def accepted(self, raw: Json) -> Value:
        return self._whole(as_time(raw))

    def adopted(self, value: Value) -> Value:
        if value is None:
            return None
        if not isinstance(value, Time):
            raise Refused(codes.NOT_A_TIME, found=str(value))
        return self._whole(Time(value.ns))

    def _whole(self, time_of_day: Time) -> Time:
        unit = SECOND if self.seconds else MINUTE
        return Time(time_of_day.ns // unit * unit)

    def written(self, value: Value) -> Json:
        return format_clock(value.ns)

    def packed(self, value: Value) -> tuple[Any, ...]:
        return (time(value.ns // HOUR, value.ns // MINUTE % 60, value.ns // SECOND % 60),)

    def unpacked(self, parts: tuple[Any, ...]) -> Value:
        moment = parts[0]
        return Time(moment.hour * HOUR + moment.minute * MINUTE + moment.second * SECOND)

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - written alike in both
        return format_clock(value.ns)[: 8 if self.seconds else 5]

    def sample(self, random: Random) -> Value:
        return Time(random.randint(16, 38) * 30 * MINUTE)
