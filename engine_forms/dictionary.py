"""`Dictionary`: a data dictionary (数据字典), a list or tree of entries that many forms share."""

from collections.abc import Iterator
from functools import cached_property

import pydantic

from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec

MAX_DEPTH = 8
"""How deep a tree may be."""


class Entry(Spec):
    """One entry, possibly a group of others."""

    key: str = pydantic.Field(min_length=1, max_length=60, pattern=r"^[^\s,]+$")
    """What is stored; it never changes."""
    label: Label
    """What people read."""
    colour: str | None = None
    """The colour of its tag."""
    active: bool = True
    """Whether it can still be chosen; records that have it keep it."""
    entries: tuple["Entry", ...] = ()
    """The entries inside it."""


class Dictionary(Spec):
    """A data dictionary; keys are different throughout the tree."""

    name: Name
    """Its name in the app."""
    label: Label
    """What people read."""
    entries: tuple[Entry, ...] = ()
    """The entries at the top."""

    @cached_property
    def by_key(self) -> dict[str, tuple[Entry, ...]]:
        """Return the way from the top to each entry, by its key; the last of the way is the entry."""
        return {way[-1].key: way for way in _ways(self.entries, ())}

    def find(self, text: str) -> str | None:
        """Return the key that a text means: a key, a label in either language, or labels joined by `/` from the top."""
        text = text.strip()
        if text in self.by_key:
            return text
        for key, way in self.by_key.items():
            last = way[-1].label
            paths = ("/".join(one.label.en for one in way), "/".join(one.label.zh_cn for one in way))
            if text in {last.en, last.zh_cn, *paths}:
                return key
        return None


def _ways(entries: tuple[Entry, ...], before: tuple[Entry, ...]) -> Iterator[tuple[Entry, ...]]:
    """Iterate over the ways to all entries, those above first."""
    if len(before) >= MAX_DEPTH:
        return
    for entry in entries:
        way = (*before, entry)
        yield way
        yield from _ways(entry.entries, way)
