"""Lists of named objects, such as the fields of a form: what compares and merges them goes by name, not by position."""

from collections.abc import Mapping

from lowcode.bundle.canonical import Json


def by_name(value: Json) -> dict[str, Json] | None:
    """Return the objects of a list by their `name`, in order; None for anything that is no list of named objects."""
    if not isinstance(value, list):
        return None
    found = {each["name"]: each for each in value if isinstance(each, Mapping) and isinstance(each.get("name"), str)}
    return found if len(found) == len(value) else None
