"""PostgreSQL and DuckDB give what Python gives: for every example of every function, and over rows of tables."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import asyncpg
import duckdb
import pytest

from engine_rules import types as t
from engine_rules.expression import expression
from engine_rules.library import FUNCTIONS
from engine_rules.numbers import CONTEXT
from engine_rules.operators import equal
from engine_rules.scope import Scope
from engine_rules.targets.sql.builders import BUILDERS
from engine_rules.targets.sql.query import Known, SqlQuery, compile_sql
from engine_rules.targets.sql.source import Column, Source, Table
from engine_rules.texts import nested
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.services.cases import Case, read_case
from lowcode.store.expressions import Asked, evaluate_in_duckdb, evaluate_in_postgres
from tests.engine_rules import orders

CASES = Path(__file__).parents[2].parent / "shared" / "feel" / "given.jsonl"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ORDERS = Scope(orders.NAMES, {}, orders.REQUIRED)
EXAMPLES = [
    (kind, example.expression) for kind, one in FUNCTIONS.items() if one.sql is not None for example in one.examples
]
ROWS = """
amount + 1 | amount * rank | amount * 1.5 - rank | rank * rank * rank | -amount | -rank | rank ** 2 | amount ** 2
amount > 500000 | amount > 0.5 | rank >= 2 | rank > 0.5 | rank = 7 | rank = 7.0 | amount = 7 | amount != 7
amount = null | amount != null | note = null | paid = null | note = "x y" | note != "x y" | note = title
note != title | title < "b" | title < note | title >= "a" and title <= "z" | amount = rank | is(amount, 7)
customer = null | lines = [] | paid | not(paid) | paid = true | paid != false | paid and amount > 0
paid or amount > 0 | not(paid or amount > 0) | amount between 0 and 10 | rank between amount and 10
amount in [0..10] | amount in (0..10] | amount in [rank..10] | rank in (1, 2, 3) | rank in [1, 2, 3]
title in ("a", "b") | note in ("", null) | amount in (> 100, < 0) | amount in (null, 7) | not(amount in (> 100, < 0))
amount in [rank, 7, 500000.01] | rank in [amount..7] | due in [date("2025-01-01")..date("2026-12-31")]
title in lines.sku | rank in lines.quantity | if amount > 0 then "p" else "n" | if paid then amount else rank
if paid then title else null | if paid then due else null | due > date("2025-06-01") | due < today() | today() - due
today() - due > duration("P300D") | due = date("2024-02-29") | placed + duration("P1D") | placed + duration("PT1.5S")
placed + duration("P1M") | placed - duration("P1Y") | now() - placed | now() - placed > duration("P30D")
placed > date and time("2026-01-01T00:00:00Z") | placed > seen | placed = seen
seen > date and time("2026-01-01T00:00:00") | seen - date and time("2026-01-01T00:00:00") | seen + duration("PT36H")
due + duration("P1M") | due + duration("P30D") | due - duration("PT1H") | due + wait | placed + wait | seen - wait
due + term | placed + term | seen - term | wait + wait | wait - duration("P1D") | wait * 2 | wait * 1.5 | wait / 3
term * 1.5 | term / 7 | term + duration("P1Y") | -wait | -term | wait > duration("P1D") | wait = duration("PT0S")
term >= duration("P1Y") | (today() - due) * 2 | (today() - due) + (today() - due) | due.year | due.month + due.day
due.weekday | placed.hour | placed.second | seen.minute | placed.time offset | placed.timezone | seen.timezone
wait.days | wait.hours | wait.minutes | wait.seconds | term.years | term.months | customer.name
customer.level.discount | customer.level.name | customer.level.discount * amount
amount * (1 - customer.level.discount) | customer.since.year | customer.city = "北京" | customer.name < "b"
customer.level.discount > 0.05 | customer.city = null | amount > rank and customer.name != "Zoo"
lines.quantity * lines.price | sum(lines.quantity * lines.price) | sum(lines.quantity) | sum(lines.price)
sum(lines.quantity * lines.price) * (1 - customer.level.discount) | sum(for l in lines return l.quantity * l.price)
SUMIF(lines, item.category = "办公", item.price) | SUMIF(lines, category = "办公", quantity * price)
SUMIF(lines, quantity > 1, price) > 3 | COUNTIF(lines, price > 3) | AVERAGEIF(lines, price > 1, quantity)
count(lines) | count(lines[quantity > 1]) | count(lines[price > 1]) | count(lines[category = null])
count(lines.product) | some l in lines satisfies l.quantity > 2 | some l in lines satisfies l.price > 2
every l in lines satisfies l.quantity > 0 | every l in lines satisfies l.price > 0
every l in lines satisfies l.category = "办公" or l.quantity > 1 | not(some l in lines satisfies l.price > 2)
list contains(lines.sku, "A-1") | list contains(lines.category, null) | list contains(lines.sku, title)
min(lines.price) | max(lines.quantity) | min(lines.sku) | max(lines.category) | mean(lines.price)
median(lines.quantity) | median(lines.price) | mode(lines.quantity) | product(lines[1].quantity, 2) | lines[1].sku
lines[-1].price | lines[2].product.name | lines[1].quantity * lines[1].price | lines.sku | lines[quantity > 1].sku
distinct values(lines.sku) | count(distinct values(lines.sku)) | string join(lines.sku, "、")
string join(distinct values(lines.category), ",") | any(for l in lines return l.price > 2)
all(for l in lines return l.price > 2) | count(lines[product.discount > 0.04])
sum(for l in lines return l.quantity * l.product.discount) | count(lines[product.name = customer.level.name])
some l in lines satisfies l.product.name = customer.level.name and l.quantity > 0
sum(lines[category = "办公"].quantity) | count(lines[item.product = null])
count(for a in lines, b in lines return a.quantity * b.quantity)
sum(for a in lines, b in lines return a.quantity * b.quantity) | count(lines[price = max(lines[price != null].price)])
count(lines[quantity > count(lines[price > 1])])
max(for l in lines return if l.price = null then 0 else l.price * l.quantity)
{ls: lines, n: count(ls[quantity < count(ls[price > item.quantity])])}.n | string(amount) | string(rank) | string(due)
string(placed) | string(paid) | string(term) | title & ":" & amount | title & note | "a" + title | note + title
upper case(title) | lower case(title) | string length(note) | substring(note, 2) | substring(note, -1)
starts with(title, "b") | contains(note, " ") | LEFT(title, 1) = "a" | coalesce(amount, rank) | coalesce(note, title)
IF(amount > 0, "正", "负") | IFS(amount > 100, "大", amount > 0, "小", true, "无")
SWITCH(rank, 1, "一", 7, "七", "其他") | CHOOSE(rank, "x", "y") | ISBLANK(note) | ROUND(amount / 3, 2)
ROUNDUP(amount / 3, 1) | ROUNDDOWN(amount / 3, 0) | round half up(amount, 0) | decimal(amount / 8, 1) | floor(amount)
ceiling(amount) | floor(amount / 7) | abs(amount) | abs(wait) | MOD(rank, 3) | modulo(amount, 7)
modulo(rank, amount) | INT(amount) | even(rank) | odd(rank) | number("12.5") + amount | XOR(paid, amount > 0)
YEAR(due) | MONTH(placed) | DATEDIF(due, today(), "D") | DATEDIF(due, today(), "M") | days between(due, today())
days between(placed, now()) | months between(due, today()) | years between(due, today()) | EOMONTH(due, 1)
EDATE(due, -1) | NETWORKDAYS(due, today()) | start of month(due) | end of quarter(due) | quarter(due)
day of week(due) | week of year(due) | day of year(due) | date(placed) | date(seen) | date(2026, rank, 1)
date(2000 + rank, 2, 29) | date and time(due, time("10:00:00")) | time(rank, 30, 0)
years and months duration(due, today()) | amount instance of number | note instance of string
rank instance of string | {a: amount, b: a * 2}.b | {t: sum(lines.quantity), u: t * 2}.u | [amount, rank][1]
sum([amount, rank]) | max([amount, rank, 3]) | count([amount, rank][item > 1])
sum(for x in [1, 2, 3] return x * rank) | some x in [1, 2, amount] satisfies x > 5 | for x in 1..3 return x * rank
amount / 3 = 2 | amount / 3 > 2.3333 | [1..10].start
"""
EXACT = [text.strip() for line in ROWS.splitlines() for text in line.split(" | ") if text.strip()]
CUT_OFF = [
    "amount / rank", "rank / 3", "1 / rank", "amount / 7 * 3", 'wait / duration("PT1H")', "mean(lines.quantity)",
    "stddev(lines.quantity)", "mean(for l in lines return l.quantity / 7)",
]  # fmt: skip
"""What DuckDB computes with fewer digits than the language: see the note on precision in the target."""


class Database(Protocol):
    """What a test needs of a database."""

    name: str

    def column(self, text: str, parameters: Sequence[Any]) -> list[Any]:
        """Return the first column of a query."""


class PostgresDatabase:
    """A PostgreSQL with the shop in it."""

    name = "postgres"

    def __init__(self, url: str) -> None:
        self._runner = asyncio.Runner()
        self._connection = self._runner.run(asyncpg.connect(url))
        self._runner.run(self._fill())

    async def _fill(self) -> None:
        await self._connection.execute(orders.SCHEMA.format(duration="numeric"))
        for statement, rows in orders.inserts():
            await self._connection.executemany(statement, rows)

    def column(self, text: str, parameters: Sequence[Any]) -> list[Any]:
        return [row[0] for row in self._runner.run(self._connection.fetch(text, *parameters))]

    def close(self) -> None:
        self._runner.run(self._connection.execute("DROP TABLE shop_level, shop_customer, shop_order, shop_line"))
        self._runner.run(self._connection.close())
        self._runner.close()


class DuckDatabase:
    """A DuckDB with the shop in it."""

    name = "duckdb"

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")
        self.connection.execute(orders.SCHEMA.format(duration="HUGEINT"))
        for statement, rows in orders.inserts():
            self.connection.executemany(statement, rows)

    def column(self, text: str, parameters: Sequence[Any]) -> list[Any]:
        return [row[0] for row in self.connection.execute(text, parameters).fetchall()]


@pytest.fixture(scope="module")
def postgres(postgres_url: str) -> Iterator[PostgresDatabase]:
    database = PostgresDatabase(postgres_url)
    yield database
    database.close()


@pytest.fixture(scope="module")
def duck() -> Iterator[DuckDatabase]:
    database = DuckDatabase()
    yield database
    database.connection.close()


@pytest.fixture(params=["postgres", "duckdb"])
def database(request: pytest.FixtureRequest) -> Database:
    found: Database = request.getfixturevalue("postgres" if request.param == "postgres" else "duck")
    return found


def same(one: Value, other: Value) -> bool:
    return (one is None and other is None) or equal(one, other) is True


def near(one: Value, other: Value) -> bool:
    """Whether two values are the same, numbers as near as the standard's own runners ask for."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return abs(one - other) < Decimal("1e-8")
    return same(one, other) or nested(one) == nested(other)


def sql(text: str, dialect: str, source: Source = orders.SOURCE, scope: Scope = ORDERS, **options: Any) -> SqlQuery:
    return compile_sql(expression(text, scope), source, dialect, **options)


def written(text: str, dialect: str, source: Source = orders.SOURCE, scope: Scope = ORDERS, **options: Any) -> str:
    query = sql(text, dialect, source, scope, **options)
    assert query.text is not None, [found.text() for found in query.diagnostics]
    return query.text


def over_rows(database: Database, text: str) -> tuple[list[Value], list[Value]]:
    """Return what Python and the database give for each order."""
    found = expression(text, ORDERS)
    assert found.tree is not None
    with clock.held(NOW):
        expected = [found.evaluate(values) for values in orders.values()]
    query = sql(text, database.name)
    assert query.text is not None, [one.text() for one in query.diagnostics]
    raw = database.column(f"SELECT {query.output} FROM shop_order AS o ORDER BY id", query.bind(now=NOW))
    return expected, [query.read(one) for one in raw]


# --- examples -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["postgres", "duckdb"])
def test_every_example_gives_its_result_in_sql(dialect: str, postgres_url: str) -> None:
    asked: list[Asked] = [(expression(text, Scope({})), {}) for _, text in EXAMPLES]
    modes: tuple[Known, ...] = ("opaque", "written", "folded")
    wrong: list[str] = []
    computed = 0
    for known in modes:
        outcomes = (
            evaluate_in_postgres(postgres_url, asked, known=known)
            if dialect == "postgres"
            else evaluate_in_duckdb(asked, known=known)
        )
        for (kind, text), (example, _), outcome in zip(EXAMPLES, asked, outcomes, strict=True):
            refused = any(one.code == "not-on-target" for one in outcome.warnings)
            computed += known == "opaque" and not refused
            if refused and known == "opaque":
                continue  # some arguments have to be known beforehand
            expected = example.evaluate({})
            if outcome.warnings or not same(expected, outcome.value):
                reasons = [one.text() for one in outcome.warnings]
                wrong.append(f"{known} {kind}: {text} is {nested(outcome.value)} for {nested(expected)} {reasons}")
    assert not wrong, "\n".join(wrong)
    assert computed > len(EXAMPLES) * 0.75, "most examples run in SQL although nothing is known beforehand"


def test_what_a_function_leaves_to_a_builder_has_one() -> None:
    built = {kind for kind, one in FUNCTIONS.items() if one.sql is not None and one.sql.built}
    assert built == set(BUILDERS)


# --- rows -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", EXACT)
def test_a_value_over_rows_is_the_same(database: Database, text: str) -> None:
    expected, found = over_rows(database, text)
    for at, (one, other) in enumerate(zip(expected, found, strict=True), 1):
        assert same(one, other), (at, nested(one), nested(other))


@pytest.mark.parametrize("text", CUT_OFF)
def test_a_quotient_over_rows_is_exact_or_cut_off_after_twelve_digits(database: Database, text: str) -> None:
    expected, found = over_rows(database, text)
    for one, other in zip(expected, found, strict=True):
        if one is None or other is None or database.name == "postgres":
            assert (one is None) == (other is None)
            assert one is None or abs(CONTEXT.subtract(one, other)) <= abs(one) * Decimal("1e-32")
        else:
            assert abs(one - other) <= Decimal("1e-11")


@pytest.mark.parametrize("text", [text for text in EXACT if "lines.sku" not in text])
def test_a_condition_keeps_the_rows_where_it_is_true(database: Database, text: str) -> None:
    expected, _ = over_rows(database, text)
    if not all(one is None or isinstance(one, bool) for one in expected):
        return
    query = sql(text, database.name, condition=True)
    raw = database.column(f"SELECT id FROM shop_order AS o WHERE {query.text} ORDER BY id", query.bind(now=NOW))
    assert raw == [at for at, one in enumerate(expected, 1) if one is True]


# --- texts ----------------------------------------------------------------------------------------------------------


def test_a_condition_reads_as_people_write_it() -> None:
    text = 'title = "high" and amount > 500000 and rank > 7 and due = date("2026-01-01")'
    assert written(text, "postgres", condition=True) == (
        'o."title" = CAST($1 AS text) AND o."amount" > 500000 AND o."rank" > 7 AND o."due" = CAST($2 AS date)'
    )


def test_equality_of_what_can_be_null_is_distinct_from_null_as_a_value_only() -> None:
    assert written('note = "x"', "postgres") == 'o."note" IS NOT DISTINCT FROM CAST($1 AS text)'
    assert written('note = "x"', "postgres", condition=True) == 'o."note" = CAST($1 AS text)'
    assert written('title = "x"', "postgres") == 'o."title" = CAST($1 AS text)'
    assert written("note = title", "duckdb", condition=True) == 'o."note" = o."title"'


def test_texts_are_ordered_by_code_point() -> None:
    table = Table("x", {"code": Column("code", t.STRING, by_code_point=True), "name": Column("name", t.STRING)})
    source, scope = Source(table, "x"), Scope(table.members())
    assert written("name < code", "postgres", source, scope) == 'x."name" COLLATE "C" < x."code"'
    assert written("name < code", "duckdb", source, scope) == 'x."name" < x."code"'


def test_parameters_are_numbered_from_where_the_caller_says_and_equal_ones_are_one() -> None:
    query = sql('title = "a" or note = "a" or note = "b"', "postgres", first=4)
    assert query.text is not None
    assert "$4" in query.text
    assert "$5" in query.text
    assert "$6" not in query.text
    assert query.bind() == ["a", "b"]


def test_the_clock_is_a_parameter_that_is_filled_when_the_query_runs() -> None:
    query = sql("due < today() and placed < now()", "postgres")
    assert query.bind(now=NOW) == [NOW.date(), NOW]
    assert sql("placed < now()", "duckdb").bind(now=NOW) == [1_795_262_400_000_000]


def test_inputs_are_given_when_the_query_runs(database: Database) -> None:
    source = replace(orders.SOURCE, inputs={"least": t.NUMBER, "names": t.ListType(t.STRING)})
    scope = ORDERS.extended(dict(source.inputs))
    query = sql("amount >= least and title in names", database.name, source, scope, condition=True)
    bound = query.bind({"least": Decimal("0.5"), "names": ["a", "b", "ß"]})
    raw = database.column(f"SELECT id FROM shop_order AS o WHERE {query.text} ORDER BY id", bound)
    assert raw == [1, 5]


def test_values_that_are_known_become_parameters_and_never_text(database: Database) -> None:
    hostile = "x'); DROP TABLE shop_order; --"
    source = replace(orders.SOURCE, values={"given": hostile, "several": [hostile, "B"]})
    scope = ORDERS.extended({"given": t.STRING, "several": t.ListType(t.STRING)})
    query = sql("title = given or title in several", database.name, source, scope, condition=True)
    assert query.text is not None
    assert "DROP" not in query.text
    assert database.column(f"SELECT id FROM shop_order AS o WHERE {query.text}", query.bind()) == [2]


def test_an_identifier_cannot_break_out_of_its_quotes() -> None:
    table = Table('t"; DROP', {"a": Column('a" b', t.NUMBER)})
    assert written("a + 1", "postgres", Source(table, "t"), Scope(table.members())) == 't."a"" b" + 1'


def test_instants_are_seen_in_the_zone_of_the_source(database: Database) -> None:
    source = replace(orders.SOURCE, zone=ZoneInfo("Asia/Shanghai"))
    query = sql("placed.hour", database.name, source)
    raw = database.column(f"SELECT {query.output} FROM shop_order AS o WHERE id = 1", query.bind())
    assert query.read(raw[0]) == Decimal(18)


# --- the cases of the standard ---------------------------------------------------------------------------------------


@pytest.mark.skipif(not CASES.is_file(), reason=f"the cases of the standard are not here: {CASES.name}")
@pytest.mark.parametrize("dialect", ["postgres", "duckdb"])
def test_a_case_of_the_standard_gives_its_value_or_says_that_sql_cannot(dialect: str, postgres_url: str) -> None:
    read = [read_case(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    cases = [case for case in read if isinstance(case, Case)]
    asked: list[Asked] = [(case.expression(), case.values) for case in cases]
    outcomes = evaluate_in_postgres(postgres_url, asked) if dialect == "postgres" else evaluate_in_duckdb(asked)
    wrong: list[str] = []
    given = 0
    for case, (found, values), outcome in zip(cases, asked, outcomes, strict=True):
        if any(one.code == "not-on-target" for one in outcome.warnings):
            assert outcome.value is None
            continue
        given += 1
        expected = found.evaluate(values)
        if not near(expected, outcome.value):
            wrong.append(f"{case.id}: {case.expr} is {nested(outcome.value)} for {nested(expected)}")
    assert not wrong, "\n".join(wrong)
    assert given > len(cases) * 0.85, "most cases run in SQL"


# --- what SQL cannot say --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('matches(title, "a.*")', "matches"),
        ("sort(lines.quantity, function(a, b) a < b)", "function"),
        ("for x in lines return partial", "partial"),
        ("lines[rank]", "position"),
        ("if paid then amount else title", "different types"),
        ("[lines, lines]", "context"),
        ("customer", "context"),
    ],
)
@pytest.mark.parametrize("dialect", ["postgres", "duckdb"])
def test_what_sql_cannot_say_is_a_diagnostic_with_its_place(dialect: str, text: str, word: str) -> None:
    query = sql(text, dialect)
    assert query.text is None
    found = query.diagnostics[0]
    assert found.code == "not-on-target"
    assert word in found.message.en
    assert found.span is not None
    assert "无法" in found.message.zh_cn


def test_every_place_that_sql_cannot_say_is_reported() -> None:
    query = sql('matches(title, "a") and matches(note, "b")', "postgres")
    assert [found.span for found in query.diagnostics] == [(0, 19), (24, 42)]
