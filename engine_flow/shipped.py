"""`shipped_calendars`: the working calendars that the product brings."""

from functools import cache
from importlib import resources

from engine_flow.calendar import Calendar


@cache
def shipped_calendars() -> dict[str, Calendar]:
    """Return the calendars that the product brings, by name."""
    folder = resources.files("engine_flow.calendars")
    found = [
        Calendar.model_validate_json(one.read_text("utf-8")) for one in folder.iterdir() if one.name[-5:] == ".json"
    ]
    return {one.name: one for one in found}
