"""Values of answers as JSON, and back: numbers are texts, so that no digit is lost; days and times are ISO 8601."""

from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from engine_forms.field import Json
from engine_rules import types as t
from engine_rules.temporal import DaysTime, Time, YearsMonths
from engine_rules.values import Value
from lowcode.kernel.errors import Invalid
from lowcode.services.report_codes import WRONG_MEMBER

_NANOSECONDS = Decimal(86_400_000_000_000)


def written(value: Value) -> Json:
    """Return a value of an answer as JSON; durations are numbers of days or months."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, DaysTime):
        return format((Decimal(value.ns) / _NANOSECONDS).normalize(), "f")
    if isinstance(value, YearsMonths):
        return str(value.months)
    if isinstance(value, list):
        return [written(one) for one in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def read(value: Json, kind: t.Type, name: str, path: str) -> Value:
    """Return a member that somebody chose as a value of a type. Raises `Invalid`."""
    if value is None:
        return None
    try:
        found = _read(value, kind)
    except (InvalidOperation, ValueError, TypeError):
        found = None
    if found is None:
        message = "a member cannot be read"
        shown = str(value)[:60]
        raise Invalid(message, [WRONG_MEMBER.report(None, path, value=shown, type=kind, name=name)])
    return found


def _read(value: Json, kind: t.Type) -> Value:
    """Return a value of a type; None for what is none of it. Raises `ValueError`, `TypeError`."""
    if kind is t.BOOLEAN:
        return value if isinstance(value, bool) else None
    if kind is t.NUMBER:
        number = Decimal(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else None
        return number if number is not None and number.is_finite() else None
    if not isinstance(value, str):
        return None
    if kind is t.DATE:
        return date.fromisoformat(value[:10])
    if kind is t.DATE_TIME:
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo is not None else None
    if kind is t.TIME:
        found = time.fromisoformat(value)
        seconds = (found.hour * 60 + found.minute) * 60 + found.second
        return Time(seconds * 1_000_000_000 + found.microsecond * 1000)
    return value
