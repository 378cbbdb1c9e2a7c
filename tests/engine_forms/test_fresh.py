"""The short way to new records comes to the same as the long one."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine_forms.field import Refused
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_forms.fresh import FreshLogic, Other
from engine_forms.fresh_columns import FreshColumns
from engine_forms.submission import FormLogic, Submission
from lowcode.bundle.app import LAYOUT
from lowcode.bundle.folder import files_of, read
from lowcode.bundle.parsing import parsed
from lowcode.bundle.upgrade import upgraded

APPS = Path(__file__).parents[2] / "apps_catalog"
USER = {"id": "00000000-0000-7000-8000-000000000001", "name": "Ada", "roles": ["crm.admin"], "department": None}
RUBBISH: tuple[Any, ...] = ("", "  ", None, "?", 7, True, [], "2026-13-01", "x" * 400, -1)


def said(text: str) -> dict[str, str]:
    return {"en": text, "zh-CN": text}


def field(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "name": name, "label": said(name)} | more


LINKED = FormSet(
    Form.model_validate(one)
    for one in (
        {"name": "other", "label": said("Other"), "fields": [field("text", "name"), field("number", "rate")]},
        {
            "name": "main",
            "label": said("Main"),
            "fields": [
                field("text", "name", required='kind = "b"', visible='kind != "c"'),
                field("choice", "kind", default='"a"', options=[{"value": one, "label": said(one)} for one in "abc"]),
                field("number", "size", digits=1, validations=[{"check": "size < 50", "message": said("large")}]),
                field("number", "twice", computed={"expression": "size * 2"}),
                field("number", "fixed", read_only=True, default="3"),
                field("number", "sometimes", read_only='kind = "a"'),
                field("reference", "other", to="other", fill=[{"source": "rate", "target": "size"}]),
                field("lookup", "rate", through="other", field="rate"),
                field("formula", "live", expression="size + 1", result="number", stored=False),
                field("formula", "who", expression="current user.name", result="text"),
                field("stage", "stage", states=[{"name": one, "label": said(one)} for one in ("new", "done")]),
                field("subtable", "lines", fields=[field("number", "n")]),
            ],
            "validations": [{"check": 'not(kind = "b" and size > 20)', "message": said("both")}],
        },
    )
)


def form_sets() -> dict[str, FormSet]:
    """Return the forms of all apps that come with the product, and some with everything at once."""
    found = {"linked": LINKED}
    for folder in sorted(APPS.iterdir()):
        if (folder / "app.json").exists():
            bundle = parsed(upgraded(read(files_of(folder), LAYOUT))).bundle
            assert bundle is not None
            found[folder.name] = bundle.form_set
    return found


@pytest.mark.parametrize("app", sorted(form_sets()))
def test_new_records_are_the_same_by_the_short_way(app: str) -> None:
    forms, random = form_sets()[app], Random(7)
    short, least = 0, 0
    for form in forms.forms:
        if "." in form:
            continue
        logic = FormLogic(forms, form)
        fresh = FreshLogic(logic, USER)
        # A record whose expressions read another one goes the long way.
        needed = [one.name for one in logic.form.fields if one.required is True]
        least += 0 if any(fresh.entries[name].lookup for name in needed if name in fresh.entries) else 20
        for _ in range(150):
            given = _given(logic, random)
            found = fresh.values(given)
            if found is None:
                continue
            short += 1
            asked = logic.submit(Submission(form, given, None, USER, any_stage=True))
            assert asked.diagnostics == ()
            assert found == (dict(asked.values), asked.changed)
            again = fresh.values(given)
            assert again == found
    assert short >= min(least, 100)


@pytest.mark.parametrize("app", sorted(form_sets()))
def test_columns_hold_what_records_have(app: str) -> None:
    forms, random = form_sets()[app], Random(11)
    whole = 0
    for form in forms.forms:
        if "." in form:
            continue
        logic = FormLogic(forms, form)
        fresh = FreshLogic(logic, USER)
        columns = FreshColumns(fresh, logic.plan.tree)
        for _ in range(12):
            records = [one for one in (_given(logic, random) for _ in range(12)) if fresh.values(one) is not None]
            names = sorted({name for one in records for name in one if one[name] is not None})
            try:
                given = {
                    name: [None if one.get(name) is None else columns.value(name, one[name]) for one in records]
                    for name in names
                }
            except (Other, Refused):
                continue
            if columns.lookups(given):
                continue
            found = columns.values(given, len(records), {})
            # What is filled in as nothing has no default by itself; in columns it is what was left out.
            known = [fresh.values({name: raw for name, raw in one.items() if raw is not None}) for one in records]
            if found is None:
                assert any(one is None for one in known)
                continue
            whole += 1
            assert [{name: column[at] for name, column in found.items()} for at in range(len(records))] == [
                one[0] for one in known if one is not None
            ]
    assert whole > 20


def _given(logic: FormLogic, random: Random) -> dict[str, Any]:
    """Return input of some fields, most of it sound."""
    given: dict[str, Any] = {}
    for one in logic.form.fields:
        shape = logic.shapes[one.name]
        unusual = isinstance(shape, SubtableField) or one.formula(logic.vocabulary) is not None or one.kind == "button"
        if random.random() < (0.98 if unusual else 0.4 if not one.required else 0.02):
            continue
        if random.random() < 0.03 or unusual:
            given[one.name] = random.choice(RUBBISH)
        else:
            given[one.name] = shape.to_json(shape.sample(random))
    return given
