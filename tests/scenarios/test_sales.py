"""S09–S12, S14–S17, S20: orders from quotations and contracts, reserved, supplied, delivered in parts and returned."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from engine_rules import typed_json
from lowcode.kernel import clock
from lowcode.services.actor import PRODUCT
from lowcode.services.record_writing import NewRecord, RecordChange
from tests.scenarios.company import Company, change, patched, record
from tests.scenarios.trade import Trade, opened, sweep


@pytest.fixture
async def trade(company: Company) -> Trade:
    """A company that sells."""
    return await opened(company, "sales")


@pytest.mark.scenario("S10")
async def test_s10_orders_confirmed_at_once_never_reserve_the_same_unit(trade: Trade) -> None:
    await trade.stocked("pump", 10)
    drafts = [await trade.order(("pump", 4)) for _ in range(4)]
    answers = await asyncio.gather(
        *(patched(trade.seller, "order", one["id"], "sales", stage="confirmed") for one in drafts)
    )
    assert sorted(one.status_code for one in answers) == [200, 200, 422, 422], [one.text for one in answers]
    assert await trade.stock("pump") == (10, 8, 0)
    assert len(await trade.of("delivery")) == 2
    # Whoever fills in the next order is shown what is free by now.
    chosen = {"place": "lines/product", "ids": [trade.ids["pump"]]}
    answer = await trade.seller.post("/api/apps/sales/forms/order/seen", json=chosen)
    assert answer.status_code == 200, answer.text
    seen: Any = typed_json.read(answer.json()["values"][trade.ids["pump"]])
    assert [(one["on_hand"], one["reserved"]) for one in seen["stock"]] == [(10, 8)]


@pytest.mark.scenario("S11")
async def test_s11_exactly_the_missing_quantity_is_bought_or_made(trade: Trade) -> None:
    await trade.stocked("pump", 3)
    waiting = await trade.confirmed(("pump", 8), ("motor", 2))
    assert waiting["values"]["stage"] == "waiting"
    (request,) = await trade.of("purchase_request", "inventory")
    assert [(one["product"], float(one["quantity"])) for one in request["values"]["lines"]] == [(trade.ids["pump"], 5)]
    assert request["values"]["order_number"] == waiting["values"]["number"]
    (task,) = await trade.of("production_task", "inventory")
    assert [(one["product"], float(one["quantity"])) for one in task["values"]["lines"]] == [(trade.ids["motor"], 2)]
    # Bought and made, the order is confirmed.
    await trade.stocked("pump", 5)
    await trade.stocked("motor", 2)
    answer = await trade.press(trade.seller, "order", waiting["id"], "confirm_order")
    assert answer.status_code == 200, answer.text
    assert (await record(trade.seller, "order", waiting["id"], "sales"))["values"]["stage"] == "confirmed"
    assert await trade.stock("pump") == (8, 8, 0)


@pytest.mark.scenario("S12")
async def test_s12_a_delivery_in_parts_moves_stock_and_tells_the_order(trade: Trade) -> None:
    await trade.stocked("pump", 20)
    order = await trade.confirmed(("pump", 10))
    (first,) = await trade.of("delivery")
    await trade.ship(first["id"], 4)
    assert await trade.stock("pump") == (16, 6, 0)
    seen = (await record(trade.seller, "order", order["id"], "sales"))["values"]
    assert seen["stage"] == "delivering"
    assert seen["logistics"] == "shipped"
    assert seen["shipment"].startswith("DN")
    assert [float(seen["lines"][0][name]) for name in ("delivered", "open_quantity")] == [4, 6]
    _, second = await trade.of("delivery")
    refused = await patched(
        trade.keeper, "delivery", second["id"], "sales", lines=[{**second["values"]["lines"][0], "quantity": 7}]
    )
    assert refused.status_code == 422, refused.text
    await trade.ship(second["id"])
    assert await trade.stock("pump") == (10, 0, 0)
    seen = (await record(trade.seller, "order", order["id"], "sales"))["values"]
    assert (seen["stage"], float(seen["open_amount"])) == ("delivered", 0)
    assert len(await trade.of("delivery")) == 2


@pytest.mark.scenario("S12")
async def test_s12_a_shipment_that_is_taken_back_is_as_if_it_had_not_been(trade: Trade) -> None:
    await trade.stocked("pump", 5)
    order = await trade.confirmed(("pump", 5))
    (made,) = await trade.of("delivery")
    await trade.ship(made["id"], 2)
    await change(trade.keeper, "delivery", made["id"], "sales", stage="draft")
    assert await trade.stock("pump") == (5, 5, 0)
    seen = (await record(trade.seller, "order", order["id"], "sales"))["values"]
    assert float(seen["lines"][0]["delivered"]) == 0


@pytest.mark.scenario("S20")
async def test_s20_goods_come_back_and_are_in_stock_again(trade: Trade) -> None:
    await trade.stocked("pump", 5)
    await trade.confirmed(("pump", 5))
    (delivery,) = await trade.of("delivery")
    await trade.ship(delivery["id"])
    answer = await trade.press(trade.keeper, "delivery", delivery["id"], "take_back")
    assert answer.status_code == 200, answer.text
    (made,) = await trade.of("return_order")
    row = made["values"]["lines"][0]
    answer = await patched(trade.keeper, "return_order", made["id"], "sales", lines=[{**row, "quantity": 6}])
    assert answer.status_code == 422, answer.text
    await change(trade.keeper, "return_order", made["id"], "sales", lines=[{**row, "quantity": 2}])
    await change(trade.keeper, "return_order", made["id"], "sales", stage="received")
    assert await trade.stock("pump") == (2, 0, 0)


@pytest.mark.scenario("S15")
async def test_s15_an_order_that_is_late_alarms_customer_service_once_a_day(trade: Trade) -> None:
    await trade.company.hire("se", "sales.service")
    await trade.stocked("pump", 5)
    order = await trade.confirmed(("pump", 5))
    (delivery,) = await trade.of("delivery")
    start = clock.now()
    for days, wanted in ((8, 0), (11, 1), (11, 1), (12, 2)):
        with clock.held(start + timedelta(days=days)):
            await sweep(trade.company)
        assert await alarms(trade, order["values"]["number"]) == wanted, days
    # Sessions have ended with the days that went by.
    shipped: dict[UUID, RecordChange | NewRecord] = {UUID(delivery["id"]): NewRecord(values={"stage": "shipped"})}
    app = await trade.company.tools.record_app("sales")
    await trade.company.tools.records.writing.update_many(app, PRODUCT, "delivery", shipped)
    with clock.held(start + timedelta(days=13)):
        await sweep(trade.company)
    assert await alarms(trade, order["values"]["number"]) == 2


async def alarms(trade: Trade, number: str) -> int:
    """Return how often customer service was alarmed of an order."""
    rows = await trade.company.rows(
        "SELECT id FROM notification"
        " WHERE account_id = $1::uuid AND content #>> '{title,zh-CN}' LIKE '%逾期未发货：' || $2",
        trade.company.ids["se"],
        number,
    )
    return len(rows)
