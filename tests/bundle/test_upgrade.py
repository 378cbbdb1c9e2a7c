"""Shows that documents of older formats are brought up to date, each step on its own copy."""

from typing import Any

import pytest

from lowcode.bundle.app import FORMAT
from lowcode.bundle.rename import Rename, former_name
from lowcode.bundle.upgrade import UPGRADES, Upgrade, upgraded
from lowcode.kernel.errors import Invalid

OLD: dict[str, Any] = {"app": {"format": 1, "name": "crm"}, "forms": {"lead": {"name": "lead", "title_of": "x"}}}


def rename_title(document: dict[str, Any]) -> None:
    for form in document["forms"].values():
        form["title"] = form.pop("title_of")


def add_roles(document: dict[str, Any]) -> None:
    document.setdefault("roles", {})


STEPS = {1: Upgrade("format_1", rename_title), 2: Upgrade("format_2", add_roles)}


def test_steps_are_taken_one_after_the_other_and_leave_the_old_document_alone() -> None:
    made = upgraded(OLD, STEPS, 3)
    assert made == {
        "app": {"format": 3, "name": "crm"},
        "forms": {"lead": {"name": "lead", "title": "x"}},
        "roles": {},
    }
    assert OLD["app"]["format"] == 1
    assert "title_of" in OLD["forms"]["lead"]


def test_there_is_a_step_from_every_older_format() -> None:
    assert sorted(UPGRADES) == list(range(1, FORMAT))


@pytest.mark.parametrize("found", [None, 0, 99, "1", True, 1.0])
def test_formats_that_are_not_known_are_refused(found: object) -> None:
    with pytest.raises(Invalid) as caught:
        upgraded({"app": {"format": found}})
    assert [each.path for each in caught.value.diagnostics] == ["app.json/format"]


def test_names_are_followed_through_several_versions() -> None:
    renames = [Rename(form="lead", field="b", was="a"), Rename(form="lead", field="c", was="b")]
    assert former_name(renames, ("lead", None), "c", {"a"}) == "a"
    assert former_name(renames, ("lead", None), "c", {"b"}) == "b"
    assert former_name(renames, ("lead", None), "c", {"c", "a"}) is None
    assert former_name(renames, ("deal", None), "c", {"a"}) is None
    circle = [Rename(form="lead", field="a", was="b"), Rename(form="lead", field="b", was="a")]
    assert former_name(circle, ("lead", None), "a", {"x"}) is None
