"""A small app for the tests of ledgers: goods in warehouses, orders that reserve them, deliveries, and credit."""

from typing import Any
from uuid import UUID

from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.publishing import PublishRequest
from lowcode.services.record_app import RecordApp, record_app_of
from lowcode.services.record_view import RecordView
from lowcode.services.record_writing import NewRecord, RecordChange
from lowcode.services.records import Records
from lowcode.services.workspace import Workspace

EVERYTHING = ["see", "create", "edit", "delete", "export"]
OPEN = ("draft", "confirmed", "shipped", "closed", "cancelled")


def said(en: str, zh: str = "") -> dict[str, str]:
    """Return a label as JSON."""
    return {"en": en, "zh-CN": zh or en}


def field(kind: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a field as JSON."""
    return {"kind": kind, "name": name, "label": said(name)} | more


def lines(*more: dict[str, Any]) -> dict[str, Any]:
    """Return a sub-table of products."""
    rows = [field("reference", "product", to="product"), field("number", "quantity", digits=2), *more]
    return field("subtable", "lines", fields=rows)


def stages(*names: str) -> dict[str, Any]:
    """Return a stage field."""
    return field("stage", "stage", states=[{"name": one, "label": said(one)} for one in names])


def form(name: str, *fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a form as JSON."""
    return {"name": name, "label": said(name.title()), "fields": list(fields)} | more


FORMS = [
    form("warehouse", field("text", "name"), field("switch", "negative")),
    form(
        "product",
        field("text", "name"),
        field("number", "safety", digits=0),
        field("formula", "available", expression="coalesce(sum(stock.on_hand), 0) - coalesce(sum(stock.reserved), 0)"),
    ),
    form("customer", field("text", "name"), field("number", "limit", digits=2)),
    form("receipt", field("reference", "warehouse", to="warehouse"), stages("draft", "done"), lines()),
    form(
        "order",
        field("text", "number"),
        field("reference", "customer", to="customer"),
        field("reference", "warehouse", to="warehouse"),
        field("date_time", "valid_until"),
        field("date", "day"),
        stages(*OPEN),
        lines(field("number", "delivered", digits=2), field("number", "price", digits=2)),
        field("formula", "total", expression="coalesce(sum(for l in lines return l.quantity * l.price), 0)"),
    ),
    form("payment", field("reference", "customer", to="customer"), field("number", "amount", digits=2)),
]
STOCK: dict[str, Any] = {
    "name": "stock",
    "label": said("Stock", "库存"),
    "keys": [
        {"name": "product", "label": said("Product", "产品"), "to": "product", "inverse": "stock"},
        {"name": "warehouse", "label": said("Warehouse", "仓库"), "to": "warehouse"},
    ],
    "measures": [
        {"name": "on_hand", "label": said("On hand", "现有"), "digits": 2},
        {"name": "reserved", "label": said("Reserved", "预留"), "digits": 2},
    ],
    "postings": [
        {
            "name": "receipt",
            "label": said("Receipt", "入库"),
            "form": "receipt",
            "stages": ["done"],
            "rows": "lines",
            "keys": {"product": "product", "warehouse": "parent.warehouse"},
            "measures": {"on_hand": "quantity"},
        },
        {
            "name": "reservation",
            "label": said("Reservation", "预留"),
            "form": "order",
            "stages": ["confirmed", "shipped"],
            "rows": "lines",
            "rows_when": "quantity > coalesce(delivered, 0)",
            "keys": {"product": "product", "warehouse": "parent.warehouse"},
            "measures": {"reserved": "quantity - coalesce(delivered, 0)"},
            "until": 'if parent.stage = "confirmed" then parent.valid_until else null',
        },
        {
            "name": "issue",
            "label": said("Issue", "出库"),
            "form": "order",
            "stages": ["confirmed", "shipped", "closed"],
            "rows": "lines",
            "keys": {"product": "product", "warehouse": "parent.warehouse"},
            "measures": {"on_hand": "-delivered"},
            "at": "parent.day",
        },
    ],
    "checks": [
        {
            "name": "enough",
            "value": "on_hand - reserved",
            "at_least": "0",
            "unless": "warehouse.negative",
            "message": said(
                "{keys}: {wanted} wanted, {there} there, {missing} missing.",
                "{keys}：需要 {wanted}，可用 {there}，缺 {missing}。",
            ),
        }
    ],
}
CREDIT: dict[str, Any] = {
    "name": "credit",
    "label": said("Credit", "信用"),
    "keys": [{"name": "customer", "label": said("Customer", "客户"), "to": "customer"}],
    "measures": [{"name": "owed", "label": said("Owed", "欠款"), "digits": 2}],
    "postings": [
        {
            "name": "order",
            "label": said("Order", "订单"),
            "form": "order",
            "stages": ["confirmed", "shipped", "closed"],
            "keys": {"customer": "customer"},
            "measures": {"owed": "total"},
        },
        {
            "name": "payment",
            "label": said("Payment", "付款"),
            "form": "payment",
            "keys": {"customer": "customer"},
            "measures": {"owed": "-amount"},
        },
    ],
    "checks": [{"name": "limit", "value": "owed", "at_most": "customer.limit"}],
}
ROLES = [
    {
        "name": "clerk",
        "label": said("Clerk"),
        "grants": [
            *({"form": one["name"], "actions": EVERYTHING} for one in FORMS),
            *({"form": name, "actions": ["see", "create", "edit", "delete"]} for name in ("stock", "stock_posting")),
        ],
    },
    {"name": "guest", "label": said("Guest"), "grants": [{"form": "order", "actions": ["see"]}]},
]


def content(*, ledgers: tuple[dict[str, Any], ...] = (STOCK, CREDIT)) -> dict[str, Any]:
    """Return the app as one document."""
    return {
        "app": {"format": 1, "name": "depot", "label": said("Depot")},
        "forms": {one["name"]: one for one in FORMS},
        "ledgers": {one["name"]: one for one in ledgers},
        "roles": {one["name"]: one for one in ROLES},
    }


async def publish(workspace: Workspace, document: dict[str, Any], base: int | None = None) -> RecordApp:
    """Publish a version, and return it compiled."""
    publishing = await workspace.bundles.publishing()
    await publishing.publish(PRODUCT, "depot", PublishRequest(content=document, base_version=base))
    return record_app_of(document)


class Depot:
    """The app at work."""

    def __init__(self, workspace: Workspace, app: RecordApp, actor: Actor = PRODUCT) -> None:
        """Take the workspace, the app and who works."""
        self.workspace, self.app, self.actor = workspace, app, actor
        self.records = Records(workspace.database)

    async def new(self, form: str, **values: Any) -> RecordView:
        """Return a new record."""
        return await self.records.writing.create(self.app, self.actor, form, NewRecord(values=values))

    async def change(self, form: str, id_: UUID | str, **values: Any) -> RecordView:
        """Return a record that was changed, whatever its version."""
        change: dict[UUID, RecordChange | NewRecord] = {UUID(str(id_)): NewRecord(values=values)}
        return (await self.records.writing.update_many(self.app, self.actor, form, change))[0]

    async def balances(self, ledger: str = "stock") -> dict[tuple[str, ...], tuple[float, ...]]:
        """Return the balances by their keys."""
        one = self.app.ledgers.ledgers[ledger]
        keys, measures = [each.name for each in one.keys], [each.name for each in one.measures]
        async with self.workspace.database.connection() as connection:
            rows = await connection.fetch(f"SELECT * FROM depot__{ledger}")
        return {tuple(str(row[key]) for key in keys): tuple(float(row[name]) for name in measures) for row in rows}

    async def stocked(self, count: int = 10, products: int = 1, **more: Any) -> tuple[str, list[str]]:
        """Return a warehouse and products in it."""
        warehouse = str((await self.new("warehouse", name="Main", **more)).id)
        listed = [str((await self.new("product", name=f"Pump {at}")).id) for at in range(products)]
        rows = [{"product": one, "quantity": count} for one in listed]
        receipt = await self.new("receipt", warehouse=warehouse, lines=rows)
        await self.change("receipt", receipt.id, stage="done")
        return warehouse, listed
