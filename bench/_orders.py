"""The app of the benchmark of ledgers: orders that reserve goods and use credit; and the tables written by hand."""

from typing import Any, Final

APP: Final = "shop"
LINES: Final = 5
PRODUCTS: Final = 20
CUSTOMERS: Final = 50


def _said(text: str) -> dict[str, str]:
    """Return a label."""
    return {"en": text, "zh-CN": text}


def _field(kind: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a field."""
    return {"kind": kind, "name": name, "label": _said(name)} | more


def _form(name: str, *fields: dict[str, Any]) -> dict[str, Any]:
    """Return a form."""
    return {"name": name, "label": _said(name), "fields": list(fields)}


def _key(name: str) -> dict[str, Any]:
    """Return a key of a ledger."""
    return {"name": name, "label": _said(name), "to": name}


def _measure(name: str) -> dict[str, Any]:
    """Return a measure of a ledger."""
    return {"name": name, "label": _said(name), "digits": 2}


_FORMS: Final = (
    _form("warehouse", _field("text", "name")),
    _form("product", _field("text", "name")),
    _form("customer", _field("text", "name"), _field("number", "limit", digits=2)),
    _form(
        "receipt",
        _field("reference", "warehouse", to="warehouse"),
        _field(
            "subtable",
            "lines",
            fields=[_field("reference", "product", to="product"), _field("number", "quantity", digits=2)],
        ),
    ),
    _form(
        "order",
        _field("text", "number"),
        _field("reference", "customer", to="customer"),
        _field("reference", "warehouse", to="warehouse"),
        _field("number", "total", digits=2),
        _field("stage", "stage", states=[{"name": one, "label": _said(one)} for one in ("draft", "confirmed")]),
        _field(
            "subtable",
            "lines",
            fields=[
                _field("reference", "product", to="product"),
                _field("number", "quantity", digits=2),
                _field("number", "price", digits=2),
            ],
        ),
    ),
)
_LEDGERS: Final = (
    {
        "name": "credit",
        "label": _said("Credit"),
        "keys": [_key("customer")],
        "measures": [_measure("owed")],
        "postings": [
            {
                "name": "order",
                "label": _said("Order"),
                "form": "order",
                "stages": ["confirmed"],
                "keys": {"customer": "customer"},
                "measures": {"owed": "total"},
            }
        ],
        "checks": [{"name": "limit", "value": "owed", "at_most": "customer.limit"}],
    },
    {
        "name": "stock",
        "label": _said("Stock"),
        "keys": [_key("product"), _key("warehouse")],
        "measures": [_measure("on_hand"), _measure("reserved")],
        "postings": [
            {
                "name": name,
                "label": _said(name),
                "form": form,
                "stages": states,
                "rows": "lines",
                "keys": {"product": "product", "warehouse": "parent.warehouse"},
                "measures": {measure: "quantity"},
            }
            for name, form, states, measure in (
                ("receipt", "receipt", [], "on_hand"),
                ("reservation", "order", ["confirmed"], "reserved"),
            )
        ],
        "checks": [{"name": "enough", "value": "on_hand - reserved", "at_least": "0"}],
    },
)
_GRANTS: Final = [{"form": one["name"], "actions": ["see", "create", "edit"]} for one in _FORMS]
DOCUMENT: Final[dict[str, Any]] = {
    "app": {"format": 1, "name": APP, "label": _said("Shop")},
    "forms": {one["name"]: one for one in _FORMS},
    "ledgers": {one["name"]: one for one in _LEDGERS},
    "roles": {"seller": {"name": "seller", "label": _said("Seller"), "grants": _GRANTS}},
}
HAND_TABLES: Final = """
CREATE TABLE hand_customer (id uuid PRIMARY KEY, "limit" numeric NOT NULL, owed numeric NOT NULL DEFAULT 0);
CREATE TABLE hand_stock (product uuid, warehouse uuid, on_hand numeric NOT NULL, reserved numeric NOT NULL DEFAULT 0,
    PRIMARY KEY (product, warehouse));
CREATE TABLE hand_order (id uuid PRIMARY KEY, number text, customer uuid, warehouse uuid, total numeric, stage text,
    version int NOT NULL DEFAULT 1, updated_at timestamptz, updated_by uuid);
CREATE TABLE hand_line (id uuid PRIMARY KEY, parent_id uuid NOT NULL, product uuid, quantity numeric, price numeric);
CREATE INDEX hand_line_parent ON hand_line (parent_id);
CREATE TABLE hand_posting (id uuid PRIMARY KEY, ledger text, source uuid, row_id uuid, keys uuid[], amount numeric,
    at timestamptz, by uuid);
CREATE INDEX hand_posting_source ON hand_posting (source);
CREATE TABLE hand_history (id uuid PRIMARY KEY, at timestamptz, record uuid, version int, changes jsonb, by uuid);
"""
