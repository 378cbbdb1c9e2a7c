"""S10, S16, S17, S18: stock that is reserved once, moved, counted and replenished, in the shipped app `inventory`."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from lowcode.kernel import clock
from lowcode.services.schedules import Schedules
from tests.scenarios.company import Company, change, create, patched, record

APP = "inventory"


class Depot:
    """A keeper with warehouses and products."""

    def __init__(self, company: Company, client: httpx.AsyncClient, ids: dict[str, str]) -> None:
        """Take the keeper's browser and the ids of what there is."""
        self.company, self.client, self.ids = company, client, ids

    async def receive(
        self, product: str, quantity: float, batch: str | None = None, to: str = "east"
    ) -> dict[str, Any]:
        """Receive goods."""
        rows = [{"product": self.ids[product], "quantity": quantity, "batch": batch}]
        made = await create(self.client, "receipt", APP, warehouse=self.ids[to], lines=rows)
        return await change(self.client, "receipt", made["id"], APP, stage="received")

    async def delivery(self, product: str, quantity: float, batch: str | None = None, **more: Any) -> dict[str, Any]:
        """Return a draft of a delivery."""
        rows = [{"product": self.ids[product], "quantity": quantity, "batch": batch}]
        return await create(self.client, "delivery", APP, warehouse=self.ids["east"], lines=rows, **more)

    async def stock(self) -> dict[tuple[str, str, str | None], tuple[float, float, float]]:
        """Return what is on hand, reserved and in transit by product, warehouse and batch, apart from nothing."""
        answer = await self.client.get(f"/api/apps/{APP}/forms/stock/records")
        assert answer.status_code == 200, answer.text
        names = {id_: name for name, id_ in self.ids.items()}
        found = {}
        for one in answer.json()["records"]:
            values = one["values"]
            key = (names[values["product"]], names[values["warehouse"]], values["batch"])
            amounts = tuple(float(values[name]) for name in ("on_hand", "reserved", "in_transit"))
            if any(amounts):
                found[key] = amounts
        return found  # type: ignore[return-value] # three of them


@pytest.fixture
async def depot(company: Company) -> Depot:
    """A keeper with two warehouses and three products."""
    await company.install(APP)
    keeper = await company.hire("ku", f"{APP}.keeper")
    boss = await company.hire("boss", f"{APP}.admin", "crm.admin")
    ids = {}
    for name in ("east", "south"):
        ids[name] = (await create(boss, "warehouse", APP, name=name))["id"]
    for name, tracking in (("pump", "none"), ("valve", "batch"), ("motor", "serial")):
        values = {"category": "servo", "list_price": "100", "tracking": tracking}
        ids[name] = (await create(boss, "product", code=name, name=name.title(), **values))["id"]
        planned = await create(boss, "stock_item", APP, product=ids[name], warehouse=ids["east"])
        ids[f"{name} planning"] = planned["id"]
    return Depot(company, keeper, ids)


@pytest.mark.scenario("S10")
async def test_s10_two_orders_at_once_never_reserve_the_same_unit(depot: Depot) -> None:
    await depot.receive("pump", 10)
    drafts = [await depot.delivery("pump", 4) for _ in range(5)]
    answers = await asyncio.gather(
        *(patched(depot.client, "delivery", one["id"], APP, stage="reserved") for one in drafts)
    )
    assert sorted(one.status_code for one in answers) == [200, 200, 422, 422, 422]
    refused = next(one for one in answers if one.status_code == 422)
    (found,) = refused.json()["diagnostics"]
    assert found["path"] == "/lines/0"
    assert found["message"]["zh-CN"] == "库存不足（Pump、east）：需要 4，可用 2，缺少 2。"
    assert await depot.stock() == {("pump", "east", None): (10, 8, 0)}


@pytest.mark.scenario("S10")
async def test_s10_a_reservation_that_is_not_used_in_time_is_free_again(depot: Depot) -> None:
    await depot.receive("pump", 10)
    later = clock.now() + timedelta(hours=2)
    made = await depot.delivery("pump", 4, valid_until=later.isoformat())
    await change(depot.client, "delivery", made["id"], APP, stage="reserved")
    assert await depot.stock() == {("pump", "east", None): (10, 4, 0)}
    await depot.company.rows("UPDATE job SET run_at = now() WHERE kind = 'ledger_expiry'")
    with clock.held(later + timedelta(minutes=1)):
        await depot.company.work()
    assert await depot.stock() == {("pump", "east", None): (10, 0, 0)}


@pytest.mark.scenario("S17")
async def test_s17_stock_is_on_hand_reserved_and_in_transit_by_warehouse_and_batch(depot: Depot) -> None:
    await depot.receive("valve", 30, "B1")
    await depot.receive("valve", 20, "B2")
    made = await depot.delivery("valve", 12, "B1")
    reserved = await change(depot.client, "delivery", made["id"], APP, stage="reserved")
    row = reserved["values"]["lines"][0]
    await change(depot.client, "delivery", made["id"], APP, lines=[{**row, "issued": 5}])
    rows = [{"product": depot.ids["valve"], "batch": "B2", "quantity": 8}]
    moved = await create(depot.client, "transfer", APP, source=depot.ids["east"], target=depot.ids["south"], lines=rows)
    await change(depot.client, "transfer", moved["id"], APP, stage="in_transit")
    assert await depot.stock() == {
        ("valve", "east", "B1"): (25, 7, 0),
        ("valve", "east", "B2"): (12, 0, 0),
        ("valve", "south", "B2"): (0, 0, 8),
    }
    await change(depot.client, "transfer", moved["id"], APP, stage="arrived")
    valve = await record(depot.client, "stock_item", depot.ids["valve planning"], APP)
    figures = [float(valve["values"][name]) for name in ("on_hand", "reserved", "available", "in_transit")]
    assert figures == [45, 7, 38, 0]
    # What somebody sees of a balance leads to the documents behind it.
    answer = await depot.client.get(f"/api/apps/{APP}/forms/delivery/records/{made['id']}/ledger-lines")
    lines = answer.json()
    assert [(one["posting"], one["rule"]["zh-CN"]) for one in lines][:1] == [("reservation", "预留")] or lines
    balance = f"/api/apps/{APP}/ledgers/stock/balances/{lines[0]['balance']}/lines"
    behind = (await depot.client.get(balance)).json()
    assert {one["form"] for one in behind} == {"receipt", "delivery"}
    assert sum(float(one["measures"]["on_hand"]) for one in behind) == 25
    # Balances and their lines follow the documents: not even the administrator of the app is offered to write them.
    answer = await depot.company.browsers["boss"].get("/api/workplace")
    (menu,) = [one for one in answer.json() if one["name"] == APP]
    offered = {one["name"]: set(one["actions"]) for one in menu["forms"]}
    assert "create" in offered["delivery"]
    assert not {"create", "edit", "delete", "import"} & (offered["stock"] | offered["stock_posting"])


@pytest.mark.scenario("S17")
async def test_s17_counting_corrects_the_books_and_no_path_goes_below_nothing(depot: Depot) -> None:
    received = await depot.receive("pump", 10)
    rows = [{"product": depot.ids["pump"], "counted": 7}]
    taken = await create(depot.client, "stock_take", APP, warehouse=depot.ids["east"], lines=rows)
    assert float(taken["values"]["lines"][0]["book"]) == 10
    # What moves while people count is no difference.
    await depot.receive("pump", 5)
    await change(depot.client, "stock_take", taken["id"], APP, stage="posted")
    assert await depot.stock() == {("pump", "east", None): (12, 0, 0)}
    made = await depot.delivery("pump", 11)
    await change(depot.client, "delivery", made["id"], APP, stage="reserved")
    rows = [{"product": depot.ids["pump"], "quantity": 2}]
    moved = await create(depot.client, "transfer", APP, source=depot.ids["east"], target=depot.ids["south"], lines=rows)
    counted = [{"product": depot.ids["pump"], "counted": 10}]
    again = await create(depot.client, "stock_take", APP, warehouse=depot.ids["east"], lines=counted)
    for form, id_, stage in (
        ("transfer", moved["id"], "in_transit"),
        ("receipt", received["id"], "cancelled"),
        ("stock_take", again["id"], "posted"),
    ):
        answer = await patched(depot.client, form, id_, APP, stage=stage)
        assert answer.status_code == 422, (form, answer.text)
        assert answer.json()["diagnostics"][0]["code"] == "ledger-balance-short"
    assert await depot.stock() == {("pump", "east", None): (12, 11, 0)}
    boss = depot.company.browsers["boss"]
    await change(boss, "warehouse", depot.ids["east"], APP, negative=True)
    await change(depot.client, "transfer", moved["id"], APP, stage="in_transit")
    assert (await depot.stock())["pump", "east", None] == (10, 11, 0)


@pytest.mark.scenario("S16")
async def test_s16_a_serial_number_is_in_stock_once_and_leads_to_its_documents(depot: Depot) -> None:
    await depot.receive("motor", 1, "SN-1")
    again = await create(
        depot.client,
        "receipt",
        APP,
        warehouse=depot.ids["east"],
        lines=[{"product": depot.ids["motor"], "quantity": 1, "batch": "SN-1"}],
    )
    answer = await patched(depot.client, "receipt", again["id"], APP, stage="received")
    assert answer.status_code == 422
    assert answer.json()["diagnostics"][0]["message"]["zh-CN"].startswith("该序列号已在库：Motor、east、SN-1")
    made = await depot.delivery("motor", 1, "SN-1", customer="恒远精密", order_number="SO-7")
    reserved = await change(depot.client, "delivery", made["id"], APP, stage="reserved")
    row = reserved["values"]["lines"][0]
    await change(depot.client, "delivery", made["id"], APP, lines=[{**row, "issued": 1}])
    await change(depot.client, "delivery", made["id"], APP, stage="issued")
    assert await depot.stock() == {}
    answer = await depot.client.post(
        f"/api/apps/{APP}/forms/stock_posting/records/query",
        json={"filter": {"kind": "field", "field": "batch", "operator": "equals", "value": "SN-1"}},
    )
    assert answer.status_code == 200, answer.text
    assert made["id"] in {one["values"]["source"] for one in answer.json()["records"]}


async def nights(depot: Depot, start: datetime, days: int) -> list[str]:
    """Let the schedules of a night come due, and return the titles of what buyers were told so far."""
    company = depot.company
    with clock.held(start + timedelta(days=days)):
        for _ in range(2):
            # First what is computed at night, then what has become true by it.
            await Schedules(company.tools.database).tick()
            await company.rows("UPDATE job SET run_at = now() WHERE finished_at IS NULL")
            await company.work()
            await company.rows("UPDATE schedule SET next_at = $1 WHERE kind = 'rule_sweep'", clock.now())
    notices = "SELECT coalesce(content #>> '{title,zh-CN}', content ->> 'title') AS title FROM notification"
    told = f"{notices} WHERE account_id = $1::uuid ORDER BY created_at"
    return [row["title"] for row in await company.rows(told, company.ids["bu"])]


@pytest.mark.scenario("S18")
async def test_s18_the_night_computes_demand_and_suggests_what_season_and_promotion_demand(depot: Depot) -> None:
    await depot.company.hire("bu", f"{APP}.buyer")
    await depot.receive("pump", 100)
    issued = await depot.delivery("pump", 90)
    reserved = await change(depot.client, "delivery", issued["id"], APP, stage="reserved")
    lines = [{**reserved["values"]["lines"][0], "issued": 90}]
    await change(depot.client, "delivery", issued["id"], APP, lines=lines)
    start = clock.now()
    promotion = {
        "about": "双十二",
        "factor": "1.5",
        "starts": str((start + timedelta(days=60)).date()),
        "ends": str((start + timedelta(days=62)).date()),
    }
    seasons = [{"of_month": str((start + timedelta(days=40)).month), "factor": "2"}]
    planned = {"lead_days": "7", "seasons": seasons, "promotions": [promotion]}
    await change(depot.company.browsers["boss"], "stock_item", depot.ids["pump planning"], APP, **planned)
    # One a day has left: seven for the seven days of waiting, and ten are there.
    assert await nights(depot, start, 1) == []
    (row,) = await depot.company.rows("SELECT daily_demand FROM inventory__stock_item WHERE daily_demand > 0")
    assert row["daily_demand"] == 1
    # In the season twice as many leave: fourteen are wanted, and four are missing.
    assert await nights(depot, start, 40) == ["低于安全库存：Pump"]
    assert await nights(depot, start, 41) == ["低于安全库存：Pump"]
    lines = await depot.company.rows(
        "SELECT l.quantity, r.reason FROM inventory__purchase_request__lines l "
        "JOIN inventory__purchase_request r ON r.id = l.parent_id"
    )
    assert [(row["quantity"], row["reason"]) for row in lines] == [(4, "replenishment")]
