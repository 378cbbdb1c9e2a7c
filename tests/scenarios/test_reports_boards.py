"""S43, S45, S46: each dashboard opens for those it is made for, and its numbers are those of the records."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest

from lowcode.kernel import clock
from tests.scenarios.company import CATALOG, Company, change, create, upload
from tests.scenarios.trade import Trade, opened

EVER = {"periods": {"period": None}}
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
