"""Questions in Spark: written without a Spark, and answered by one where there is one."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest

from engine_reports.access import EVERYTHING
from engine_reports.compilation import compile_query
from engine_reports.query import ReportQuery
from engine_rules import types as t
from engine_rules.expression import Expression
from engine_rules.scope import Scope
from engine_rules.targets.sql.query import compile_sql
from engine_rules.targets.sql.source import Column, Source, Table
from engine_rules.values import Value
from tests.engine_reports.questions import Questions
from tests.engine_reports.spark_shop import SparkShop, SparkTables
from tests.engine_reports.test_targets_agree import SHOP, SUBJECTS, compare

URL = os.environ.get("TEST_SPARK_URL", "")
"""A Spark Connect as `sc://host:15002`, or `local[2]` where java is; Spark reads files that are written here."""
PYTHON = os.environ.get("TEST_SPARK_PYTHON", "")
"""A Python that has `pyspark` 4 or `pyspark-client` 4."""
TABLE = Table(
    "things",
    {
        "amount": Column("amount", t.NUMBER, digits=(12, 2)),
        "count": Column("count", t.NUMBER, integer=True),
        "name": Column("name", t.STRING),
        "at": Column("at", t.DATE_TIME),
        "day": Column("day", t.DATE),
        "clock": Column("clock", t.TIME),
    },
)

THINGS = """
CREATE TABLE things (id integer, amount numeric(14, 2), count integer, name varchar, "at" timestamptz, day date);
INSERT INTO things VALUES
    (1, 12.34, 3, 'a', '2024-02-29 23:30:00+00', '2024-02-29'), (2, -12.35, -4, 'Z', '2025-12-31 16:00:00+00',
    '2025-12-29'), (3, 0.00, 0, '', '1999-01-03 00:00:00+00', '2021-01-03'), (4, NULL, NULL, NULL, NULL, NULL),
    (5, 999999999999.99, 2147483647, '中文 \\n', '2026-10-25 00:30:00+00', '0999-12-31'),
    (6, -999999999999.99, 7, 'ß', '1970-01-01 00:00:00+00', '2024-12-31'), (7, 0.05, 1, 'a ', NULL, '2023-01-01');
"""
EXPRESSIONS = (
    "amount / count", "amount / 3", "1 / amount", "count / amount / 7", "amount / 7 + count", "amount * amount",
    "amount * amount * 0.001", "-amount + count", "amount ** 2", "count ** 3 / 7", "amount - 0.005",
    "round half up(amount, 1)", "decimal(amount, 1)", "floor(amount)", "ceiling(amount)", "floor(amount, 1)",
    "round up(amount, 1)", "round down(amount, 1)", "round half up(amount / 3, 5)", "decimal(amount / 8, 2)",
    "abs(amount)", "even(count)", "odd(count)", "amount > count", "amount = 12.34", "amount in [0..100]",
    "amount in (1, 0.05, -12.35)", 'name = "a"', 'name < "b"', 'name in ("a", "ß", "")', 'name + "x"', "name = null",
    "not(amount > 0)", "amount > 0 and count < 5", "amount > 0 or name = null", 'if count > 2 then "x" else name',
    "day.year", "day.month", "day.day", "day.weekday", "at.year", "at.hour", "at.minute", "at.weekday",
    "day of week(day)", "day of year(day)", "week of year(day)", "month of year(day)", "date(at)",
    'day + duration("P3D")', 'day - duration("P40D")', 'day + duration("P1M")', 'day - duration("P1Y2M")',
    "days between(day, date(at))", 'day > @"2024-01-01"', 'at >= @"2025-01-01T00:00:00Z"', "at", "day",
    'starts with(name, "a")', 'starts with(name, "")', 'ends with(name, " ")', 'contains(name, "文")',
    'contains(name, "")', "start of month(day)", "start of quarter(day)", "start of week(day)", "start of year(day)",
    "end of month(day)", "end of quarter(day)", "end of week(day)", "end of year(day)",
    "coalesce(amount, count, 0)", "ISBLANK(name)", '(day - @"2024-01-01") > duration("P30D")', 'is(name, "a")',
)  # fmt: skip
"""What has to have the same values; things of the table are at the borders."""


def compiled(text: str) -> tuple[str | None, list[str]]:
    """Return an expression over things in Spark SQL, and the codes of what it says instead."""
    found = compile_sql(Expression(text, Scope(TABLE.members())), Source(TABLE), "spark")
    return found.text, [one.code for one in found.diagnostics]


def test_every_generated_question_is_said_in_spark_sql() -> None:
    questions = Questions(1)
    for _ in range(200):
        query = questions.draw()
        found = compile_query(query, SUBJECTS[query.dataset], EVERYTHING, "spark")
        assert not found.diagnostics
        assert "GROUPING SETS" not in found.text, "a total of no rows would be missing"
        assert "percentile" not in found.text, "Spark's are floating-point numbers"
        assert "//" not in found.text


@pytest.mark.parametrize(
    "text",
    [
        "sqrt(amount)",
        "string(amount)",
        'clock > @"10:00:00"',
        'at + duration("PT90M")',
        "for i in [amount, 2] return i",
        "round half down(amount, 1)",
        "upper case(name)",
    ],
)
def test_what_spark_would_answer_otherwise_is_not_on_target(text: str) -> None:
    assert compiled(text) == (None, ["not-on-target"])


def test_parameters_have_names() -> None:
    assert compiled('name = "a"') == ('r."name" IS NOT DISTINCT FROM CAST(:p1 AS STRING)', [])


def test_quotients_are_whole_numbers_that_are_divided_without_a_rest() -> None:
    found = compile_query(
        ReportQuery.model_validate(
            {"dataset": "order", "measures": [{"name": "a", "of": {"kind": "average", "value": "amount"}}]}
        ),
        SUBJECTS["order"],
        EVERYTHING,
        "spark",
    )
    assert "% CAST(" in found.text
    assert "DOUBLE" not in found.text.upper()


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkTables]:
    if not URL or not PYTHON or (not URL.startswith("sc://") and shutil.which("java") is None):
        pytest.skip("no Spark here: TEST_SPARK_URL and TEST_SPARK_PYTHON say where one is")
    with SparkTables(tmp_path_factory.mktemp("spark"), URL, PYTHON) as found:
        yield found


def test_spark_gives_the_same_answers(tables: SparkTables) -> None:
    questions, spark = Questions(11), SparkShop(SHOP, tables)
    differences = [text for _ in range(20) for text in compare(questions.draw(), [spark])]
    assert not differences, f"{len(differences)} differences\n" + "\n\n".join(differences[:3])


def test_spark_gives_the_same_values_of_expressions(tables: SparkTables) -> None:
    with duckdb.connect(":memory:", config={"threads": "1"}) as connection:
        connection.execute(THINGS)
        tables.copy(connection, ["things"])
        found = {text: values(text, "spark", tables.rows) for text in EXPRESSIONS}
        expected = {
            text: values(text, "duckdb", lambda sql, given: connection.execute(sql, given).fetchall())
            for text in EXPRESSIONS
        }
    assert found == expected


def values(text: str, dialect: str, ask: Callable[[str, list[Any]], list[tuple[Any, ...]]]) -> list[Value]:
    """Return an expression over all things, as a database computes it."""
    query = compile_sql(Expression(text, Scope(TABLE.members())), Source(TABLE), dialect)
    assert query.text is not None, (text, dialect, [one.text() for one in query.diagnostics])
    rows = ask(f'SELECT {query.output} AS v FROM "things" AS r ORDER BY r."id"', query.bind())
    return [query.read(row[0]) for row in rows]
