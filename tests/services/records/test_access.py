"""Access: what rules allow, and that no way to records shows what they deny."""

from uuid import UUID

import pytest

from lowcode.kernel.errors import Forbidden, Invalid, NotFound
from lowcode.kernel.names import label
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.comments import NewComment
from lowcode.services.departments import DepartmentDraft, Membership
from lowcode.services.record_app import RecordApp, rule_problems
from lowcode.services.record_query import Query, Sort
from lowcode.services.record_writing import NewRecord, RecordChange
from lowcode.services.records import Records
from lowcode.services.roles import NewGrant
from lowcode.services.workspace import Workspace
from tests.services.records.conftest import Person
from tests.services.records.shop import EVERYTHING, FORMS, record_app, said

pytestmark = pytest.mark.usefixtures("shop")


async def add(records: Records, shop: RecordApp, actor: Actor, form: str, **values: object) -> UUID:
    return (await records.writing.create(shop, actor, form, NewRecord(values=values))).id


def by_field(name: str, operator: str, value: object = None) -> Query:
    return Query.model_validate({"filter": {"kind": "field", "field": name, "operator": operator, "value": value}})


async def test_a_seller_sees_own_records_and_not_all_of_them(
    records: Records, shop: RecordApp, boss: Actor, seller: Actor
) -> None:
    await add(records, shop, boss, "customer", name="Theirs")
    new = NewRecord(values={"name": "Mine", "tax_no": "12345678", "phone": "13812345678"}, owner=seller.account)
    mine = (await records.writing.create(shop, boss, "customer", new)).id
    page = await records.reading.page(shop, seller, "customer")
    assert [one.id for one in page.records] == [mine]
    (one,) = page.records
    assert "memo" not in one.values
    assert one.values["tax_no"] == "12****78"
    assert one.values["phone"] not in {"13812345678", "+8613812345678"}
    assert set(one.masked) == {"tax_no", "phone"}
    assert "limit" in one.locked
    revealed = await records.reading.reveal(shop, seller, "customer", mine, "phone")
    assert "13812345678" in str(revealed.value)
    with pytest.raises(Forbidden):
        await records.reading.reveal(shop, seller, "customer", mine, "memo")


async def test_what_may_not_be_changed_is_refused(
    records: Records, shop: RecordApp, seller: Actor, boss: Actor
) -> None:
    with pytest.raises(Forbidden):
        await add(records, shop, seller, "customer", name="Mine", memo="x")
    mine = await add(records, shop, seller, "customer", name="Mine")
    for values in ({"limit": 5}, {"memo": "x"}, {"memo": None}, {"tax_no": "1"}):
        with pytest.raises(Invalid) as refused:
            await records.writing.update(shop, seller, "customer", mine, RecordChange(version=1, values=values))
        assert {one.code for one in refused.value.diagnostics} == {"record-field-not-allowed"}
    with pytest.raises(Forbidden):
        await records.removal.trash(shop, seller, "customer", [mine])
    theirs = await add(records, shop, boss, "customer", name="Theirs")
    with pytest.raises(NotFound):
        await records.writing.update(shop, seller, "customer", theirs, RecordChange(version=1, values={"name": "x"}))
    with pytest.raises(Invalid) as refused:
        await add(records, shop, seller, "opportunity", name="D", customer=str(theirs))
    assert refused.value.diagnostics[0].path == "/customer"


@pytest.mark.parametrize(
    "query",
    [
        by_field("memo", "contains", "x"),
        by_field("tax_no", "equals", "1"),
        by_field("phone", "equals", "13812345678"),
        Query(sort=(Sort(by="memo"),)),
        Query.model_validate({"filter": {"kind": "expression", "expression": "string length(memo) > 1"}}),
        Query.model_validate(
            {"filter": {"kind": "expression", "expression": 'some o in opportunities satisfies o.secret = "x"'}}
        ),
        Query.model_validate({"filter": {"kind": "expression", "expression": "count(opportunities) > 0"}}),
    ],
    ids=str,
)  # fmt: skip
async def test_nobody_asks_for_what_they_do_not_see(
    records: Records, shop: RecordApp, seller: Actor, query: Query
) -> None:
    await add(records, shop, seller, "customer", name="Mine")
    with pytest.raises(Invalid) as refused:
        await records.reading.page(shop, seller, "customer", query)
    assert {one.code for one in refused.value.diagnostics} == {"record-field-not-readable"}


async def test_the_search_does_not_find_hidden_words(
    records: Records, shop: RecordApp, boss: Actor, seller: Actor
) -> None:
    mine = await add(records, shop, seller, "opportunity", name="deal")
    change = RecordChange(version=1, values={"secret": "bribe"})
    # The boss writes the secret into the seller's record.
    await records.writing.update(shop, boss, "opportunity", mine, change)
    for text, found in (("bribe", 0), ("deal", 1), ("deal bribe", 0)):
        assert len((await records.reading.page(shop, seller, "opportunity", Query(search=text))).records) == found
        assert len((await records.reading.page(shop, boss, "opportunity", Query(search=text))).records) == 1


async def test_a_department_and_those_below_it(
    records: Records, shop: RecordApp, workspace: Workspace, person: Person
) -> None:
    top = await workspace.departments.create(PRODUCT, DepartmentDraft(name="Sales"))
    below = await workspace.departments.create(PRODUCT, DepartmentDraft(name="North", parent_id=top.id))
    other = await workspace.departments.create(PRODUCT, DepartmentDraft(name="Stores"))
    leader, worker, stranger = [await person(name, role) for name, role in
                                (("leader", "leader"), ("worker", "boss"), ("stranger", "boss"))]  # fmt: skip
    for department, who in ((top, leader), (below, worker), (other, stranger)):
        await workspace.departments.set_member(PRODUCT, department.id, who.account, Membership())
    mine = await add(records, shop, worker, "opportunity", name="seen")
    await add(records, shop, stranger, "opportunity", name="not seen")
    page = await records.reading.page(shop, leader, "opportunity")
    assert [one.id for one in page.records] == [mine]
    why = await records.reading.explain(shop, leader, leader, "opportunity", mine)
    assert [(one.action, one.role, one.holds) for one in why.reasons] == [("see", "shop.leader", True)]
    with pytest.raises(Forbidden):
        await records.reading.explain(shop, leader, worker, "opportunity", mine)


async def test_a_record_comes_with_the_related_ones_that_may_be_seen(
    records: Records, shop: RecordApp, boss: Actor, seller: Actor
) -> None:
    mine = await add(records, shop, seller, "customer", name="Mine")
    for who in (boss, seller):
        await add(records, shop, who, "opportunity", name=str(who.account), customer=str(mine))
    found = await records.reading.whole(shop, seller, "customer", mine, ["opportunities"])
    assert [one.values["name"] for one in found.related["opportunities"].records] == [str(seller.account)]
    blind = record_app([{"name": "seller", "label": said("x"), "grants": [{"form": "customer", "actions": ["see"]}]}])
    assert (await records.reading.whole(blind, seller, "customer", mine, ["opportunities"])).related == {}


async def test_the_stage_decides_what_is_seen(records: Records, shop: RecordApp, seller: Actor) -> None:
    mine = await add(records, shop, seller, "opportunity", name="D", margin=5)
    assert (await records.reading.get(shop, seller, "opportunity", mine)).values["margin"] == "5"
    assert len((await records.reading.page(shop, seller, "opportunity", by_field("margin", "equals", 5))).records) == 1
    change = RecordChange(version=1, values={"stage": "won"})
    after = await records.writing.update(shop, seller, "opportunity", mine, change)
    assert "margin" not in after.values
    assert not (await records.reading.page(shop, seller, "opportunity", by_field("margin", "equals", 5))).records
    (newest, oldest) = await records.reading.history(shop, seller, "opportunity", mine)
    assert "margin" not in oldest.changes
    assert newest.changes["stage"] == {"before": "new", "after": "won"}


async def test_rows_hide_what_the_form_hides(records: Records, shop: RecordApp, boss: Actor, seller: Actor) -> None:
    product = await add(records, shop, boss, "product", name="Bolt", price=2, cost=1)
    lines = [{"product": str(product), "quantity": 3}]
    made = await records.writing.create(shop, seller, "quotation", NewRecord(values={"lines": lines}))
    assert "cost" not in made.values["lines"][0]
    assert made.values["lines"][0]["amount"] == "6"
    assert "costs" not in made.values
    (entry,) = await records.reading.history(shop, seller, "quotation", made.id)
    assert "cost" not in str(entry.changes)


async def test_comments_reach_only_those_who_may_see(
    records: Records, shop: RecordApp, workspace: Workspace, boss: Actor, seller: Actor
) -> None:
    async with workspace.database.transaction() as connection:
        roles = {name: label(name, name) for name in ("boss", "seller")}
        await workspace.roles.declare(connection, "shop", roles)
    for who, role in ((boss, "shop.boss"), (seller, "shop.seller")):
        await workspace.roles.grant(PRODUCT, NewGrant(role=role, account_id=who.account))
    theirs = await add(records, shop, boss, "customer", name="Theirs")
    mention = NewComment(body="@seller look", mentions=(seller.account, boss.account))
    await records.comments.add(shop, boss, "customer", theirs, mention)
    assert (await records.comments.page(shop, boss, "customer", theirs))[0].mentions == (boss.account,)
    async with records.reading.database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM notification WHERE account_id = $1", seller.account) == 0
    for work in (
        records.comments.page(shop, seller, "customer", theirs),
        records.comments.add(shop, seller, "customer", theirs, NewComment(body="x")),
        records.comments.follow(shop, seller, "customer", theirs, on=True),
    ):
        with pytest.raises(NotFound):
            await work


async def test_who_is_mentioned_is_told_of_which_record_and_what_was_said(
    records: Records, shop: RecordApp, workspace: Workspace, boss: Actor, seller: Actor
) -> None:
    async with workspace.database.transaction() as connection:
        await workspace.roles.declare(connection, "shop", {name: label(name, name) for name in ("boss", "seller")})
    await workspace.roles.grant(PRODUCT, NewGrant(role="shop.seller", account_id=seller.account))
    mine = await add(records, shop, seller, "customer", name="Mine")
    body = "Look at this:\n" + "the price is too low " * 20
    await records.comments.add(shop, boss, "customer", mine, NewComment(body=body, mentions=(seller.account,)))
    async with records.reading.database.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM notification WHERE account_id = $1", seller.account)
    assert row is not None
    assert (row["kind"], row["link"], row["content"]["title"]) == ("mention", f"/apps/shop/customer/{mine}", "Mine")
    assert row["content"]["text"].startswith("Look at this: the price is too low")
    assert len(row["content"]["text"]) <= 120


async def test_a_rule_that_cannot_be_computed_allows_nothing(records: Records, boss: Actor, shop: RecordApp) -> None:
    mine = await add(records, shop, boss, "customer", name="Mine")
    for rule in ('shout = "MINE"', "not(shout = null)", "nonsense > 1", 'not(owner.phone = "1")'):
        grant = {"form": "customer", "actions": EVERYTHING, "rows": rule}
        app = record_app([{"name": "boss", "label": said("Boss"), "grants": [grant]}])
        rights = app.access.roles["shop.boss"].grants[0]
        assert list(app.access.check(rights)), rule
        with pytest.raises((NotFound, Forbidden)):
            await records.reading.get(app, boss, "customer", mine)


def test_rules_that_cannot_be_computed_are_named_when_an_app_is_published() -> None:
    label_ = {"en": "x", "zh-CN": "x"}
    rules = ("limit > 1", 'shout = "X"', "owner = current user")
    grants = [{"form": "customer", "actions": ["see"], "rows": rule} for rule in rules]
    role = {"name": "boss", "label": label_, "grants": grants}
    content = {
        "app": {"format": 1, "name": "shop", "label": label_},
        "forms": {one["name"]: one for one in FORMS},
        "roles": {"boss": role},
    }
    found = list(rule_problems(content))
    assert {one.path for one in found} == {f"roles/boss.json/grants/{at}/rows" for at in (1, 2)}
