"""Writers that confirm, deliver, change, cancel and remove orders at random; as a program they write until killed."""

import asyncio
import sys
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from lowcode.kernel.errors import Conflict, Invalid
from lowcode.services.record_app import record_app_of
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store.database import opened
from tests.services.ledgers.depot import Depot, content

WRITERS = 8


class Writer:
    """Somebody who works with orders of a few products that everybody wants."""

    def __init__(self, depot: Depot, warehouse: str, products: list[str], customers: list[str], seed: int) -> None:
        """Take what orders are made of."""
        self.depot, self.warehouse, self.products, self.customers = depot, warehouse, products, customers
        self.random = Random(seed)
        self.orders: list[UUID] = []
        self.refused = self.done = 0

    async def step(self) -> None:
        """Do something; what a ledger refuses has not happened."""
        try:
            await self._step()
        except Invalid as error:
            if {one.code for one in error.diagnostics} != {"ledger-balance-short"}:
                raise
            self.refused += 1
        else:
            self.done += 1

    async def _step(self) -> None:
        """Do something."""
        depot, random = self.depot, self.random
        if len(self.orders) < 3 or random.random() < 0.3:
            wanted = random.sample(self.products, min(5, len(self.products)))
            rows = [{"product": one, "quantity": random.randint(1, 5), "price": 1} for one in wanted]
            order = await depot.new(
                "order",
                warehouse=self.warehouse,
                customer=random.choice(self.customers),
                lines=rows,
                stage="draft",
            )
            self.orders.append(order.id)
            await depot.change("order", order.id, stage="confirmed")
            return
        id_ = random.choice(self.orders)
        what = random.choice(["deliver", "less", "cancel", "again", "trash", "receive"])
        if what in {"deliver", "less"}:
            order = await depot.records.reading.get(depot.app, depot.actor, "order", id_)
            listed: Any = order.values["lines"]
            changed: list[dict[str, Any]] = [dict(row) for row in listed]
            for row in changed:
                if what == "less":
                    row["quantity"] = float(row["quantity"]) + random.choice([-1, 1])
                elif random.random() < 0.5:
                    row["delivered"] = random.randint(0, 3)
            await depot.change("order", id_, lines=changed)
        elif what in {"cancel", "again"}:
            await depot.change("order", id_, stage="cancelled" if what == "cancel" else "confirmed")
        elif what == "trash":
            self.orders.remove(id_)
            await depot.records.removal.trash(depot.app, depot.actor, "order", [id_])
            if random.random() < 0.5:
                await depot.records.removal.restore(depot.app, depot.actor, "order", [id_])
                self.orders.append(id_)
        else:
            rows = [{"product": one, "quantity": 2} for one in random.sample(self.products, 2)]
            await depot.new("receipt", warehouse=self.warehouse, stage="done", lines=rows)


async def found(depot: Depot) -> tuple[str, list[str], list[str]]:
    """Return the warehouse, the products and the customers."""
    async with depot.workspace.database.connection() as connection:
        listed = [
            [str(row["id"]) for row in await connection.fetch(f"SELECT id FROM depot__{form} ORDER BY id")]
            for form in ("warehouse", "product", "customer")
        ]
    return listed[0][0], listed[1], listed[2]


async def main(url: str, name: str, home: str) -> None:
    """Write until killed."""
    async with opened(Settings(Path(home), url, workspace=name, database_connections=WRITERS + 2)) as database:
        depot = Depot(Workspace(database, Settings(Path(home), url, workspace=name)), record_app_of(content()))
        around = await found(depot)
        writers = [Writer(depot, *around, seed) for seed in range(100, 100 + WRITERS)]

        async def write(one: Writer) -> None:
            while True:
                try:
                    await one.step()
                except Conflict:
                    continue
                sys.stdout.write("step\n")
                sys.stdout.flush()

        await asyncio.gather(*map(write, writers))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
