"""Three-way merge of JSON documents: two people changed the same version, and neither loses what they did.

Objects merge by member, lists of named objects by name and order, everything else as a whole.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from lowcode.bundle.canonical import Json, pointer, same
from lowcode.bundle.named_list import by_name


class Absence(Enum):
    """The one value that says that a document has nothing at a place; null is something."""

    ABSENT = "absent"


ABSENT: Final = Absence.ABSENT

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A place that both changed, each to something else; the merged document has the value of `mine`."""

    path: str
    """JSON pointer, with the name of an object in a list in place of its number."""
    base: Json | Absence
    """What both started from, `ABSENT` when it was not there; for an order, the names."""
    mine: Json | Absence
    """What one made of it, `ABSENT` when it was removed."""
    theirs: Json | Absence
    """What the other made of it."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge."""

    value: Json
    """The document with both changes; where they clash, with `mine`."""
    clashes: tuple[Clash, ...]
    """Every place where they clash; none when the merge is clean."""


def merge(base: Json, mine: Json, theirs: Json) -> Merged:
    """Return `base` with the changes that led to `mine` and those that led to `theirs`."""
    clashes: list[Clash] = []
    value = _merged(base, mine, theirs, (), clashes)
    return Merged(None if value is ABSENT else value, tuple(clashes))


def _merged(
    base: Json | Absence, mine: Json | Absence, theirs: Json | Absence, place: Place, clashes: list[Clash]
) -> Json | Absence:
    """Return the merged value of a place, and put clashes into the list."""
    if same(mine, theirs) or same(base, theirs):
        return mine
    if same(base, mine):
        return theirs
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return _members(base if isinstance(base, dict) else {}, mine, theirs, place, clashes)
    mines, their = by_name(mine), by_name(theirs)
    bases = {} if base is ABSENT else by_name(base)
    if mines is not None and their is not None and bases is not None:
        return _elements(bases, mines, their, place, clashes)
    clashes.append(Clash(pointer(place), base, mine, theirs))
    return mine


def _members(
    base: dict[str, Json], mine: dict[str, Json], theirs: dict[str, Json], place: Place, clashes: list[Clash]
) -> dict[str, Json]:
    """Return the merged object; what is in none of the two is gone."""
    merged = {
        key: _merged(base.get(key, ABSENT), mine.get(key, ABSENT), theirs.get(key, ABSENT), (*place, key), clashes)
        for key in dict.fromkeys([*mine, *theirs])
    }
    return {key: value for key, value in merged.items() if value is not ABSENT}


def _elements(
    base: dict[str, Json], mine: dict[str, Json], theirs: dict[str, Json], place: Place, clashes: list[Clash]
) -> list[Json]:
    """Return the merged list of named objects: who is in it first, then the order."""
    merged = _members(base, mine, theirs, place, clashes)
    old = [name for name in base if name in merged]
    my_order = [name for name in mine if name in old]
    their_order = [name for name in theirs if name in old]
    # What one side removed and the other kept stands where the other has it.
    common = set(my_order) & set(their_order)
    mine_moved = [name for name in old if name in my_order] != my_order
    their_moved = [name for name in old if name in their_order] != their_order
    if mine_moved and their_moved and _only(common, my_order) != _only(common, their_order):
        clashes.append(Clash(pointer(place), list(base), list(mine), list(theirs)))
    frame, other = (my_order, their_order) if mine_moved or not their_moved else (their_order, my_order)
    if set(other) - set(frame):
        frame = list(_interleaved(frame, [other]))
    return [merged[name] for name in _interleaved(frame, [_only(merged, mine), _only(merged, theirs)])]


def _interleaved(frame: Sequence[str], sides: Sequence[Sequence[str]]) -> Iterator[str]:
    """Iterate over the names of the frame in its order, each followed by what the sides have after it.

    Who is called mine makes no difference: of two runs at one place the one that sorts first comes first.
    """
    runs: dict[str | None, dict[int, list[str]]] = {}
    known = set(frame)
    for number, side in enumerate(sides):
        anchor: str | None = None
        for name in side:
            if name in known:
                anchor = name
            else:
                runs.setdefault(anchor, {}).setdefault(number, []).append(name)
    seen: set[str] = set()
    for anchor in (None, *frame):
        if anchor is not None:
            yield anchor
        for name in (each for run in sorted(runs.get(anchor, {}).values()) for each in run):
            if name not in seen:
                seen.add(name)
                yield name


def _only(kept: Container[str], names: Iterable[str]) -> list[str]:
    """Return those of the names that are kept, in their order."""
    return [name for name in names if name in kept]
