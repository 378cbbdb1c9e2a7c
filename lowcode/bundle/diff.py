"""What differs between two JSON documents, place by place, as people compare two versions of an app."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import ConfigDict

from lowcode.bundle.canonical import Json, pointer, same
from lowcode.bundle.named_list import by_name

ChangeKind = Literal["added", "removed", "changed", "moved"]
"""What became of a place; what moved is a named object whose neighbours are others now."""

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two documents."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    kind: ChangeKind
    """What became of the place."""
    path: str
    """JSON pointer: into the new document, and for what was removed, into the old one."""
    place: tuple[str, ...]
    """The way there in names: the name of an object in a list instead of its number."""
    before: Json = None
    """The old value; for what moved, its old number in the list."""
    after: Json = None
    """The new value; for what moved, its new number in the list."""


def diff(old: Json, new: Json) -> tuple[Change, ...]:
    """Return every difference between two documents, in the order of the new one; none when they say the same."""
    return tuple(_changes(old, new, (), (), ()))


def _changes(old: Json, new: Json, before: Place, after: Place, place: tuple[str, ...]) -> Iterator[Change]:
    """Iterate over the differences at a place, which is `before` in the old document and `after` in the new one."""
    if same(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _members(old, new, before, after, place)
        return
    olds, news = by_name(old), by_name(new)
    if olds is None or news is None or not (olds and news):
        yield Change("changed", pointer(after), place, old, new)
        return
    yield from _elements(olds, news, before, after, place)


def _members(
    old: dict[str, Json], new: dict[str, Json], before: Place, after: Place, place: tuple[str, ...]
) -> Iterator[Change]:
    """Iterate over the differences of two objects, by member."""
    for key in sorted(old.keys() | new.keys()):
        inner = (*place, key)
        if key not in new:
            yield Change("removed", pointer((*before, key)), inner, before=old[key])
        elif key not in old:
            yield Change("added", pointer((*after, key)), inner, after=new[key])
        else:
            yield from _changes(old[key], new[key], (*before, key), (*after, key), inner)


def _elements(
    olds: dict[str, Json], news: dict[str, Json], before: Place, after: Place, place: tuple[str, ...]
) -> Iterator[Change]:
    """Iterate over the differences of two lists of named objects, by name."""
    was = {name: number for number, name in enumerate(olds)}
    kept = _unmoved([name for name in olds if name in news], [name for name in news if name in olds])
    for name, number in was.items():
        if name not in news:
            yield Change("removed", pointer((*before, number)), (*place, name), before=olds[name])
    for number, (name, value) in enumerate(news.items()):
        there, inner = (*after, number), (*place, name)
        if name not in olds:
            yield Change("added", pointer(there), inner, after=value)
            continue
        if name not in kept:
            yield Change("moved", pointer(there), inner, was[name], number)
        yield from _changes(olds[name], value, (*before, was[name]), there, inner)


def _unmoved(old: list[str], new: list[str]) -> set[str]:
    """Return the most names that stand in the same order in both: the longest increasing run of old positions.

    Patience sorting, as in Fredman, On computing the length of longest increasing subsequences (1975).
    """
    position = {name: number for number, name in enumerate(old)}
    tails: list[str] = []
    previous: dict[str, str | None] = {}
    for name in new:
        low, high = 0, len(tails)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if position[tails[middle]] < position[name] else (low, middle)
        previous[name] = tails[low - 1] if low else None
        tails[low:] = [name, *tails[low + 1 :]]
    found: set[str] = set()
    name_or_none = tails[-1] if tails else None
    while name_or_none is not None:
        found.add(name_or_none)
        name_or_none = previous[name_or_none]
    return found
