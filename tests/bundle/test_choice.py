"""Shows that a clash of two changes can be decided for the other side, wherever it is."""

from typing import Any

import pytest

from lowcode.bundle.choice import taken
from lowcode.bundle.merge import merge

BASE: dict[str, Any] = {"title": "a", "fields": [{"name": "x", "size": 1}, {"name": "y", "size": 1}], "extra": 1}


def decided(mine: dict[str, Any], theirs: dict[str, Any]) -> Any:
    """Return what comes of a merge in which every clash is decided for the other side."""
    merged = merge(BASE, mine, theirs)
    assert merged.clashes
    value = merged.value
    for clash in merged.clashes:
        value = taken(value, clash)
    return value


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        pytest.param({"title": "mine"}, {"title": "theirs"}, id="member"),
        pytest.param(
            {"fields": [{"name": "x", "size": 2}, {"name": "y", "size": 1}]},
            {"fields": [{"name": "x", "size": 3}, {"name": "y", "size": 1}]},
            id="inside-a-named-object",
        ),
        pytest.param(
            {"fields": [{"name": "y", "size": 1}]},
            {"fields": [{"name": "x", "size": 3}, {"name": "y", "size": 1}]},
            id="removed-here",
        ),
        pytest.param(
            {"fields": [{"name": "x", "size": 2}, {"name": "y", "size": 1}]},
            {"fields": [{"name": "y", "size": 1}]},
            id="removed-there",
        ),
        pytest.param({"extra": 2}, {"extra": None}, id="null-there"),
    ],
)
def test_a_clash_decided_for_the_other_side_says_what_the_other_side_says(
    mine: dict[str, Any], theirs: dict[str, Any]
) -> None:
    got = decided(BASE | mine, BASE | theirs)
    wanted = BASE | theirs
    assert {key: got[key] for key in ("title", "extra")} == {key: wanted[key] for key in ("title", "extra")}
    assert sorted(got["fields"], key=str) == sorted(wanted["fields"], key=str)


def test_a_member_that_the_other_side_removed_goes() -> None:
    theirs = {key: value for key, value in BASE.items() if key != "extra"}
    assert "extra" not in decided(BASE | {"extra": 2}, theirs)


def test_an_order_is_taken_over() -> None:
    base = {"fields": [{"name": name} for name in "abc"]}
    mine = {"fields": [{"name": name} for name in "bac"]}
    theirs = {"fields": [{"name": name} for name in "cab"]}
    merged = merge(base, mine, theirs)
    value = merged.value
    for clash in merged.clashes:
        value = taken(value, clash)
    assert [one["name"] for one in value["fields"]] == ["c", "a", "b"]
