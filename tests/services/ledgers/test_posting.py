"""Posting: what records make of balances, and what is refused."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from lowcode.kernel import clock
from lowcode.kernel.errors import Invalid
from lowcode.services.ledgers import Ledgers
from lowcode.services.record_app import RecordApp
from lowcode.services.record_observer import Observer, Written
from lowcode.store.records import Author
from lowcode.store.statement import Connection
from tests.services.ledgers.depot import Depot


async def test_a_record_posts_when_it_enters_a_stage_and_takes_back_when_it_leaves_it(depot: Depot) -> None:
    warehouse, (pump,) = await depot.stocked(10)
    assert await depot.balances() == {(pump, warehouse): (10, 0)}
    order = await depot.new("order", warehouse=warehouse, lines=[{"product": pump, "quantity": 4}])
    assert await depot.balances() == {(pump, warehouse): (10, 0)}
    await depot.change("order", order.id, stage="confirmed")
    assert await depot.balances() == {(pump, warehouse): (10, 4)}
    await depot.change("order", order.id, stage="cancelled")
    assert await depot.balances() == {(pump, warehouse): (10, 0)}


async def test_s10_more_than_is_there_is_refused_as_a_whole_and_says_what_is_missing(depot: Depot) -> None:
    warehouse, (pump, valve) = await depot.stocked(10, products=2)
    rows = [{"product": valve, "quantity": 2}, {"product": pump, "quantity": 12.5}]
    order = await depot.new("order", warehouse=warehouse, lines=rows)
    with pytest.raises(Invalid) as refused:
        await depot.change("order", order.id, stage="confirmed")
    (found,) = refused.value.diagnostics
    assert found.path == "/lines/1"
    assert found.message.en == "Pump 0, Main: 12.5 wanted, 10 there, 2.5 missing."
    assert found.message.zh_cn == "Pump 0、Main：需要 12.5，可用 10，缺 2.5。"
    assert set((await depot.balances()).values()) == {(10, 0)}


async def test_partial_deliveries_move_what_was_reserved_out_of_the_stock(depot: Depot) -> None:
    warehouse, (pump,) = await depot.stocked(10)
    order = await depot.new("order", warehouse=warehouse, lines=[{"product": pump, "quantity": 6}])
    order = await depot.change("order", order.id, stage="confirmed")
    row = order.values["lines"][0]
    for delivered, wanted in ((2, (8, 4)), (6, (4, 0)), (5, (5, 1))):
        await depot.change("order", order.id, lines=[{**row, "delivered": delivered}])
        assert await depot.balances() == {(pump, warehouse): wanted}
    # What was delivered stays delivered when the rest is given up.
    await depot.change("order", order.id, stage="closed")
    assert await depot.balances() == {(pump, warehouse): (5, 0)}


async def test_lines_count_from_the_day_that_their_record_names(depot: Depot) -> None:
    warehouse, (pump,) = await depot.stocked(10)
    rows = [{"product": pump, "quantity": 6}]
    order = await depot.new("order", warehouse=warehouse, day="2026-01-05", lines=rows)
    order = await depot.change("order", order.id, stage="confirmed")
    row = {**order.values["lines"][0], "delivered": 2}
    await depot.change("order", order.id, lines=[row])
    # The document gets another date afterwards: what was posted moves with it, the balance stays.
    await depot.change("order", order.id, day="2026-02-07")
    text = "SELECT at, dated, on_hand FROM depot__stock_posting WHERE posting = 'issue' AND on_hand <> 0 ORDER BY id"
    async with depot.workspace.database.connection() as connection:
        found = await connection.fetch(text)
    by_day: dict[str, float] = {}
    for one in found:
        assert one["dated"]
        day = str(one["at"].astimezone(clock.zone()).date())
        by_day[day] = by_day.get(day, 0) + float(one["on_hand"])
    assert {day: amount for day, amount in by_day.items() if amount} == {"2026-02-07": -2}
    assert await depot.balances() == {(pump, warehouse): (8, 4)}


async def test_edits_of_rows_move_lines_between_balances(depot: Depot) -> None:
    warehouse, (pump, valve) = await depot.stocked(10, products=2)
    order = await depot.new("order", warehouse=warehouse, lines=[{"product": pump, "quantity": 4}])
    order = await depot.change("order", order.id, stage="confirmed")
    row = order.values["lines"][0]
    await depot.change("order", order.id, lines=[{**row, "product": valve}, {"product": valve, "quantity": 1}])
    assert await depot.balances() == {(pump, warehouse): (10, 0), (valve, warehouse): (10, 5)}
    await depot.change("order", order.id, lines=[])
    assert await depot.balances() == {(pump, warehouse): (10, 0), (valve, warehouse): (10, 0)}


async def test_the_trash_takes_back_and_whoever_comes_back_has_to_find_room(depot: Depot) -> None:
    warehouse, (pump,) = await depot.stocked(10)
    removal = depot.records.removal
    order = await depot.new("order", warehouse=warehouse, lines=[{"product": pump, "quantity": 6}])
    await depot.change("order", order.id, stage="confirmed")
    await removal.trash(depot.app, depot.actor, "order", [order.id])
    assert await depot.balances() == {(pump, warehouse): (10, 0)}
    other = await depot.new("order", warehouse=warehouse, lines=[{"product": pump, "quantity": 6}])
    await depot.change("order", other.id, stage="confirmed")
    with pytest.raises(Invalid):
        await removal.restore(depot.app, depot.actor, "order", [order.id])
    await depot.change("order", other.id, stage="cancelled")
    await removal.restore(depot.app, depot.actor, "order", [order.id])
    assert await depot.balances() == {(pump, warehouse): (10, 6)}


async def test_a_warehouse_may_allow_less_than_nothing(depot: Depot) -> None:
    warehouse, (pump,) = await depot.stocked(1, negative=True)
    order = await depot.new("order", warehouse=warehouse, lines=[{"product": pump, "quantity": 6}])
    await depot.change("order", order.id, stage="confirmed")
    assert await depot.balances() == {(pump, warehouse): (1, 6)}
    # When it allows that no more, it may get better, but no worse.
    await depot.change("warehouse", warehouse, negative=False)
    row = {**order.values["lines"][0]}
    await depot.change("order", order.id, lines=[{**row, "quantity": 5}])
    with pytest.raises(Invalid):
        await depot.change("order", order.id, lines=[{**row, "quantity": 5.5}])
    assert await depot.balances() == {(pump, warehouse): (1, 5)}


async def test_a_line_without_its_key_is_refused_at_its_row(depot: Depot) -> None:
    warehouse, _ = await depot.stocked(1)
    order = await depot.new("order", warehouse=warehouse, lines=[{"quantity": 1}])
    with pytest.raises(Invalid) as refused:
        await depot.change("order", order.id, stage="confirmed")
    (found,) = refused.value.diagnostics
    assert (found.code, found.path) == ("ledger-key-empty", "/lines/0")


async def test_a_limit_of_a_customer_holds_and_none_is_no_limit(depot: Depot) -> None:
    careful = str((await depot.new("customer", name="Careful", limit=100)).id)
    free = str((await depot.new("customer", name="Free")).id)
    warehouse, (pump,) = await depot.stocked(100)
    rows = [{"product": pump, "quantity": 3, "price": 30}]
    one = await depot.new("order", customer=careful, warehouse=warehouse, lines=rows)
    two = await depot.new("order", customer=careful, warehouse=warehouse, lines=rows)
    other = await depot.new("order", customer=free, warehouse=warehouse, lines=rows)
    await depot.change("order", one.id, stage="confirmed")
    await depot.change("order", other.id, stage="confirmed")
    with pytest.raises(Invalid) as refused:
        await depot.change("order", two.id, stage="confirmed")
    assert refused.value.diagnostics[0].message.en == "Credit (Careful): 90 wanted, 10 there, 80 missing."
    await depot.new("payment", customer=careful, amount=85)
    await depot.change("order", two.id, stage="confirmed")
    assert (await depot.balances("credit"))[careful,] == (95,)


async def test_a_reservation_expires_by_its_job_and_one_that_is_shipped_does_not(depot: Depot) -> None:
    warehouse, (pump,) = await depot.stocked(10)
    until = (clock.now() + timedelta(hours=2)).isoformat()
    made = []
    for _ in range(2):
        rows = [{"product": pump, "quantity": 3}]
        order = await depot.new("order", warehouse=warehouse, valid_until=until, lines=rows)
        await depot.change("order", order.id, stage="confirmed")
        made.append(order.id)
    async with depot.workspace.database.connection() as connection:
        jobs = await connection.fetch("SELECT arguments, run_at FROM job WHERE kind = 'ledger_expiry'")
    assert {row["arguments"]["record"] for row in jobs} == {str(one) for one in made}
    assert {row["run_at"].isoformat()[:16] for row in jobs} == {until[:16]}
    await depot.change("order", made[1], stage="shipped")
    ledgers = Ledgers(depot.workspace.database)
    assert await ledgers.expire(depot.app, "order", made[0]) == 0
    with clock.held(clock.now() + timedelta(hours=3)):
        assert [await ledgers.expire(depot.app, "order", one) for one in made] == [1, 0]
    assert await depot.balances() == {(pump, warehouse): (10, 3)}


async def test_stored_values_that_are_computed_from_balances_follow_them(depot: Depot) -> None:
    warehouse, (pump,) = await depot.stocked(10)
    order = await depot.new("order", warehouse=warehouse, lines=[{"product": pump, "quantity": 4}])
    await depot.change("order", order.id, stage="confirmed")
    product = await depot.records.reading.get(depot.app, depot.actor, "product", UUID(pump))
    assert float(product.values["available"]) == 6


async def test_who_watches_balances_is_told_of_them_as_of_other_records(depot: Depot) -> None:
    seen: list[Written] = []

    class Watcher(Observer):
        async def concerned(self, connection: Connection, app: RecordApp, form: str) -> bool:  # noqa: ARG002
            return form == "stock"

        async def written(
            self,
            connection: Connection,  # noqa: ARG002
            app: RecordApp,  # noqa: ARG002
            form: str,  # noqa: ARG002
            author: Author,  # noqa: ARG002
            records: Sequence[Written],
        ) -> None:
            seen.extend(records)

    depot.records.observers.add(Watcher())
    warehouse, (pump,) = await depot.stocked(10)
    order = await depot.new("order", warehouse=warehouse, lines=[{"product": pump, "quantity": 4}])
    await depot.change("order", order.id, stage="confirmed")
    first, second = seen
    assert first.before is None
    assert first.changed == {"on_hand"}
    assert second.before is not None
    assert (second.before["reserved"], second.after["reserved"]) == (0, 4)
    assert second.changed == {"reserved"}
    assert second.after["product"] == pump
