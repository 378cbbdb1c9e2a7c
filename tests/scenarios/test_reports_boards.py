"""S43, S45, S46: each dashboard opens for those it is made for, and its numbers are those of the records."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from lowcode.bundle.sampling import Extent
from lowcode.kernel import clock
from lowcode.services.actor import PRODUCT
from lowcode.services.app_samples import AppSamples, Filling
from tests.scenarios.company import CATALOG, Company, change, create, upload
from tests.scenarios.trade import Trade, opened

EVER = {"periods": {"period": None}}
APPS = ("crm", "inventory", "sales", "finance")
"""Those with sample records of money and goods, each after those that it needs."""
CHANNELS = (("direct", 900, (4, 2)), ("distributor", 500, (10,)), ("online", 300, ()))
"""What each channel cost, and how many pumps each of its customers ordered."""


def boards() -> Iterator[tuple[str, dict[str, Any]]]:
    """Iterate over the dashboards of the catalog, with the app that each belongs to."""
    for file in sorted(CATALOG.glob("*/dashboards/*.json")):
        yield file.parts[-3], json.loads(file.read_bytes())


@pytest.fixture
async def trade(company: Company) -> Trade:
    """A company with all apps that have dashboards."""
    return await opened(company, "sales", "finance")


async def asked(client: httpx.AsyncClient, app: str, board: str, tile: str, **more: Any) -> httpx.Response:
    return await client.post(f"/api/apps/{app}/reports/dashboards/{board}/tiles/{tile}", json=more)


async def metric(client: httpx.AsyncClient, app: str, name: str, dataset: str, by: str) -> dict[Any, Any]:
    """Return a metric by the members of a field, rounded; that of everything by None."""
    query = {
        "dataset": dataset, "dimensions": [{"name": "by", "expression": by}], "totals": "grand",
        "measures": [{"name": name, "of": {"kind": "metric", "metric": name}}],
    }  # fmt: skip
    answer = await client.post(f"/api/apps/{app}/reports/query", json={"query": query})
    assert answer.status_code == 200, answer.text
    rows = [one["values"] for one in answer.json()["rows"]]
    return {group: None if number is None else round(Decimal(number), 4) for group, number in rows}


async def groups(client: httpx.AsyncClient, app: str, tile: str) -> dict[str, dict[str, Decimal]]:
    """Return the numbers of a chart about channels, by channel and measure; totals left out."""
    answer = await asked(client, app, "channels", tile, **EVER)
    assert answer.status_code == 200, answer.text
    (_, *names) = [one["name"] for one in answer.json()["columns"]]
    rows = [one["values"] for one in answer.json()["rows"] if one["level"]]
    return {
        str(group): {name: Decimal(one) for name, one in zip(names, numbers, strict=True) if one is not None}
        for group, *numbers in rows
    }


def way(tile: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the steps from a group of a chart down to the last level that its author names."""
    # What is gone into keeps the name of the groups that it takes the place of.
    (name,) = [one["name"] for one in tile["chart"]["query"]["dimensions"]]
    group = {"values": {name: None}}
    return [{"dimension": name, "group": group, "into": {"name": "part", **level}} for level in tile["path"]]


async def won(trade: Trade, customer: str, amount: str) -> None:
    """Win an opportunity of a customer."""
    today = str(clock.now().date())
    deal = await create(trade.boss, "opportunity", name="Pumps", customer=customer, amount=amount, expected_on=today)
    file = await upload(trade.boss)
    for stage, more in (
        ("needs", {"need": "Pumps"}), ("proposal", {"proposal_file": [file]}), ("negotiation", {}),
        ("won", {"closed_on": today}),
    ):  # fmt: skip
        await change(trade.boss, "opportunity", deal["id"], stage=stage, **more)


@pytest.mark.scenario("S45")
async def test_s45_each_dashboard_opens_without_a_mistake_for_those_it_is_for(trade: Trade) -> None:
    stranger = await trade.company.hire("stranger")
    people: dict[str, httpx.AsyncClient] = {}
    seen = 0
    for app, board in boards():
        role = board["roles"][0]
        if role not in people:
            # Who leads or sells has the role of that name in each app, as in the demonstration.
            apps = [file.parts[-3] for file in CATALOG.glob(f"*/roles/{role}.json")]
            everywhere = [f"{one}.{role}" for one in apps if one in trade.company.installed]
            people[role] = await trade.company.hire(f"a_{role}", *everywhere)
        listed = (await people[role].get(f"/api/apps/{app}/reports/dashboards")).json()["dashboards"]
        assert board["name"] in {one["name"] for one in listed}, (app, board["name"])
        for tile in board["tiles"]:
            answer = await asked(people[role], app, board["name"], tile["name"])
            assert answer.status_code == 200, (app, board["name"], tile["name"], answer.text)
            if tile.get("path"):
                deeper = await asked(people[role], app, board["name"], tile["name"], drill=way(tile))
                assert deeper.status_code == 200, (app, board["name"], tile["name"], deeper.text)
            refused = await asked(stranger, app, board["name"], tile["name"])
            assert refused.status_code in {403, 404}, (app, board["name"], tile["name"])
            seen += 1
    assert seen > 60


@pytest.mark.scenario("S43", "S46")
async def test_s46_channels_are_compared_by_what_they_cost_and_what_they_buy(trade: Trade) -> None:
    today = str(clock.now().date())
    await trade.stocked("pump", 50)
    for channel, cost, quantities in CHANNELS:
        campaign = await create(trade.boss, "campaign", name=channel, channel=channel, starts=today, cost=str(cost))
        for at, quantity in enumerate(quantities):
            given = {"name": f"{channel} {at}", "channel": channel, "campaign": campaign["id"], "grade": "A"}
            buyer = await create(trade.boss, "customer", **given)
            await won(trade, buyer["id"], str(quantity * 100))
            lines = [{"product": trade.ids["pump"], "quantity": quantity, "price": "100"}]
            term = {"warehouse": trade.ids["east"], "ordered_on": today, "promised_on": today}
            order = await create(trade.boss, "order", "sales", customer=buyer["id"], lines=lines, **term)
            await change(trade.boss, "order", order["id"], "sales", stage="confirmed")
    # The same in plain Python: with the tax of 13 in 100 for orders, without it for the margin.
    bought = {channel: sum(quantities) for channel, _, quantities in CHANNELS if quantities}
    many = {channel: len(quantities) for channel, _, quantities in CHANNELS}
    figures = await groups(trade.boss, "sales", "figures")
    assert {one: found["order_amount"] for one, found in figures.items()} == {
        one: Decimal(113) * pumps for one, pumps in bought.items()
    }
    for counted in ("orders", "buying_customers"):
        assert {one: int(found[counted]) for one, found in figures.items()} == {one: many[one] for one in bought}
    assert {one: found["average_order"] for one, found in figures.items()} == {
        one: Decimal(113) * pumps / many[one] for one, pumps in bought.items()
    }
    margin = await groups(trade.boss, "sales", "margin")
    assert {one: found["product_margin"] for one, found in margin.items()} == dict.fromkeys(bought, Decimal("0.4"))
    costs = await groups(trade.boss, "crm", "by_channel")
    assert {one: found.get("cac") for one, found in costs.items()} == {
        one: Decimal(cost) / many[one] if many[one] else None for one, cost, _ in CHANNELS
    }
    deals = await groups(trade.boss, "crm", "deals")
    assert {one: found["revenue"] for one, found in deals.items()} == {
        one: Decimal(100) * pumps for one, pumps in bought.items()
    }


@pytest.mark.scenario("S43")
async def test_s43_turnover_and_days_outstanding_are_those_of_plain_python_over_the_sample_data(trade: Trade) -> None:
    company, day = trade.company, clock.now().astimezone(clock.zone()).date()
    samples, filling = AppSamples(company.tools.database), Filling(extent=Extent(few=True), again=True)
    for app in APPS:
        await samples.fill(PRODUCT, app, filling)
    for app in APPS:
        await samples.finish(PRODUCT, app, filling)
    products = await company.rows("SELECT id, name, coalesce(cost, 0) AS cost FROM crm__product")
    cost, name = ({one["id"]: one[of] for one in products} for of in ("cost", "name"))
    issued, held = defaultdict[str, Decimal](Decimal), defaultdict[str, Decimal](Decimal)
    moved = await company.rows("SELECT product, on_hand, posting, at FROM inventory__stock_posting")
    for one in moved:
        recent = one["at"].astimezone(clock.zone()).date() >= day - timedelta(days=365)
        value = one["on_hand"] * cost[one["product"]]
        held[name[one["product"]]] += value / 2 if recent else value
        if value < 0 and recent and one["posting"] not in {"sent", "count"}:
            issued[name[one["product"]]] -= value
    turnovers = await metric(trade.boss, "inventory", "inventory_turnover", "stock_posting", "product.name")
    assert any(issued.values())
    assert turnovers.pop(None) == round(sum(issued.values()) / sum(held.values()), 4)
    assert turnovers == {one: round(issued[one] / whole, 4) if whole else None for one, whole in held.items()}
    owed = await company.rows("SELECT customer, open, amount, dated_on FROM finance__receivable")
    called = {one["id"]: one["name"] for one in await company.rows("SELECT id, name FROM crm__customer")}
    still, daily = defaultdict[str, Decimal](Decimal), defaultdict[str, Decimal](Decimal)
    for one in owed:
        still[called[one["customer"]]] += one["open"]
        daily[called[one["customer"]]] += one["amount"] / 90 if one["dated_on"] >= day - timedelta(days=90) else 0
    days = await metric(trade.boss, "finance", "dso", "receivable", "customer.name")
    assert days.pop(None) == round(sum(still.values()) / sum(daily.values()), 4)
    assert days == {one: round(open_ / daily[one], 4) if daily[one] else None for one, open_ in still.items()}
