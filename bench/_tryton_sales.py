"""Tryton's way from a quotation to what is to be shipped: `python _tryton_sales.py COUNT` prints orders a second.

The environment says where PostgreSQL is, by `TRYTOND_DATABASE_URI`: Tryton wants to know that first of all. It runs
outside of the product, in an environment of its own that the bench makes: Tryton is under the GPL. Eight processes
work at once, each with Tryton's models in it; nothing goes over HTTP, which favours it. Each order has five lines out
of the same twenty products and is quoted, confirmed and processed, in a transaction each, as its buttons do.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from queue import Empty
from random import Random
from typing import Any, Final

import proteus  # type: ignore[import-not-found, unused-ignore]
import psycopg2  # type: ignore[import-not-found, import-untyped, unused-ignore]
from trytond.backend import DatabaseOperationalError  # type: ignore[import-not-found, unused-ignore]
from trytond.pool import Pool  # type: ignore[import-not-found, unused-ignore]
from trytond.transaction import Transaction, TransactionError  # type: ignore[import-not-found, unused-ignore]

_CLIENTS: Final = 8
_PRODUCTS: Final = 20
_CUSTOMERS: Final = 50
_LINES: Final = 5
_DATABASE: Final = "tryton"
_MODULES: Final = ("sale", "stock", "account_invoice")
_TRIES: Final = 50


def _installed(home: Path) -> None:
    """Make Tryton's database with its modules on the server."""
    connection = psycopg2.connect(os.environ["TRYTOND_DATABASE_URI"])
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {_DATABASE}")
    connection.close()
    password = home / "password"
    password.write_text("correct horse battery", "utf-8")
    admin = Path(sys.executable).with_name("trytond-admin")
    command = [str(admin), "-d", _DATABASE, "-u", *_MODULES, "--activate-dependencies", "--email", "a@b.cc"]
    subprocess.run(command, check=True, env={**os.environ, "TRYTONPASSFILE": str(password)}, stdout=subprocess.DEVNULL)


def _company() -> Any:
    """Return a new company with accounts, and the category of its goods."""
    # They are there only once the modules are.
    from trytond.modules.account.tests.tools import (  # type: ignore[import-not-found, unused-ignore] # noqa: PLC0415
        create_chart,
        create_fiscalyear,
        get_accounts,
    )
    from trytond.modules.account_invoice.tests.tools import (  # type: ignore[import-not-found, unused-ignore] # noqa: PLC0415
        set_fiscalyear_invoice_sequences,
    )
    from trytond.modules.company.tests.tools import (  # type: ignore[import-not-found, unused-ignore] # noqa: PLC0415
        create_company,
        get_company,
    )

    create_company()
    company = get_company()
    set_fiscalyear_invoice_sequences(create_fiscalyear(company)).click("create_period")
    create_chart(company)
    accounts = get_accounts(company)
    category = proteus.Model.get("product.category")(name="Goods", accounting=True)
    category.account_revenue, category.account_expense = accounts["revenue"], accounts["expense"]
    category.save()
    return company, category


def _filled(count: int) -> tuple[dict[str, Any], list[int]]:
    """Make a company that sells, and drafts of orders; return the context to work in and the ids of orders."""
    company, category = _company()
    model = proteus.Model.get
    (unit,) = model("product.uom").find([("name", "=", "Unit")])
    products, customers = [], []
    for at in range(_PRODUCTS):
        template = model("product.template")(name=f"Product {at}", default_uom=unit, type="goods", salable=True)
        template.list_price, template.account_category = Decimal(1), category
        template.save()
        products.append(template.products[0].id)
    for at in range(_CUSTOMERS):
        customer = model("party.party")(name=f"Customer {at}")
        customer.addresses[0].street = f"Street {at}"
        customer.save()
        customers.append((customer.id, customer.addresses[0].id))
    random = Random(7)
    context = {"company": company.id}
    with Transaction().start(_DATABASE, 1, context=context):
        orders = [_order(random, products, customers, unit.id) for _ in range(count)]
        made = Pool(_DATABASE).get("sale.sale").create(orders)
        return context, [one.id for one in made]


def _order(random: Random, products: list[int], customers: list[tuple[int, int]], unit: int) -> dict[str, Any]:
    """Return the draft of an order."""
    customer, address = random.choice(customers)
    lines = [
        {"product": one, "quantity": random.randint(1, 9), "unit": unit, "unit_price": Decimal(1)}
        for one in random.sample(products, _LINES)
    ]
    place = {"invoice_address": address, "shipment_party": customer, "shipment_address": address}
    return {"party": customer, **place, "lines": [("create", lines)]}


def _press(button: str, order: int, context: dict[str, Any]) -> None:
    """Press a button of an order.

    Who loses against another begins again, and so does who finds out too late what has to be locked first of all: as
    Tryton's server does it.
    """
    needed: dict[str, Any] = {}
    for left in reversed(range(_TRIES)):
        with Transaction().start(_DATABASE, 1, context=context, **needed) as transaction:
            model = Pool().get("sale.sale")
            try:
                getattr(model, button)([model(order)])
                transaction.commit()
            except TransactionError as error:
                transaction.rollback()
                error.fix(needed)
                continue
            except DatabaseOperationalError:
                transaction.rollback()
                if not left:
                    raise
            else:
                return
        time.sleep(0.02)


def _client(context: dict[str, Any], waiting: Any, ready: Any) -> None:
    """Work the orders of a queue until it is empty."""
    Pool.start()
    Pool(_DATABASE).init()
    ready.wait()
    while True:
        try:
            order = waiting.get(timeout=0.5)
        except Empty:
            return
        for button in ("quote", "confirm", "process"):
            _press(button, order, context)


def _processed(orders: Iterable[int], context: dict[str, Any]) -> None:
    """Demand that all orders were processed."""
    with Transaction().start(_DATABASE, 1, context=context):
        model = Pool().get("sale.sale")
        left = [one.id for one in model.browse(list(orders)) if one.state != "processing" or not one.shipments]
        if left:
            message = f"{len(left)} orders were not processed"
            raise AssertionError(message)


def main(count: int) -> float:
    """Return how many orders a second eight clients quote, confirm and process."""
    with tempfile.TemporaryDirectory() as home:
        _installed(Path(home))
    proteus.config.set_trytond(_DATABASE)
    context, orders = _filled(count)
    spawn = multiprocessing.get_context("spawn")
    waiting, ready = spawn.Queue(), spawn.Barrier(_CLIENTS + 1)
    clients = [spawn.Process(target=_client, args=(context, waiting, ready), daemon=True) for _ in range(_CLIENTS)]
    for one in clients:
        one.start()
    for order in orders:
        waiting.put(order)
    ready.wait()
    started = time.perf_counter()
    for one in clients:
        one.join()
    # The last half second is spent on waiting for more.
    seconds = time.perf_counter() - started - 0.5
    _processed(orders, context)
    return count / seconds


if __name__ == "__main__":
    print(main(int(sys.argv[1])))
