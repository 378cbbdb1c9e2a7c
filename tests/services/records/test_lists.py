"""Lists as people look at them: fields over references, groups with figures, many records at once, saved views."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from engine_forms.filters import AllFilter, ExpressionFilter
from lowcode.kernel import clock
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lowcode.services import record_rows
from lowcode.services.actor import Actor
from lowcode.services.record_answers import Page
from lowcode.services.record_app import RecordApp
from lowcode.services.record_bulk import BulkAction
from lowcode.services.record_figures import FigureWanted, figures
from lowcode.services.record_query import Query
from lowcode.services.record_summary import FigureQuery, Summary, SummaryQuery, summary
from lowcode.services.record_view import RecordView
from lowcode.services.record_writing import NewRecord
from lowcode.services.records import Records
from lowcode.services.saved_views import Arrangement, ListContent, NewView, SavedViews, ViewChange

pytestmark = pytest.mark.usefixtures("shop")


async def add(records: Records, shop: RecordApp, actor: Actor, form: str, **values: object) -> RecordView:
    return await records.writing.create(shop, actor, form, NewRecord(values=values))


async def asked(records: Records, shop: RecordApp, actor: Actor, form: str, **query: Any) -> list[RecordView]:
    page = await records.reading.page(shop, actor, form, Query.model_validate(query))
    return list(page.records)


async def summed(records: Records, shop: RecordApp, actor: Actor, form: str, **query: Any) -> Summary:
    return await summary(records.reading, shop, actor, form, SummaryQuery.model_validate(query))


# --- over references --------------------------------------------------------------------------------------------------


async def test_columns_and_orders_over_references(records: Records, shop: RecordApp, boss: Actor) -> None:
    customers = [await add(records, shop, boss, "customer", name=name, level=level) for name, level in
                 (("Bolt", "b"), ("Acme", "c"), ("Core", "a"))]  # fmt: skip
    for one in customers:
        await add(records, shop, boss, "opportunity", name=f"for {one.values['name']}", customer=str(one.id))
    await add(records, shop, boss, "opportunity", name="for nobody")
    page = await records.reading.page(
        shop, boss, "opportunity",
        Query.model_validate({
            "through": ["customer.level", "customer.owner", "owner.name"], "sort": [{"by": "customer.level"}],
        }),
    )  # fmt: skip
    assert [one.values["customer.level"] for one in page.records] == ["a", "b", "c", None]
    assert page.records[0].values["customer.owner"] == str(boss.account_id)
    assert page.records[0].values["owner.name"] == "Boss"
    assert page.titles[str(boss.account_id)] == "Boss"
    by_name = await asked(records, shop, boss, "opportunity", sort=[{"by": "customer"}])
    assert [one.values["name"] for one in by_name] == ["for Acme", "for Bolt", "for Core", "for nobody"]
    first = await records.reading.page(
        shop, boss, "opportunity", Query.model_validate({"sort": [{"by": "customer.name"}], "limit": 3})
    )
    rest = await asked(records, shop, boss, "opportunity", sort=[{"by": "customer.name"}], after=first.next)
    assert [one.values["name"] for one in rest] == ["for nobody"]


async def test_what_may_not_be_seen_is_not_reached(
    records: Records, shop: RecordApp, boss: Actor, seller: Actor
) -> None:
    other = await add(records, shop, boss, "customer", name="Acme", level="a", memo="secret")
    mine = await add(records, shop, seller, "customer", name="Bolt", level="b")
    for one in (other, mine):
        new = NewRecord(values={"name": str(one.values["name"]), "customer": str(one.id)}, owner=seller.account_id)
        await records.writing.create(shop, boss, "opportunity", new)
    found = await asked(
        records, shop, seller, "opportunity", through=["customer.level", "customer.memo", "customer.phone"]
    )
    assert {str(one.values["name"]): one.values["customer.level"] for one in found} == {"Acme": None, "Bolt": "b"}
    assert all("customer.memo" not in one.values and "customer.phone" not in one.values for one in found)
    with pytest.raises(Invalid):
        await asked(records, shop, seller, "opportunity", sort=[{"by": "customer.memo"}])
    for wrong in ("customer.nothing", "name.x", "customer.shout", "customer.owner.email"):
        with pytest.raises(Invalid):
            await asked(records, shop, seller, "opportunity", through=[wrong])


# --- groups -----------------------------------------------------------------------------------------------------------


async def test_groups_with_figures_and_the_filter_of_each(records: Records, shop: RecordApp, boss: Actor) -> None:
    for stage, amount in (("new", "10"), ("won", "20.50"), ("won", None), ("lost", "1")):
        await add(records, shop, boss, "opportunity", name="x", stage=stage, amount=amount)
    figures = [{"field": "amount", "figure": one} for one in ("sum", "average", "count", "max")]
    found = await summed(records, shop, boss, "opportunity", group={"by": "stage"}, figures=figures)
    told = [(one.value, one.count, one.figures) for one in found.groups]
    assert told[1] == ("won", 2, ("20.5", "20.5", "1", "20.5"))
    assert [one[0] for one in told] == ["new", "won", "lost"]
    for group in found.groups:
        query = Query(filter=AllFilter(kind="all", filters=(group.filter,) if group.filter else ()))
        count = await records.reading.count(shop, boss, "opportunity", query)
        assert count.count == group.count
    [whole] = (await summed(records, shop, boss, "opportunity", figures=figures)).groups
    assert (whole.count, whole.figures[0], whole.filter) == (4, "31.5", None)
    with pytest.raises(Invalid):
        await summed(records, shop, boss, "opportunity", figures=[{"field": "name", "figure": "sum"}])
    with pytest.raises(Invalid):
        await summed(records, shop, boss, "customer", group={"by": "team"})


@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter", "year"])
async def test_instants_are_grouped_by_stretches(records: Records, shop: RecordApp, boss: Actor, unit: str) -> None:
    for day in (datetime(2026, 1, 31, 23, 59, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)):
        with clock.held(day):
            await add(records, shop, boss, "product", name=unit)
    found = await summed(records, shop, boss, "product", group={"by": "created at", "unit": unit})
    assert len(found.groups) == (1 if unit in {"quarter", "year"} or _same_week(unit) else 2)
    for group in found.groups:
        assert (await records.reading.count(shop, boss, "product", Query(filter=group.filter))).count == group.count


def _same_week(unit: str) -> bool:
    """Return whether the last of January and the first of February 2026, a Saturday and a Sunday, are together."""
    return unit == "week"


async def test_those_that_refer_to_one_come_in_order_however_many_there_are(
    records: Records, shop: RecordApp, boss: Actor, seller: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme, bolt = [await add(records, shop, boss, "customer", name=name) for name in ("Acme", "Bolt")]
    for amount in ("30", "10", None, "20"):
        for customer in (acme, bolt):
            await add(records, shop, boss, "opportunity", name=str(amount), customer=str(customer.id), amount=amount)

    async def listed(actor: Actor, **more: Any) -> Page:
        query = Query.model_validate({"sort": [{"by": "amount"}]} | more)
        async with records.database.connection() as connection:
            reader = await records.reading.reader(connection, actor)
            return await records.reading.referring(
                connection, shop, reader, ("opportunity", "customer"), acme.id, query, names=("name",)
            )

    for most in (10_000, 3):
        monkeypatch.setattr(record_rows, "_FEW", most)
        first = await listed(boss, limit=2)
        following = await listed(boss, limit=2, after=first.next)
        assert [one.values["name"] for one in first.records] == ["10", "20"]
        assert [one.values["name"] for one in following.records] == ["30", "None"]
        assert following.next is None
        # Nothing was looked up for a field that is not wanted.
        assert first.titles == {}
        some = await listed(boss, filter={"kind": "expression", "expression": "amount > 10"})
        assert [one.values["name"] for one in some.records] == ["20", "30"]
        assert (await listed(seller)).records == ()


async def test_figures_of_what_may_not_be_seen_are_left_out(
    records: Records, shop: RecordApp, boss: Actor, seller: Actor
) -> None:
    acme = await add(records, shop, seller, "customer", name="Acme")
    for amount, actor in (("30", seller), ("10", seller), ("500", boss)):
        await add(records, shop, actor, "opportunity", name=amount, customer=str(acme.id), amount=amount)
    wanted = [
        FigureWanted(),
        FigureWanted(of=FigureQuery(field="amount", figure="sum")),
        FigureWanted(ExpressionFilter(kind="expression", expression="amount > 20")),
        FigureWanted(
            ExpressionFilter(kind="expression", expression="amount > 900"), FigureQuery(field="amount", figure="sum")
        ),
        FigureWanted(of=FigureQuery(field="secret", figure="count")),
        FigureWanted(ExpressionFilter(kind="expression", expression='secret = "x"')),
    ]

    async def told(actor: Actor) -> dict[int, Any]:
        async with records.database.connection() as connection:
            reader = await records.reading.reader(connection, actor)
            access = records.reading.access(shop, reader, "opportunity")
            common = record_rows.refers(shop, "opportunity", "customer", acme.id)
            return await figures(connection, shop, access, common, wanted)

    assert await told(boss) == {0: "3", 1: "540", 2: "2", 3: None, 4: "0", 5: "0"}
    assert await told(seller) == {0: "2", 1: "40", 2: "1", 3: None}


async def test_groups_over_references_have_titles(records: Records, shop: RecordApp, boss: Actor) -> None:
    one = await add(records, shop, boss, "customer", name="Acme", level="a")
    await add(records, shop, boss, "opportunity", name="x", customer=str(one.id))
    await add(records, shop, boss, "opportunity", name="y")
    found = await summed(records, shop, boss, "opportunity", group={"by": "customer"})
    assert [(each.value, each.count) for each in found.groups] == [(str(one.id), 1), (None, 1)]
    assert found.titles == {str(one.id): "Acme"}
    levels = await summed(records, shop, boss, "opportunity", group={"by": "customer.level"})
    assert [each.value for each in levels.groups] == ["a", None]
    filtered = await records.reading.count(shop, boss, "opportunity", Query(filter=levels.groups[0].filter))
    assert filtered.count == 1


# --- many records -----------------------------------------------------------------------------------------------------


async def test_each_record_that_cannot_be_changed_is_named(
    records: Records, shop: RecordApp, boss: Actor, seller: Actor
) -> None:
    names = ["one", "two", "three"]
    made = [await add(records, shop, boss, "customer", name=name, level="a") for name in names]
    await add(records, shop, boss, "customer", name="two", level="b")
    change = BulkAction(action="edit", ids=tuple(one.id for one in made), values={"level": "b"})
    done = await records.bulk.carry_out(shop, boss, "customer", change)
    assert (done.count, [one.title for one in done.refused]) == (2, ["two"])
    assert done.refused[0].reasons
    levels = {str(one.id): one.values["level"] for one in await asked(records, shop, boss, "customer")}
    assert [levels[str(one.id)] for one in made] == ["b", "a", "b"]
    with pytest.raises(Invalid):
        await records.bulk.carry_out(shop, boss, "customer", BulkAction(action="edit"))
    with pytest.raises(Forbidden):
        await records.bulk.carry_out(shop, seller, "customer", BulkAction(action="trash", ids=(made[0].id,)))
    hidden = BulkAction(action="edit", ids=(made[0].id,), values={"level": "c"})
    outcome = await records.bulk.carry_out(shop, seller, "customer", hidden)
    assert (outcome.count, outcome.refused[0].title) == (0, None)


async def test_all_of_a_query_without_some_go_to_the_trash(records: Records, shop: RecordApp, boss: Actor) -> None:
    made = [await add(records, shop, boss, "opportunity", name=f"n{at}") for at in range(6)]
    query = Query.model_validate(
        {"filter": {"kind": "field", "field": "name", "operator": "not_equals", "value": "n5"}}
    )
    wanted = BulkAction(action="trash", query=query, without=(made[0].id,))
    done = await records.bulk.carry_out(shop, boss, "opportunity", wanted)
    assert done.count == 4
    left = {one.values["name"] for one in await asked(records, shop, boss, "opportunity")}
    assert left == {"n0", "n5"}


async def test_records_that_are_referred_to_stay(records: Records, shop: RecordApp, boss: Actor) -> None:
    made = [await add(records, shop, boss, "customer", name=f"n{at}") for at in range(5)]
    await add(records, shop, boss, "opportunity", name="x", customer=str(made[3].id))
    ids = tuple(one.id for one in made)
    done = await records.bulk.carry_out(shop, boss, "customer", BulkAction(action="trash", ids=ids))
    assert (done.count, [one.id for one in done.refused]) == (4, [made[3].id])


async def test_many_records_change_their_owner(records: Records, shop: RecordApp, boss: Actor, seller: Actor) -> None:
    made = [await add(records, shop, boss, "opportunity", name=str(at)) for at in range(3)]
    wanted = BulkAction(action="edit", ids=tuple(one.id for one in made), owner=seller.account_id)
    assert (await records.bulk.carry_out(shop, boss, "opportunity", wanted)).count == 3
    assert {one.owner for one in await asked(records, shop, seller, "opportunity")} == {seller.account_id}


# --- saved views ------------------------------------------------------------------------------------------------------


def view(name: str, *, shared: bool = False, **content: Any) -> NewView:
    return NewView(name=name, shared=shared, content=ListContent.model_validate(content))


async def test_views_are_kept_shared_and_removed(records: Records, shop: RecordApp, boss: Actor, seller: Actor) -> None:
    views = SavedViews(records.reading)
    level = {"kind": "field", "field": "level", "operator": "equals", "value": "a"}
    kept = await views.create(shop, boss, "customer", view("Best", filter=level, columns=[{"field": "name"}]))
    assert (await views.listing(shop, seller, "customer")).views == ()
    await views.change(shop, boss, "customer", kept.id, ViewChange(shared=True, name="Very best"))
    [seen] = (await views.listing(shop, seller, "customer")).views
    assert (seen.name, seen.mine, seen.owner_name) == ("Very best", False, "Boss")
    assert seen.content.filter is not None
    assert seen.content.columns[0].field == "name"
    with pytest.raises(NotFound):
        await views.change(shop, seller, "customer", kept.id, ViewChange(name="Mine"))
    with pytest.raises(NotFound):
        await views.remove(shop, seller, "customer", kept.id)
    with pytest.raises(Conflict):
        await views.create(shop, boss, "customer", view("Very best"))
    with pytest.raises(Forbidden):
        await views.create(shop, seller, "customer", view("For all", shared=True))
    with pytest.raises(Invalid):
        await views.create(shop, boss, "customer", view("Wrong", filter=level | {"field": "nothing"}))
    await views.remove(shop, boss, "customer", kept.id)
    assert (await views.listing(shop, boss, "customer")).views == ()


async def test_a_list_is_arranged_by_each_for_themselves(
    records: Records, shop: RecordApp, boss: Actor, seller: Actor
) -> None:
    views = SavedViews(records.reading)
    wanted = Arrangement(widths={"name": 300}, default=UUID(int=7))
    await views.arrange(shop, boss, "customer", Arrangement(widths={"name": 90}), "all")
    await views.arrange(shop, boss, "customer", wanted, "all")
    assert await views.arrangement(shop, boss, "customer", "all") == wanted
    assert await views.arrangement(shop, boss, "customer") == Arrangement()
    assert await views.arrangement(shop, seller, "customer", "all") == Arrangement()
    assert (await views.listing(shop, boss, "customer")).views == ()
