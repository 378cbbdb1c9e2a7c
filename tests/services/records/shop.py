"""A small app for the tests of records: products, customers, opportunities and quotations with lines."""

from typing import Any

from engine_forms.form import Form
from engine_forms.form_set import FormSet
from lowcode.bundle.role import Role
from lowcode.services.record_app import RecordApp
from lowcode.services.rights import role_rights
from lowcode.store.borrowed import borrowed
from lowcode.store.database import Database

APP = "shop"


def said(en: str, zh: str = "") -> dict[str, str]:
    """Return a label as JSON."""
    return {"en": en, "zh-CN": zh or en}


def field(kind: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a field as JSON."""
    return {"kind": kind, "name": name, "label": said(name)} | more


FORMS: list[dict[str, Any]] = [
    {
        "name": "product",
        "label": said("Product", "产品"),
        "fields": [field("text", "name"), field("money", "price"), field("money", "cost")],
    },
    {
        "name": "customer",
        "label": said("Customer", "客户"),
        "title": "name",
        "fields": [
            field("text", "name", required=True, searchable=True),
            field("serial_number", "code", parts=[{"kind": "text", "text": "C-"}, {"kind": "counter", "digits": 3}]),
            field("serial_number", "ticket", parts=[{"kind": "counter", "digits": 1}], gap_free=True),
            field("text", "tax_no", unique=True),
            field("choice", "level", options=[{"value": one, "label": said(one)} for one in ("a", "b", "c")]),
            field("number", "limit", digits=2),
            field("phone", "phone", sensitive=True),
            field("long_text", "memo", searchable=True),
            field("number", "double", computed={"expression": "limit * 2"}),
            field("rollup", "turnover", over="opportunities", aggregate="sum", field="amount", where='stage = "won"'),
            field("rollup", "chances", over="opportunities", aggregate="count"),
            field("users", "team"),
            field("formula", "shout", expression="upper case(name)", result="text", stored=False),
        ],
        "duplicates": [{"field": "name", "threshold": 0.7}],
        "unique": [{"fields": ["name", "level"]}],
    },
    {
        "name": "opportunity",
        "label": said("Opportunity", "商机"),
        "fields": [
            field("text", "name", searchable=True),
            field("reference", "customer", to="customer", inverse="opportunities"),
            field("money", "amount"),
            field("number", "margin", digits=2),
            field("text", "secret", searchable=True),
            field("stage", "stage", states=[{"name": one, "label": said(one)} for one in ("new", "won", "lost")]),
            field("lookup", "level", through="customer", field="level"),
            field("lookup", "first_level", through="customer", field="level", copied=True),
        ],
    },
    {
        "name": "quotation",
        "label": said("Quotation", "报价单"),
        "fields": [
            field("text", "title"),
            field("reference", "customer", to="customer", on_delete="cascade"),
            field(
                "subtable",
                "lines",
                fields=[
                    field("reference", "product", to="product"),
                    field("number", "quantity", digits=0),
                    field("lookup", "price", through="product", field="price", copied=True),
                    field("formula", "cost", expression="product.cost * quantity", result="money"),
                    field("formula", "amount", expression="price * quantity", result="money"),
                ],
            ),
            field("formula", "total", expression="coalesce(sum(lines.amount), 0)", result="money"),
            field("formula", "costs", expression="coalesce(sum(lines.cost), 0)", result="money"),
        ],
    },
]

EVERYTHING = ["see", "create", "edit", "delete", "export", "share"]
ROLES: list[dict[str, Any]] = [
    {
        "name": "boss",
        "label": said("Boss"),
        "grants": [{"form": one["name"], "actions": EVERYTHING} for one in FORMS],
    },
    {
        "name": "seller",
        "label": said("Seller"),
        "grants": [
            {"form": "product", "actions": ["see"], "fields": [{"fields": ["cost"], "right": "hidden"}]},
            {
                "form": "customer",
                "actions": ["see", "create", "edit"],
                "rows": "owner.id = current user.id",
                "fields": [
                    {"fields": ["limit"], "right": "read_only"},
                    {"fields": ["memo"], "right": "hidden"},
                    {"fields": ["tax_no"], "right": "masked"},
                ],
            },
            {
                "form": "opportunity",
                "actions": ["see", "create", "edit", "delete"],
                "rows": "owner.id = current user.id",
                "fields": [
                    {"fields": ["secret"], "right": "hidden"},
                    {"fields": ["margin"], "right": "hidden", "stages": ["won"]},
                ],
            },
            {
                "form": "quotation",
                "actions": ["see", "create", "edit"],
                "rows": "owner.id = current user.id",
                "fields": [{"fields": ["lines.cost", "costs"], "right": "hidden"}],
            },
        ],
    },
    {
        "name": "leader",
        "label": said("Leader"),
        "grants": [
            {
                "form": "opportunity",
                "actions": ["see"],
                "rows": "starts with(department.path, current user.department.path)",
            },
            {"form": "customer", "actions": ["see"], "rows": 'level in ("a", "b")', "fields": [
                {"fields": ["memo", "phone"], "right": "hidden"}
            ]},
        ],
    },
]  # fmt: skip


def record_app(roles: list[dict[str, Any]] | None = None, forms: list[dict[str, Any]] | None = None) -> RecordApp:
    """Return the app with its roles."""
    made = [role_rights(APP, Role.model_validate(one)) for one in (ROLES if roles is None else roles)]
    return RecordApp(APP, FormSet(Form.model_validate(one) for one in forms or FORMS), made)


async def build(database: Database, app: RecordApp) -> None:
    """Make the tables of an app."""
    metadata = app.tables.shape(next(iter(app.forms.forms))).table.table.metadata
    async with database.transaction() as connection:
        await borrowed(connection, metadata.create_all)
