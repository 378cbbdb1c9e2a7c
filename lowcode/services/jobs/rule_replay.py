"""Try a rule on history: what would have fired, and what the live rule would have done instead; nothing is written."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from lowcode.services.actor import PRODUCT
from lowcode.services.job_kind import JobKind, Running
from lowcode.services.reader import Reader
from lowcode.services.record_reading import Reading
from lowcode.services.rule_history import Fired, History
from lowcode.services.rule_replay import MOST_SHOWN, Hit, ReplayRequest, ReplayResult, tried
from lowcode.store import jobs


class RuleReplayJob(JobKind[ReplayRequest]):
    """Goes through the changes of the records and tells how far it is; it can be stopped."""

    kind = "rule_replay"
    arguments = ReplayRequest
    priority: ClassVar[int] = jobs.NORMAL
    max_attempts: ClassVar[int] = 2
    timeout: ClassVar[float] = 3_600.0

    async def run(self, running: Running, arguments: ReplayRequest) -> dict[str, Any]:
        """Return a `ReplayResult`."""
        started = time.perf_counter()
        app = await running.tools.record_app(arguments.app)
        rule, live = tried(app, arguments)
        if live is not None and not running.tools.switches.works(live):
            # A rule that is off does nothing: whatever is tried would be new.
            live = None
        history = History(app, rule.form, arguments.since, arguments.until)
        rules = [rule] if live is None or live is rule or live.form != rule.form else [rule, live]

        async def told(done: int, of: int) -> None:
            await running.progress(done, of)

        async with running.tools.database.connection() as connection:
            tracks = await history.play(connection, rules, told)
            found = tracks[0].fired
            old = found if live is rule else (tracks[1].fired if len(tracks) > 1 else [])
            old_keys, new_keys = {one.key for one in old}, {one.key for one in found}
            added = [one for one in found if one.key not in old_keys]
            removed = [one for one in old if one.key not in new_keys]
            ids = {one.record_id for each in (found, added, removed) for one in each[:MOST_SHOWN]}
            reading = Reading(running.tools.database)
            everything = Reader(PRODUCT, {})
            titles = await reading.titles_of(connection, app, everything, rule.form, sorted(ids)) if ids else {}
        result = ReplayResult(
            changes=history.changes,
            hits=len(found),
            records=len({one.record_id for one in found}),
            live=len(old),
            effects=dict(Counter(each["kind"] for one in found for each in one.effects)),
            added=_hits(added, titles),
            added_count=len(added),
            removed=_hits(removed, titles),
            removed_count=len(removed),
            shown=_hits(found, titles),
            present=tuple(sorted({".".join(r) for one in rule.conditions for r in one.reads if len(r) > 1})),
            seconds=round(time.perf_counter() - started, 3),
        )
        return result.model_dump(mode="json")


def _hits(found: Iterable[Fired], titles: Mapping[str, str]) -> tuple[Hit, ...]:
    """Return the first firings as people read them."""
    shown = list(found)[:MOST_SHOWN]
    return tuple(
        Hit(
            record_id=one.record_id,
            title=titles.get(str(one.record_id), ""),
            at=one.at,
            branch=one.branch,
            read=dict(one.read),
            effects=tuple(dict(each) for each in one.effects),
        )
        for one in shown
    )


RULE_REPLAY: Final = RuleReplayJob()
"""The kind."""
