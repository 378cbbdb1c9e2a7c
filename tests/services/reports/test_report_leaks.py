"""No number tells what the rules deny: random questions under random rights, compared with a slow evaluator."""

import asyncio
import copy
import os
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import psutil
import pytest

from engine_flow.flow import Flow
from engine_reports.compiled import AnswerRow
from engine_reports.query import ReportQuery
from lowcode.bundle.named_dataset import NamedDataset
from lowcode.bundle.report_parts import ReportParts
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import label
from lowcode.services.actor import Actor
from lowcode.services.record_app import RecordApp
from lowcode.services.records import Records
from lowcode.services.report_app import ReportApp
from lowcode.services.report_asking import ROWS, ReportAsking, counted
from lowcode.services.report_drill import behind
from lowcode.services.report_messages import BehindAsk, GroupRef
from lowcode.services.report_replica import ReplicaSource
from lowcode.services.report_source import PostgresSource, Question, ReportSource
from lowcode.services.rights import RANK
from lowcode.services.workspace import Workspace
from lowcode.store.analytics.analyst import Analyst, Beside, NotAnswered, socket_of
from lowcode.store.analytics.owner import Order
from tests.services.records.conftest import Person, person, records
from tests.services.records.leak_world import Fuzz, app_of, leak_world, rounds
from tests.services.records.reference import Judge
from tests.services.records.shop import build, said

__all__ = ["person", "records"]
FIELDS = {
    "customer": ["name", "tax_no", "level", "limit", "memo", "double", "turnover", "phone", "parent.name",
                 "parent.memo", "parent.phone", "owner.name", "parent.parent.limit", "parent.owner.name"],
    "opportunity": ["name", "amount", "margin", "secret", "stage", "customer.name", "customer.memo", "customer.limit",
                    "customer.phone", "customer.parent.name", "customer.owner.name", "due"],
}  # fmt: skip
NUMBERS = {"customer": ["limit", "double", "turnover", "parent.limit"],
           "opportunity": ["amount", "margin", "customer.limit", "customer.parent.limit"]}  # fmt: skip
FILTERS: dict[str, dict[str, tuple[str, Callable[[Any], bool]]]] = {
    "customer": {"limit > 30": ("limit", lambda one: one > 30), 'memo = "x"': ("memo", lambda one: one == "x"),
                 "parent.limit > 20": ("parent.limit", lambda one: one > 20)},
    "opportunity": {"margin > 40": ("margin", lambda one: one > 40), 'secret = "x"': ("secret", lambda one: one == "x"),
                    "customer.limit > 30": ("customer.limit", lambda one: one > 30)},
}  # fmt: skip
SPARK = os.environ.get("TEST_SPARK_URL", "") if os.environ.get("TEST_SPARK_PYTHON") else ""
"""A Spark Connect, which is asked too; it reads the files of the test."""
SPARK_PYTHON = os.environ.get("TEST_SPARK_PYTHON", "")
_MARKER = re.compile(r":p(\d+)")


@pytest.fixture
async def fuzz(records: Records, workspace: Workspace, person: Person) -> Fuzz:
    """A world of records."""
    app = app_of()
    await build(workspace.database, app)
    return await leak_world(records, workspace, person, app)


@pytest.fixture
async def sources(workspace: Workspace, tmp_path: Path) -> AsyncIterator[Sequence[ReportSource]]:
    """PostgreSQL, the replica, and Spark where there is one, each by itself."""
    database = workspace.database
    folder = tmp_path / "replica"
    order = Order(
        database.url, database.workspace, str(folder), socket_of(folder), 256, 1, 1.0, 1,
        spark=SPARK, parquet=str(tmp_path / "files"), python=SPARK_PYTHON,
    )  # fmt: skip
    async with Analyst(order) as analyst:
        found: list[ReportSource] = [PostgresSource(database, 20), ReplicaSource(database, analyst, 20, 1e-9)]
        if SPARK:
            found.append(ReplicaSource(database, analyst, 60, 1e-9, "spark"))
        yield found
    for one in psutil.process_iter(["cmdline"]):
        if "lowcode.store.analytics.owner" in (one.info["cmdline"] or []) and one.pid == _owner(folder):
            one.kill()


def _owner(folder: Path) -> int | None:
    """Return the process that has a file in a folder open."""
    for one in psutil.process_iter():
        try:
            if any(file.path.startswith(str(folder)) for file in one.open_files()):
                return one.pid
        except psutil.Error:
            continue
    return None


def shown(value: Any) -> Any:
    """Return a value as an answer has it."""
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def expected(judge: Judge, form: str, asked: dict[str, Any]) -> tuple[Counter[tuple[Any, ...]], dict[Any, Any]]:
    """Return the counts of groups, and the sum of the measure in each."""
    counts: Counter[tuple[Any, ...]] = Counter()
    sums: dict[Any, Any] = {}
    once: set[tuple[Any, ...]] = set()
    for id_, stored in judge.seen(form).items():
        if asked["filter"] is not None:
            name, holds = FILTERS[form][asked["filter"]]
            value = judge.reach(form, stored, name)
            if value is None or not holds(value):
                continue
        group = tuple(shown(judge.reach(form, stored, name)) for name in asked["by"])
        counts[group] += 1
        value = judge.reach(form, stored, asked["of"])
        # A number of another record counts once in a group, however many refer to it.
        way = asked["of"].rpartition(".")[0]
        key = (group, id_ if not way else judge.reach(form, stored, f"{way}.id") or _last(judge, form, stored, way))
        if value is not None and key not in once:
            once.add(key)
            sums[group] = (sums.get(group) or 0) + value
    return counts, sums


def _last(judge: Judge, form: str, stored: Any, way: str) -> Any:
    """Return the record that references lead to."""
    for step in way.split("."):
        found = stored.get(step) if stored is not None else None
        form = "customer"
        stored = judge.world.record(form, found) if found is not None else None
    return None if stored is None else stored["id"]


def never(judge: Judge, form: str, name: str) -> bool:
    """Return whether a field cannot be seen whole in any record, so that its name is unknown."""
    return all(judge.reach(form, one, name) is None for one in judge.seen(form).values())


async def test_random_questions_under_random_rights(fuzz: Fuzz, sources: Sequence[ReportSource]) -> None:
    asking = [ReportAsking(fuzz.records.reading, [one]) for one in sources]
    draw = fuzz.draw
    answered: Counter[str] = Counter()
    refused = 0
    async for app, who, judge in rounds(fuzz, 6):
        for form in ("customer", "opportunity"):
            for _ in range(3):
                asked: dict[str, Any] = {
                    "by": draw.sample(FIELDS[form], draw.randint(0, 2)),
                    "of": draw.choice(NUMBERS[form]),
                    "filter": draw.choice([None, *FILTERS[form]]),
                }
                wanted = expected(judge, form, asked)
                for one in asking:
                    found = await _answer(one, app, who, form, asked, asking[0])
                    if found is None:
                        refused += 1
                        filtered = [FILTERS[form][asked["filter"]][0]] if asked["filter"] else []
                        names = [*asked["by"], asked["of"], *filtered]
                        assert any(never(judge, form, name) for name in names), (asked, who.roles)
                    else:
                        engine, counts, sums = found
                        assert +counts == wanted[0], (asked, who.roles)
                        assert {key: value for key, value in sums.items() if value is not None} == wanted[1], asked
                        answered[engine] += 1
    assert min(answered[one] for one in ("postgres", "duckdb", *(["spark"] if SPARK else []))) > 20, answered
    assert refused > 20


async def _answer(
    asking: ReportAsking, app: RecordApp, who: Actor, form: str, asked: dict[str, Any], other: ReportAsking
) -> tuple[str, Counter[tuple[Any, ...]], dict[Any, Any]] | None:
    """Return an answer as counts and sums by group; None when it is refused."""
    names = [f"d{at}" for at in range(len(asked["by"]))]
    query = ReportQuery.model_validate(
        {
            "dataset": form,
            "dimensions": [{"name": name, "expression": by} for name, by in zip(names, asked["by"], strict=True)],
            "measures": [{"name": "m", "of": {"kind": "sum", "value": asked["of"]}}],
            "filter": asked["filter"],
        }
    )
    asker = await asking.asker(app, who)
    try:
        question = asker.question(counted(query))
        question.compiled("postgres")
        _told(question, "spark")
    except Invalid:
        return None
    (source,) = asking._sources
    engine = source._engine if isinstance(source, ReplicaSource) else "postgres"
    told = _told(question, engine)
    for _ in range(400):
        found = await source.find(question)
        if found is not None:
            rows = {tuple(one.values[name] for name in names): one.values for one in found.rows}
            if isinstance(source, ReplicaSource) and engine == "duckdb":
                await _the_same_beside(source, question, found.rows)
            counts = Counter({key: int(one[ROWS] or 0) for key, one in rows.items()})
            return found.engine, counts, {key: one["m"] for key, one in rows.items()}
        if isinstance(source, ReplicaSource) and (told is None or told in source._refused):
            # It reads a long text, which only PostgreSQL has, or what Spark cannot compute.
            return await _answer(other, app, who, form, asked, other)
        await asyncio.sleep(0.05)
    raise AssertionError


async def _the_same_beside(source: ReplicaSource, question: Question, rows: Sequence[AnswerRow]) -> None:
    """Compare an answer with the one that reads beside rows what is held there, once all of it is."""
    plain, other = question.compiled("duckdb"), question.compiled("duckdb", held=True)
    tables = source._tables.needed(question.access.app, plain.text, source._least) or []
    beside = Beside(other.text, other.bind(), plain.held)
    for _ in range(40 if plain.held else 0):
        with suppress(NotAnswered):
            found = await source._analyst.ask(plain.text, plain.bind(), tables, seconds=20, patience=20, beside=beside)
            if found.beside:
                assert plain.read(found.rows) == rows, other.text
                return
        await asyncio.sleep(0.05)


def _told(question: Question, engine: str) -> str | None:
    """Return a question in the SQL of an engine; None for what it cannot tell."""
    try:
        found = question.compiled(engine)
    except Invalid:
        assert engine != "postgres"
        return None
    if engine == "spark":
        # Each value of the question and of the rules of access has a place of its own.
        assert "$" not in found.text
        assert {int(one) for one in _MARKER.findall(found.text)} == set(range(1, len(found.bind()) + 1))
    return found.text


async def test_rows_of_sub_tables_are_seen_with_their_records(fuzz: Fuzz, sources: Sequence[ReportSource]) -> None:
    asking = [ReportAsking(fuzz.records.reading, [one]) for one in sources]
    answered: Counter[str] = Counter()
    async for app, who, judge in rounds(fuzz, 12):
        # What belongs to the record comes without a join in the replica: each time another field of it.
        above = fuzz.draw.choice(FIELDS["customer"])
        asked = {"by": ["rent", f"parent.{above}"], "of": "rent", "filter": None}
        wanted: Counter[Any] = Counter()
        for one in judge.seen("customer").values():
            if RANK[judge.right("customer", one, "sites")] >= RANK["read_only"]:
                whole = RANK[judge.right("customer", one, "sites.rent")] >= RANK["read_only"]
                shown_above = shown(judge.reach("customer", one, above))
                wanted.update((shown(row["rent"]) if whole else None, shown_above) for row in one["sites"] or ())
        for one_asking in asking:
            found = await _answer(one_asking, app, who, "customer.sites", asked, asking[0])
            if found is None:
                assert never(judge, "customer", above) or not any(key[0] is not None for key in wanted)
            else:
                assert +found[1] == wanted, (above, who.roles)
                answered[found[0]] += len(wanted)
    assert min(answered["postgres"], answered["duckdb"]) > 20


async def test_the_records_behind_a_number_are_those_that_may_be_seen(
    fuzz: Fuzz, sources: Sequence[ReportSource]
) -> None:
    asking = ReportAsking(fuzz.records.reading, [sources[0]])
    listed = 0
    async for app, who, judge in rounds(fuzz, 5):
        asker = await asking.asker(app, who)
        query = ReportQuery.model_validate(
            {"dataset": "opportunity", "dimensions": [{"name": "owner", "expression": "owner.name"}]}
        )
        for name in ("Anna", "Bert"):
            try:
                found = await behind(asking, asker, BehindAsk(query=query, group=GroupRef(values={"owner": name})))
            except Invalid:
                assert not judge.seen("opportunity")
                continue
            wanted = {
                id_: one
                for id_, one in judge.seen("opportunity").items()
                if judge.reach("opportunity", one, "owner.name") == name
            }
            assert {one.id for one in found.records} == wanted.keys()
            assert found.total == len(wanted)
            for record in found.records:
                stored = wanted[record.id]
                assert record.title in {None, stored["name"]}
                assert record.title is None or judge.whole("opportunity", stored, "name")
            listed += len(wanted)
    assert listed > 10


JOINED: dict[str, Any] = {
    "customer_deals": {
        "of": "customer",
        "joins": [{
            "name": "deals", "of": "opportunity", "cardinality": "one_to_many", "filter": "amount >= 0",
            "on": [{"own": "id", "other": "customer"}],
            "gathered": [{"name": "number", "aggregate": "count"},
                         {"name": "margin", "aggregate": "sum", "value": "margin"}],
        }],
    },
    "deal_names": {
        "of": "opportunity",
        "joins": [{"name": "same", "of": "customer", "filter": "limit > 20", "on": [{"own": "name", "other": "name"}]}],
    },
}  # fmt: skip
"""Customers with numbers of their opportunities, and opportunities with the customer of the same name."""


def parts_of() -> ReportParts:
    """Return the datasets that are joined."""
    made = copy.deepcopy(JOINED)
    for name, one in made.items():
        one |= {"name": name, "label": said(name)}
        for join in one["joins"]:
            join["label"] = said(join["name"])
            for each in join.get("gathered", ()):
                each["label"] = said(each["name"])
    return ReportParts(datasets={name: NamedDataset.model_validate(one) for name, one in made.items()})


def joined_numbers(judge: Judge) -> tuple[Counter[Any], dict[Any, Any]]:
    """Return how many customers have so many opportunities, and the sum of margins of those."""
    counts: Counter[Any] = Counter()
    sums: dict[Any, Any] = {}
    for id_ in judge.seen("customer"):
        deals = [
            one
            for one in judge.seen("opportunity").values()
            if str(judge.reach("opportunity", one, "customer")) == id_
            and (judge.reach("opportunity", one, "amount") or -1) >= 0
        ]
        margins = [value for one in deals if (value := judge.reach("opportunity", one, "margin")) is not None]
        counts[Decimal(len(deals)),] += 1
        if margins:
            sums[Decimal(len(deals)),] = sums.get((Decimal(len(deals)),), 0) + sum(margins)
    return counts, sums


def joined_names(judge: Judge) -> tuple[Counter[Any], dict[Any, Any]]:
    """Return how many opportunities have a customer of the same name with a memo, and the sum of their limits."""
    counts: Counter[Any] = Counter()
    found: dict[Any, dict[Any, Any]] = {}
    for deal in judge.seen("opportunity").values():
        name = judge.reach("opportunity", deal, "name")
        same = [
            (id_, one)
            for id_, one in judge.seen("customer").items()
            if name is not None
            and judge.reach("customer", one, "name") == name
            and (judge.reach("customer", one, "limit") or 0) > 20
        ]
        memo = (judge.reach("customer", same[0][1], "memo") if same else None,)
        counts[memo] += 1
        if same:
            found.setdefault(memo, {})[same[0][0]] = judge.reach("customer", same[0][1], "limit")
    return counts, {memo: sum(limits.values()) for memo, limits in found.items()}


async def test_joined_datasets_tell_of_nothing_else(fuzz: Fuzz, sources: Sequence[ReportSource]) -> None:
    asking = [ReportAsking(fuzz.records.reading, [one]) for one in sources]
    parts, answered, refused = parts_of(), Counter[str](), 0
    async for app, who, judge in rounds(fuzz, 12):
        for each in asking:
            each._apps[app] = ReportApp(app, parts)
        for name, by, of, wanted, needed in (
            ("customer_deals", "deals.number", "deals.margin", joined_numbers(judge),
             {"customer": [], "opportunity": ["customer", "amount", "margin"]}),
            ("deal_names", "same.memo", "same.limit", joined_names(judge),
             {"opportunity": ["name"], "customer": ["name", "limit", "memo"]}),
        ):  # fmt: skip
            for each in asking:
                found = await _answer(each, app, who, name, {"by": [by], "of": of, "filter": None}, asking[0])
                if found is None:
                    refused += 1
                    assert any(
                        not judge.seen(form) or any(never(judge, form, field) for field in fields)
                        for form, fields in needed.items()
                    ), (name, who.roles)
                    continue
                engine, counts, sums = found
                assert +counts == wanted[0], (name, who.roles)
                assert {key: value for key, value in sums.items() if value is not None} == wanted[1], (name, who.roles)
                answered[engine] += 1
    assert min(answered["postgres"], answered["duckdb"], refused) > 3, (answered, refused)


_RUNS = """
INSERT INTO flow_instance (id, app, flow, version, form, record_id, status, document, revision, started_at, updated_at)
SELECT gen_random_uuid(), 'shop', 'check', 1, 'shop.' || $1, id, 'running', '{{}}', 1, now(), now() FROM {table}
"""
_TASKS = """
INSERT INTO flow_task (id, instance_id, key, app, flow, node, kind, state, opened_at)
SELECT gen_random_uuid(), id, state, 'shop', 'check', 'look', 'approval', state, now()
FROM flow_instance, unnest(ARRAY['open', 'planned', 'done']) AS state
"""
WITH_FLOWS = {"customer": ("memo", "limit", "parent.memo"), "opportunity": ("name", "amount", "customer.limit")}
"""What is asked of the records behind flows."""


async def test_flows_tell_of_the_records_that_may_be_seen_alone(fuzz: Fuzz, sources: Sequence[ReportSource]) -> None:
    async with fuzz.workspace.database.transaction() as connection:
        for form in WITH_FLOWS:
            await connection.execute(_RUNS.format(table=fuzz.app.tables.shape(form).name), form)
        await connection.execute(_TASKS)
    flows = {form: Flow(name=form, label=label(form, form), form=form) for form in WITH_FLOWS}
    asking, told, refused = ReportAsking(fuzz.records.reading, [sources[0]]), 0, 0
    async for app, who, judge in rounds(fuzz, 12):
        asking._apps[app] = ReportApp(app, ReportParts(flows=flows))
        for form, fields in WITH_FLOWS.items():
            by, of = fuzz.draw.sample(fields, 2)
            of = of if of.endswith(("limit", "amount")) else NUMBERS[form][0]
            for dataset, way, times in (("flow_runs", "record", 1), ("flow_tasks", "run.record", 2)):
                asked = {"by": [f"{way}.{by}"], "of": f"{way}.{of}", "filter": None}
                found = await _answer(asking, app, who, f"{form}.{dataset}", asked, asking)
                counts, sums = expected(judge, form, {"by": [by], "of": of, "filter": None})
                if found is None:
                    refused += 1
                    assert not judge.seen(form) or any(never(judge, form, name) for name in (by, of))
                    continue
                assert +found[1] == Counter({key: number * times for key, number in counts.items()}), (asked, who.roles)
                if "." not in of:
                    # A record counts once, however many runs and tasks speak of it.
                    assert {key: one for key, one in found[2].items() if one is not None} == sums, (asked, who.roles)
                told += 1
    assert min(told, refused) > 3, (told, refused)
