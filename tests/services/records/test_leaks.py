"""No way to records shows what the rules deny: every way is compared with a slow evaluator, under random rights."""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn
from uuid import UUID

import pytest

from lowcode.bundle.print_template import PrintTemplate
from lowcode.kernel.errors import Forbidden, Invalid, LowcodeError, NotFound
from lowcode.kernel.names import label
from lowcode.services.actor import Actor
from lowcode.services.candidates import Wanted
from lowcode.services.exports import ExportRequest, Exports
from lowcode.services.form_sources import Chosen, FormSources, Input
from lowcode.services.imports import Imports
from lowcode.services.print_document import printed
from lowcode.services.record_answers import GroupQuery
from lowcode.services.record_app import RecordApp
from lowcode.services.record_board import BoardQuery, board
from lowcode.services.record_bulk import BulkAction, BulkResult
from lowcode.services.record_query import Query
from lowcode.services.record_span import SpanQuery, span
from lowcode.services.record_summary import SummaryQuery, summary
from lowcode.services.record_tree import TreeQuery, tree
from lowcode.services.records import Records
from lowcode.services.search import Search
from lowcode.services.workspace import Workspace
from lowcode.store.one_transaction import one_transaction
from tests.services.records import leak_world
from tests.services.records.conftest import Person
from tests.services.records.leak_world import PLAIN, THROUGH, Fuzz, app_of
from tests.services.records.reference import Judge
from tests.services.records.shop import build, said

ALL = Query(limit=100)


@pytest.fixture
async def fuzz(records: Records, workspace: Workspace, person: Person) -> Fuzz:
    """A world of records."""
    app = app_of()
    await build(workspace.database, app)
    return await leak_world.leak_world(records, workspace, person, app)


async def rounds(fuzz: Fuzz, count: int) -> AsyncIterator[tuple[RecordApp, Actor, Judge]]:
    """Iterate over random rights, each with everybody in turn."""
    for _ in range(count):
        app = app_of(fuzz.roles())
        for actor in fuzz.people:
            who = fuzz.somebody(actor)
            yield app, who, await fuzz.judge(app, who)


def title(judge: Judge, form: str, id_: str, otherwise: Any = None) -> Any:
    """Return what a record is called, as far as that may be seen."""
    stored = judge.world.records[form][id_]
    return stored["name"] if judge.grants(form, stored, "see") and judge.whole(form, stored, "name") else otherwise


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


def found(judge: Judge, form: str, stored: Any, text: str) -> bool:
    """Return whether words stand in a searchable field that may be seen."""
    searched = ["name", "memo"] if form == "customer" else ["name", "secret"]
    return any(text in str(stored.get(one) or "") for one in searched if judge.whole(form, stored, one))


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


async def test_files_of_records(fuzz: Fuzz) -> None:
    opened: Counter[bool] = Counter()
    async for app, who, judge in rounds(fuzz, 8):
        role = {"fields": ["papers"], "right": fuzz.draw.choice(["hidden", "masked", "read_only"])}
        grant = {"form": "customer", "actions": ["see"], "rows": fuzz.draw.choice(leak_world.RULES), "fields": [role]}
        held_ = app_of([{"name": "one", "label": said("one"), "grants": [grant]}])
        for one, known in ((app, judge), (held_, await fuzz.judge(held_, who))):

            async def apps(_: str, one: RecordApp = one) -> RecordApp:
                return one

            for id_, file in fuzz.papers.items():
                stored = fuzz.world.records["customer"][id_]
                allowed = bool(known.grants("customer", stored, "see")) and known.whole("customer", stored, "papers")
                opened[allowed] += 1
                try:
                    await fuzz.workspace.files.readable(apps, who, file)
                except (NotFound, Forbidden):
                    assert not allowed
                else:
                    assert allowed
    assert min(opened[True], opened[False]) > 20


async def test_exports(fuzz: Fuzz) -> None:
    exports = Exports(
        fuzz.workspace.database,
        fuzz.records.reading,
        Imports(fuzz.workspace.database, fuzz.workspace.settings, fuzz.records),
    )
    cells: Counter[bool] = Counter()
    async for app, who, judge in rounds(fuzz, 8):
        for form in PLAIN:
            allowed = judge.seen(form, "export")
            name = fuzz.draw.choice([one for one in PLAIN[form] if one != "level"])
            asked = ExportRequest(format="csv", columns=("id", name), language="zh-CN")
            try:
                file = await exports.export(app, who, form, asked)
            except Forbidden:
                assert not allowed
                continue
            except Invalid:
                assert all(judge.right(form, one, name) == "hidden" for one in allowed.values())
                continue
            rows = list(csv.reader(io.StringIO(file.path.read_text("utf-8-sig"))))[1:]
            file.path.unlink()
            assert {row[0] for row in rows} == allowed.keys()
            for id_, cell in rows:
                stored, shape = allowed[id_], app.logic(form).shapes[name]
                right = judge.right(form, stored, name)
                value = stored.get(name)
                cells[right == "hidden"] += 1
                if right == "hidden" or value is None:
                    assert not cell
                elif right == "masked":
                    assert cell == shape.masked(value, "zh-CN")
                elif name in {"parent", "customer"}:
                    assert cell == title(judge, "customer", value, "")
    assert min(cells[True], cells[False]) > 0


async def test_prints(fuzz: Fuzz, monkeypatch: pytest.MonkeyPatch) -> None:
    places = ["name", "memo", "phone", "parent.memo", "count(opportunities)", "sum(opportunities.amount)"]
    body = "".join(f"<p>[{{{{{one}}}}}]</p>" for one in [*places, "sum(sites.rent)"])
    template = PrintTemplate.model_validate(
        {"name": "sheet", "label": said("Sheet"), "form": "customer", "body": body, "language": "en"}
    )
    bodies: list[str] = []

    def noted(text: str, **_: Any) -> bytes:
        bodies.append(text)
        return b""

    monkeypatch.setattr("lowcode.services.print_document.pdf_of", noted)
    told: Counter[str] = Counter()
    async for app, who, judge in rounds(fuzz, 10):
        app.prints["sheet"] = template  # type: ignore[index]
        allowed = judge.seen("customer", "print")
        for id_, stored in fuzz.world.records["customer"].items():
            try:
                async with fuzz.workspace.database.connection() as connection:
                    reading, settings = fuzz.records.reading, fuzz.workspace.settings
                    await printed(
                        connection, reading, settings, app, actor=who, template="sheet", record_id=UUID(id_)
                    )  # fmt: skip
            except (NotFound, Forbidden):
                assert id_ not in allowed
                continue
            assert id_ in judge.seen("customer")
            cells = re.findall(r"<p>\[(.*?)\]</p>", bodies[-1])
            for name, shown in zip([*places, "rent"], cells, strict=True):
                told[name] += bool(shown.strip("*0"))
                if name in {"name", "memo"} and shown not in {"", "***"}:
                    assert judge.whole("customer", stored, name)
                if name == "parent.memo" and shown not in {"", "***"}:
                    assert shown == judge.reach("customer", stored, name)
                if name.startswith(("count(", "sum(o")) and shown not in {"", "0", "***"}:
                    mine = [one for one in fuzz.world.records["opportunity"].values() if one["customer"] == id_]
                    assert all(judge.reach("opportunity", one, "customer") == id_ for one in mine)
                    assert "sum" not in name or all(judge.whole("opportunity", one, "amount") for one in mine)
                if name == "rent" and shown not in {"", "0", "***"}:
                    assert judge.whole("customer", stored, "sites.rent")
    assert told["phone"] == 0
    assert told["memo"] > 0


async def test_changes_of_many(fuzz: Fuzz) -> None:
    changed = 0
    async for app, who, judge in rounds(fuzz, 10):
        for form, name in (("customer", "memo"), ("opportunity", "secret")):
            ids = tuple(UUID(one) for one in fuzz.world.records[form])
            wanted = BulkAction(action="edit", ids=ids, values={name: "q"})
            allowed = {
                id_ for id_, one in judge.seen(form, "edit").items() if judge.right(form, one, name, "edit") == "full"
            }
            try:
                result = await undone(fuzz, app, who, form, wanted)
            except Forbidden:
                assert not allowed
                continue
            refused = {str(one.id) for one in result.refused}
            assert fuzz.world.records[form].keys() - refused == allowed
            for one in result.refused:
                assert one.title == title(judge, form, str(one.id))
            changed += result.count
            trash = BulkAction(action="trash", query=Query(search="x"))
            try:
                result = await undone(fuzz, app, who, form, trash)
            except Forbidden:
                assert not judge.seen(form, "delete")
                continue
            reachable = {id_ for id_, one in judge.seen(form).items() if found(judge, form, one, "x")}
            assert result.count + result.refused_count <= len(reachable)
            assert result.count <= len(reachable & judge.seen(form, "delete").keys())
    assert changed > 20


class _UndoneError(Exception):
    """Undoes what was done."""


async def undone(fuzz: Fuzz, app: RecordApp, who: Actor, form: str, wanted: BulkAction) -> BulkResult:
    """Return what came of a change of many records, which is undone."""
    made: list[BulkResult] = []
    with suppress(_UndoneError):
        async with one_transaction(fuzz.workspace.database) as database:
            async with database.connection() as connection:
                made.append(await fuzz.records.inside(connection).bulk.carry_out(app, who, form, wanted))
            _undo()
    return made[0]


def _undo() -> NoReturn:
    """Undo what was done."""
    raise _UndoneError


@pytest.mark.parametrize(
    "asked",
    ["count(opportunities) > 0", 'some o in opportunities satisfies o.name = "n1"', "count(branches) > 0"],
)
async def test_who_refers_to_a_record_is_not_told_to_those_who_may_not_see_the_reference(
    fuzz: Fuzz, asked: str
) -> None:
    """Whoever sees all deals but not whose they are learns nothing by asking customers for their deals."""
    grants = [
        {"form": "customer", "actions": ["see"], "fields": [{"fields": ["parent"], "right": "hidden"}]},
        {"form": "opportunity", "actions": ["see"], "fields": [{"fields": ["customer"], "right": "hidden"}]},
    ]
    app = app_of([{"name": "one", "label": said("one"), "grants": grants}])
    who = Actor(account_id=fuzz.people[0].account_id, roles=frozenset({"shop.one"}))
    query = Query.model_validate({"filter": {"kind": "expression", "expression": asked}})
    with pytest.raises(Invalid) as refused:
        await fuzz.records.reading.page(app, who, "customer", query)
    assert {one.code for one in refused.value.diagnostics} == {"record-field-not-readable"}
