"""Steps that only tell people: worked from what this process knows, and written together with those of others."""

from msgspec.structs import replace

from engine_flow.step import Step
from lowcode.services.flow_notices import notices_of
from lowcode.services.flow_organisation import Company
from lowcode.services.flow_parts import parts_of
from lowcode.services.flow_steps import Held, caches_of, records_of, row_of
from lowcode.services.recent_instances import Recent
from lowcode.services.workshop import Workshop
from lowcode.store.flows import Written


def held_again(tools: Workshop, recent: Recent, company: tuple[Company, str]) -> Held:
    """Return an instance as this process has last seen it, which may be old."""
    records = records_of(tools, recent.row.app)
    return Held(recent.row, recent.instance, recent.app, recent.flow, company[0], records, news=company[1])


async def write_at_once(tools: Workshop, held: Held, step: Step) -> bool:
    """Write a step without holding its instance, together with what others write at this moment.

    Nothing is written, and False returned, when another step was written meanwhile, somebody holds the instance, or
    people have changed: then it has to be read, and the event worked anew. Raises `Unavailable`.
    """
    caches = caches_of(tools)
    before, held.instance = held.instance, step.instance.without_journal()
    notices = notices_of(held, step.effects)
    row = row_of(held, step, held.news)
    if not await caches.writer.ask(tools.database, Written(row, parts_of(before, step, notices))):
        caches.recent.drop(held.id)
        held.instance = before
        return False
    held.row = replace(row, revision=row.revision + 1)
    caches.recent.put(Recent(held.row, held.instance, held.app, held.flow))
    if notices:
        caches.announcer.tell(tools.database, {row["account_id"] for row in notices}, "notification")
    return True
