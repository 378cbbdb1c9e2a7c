"""A change of what very many records are computed from: a job computes them, and none is called up to date before."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from lowcode.services import app_bundles, record_spread
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.app_renewal import AppRenewal
from lowcode.services.job_kinds import JOB_KINDS
from lowcode.services.jobs.recompute import RecomputeJob
from lowcode.services.publishing import PublishRequest
from lowcode.services.record_app import RecordApp, record_app_of
from lowcode.services.record_query import Query
from lowcode.services.record_stale import Recomputing, recomputing
from lowcode.services.record_writing import NewRecord, RecordChange
from lowcode.services.records import Records
from lowcode.services.workshop import Workshop, workshop
from lowcode.services.workspace import Workspace
from lowcode.store import apps
from lowcode.worker.loop import Pace, working
from tests.services.records.shop import FORMS, ROLES, field, said

PACE = Pace(beat=0.1, silent=5.0, poll=0.2, grace=2.0)
TOTALS = {
    "name": "total",
    "label": said("Total"),
    "fields": [field("text", "name"), field("rollup", "costs", over="quotations", aggregate="sum", field="costs")],
}

ALL_COSTS = field("formula", "all_costs", expression="total_of.costs", result="number", stored=False)
"""What is computed whenever it is read, from a value of another record that is stored."""


@pytest.fixture
async def shop(workspace: Workspace) -> RecordApp:
    """The shop, published, in which quotations are added up once more."""
    forms = {one["name"]: one for one in [*FORMS, TOTALS]}
    quotation = forms["quotation"]
    more = field("reference", "total_of", to="total", inverse="quotations")
    forms["quotation"] = quotation | {"fields": [*quotation["fields"], more, ALL_COSTS]}
    boss: dict[str, Any] = next(one for one in ROLES if one["name"] == "boss")
    grants = [*boss["grants"], {"form": "total", "actions": ["see", "create", "edit"]}]
    content = {
        "app": {"format": 1, "name": "shop", "label": said("Shop", "商店")},
        "forms": forms,
        "roles": {"boss": boss | {"grants": grants}, "seller": next(one for one in ROLES if one["name"] == "seller")},
    }
    publishing = await workspace.bundles.publishing()
    await publishing.publish(PRODUCT, "shop", PublishRequest(content=content, base_version=None))
    return record_app_of(content)


@pytest.fixture
async def tools(workspace: Workspace, shop: RecordApp) -> AsyncIterator[Workshop]:
    """What a worker works with."""
    assert shop.name == "shop"
    async with workshop(workspace) as made:
        yield made


@dataclass
class Ground:
    """All that the tests work with."""

    records: Records
    workspace: Workspace
    shop: RecordApp
    boss: Actor
    tools: Workshop

    async def add(self, form: str, **values: object) -> UUID:
        """Return a new record."""
        return (await self.records.writing.create(self.shop, self.boss, form, NewRecord(values=values))).id

    async def cost(self, product: UUID, cost: int) -> None:
        """Change what a product costs."""
        seen = await self.records.reading.get(self.shop, self.boss, "product", product)
        change = RecordChange(version=seen.version, values={"cost": cost})
        await self.records.writing.update(self.shop, self.boss, "product", product, change)

    async def state(self, form: str = "quotation") -> Recomputing:
        """Return how far a form is computed anew."""
        return await recomputing(self.records.reading, self.shop, self.boss, form)

    async def fresh(self, costs: int) -> int:
        """Return how many quotations have some costs and carry no mark, under one snapshot."""
        text = """
            SELECT count(*) FROM shop__quotation AS q WHERE costs = $1 AND NOT EXISTS (
                SELECT FROM record_stale AS s WHERE s.form = 'shop.quotation' AND s.record_id = q.id)
        """
        async with self.workspace.database.connection() as connection:
            count: int = await connection.fetchval(text, costs)
            return count


@pytest.fixture
def ground(records: Records, workspace: Workspace, shop: RecordApp, boss: Actor, tools: Workshop) -> Ground:
    """All that the tests work with."""
    return Ground(records, workspace, shop, boss, tools)


async def until(check: Callable[[], Awaitable[bool]], seconds: float = 300) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not await check():  # noqa: ASYNC110 - it is told by another process, in the database
            await asyncio.sleep(0.03)


async def fill(ground: Ground, count: int, *, product: UUID, other: UUID, total: UUID) -> None:
    """Add quotations with a line for a product, and ten more for another one; all belong to one total."""
    text = """
        WITH made AS (
            INSERT INTO shop__quotation (id, version, created_at, updated_at, owner, title, total, costs, total_of)
            SELECT gen_random_uuid(), 1, now(), now(), $4, n::text, 2, 2, $5 FROM generate_series(1, $3 + 10) AS n
            RETURNING id, title
        )
        INSERT INTO shop__quotation__lines (id, parent_id, position, product, quantity, price, cost, amount)
        SELECT gen_random_uuid(), id, 0, CASE WHEN title::int <= $3 THEN $1::uuid ELSE $2::uuid END, 2, 1, 2, 2
        FROM made
    """
    async with ground.workspace.database.connection() as connection:
        await connection.execute(text, product, other, count, ground.boss.account, total, timeout=300)
        await connection.execute("UPDATE shop__total SET costs = $1", (count + 10) * 2)
        await connection.execute("ANALYZE shop__quotation", timeout=300)
        await connection.execute("ANALYZE shop__quotation__lines", timeout=300)


async def world(ground: Ground, count: int) -> tuple[UUID, UUID]:
    """Return a product with so many quotations, and the total over all of them."""
    product = await ground.add("product", name="Bolt", price=1, cost=1)
    other = await ground.add("product", name="Nut", price=1, cost=1)
    total = await ground.add("total", name="All")
    await fill(ground, count, product=product, other=other, total=total)
    return product, total


async def finished(ground: Ground, form: str = "quotation") -> None:
    """Wait until nothing is computed anew any more."""

    async def check() -> bool:
        return not (await ground.state(form)).running

    await until(check)


async def carried_out(ground: Ground, count: int) -> None:
    """Change a product with so many dependents, and look at every step of what follows."""
    product, total = await world(ground, count)
    await ground.cost(product, 3)
    # Saved, and nothing that depends on it is called up to date but the ten that do not.
    assert await ground.fresh(2) == 10
    assert await ground.fresh(6) == 0
    state = await ground.state()
    assert (state.running, state.records, state.done, state.of, state.failed) == (True, count, 0, count, False)
    assert {"lines.cost", "costs"} <= set(state.fields)
    page = await ground.records.reading.page(ground.shop, ground.boss, "quotation", Query(limit=500))
    assert sum("costs" in one.stale for one in page.records) >= 490
    assert (await ground.records.reading.get(ground.shop, ground.boss, "total", total)).stale == ("costs",)
    assert (await ground.records.reading.get(ground.shop, ground.boss, "product", product)).stale == ()
    async with working(ground.tools, at_once=1, pace=PACE, kinds=JOB_KINDS):
        # At every moment: what carries no mark has the new value, or never depended on the change.
        while (await ground.state()).running:
            assert await ground.fresh(2) == 10
            await asyncio.sleep(0.2)
        await finished(ground, "total")
    assert await ground.fresh(6) == count
    after = await ground.records.reading.get(ground.shop, ground.boss, "total", total)
    assert (after.values["costs"], after.stale) == (str(count * 6 + 20), ())
    async with ground.workspace.database.connection() as connection:
        # Exactly the affected ones were written, each once, and the history says why.
        assert await connection.fetchval("SELECT count(*) FROM shop__quotation WHERE version > 1") == count
        text = """
            SELECT count(*) FROM record_change WHERE form = 'shop.quotation'
                AND cause -> 'because' ->> 'form' = 'product' AND cause -> 'because' -> 'records' ->> 0 = $1
        """
        assert await connection.fetchval(text, str(product)) == count
        assert await connection.fetchval("SELECT count(*) FROM record_stale") == 0


async def begun(ground: Ground) -> bool:
    """Return whether some quotation has been computed for a cost of 3."""
    return await ground.fresh(6) > 0


async def failed(ground: Ground) -> bool:
    """Return whether nobody computes any more."""
    return (await ground.state()).failed


async def test_more_than_a_transaction_takes_become_a_job(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_spread, "MOST_DEPENDENTS", 500)
    await carried_out(ground, 1_200)


async def test_more_than_ten_thousand_dependents(ground: Ground) -> None:
    """LOWCODE_TEST_DEPENDENTS=100000 has it done with as many, which takes minutes."""
    await carried_out(ground, int(os.environ.get("LOWCODE_TEST_DEPENDENTS", "11000")))


async def test_what_changes_while_a_job_computes_is_computed_once_more(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_spread, "MOST_DEPENDENTS", 100)
    product, total = await world(ground, 1_500)
    await ground.cost(product, 3)
    async with working(ground.tools, at_once=2, pace=PACE, kinds=JOB_KINDS):
        await until(lambda: begun(ground))
        await ground.cost(product, 4)
        assert await ground.fresh(6) == 0
        await finished(ground)
    assert await ground.fresh(8) == 1_500
    assert (await ground.records.reading.get(ground.shop, ground.boss, "total", total)).values["costs"] == str(
        1_500 * 8 + 20
    )


async def test_a_job_that_fails_leaves_its_marks_until_somebody_computes_them(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_spread, "MOST_DEPENDENTS", 10)
    product, _ = await world(ground, 40)
    await ground.cost(product, 3)

    async def failing(*_: object) -> None:
        from_nowhere = "nothing works"
        raise RuntimeError(from_nowhere)

    monkeypatch.setattr(RecomputeJob, "_batch", failing)
    async with ground.workspace.database.connection() as connection:
        await connection.execute("UPDATE job SET max_attempts = 1")
    async with working(ground.tools, at_once=1, pace=PACE, kinds=JOB_KINDS):
        await until(lambda: failed(ground))
    assert await ground.fresh(2) == 10
    await AppRenewal(ground.workspace.database).renew(PRODUCT, ground.shop)
    assert not (await ground.state()).running
    assert await ground.fresh(6) == 40


async def test_what_is_looked_up_when_it_is_read_is_stale_where_it_comes_from_something_stale(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_spread, "MOST_DEPENDENTS", 10)
    product, _ = await world(ground, 40)
    before = await ground.records.reading.page(ground.shop, ground.boss, "quotation", Query(limit=60))
    assert {one.stale for one in before.records} == {()}
    await ground.cost(product, 3)
    page = await ground.records.reading.page(ground.shop, ground.boss, "quotation", Query(limit=60))
    assert [one.stale for one in page.records if "costs" not in one.stale] == [("all_costs",)] * 10
    assert all("all_costs" in one.stale for one in page.records)
    one = await ground.records.reading.get(ground.shop, ground.boss, "quotation", page.records[0].id)
    assert "all_costs" in one.stale


async def doubled(ground: Ground) -> RecordApp:
    """Publish the shop with one more formula, and return it; `ground` keeps the version before."""
    async with ground.workspace.database.connection() as connection:
        row = await apps.CURRENT.row(connection, name="shop")
    assert row is not None
    content = json.loads(json.dumps(row["content"]))
    content["forms"]["quotation"]["fields"].append(field("formula", "twice", expression="costs * 2", result="number"))
    publishing = await ground.workspace.bundles.publishing()
    await publishing.publish(PRODUCT, "shop", PublishRequest(content=content, base_version=row["number"]))
    return record_app_of(content)


async def test_publishing_has_a_job_compute_what_is_too_much_for_a_transaction(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world(ground, 40)
    monkeypatch.setattr(app_bundles, "MOST_AT_ONCE", 30)
    shop = await doubled(ground)
    state = await recomputing(ground.records.reading, shop, ground.boss, "quotation")
    assert (state.running, state.records, state.of) == (True, 50, 50)
    assert "twice" in state.fields
    page = await ground.records.reading.page(shop, ground.boss, "quotation", Query(limit=200))
    assert all("twice" in one.stale and one.values["twice"] is None for one in page.records)
    async with working(ground.tools, at_once=1, pace=PACE, kinds=JOB_KINDS):
        await finished(ground)
    page = await ground.records.reading.page(shop, ground.boss, "quotation", Query(limit=200))
    assert {(one.stale, one.values["twice"]) for one in page.records} == {((), "4")}


async def test_what_is_hidden_is_not_told_to_be_computed(
    ground: Ground, seller: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_spread, "MOST_DEPENDENTS", 10)
    product, _ = await world(ground, 40)
    async with ground.workspace.database.connection() as connection:
        await connection.execute("UPDATE shop__quotation SET owner = $1", seller.account)
    await ground.cost(product, 3)
    state = await recomputing(ground.records.reading, ground.shop, seller, "quotation")
    assert (state.running, state.fields) == (True, ())
    page = await ground.records.reading.page(ground.shop, seller, "quotation")
    assert all({"costs", "lines.cost"}.isdisjoint(one.stale) for one in page.records)


async def test_what_is_written_by_the_version_before_is_computed_by_the_new_one_afterwards(ground: Ground) -> None:
    await world(ground, 40)
    shop = await doubled(ground)
    # A process that has not heard of the new version, or has begun before it was there.
    late = await ground.add("quotation", title="late")
    assert (await ground.records.reading.get(shop, ground.boss, "quotation", late)).values["twice"] is None
    before = dict(await versions(ground))
    async with ground.workspace.database.connection() as connection:
        await connection.execute("UPDATE job SET run_at = now() WHERE run_at > now()")
    async with working(ground.tools, at_once=1, pace=PACE, kinds=JOB_KINDS):
        await until(lambda: all_done(ground))
    assert (await ground.records.reading.get(shop, ground.boss, "quotation", late)).values["twice"] == "0"
    # What had been renewed was not touched again.
    assert dict(await versions(ground)) == before | {late: 2}


async def versions(ground: Ground) -> list[tuple[UUID, int]]:
    """Return which version each quotation has."""
    async with ground.workspace.database.connection() as connection:
        rows = await connection.fetch("SELECT id, version FROM shop__quotation")
    return [(row["id"], row["version"]) for row in rows]


async def all_done(ground: Ground) -> bool:
    """Return whether no job waits or runs."""
    async with ground.workspace.database.connection() as connection:
        left: int = await connection.fetchval("SELECT count(*) FROM job WHERE state IN ('waiting', 'running')")
    return left == 0
