"""Tables of another database: read through a connection, never written, for the roles that they name."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest
from pydantic import SecretStr

from engine_reports.query import ReportQuery
from lowcode.bundle.named_dataset import NamedDataset
from lowcode.bundle.report_parts import ReportParts
from lowcode.kernel.errors import Forbidden, Invalid, NotFound, Unavailable
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.connection_tables import ConnectionTables, name_of
from lowcode.services.connections import Connections, NewConnection
from lowcode.services.record_app import RecordApp
from lowcode.services.record_reading import Reading
from lowcode.services.report_app import ReportApp
from lowcode.services.report_asking import ReportAsking
from lowcode.services.report_drill import behind
from lowcode.services.report_messages import BehindAsk
from lowcode.services.report_outside import OutsideSource
from lowcode.services.report_source import PostgresSource
from lowcode.services.workspace import Workspace
from tests.services.records.conftest import Person, person, records
from tests.services.records.shop import build, record_app, said

__all__ = ["person", "records"]
TABLES = """
CREATE SCHEMA books;
CREATE TABLE books.invoice ("No" integer PRIMARY KEY, customer varchar(20), total double precision, paid timestamp,
    secret text);
INSERT INTO books.invoice VALUES (1, 'Ada', 10.5, '2026-01-31 23:30', 's'), (2, 'Ada', 0.25, NULL, 's'),
    (3, 'Bob', 4, '2026-02-01 00:30', 's'), (4, NULL, NULL, '2026-02-03', 's');
CREATE VIEW books.slow AS SELECT "No" AS number FROM books.invoice, pg_sleep(20);
CREATE TABLE books.dunning (invoice integer, level integer);
INSERT INTO books.dunning VALUES (1, 1), (1, 2), (2, 1), (1, 3);
CREATE ROLE reader LOGIN PASSWORD 'seven';
GRANT USAGE ON SCHEMA books TO reader;
GRANT SELECT ON ALL TABLES IN SCHEMA books TO reader;
"""


def column(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": said(name), "type": kind, **more}


INVOICE: dict[str, Any] = {
    "name": "invoice",
    "label": said("Invoices", "发票"),
    "table": {
        "connection": "erp", "schema": "books", "table": "invoice", "key": "number", "roles": ["clerk"],
        "columns": [column("number", "integer", column="No"), column("customer", "text"),
                    column("total", "number", decimals=2), column("paid", "date_time")],
    },
    "joins": [{
        "name": "dunned", "label": said("Dunned", "催款"), "of": "dunning", "cardinality": "one_to_many",
        "on": [{"own": "number", "other": "invoice"}],
        "gathered": [{"name": "times", "label": said("Times", "次数"), "aggregate": "count"}],
    }],
    "computed": [{"name": "open", "label": said("Open", "未付"), "expression": "paid = null"}],
}  # fmt: skip
DUNNING: dict[str, Any] = {
    "name": "dunning",
    "label": said("Dunning", "催款"),
    "table": {
        "connection": "erp", "schema": "books", "table": "dunning", "key": "invoice", "roles": ["clerk"],
        "columns": [column("invoice", "integer"), column("level", "integer")],
    },
}  # fmt: skip
OF_ADA: dict[str, Any] = {"name": "of_ada", "label": said("Ada"), "of": "invoice", "filter": 'customer = "Ada"'}
SUM = {"name": "total", "of": {"kind": "sum", "value": "total"}}


class World:
    """An app whose datasets are in another database."""

    def __init__(self, workspace: Workspace, app: RecordApp, clerk: Actor, other: Actor, port: int) -> None:
        database = workspace.database
        self.clerk, self.other, self.app, self.port = clerk, other, app, port
        self.settings = replace(workspace.settings, http_allowed="127.0.0.1", report_seconds=2)
        self.connections = Connections(database, self.settings)
        self.outside = OutsideSource(database, self.settings)
        self.asking = ReportAsking(Reading(database), [self.outside, PostgresSource(database, 5)])
        self.parts = {one["name"]: NamedDataset.model_validate(one) for one in (INVOICE, DUNNING, OF_ADA)}
        self.asking._apps[app] = ReportApp(app, ReportParts(datasets=self.parts))

    async def ask(self, who: Actor | None = None, **query: Any) -> list[dict[str, Any]]:
        """Return the values of an answer."""
        asker = await self.asking.asker(self.app, who or self.clerk)
        asked = ReportQuery.model_validate({"dataset": "invoice", **query})
        found = await self.asking.find(asker.question(asked))
        assert found.engine == "external"
        return [dict(one.values) for one in found.rows]

    async def connect(self, host: str = "127.0.0.1", secret: str = "reader:seven", kind: Any = "database") -> None:
        """Set up the connection."""
        url = f"postgresql://{host}:{self.port}/{NAME}"
        await self.connections.put(PRODUCT, "erp", NewConnection(kind=kind, url=url, secret=SecretStr(secret)))


NAME = f"erp_{uuid4().hex[:8]}"


@pytest.fixture
async def port(postgres_url: str) -> AsyncIterator[int]:
    """The port of another database of the server, with invoices that somebody may read."""
    connection = await asyncpg.connect(postgres_url)
    await connection.execute(f"CREATE DATABASE {NAME}")
    url = urlsplit(postgres_url)
    other = await asyncpg.connect(urlunsplit(url._replace(path=f"/{NAME}")))
    await other.execute(TABLES)
    await other.close()
    socket = f"{parse_qs(url.query)['host'][0]}/.s.PGSQL.{parse_qs(url.query)['port'][0]}"

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry what is said between a caller and the server, which listens to no network."""
        inner, outer = await asyncio.open_unix_connection(socket)
        await asyncio.gather(_carried(reader, outer), _carried(inner, writer))
        running.discard(asyncio.current_task())

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        running.add(asyncio.create_task(relay(reader, writer)))

    running: set[asyncio.Task[None] | None] = set()
    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    # Whoever called has gone, so that each of them ends by itself.
    await asyncio.gather(*[one for one in running if one is not None])
    await connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
    await connection.execute("DROP ROLE reader")
    await connection.close()


async def _carried(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    """Carry everything from one to the other until one of them ends."""
    with suppress(ConnectionError):
        while piece := await source.read(65_536):
            target.write(piece)
            await target.drain()
    target.close()
    with suppress(ConnectionError):
        await target.wait_closed()


@pytest.fixture
async def world(workspace: Workspace, person: Person, port: int) -> World:
    """A world in which the connection is set up."""
    roles: list[dict[str, Any]] = [
        {"name": "clerk", "label": said("Clerk"), "grants": []},
        {"name": "seller", "label": said("Seller"), "grants": [{"form": "customer", "actions": ["see"]}]},
    ]
    app = record_app(roles)
    await build(workspace.database, app)
    found = World(workspace, app, await person("cleo", "clerk"), await person("sam", "seller"), port)
    await found.connect()
    return found


async def test_another_database_answers_in_its_own_types(world: World) -> None:
    by = {"name": "customer", "expression": "customer"}
    rows = await world.ask(dimensions=[by], measures=[SUM], totals="grand")
    assert [(one["customer"], one["total"]) for one in rows] == [
        ("Ada", Decimal("10.75")), ("Bob", Decimal(4)), (None, None), (None, Decimal("14.75"))
    ]  # fmt: skip
    day = {"name": "day", "expression": "paid", "grain": "day"}
    assert [one["day"] for one in await world.ask(dimensions=[day], filter="paid != null")] == [
        date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 3)
    ]  # fmt: skip
    (row,) = await world.ask(measures=[SUM], filter="open")
    assert row["total"] == Decimal("0.25")
    # A dataset over the dataset, and another table of the same database beside it: nothing is there twice.
    (row,) = await world.ask(dataset="of_ada", measures=[SUM])
    assert row["total"] == Decimal("10.75")
    times = {"name": "times", "of": {"kind": "sum", "value": "dunned.times"}}
    (row,) = await world.ask(measures=[SUM, times])
    assert (row["total"], row["times"]) == (Decimal("14.75"), 4)


async def test_only_its_roles_and_only_its_columns(world: World) -> None:
    with pytest.raises(Invalid, match="no such dataset"):
        await world.ask(world.other, measures=[SUM])
    with pytest.raises(Invalid) as raised:
        await world.ask(dimensions=[{"name": "s", "expression": "secret"}])
    assert [one.path for one in raised.value.diagnostics] == ["/dimensions/0/expression"]
    asker = await world.asking.asker(world.app, world.clerk)
    query = ReportQuery.model_validate({"dataset": "invoice", "measures": [SUM]})
    with pytest.raises(Invalid) as raised:
        await behind(world.asking, asker, BehindAsk(query=query))
    assert raised.value.diagnostics[0].code == "report-rows-elsewhere"
    # What is joined has roles of its own: without them it is not there.
    assert await world.ask(dimensions=[{"name": "t", "expression": "dunned.times"}])
    table = world.parts["dunning"].table
    assert table is not None
    closed = world.parts["dunning"].model_copy(update={"table": table.model_copy(update={"roles": ("seller",)})})
    world.asking._apps[world.app] = ReportApp(world.app, ReportParts(datasets=world.parts | {"dunning": closed}))
    assert await world.ask(measures=[SUM])
    with pytest.raises(Invalid):
        await world.ask(dimensions=[{"name": "t", "expression": "dunned.times"}])


async def test_nothing_is_written_and_nothing_takes_too_long(world: World) -> None:
    async with world.outside.session("erp") as connection:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await connection.execute("CREATE TABLE books.mine (a integer)")
        # Whoever wrote the table may let it be slow.
    slow = INVOICE["table"] | {"table": "slow", "columns": [column("number", "integer")]}
    named = NamedDataset.model_validate({"name": "slow", "label": said("Slow"), "table": slow})
    world.asking._apps[world.app] = ReportApp(world.app, ReportParts(datasets={"slow": named}))
    with pytest.raises(Invalid) as raised:
        await world.ask(dataset="slow", measures=[{"name": "n", "of": {"kind": "sum", "value": "number"}}])
    assert raised.value.diagnostics[0].code == "report-too-slow"


async def test_a_connection_that_does_not_fit_says_what_to_do(world: World) -> None:
    for settings, code in (
        ({"kind": "http"}, "report-connection-kind"),
        ({"secret": "reader"}, "report-database-away"),
        ({"secret": ""}, "report-connection-kind"),
        ({"host": "127.0.0.2"}, "address-not-allowed"),
    ):
        await world.connect(**settings)
        with pytest.raises((Invalid, Unavailable, Forbidden)) as raised:
            await world.ask(measures=[SUM])
        (told,) = raised.value.diagnostics
        assert (told.code, told.hint is not None) == (code, True)
        assert "seven" not in str(raised.value) + told.text()
    await world.connections.drop(PRODUCT, "erp")
    with pytest.raises(NotFound):
        await world.ask(measures=[SUM])


async def test_an_administrator_finds_the_tables_and_what_a_dataset_reads_of_them(world: World) -> None:
    looking = ConnectionTables(world.outside)
    found = await looking.tables(PRODUCT, "erp")
    assert (found.database, found.account, found.encrypted) == (NAME, "reader", False)
    assert [(one.schema_, one.table, one.kind) for one in found.tables] == [
        ("books", "dunning", "table"), ("books", "invoice", "table"), ("books", "slow", "view")
    ]  # fmt: skip
    assert [one.table for one in (await looking.tables(PRODUCT, "erp", "INVO")).tables] == ["invoice"]
    read = await looking.columns(PRODUCT, "erp", "books", "invoice")
    assert [(one.name, one.column, one.type) for one in read.columns] == [
        ("no", "No", "integer"), ("customer", None, "text"), ("total", None, "number"), ("paid", None, "date_time"),
        ("secret", None, "text"),
    ]  # fmt: skip
    assert (read.name, read.key, read.label.en) == ("invoice", "no", "Invoice")
    # What is offered is a dataset that answers.
    table = {"connection": "erp", "schema": "books", "table": "invoice", "roles": ["clerk"], "key": read.key}
    offered = {"name": read.name, "label": read.label, "table": {**table, "columns": read.columns}}
    named = NamedDataset.model_validate(offered)
    assert await world.outside.look({"invoice": named}) == []
    world.asking._apps[world.app] = ReportApp(world.app, ReportParts(datasets={"invoice": named}))
    assert (await world.ask(measures=[SUM]))[0]["total"] == Decimal("14.75")
    for work in (looking.tables(world.clerk, "erp"), looking.columns(world.clerk, "erp", "books", "invoice")):
        with pytest.raises(Forbidden):
            await work
    with pytest.raises(NotFound):
        await looking.columns(PRODUCT, "erp", "pg_catalog", "pg_class")


def test_names_of_other_databases_become_names_in_expressions() -> None:
    taken: set[str] = set()
    assert [name_of(one, taken) for one in ("OrderNo", "order_no", "2nd Price", "金额", "单价", "x" * 60)] == [
        "order_no", "order_no_2", "nd_price", "column", "column_2", "x" * 40
    ]  # fmt: skip


async def test_publishing_tells_what_the_other_database_lacks(world: World) -> None:
    assert await world.outside.look(world.parts) == []
    table = world.parts["invoice"].table
    assert table is not None
    columns = (*table.columns, table.columns[1].model_copy(update={"name": "missing"}))
    for changed, code, path in (
        ({"columns": columns}, "report-external-column", "datasets/invoice.json/table/columns/4/column"),
        ({"table": "invoices"}, "report-external-table", "datasets/invoice.json/table/table"),
        ({"connection": "crm"}, "connection-unknown", "datasets/invoice.json/table/connection"),
    ):
        named = world.parts["invoice"].model_copy(update={"table": table.model_copy(update=changed)})
        (told,) = await world.outside.look({"invoice": named})
        assert (told.code, told.path, told.severity) == (code, path, "warning")
        assert told.hint is not None
