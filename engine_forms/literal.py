"""Values as literals of the language, for expressions that are put together."""

from datetime import date, datetime
from decimal import Decimal

from engine_rules.numbers import plain
from engine_rules.temporal import Time, format_date, format_date_time
from engine_rules.texts import quoted
from engine_rules.values import Value


def literal(value: Value) -> str:
    """Return the expression that has a value: a number, text, boolean, date, time, instant, null or list of them."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Decimal() | int():
            text = plain(Decimal(value))
            return f"({text})" if text.startswith("-") else text
        case str():
            return quoted(value)
        case datetime():
            return f'@"{format_date_time(value)}"'
        case date():
            return f'@"{format_date(value)}"'
        case Time():
            return f'@"{value}"'
        case list():
            return "[" + ", ".join(literal(one) for one in value) + "]"
        case _:
            msg = f"there is no literal of {type(value).__name__}"
            raise TypeError(msg)
