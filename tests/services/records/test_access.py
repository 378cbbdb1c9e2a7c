"""Access: what rules allow, and that no way to records shows what they deny."""

import random
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest

from lowcode.kernel.errors import Forbidden, Invalid, LowcodeError, NotFound
from lowcode.kernel.names import label
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.departments import DepartmentDraft, Membership
from lowcode.services.reader import reader_of
from lowcode.services.record_answers import GroupQuery
from lowcode.services.record_app import RecordApp, rule_problems
from lowcode.services.record_comments import NewComment
from lowcode.services.record_query import Query, Sort
from lowcode.services.record_writing import NewRecord, RecordChange
from lowcode.services.records import Records
from lowcode.services.roles import NewGrant
from lowcode.services.workspace import Workspace
from tests.services.records.conftest import Person
from tests.services.records.reference import Judge, World
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


# --- leaks ------------------------------------------------------------------------------------------------------------

RULES = [
    True,
    "owner.id = current user.id",
    "starts with(department.path, current user.department.path)",
    'level = "a"',
    'level in ("a", "b") or limit > 50',
    "not(limit > 50)",
    "count(opportunities) > 0",
    "department.id = current user.department.id",
    'contains(memo, "x") and owner.name != "Anna"',
]
DEAL_RULES = [
    True,
    "owner.id = current user.id",
    "amount > 20",
    'stage = "won" or customer.owner.id = current user.id',
    'customer.level = "a"',
    "not(customer.limit > 50)",
    "customer = null",
]
FIELDS = {
    "customer": ["name", "tax_no", "level", "limit", "memo", "double", "turnover", "chances"],
    "opportunity": ["name", "amount", "margin", "secret", "stage", "level", "first_level", "customer"],
}


@dataclass
class Fuzz:
    """One world of records, with random rights and requests."""

    draw: random.Random
    records: Records
    app: RecordApp
    people: list[Actor]
    world: World

    def roles(self) -> list[dict[str, Any]]:
        """Return random roles."""
        return [
            {"name": name, "label": said(name), "grants": [self._grant() for _ in range(self.draw.randint(1, 4))]}
            for name in ("one", "two")
        ]

    def _grant(self) -> dict[str, Any]:
        """Return a random grant."""
        form = self.draw.choice(["customer", "opportunity"])
        held = [
            {
                "fields": self.draw.sample(FIELDS[form], self.draw.randint(1, 4)),
                "right": self.draw.choice(["hidden", "masked", "read_only"]),
                "stages": self.draw.sample(["new", "won"], self.draw.randint(0, 1)) if form == "opportunity" else [],
            }
            for _ in range(self.draw.randint(0, 2))
        ]
        return {
            "form": form,
            "actions": ["see", *self.draw.sample(["edit", "export", "delete"], self.draw.randint(0, 2))],
            "rows": self.draw.choice(RULES if form == "customer" else DEAL_RULES),
            "stages": self.draw.choice([[], [], ["won"], ["new", "lost"]]) if form == "opportunity" else [],
            "fields": held,
        }

    def query(self, form: str) -> Query:
        """Return a random query."""
        texts = ["name", "memo", "tax_no"] if form == "customer" else ["name", "secret"]
        numbers = ["limit", "double", "turnover"] if form == "customer" else ["amount", "margin", "customer.limit"]
        filters = [
            {"kind": "field", "field": self.draw.choice(texts), "operator": "contains",
             "value": self.draw.choice("xyn")},
            {"kind": "field", "field": self.draw.choice(numbers), "operator": self.draw.choice(["more", "at_most"]),
             "value": self.draw.randint(0, 100)},
            {"kind": "field", "field": self.draw.choice(texts), "operator": "empty"},
        ]  # fmt: skip
        chosen = self.draw.sample(filters, self.draw.randint(0, 2))
        return Query.model_validate(
            {
                "filter": {"kind": self.draw.choice(["all", "any"]), "filters": chosen} if chosen else None,
                "search": self.draw.choice(["", "", "x", "n1"]),
                "sort": [{"by": self.draw.choice(FIELDS[form])}] if self.draw.random() < 0.5 else [],
                "limit": 100,
            }
        )


async def test_no_way_shows_what_the_rules_deny(
    records: Records, shop: RecordApp, workspace: Workspace, person: Person
) -> None:
    fuzz = await _fuzz(records, shop, workspace, person)
    asked = shown = 0
    for _ in range(40):
        app = record_app(fuzz.roles())
        for actor in fuzz.people:
            who = replace(
                actor, roles=frozenset({"shop.one", "shop.two"} if fuzz.draw.random() < 0.3 else {"shop.one"})
            )
            async with records.reading.database.connection() as connection:
                user = dict((await reader_of(connection, who)).user)
            judge = Judge(app, fuzz.world, who.roles, user)
            for form in ("customer", "opportunity"):
                seen = {id_ for id_, one in fuzz.world.records[form].items() if judge.grants(form, one, "see")}
                try:
                    page = await records.reading.page(app, who, form, Query(limit=100))
                except Forbidden:
                    assert not seen
                    continue
                # Exactly what the reference allows, no more and no less.
                assert {str(one.id) for one in page.records} == seen
                for one in page.records:
                    _compare(app, judge, form, fuzz.world.records[form][str(one.id)], one.values)
                    shown += 1
                asked += await _ask(fuzz, app, who, judge, form, seen)
                await _export(fuzz, app, who, judge, form)
    assert asked > 200
    assert shown > 200


def _compare(app: RecordApp, judge: Judge, form: str, stored: dict[str, Any], values: dict[str, Any]) -> None:
    """Compare the fields of one record with what the reference allows."""
    for name in FIELDS[form]:
        right, shape = judge.right(form, stored, name), app.logic(form).shapes[name]
        if right == "hidden":
            assert name not in values
        elif right == "masked":
            whole = judge.situation.member(form, stored, name, {}) if name == "level" else stored.get(name)
            assert values[name] is None if whole is None else values[name] == shape.masked(whole, "zh-CN")
        else:
            assert name in values


async def _ask(fuzz: Fuzz, app: RecordApp, who: Actor, judge: Judge, form: str, seen: set[str]) -> int:
    """Ask in every way, and compare what comes with what the reference allows."""
    reading, world = fuzz.records.reading, fuzz.world.records
    answered = 0
    for _ in range(3):
        query = fuzz.query(form)
        try:
            page = await reading.page(app, who, form, query)
            count = await reading.count(app, who, form, query)
        except Invalid:
            continue
        answered += 1
        assert count.count == len(page.records)
        read = [one["field"] for one in (query.filter.model_dump()["filters"] if query.filter else ())]
        for one in page.records:
            assert str(one.id) in seen
            stored = world[form][str(one.id)]
            for name in read:
                assert judge.whole(form, stored, name.partition(".")[0])
                if "." in name and stored["customer"] is not None:
                    target = world["customer"][stored["customer"]]
                    assert judge.grants("customer", target, "see")
                    assert judge.whole("customer", target, name.partition(".")[2])
        for id_, title in page.titles.items():
            if id_ in world["customer"]:
                assert judge.whole("customer", world["customer"][id_], "name"), title
        if query.search:
            for one in page.records:
                searched = ["name", "memo"] if form == "customer" else ["name", "secret"]
                texts = [
                    str(world[form][str(one.id)].get(name) or "")
                    for name in searched
                    if judge.whole(form, world[form][str(one.id)], name)
                ]
                assert any(query.search in text for text in texts)
    name = fuzz.draw.choice(FIELDS[form])
    try:
        groups = await reading.groups(app, who, form, GroupQuery(by=name))
        readable = [one for id_, one in world[form].items() if id_ in seen and judge.whole(form, one, name)]
        shape = app.logic(form).shapes[name]
        known = {str(shape.to_json(one.get(name))) for one in readable}
        assert {str(one.value) for one in groups if one.value is not None} <= known
    except Invalid:
        pass
    for id_ in fuzz.draw.sample(sorted(world[form]), 4):
        await _ask_one(fuzz, app, who, judge, form, id_, allowed=id_ in seen)
    return answered


async def _export(fuzz: Fuzz, app: RecordApp, who: Actor, judge: Judge, form: str) -> None:
    """Ask for what may be exported, and compare it with what the reference allows."""
    stored = fuzz.world.records[form]
    allowed = {
        id_ for id_, one in stored.items() if judge.grants(form, one, "see") and judge.grants(form, one, "export")
    }
    try:
        page = await fuzz.records.reading.page(app, who, form, Query(limit=100), action="export")
    except Forbidden:
        assert not allowed
        return
    assert {str(one.id) for one in page.records} == allowed


async def _ask_one(fuzz: Fuzz, app: RecordApp, who: Actor, judge: Judge, form: str, id_: str, *, allowed: bool) -> None:
    """Ask for one record in every way."""
    reading, comments, key = fuzz.records.reading, fuzz.records.comments, UUID(id_)
    ways = [
        reading.get(app, who, form, key),
        reading.history(app, who, form, key),
        reading.as_of(app, who, form, key, version=1),
        reading.explain(app, who, who, form, key),
        comments.page(app, who, form, key),
        comments.followers(app, who, form, key),
    ]
    for way in ways:
        try:
            found: Any = await way
        except LowcodeError:
            assert not allowed
            continue
        assert allowed
        stored = fuzz.world.records[form][id_]
        for name in FIELDS[form]:
            if judge.right(form, stored, name) == "hidden":
                shown = [found] if not isinstance(found, list) else found
                for one in shown:
                    assert name not in getattr(one, "values", {})
                    assert name not in getattr(one, "changes", {})
    if form == "customer" and allowed:
        try:
            page = await reading.related(app, who, form, key, "opportunities")
        except LowcodeError:
            return
        for one in page.records:
            stored = fuzz.world.records["opportunity"][str(one.id)]
            assert judge.grants("opportunity", stored, "see")
            _compare(app, judge, "opportunity", stored, one.values)


async def _fuzz(records: Records, shop: RecordApp, workspace: Workspace, person: Person) -> Fuzz:
    """Return a world with departments, people and records."""
    draw = random.Random(7)
    top = await workspace.departments.create(PRODUCT, DepartmentDraft(name="Sales"))
    below = await workspace.departments.create(PRODUCT, DepartmentDraft(name="North", parent_id=top.id))
    other = await workspace.departments.create(PRODUCT, DepartmentDraft(name="Stores"))
    people = [await person(name, "boss") for name in ("anna", "bert", "carl", "dora")]
    for who, department in zip(people, (top, below, other), strict=False):
        await workspace.departments.set_member(PRODUCT, department.id, who.account, Membership())
    customers: list[UUID] = []
    for at in range(12):
        values = {
            "name": f"n{at}",
            "level": draw.choice(["a", "b", "c", None]),
            "limit": draw.choice([None, draw.randint(0, 100)]),
            "memo": draw.choice([None, "x", "yx", "z"]),
            "tax_no": f"tax {at}",
        }
        customers.append(await add(records, shop, draw.choice(people), "customer", **values))
    for at in range(16):
        customer = draw.choice([None, *customers])
        deal: dict[str, object] = {
            "name": f"n{at}",
            "amount": draw.choice([None, draw.randint(0, 50)]),
            "margin": draw.randint(0, 100),
            "secret": draw.choice([None, "x", "n1x"]),
            "stage": draw.choice(["new", "won", "lost"]),
            "customer": customer and str(customer),
        }
        await add(records, shop, draw.choice(people), "opportunity", **deal)
    world = World({"customer": {}, "opportunity": {}, "user": {}, "department": {}})
    async with workspace.database.connection() as connection:
        for form in ("customer", "opportunity"):
            statements = shop.statements(form)
            rows = await connection.fetch(f"SELECT {statements.columns} FROM {statements.shape.name} AS r")
            world.records[form] = {str(row["id"]): statements.values(row) for row in rows}
        for who in people:
            user = dict((await reader_of(connection, who)).user)
            world.records["user"][str(who.account)] = user
            if user.get("department"):
                department = user["department"]
                world.records["department"][department["id"]] = department
    return Fuzz(draw, records, shop, people, world)
