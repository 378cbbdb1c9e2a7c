"""`date_time`: an instant."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import ClassVar, Literal

from engine_forms import codes
from engine_forms.column import Column
from engine_forms.field import Field, Json, Palette, Refused, Vocabulary
from engine_forms.moments import as_instant, shown_instant, written_instant
from engine_forms.operator import DAYS
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.names import Language, label


class DateTimeField(Field):
    """An instant; each reader sees it in the own time zone."""

    kind: Literal["date_time"]
    seconds: bool = False
    """Whether seconds are kept."""

    palette: ClassVar[Palette] = Palette(
        "time",
        "field-time",
        label("Date and time", "日期时间"),
        label("An instant: an appointment, a check-in.", "某一时刻：预约、签到。"),
    )
    operators: ClassVar[tuple[str, ...]] = tuple(one for one in DAYS if one not in {"equals", "not_equals"})

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        return t.DATE_TIME

    def columns(self) -> tuple[Column, ...]:
        return (Column("timestamptz"),)

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "pattern": r"^\s*\d{4}[-/.年]?\d{1,2}", "examples": ["2026-05-31T09:30:00+08:00"]}

    def accepted(self, raw: Json) -> Value:
        return self._whole(as_instant(raw))

    def adopted(self, value: Value) -> Value:
        if value is None:
            return None
        if type(value) is date:
            value = datetime(value.year, value.month, value.day, tzinfo=clock.zone())
        if not isinstance(value, datetime):
            raise Refused(codes.NOT_A_DATE_TIME, found=str(value))
        return self._whole(value if value.tzinfo else value.replace(tzinfo=clock.zone()))

    def _whole(self, moment: datetime) -> datetime:
        return moment.replace(microsecond=0) if self.seconds else moment.replace(second=0, microsecond=0)

    def written(self, value: Value) -> Json:
        return written_instant(value)

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - written alike in both
        return shown_instant(value, seconds=self.seconds)

    def sample(self, random: Random) -> Value:
        return datetime(2025, 1, 1, 1, tzinfo=UTC) + timedelta(
            days=random.randint(0, 700), minutes=15 * random.randint(0, 36)
        )
