"""Posting records anew: when ledgers are new or have other rules, when lines expire, and to repair."""

from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from lowcode.kernel import clock
from lowcode.services.ledger_posting import post
from lowcode.services.record_app import RecordApp
from lowcode.services.record_drafts import Draft
from lowcode.store.records import Author
from lowcode.store.statement import Connection

BATCH: Final = 500
FIRST: Final = UUID(int=0)


async def held(connection: Connection, app: RecordApp, form: str, ids: Sequence[UUID]) -> list[Draft]:
    """Return records as drafts without a change, held until the transaction ends."""
    statements = app.statements(form)
    records = [statements.values(row) for row in await statements.fetch(connection, ids, lock=True)]
    await statements.add_rows(connection, records)
    return [Draft(UUID(str(one["id"])), {}, one, values=one) for one in records]


async def next_ids(connection: Connection, app: RecordApp, form: str, after: UUID) -> list[UUID]:
    """Return the next records of a form, those in the trash too."""
    name = app.statements(form).shape.name
    rows = await connection.fetch(f"SELECT id FROM {name} WHERE id > $1 ORDER BY id LIMIT {BATCH}", after)
    return [row["id"] for row in rows]


async def reposted(connection: Connection, app: RecordApp, form: str, ids: Sequence[UUID], author: Author) -> int:
    """Post what records want, and take back what they want no more; returns how many lines that took.

    Nothing is refused: what records say has been accepted before.
    """
    drafts = await held(connection, app, form, ids)
    return await post(connection, app, author, [(form, drafts)], checked=False)


async def renewed_ledgers(connection: Connection, old: RecordApp | None, app: RecordApp, most: int) -> bool:
    """Bring ledgers that are new, or have other rules, up to date in the transaction that publishes them.

    A ledger with other keys begins anew. Returns False, having done nothing with records, when there are more than
    `most` of them: then `lowcode ledger verify --repair` does it.
    """
    former = {} if old is None else old.ledgers.ledgers
    for name, ledger in app.ledgers.ledgers.items():
        before = former.get(name)
        if before is not None and before.keys != ledger.keys:
            key_types = [[(one.name, one.to, one.type) for one in each.keys] for each in (before, ledger)]
            if key_types[0] != key_types[1]:
                await app.ledger_statements(name).clear(connection)
    forms = forms_to_post(old, app)
    counts = [await connection.fetchval(f"SELECT count(*) FROM {app.tables.shape(form).name}") for form in forms]
    if sum(counts) > most:
        return False
    for form in sorted(forms):
        await renewed_form(connection, app, form)
    return True


def forms_to_post(old: RecordApp | None, app: RecordApp) -> set[str]:
    """Return the forms whose records post otherwise than in the version before, or for the first time."""
    former = {} if old is None else old.ledgers.ledgers
    forms: set[str] = set()
    for name, ledger in app.ledgers.ledgers.items():
        before = former.get(name)
        if before is None or (before.keys, before.measures, before.postings) != (
            ledger.keys,
            ledger.measures,
            ledger.postings,
        ):
            forms |= {one.form for one in (*ledger.postings, *(before.postings if before else ()))}
    return forms & {one.name for one in app.forms if app.keeps(one.name)}


async def renewed_form(connection: Connection, app: RecordApp, form: str) -> int:
    """Post all records of a form anew; returns how many lines that took."""
    author = Author(clock.now(), None, {"kind": "publish"})
    last, count = FIRST, 0
    while ids := await next_ids(connection, app, form, last):
        last = ids[-1]
        count += await reposted(connection, app, form, ids, author)
    return count


def forms_of(app: RecordApp, ledgers: Iterable[str]) -> list[str]:
    """Return the forms whose records post to ledgers."""
    names = set(ledgers)
    return sorted(form for form, rules in app.ledgers.rules.items() if names & rules.keys())
