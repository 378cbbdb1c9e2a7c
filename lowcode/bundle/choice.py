"""How a clash of two changes is decided for the other side, in a document that has one's own."""

from typing import Any

from lowcode.bundle.canonical import Json
from lowcode.bundle.merge import ABSENT, Clash
from lowcode.bundle.named_list import by_name


def taken(document: Json, clash: Clash) -> Json:
    """Return a merged document with `theirs` at the place of a clash; it is changed in place.

    A place that is gone because something around it was decided otherwise is left alone.
    """
    parts = [part.replace("~1", "/").replace("~0", "~") for part in clash.path.split("/")[1:]]
    if not parts:
        return document if clash.theirs is ABSENT else clash.theirs
    around = document
    for part in parts[:-1]:
        around = _part(around, part)
        if around is None:
            return document
    _put(around, parts[-1], clash)
    return document


def _part(around: Json, name: str) -> Json:
    """Return what stands under a name in an object, or in a list of named objects; None for nothing."""
    found: dict[str, Any] | None = around if isinstance(around, dict) else by_name(around)
    return None if found is None else found.get(name)


def _put(around: Json, name: str, clash: Clash) -> None:
    """Put `theirs` under a name into an object, or into a list of named objects."""
    theirs = clash.theirs
    if isinstance(around, dict):
        there = around.get(name)
        if (
            isinstance(there, list)
            and by_name(there)
            and isinstance(theirs, list)
            and all(isinstance(one, str) for one in theirs)
        ):
            # The two differ in the order of named objects only: theirs tells the names.
            order = {one: at for at, one in enumerate(theirs)}
            there.sort(key=lambda one: order.get(one["name"], len(order)))
        elif theirs is ABSENT:
            around.pop(name, None)
        else:
            around[name] = theirs
    elif isinstance(around, list):
        at = next((at for at, one in enumerate(around) if isinstance(one, dict) and one.get("name") == name), None)
        if theirs is ABSENT:
            if at is not None:
                around.pop(at)
        elif at is None:
            around.append(theirs)
        else:
            around[at] = theirs
