"""Sends a mail."""

import asyncio
from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any, Final

from engine_rules.values import Value
from lowcode.kernel.errors import Invalid
from lowcode.services.effect_codes import NO_ADDRESS
from lowcode.services.effect_kind import Doing, EffectKind, ids_in
from lowcode.services.effects.make_document import document_of
from lowcode.services.mail import Attached, Mail, send
from lowcode.store import notifications


class SendMailWork(EffectKind):
    """Hands it to the mail server; the same mail sent again has the same Message-ID."""

    kind = "send_mail"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return the addresses, and the Message-ID."""
        to = await addresses(doing, [doing.get("to"), *(str(one) for one in await doing.people("to"))])
        if not to:
            message = "nobody has an address"
            raise Invalid(message, [NO_ADDRESS.report()])
        mail = Mail(
            doing.order.key,
            to,
            doing.text("subject"),
            doing.text("text"),
            cc=await addresses(doing, doing.get("cc")),
            reply_to=" ".join(doing.text("reply_to", "").split()),
            attached=await self._attached(doing),
        )
        return {"to": to, "message_id": await send(doing.tools.workspace.settings, mail)}

    async def _attached(self, doing: Doing) -> list[Attached]:
        """Return what goes with the mail."""
        found: list[Attached] = []
        template = doing.text("document", "")
        if template:
            document = await document_of(doing, template)
            found.append(Attached(document.name, "application/pdf", document.content))
        files = doing.tools.workspace.files
        for one in ids_in(doing.get("files")):
            content = await files.readable(doing.tools.record_app, doing.actor, one)
            with await files.opened(content.sha256) as opened:
                found.append(Attached(content.file.name, content.file.type, await asyncio.to_thread(opened.read)))
        return found


async def addresses(doing: Doing, value: Value) -> list[str]:
    """Return the addresses that a value names: texts, people, or a list of them; people without one are left out.

    So is a text with a line break or the like, which could bring lines of its own into the head of the mail.
    """
    found = [one for one in _texts(value) if "@" in parseaddr(one)[1] and one.isprintable()]
    people = list(ids_in(value))
    if people:
        async with doing.database.connection() as connection:
            rows = await notifications.MAILS.rows(connection, ids=people)
        found += [row["email"] for row in rows]
    return list(dict.fromkeys(found))


def _texts(value: Value) -> Iterator[str]:
    """Iterate over the texts in a value; one may hold several addresses between commas."""
    if isinstance(value, str):
        yield from (one.strip() for one in value.replace(";", ",").split(","))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


SEND_MAIL: Final = SendMailWork()
"""The kind."""
