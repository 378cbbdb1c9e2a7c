"""No way to records shows what the rules deny: every way is compared with a slow evaluator, under random rights."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from lowcode.kernel.errors import Forbidden, Invalid, LowcodeError
from lowcode.kernel.names import label
from lowcode.services.actor import Actor
from lowcode.services.candidates import Wanted
from lowcode.services.form_sources import Chosen, FormSources, Input
from lowcode.services.record_answers import GroupQuery
from lowcode.services.record_app import RecordApp
from lowcode.services.record_board import BoardQuery, board
from lowcode.services.record_query import Query
from lowcode.services.record_span import SpanQuery, span
from lowcode.services.record_summary import SummaryQuery, summary
from lowcode.services.record_tree import TreeQuery, tree
from lowcode.services.records import Records
from lowcode.services.search import Search
from lowcode.services.workspace import Workspace
from tests.services.records import leak_world
from tests.services.records.conftest import Person
from tests.services.records.leak_world import PLAIN, THROUGH, Fuzz, app_of, found, rounds, title
from tests.services.records.reference import Judge
from tests.services.records.shop import build

ALL = Query(limit=100)


@pytest.fixture
async def fuzz(records: Records, workspace: Workspace, person: Person) -> Fuzz:
    """A world of records."""
    app = app_of()
    await build(workspace.database, app)
    return await leak_world.leak_world(records, workspace, person, app)


def fair(judge: Judge, titles: dict[str, str]) -> None:
    """Compare the titles of an answer with what the reference allows."""
    for id_, shown in titles.items():
        if id_ in judge.world.records["customer"]:
            assert title(judge, "customer", id_) == shown
        assert id_ not in judge.world.records["opportunity"]


# --- pages, counts, groups, one record --------------------------------------------------------------------------------


async def test_pages_counts_and_records(fuzz: Fuzz) -> None:
    asked = shown = 0
    async for app, who, judge in rounds(fuzz, 14):
        for form in PLAIN:
            seen = judge.seen(form)
            try:
                page = await fuzz.records.reading.page(app, who, form, ALL)
            except Forbidden:
                assert not seen
                continue
            # Exactly what the reference allows, no more and no less.
            assert {str(one.id) for one in page.records} == seen.keys()
            for one in page.records:
                compare(judge, form, seen[str(one.id)], one.values)
                shown += 1
            fair(judge, page.titles)
            asked += await ask(fuzz, app, who, judge, form)
    assert asked > 100
    assert shown > 150


def compare(judge: Judge, form: str, stored: Any, values: dict[str, Any]) -> None:
    """Compare the fields of one record with what the reference allows."""
    for name in PLAIN[form]:
        right, shape = judge.right(form, stored, name), judge.app.logic(form).shapes[name]
        if right == "hidden":
            assert name not in values
        elif right == "masked":
            whole = judge.situation.member(form, stored, name, {}) if name == "level" else stored.get(name)
            assert values[name] is None if whole is None else values[name] == shape.masked(whole, "zh-CN")
        else:
            assert name in values
    for row in values.get("sites") or ():
        assert ("rent" in row) == (judge.right(form, stored, "sites.rent") != "hidden")
        assert judge.whole(form, stored, "sites.rent") or not str(row.get("rent")).isdecimal()


async def ask(fuzz: Fuzz, app: RecordApp, who: Actor, judge: Judge, form: str) -> int:
    """Ask in every way, and compare what comes with what the reference allows."""
    reading, world, seen = fuzz.records.reading, fuzz.world.records, judge.seen(form)
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
            stored = seen[str(one.id)]
            for name in read:
                assert judge.whole(form, stored, name.partition(".")[0])
                if "." in name and stored["customer"] is not None:
                    target = world["customer"][stored["customer"]]
                    assert judge.grants("customer", target, "see")
                    assert judge.whole("customer", target, name.partition(".")[2])
            if query.search:
                assert found(judge, form, stored, query.search)
        fair(judge, page.titles)
        in_order(judge, form, query, [seen[str(one.id)] for one in page.records])
    for id_ in fuzz.draw.sample(sorted(world[form]), 4):
        await ask_one(fuzz, app, who, judge, form, id_)
    return answered


def in_order(judge: Judge, form: str, query: Query, records: Sequence[Any]) -> None:
    """Compare the order of records with that of the values that may be seen: another would tell of the others."""
    for one in query.sort:
        name = {"parent": "parent.name", "customer": "customer.name"}.get(one.by, one.by)
        values = [judge.reach(form, stored, name) for stored in records]
        known = [value for value in values if value is not None]
        assert known == sorted(known, reverse=one.descending)
        assert values[len(known) :] == [None] * (len(values) - len(known))


async def ask_one(fuzz: Fuzz, app: RecordApp, who: Actor, judge: Judge, form: str, id_: str) -> None:
    """Ask for one record in every way."""
    reading, comments, key = fuzz.records.reading, fuzz.records.comments, UUID(id_)
    allowed, stored = id_ in judge.seen(form), fuzz.world.records[form][id_]
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
            answer: Any = await way
        except LowcodeError:
            assert not allowed
            continue
        assert allowed
        for one in answer if isinstance(answer, list) else [answer]:
            held(judge, form, stored, {**getattr(one, "values", {}), **getattr(one, "changes", {})})
            fair(judge, getattr(one, "titles", {}))
    for name in ["opportunities", "branches"] if form == "customer" and allowed else []:
        try:
            page = await reading.related(app, who, form, key, name)
        except LowcodeError:
            continue
        target, reference = ("opportunity", "customer") if name == "opportunities" else ("customer", "parent")
        for each in page.records:
            other = judge.seen(target)[str(each.id)]
            assert judge.reach(target, other, reference) == id_
            compare(judge, target, other, each.values)


def held(judge: Judge, form: str, stored: Any, told: dict[str, Any]) -> None:
    """Compare what is told of the fields of a record with what may be seen."""
    for name in PLAIN[form]:
        right = judge.right(form, stored, name)
        assert right != "hidden" or name not in told
        if right == "masked" and stored.get(name) is not None and name in told:
            assert told[name] != judge.told(form, name, stored[name])
    rents = [str(row["rent"]) for row in stored.get("sites") or ()]
    assert judge.whole(form, stored, "sites.rent") or not any(one in str(told) for one in rents)


# --- fields over references, figures, views ---------------------------------------------------------------------------


async def test_fields_over_references(fuzz: Fuzz) -> None:
    shown: Counter[bool] = Counter()
    async for app, who, judge in rounds(fuzz, 12):
        for form, names in THROUGH.items():
            seen = judge.seen(form)
            if not seen:
                continue
            page = await fuzz.records.reading.page(app, who, form, ALL.model_copy(update={"through": tuple(names)}))
            fair(judge, page.titles)
            for one in page.records:
                for name in names:
                    wanted = judge.told(form, name, judge.reach(form, seen[str(one.id)], name))
                    assert one.values.get(name) == wanted
                    shown[wanted is not None] += 1
            for name in names:
                query = Query.model_validate({"sort": [{"by": name}], "limit": 100})
                try:
                    page = await fuzz.records.reading.page(app, who, form, query)
                except Invalid:
                    continue
                if not name.endswith((".parent", ".owner", ".created by")):
                    in_order(judge, form, query, [seen[str(one.id)] for one in page.records])
    assert min(shown[True], shown[False]) > 100


FIGURES = {"customer": ["limit", "double", "turnover", "parent.limit"], "opportunity": ["amount", "customer.limit"]}
GROUPS = {
    "customer": ["level", "name", "parent", "parent.level", "owner", "owner.name"],
    "opportunity": ["stage", "first_level", "customer", "customer.level", "due", "customer.parent.name"],
}


async def test_groups_and_figures(fuzz: Fuzz) -> None:
    answered = 0
    async for app, who, judge in rounds(fuzz, 12):
        for form in PLAIN:
            seen = judge.seen(form)
            by, figure = fuzz.draw.choice(GROUPS[form]), fuzz.draw.choice(FIGURES[form])
            asked = {"group": {"by": by}, "figures": [{"field": figure, "figure": "sum"}]}
            try:
                made = await summary(fuzz.records.reading, app, who, form, SummaryQuery.model_validate(asked))
            except Forbidden:
                assert not seen
                continue
            except Invalid:
                continue
            answered += 1
            fair(judge, made.titles)
            wanted = figures(judge, form, seen.values(), by, figure)
            told = {one.value: (one.count, Decimal(str(one.figures[0] or 0))) for one in made.groups}
            assert told == wanted
            if "." not in by and by != "due":
                groups = await fuzz.records.reading.groups(app, who, form, GroupQuery(by=by))
                assert {one.value: one.count for one in groups} == {value: one[0] for value, one in wanted.items()}
    assert answered > 30


def figures(judge: Judge, form: str, seen: Iterable[Any], by: str, figure: str) -> dict[Any, tuple[int, Decimal]]:
    """Return how many records have which value of what may be seen, with the sums of a field."""
    counts: Counter[Any] = Counter()
    sums: dict[Any, Decimal] = defaultdict(Decimal)
    for stored in seen:
        value = judge.told(form, by, judge.reach(form, stored, by))
        counts[value] += 1
        amount = judge.reach(form, stored, figure)
        sums[value] += Decimal(str(getattr(amount, "amount", amount) or 0))
    return {value: (count, sums[value]) for value, count in counts.items()}


async def test_boards_calendars_and_trees(fuzz: Fuzz) -> None:
    answered: Counter[str] = Counter()
    async for app, who, judge in rounds(fuzz, 8):
        reading = fuzz.records.reading
        for form, by, total in (("opportunity", "stage", "amount"), ("customer", "level", "limit")):
            seen = judge.seen(form)
            try:
                made = await board(reading, app, who, form, BoardQuery(by=by, total=total, cards=50))
            except (Forbidden, Invalid):
                continue
            answered["board"] += 1
            wanted = figures(judge, form, seen.values(), by, total)
            told = {one.value: (one.count, Decimal(str(one.total or 0))) for one in made.columns}
            assert told == wanted
            for column in made.columns:
                for card in column.page.records:
                    stored = seen[str(card.id)]
                    assert judge.told(form, by, judge.reach(form, stored, by)) == column.value
                    compare(judge, form, stored, card.values)
        seen = judge.seen("opportunity")
        days = SpanQuery(start="due", first=date(2026, 5, 5), last=date(2026, 5, 20), query=ALL)
        try:
            page = await span(reading, app, who, "opportunity", days)
        except (Forbidden, Invalid):
            pass
        else:
            answered["span"] += 1
            due = {id_: judge.reach("opportunity", one, "due") for id_, one in seen.items()}
            inside = {id_ for id_, day in due.items() if day and days.first <= day <= days.last}
            assert {str(one.id) for one in page.records} == inside
        answered["tree"] += await trees(fuzz, app, who, judge)
    assert min(answered[one] for one in ("board", "span", "tree")) > 10


async def trees(fuzz: Fuzz, app: RecordApp, who: Actor, judge: Judge) -> int:
    """Compare each level of a tree with what the reference allows; return how many answers there were."""
    seen, reading = judge.seen("customer"), fuzz.records.reading
    above = {id_: judge.reach("customer", one, "parent") for id_, one in seen.items()}
    above = {id_: parent if parent in seen else None for id_, parent in above.items()}
    below = Counter(above.values())
    answered = 0
    for of in (None, *seen):
        asked = TreeQuery(parent="parent", of=None if of is None else UUID(of), query=ALL)
        try:
            level = await tree(reading, app, who, "customer", asked)
        except (Forbidden, Invalid):
            return answered
        answered += 1
        fair(judge, level.titles)
        assert {str(one.id) for one in level.records} == {id_ for id_, parent in above.items() if parent == of}
        for one in level.records:
            compare(judge, "customer", seen[str(one.id)], one.values)
            assert level.children.get(str(one.id), 0) == below[str(one.id)]
    level = await tree(reading, app, who, "customer", TreeQuery(parent="parent", anywhere=True, query=ALL))
    fair(judge, level.titles)
    for id_, way in level.above.items():
        assert list(way) == list(reversed(list(trail(above, id_))))
    return answered


def trail(above: dict[str, str | None], id_: str) -> Iterable[str]:
    """Iterate over what stands above a record, the nearest first."""
    parent = above[id_]
    while parent is not None:
        yield parent
        parent = above[parent]


# --- while somebody fills in a form -----------------------------------------------------------------------------------


@pytest.fixture
def sources(fuzz: Fuzz) -> FormSources:
    """The use cases around a form that is being filled in."""
    return FormSources(fuzz.records.reading, fuzz.workspace.accounts, fuzz.workspace.departments)


async def test_candidates_of_references(fuzz: Fuzz, sources: FormSources) -> None:
    offered = 0
    customers = fuzz.world.records["customer"]
    async for app, who, judge in rounds(fuzz, 15):
        seen = judge.seen("customer")
        other = fuzz.draw.choice(sorted(customers))
        known = other in seen and judge.whole("customer", seen[other], "limit")
        open_ = known and (customers[other]["limit"] or 0) > 90
        search = fuzz.draw.choice(["", "n", "n1"])
        columns = ("name", "memo", "tax_no", "phone", "limit", "parent", "above")
        wanted = Wanted(place="customer", search=search, record={"other": other}, columns=columns, limit=50)
        try:
            found_ = await sources.candidates(app, who, "visit", wanted)
        except Forbidden:
            assert not seen
            continue
        fair(judge, found_.titles)
        for one in found_.candidates:
            stored = seen[str(one.id)]
            offered += 1
            assert open_ or (judge.whole("customer", stored, "limit") and stored["limit"] > 10)
            assert one.title == title(judge, "customer", str(one.id), str(one.id))
            assert "13812345678" not in f"{one.note}{one.values}"
            if search:
                assert found(judge, "customer", stored, search)
            held(judge, "customer", stored, one.values)
    assert offered > 40


async def test_what_pages_compute_with(fuzz: Fuzz, sources: FormSources) -> None:
    told: Counter[str] = Counter()
    ids = tuple(UUID(one) for one in fuzz.world.records["customer"])
    async for app, who, judge in rounds(fuzz, 15):
        seen, deals = judge.seen("customer"), judge.seen("opportunity")
        try:
            known = await sources.seen(app, who, "visit", Chosen(place="customer", ids=ids))
        except Forbidden:
            assert not seen
            continue
        assert known.values.keys() == seen.keys()
        fair(judge, known.titles)
        for id_, values in known.values.items():
            context, stored = plain(values), seen[id_]
            for name in ("memo", "tax_no", "phone"):
                assert (name in context) <= judge.whole("customer", stored, name)
                assert context.get(name) in (None, stored[name])
                told[name] += context.get(name) is not None
            parent = context.get("parent")
            if parent is not None:
                assert parent["id"] == judge.reach("customer", stored, "parent")
                assert parent.get("memo") in (None, judge.reach("customer", stored, "parent.memo"))
                told["parent"] += parent.get("memo") is not None
            for row in context.get("sites") or ():
                assert ("rent" in row) <= judge.whole("customer", stored, "sites.rent")
                told["rent"] += "rent" in row
            if "opportunities" in context:
                mine = [one for one in fuzz.world.records["opportunity"].values() if one["customer"] == id_]
                assert all(judge.reach("opportunity", one, "customer") == id_ for one in mine)
                assert {one["id"] for one in context["opportunities"]} == {one["id"] for one in mine} <= deals.keys()
                amounts = {one["id"]: one.get("amount") for one in context["opportunities"]}
                for one in mine:
                    assert amounts[one["id"]] is None or judge.whole("opportunity", one, "amount")
                told["deals"] += bool(mine)
    assert told["phone"] == 0
    assert min(told[one] for one in ("memo", "tax_no", "parent", "rent", "deals")) > 3


def plain(value: Any) -> Any:
    """Return a value with types as one without."""
    if isinstance(value, dict) and "t" in value and value.keys() <= {"t", "v"}:
        return plain(value.get("v"))
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


async def test_what_is_checked_before_it_is_saved(fuzz: Fuzz, sources: FormSources) -> None:
    named: Counter[bool] = Counter()
    customers = fuzz.world.records["customer"]
    async for app, who, judge in rounds(fuzz, 12):
        at = fuzz.draw.choice(sorted(customers))
        values = {"name": customers[at]["name"], "tax_no": customers[at]["tax_no"], "level": customers[at]["level"]}
        try:
            findings = await sources.check(app, who, "customer", Input(values=values))
        except Forbidden:
            continue
        for one in findings.diagnostics:
            said_ = one.message.en
            if one.code == "record-similar":
                assert any(title(judge, "customer", id_, "–") in said_ for id_ in customers)
            if one.code == "record-not-unique":
                named[": n" in said_] += 1
                assert ": n" not in said_ or title(judge, "customer", at, "–") in said_
    assert named[False] > 0


# --- search, files, exports, prints, many at once ---------------------------------------------------------------------


async def test_the_search_over_all(fuzz: Fuzz) -> None:
    search = Search(fuzz.records.reading)
    hits = 0
    async for app, who, judge in rounds(fuzz, 12):
        for text in ("x", "n1", "z"):
            groups = await search.find([(app, label("Shop", "商店"))], who, text, most=40)
            told = {one.form: {str(hit.id): hit.title for hit in one.hits} for one in groups}
            for form in PLAIN:
                for id_, shown in told.get(form, {}).items():
                    hits += 1
                    stored = judge.seen(form)[id_]
                    assert found(judge, form, stored, text)
                    assert shown == title(judge, form, id_, "")
    assert hits > 50
