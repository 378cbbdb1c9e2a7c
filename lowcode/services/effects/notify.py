"""Tells people something."""

from typing import Any, Final

from lowcode.services.effect_kind import Doing, EffectKind
from lowcode.services.effect_texts import said, told
from lowcode.services.notifications import tell
from lowcode.store import notifications
from lowcode.store.jobs import NewJob, enqueue


class NotifyWork(EffectKind):
    """Tells them in the product at once, and has a job send the mails."""

    kind = "notify"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return how many were told."""
        people, title, text = await doing.people(), said(doing.needed("title")), said(doing.get("text"))
        by = None if doing.order.account_id is None else str(doing.order.account_id)
        content = {"title": title, "text": text, "by": by, "form": doing.place}
        if doing.order.record_id is not None:
            content["record"] = str(doing.order.record_id)
        count = await tell(doing.inside, people, "notice", content, doing.link)
        if doing.get("mail"):
            for row in await notifications.NOTICES.rows(doing.inside, ids=people):
                subject, body = told(title, row["language"]), told(text, row["language"])
                order = doing.order.model_copy(
                    update={
                        "key": f"{doing.order.key}/mail/{row['id']}",
                        "kind": "send_mail",
                        "arguments": {"to": row["email"], "subject": subject, "text": body or subject},
                        "on_done": None,
                    }
                )
                job = NewJob("effect", order.model_dump(mode="json"), key=order.key, cause=doing.order.cause or None)
                await enqueue(doing.inside, job)
        return {"count": count}


NOTIFY: Final = NotifyWork()
"""The kind."""
