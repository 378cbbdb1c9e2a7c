"""`copier`: what `dataclasses.replace` does, in half the time, for one class that is copied at every step."""

from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import TypeVar

Part = TypeVar("Part")


def copier(cls: type[Part]) -> Callable[..., Part]:
    """Return a function that takes an object of a dataclass and new values by name, and returns a changed copy.

    The class has at least two fields, and takes all of them by position. The function raises `KeyError` for a name that
    is no field.
    """
    names = tuple(one.name for one in fields(cls))  # type: ignore[arg-type]
    places = {name: place for place, name in enumerate(names)}
    values = attrgetter(*names)

    def copy(part: Part, /, **changes: object) -> Part:
        found = list(values(part))
        for name, value in changes.items():
            found[places[name]] = value
        return cls(*found)

    return copy
