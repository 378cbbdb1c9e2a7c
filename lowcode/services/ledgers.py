"""`Ledgers`: the use cases of ledgers: what stands, why it does, whether it is right, and putting it right."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import NotFound
from lowcode.kernel.names import Label, label
from lowcode.services.actor import Actor
from lowcode.services.ledger_renewal import FIRST, forms_of, held, next_ids, reposted
from lowcode.services.message import Message
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp
from lowcode.services.record_query import Where
from lowcode.services.record_reading import Reading
from lowcode.services.record_sources import Fetched
from lowcode.store.database import Database
from lowcode.store.form_tables import place_name
from lowcode.store.records import Author
from lowcode.store.statement import Connection

NO_LEDGER: Final = Code(
    "ledger-unknown",
    label("The app {app} has no ledger {name}.", "应用 {app} 没有账簿 {name}。"),
    label("Ledgers are {known}.", "可用的账簿：{known}。"),
)
_MOST_LINES: Final = 500


class MeasureView(Message):
    """A measure of a ledger."""

    name: str
    """Its name."""
    label: Label
    """What people read."""
    digits: int
    """Digits after the point."""
    unit: Label | None = None
    """What is counted."""


class LedgerView(Message):
    """A ledger that the reader may look into."""

    name: str
    """Its name; its balances are the records of the form of this name."""
    label: Label
    """What people call a balance."""
    postings: str
    """The form whose records are its lines."""
    keys: dict[str, Label]
    """What tells balances apart."""
    measures: tuple[MeasureView, ...]
    """What is kept of each."""


class LineView(Message):
    """A line of a ledger."""

    ledger: str
    """The ledger."""
    posting: str
    """The rule by which it stands."""
    rule: Label
    """What people call the rule."""
    form: str
    """The form of the record that it comes from."""
    source: UUID
    """The record."""
    row: str | None = None
    """The row of a sub-table."""
    balance: UUID
    """The balance."""
    keys: dict[str, str | None]
    """The keys of the balance, of records their ids."""
    key_texts: dict[str, str]
    """What the records are called that keys name, as far as the reader may see it."""
    measures: dict[str, Decimal]
    """What it adds."""
    at: datetime
    """From when it counts."""
    until: datetime | None = None
    """When it is taken back by itself."""
    posted_at: datetime
    """When it was posted."""


class LedgerQuestion(Message):
    """How a ledger is verified."""

    records: bool = False
    """Whether its lines are compared with what the records want, too; this reads all of them."""
    repair: bool = False
    """Whether what is wrong is put right."""


class LedgerState(Message):
    """Whether a ledger is right."""

    ledger: str
    """The ledger."""
    balances: int
    """How many balances there are."""
    lines: int
    """How many lines there are."""
    differences: tuple[str, ...] = ()
    """Balances that are not the sum of their lines, as text."""
    unposted: tuple[str, ...] = ()
    """Records that want other lines than stand, as `form id`."""
    repaired: bool = False
    """Whether that was put right."""

    @property
    def right(self) -> bool:
        """Return whether nothing differs."""
        return not self.differences and not self.unposted


class Ledgers:
    """The use cases of ledgers in one workspace."""

    def __init__(self, database: Database, reading: Reading | None = None) -> None:
        """Take the workspace, and how records are read."""
        self.database = database
        self.reading = reading or Reading(database)

    # --- looking ------------------------------------------------------------------------------------------------------

    async def page(self, app: RecordApp, actor: Actor) -> list[LedgerView]:
        """Return the ledgers whose balances the actor may see, those of connected apps too."""
        async with self.database.connection() as connection:
            reader = await self.reading.reader(connection, actor, app=app)
        return [
            LedgerView(
                name=one.name,
                label=one.label,
                postings=one.posting_form,
                keys={key.name: key.label for key in one.keys},
                measures=tuple(
                    MeasureView(name=each.name, label=each.label, digits=each.digits, unit=each.unit)
                    for each in one.measures
                ),
            )
            for one in app.ledgers.ledgers.values()
            if app.access.of(reader, one.name).allowed("see")
        ]

    async def of_record(self, app: RecordApp, actor: Actor, form: str, id_: UUID) -> list[LineView]:
        """Return the lines that a record has posted, the newest first, of ledgers the actor may look into.

        Raises `NotFound` when there is no such record that the actor may see.
        """
        async with self.database.connection() as connection:
            reader = await self.reading.reader(connection, actor, app=app)
            await self.reading.one(connection, app, self.reading.access(app, reader, form), id_)
            return await self._lines(app, reader, connection, app.ledgers.rules.get(form, {}), "source", str(id_))

    async def of_balance(self, app: RecordApp, actor: Actor, ledger: str, id_: UUID) -> list[LineView]:
        """Return why a balance is what it is: its lines, the newest first. Raises `NotFound`, `Forbidden`."""
        _known(app, ledger)
        async with self.database.connection() as connection:
            reader = await self.reading.reader(connection, actor, app=app)
            await self.reading.one(connection, app, self.reading.access(app, reader, ledger), id_)
            return await self._lines(app, reader, connection, [ledger], "balance", id_)

    async def _lines(
        self, app: RecordApp, reader: Reader, connection: Connection, ledgers: Iterable[str], column: str, value: Any
    ) -> list[LineView]:
        """Return lines that the reader may see."""
        found: list[LineView] = []
        for name in ledgers:
            ledger = app.ledgers.ledgers[name]
            access = app.access.of(reader, ledger.posting_form)
            if not access.allowed("see") or not app.access.of(reader, name).allowed("see"):
                continue
            where = Where(app, access)
            where.permitted("see")
            where.parts.append(f'r."{column}" = {where.bound.put(value)}')
            shape = app.tables.shape(ledger.posting_form)
            text = f"SELECT r.* FROM {shape.name} AS r WHERE {where.sql} ORDER BY r.id DESC LIMIT {_MOST_LINES}"
            rows = await connection.fetch(*where.bound.over(text))
            titles: dict[str, str] = {}
            for key in ledger.keys:
                ids = list({row[key.name] for row in rows if key.to is not None and row[key.name] is not None})
                if ids and key.to is not None:
                    titles |= await self.reading.titles_of(connection, app, reader, key.to, ids)
            rules = {one.name: one.label for one in ledger.postings}
            home = app.place(name).partition(".")[0]
            for row in rows:
                keys = {key.name: None if row[key.name] is None else str(row[key.name]) for key in ledger.keys}
                found.append(
                    LineView(
                        ledger=name,
                        posting=row["posting"],
                        rule=rules.get(row["posting"]) or label(row["posting"], row["posting"]),
                        form=app.seen(place_name(home, row["form"])),
                        source=UUID(row["source"]),
                        row=row["source_row"],
                        balance=row["balance"],
                        keys=keys,
                        key_texts={one: titles[id_] for one, id_ in keys.items() if id_ in titles},
                        measures={each.name: row[each.name] or Decimal(0) for each in ledger.measures},
                        at=row["at"],
                        until=row["until"],
                        posted_at=row["created_at"],
                    )
                )
        return found

    # --- right or wrong -----------------------------------------------------------------------------------------------

    async def verify(
        self, actor: Actor, app: RecordApp, ledger: str | None = None, *, records: bool = False, repair: bool = False
    ) -> list[LedgerState]:
        """Return whether balances are the sums of their lines; for administrators.

        With `records`, whether the lines are what the records want, too; this reads all of them. With `repair`, what
        is wrong is put right: records are posted anew, then balances are made the sums of their lines.
        """
        actor.require()
        if ledger is not None:
            _known(app, ledger)
        return [
            await self._verify(app, name, records=records, repair=repair)
            for name in app.ledgers.ledgers
            if ledger == name or (ledger is None and app.owns(name))
        ]

    async def _verify(self, app: RecordApp, name: str, *, records: bool, repair: bool) -> LedgerState:
        """Return whether one ledger is right."""
        unposted: list[str] = []
        for form in forms_of(app, [name]) if records else ():
            unposted += await self._unposted(app, name, form, repair=repair)
        statements = app.ledger_statements(name)
        async with self.database.transaction() as connection:
            found = await statements.differences(connection)
            if repair and found:
                await statements.repair(connection, clock.now())
            balances, lines = await statements.counts(connection)
        told = [f"{one.id}: {_amounts(one.balance)} ≠ {_amounts(one.lines)}" for one in found]
        repaired = repair and bool(told or unposted)
        return LedgerState(
            ledger=name,
            balances=balances,
            lines=lines,
            differences=tuple(told),
            unposted=tuple(unposted),
            repaired=repaired,
        )

    async def _unposted(self, app: RecordApp, name: str, form: str, *, repair: bool) -> list[str]:
        """Return the records of a form that want other lines than stand; with `repair`, they are posted anew."""
        last = FIRST
        found: list[str] = []
        statements = app.ledger_statements(name)
        while True:
            async with self.database.transaction() as connection:
                ids = await next_ids(connection, app, form, last)
                if not ids:
                    return found
                last = ids[-1]
                drafts = await held(connection, app, form, ids)
                fetched = Fetched(app)
                await fetched.fetch(connection, form, [one.values for one in drafts], app.ledgers.tree(form))
                rows = await connection.fetch(statements.standing, [str(one) for one in ids])
                standing = [statements.line(row) for row in rows]
                wrong = []
                for one in drafts:
                    wanted = app.ledgers.wanted(form, one.values, fetched)[name].lines
                    stands = [line for line in standing if line.place.record == one.id]
                    if {line.place: line.amounts for line in wanted} != {line.place: line.amounts for line in stands}:
                        wrong.append(one.id)
                found += [f"{form} {one}" for one in wrong]
                if repair and wrong:
                    author = Author(clock.now(), None, {"kind": "repair"})
                    await reposted(connection, app, form, wrong, author)

    async def expire(self, app: RecordApp, form: str, id_: UUID, done: Callable[[Any], Any] | None = None) -> int:
        """Take back the lines of a record whose time is over; returns how many lines that took."""
        async with self.database.transaction() as connection:
            author = Author(clock.now(), None, {"kind": "expiry"})
            count = await reposted(connection, app, form, [id_], author)
            if done is not None:
                await done(connection)
        return count


def _known(app: RecordApp, ledger: str) -> None:
    """Raise `NotFound` when an app has no ledger of a name."""
    if ledger not in app.ledgers.ledgers:
        message = f"there is no ledger {ledger}"
        known = ", ".join(app.ledgers.ledgers) or "–"
        raise NotFound(message, [NO_LEDGER.report(app=app.name, name=ledger[:80], known=known)])


def _amounts(amounts: Sequence[Decimal]) -> str:
    """Return amounts as text."""
    return ", ".join(format(one, "f") for one in amounts)
