"""An app whose form has every kind of field, and cells for it that people could have written."""

from random import Random
from typing import Any

from engine_forms.dictionary import Dictionary
from engine_forms.fields import FIELDS
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_forms.identity import IdField
from lowcode.bundle.role import Role
from lowcode.services.record_app import RecordApp
from lowcode.services.rights import role_rights
from tests.catalogs.test_field_types import SETTINGS, VARIANTS, word
from tests.services.records.shop import APP, field, said

OTHER: dict[str, Any] = {
    "name": "other",
    "label": said("Other", "其他"),
    "title": "name",
    "fields": [
        field("text", "name"),
        field("money", "amount"),
        field("text", "code", unique=True),
        field("rollup", "total", over="referring", aggregate="sum", field="the_money"),
    ],
}
TRADES = Dictionary.model_validate({
    "name": "trades",
    "label": said("Trades", "行业"),
    "entries": [
        {"key": "metal", "label": said("Metal", "金属"), "entries": [{"key": "steel", "label": said("Steel", "钢铁")}]},
        {"key": "food", "label": said("Food", "食品")},
    ],
})  # fmt: skip
_OWN: dict[str, dict[str, Any]] = {
    "lookup": {"through": "linked", "field": "amount"},
    "rollup": {"over": "the_subtable", "aggregate": "sum", "field": "amount"},
    "reference": {"to": "other", "inverse": "referring"},
    "formula": {"expression": "the_money * 2", "result": "money"},
}
"""Settings that name other fields of the form."""
_SEARCHED = {"text", "long_text", "email", "choice", "number"}


def everything() -> dict[str, Any]:
    """Return the form."""
    fields = []
    for kind in [*FIELDS, *VARIANTS]:
        more = {**SETTINGS.get(word(kind), {}), **VARIANTS.get(kind, {}), **_OWN.get(kind, {})}
        if word(kind) == "rollup":
            more |= {"over": "the_subtable"}
        name = "the_" + kind.replace("/", "_")
        fields.append(field(word(kind), name, **more, **({"searchable": True} if kind in _SEARCHED else {})))
    fields += [
        field("reference", "linked", to="other"),
        field("lookup", "once", through="linked", field="name", copied=True),
        field("text", "key", required=True, unique=True),
        field("choice", "given", default='"red"', options=SETTINGS["choice"]["options"]),
        field(
            "number",
            "checked",
            minimum=0,
            maximum=95,
            validations=[{"check": "checked < 90", "message": said("too much")}],
        ),
        field("text", "asked", required="checked > 50"),
        field("date", "later", default='the_date + duration("P1D")'),
    ]
    return {"name": "everything", "label": said("Everything", "所有"), "title": "key", "fields": fields}


def everything_app() -> RecordApp:
    """Return the app, with a role that may do everything and one that may less."""
    forms = FormSet([Form.model_validate(one) for one in (everything(), OTHER)], [TRADES])
    actions = ["see", "create", "edit", "delete", "export", "import"]
    boss = {"name": "boss", "label": said("Boss"), "grants": [{"form": one, "actions": actions} for one in forms.forms]}
    rows = {
        "form": "everything",
        "actions": actions,
        "rows": "owner.id = current user.id and coalesce(the_number, 0) < 900",
    }
    seller = {
        "name": "seller",
        "label": said("Seller"),
        "grants": [
            {"form": "other", "actions": ["see"]},
            rows | {"fields": [{"fields": ["asked"], "right": "hidden"}]},
        ],
    }
    return RecordApp(APP, forms, [role_rights(APP, Role.model_validate(one)) for one in (boss, seller)])


def cells(app: RecordApp, random: Random, names: list[str], others: list[str], *, rubbish: float) -> list[str]:
    """Return a row for some fields of the form; `rubbish` says how often a cell holds any text."""
    row = []
    shapes = app.logic("everything").shapes
    for name in names:
        shape = shapes[name]
        if name == "key":
            row.append(
                f"K{random.randrange(10**9)}" if random.random() > rubbish else random.choice(("", "K1", " K1 "))
            )
        elif random.random() < rubbish:
            row.append(
                random.choice(("?", "-1", "2026-02-30", "x" * 300, "'=1", "中文，文本", "red;green", "1,5", "是"))
            )
        elif random.random() < 0.2 and name != "asked":
            row.append(random.choice(("", " ", "\x01")) if rubbish else "")
        elif isinstance(shape, IdField):
            several = random.sample(others, 2) if shape.several else [random.choice(others)]
            row.append({"user": "boss", "other": "; ".join(several)}.get(shape.target, ""))
        elif shape.kind == "dictionary":
            row.append(random.choice(("Steel", "金属/钢铁", "food")))
        elif name in {"asked", "checked"} and not rubbish:
            row.append("7")
        else:
            row.append(shape.text(shape.sample(random), random.choice(("en", "zh-CN"))))
    return row
