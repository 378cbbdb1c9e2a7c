"""Records as they are created, changed, removed and looked back at."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from lowcode.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lowcode.services.actor import Actor
from lowcode.services.record_answers import GroupQuery
from lowcode.services.record_app import RecordApp
from lowcode.services.record_conflict import FieldConflict
from lowcode.services.record_query import Query, Sort, cursor
from lowcode.services.record_view import RecordView
from lowcode.services.record_writing import BulkChange, NewRecord, RecordChange
from lowcode.services.records import Records

pytestmark = pytest.mark.usefixtures("shop")


async def add(records: Records, shop: RecordApp, actor: Actor, form: str, **values: object) -> RecordView:
    return await records.writing.create(shop, actor, form, NewRecord(values=values))


async def change(
    records: Records, shop: RecordApp, actor: Actor, form: str, before: RecordView, **values: object
) -> RecordView:
    asked = RecordChange(version=before.version, values=values)
    return await records.writing.update(shop, actor, form, before.id, asked)


# --- creating ---------------------------------------------------------------------------------------------------------


async def test_a_new_record_has_numbers_and_computed_values(records: Records, shop: RecordApp, boss: Actor) -> None:
    one = await add(records, shop, boss, "customer", name="Acme", limit="12.50")
    two = await add(records, shop, boss, "customer", name="Bolt")
    assert (one.values["code"], two.values["code"]) == ("C-001", "C-002")
    assert one.values["double"] == "25"
    assert one.values["shout"] == "ACME"
    assert (one.version, one.owner) == (1, boss.account_id)
    assert await records.reading.get(shop, boss, "customer", one.id) == one.model_copy(
        update={"titles": {str(boss.account_id): "Boss"}}
    )


async def test_what_is_wrong_is_said_at_its_path(records: Records, shop: RecordApp, boss: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        await add(records, shop, boss, "customer", name="", limit="many", nothing=1)
    assert {one.path for one in refused.value.diagnostics} >= {"/name", "/limit", "/nothing"}
    assert (await records.reading.page(shop, boss, "customer")).records == ()


async def test_a_record_is_written_with_its_rows(records: Records, shop: RecordApp, boss: Actor) -> None:
    product = await add(records, shop, boss, "product", name="Bolt", price="2.50", cost="1")
    made = await add(records, shop, boss, "quotation", title="Q", lines=[{"product": str(product.id), "quantity": 4}])
    assert made.values["total"] == "10"
    row = made.values["lines"][0]
    more = [{"id": row["id"], "quantity": 6}, {"product": str(product.id), "quantity": 1}]
    after = await change(records, shop, boss, "quotation", made, lines=more)
    assert after.values["total"] == "17.5"
    read = await records.reading.get(shop, boss, "quotation", made.id)
    assert [one["quantity"] for one in read.values["lines"]] == ["6", "1"]
    last = await change(records, shop, boss, "quotation", after, lines=[{"id": row["id"]}])
    assert (await records.reading.get(shop, boss, "quotation", made.id)).values["lines"] == last.values["lines"]
    assert len(last.values["lines"]) == 1


async def test_a_value_that_exists_names_the_other_record(
    records: Records, shop: RecordApp, boss: Actor, seller: Actor
) -> None:
    await add(records, shop, boss, "customer", name="Acme", tax_no="T1")
    with pytest.raises(Invalid) as refused:
        await add(records, shop, boss, "customer", name="Other", tax_no="T1")
    (found,) = refused.value.diagnostics
    assert (found.code, found.path) == ("record-not-unique", "/tax_no")
    assert "Acme" in found.message.en
    await add(records, shop, boss, "customer", name="Acme", level="a")
    with pytest.raises(Invalid) as refused:
        await add(records, shop, seller, "customer", name="Acme", level="a")
    assert {one.path for one in refused.value.diagnostics} == {"/name", "/level"}
    assert all(": Acme" not in one.message.en for one in refused.value.diagnostics)


async def test_a_similar_name_is_a_warning(records: Records, shop: RecordApp, boss: Actor) -> None:
    await add(records, shop, boss, "customer", name="上海鼎盛机械有限公司")
    found = await add(records, shop, boss, "customer", name="鼎盛机械股份有限公司")
    assert [(one.code, one.severity) for one in found.warnings] == [("record-similar", "warning")]
    assert not (await add(records, shop, boss, "customer", name="北京蓝天物流")).warnings


async def test_numbers_are_given_once_to_fifty_at_a_time(records: Records, shop: RecordApp, boss: Actor) -> None:
    made = await asyncio.gather(*(add(records, shop, boss, "customer", name=f"n{at}") for at in range(50)))
    assert len({one.values["code"] for one in made}) == 50
    refused = await asyncio.gather(
        *(add(records, shop, boss, "customer", name=f"m{at}", tax_no="same") for at in range(10)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Invalid) for one in refused) == 9
    last = await add(records, shop, boss, "customer", name="last")
    # The number that may not leave gaps counts exactly the records that were saved.
    assert last.values["ticket"] == "52"


async def test_a_request_under_a_key_is_carried_out_once(records: Records, shop: RecordApp, boss: Actor) -> None:
    new = NewRecord(values={"name": "Acme", "tax_no": "T1"})
    answers = await asyncio.gather(*(records.writing.create(shop, boss, "customer", new, key="k1") for _ in range(5)))
    assert len({one.id for one in answers}) == 1
    assert len((await records.reading.page(shop, boss, "customer")).records) == 1
    with pytest.raises(Conflict):
        await records.writing.create(shop, boss, "customer", NewRecord(values={"name": "B"}), key="k1")


async def test_a_batch_is_all_or_nothing(records: Records, shop: RecordApp, boss: Actor) -> None:
    wrong = [NewRecord(values={"name": f"n{at}", "limit": "x" if at == 7 else "1"}) for at in range(10)]
    with pytest.raises(Invalid) as refused:
        await records.writing.create_many(shop, boss, "customer", wrong)
    assert {one.path for one in refused.value.diagnostics if one.severity == "error"} == {"/7/limit"}
    twice = [NewRecord(values={"name": f"n{at}", "tax_no": str(at % 9)}) for at in range(10)]
    with pytest.raises(Invalid):
        await records.writing.create_many(shop, boss, "customer", twice)
    assert (await records.reading.count(shop, boss, "customer", Query())).count == 0
    many = [NewRecord(values={"name": f"n{at}", "limit": at}) for at in range(2_000)]
    made = await records.writing.create_many(shop, boss, "customer", many)
    assert len({one.values["code"] for one in made}) == 2_000
    assert (await records.reading.count(shop, boss, "customer", Query())).count == 2_000


# --- changing ---------------------------------------------------------------------------------------------------------


async def test_changes_of_different_fields_merge(records: Records, shop: RecordApp, boss: Actor) -> None:
    made = await add(records, shop, boss, "customer", name="Acme", limit=1)
    await change(records, shop, boss, "customer", made, limit=5)
    after = await change(records, shop, boss, "customer", made, memo="hello", name="Acme")
    assert (after.version, after.values["limit"], after.values["memo"]) == (3, "5", "hello")


async def test_changes_of_one_field_clash_with_both_values(records: Records, shop: RecordApp, boss: Actor) -> None:
    made = await add(records, shop, boss, "customer", name="Acme", limit=1)
    await change(records, shop, boss, "customer", made, limit=5, memo="theirs")
    with pytest.raises(FieldConflict) as refused:
        await change(records, shop, boss, "customer", made, limit=7, name="Mine")
    (clash,) = refused.value.clashes
    assert (clash.field, clash.base, clash.mine, clash.theirs) == ("limit", "1", "7", "5")
    assert [one.path for one in refused.value.diagnostics] == ["/limit"]
    with pytest.raises(FieldConflict):
        await change(records, shop, boss, "customer", made, limit=5)
    same = await change(records, shop, boss, "customer", made, limit=1)
    assert (same.version, same.values["limit"]) == (2, "5")


async def test_no_edit_is_lost_among_many(records: Records, shop: RecordApp, boss: Actor) -> None:
    made = [await add(records, shop, boss, "customer", name=f"n{at}", limit=0) for at in range(20)]

    async def work(editor: int) -> int:
        saved = 0
        for step in range(3):
            target = made[(editor + step) % len(made)].id
            while True:
                seen = await records.reading.get(shop, boss, "customer", target)
                try:
                    await change(records, shop, boss, "customer", seen, limit=str(float(seen.values["limit"]) + 1))
                except FieldConflict:
                    continue
                saved += 1
                break
        return saved

    saved = sum(await asyncio.gather(*(work(editor) for editor in range(50))))
    found = [await records.reading.get(shop, boss, "customer", one.id) for one in made]
    assert sum(float(one.values["limit"]) for one in found) == saved == 150


async def test_many_records_change_alike(records: Records, shop: RecordApp, boss: Actor) -> None:
    for at in range(5):
        await add(records, shop, boss, "customer", name=f"n{at}", limit=at)
    query = Query.model_validate({"filter": {"kind": "field", "field": "limit", "operator": "at_least", "value": 3}})
    count = await records.writing.edit(shop, boss, "customer", BulkChange(query=query, values={"level": "b"}))
    assert count == 2
    page = await records.reading.page(shop, boss, "customer", Query(sort=(Sort(by="name"),)))
    assert [one.values["level"] for one in page.records] == [None, None, None, "b", "b"]


async def test_a_copy_has_its_own_number(records: Records, shop: RecordApp, boss: Actor) -> None:
    made = await add(records, shop, boss, "customer", name="Acme", tax_no="T1", memo="m")
    copy = await records.writing.duplicate(shop, boss, "customer", made.id)
    assert (copy.values["code"], copy.values["tax_no"], copy.values["memo"]) == ("C-002", None, "m")


# --- consequences -----------------------------------------------------------------------------------------------------


async def test_sums_of_other_records_stay_right(records: Records, shop: RecordApp, boss: Actor) -> None:
    one, two = [await add(records, shop, boss, "customer", name=name) for name in ("Acme", "Bolt")]

    async def sums() -> list[tuple[str, str]]:
        found = [await records.reading.get(shop, boss, "customer", each.id) for each in (one, two)]
        return [(each.values["turnover"], each.values["chances"]) for each in found]

    deal = await add(records, shop, boss, "opportunity", name="D", customer=str(one.id), amount=10)
    assert await sums() == [("0", "1"), ("0", "0")]
    deal = await change(records, shop, boss, "opportunity", deal, stage="won")
    assert await sums() == [("10", "1"), ("0", "0")]
    deal = await change(records, shop, boss, "opportunity", deal, customer=str(two.id))
    assert await sums() == [("0", "0"), ("10", "1")]
    await records.removal.trash(shop, boss, "opportunity", [deal.id])
    assert await sums() == [("0", "0"), ("0", "0")]
    await records.removal.restore(shop, boss, "opportunity", [deal.id])
    assert await sums() == [("0", "0"), ("10", "1")]


async def test_only_affected_records_are_computed_anew(records: Records, shop: RecordApp, boss: Actor) -> None:
    bolt, nut = [await add(records, shop, boss, "product", name=name, price=1, cost=1) for name in ("bolt", "nut")]
    lines = [[{"product": str(one.id), "quantity": 2}] for one in (bolt, nut)]
    first, second = [await add(records, shop, boss, "quotation", lines=one) for one in lines]
    await change(records, shop, boss, "product", bolt, cost=5, price=9)
    found = [await records.reading.get(shop, boss, "quotation", one.id) for one in (first, second)]
    assert [(one.version, one.values["costs"]) for one in found] == [(2, "10"), (1, "2")]
    # A price that was copied stays as it was.
    assert found[0].values["total"] == "2"
    entry = (await records.reading.history(shop, boss, "quotation", first.id))[0]
    assert entry.cause["because"]["form"] == "product"


async def test_sums_stay_right_under_many_writers(records: Records, shop: RecordApp, boss: Actor) -> None:
    one = await add(records, shop, boss, "customer", name="Acme")
    await asyncio.gather(
        *(
            add(records, shop, boss, "opportunity", name=str(at), customer=str(one.id), amount=at, stage="won")
            for at in range(20)
        )
    )
    found = await records.reading.get(shop, boss, "customer", one.id)
    assert (found.values["turnover"], found.values["chances"]) == ("190", "20")


# --- the trash and the past -------------------------------------------------------------------------------------------


async def test_a_record_goes_to_the_trash_and_comes_back(records: Records, shop: RecordApp, boss: Actor) -> None:
    made = await add(records, shop, boss, "customer", name="Acme", tax_no="T1")
    await records.removal.trash(shop, boss, "customer", [made.id])
    with pytest.raises(NotFound):
        await records.reading.get(shop, boss, "customer", made.id)
    page = await records.reading.page(shop, boss, "customer", Query(trashed=True))
    assert [one.id for one in page.records] == [made.id]
    other = await add(records, shop, boss, "customer", name="New", tax_no="T1")
    with pytest.raises(Invalid):
        await records.removal.restore(shop, boss, "customer", [made.id])
    await records.removal.trash(shop, boss, "customer", [other.id])
    await records.removal.restore(shop, boss, "customer", [made.id])
    assert (await records.reading.get(shop, boss, "customer", made.id)).values["name"] == "Acme"
    with pytest.raises(NotFound):
        await records.removal.purge(shop, boss, "customer", [made.id])
    await records.removal.purge(shop, boss, "customer", [other.id])
    assert not (await records.reading.page(shop, boss, "customer", Query(trashed=True))).records


async def test_what_is_referred_to_stays_or_takes_others_along(records: Records, shop: RecordApp, boss: Actor) -> None:
    made = await add(records, shop, boss, "customer", name="Acme")
    await add(records, shop, boss, "quotation", title="Q", customer=str(made.id))
    deal = await add(records, shop, boss, "opportunity", name="D", customer=str(made.id))
    with pytest.raises(Conflict) as refused:
        await records.removal.trash(shop, boss, "customer", [made.id])
    assert "Opportunity" in refused.value.diagnostics[0].message.en
    await records.removal.trash(shop, boss, "opportunity", [deal.id])
    assert await records.removal.trash(shop, boss, "customer", [made.id]) == 2
    assert not (await records.reading.page(shop, boss, "quotation")).records


async def test_the_history_tells_who_changed_what(records: Records, shop: RecordApp, boss: Actor) -> None:
    made = await add(records, shop, boss, "customer", name="Acme", limit=1)
    await change(records, shop, replace(boss, request="r-1"), "customer", made, limit=5)
    newest, oldest = await records.reading.history(shop, boss, "customer", made.id)
    assert newest.changes["limit"] == {"before": "1", "after": "5"}
    assert newest.changes["double"]["after"] == "10"
    assert (newest.account_name, newest.cause["request"], oldest.kind) == ("Boss", "r-1", "create")
    past = await records.reading.as_of(shop, boss, "customer", made.id, version=1)
    assert (past.values["limit"], past.values["name"]) == ("1", "Acme")
    with pytest.raises(NotFound):
        await records.reading.as_of(shop, boss, "customer", made.id, at=made.created_at.replace(year=2000))


async def test_nobody_changes_the_history(records: Records, shop: RecordApp, boss: Actor) -> None:
    await add(records, shop, boss, "customer", name="Acme")
    for statement in ("UPDATE record_change SET kind = 'purge'", "DELETE FROM record_change"):
        async with records.reading.database.connection() as connection:
            with pytest.raises(Exception, match=r"append|record_change"):
                await connection.execute(statement)


# --- queries ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["limit", "name", "level", "created at"])
@pytest.mark.parametrize("descending", [False, True])
async def test_pages_give_every_record_once(
    records: Records, shop: RecordApp, boss: Actor, by: str, descending: bool
) -> None:
    new = [
        NewRecord(values={"name": f"n{at}", "limit": at % 4 if at % 3 else None, "level": "ab"[at % 2]})
        for at in range(23)
    ]
    await records.writing.create_many(shop, boss, "customer", new)
    for sort in ((Sort(by=by, descending=descending),), (Sort(by=by, descending=descending), Sort(by="name"))):
        found: list[RecordView] = []
        after = None
        for _ in range(20):
            page = await records.reading.page(shop, boss, "customer", Query(sort=sort, limit=4, after=after))
            found += page.records
            after = page.next
            if after is None:
                break
        assert len({one.id for one in found}) == len(found) == 23
        if by == "limit":
            values = [one.values["limit"] for one in found]
            known = [float(one) for one in values if one is not None]
            assert known == sorted(known, reverse=descending)
            assert values[len(known) :] == [None] * (23 - len(known))


async def test_the_search_finds_chinese_and_english(records: Records, shop: RecordApp, boss: Actor) -> None:
    for name, memo in (("上海鼎盛机械", "Great customer"), ("北京蓝天", "上海 的朋友"), ("Acme", None)):
        await add(records, shop, boss, "customer", name=name, memo=memo)

    async def names(text: str) -> set[str]:
        return {
            one.values["name"]
            for one in (await records.reading.page(shop, boss, "customer", Query(search=text))).records
        }

    assert await names("鼎盛") == {"上海鼎盛机械"}
    assert await names("上海") == {"上海鼎盛机械", "北京蓝天"}
    assert await names("great CUST") == {"上海鼎盛机械"}
    assert await names("械") == {"上海鼎盛机械"}
    assert await names("海上") == set()
    assert await names("'; drop table x --") == set()


async def test_groups_related_and_counts(records: Records, shop: RecordApp, boss: Actor) -> None:
    one = await add(records, shop, boss, "customer", name="Acme", level="a")
    for at in range(3):
        await add(records, shop, boss, "opportunity", name=str(at), customer=str(one.id), stage="won" if at else None)
    asked = {"by": "customer", "query": {}}
    groups = await records.reading.groups(shop, boss, "opportunity", GroupQuery.model_validate(asked))
    assert [(group.text, group.count) for group in groups] == [("Acme", 3)]
    page = await records.reading.related(shop, boss, "customer", one.id, "opportunities")
    assert {each.values["name"] for each in page.records} == {"0", "1", "2"}
    assert page.titles[str(one.id)] == "Acme"
    assert {each.values["level"] for each in page.records} == {"a"}
    count = await records.reading.count(shop, boss, "opportunity", Query(), limit=2)
    assert (count.count, count.exact) == (2, False)


@pytest.mark.parametrize(
    "values",
    [
        {"limit": "1e40"},
        {"limit": 10**60},
        {"limit": "NaN"},
        {"team": ["x"]},
        {"name": {"a": 1}},
        {"name": "\ud800"},
        {"name": "x" * 1_000_000},
    ],
    ids=lambda one: str(one)[:30],
)
async def test_hostile_values_are_refused(
    records: Records, shop: RecordApp, boss: Actor, values: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        await add(records, shop, boss, "customer", **{"name": "Acme", **values})


async def test_the_character_that_postgresql_does_not_keep_is_left_out(
    records: Records, shop: RecordApp, boss: Actor
) -> None:
    made = await add(records, shop, boss, "customer", name="a\u0000b", memo="\u0000")
    assert "\u0000" not in str(made.values["name"])
    assert made.values == (await records.reading.get(shop, boss, "customer", made.id)).values


@pytest.mark.parametrize(
    "query",
    [
        Query(search="\u0000"),
        Query(search="a' & b | !c :* <-> \\"),
        Query(sort=(Sort(by="limit"),), after=cursor(["x", "y"])),
        Query(sort=(Sort(by="limit"),), after=cursor(["1"])),
        Query(sort=(Sort(by="name"), Sort(by="limit")), after=cursor([None, "\u0000", "1"])),
        Query(after="bm9uc2Vuc2U"),
        Query.model_validate({"filter": {"kind": "field", "field": "name", "operator": "contains", "value": "\u0000"}}),
        Query.model_validate({"filter": {"kind": "field", "field": "limit", "operator": "more", "value": 10**60}}),
        Query.model_validate({"filter": {"kind": "expression", "expression": "limit / 0 > 1"}}),
        Query.model_validate({"filter": {"kind": "expression", "expression": 'matches(name, "(")'}}),
        Query.model_validate({"filter": {"kind": "expression", "expression": "limit ** 100000 > 1"}}),
    ],
)  # fmt: skip
async def test_hostile_queries_are_refused_or_find_nothing(
    records: Records, shop: RecordApp, boss: Actor, query: Query
) -> None:
    await add(records, shop, boss, "customer", name="Acme", limit=5)
    try:
        page = await records.reading.page(shop, boss, "customer", query)
    except Invalid:
        return
    assert not page.records or query.filter is not None


async def test_unknown_forms_and_records_are_not_found(records: Records, shop: RecordApp, boss: Actor) -> None:
    with pytest.raises(NotFound):
        await records.reading.page(shop, boss, "nothing")
    with pytest.raises(NotFound):
        await records.reading.get(shop, boss, "customer", UUID(int=7))
    with pytest.raises(Forbidden):
        await records.reading.page(shop, replace(boss, roles=frozenset()), "customer")
