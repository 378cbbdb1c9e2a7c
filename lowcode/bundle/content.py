"""`bundle_of`: the app in content that was published, read once for all who ask."""

import marshal
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from threading import Lock
from typing import Final

from lowcode.bundle.app import Bundle
from lowcode.bundle.canonical import Json, digest
from lowcode.bundle.parsing import parsed
from lowcode.bundle.upgrade import upgraded

_KEPT: Final = 128
"""How many digests of apps are remembered."""
_known: Final[OrderedDict[str, Bundle]] = OrderedDict()
"""By the digest of the content, and by that of what it was spelled like, which is quicker to come by."""
_lock: Final = Lock()


def bundle_of(content: Json) -> Bundle | None:
    """Return the app of content, in the present format; None for content that is no app.

    What is returned is shared, and must not be changed.
    """
    if not isinstance(content, Mapping) or not isinstance(content.get("app"), Mapping):
        return None
    if "format" not in content["app"]:
        return None
    spelling = _spelling(content)
    found = _found(spelling)
    if found is not None:
        return found
    key = digest(content)
    made = _found(key) or parsed(upgraded(content)).bundle
    if made is not None:
        with _lock:
            _known.update({spelling: made, key: made})
            while len(_known) > _KEPT:
                _known.popitem(last=False)
    return made


def _found(key: str) -> Bundle | None:
    """Return the app that is remembered by a key."""
    with _lock:
        return _known.get(key)


def _spelling(content: Json) -> str:
    """Return a digest of content that may differ where it says the same with its members in another order."""
    try:
        return f"spelled {sha256(marshal.dumps(content, 2)).hexdigest()}"
    except ValueError:
        return digest(content)


def depends_of(content: Json) -> tuple[str, ...]:
    """Return the apps that an app says it depends on."""
    bundle = bundle_of(content)
    return () if bundle is None else tuple(one.app for one in bundle.app.depends)
