"""`bundle_of`: the app in content that was published, read once for all who ask."""

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Final

from lowcode.bundle.app import Bundle
from lowcode.bundle.canonical import Json, digest
from lowcode.bundle.parsing import parsed
from lowcode.bundle.upgrade import upgraded

_KEPT: Final = 64
"""How many apps are remembered."""
_known: Final[OrderedDict[str, Bundle]] = OrderedDict()
_lock: Final = Lock()


def bundle_of(content: Json) -> Bundle | None:
    """Return the app of content, in the present format; None for content that is no app.

    What is returned is shared, and must not be changed.
    """
    if not isinstance(content, Mapping) or not isinstance(content.get("app"), Mapping):
        return None
    if "format" not in content["app"]:
        return None
    key = digest(content)
    with _lock:
        found = _known.get(key)
    if found is not None:
        return found
    made = parsed(upgraded(content)).bundle
    if made is not None:
        with _lock:
            _known[key] = made
            while len(_known) > _KEPT:
                _known.popitem(last=False)
    return made


def depends_of(content: Json) -> tuple[str, ...]:
    """Return the apps that an app says it depends on."""
    bundle = bundle_of(content)
    return () if bundle is None else tuple(one.app for one in bundle.app.depends)
