"""Days, times and instants as people and programs write them."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

from engine_forms import codes
from engine_forms.field import Json, Refused
from engine_forms.numeric import brief
from engine_rules.temporal import HOUR, MINUTE, SECOND, Time, zone_named
from lowcode.kernel import clock

_DATE: Final = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?|(\d{4})(\d\d)(\d\d)")
_TIME: Final = re.compile(r"(\d{1,2})[:：时](\d{1,2})分?(?:[:：]?(\d{1,2})(?:\.(\d{1,9}))?秒?)?", re.ASCII)
_ZONE: Final = re.compile(r"(?P<utc>Z)|(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)|@(?P<name>[\w+/-]+)", re.ASCII)
_SPACE: Final = re.compile(r"\s*[T\s]\s*|(?<=日)")


def as_date(raw: Json) -> date:
    """Return the day of a text such as `2026-05-31`, `2026/5/31`, `2026年5月31日`, also with a midnight behind it.

    Raises `Refused`.
    """
    text = raw.strip().removesuffix("00:00:00").rstrip(" T") if isinstance(raw, str) else ""
    match = _DATE.fullmatch(text)
    if match:
        year, month, day = (int(one) for one in match.groups() if one)
        try:
            return date(year, month, day)
        except ValueError:
            pass
    raise Refused(codes.NOT_A_DATE, found=brief(raw))


def as_time(raw: Json) -> Time:
    """Return the time of day of a text such as `9:30`, `09:30:15`, `9时30分`. Raises `Refused`."""
    match = _TIME.fullmatch(raw.strip()) if isinstance(raw, str) else None
    if match:
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        if hour < 24 and minute < 60 and second < 60:
            return Time(hour * HOUR + minute * MINUTE + second * SECOND)
    raise Refused(codes.NOT_A_TIME, found=brief(raw))


def as_instant(raw: Json) -> datetime:
    """Return the instant of a text such as `2026-05-31T09:30:00+08:00`, `2026-05-31 9:30`.

    Without a zone it is taken in the zone of the present work; fractions of a second are left out. Raises `Refused`.
    """
    text = raw.strip() if isinstance(raw, str) and len(raw) <= 80 else ""
    zone = _ZONE.search(text, 11)
    parts = _SPACE.split(text[: zone.start()].strip() if zone else text, maxsplit=1)
    day, seconds = date.min, 0
    place = _zone(zone) if zone else clock.zone()
    whole = zone is None or (zone.end() == len(text) and len(parts) == 2)
    try:
        day = as_date(parts[0])
        seconds = (as_time(parts[1]).ns if len(parts) > 1 and parts[1] else 0) // SECOND
    except Refused:
        whole = False
    if not whole or place is None:
        raise Refused(codes.NOT_A_DATE_TIME, found=brief(raw))
    return datetime(day.year, day.month, day.day, seconds // 3600, seconds // 60 % 60, seconds % 60, 0, place)


def _zone(match: re.Match[str]) -> timezone | ZoneInfo | None:
    """Return the zone of `Z`, `+08:00` or `@Asia/Shanghai`."""
    if match["utc"]:
        return UTC
    if match["name"]:
        found = zone_named(match["name"])
        return found if isinstance(found, ZoneInfo) else None
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"]))
    return timezone(-offset if match["sign"] == "-" else offset)


def written_instant(moment: datetime) -> str:
    """Return an instant as JSON: in UTC, with `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def shown_instant(moment: datetime, *, seconds: bool) -> str:
    """Return an instant as people read it, in the zone of the present work."""
    text = moment.astimezone(clock.zone()).isoformat(" ", "seconds" if seconds else "minutes")
    return text[: 19 if seconds else 16]
