"""A company that buys, makes and sells: what the tests of sales and finance share."""

from datetime import timedelta
from typing import Any

import httpx

from lowcode.kernel import clock
from lowcode.services.rule_sweep import RuleSweep
from tests.scenarios.company import Company, change, create, record

Values = dict[str, Any]


class Trade:
    """A seller, a keeper and a buyer with a warehouse, a customer and products."""

    def __init__(self, company: Company, ids: dict[str, str]) -> None:
        """Take the company and the ids of what there is."""
        self.company, self.ids = company, ids
        self.seller = company.browsers["su"]
        self.keeper = company.browsers["ku"]
        self.boss = company.browsers["boss"]

    async def stocked(self, product: str, quantity: float) -> None:
        """Receive goods."""
        rows = [{"product": self.ids[product], "quantity": quantity}]
        made = await create(self.keeper, "receipt", "inventory", warehouse=self.ids["east"], lines=rows)
        await change(self.keeper, "receipt", made["id"], "inventory", stage="received")

    async def order(self, *lines: tuple[str, float], **more: Any) -> Values:
        """Return the draft of an order."""
        rows = [{"product": self.ids[product], "quantity": quantity} for product, quantity in lines]
        given = {"warehouse": self.ids["east"], "promised_on": str(clock.now().date() + timedelta(days=9))} | more
        return await create(self.seller, "order", "sales", customer=self.ids["acme"], lines=rows, **given)

    async def press(self, client: httpx.AsyncClient, form: str, id_: str, action: str) -> httpx.Response:
        """Return the answer to a button."""
        return await client.post(f"/api/apps/sales/forms/{form}/records/{id_}/actions/{action}", json={})

    async def confirmed(self, *lines: tuple[str, float]) -> Values:
        """Return an order that was confirmed by its button."""
        made = await self.order(*lines)
        answer = await self.press(self.seller, "order", made["id"], "confirm_order")
        assert answer.status_code == 200, answer.text
        return await record(self.seller, "order", made["id"], "sales")

    async def of(self, form: str, app: str = "sales") -> list[Values]:
        """Return all records of a form, the oldest first."""
        answer = await self.boss.get(f"/api/apps/{app}/forms/{form}/records", params={"limit": 200})
        assert answer.status_code == 200, answer.text
        ids = sorted(str(one["id"]) for one in answer.json()["records"])
        return [await record(self.boss, form, one, app) for one in ids]

    async def ship(self, delivery: str, *quantities: float) -> Values:
        """Ship a delivery, whole or in part."""
        if quantities:
            lines = (await record(self.keeper, "delivery", delivery, "sales"))["values"]["lines"]
            rows = [{**row, "quantity": quantity} for row, quantity in zip(lines, quantities, strict=True)]
            await change(self.keeper, "delivery", delivery, "sales", lines=rows)
        return await change(self.keeper, "delivery", delivery, "sales", stage="shipped")

    async def stock(self, product: str) -> tuple[float, float, float]:
        """Return what is on hand, reserved and on order of a product."""
        found = [one["values"] for one in await self.of("stock", "inventory")]
        mine = [one for one in found if one["product"] == self.ids[product]]
        names = ("on_hand", "reserved", "on_order")
        return tuple(sum(float(one[name] or 0) for one in mine) for name in names)  # type: ignore[return-value]


async def opened(company: Company, *apps: str) -> Trade:
    """Return a company that sells pumps and makes motors, with these apps installed."""
    for one in apps:
        await company.install(one)
    await company.hire("su", "crm.seller", "sales.seller")
    await company.hire("ku", "inventory.keeper", "sales.keeper")
    roles = ["crm.admin", "inventory.admin", "inventory.buyer", *(f"{one}.admin" for one in apps)]
    boss = await company.hire("boss", *roles)
    ids = {"east": (await create(boss, "warehouse", "inventory", name="East"))["id"]}
    for name, procurement in (("pump", "buy"), ("motor", "make")):
        values = {"category": "servo", "list_price": "100", "cost": "60", "tax_rate": "0.13"}
        ids[name] = (await create(boss, "product", code=name, name=name.title(), **values))["id"]
        given = {"product": ids[name], "warehouse": ids["east"], "procurement": procurement}
        await create(boss, "stock_item", "inventory", **given)
    made = await boss.post("/api/apps/crm/forms/customer/records", json={"values": {"name": "Acme", "grade": "A"}})
    ids["acme"] = made.json()["id"]
    owner = {"version": 1, "values": {}, "owner": company.ids["su"]}
    answer = await boss.patch(f"/api/apps/crm/forms/customer/records/{ids['acme']}", json=owner)
    assert answer.status_code == 200, answer.text
    return Trade(company, ids)


async def sweep(company: Company) -> None:
    """Let the rules by the clock look at all records, and do what they find."""
    async with company.tools.database.transaction() as connection:
        await RuleSweep(company.tools).sweep(connection)
        # The clock is held: what is due then is done now.
        await connection.execute("UPDATE job SET run_at = now() WHERE finished_at IS NULL")
    await company.work()
