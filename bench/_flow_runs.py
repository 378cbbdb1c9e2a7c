"""Flows with everything that a step writes: an approval through the use cases, and the bare SQL that it needs.

Both have eight connections to write by. The bare SQL sends one statement after the other by each of them; that is the
most it can do, and more people would only wait. The product serves 64 people at once, as it does in a company: what
they do at the same moment is written together. What it does for eight people at once is a figure of its own.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import asyncpg

from bench import Figure
from lowcode.kernel import collector
from lowcode.services.accounts import NewAccount
from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.flow_messages import FlowStart, VerbRequest
from lowcode.services.flow_starts import watch
from lowcode.services.flows import Flows
from lowcode.services.live import Live
from lowcode.services.notifications import Notifications
from lowcode.services.publishing import PublishRequest
from lowcode.services.task_lists import Inbox, TaskQuery
from lowcode.services.workshop import workshop
from lowcode.services.workspace import Workspace
from lowcode.settings import Settings
from lowcode.store import embedded
from lowcode.store.database import opened
from lowcode.store.flows import task_id
from lowcode.store.ids import new_id
from lowcode.store.migration import migrate

CLIENTS: Final = 8
"""How many connections write, and how many people work at once where few do."""
_PEOPLE: Final = 64
"""How many people work at once in the product."""
_VERBS: Final = ("submit", "approve", "approve")
"""What the three people do."""
_TURNS: Final = 8
"""How often the yardstick and the product take turns, so that both meet the same moods of the machine."""
_STEPS: Final = 4
"""How many events an instance has: its start, and three tasks."""


def persisted(make: Callable[[str, str, str], Mapping[str, Any]], *, quick: bool) -> Iterator[Figure]:
    """Measure instances per second with everything persisted, and the inbox over long lists.

    The collector is as processes that serve have it.
    """
    collector.spare()
    with tempfile.TemporaryDirectory() as home, embedded.running(Path(home)) as server:
        yield from asyncio.run(_figures(server.url, Path(home), make, quick=quick))


async def _figures(
    url: str, home: Path, make: Callable[[str, str, str], Mapping[str, Any]], *, quick: bool
) -> list[Figure]:
    """Return all figures."""
    settings = Settings(home, url, workspace="bench", database_connections=CLIENTS + 2)
    await migrate(url, "bench")
    count = 800 if quick else 4_000
    async with opened(settings) as database:
        workspace = Workspace(database, settings)
        await workspace.prepare()
        crews = [await _crew(workspace, number) for number in range(CLIENTS)]
        people = crews[0]
        documents = {f"flow{at}": make(*(str(one.account) for one in crew)) for at, crew in enumerate(crews)}
        flow_files = {name: {**document, "name": name} for name, document in documents.items()}
        text = {"en": "Bench", "zh-CN": "基准"}
        content = {"app": {"format": 1, "name": "bench", "label": text}, "flows": flow_files}
        publishing = await workspace.bundles.publishing()
        await publishing.publish(Actor(product=True), "bench", PublishRequest(content=content))
        async with workshop(workspace) as tools:
            flows = watch(tools)
            connections = await _tables(url)
            # What is compiled once for all instances is no part of any of them.
            keys = await _keys(flows, people)
            await asyncio.gather(*(_run(flows, people, keys) for _ in range(_PEOPLE)))
            bare, ours, few = await _side_by_side(connections, flows, people, keys, count)
            slowest = await _badges(flows, crews, keys, 10 if quick else 50)
            beside = await _beside_spiff(url, flows, people, keys, 60 if quick else 300)
            await _fill(url, people[1].account, *((2_000, 20_000) if quick else (100_000, 1_000_000)))
            present, later, _ = await _side_by_side(connections, flows, people, keys, count)
            page = await _page(Inbox(flows), people[1])
    return [
        Figure("flow-instances-persisted", ours, 0.35, "instances/s", bare),
        Figure("flow-instances-persisted-for-eight-people", few, 0.35, "instances/s", bare),
        *beside,
        Figure("flow-approval-to-badge-p95", slowest, 500, "ms", at_most=True),
        # The machine may be another one by now: the rate before is that of now as far as the bare SQL tells.
        Figure("flow-instances-beside-long-lists", later, 0.85, "instances/s", ours * present / bare),
        Figure("flow-inbox-page-p95", page, 50, "ms", at_most=True),
    ]


async def _crew(workspace: Workspace, number: int) -> list[Actor]:
    """Return three people of whom one begins a flow and the others decide."""
    found = []
    for name in ("ann", "bob", "gil"):
        new = NewAccount(name=f"{name}{number}", display_name=f"{name} {number}")
        account, _ = await workspace.accounts.create(PRODUCT, new)
        found.append(Actor(account.id, roles=frozenset()))
    return found


async def _badges(flows: Flows, crews: list[list[Actor]], keys: list[str], rounds: int) -> float:
    """Return the milliseconds from a decision to the next person's badge, of 95 in 100, with a decider in each crew.

    The badge shows what is unread, which a page asks for when it hears that there is something new.
    """
    notifications, found = Notifications(flows.database), list[float]()

    async def decider(live: Live, at: int) -> None:
        for _ in range(rounds):
            started = await flows.start(crews[at][0], "bench", f"flow{at}", FlowStart())
            for place in (0, 1):
                actor, following = crews[at][place : place + 2]
                with live.page(following.account) as page:
                    request = VerbRequest.model_validate({"verb": {"kind": _VERBS[place]}})
                    begun = time.perf_counter()
                    await flows.act_on_task(actor, task_id(started.id, keys[place]), request)
                    await asyncio.wait_for(page.get(), 10)
                    unread = await notifications.unread(following)
                    found.append((time.perf_counter() - begun) * 1_000)
                    if not unread.unread:
                        raise AssertionError(unread)

    async with Live(flows.database) as live:
        await asyncio.gather(*(decider(live, at) for at in range(len(crews))))
    return sorted(found)[len(found) * 95 // 100 - 1]


async def _beside_spiff(url: str, flows: Flows, people: list[Actor], keys: list[str], count: int) -> list[Figure]:
    """Return the rates beside those of SpiffWorkflow, none when that cannot be installed.

    Whoever comes back after an hour, or to another process, finds the state in the database alone: both read it before
    each step. The second figure is of one process that still has in mind what it has written: neither reads.
    SpiffWorkflow is as fast for eight as for more: it computes all the time, and writes each step by itself.
    """
    reading, never = [], []
    others = None
    for turn in range(2):
        reading.append(await _rate(count * 4, lambda _: _run(flows, people, keys, reads=True), _PEOPLE))
        never.append(await _rate(count * 4, lambda _: _run(flows, people, keys), _PEOPLE))
        others = others if turn else await _spiff(url, count)
    if others is None:
        return []
    return [
        Figure("flow-instances-beside-spiffworkflow", statistics.mean(reading), 10, "instances/s", others[0]),
        Figure("flow-instances-in-mind-beside-spiffworkflow", statistics.mean(never), 1, "instances/s", others[1]),
    ]


async def _spiff(url: str, count: int) -> tuple[float, float] | None:
    """Return how many instances a second SpiffWorkflow works on the same server, reading the state each time and never.

    None when it cannot be installed. It is no part of the product: it gets an environment of its own, which stays for
    the next time.
    """
    home = Path(tempfile.gettempdir(), "lowcode-bench-spiffworkflow")
    python = home / "bin" / "python"
    steps = [
        [sys.executable, "-m", "venv", str(home)],
        [str(python), "-m", "pip", "install", "-q", "SpiffWorkflow>=3.1", "asyncpg"],
    ]
    for command in [] if (home / "ready").exists() else steps:
        if await _ended(*command) is None:
            print("SpiffWorkflow cannot be installed here: nothing is compared with it", file=sys.stderr)
            return None
    (home / "ready").touch()
    told = await _ended(str(python), str(Path(__file__).with_name("_spiff_runs.py")), url, str(count))
    if told is None:
        message = "SpiffWorkflow has not worked the process"
        raise RuntimeError(message)
    reading, never = map(float, told.split())
    return reading, never


async def _ended(*command: str) -> str | None:
    """Return what a command prints, None when it fails."""
    pipe = asyncio.subprocess.PIPE
    running = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=asyncio.subprocess.DEVNULL)
    told, _ = await running.communicate()
    return told.decode() if running.returncode == 0 else None


async def _rate(count: int, work: Callable[[int], Awaitable[None]], clients: int = CLIENTS) -> float:
    """Return how many times a second work is done by some clients at once."""
    left = iter(range(count))

    async def client(own: int) -> None:
        for _ in left:
            await work(own)

    started = time.perf_counter()
    await asyncio.gather(*(client(at) for at in range(clients)))
    return count / (time.perf_counter() - started)


async def _side_by_side(
    connections: list[Any], flows: Flows, people: list[Actor], keys: list[str], count: int
) -> tuple[float, float, float]:
    """Return the middle rates of the yardstick, of the product, and of it for eight people, measured in turns."""
    bare, ours, few = [], [], []
    for _ in range(_TURNS):
        bare.append(await _rate(count * 2 // _TURNS, lambda at: _bare(connections[at])))
        ours.append(await _rate(count // _TURNS, lambda _: _run(flows, people, keys), _PEOPLE))
        few.append(await _rate(count // (2 * _TURNS), lambda _: _run(flows, people, keys)))
    return statistics.median(bare), statistics.median(ours), statistics.median(few)


async def _keys(flows: Flows, people: list[Actor]) -> list[str]:
    """Return what the engine calls the tasks of an instance, the same for each; whoever decides has them before."""
    started = await flows.start(people[0], "bench", "flow0", FlowStart())
    keys = []
    for actor, kind in zip(people, _VERBS, strict=True):
        async with flows.database.connection() as connection:
            row: Any = await connection.fetchrow(
                "SELECT id, key FROM flow_task WHERE instance_id = $1 AND state = 'open'", started.id
            )
        keys.append(row["key"])
        await flows.act_on_task(actor, row["id"], VerbRequest.model_validate({"verb": {"kind": kind}}))
    return keys


async def _run(flows: Flows, people: list[Actor], keys: list[str], *, reads: bool = False) -> None:
    """Work one instance from its start to its end; `reads` lets the process forget it after each step."""
    started = await flows.start(people[0], "bench", "flow0", FlowStart())
    status = str(started.status)
    for actor, key, kind in zip(people, keys, _VERBS, strict=True):
        if reads:
            flows.caches.recent.drop(started.id)
        request = VerbRequest.model_validate({"verb": {"kind": kind}})
        status = (await flows.act_on_task(actor, task_id(started.id, key), request)).status
    if status != "completed":
        raise AssertionError(status)


# --- the yardstick ----------------------------------------------------------------------------------------------------

_DOCUMENT: Final = json.dumps({f"part {at}": {"id": f"k{at}", "node": "boss", "state": "open"} for at in range(20)})
_ENTRY: Final = json.dumps({"number": 1, "kind": "approve", "event": {"kind": "approve", "opinion": "x" * 200}})
_STEP: Final = """
WITH kept AS (
    INSERT INTO bare.instance (id, document, revision, updated_at) VALUES ($1, $2::text::jsonb, 1, now())
    ON CONFLICT (id) DO UPDATE SET document = excluded.document, revision = bare.instance.revision + 1,
        updated_at = now() RETURNING id
), tasks AS (
    INSERT INTO bare.task (id, instance_id, state) SELECT $3, kept.id, 'open' FROM kept
    ON CONFLICT (id) DO UPDATE SET state = 'done'
), journal AS (
    INSERT INTO bare.journal (instance_id, number, entry) SELECT kept.id, $4, $5::text::jsonb FROM kept
) SELECT id FROM kept
"""


async def _tables(url: str) -> list[Any]:
    """Return connections, and make the tables of the yardstick."""
    found = [await asyncpg.connect(url) for _ in range(CLIENTS)]
    await found[0].execute(
        """
        CREATE SCHEMA bare;
        CREATE TABLE bare.instance (id uuid PRIMARY KEY, document jsonb, revision int, updated_at timestamptz);
        CREATE TABLE bare.task (id uuid PRIMARY KEY, instance_id uuid, state text);
        CREATE INDEX ON bare.task (instance_id);
        CREATE TABLE bare.journal (instance_id uuid, number int, entry jsonb, PRIMARY KEY (instance_id, number));
        """
    )
    return found


async def _bare(connection: Any) -> None:
    """Write what the steps of an instance need, one statement each."""
    id_ = new_id()
    for number in range(_STEPS):
        await connection.fetchval(_STEP, id_, _DOCUMENT, new_id(), number, _ENTRY)


# --- long lists -------------------------------------------------------------------------------------------------------


async def _fill(url: str, account: UUID, open_: int, finished: int) -> None:
    """Put many instances with their tasks into the tables; a hundredth of the open ones are one person's.

    Half of the open ones come after the tables were cleaned up. To clean up finds room for one more short task on each
    of many thousand pages, which the next tasks take: each of them touches a page of its own, which has to be logged
    as a whole. In a company a fifth of a table is new between one such time and the next, so that few tasks are dear
    in this way; right after filling tables with rows of the same lengths all would be that are measured.
    """
    connection = await asyncpg.connect(url, server_settings={"search_path": "bench"})
    text = """
    WITH made AS (
        INSERT INTO flow_instance (id, app, flow, version, status, title, document, revision, started_at, updated_at,
            ended_at)
        SELECT uuidv7(), 'bench', 'flow0', 1, CASE WHEN $4 THEN 'completed' ELSE 'running' END, 'Order ' || n, '{}',
            1, now() - n * interval '1 second', now(), CASE WHEN $4 THEN now() END
        FROM generate_series($2::int, $3::int) n RETURNING id, started_at
    )
    INSERT INTO flow_task (id, instance_id, key, app, flow, node, kind, state, account_id, by, outcome, opened_at,
        closed_at)
    SELECT uuidv7(), id, 'k1', 'bench', 'flow0', 'fill', 'work', CASE WHEN $4 THEN 'done' ELSE 'open' END, who,
        CASE WHEN $4 THEN who END, CASE WHEN $4 THEN 'approved' END, started_at, CASE WHEN $4 THEN now() END
    FROM made, LATERAL (SELECT CASE WHEN random() < 0.01 THEN $1::uuid ELSE gen_random_uuid() END AS who) w
    """
    for first, last, over in ((0, finished, True), (0, open_ // 2, False), (open_ // 2, open_, False)):
        if first:
            await connection.execute("VACUUM (ANALYZE)")
        for start in range(first, last, 20_000):
            await connection.execute(text, account, start, min(start + 20_000, last) - 1, over)
    # What filling them has left to do is no part of what follows.
    await connection.execute("CHECKPOINT")
    await connection.close()


async def _page(inbox: Inbox, actor: Actor) -> float:
    """Return the milliseconds within which 95 of 100 pages of an inbox come."""
    found = []
    for at in range(100):
        started = time.perf_counter()
        await inbox.tasks(actor, TaskQuery(list="done" if at % 4 == 3 else "mine"))
        await inbox.counts(actor)
        found.append((time.perf_counter() - started) * 1_000)
    return sorted(found)[94]
