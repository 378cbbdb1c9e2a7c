"""Dates, times and durations of the language (DMN 1.5, section 10.3.2.3), exact to the nanosecond.

A date is a `datetime.date` where that class reaches (years 1 to 9999) and a `WideDate` beyond; a date and time is a
`datetime.datetime` where that is exact (the same years, whole microseconds) and a `WideDateTime` otherwise. Times
and both durations are classes of their own, because Python's lose nanoseconds or named zones.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from functools import lru_cache, total_ordering
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

SECOND: Final = 1_000_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
MAX_YEAR: Final = 999_999_999
EPOCH: Final = date(1970, 1, 1).toordinal()
CYCLE_YEARS: Final = 400
CYCLE_DAYS: Final = 146_097
"""Days of a Gregorian cycle of 400 years: the calendar repeats itself after them."""
MAX_NS: Final = (2**63 - 1) * SECOND
"""The longest days and time duration."""
MAX_MONTHS: Final = 2**31 * 12 - 1
"""The longest years and months duration."""
MAX_OFFSET: Final = 18 * HOUR
REFERENCE: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - only asks a zone for its offset in winter of the north


@total_ordering
@dataclass(frozen=True, slots=True)
class DaysTime:
    """A days and time duration, in nanoseconds. Raises `OverflowError` beyond 292 thousand million years."""

    ns: int

    def __post_init__(self) -> None:
        if not -MAX_NS <= self.ns <= MAX_NS:
            msg = "the duration is too long"
            raise OverflowError(msg)

    def __lt__(self, other: object) -> bool:
        """Return whether it is shorter."""
        return self.ns < other.ns if isinstance(other, DaysTime) else NotImplemented

    def __str__(self) -> str:
        """Return the ISO 8601 text, in days, hours, minutes and seconds."""
        rest = abs(self.ns)
        days, rest = divmod(rest, DAY)
        hours, rest = divmod(rest, HOUR)
        minutes, rest = divmod(rest, MINUTE)
        seconds, fraction = divmod(rest, SECOND)
        time = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes)
        if seconds or fraction:
            time += f"{seconds}{_fraction(fraction)}S"
        if not days and not time:
            return "PT0S"
        return "-" * (self.ns < 0) + "P" + f"{days}D" * bool(days) + ("T" + time if time else "")


@total_ordering
@dataclass(frozen=True, slots=True)
class YearsMonths:
    """A years and months duration, in months. Raises `OverflowError` beyond a thousand million years and more."""

    months: int

    def __post_init__(self) -> None:
        if not -MAX_MONTHS <= self.months <= MAX_MONTHS:
            msg = "the duration is too long"
            raise OverflowError(msg)

    def __lt__(self, other: object) -> bool:
        """Return whether it is shorter."""
        return self.months < other.months if isinstance(other, YearsMonths) else NotImplemented

    def __str__(self) -> str:
        """Return the ISO 8601 text, in years and months."""
        years, months = divmod(abs(self.months), 12)
        text = f"{years}Y" * bool(years) + f"{months}M" * bool(months)
        return "-" * (self.months < 0) + "P" + (text or "0M")


@total_ordering
class WideDate:
    """A date of the Gregorian calendar outside the years 1 to 9999."""

    __slots__ = ("day", "month", "year")

    def __init__(self, year: int, month: int, day: int) -> None:
        """Take a date that exists."""
        self.year, self.month, self.day = year, month, day

    def toordinal(self) -> int:
        """Return the day's number, 1 being the first of January of year 1."""
        cycles = (self.year - 1) // CYCLE_YEARS
        return date(self.year - cycles * CYCLE_YEARS, self.month, self.day).toordinal() + cycles * CYCLE_DAYS

    def __eq__(self, other: object) -> bool:
        """Return whether it is the same day."""
        return isinstance(other, WideDate) and _ymd(self) == _ymd(other)

    def __lt__(self, other: object) -> bool:
        """Return whether it is earlier."""
        if isinstance(other, WideDate) or type(other) is date:
            return _ymd(self) < _ymd(other)
        return NotImplemented

    def __hash__(self) -> int:
        """Return a hash of year, month and day."""
        return hash(_ymd(self))

    def __repr__(self) -> str:
        """Return the ISO 8601 text."""
        return format_date(self)


AnyDate: TypeAlias = date | WideDate
"""What a value of type `date` is; a `datetime` never stands for one."""


@dataclass(frozen=True, slots=True, eq=False)
class Time:
    """A time of day: nanoseconds since midnight of its zone, which is None for a local time."""

    ns: int
    zone: tzinfo | None = None

    def instant(self) -> int:
        """Return nanoseconds since midnight UTC, by the zone's offset on the reference day."""
        return self.ns - (offset_of(self.zone) or 0)

    def __eq__(self, other: object) -> bool:
        """Return whether it is the same time: both local, or the same instant of a day."""
        if not isinstance(other, Time) or (self.zone is None) != (other.zone is None):
            return False
        return self.instant() == other.instant()

    def __hash__(self) -> int:
        """Return a hash that agrees with equality."""
        return hash(self.instant())

    def __str__(self) -> str:
        """Return the ISO 8601 text, with `@Region/City` for a named zone."""
        return format_clock(self.ns) + format_zone(self.zone)


@dataclass(frozen=True, slots=True, eq=False)
class WideDateTime:
    """A date and time that `datetime` cannot hold: a far year, or nanoseconds."""

    day: AnyDate
    ns: int
    zone: tzinfo | None = None

    def __eq__(self, other: object) -> bool:
        """Return whether it is the same local time, or the same instant when both have a zone."""
        if not isinstance(other, WideDateTime | datetime):
            return False
        return has_zone(self) == has_zone(other) and instant_of(self) == instant_of(other)

    def __hash__(self) -> int:
        """Return a hash of the instant."""
        return hash(instant_of(self))


AnyDateTime: TypeAlias = datetime | WideDateTime
"""What a value of type `date and time` is."""


def _ymd(day: AnyDate) -> tuple[int, int, int]:
    """Return year, month and day."""
    return day.year, day.month, day.day


def make_date(year: int, month: int, day: int) -> AnyDate | None:
    """Return the date, or None when the calendar has no such day or the year is beyond ±999,999,999."""
    if not -MAX_YEAR <= year <= MAX_YEAR:
        return None
    try:
        if 1 <= year <= 9999:
            return date(year, month, day)
        date(year % CYCLE_YEARS + CYCLE_YEARS, month, day)
    except ValueError:
        return None
    return WideDate(year, month, day)


def date_of_days(ordinal: int) -> AnyDate | None:
    """Return the date of a day's number (1 is the first of January of year 1), None beyond the years."""
    if 1 <= ordinal <= date.max.toordinal():
        return date.fromordinal(ordinal)
    cycles = (ordinal - 1) // CYCLE_DAYS
    near = date.fromordinal(ordinal - cycles * CYCLE_DAYS)
    return make_date(near.year + cycles * CYCLE_YEARS, near.month, near.day)


def make_date_time(day: AnyDate, ns: int, zone: tzinfo | None) -> AnyDateTime:
    """Return the date and time at `ns` nanoseconds after midnight of `day` in `zone`."""
    if isinstance(day, date) and ns % 1000 == 0:
        seconds, micro = divmod(ns // 1000, 1_000_000)
        minutes, second = divmod(seconds, 60)
        return datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, second, micro, zone)
    return WideDateTime(day, ns, zone)


def day_of(moment: AnyDateTime) -> AnyDate:
    """Return the date part."""
    return moment.date() if isinstance(moment, datetime) else moment.day


def ns_of(moment: AnyDateTime) -> int:
    """Return the nanoseconds since its local midnight."""
    if isinstance(moment, datetime):
        return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * SECOND + moment.microsecond * 1000
    return moment.ns


def zone_of(moment: AnyDateTime) -> tzinfo | None:
    """Return the time zone, None for a local date and time."""
    return moment.tzinfo if isinstance(moment, datetime) else moment.zone


def has_zone(moment: AnyDateTime) -> bool:
    """Return whether the date and time has a zone or offset."""
    return zone_of(moment) is not None


def instant_of(moment: AnyDateTime) -> int:
    """Return nanoseconds since year 1: of the instant in UTC when it has a zone, else of the local time."""
    local = day_of(moment).toordinal() * DAY + ns_of(moment)
    zone = zone_of(moment)
    return local if zone is None else local - (offset_of(zone, moment) or 0)


def at_instant(instant: int, zone: tzinfo | None) -> AnyDateTime | None:
    """Return the date and time of an `instant_of` number, seen in `zone`; None beyond the years."""
    if zone is not None:
        rough = at_instant(instant, None)
        if rough is None:
            return None
        instant += _offset_at(zone, rough)
    days, ns = divmod(instant, DAY)
    day = date_of_days(days)
    return None if day is None else make_date_time(day, ns, zone)


def _offset_at(zone: tzinfo, utc: AnyDateTime) -> int:
    """Return the offset of `zone` in nanoseconds at the UTC time `utc`."""
    if isinstance(zone, timezone):
        return _ns(zone.utcoffset(None))
    return _ns(_near(utc).replace(tzinfo=UTC).astimezone(zone).utcoffset())


def _near(moment: AnyDateTime) -> datetime:
    """Return the date and time to the microsecond, in a year of the same calendar that `datetime` reaches."""
    if isinstance(moment, datetime) and 1 < moment.year < 9999:
        return moment.replace(tzinfo=None)
    day = day_of(moment)
    cycle = day.year % CYCLE_YEARS
    year = day.year if 1 < day.year < 9999 else (CYCLE_YEARS if day.year <= 1 else 9200) + cycle
    near = make_date_time(date(year, day.month, day.day), ns_of(moment) // 1000 * 1000, None)
    assert isinstance(near, datetime)
    return near


def offset_of(zone: tzinfo | None, moment: AnyDateTime | None = None) -> int | None:
    """Return the offset from UTC in nanoseconds that `zone` has at the local time `moment`; None without a zone.

    A time of day has no date; then the reference day (1 January 2000) decides for named zones.
    """
    if zone is None:
        return None
    if isinstance(zone, timezone):
        return _ns(zone.utcoffset(None))
    if moment is None:
        return _ns(REFERENCE.replace(tzinfo=zone).utcoffset())
    return _ns(_near(moment).replace(tzinfo=zone).utcoffset())


def _ns(delta: timedelta | None) -> int:
    """Return a timedelta in nanoseconds."""
    return 0 if delta is None else (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds * 1000


@lru_cache(maxsize=1024)
def zone_named(name: str) -> tzinfo | None:
    """Return the IANA zone of that name, None when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone_of_offset(ns: int) -> tzinfo | None:
    """Return the zone with a fixed offset in nanoseconds, None when it is more than 18 hours or not whole seconds."""
    if abs(ns) > MAX_OFFSET or ns % SECOND:
        return None
    return UTC if ns == 0 else timezone(timedelta(seconds=ns // SECOND))


def zone_name(zone: tzinfo | None) -> str | None:
    """Return the IANA name of a zone, None for an offset and for no zone."""
    return zone.key if isinstance(zone, ZoneInfo) else None


# --- texts ------------------------------------------------------------------------------------------------------

_DATE: Final = r"(?P<year>-?(?:[1-9]\d{4,8}|\d{4}))-(?P<month>\d\d)-(?P<day>\d\d)"
_ZONE: Final = r"(?P<zone>Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z][A-Za-z0-9_+/-]*)?"
_TIME: Final = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d+))?" + _ZONE
_DATE_TEXT: Final = re.compile(_DATE, re.ASCII)
_TIME_TEXT: Final = re.compile("T?" + _TIME, re.ASCII)
_DATE_TIME_TEXT: Final = re.compile(f"{_DATE}(?:T{_TIME})?", re.ASCII)
_DAYS_TIME_TEXT: Final = re.compile(
    r"(?P<sign>-)?P(?=\d|T\d)(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:\.(?P<fraction>\d*))?S)?)?",
    re.ASCII,
)
_YEARS_MONTHS_TEXT: Final = re.compile(r"(?P<sign>-)?P(?=\d)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?", re.ASCII)
MAX_TEXT: Final = 200
"""The longest text that is read as a date, time or duration."""


def read_date(text: str) -> AnyDate | None:
    """Return the date of an ISO 8601 text (`2024-02-29`), None when it is none."""
    match = _DATE_TEXT.fullmatch(text)
    return make_date(int(match["year"]), int(match["month"]), int(match["day"])) if match else None


def read_time(text: str) -> Time | None:
    """Return the time of a text such as `13:20:00`, `13:20:00.5+02:00`, `13:20:00@Asia/Shanghai`, None for others."""
    match = _TIME_TEXT.fullmatch(text)
    found = _clock(match) if match else None
    return None if found is None else Time(found[0] % DAY, found[1])


def read_date_time(text: str) -> AnyDateTime | None:
    """Return the date and time of a text (a date alone is its midnight), None when it is none."""
    match = _DATE_TIME_TEXT.fullmatch(text)
    day = make_date(int(match["year"]), int(match["month"]), int(match["day"])) if match else None
    if match is None or day is None:
        return None
    if match["hour"] is None:
        return make_date_time(day, 0, None)
    found = _clock(match)
    if found is None:
        return None
    ns, zone = found
    if ns == DAY:
        after = date_of_days(day.toordinal() + 1)
        return None if after is None else make_date_time(after, 0, zone)
    return make_date_time(day, ns, zone)


def _clock(match: re.Match[str]) -> tuple[int, tzinfo | None] | None:
    """Return nanoseconds and zone of a matched time; `24:00:00` is the end of the day."""
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"])
    fraction = int(((match["fraction"] or "") + "000000000")[:9])
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second or fraction)):
        return None
    ns = hour * HOUR + minute * MINUTE + second * SECOND + fraction
    text = match["zone"]
    if text is None:
        return ns, None
    zone = _zone(text)
    return None if zone is None else (ns, zone)


def _zone(text: str) -> tzinfo | None:
    """Return the zone of `Z`, `+08:00`, `@Asia/Shanghai`."""
    if text == "Z":
        return UTC
    if text[0] == "@":
        return zone_named(text[1:])
    hours, minutes, *seconds = map(int, text[1:].split(":"))
    if minutes > 59 or (seconds and seconds[0] > 59):
        return None
    ns = hours * HOUR + minutes * MINUTE + (seconds[0] if seconds else 0) * SECOND
    return zone_of_offset(-ns if text[0] == "-" else ns)


def read_duration(text: str) -> DaysTime | YearsMonths | None:
    """Return the duration of an ISO 8601 text (`P1DT2H`, `P1Y6M`), None when it is none or mixes months and days."""
    if len(text) > MAX_TEXT:
        return None
    try:
        return _duration(text)
    except OverflowError:
        return None


def _duration(text: str) -> DaysTime | YearsMonths | None:
    """Return the duration of a text, None when it is none. Raises `OverflowError` when it is too long."""
    if (match := _YEARS_MONTHS_TEXT.fullmatch(text)) is not None:
        months = int(match["years"] or 0) * 12 + int(match["months"] or 0)
        return YearsMonths(-months if match["sign"] else months)
    if (match := _DAYS_TIME_TEXT.fullmatch(text)) is None:
        return None
    ns = int(match["days"] or 0) * DAY + int(match["hours"] or 0) * HOUR + int(match["minutes"] or 0) * MINUTE
    ns += int(match["seconds"] or 0) * SECOND + int(((match["fraction"] or "") + "000000000")[:9])
    return DaysTime(-ns if match["sign"] else ns)


def format_date(day: AnyDate) -> str:
    """Return the ISO 8601 text of a date."""
    year = f"{day.year:04d}" if day.year >= 0 else f"-{-day.year:04d}"
    return f"{year}-{day.month:02d}-{day.day:02d}"


def format_date_time(moment: AnyDateTime) -> str:
    """Return the ISO 8601 text of a date and time, with `@Region/City` for a named zone."""
    return f"{format_date(day_of(moment))}T{format_clock(ns_of(moment))}{format_zone(zone_of(moment))}"


def format_clock(ns: int) -> str:
    """Return `HH:MM:SS` with the fraction that is there."""
    seconds, fraction = divmod(ns, SECOND)
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{second:02d}{_fraction(fraction)}"


def format_zone(zone: tzinfo | None) -> str:
    """Return `Z`, an offset, `@Region/City`, or nothing for a local time."""
    if zone is None:
        return ""
    name = zone_name(zone)
    if name is not None:
        return "@" + name
    offset = offset_of(zone) or 0
    if offset == 0:
        return "Z"
    minutes, seconds = divmod(abs(offset) // SECOND, 60)
    text = f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
    return text + (f":{seconds:02d}" if seconds else "")


def _fraction(ns: int) -> str:
    """Return `.5` for half a second in nanoseconds, nothing for none."""
    return "." + f"{ns:09d}".rstrip("0") if ns else ""


def seconds_of(ns: int) -> Decimal:
    """Return nanoseconds as a number of seconds without trailing zeros."""
    whole, fraction = divmod(ns, SECOND)
    return Decimal(whole) if not fraction else Decimal(f"{whole}{_fraction(fraction)}")


def add_months(day: AnyDate, months: int) -> AnyDate | None:
    """Return the date `months` later; the day is cut to the end of a shorter month. None beyond the years."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if make_date(year, 1, 1) is None:
        return None
    last = 31
    while (found := make_date(year, month + 1, min(day.day, last))) is None:
        last -= 1
    return found
