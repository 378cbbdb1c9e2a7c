"""Shows the laws of merging: nobody's change is lost, and who is called mine matters only where both clash."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lowcode.bundle.canonical import same
from lowcode.bundle.merge import ABSENT, Clash, Merged, merge

NAMES = st.sampled_from("abcdef")
LEAVES = st.integers(0, 2) | st.booleans() | st.none()


def named(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    lists = st.lists(NAMES, unique=True, max_size=6)
    return lists.flatmap(
        lambda names: st.tuples(*(st.fixed_dictionaries({"name": st.just(name), "v": inner}) for name in names))
    ).map(list)


DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: named(inner) | st.dictionaries(NAMES, inner, max_size=4) | st.lists(inner, max_size=2),
    max_leaves=8,
)


def fields(*names: str, **values: int) -> list[dict[str, Any]]:
    return [{"name": name, "v": values.get(name, 0)} for name in names]


def order(merged: Merged) -> str:
    return "".join(each["name"] for each in merged.value)


@given(DOCUMENTS, DOCUMENTS)
def test_the_same_change_on_both_sides_is_made_once(base: Any, changed: Any) -> None:
    merged = merge(base, changed, changed)
    assert same(merged.value, changed)
    assert merged.clashes == ()


@given(DOCUMENTS, DOCUMENTS)
def test_a_side_without_change_gives_the_other(base: Any, changed: Any) -> None:
    assert merge(base, changed, base) == Merged(changed, ())
    assert merge(base, base, changed) == Merged(changed, ())


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_changes_that_do_not_clash_commute(base: Any, mine: Any, theirs: Any) -> None:
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert len(one.clashes) == len(other.clashes)
    if not one.clashes:
        assert same(one.value, other.value)


@given(named(LEAVES), named(LEAVES), named(LEAVES))
def test_lists_commute_too(base: Any, mine: Any, theirs: Any) -> None:
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    if not one.clashes:
        assert one.value == other.value
        names = [each["name"] for each in one.value]
        assert len(set(names)) == len(names)


@given(st.dictionaries(NAMES, LEAVES), st.dictionaries(NAMES, LEAVES), st.dictionaries(NAMES, LEAVES))
def test_disjoint_changes_are_all_there(base: Any, mine: Any, theirs: Any) -> None:
    def touched(side: Any) -> set[str]:
        return {key for key in base.keys() | side.keys() if not same(base.get(key, ABSENT), side.get(key, ABSENT))}

    merged = merge(base, mine, theirs)
    if touched(mine).isdisjoint(touched(theirs)):
        assert merged.clashes == ()
        for side in (mine, theirs):
            for key in touched(side):
                assert same(merged.value.get(key, ABSENT), side.get(key, ABSENT))


def test_fields_that_both_add_stand_where_they_were_put() -> None:
    merged = merge(fields("a", "b"), fields("a", "x", "b"), fields("a", "b", "y"))
    assert order(merged) == "axby"
    assert order(merge(fields("a"), fields("a", "y"), fields("a", "x"))) == "axy"


def test_one_moves_while_the_other_changes_and_removes() -> None:
    merged = merge(fields("a", "b", "c"), fields("c", "a", "b"), fields("a", "b", "n", c=7) + fields("c", c=7))
    assert order(merged) == "cabn"
    assert merged.value[0]["v"] == 7
    assert merged.clashes == ()
    assert order(merge(fields("a", "b", "c"), fields("c", "a", "b"), fields("b", "c"))) == "cb"


def test_a_clash_has_both_values_and_keeps_mine() -> None:
    merged = merge({"f": fields("a")}, {"f": fields("a", a=1)}, {"f": fields("a", a=2)})
    assert merged == Merged({"f": fields("a", a=1)}, (Clash("/f/a/v", 0, 1, 2),))


def test_to_remove_what_the_other_changed_is_a_clash() -> None:
    merged = merge(fields("a", "b"), fields("b"), fields("a", "b", a=2))
    assert merged == Merged(fields("b"), (Clash("/a", fields("a")[0], ABSENT, fields("a", a=2)[0]),))
    assert order(merge(fields("a", "b"), fields("a", "b", a=2), fields("b"))) == "ab"


def test_two_orders_are_a_clash() -> None:
    merged = merge(fields("a", "b", "c"), fields("c", "a", "b"), fields("b", "a", "c"))
    assert order(merged) == "cab"
    assert merged.clashes == (Clash("", ["a", "b", "c"], ["c", "a", "b"], ["b", "a", "c"]),)


def test_true_and_one_are_a_change() -> None:
    assert merge({"a": 1}, {"a": True}, {"a": 1}).value["a"] is True
