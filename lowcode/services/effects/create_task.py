"""Gives people something to do."""

from datetime import date, datetime, time
from typing import Any, Final

from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.services.effect_kind import Doing, EffectKind
from lowcode.services.effect_texts import said
from lowcode.services.notifications import tell, tell_pages
from lowcode.store import effects
from lowcode.store.ids import new_id


class CreateTaskWork(EffectKind):
    """Puts it on the list of each, and tells them."""

    kind = "create_task"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return the ids of the to-dos."""
        made = []
        people, title, details = await doing.people(), said(doing.needed("title")), said(doing.get("details"))
        for one in people:
            made.append(new_id())
            await effects.ADD_TODO.run(
                doing.inside,
                id=made[-1],
                account_id=one,
                title=title,
                details=details,
                form=doing.place,
                record_id=doing.order.record_id,
                due_at=due(doing.get("due")),
                cause=doing.cause,
                now=clock.now(),
            )
        content = {"title": title, "text": details, "by": _by(doing)}
        await tell(doing.inside, people, "todo", content, doing.link)
        await tell_pages(doing.inside, people, "todo")
        return {"ids": [str(one) for one in made]}


def due(value: Value) -> datetime | None:
    """Return a date, or a date and time, also as ISO text, as an instant: a date lasts until its end."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=clock.zone())
    if isinstance(value, date):
        return datetime.combine(value, time(23, 59, 59), tzinfo=clock.zone())
    return None


def _by(doing: Doing) -> str | None:
    """Return who acts."""
    return None if doing.order.account_id is None else str(doing.order.account_id)


CREATE_TASK: Final = CreateTaskWork()
"""The kind."""
