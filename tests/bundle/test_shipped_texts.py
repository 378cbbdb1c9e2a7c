"""What the shipped apps write for people is there for those who read English and for those who read Chinese."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

APPS = Path(__file__).parents[2] / "apps_catalog"
SAID = {
    "notify": ("title", "text"),
    "create_task": ("title", "details"),
    "send_mail": ("subject", "text"),
    "robot_message": ("title", "text"),
}
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BOTH = re.compile(r'^\{en: .*, "zh-CN": .*\}$', re.DOTALL)


def effects(value: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Iterate over effects in a file, those of rules and actions and those of flows."""
    if isinstance(value, dict):
        if "kind" in value and (place.split("/")[-2] in ("effects", "ended") or place.endswith("/effect")):
            yield place, {"kind": value["kind"]} | value.get("arguments", value)
        for name, member in value.items():
            yield from effects(member, f"{place}/{name}")
    elif isinstance(value, list):
        for position, member in enumerate(value):
            yield from effects(member, f"{place}/{position}")


def one_sided(effect: dict[str, Any]) -> Iterator[str]:
    """Iterate over the settings that have a text in one language only."""
    for name, value in effect.items():
        for setting, text in ((name, value), *(value.items() if isinstance(value, dict) else ())):
            if not isinstance(text, str) or BOTH.match(text):
                continue
            written = [one for one in LITERAL.findall(text) if re.search(r"\w", one)]
            # What a file is called follows the template that it is printed by.
            wrong = name in SAID.get(effect["kind"], ()) and written
            if wrong or (any(CHINESE.search(one) for one in written) and setting != "file_name"):
                yield f"{setting}: {text}"


@pytest.mark.parametrize("app", sorted(one.name for one in APPS.iterdir()))
def test_s65_effects_tell_people_in_both_languages(app: str) -> None:
    found = []
    for part in ("actions", "flows", "rules"):
        for file in sorted((APPS / app / part).glob("*.json")):
            for place, effect in effects(json.loads(file.read_text("utf-8")), f"{app}/{part}/{file.name}"):
                found += [f"{place}: {one}" for one in one_sided(effect)]
    assert found == []


def test_s65_a_text_in_one_language_is_found() -> None:
    plain = {"kind": "create_task", "title": '"Call " + name', "details": "note"}
    assert list(one_sided(plain)) == ['title: "Call " + name']
    assert list(one_sided({"kind": "create_record", "values": {"about": '"缺料：" + number', "kind": '"buy"'}}))
    assert not list(one_sided(plain | {"title": '{en: "Call " + name, "zh-CN": "致电 " + name}'}))
