"""Rules: saving with twenty of them, the sweep of ten over many opportunities, and a dry run on history."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from bench import Figure
from lowcode.bundle.app import LAYOUT
from lowcode.bundle.folder import write
from lowcode.services.actor import PRODUCT
from lowcode.services.flow_starts import watch
from lowcode.services.record_app import RecordApp
from lowcode.services.record_writing import NewRecord
from lowcode.services.rule_history import History
from lowcode.services.rule_sweep import computable, news
from lowcode.services.workshop import Workshop, workshop
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store import embedded
from lowcode.store.database import opened
from lowcode.store.migration import migrate

_DAYS: Final = (3, 5, 7, 10, 14, 21, 30, 45, 60, 90)
"""After how many days without a follow-up each of the ten rules by the clock is true."""


def _said(text: str) -> dict[str, str]:
    """Return a label as JSON."""
    return {"en": text, "zh-CN": text}


def _field(kind: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a field as JSON."""
    return {"kind": kind, "name": name, "label": _said(name), **more}


_FORM: Final = {
    "fields": [
        _field("text", "name", required=True),
        _field("money", "amount", indexed=True),
        _field("choice", "stage", options=[{"value": one, "label": _said(one)} for one in ("open", "won", "lost")]),
        _field("date_time", "last_activity"),
        _field("text", "mark"),
    ],
}


def _rule(name: str, trigger: dict[str, Any], condition: str) -> dict[str, Any]:
    """Return a rule that marks a record."""
    effects = [{"kind": "update_records", "values": {"mark": f'"{name}"'}}]
    return {"name": name, "label": _said(name), "form": "deal", "trigger": trigger, "condition": condition,
            "effects": effects}  # fmt: skip


def _app(name: str, rules: list[dict[str, Any]]) -> dict[str, bytes]:
    """Return an app of one form with rules."""
    forms = {"deal": {"name": "deal", "label": _said("Deal"), **_FORM}}
    app = {"format": 1, "name": name, "label": _said(name)}
    return write({"app": app, "forms": forms, "rules": {one["name"]: one for one in rules}}, LAYOUT)


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure everything, ours and the yardstick in turns."""
    with tempfile.TemporaryDirectory() as home, embedded.running(Path(home)) as server:
        yield from asyncio.run(_figures(server.url, Path(home), quick=quick))


async def _figures(url: str, home: Path, *, quick: bool) -> list[Figure]:
    """Return all figures."""
    settings = Settings(home, url, workspace="bench")
    await migrate(url, "bench")
    async with opened(settings) as database:
        workspace = Workspace(database, settings)
        await workspace.prepare()
        active = [_rule(f"active{at}", {"kind": "became_true"}, f'amount > {5000 + at} and stage = "open"')
                  for at in range(20)]  # fmt: skip
        timed = [
            _rule(f"idle{days}", {"kind": "idle", "since": "coalesce(last_activity, created at)", "days": days},
                  f'stage = "open" and amount > {990_000 - 100 * days}')
            for days in _DAYS
        ]  # fmt: skip
        for name, rules in (("plain", []), ("ruled", active), ("timed", timed)):
            await workspace.bundles.import_files(PRODUCT, _app(name, rules))
        async with workshop(workspace) as tools:
            watch(tools)
            saved = await _saving(tools, turns=5 if quick else 15)
            swept = await _sweeping(tools, 300_000 if quick else 1_000_000, turns=5 if quick else 7)
            replayed = await _replaying(tools, 10_000 if quick else 100_000)
    return [saved, *swept, replayed]


# --- saving -----------------------------------------------------------------------------------------------------------


async def _saving(tools: Workshop, *, turns: int, batch: int = 60) -> Figure:
    """Return the milliseconds of a save with twenty rules, none of which fires, against one without."""
    found: dict[str, list[float]] = {"plain": [], "ruled": []}
    for _ in range(turns):
        for name, times in found.items():
            app = await tools.record_app(name)
            started = time.perf_counter()
            for at in range(batch):
                one = await _create(tools, app, at)
                change = NewRecord(values={"amount": str(200 + at)})
                await tools.records.writing.update_many(app, PRODUCT, "deal", {one: change})
            times.append((time.perf_counter() - started) * 1000 / batch / 2)
    ours, plain = statistics.median(found["ruled"]), statistics.median(found["plain"])
    return Figure("save-with-20-rules", ours, 2.0, "ms", plain, at_most=True)


async def _create(tools: Workshop, app: RecordApp, at: int) -> UUID:
    """Return a new deal."""
    new = NewRecord(values={"name": f"Deal {at}", "amount": str(100 + at), "stage": "open"})
    return (await tools.records.writing.create(app, PRODUCT, "deal", new)).id


# --- the clock --------------------------------------------------------------------------------------------------------

_FILL: Final = """
    INSERT INTO timed__deal (id, name, amount, stage, created_at, last_activity)
    SELECT gen_random_uuid(), 'Deal ' || g, (g * 7919::bigint) % 1000000, (ARRAY['open', 'won', 'lost'])[1 + g % 3],
        now() - interval '200 days', now() - make_interval(secs => (g * 104729::bigint) % (120 * 86400))
    FROM generate_series(1, $1::int) AS g
"""
_HAND: Final = " UNION ALL ".join(
    f"SELECT 'timed.idle{days}' AS rule, r.id FROM timed__deal AS r WHERE r.trashed_at IS NULL AND r.stage = 'open' "
    f"AND r.amount > {990_000 - 100 * days} AND coalesce(r.last_activity, r.created_at) <= now() - interval '{days} "
    f"days' AND NOT EXISTS (SELECT FROM rule_state AS s WHERE s.rule = 'timed.idle{days}' AND s.record_id = r.id)"
    for days in _DAYS
)
"""The same questions by hand."""


async def _sweeping(tools: Workshop, count: int, *, turns: int) -> list[Figure]:
    """Return the seconds of a sweep of ten rules, against the same questions by hand."""
    app = await tools.record_app("timed")
    rules = computable(app)
    async with tools.database.connection() as connection:
        await connection.execute(_FILL, count, timeout=600)
        await connection.execute("ANALYZE timed__deal", timeout=600)
        ours, hand = [], []
        for _ in range(turns):
            seconds, found = await _timed(lambda: news(connection, app, rules))
            ours.append(seconds)
            seconds, by_hand = await _timed(lambda: connection.fetch(_HAND, timeout=600))
            hand.append(seconds)
            if {(rule, id_) for (rule, _), ids in found.items() for id_ in ids} != {
                (row["rule"], row["id"]) for row in by_hand
            }:
                message = "the sweep and the questions by hand have found different records"
                raise AssertionError(message)
    name = f"sweep-10-rules-{count:,}-records"
    return [
        Figure(name, statistics.median(ours), 1.3, "s", statistics.median(hand), at_most=True),
        Figure(f"{name}-in-all", statistics.median(ours), 10.0, "s", at_most=True),
    ]


async def _timed(work: Callable[[], Awaitable[Any]]) -> tuple[float, Any]:
    """Return how many seconds something takes, and what it gives."""
    started = time.perf_counter()
    found = await work()
    return time.perf_counter() - started, found


# --- history ----------------------------------------------------------------------------------------------------------

_CHANGES: Final = """
    INSERT INTO record_change (id, at, form, record_id, version, kind, changes, cause)
    SELECT ('01900000-0000-7000-8000-' || lpad(g::text, 12, '0'))::uuid, now() - make_interval(secs => $1::int - g),
        'ruled.deal',
        ('00000000-0000-7000-8000-' || lpad((g / 10)::text, 12, '0'))::uuid, 1 + g % 10,
        CASE WHEN g % 10 = 0 THEN 'create' ELSE 'update' END,
        jsonb_build_object('amount', jsonb_build_object('after', ((g * 7919::bigint) % 10000)::text),
            'stage', jsonb_build_object('after', 'open')), '{}'::jsonb
    FROM generate_series(0, $1::int - 1) AS g
"""


async def _replaying(tools: Workshop, count: int) -> Figure:
    """Return the seconds of a dry run over many changes."""
    app = await tools.record_app("ruled")

    async def told(_done: int, _of: int) -> None:
        """Want nothing."""

    async with tools.database.connection() as connection:
        await connection.execute(_CHANGES, count, timeout=600)
        (row,) = await connection.fetch("SELECT min(at), max(at) FROM record_change WHERE form = 'ruled.deal'")
        first, last = row
        history = History(app, "deal", first, last)
        started = time.perf_counter()
        await history.play(connection, [app.rules.rules["active0"]], told)
        seconds = time.perf_counter() - started
    return Figure(f"replay-{count:,}-changes", seconds, 60.0, "s", at_most=True)


__all__ = ["figures"]
