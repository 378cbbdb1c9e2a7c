"""Ledgers under load and after crashes: nothing is oversold, and every balance is the sum of what records want."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from lowcode.kernel.errors import Forbidden, NotFound
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.ledgers import Ledgers
from lowcode.services.record_query import Query
from lowcode.services.workspace import Workspace
from tests.services.ledgers.depot import STOCK, Depot, content, publish
from tests.services.ledgers.writers import WRITERS, Writer, found


async def check(depot: Depot) -> None:
    """Assert that ledgers are right, and that nothing is oversold."""
    states = await Ledgers(depot.workspace.database).verify(PRODUCT, depot.app, records=True)
    assert [(one.ledger, one.differences, one.unposted) for one in states] == [("credit", (), ()), ("stock", (), ())]
    assert all(on_hand >= reserved >= 0 for on_hand, reserved in (await depot.balances()).values())


async def stocked(depot: Depot) -> tuple[str, list[str], list[str]]:
    """Return a warehouse with few of each of six products, and two customers, one of whom has little credit."""
    warehouse, products = await depot.stocked(30, products=6)
    customers = [
        str((await depot.new("customer", name=str(at), limit=limit)).id) for at, limit in enumerate((40, None))
    ]
    return warehouse, products, customers


async def test_s10_eight_writers_at_the_same_goods_oversell_nothing(depot: Depot) -> None:
    around = await stocked(depot)
    writers = [Writer(depot, *around, seed) for seed in range(WRITERS)]

    async def write(one: Writer) -> None:
        for _ in range(25):
            await one.step()

    await asyncio.gather(*map(write, writers))
    assert sum(one.refused for one in writers) > 0
    assert sum(one.done for one in writers) > 50
    await check(depot)


async def test_ledgers_are_right_after_eight_writers_were_killed(depot: Depot, tmp_path: Path) -> None:
    await stocked(depot)
    database = depot.workspace.database
    command = [sys.executable, "-m", "tests.services.ledgers.writers", database.url, database.workspace, str(tmp_path)]
    for steps in (40, 25):
        process = await asyncio.create_subprocess_exec(
            *command, cwd=Path(__file__).parents[3], stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        for _ in range(steps):
            assert await process.stdout.readline(), "the writers stopped by themselves"
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
        # PostgreSQL learns of it when it next writes to the connections: whatever was open is undone by then.
        await _quiet(depot)
        await check(depot)
    around = await found(depot)
    await Writer(depot, *around, 1).step()


async def _quiet(depot: Depot) -> None:
    """Wait until no transaction of the writers is open."""
    async with depot.workspace.database.connection() as connection:
        for _ in range(200):
            open_ = await connection.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND state LIKE '%transaction%'"
            )
            if not open_:
                return
            await asyncio.sleep(0.05)


async def test_verify_finds_what_was_changed_behind_its_back_and_repair_puts_it_right(depot: Depot) -> None:
    warehouse, (pump, _) = await depot.stocked(10, products=2)
    order = await depot.new("order", warehouse=warehouse, lines=[{"product": pump, "quantity": 4}])
    await depot.change("order", order.id, stage="confirmed")
    ledgers = Ledgers(depot.workspace.database)
    async with depot.workspace.database.connection() as connection:
        await connection.execute("UPDATE depot__stock SET on_hand = 99 WHERE product = $1", pump)
        await connection.execute("DELETE FROM depot__stock WHERE product <> $1", pump)
        await connection.execute("UPDATE depot__order__lines SET quantity = 5")
    (state,) = await ledgers.verify(PRODUCT, depot.app, "stock")
    assert len(state.differences) == 2
    (state,) = await ledgers.verify(PRODUCT, depot.app, "stock", records=True, repair=True)
    assert state.unposted == (f"order {order.id}",)
    assert state.repaired
    (state,) = await ledgers.verify(PRODUCT, depot.app, "stock", records=True)
    assert state.right
    assert sorted((await depot.balances()).values()) == [(10, 0), (10, 5)]


async def test_a_ledger_that_is_published_later_knows_what_was_there(workspace: Workspace) -> None:
    depot = Depot(workspace, await publish(workspace, _without_balances()))
    warehouse, (pump,) = await depot.stocked(10)
    order = await depot.new("order", warehouse=warehouse, lines=[{"product": pump, "quantity": 4}])
    await depot.change("order", order.id, stage="confirmed")
    depot = Depot(workspace, await publish(workspace, content(), base=1))
    assert await depot.balances() == {(pump, warehouse): (10, 4)}
    # Other rules move what stands, and a ledger with other keys begins anew.
    rules = [one for one in STOCK["postings"] if one["name"] != "reservation"]
    depot = Depot(workspace, await publish(workspace, content(ledgers=({**STOCK, "postings": rules},)), base=2))
    assert await depot.balances() == {(pump, warehouse): (10, 0)}
    keys = [STOCK["keys"][0]]
    rules = [{**one, "keys": {"product": "product"}} for one in STOCK["postings"]]
    other = {**STOCK, "keys": keys, "postings": rules, "checks": []}
    depot = Depot(workspace, await publish(workspace, content(ledgers=(other,)), base=3))
    assert await depot.balances() == {(pump,): (10, 4)}
    (state,) = await Ledgers(workspace.database).verify(PRODUCT, depot.app, records=True)
    assert state.right


def _without_balances() -> dict[str, object]:
    """Return the app without ledgers, and without what reads them."""
    document = content(ledgers=())
    product = document["forms"]["product"]
    fields = [one for one in product["fields"] if one["name"] != "available"]
    roles = {"guest": document["roles"]["guest"]}
    return {**document, "forms": {**document["forms"], "product": {**product, "fields": fields}}, "roles": roles}


async def test_balances_are_read_like_records_by_those_who_may_and_written_by_nobody(depot: Depot) -> None:
    warehouse, (pump,) = await depot.stocked(10)
    order = await depot.new("order", warehouse=warehouse, lines=[{"product": pump, "quantity": 4}])
    await depot.change("order", order.id, stage="confirmed")
    clerk, guest = (Actor(account_id=uuid4(), roles=frozenset({f"depot.{one}"})) for one in ("clerk", "guest"))
    page = await depot.records.reading.page(depot.app, clerk, "stock", Query())
    (balance,) = page.records
    assert (float(balance.values["on_hand"]), float(balance.values["reserved"])) == (10, 4)
    ledgers = Ledgers(depot.workspace.database)
    lines = await ledgers.of_balance(depot.app, clerk, "stock", balance.id)
    assert [(one.posting, one.form) for one in lines] == [("reservation", "order"), ("receipt", "receipt")]
    assert lines[0].key_texts == {"product": "Pump 0", "warehouse": "Main"}
    assert [one.ledger for one in await ledgers.of_record(depot.app, clerk, "order", order.id)] == ["stock"]
    assert await ledgers.of_record(depot.app, guest, "order", order.id) == []
    assert await ledgers.page(depot.app, guest) == []
    with pytest.raises(Forbidden):
        await ledgers.of_balance(depot.app, guest, "stock", balance.id)
    for writer in (clerk, PRODUCT):
        with pytest.raises(Forbidden) as refused:
            await Depot(depot.workspace, depot.app, writer).change("stock", balance.id, on_hand=99)
        assert refused.value.diagnostics[0].code == "record-only-ledger-writes"
    with pytest.raises(NotFound):
        await ledgers.verify(PRODUCT, depot.app, "debts")
