"""The company of the benchmark of dashboards: customers, orders and their lines, and twelve charts over them."""

from dataclasses import dataclass
from typing import Any, Final

APP: Final = "shop"
_REGIONS: Final = ("north", "south", "east", "west", "centre", "coast", "hills", "abroad")
_STATES: Final = ("draft", "sent", "won", "lost")


def _said(text: str) -> dict[str, str]:
    """Return a label."""
    return {"en": text, "zh-CN": text}


def _field(kind: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a field."""
    return {"kind": kind, "name": name, "label": _said(name)} | more


def _choice(name: str, values: tuple[str, ...]) -> dict[str, Any]:
    """Return a field of few values."""
    return _field("choice", name, options=[{"value": one, "label": _said(one)} for one in values])


FORMS: Final = (
    {
        "name": "customer",
        "label": _said("Customer"),
        "title": "name",
        "fields": [_field("text", "name"), _choice("region", _REGIONS), _field("text", "seller")],
    },
    {
        "name": "order",
        "label": _said("Order"),
        "fields": [
            _field("reference", "customer", to="customer"),
            _field("date", "placed"),
            _field("date", "due"),
            _choice("state", _STATES),
            _field(
                "subtable",
                "lines",
                fields=[
                    _field("text", "product"),
                    _field("number", "quantity", digits=0),
                    _field("money", "amount"),
                ],
            ),
        ],
    },
)
DOCUMENT: Final[dict[str, Any]] = {
    "app": {"format": 1, "name": APP, "label": _said("Shop")},
    "forms": {one["name"]: one for one in FORMS},
    "roles": {
        "director": {
            "name": "director",
            "label": _said("Director"),
            "grants": [{"form": one["name"], "actions": ["see"]} for one in FORMS],
        }
    },
}


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is."""

    lines: int

    @property
    def orders(self) -> int:
        """Return how many orders there are."""
        return self.lines // 4

    @property
    def customers(self) -> int:
        """Return how many customers there are."""
        return max(self.lines // 100, 1_000)


def fill(size: Size, *, duck: bool) -> tuple[str, ...]:
    """Return the statements that fill the tables, with the same rows in DuckDB and PostgreSQL.

    Keys grow with time, as those of the product do.
    """
    series = "range({0}) AS s(i)" if duck else "generate_series(CAST(0 AS bigint), {0} - 1) AS s(i)"
    hexed = "lpad(printf('%x', {0}), 12, '0')" if duck else "lpad(to_hex({0}), 12, '0')"
    key = f"CAST('01900000-0000-7000-8000-' || {hexed} AS uuid)"
    regions = "CASE i % 8 " + " ".join(f"WHEN {at} THEN '{one}'" for at, one in enumerate(_REGIONS)) + " END"
    states = "CASE {0} % 4 " + " ".join(f"WHEN {at} THEN '{one}'" for at, one in enumerate(_STATES)) + " END"
    drawn = "(i * {0} % 1000003)"
    system = "1, now(), now()"
    whole = "//" if duck else "/"
    columns = "id, version, created_at, updated_at"
    return (
        (
            f'INSERT INTO "shop__customer" ({columns}, name, region, seller) SELECT {key.format("i")}, {system}, '
            f"'Customer ' || i, {regions}, 'S' || (i % 120) FROM {series.format(size.customers)}"
        ),
        (
            f'INSERT INTO "shop__order" ({columns}, customer, placed, due, state) SELECT {key.format("i")}, {system}, '
            f"{key.format(f'({drawn.format(7919)} % {size.customers})')}, "
            f"DATE '2023-01-01' + CAST({drawn.format(6007)} % 1400 AS integer), "
            f"DATE '2023-02-01' + CAST({drawn.format(6007)} % 1400 AS integer), {states.format(drawn.format(4001))} "
            f"FROM {series.format(size.orders)}"
        ),
        (
            'INSERT INTO "shop__order__lines" (id, parent_id, position, product, quantity, amount) '
            f"SELECT {key.format('i')}, {key.format(f'(i {whole} 4)')}, i % 4, 'P' || ({drawn.format(5003)} % 500), "
            f"{drawn.format(3001)} % 20, CAST({drawn.format(9001)} AS numeric(18, 2)) / 100 "
            f"FROM {series.format(size.lines)}"
        ),
    )


_SUM: Final = {"name": "amount", "of": {"kind": "sum", "value": "amount"}}
_MONTH: Final = {"name": "month", "expression": "parent.placed", "grain": "month"}
_REGION: Final = {"name": "region", "expression": "parent.customer.region"}
_SELLER: Final = {"name": "seller", "expression": "parent.customer.seller"}
_STATE: Final = {"name": "state", "expression": "parent.state"}
_PRODUCT: Final = {"name": "product", "expression": "product"}
_YEAR: Final = {"time": "parent.placed", "start": "2025-01-01", "end": "2026-01-01"}


def _ask(*dimensions: dict[str, Any], measures: tuple[dict[str, Any], ...] = (_SUM,), **more: Any) -> dict[str, Any]:
    """Return a question about lines."""
    return {"dataset": "order.lines", "dimensions": [*dimensions], "measures": [*measures], **more}


CHARTS: Final[dict[str, dict[str, Any]]] = {
    "month-region": _ask(_MONTH, _REGION),
    "first-products": _ask(_PRODUCT, sort=[{"by": "amount", "descending": True}], limit={"count": 10}),
    "funnel": _ask(_STATE, measures=(_SUM, {"name": "n", "of": {"kind": "distinct", "value": "parent.id"}})),
    "regions-share": _ask(_REGION, measures=({"name": "s", "of": {"kind": "share", "of": _SUM["of"]}},)),
    "running-total": _ask(_MONTH, measures=(_SUM, {"name": "r", "of": {"kind": "running_total", "of": _SUM["of"]}})),
    "moving-average": _ask(
        _MONTH, measures=({"name": "v", "of": {"kind": "moving_average", "of": _SUM["of"], "periods": 3}},)
    ),
    "totals": _ask(
        measures=(
            _SUM,
            {"name": "q", "of": {"kind": "sum", "value": "quantity"}},
            {"name": "n", "of": {"kind": "count"}},
        )
    ),
    "sellers-of-regions": _ask(
        _REGION,
        _SELLER,
        filter='parent.state = "won"',
        limit={"count": 20, "dimension": "seller", "by": "amount", "others": True},
    ),
    "year-over-year": _ask(_REGION, period=_YEAR, comparison="previous_year"),
    "win-rate": _ask(
        _MONTH,
        measures=(
            {
                "name": "rate",
                "of": {
                    "kind": "ratio",
                    "numerator": 'if parent.state = "won" then amount else 0',
                    "denominator": 'if parent.state in ("won", "lost") then amount else 0',
                },
            },
        ),
    ),
    "baskets": _ask({"name": "size", "expression": "amount", "edges": ["1000", "2500", "5000", "7500"]}, _STATE),
    "quarter-table": _ask({**_MONTH, "grain": "quarter"}, _REGION, totals="all"),
}
"""The charts of the dashboard, each a question."""
