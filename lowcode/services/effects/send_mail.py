"""Sends a mail."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from email.utils import parseaddr
from typing import Any, Final

from engine_rules.values import Value
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import Language
from lowcode.services.effect_codes import NO_ADDRESS
from lowcode.services.effect_kind import Doing, EffectKind, ids_in
from lowcode.services.effect_texts import said, spoken, told
from lowcode.services.effects.make_document import document_of
from lowcode.services.mail import Attached, Mail, send
from lowcode.store import notifications


class SendMailWork(EffectKind):
    """Hands it to the mail server; the same mail sent again has the same Message-ID."""

    kind = "send_mail"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return the addresses, and the Message-ID of the first mail."""
        subject, text = said(doing.needed("subject")), said(doing.needed("text"))
        to = await readers(doing, [doing.get("to"), *(str(one) for one in await doing.people("to"))])
        if not to:
            message = "nobody has an address"
            raise Invalid(message, [NO_ADDRESS.report()])
        mail = Mail(
            doing.order.key,
            list(to),
            subject if isinstance(subject, str) else "",
            text if isinstance(text, str) else "",
            cc=list(await readers(doing, doing.get("cc"))),
            reply_to=" ".join(doing.text("reply_to", "").split()),
            attached=await self._attached(doing),
        )
        mails = [mail] if mail.subject and mail.text else list(_own(mail, subject, text, to))
        sent = [await send(doing.tools.workspace.settings, one) for one in mails]
        return {"to": list(to), "message_id": sent[0]}

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


def _own(
    mail: Mail, subject: str | dict[str, str], text: str | dict[str, str], to: dict[str, Language]
) -> Iterator[Mail]:
    """Iterate over the mails in the languages of those who get them; the copies go with the first."""
    for position, language in enumerate(dict.fromkeys(to.values())):
        yield replace(
            mail,
            key=mail.key if position == 0 else f"{mail.key}/{language}",
            to=[address for address, spoken_there in to.items() if spoken_there == language],
            subject=told(subject, language),
            text=told(text, language),
            cc=mail.cc if position == 0 else (),
        )


async def readers(doing: Doing, value: Value) -> dict[str, Language]:
    """Return the addresses that a value names, texts, people, or a list of them, with the language of each.

    People without an address are left out. So is a text with a line break or the like, which could bring lines of its
    own into the head of the mail.
    """
    outside = spoken(doing.text("language", "") or doing.tools.workspace.settings.language)
    texts = [one for one in _texts(value) if "@" in parseaddr(one)[1] and one.isprintable()]
    found = dict.fromkeys(texts, outside)
    people = list(ids_in(value))
    if people:
        async with doing.database.connection() as connection:
            rows = await notifications.MAILS.rows(connection, ids=people)
        found |= {row["email"]: spoken(row["language"]) for row in rows}
    return found


def _texts(value: Value) -> Iterator[str]:
    """Iterate over the texts in a value; one may hold several addresses between commas."""
    if isinstance(value, str):
        yield from (one.strip() for one in value.replace(";", ",").split(","))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


SEND_MAIL: Final = SendMailWork()
"""The kind."""
