"""Shows that a comparison names each place that differs, and only those."""

import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lowcode.bundle.canonical import same
from lowcode.bundle.diff import Change, diff

NAMES = st.sampled_from("abcdef")
NAMED = (
    st.lists(NAMES, unique=True, max_size=6)
    .flatmap(
        lambda names: st.tuples(
            *(st.fixed_dictionaries({"name": st.just(name), "v": st.integers(0, 2)}) for name in names)
        )
    )
    .map(list)
)
DOCUMENTS = st.dictionaries(NAMES, st.integers(0, 2) | NAMED | st.dictionaries(NAMES, st.integers(0, 2)), max_size=4)


def lead(*fields: str) -> dict[str, Any]:
    return {"forms": {"lead": {"fields": [{"name": name, "max": 5} for name in fields]}}}


def test_each_kind_of_change() -> None:
    old, new = lead("a", "b", "c", "d"), lead("a", "c", "b", "e")
    new["forms"]["lead"]["fields"][0]["max"] = 9
    place = ("forms", "lead", "fields")
    assert diff(old, new) == (
        Change("removed", "/forms/lead/fields/3", (*place, "d"), before={"name": "d", "max": 5}),
        Change("changed", "/forms/lead/fields/0/max", (*place, "a", "max"), 5, 9),
        Change("moved", "/forms/lead/fields/1", (*place, "c"), 2, 1),
        Change("added", "/forms/lead/fields/3", (*place, "e"), after={"name": "e", "max": 5}),
    )


def test_one_that_moves_far_is_the_only_one_that_moved() -> None:
    (change,) = diff(lead("a", "b", "c", "d"), lead("d", "a", "b", "c"))
    assert (change.kind, change.place[-1], change.before, change.after) == ("moved", "d", 3, 0)


def test_other_lists_change_as_a_whole() -> None:
    assert diff({"a": [1, 2]}, {"a": [1, 3]}) == (Change("changed", "/a", ("a",), [1, 2], [1, 3]),)
    assert diff({"a": True}, {"a": 1}) == (Change("changed", "/a", ("a",), before=True, after=1),)


@given(DOCUMENTS, DOCUMENTS)
def test_there_is_a_change_exactly_when_they_differ(old: Any, new: Any) -> None:
    assert (diff(old, new) == ()) == same(old, new)
    assert diff(old, copy.deepcopy(old)) == ()


@given(DOCUMENTS, DOCUMENTS)
def test_pointers_lead_to_the_values(old: Any, new: Any) -> None:
    for change in diff(old, new):
        found = old if change.kind == "removed" else new
        for part in change.path.split("/")[1:]:
            found = found[int(part)] if isinstance(found, list) else found[part]
        if change.kind != "moved":
            assert found == (change.before if change.kind == "removed" else change.after)
