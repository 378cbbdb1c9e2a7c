"""Importing: 100,000 customers from a file with validation and references, against `COPY` of the same rows."""

import asyncio
import csv
import io
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from bench import Figure
from bench._customers import APP, DOCUMENT, record
from lowcode.bundle.app import LAYOUT
from lowcode.bundle.folder import write
from lowcode.kernel import collector
from lowcode.services.accounts import NewAccount
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.exports import ExportRequest, Exports
from lowcode.services.files import Files
from lowcode.services.import_messages import ImportMapping
from lowcode.services.imports import Imports, NewImport
from lowcode.services.record_app import RecordApp, record_app_of
from lowcode.services.record_writing import NewRecord
from lowcode.services.records import Records
from lowcode.services.roles import NewGrant
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store import embedded
from lowcode.store.database import Database, opened
from lowcode.store.migration import migrate

WORKSPACE = "bench"
REGIONS = 30
_GRANTS: list[dict[str, Any]] = [
    {"form": one, "actions": ["see", "create", "edit", "import", "export"]} for one in ("customer", "region")
]


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure everything on a server of its own, with the collector as workers have it."""
    collector.spare()
    with tempfile.TemporaryDirectory() as home, embedded.running(Path(home)) as server:
        yield from asyncio.run(_figures(server.url, Path(home), 20_000 if quick else 100_000))


def _document() -> dict[str, Any]:
    """Return the app: the customers of the other benchmarks, each in a region."""
    customer = DOCUMENT["forms"]["customer"]
    said = {"en": "Region", "zh-CN": "地区"}
    name = {"kind": "text", "name": "name", "label": {"en": "Name", "zh-CN": "名称"}, "unique": True}
    fields = [*customer["fields"], {"kind": "reference", "name": "region", "label": said, "to": "region"}]
    region = {"name": "region", "label": said, "fields": [name]}
    role = {"name": "seller", "label": {"en": "Seller", "zh-CN": "销售"}, "grants": _GRANTS}
    return DOCUMENT | {
        "forms": {"customer": customer | {"fields": fields}, "region": region},
        "roles": {"seller": role},
    }


async def _figures(url: str, home: Path, rows: int) -> list[Figure]:
    """Return all figures."""
    settings = Settings(home, url, workspace=WORKSPACE, database_seconds=60)
    await migrate(url, WORKSPACE)
    document = _document()
    async with opened(settings) as database:
        workspace = Workspace(database, settings)
        await workspace.prepare()
        await workspace.bundles.import_files(PRODUCT, write(document, LAYOUT))
        account, ticket = await workspace.accounts.create(PRODUCT, NewAccount(name="seller", display_name="Seller"))
        await workspace.accounts.accept(Actor(), ticket.token, "correct horse battery")
        await workspace.roles.grant(PRODUCT, NewGrant(role=f"{APP}.seller", account_id=account.id))
        seller = Actor(account_id=account.id, roles=frozenset({f"{APP}.seller"}))
        app, records = record_app_of(document), Records(database)
        regions = [NewRecord(values={"name": f"地区 {at}"}) for at in range(REGIONS)]
        await records.writing.create_many(app, PRODUCT, "region", regions)
        imports = Imports(database, settings, records)
        ours, copied, exported = [], [], []
        for _ in range(3):
            await _clear(database)
            ours.append(await _import(Files(database, settings), imports, app, seller, rows))
            start = time.perf_counter()
            file = await Exports(database, records.reading, imports).export(app, seller, "customer", ExportRequest())
            exported.append(time.perf_counter() - start)
            file.path.unlink()
            copied.append(await _copy(database))
    yardstick = statistics.median(copied)
    return [
        Figure("import-with-validation", statistics.median(ours), 5, "s", yardstick, at_most=True),
        Figure("export-to-workbook", statistics.median(exported), 60, "s", at_most=True),
    ]


async def _import(files: Files, imports: Imports, app: RecordApp, seller: Actor, rows: int) -> float:
    """Return how many seconds the run takes, from the file that was uploaded to the last commit."""
    content = io.StringIO()
    written = csv.writer(content)
    names = [*record(0), "region"]
    written.writerow(names)
    for at in range(rows):
        written.writerow([*map(str, record(at).values()), f"地区 {at % REGIONS}"])

    async def pieces() -> AsyncIterator[bytes]:
        yield content.getvalue().encode()

    file = await files.upload(seller, "customers.csv", pieces())
    found = await imports.analyse(app, seller, "customer", NewImport(file=file.id))
    mapping = ImportMapping(header=1, columns=dict(enumerate(names)))
    await imports.start(app, seller, "customer", found.id, mapping)
    start = time.perf_counter()
    outcome = await imports.carry_out(app, seller, "customer", found.id)
    taken = time.perf_counter() - start
    if outcome.created != rows:
        message = f"of {rows} rows {outcome.created} were imported: {outcome.problems[:3]}"
        raise RuntimeError(message)
    return taken


async def _clear(database: Database) -> None:
    """Remove all customers and their history."""
    async with database.connection() as connection:
        await connection.execute(f"TRUNCATE {APP}__customer")
        await connection.execute("ALTER TABLE record_change DISABLE TRIGGER USER")
        await connection.execute("TRUNCATE record_change")
        await connection.execute("ALTER TABLE record_change ENABLE TRIGGER USER")


async def _copy(database: Database) -> float:
    """Return how many seconds `COPY` takes for the same rows into the same table, with its indexes, emptied before."""
    content = io.BytesIO()
    async with database.connection() as connection:
        await connection.copy_from_table(f"{APP}__customer", output=content, timeout=120)
        await connection.execute(f"TRUNCATE {APP}__customer")
        content.seek(0)
        start = time.perf_counter()
        await connection.copy_to_table(f"{APP}__customer", source=content, timeout=120)
        return time.perf_counter() - start
