"""`send`: hands a mail to the mail server of the installation."""

import asyncio
import hashlib
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from typing import Final
from urllib.parse import unquote, urlsplit

from lowcode.kernel.errors import Invalid, Unavailable
from lowcode.services.effect_codes import CALL_FAILED, MAIL_REFUSED, NO_MAIL_SERVER
from lowcode.services.rehearsal import present
from lowcode.settings import Settings

_SECONDS: Final = 30.0


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a mail."""

    name: str
    """What it is called."""
    media_type: str
    """Its type, as `application/pdf`."""
    content: bytes = field(repr=False)
    """What it holds."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail."""

    key: str
    """Names it for ever: the same mail sent again has the same Message-ID, by which receivers know it."""
    to: Sequence[str]
    """The addresses."""
    subject: str
    """The subject, in one line."""
    text: str
    """The text."""
    cc: Sequence[str] = ()
    """Who gets a copy."""
    reply_to: str = ""
    """Where answers go."""
    attached: Sequence[Attached] = ()
    """The files."""


async def send(settings: Settings, mail: Mail) -> str:
    """Send a mail, and return its Message-ID.

    Raises `Invalid` when there is no server or it refuses the mail for good, `Unavailable` when it may take it later.
    """
    rehearsal = present()
    if settings.smtp_url is None and rehearsal is None:
        message = "there is no mail server"
        raise Invalid(message, [NO_MAIL_SERVER.report()])
    letter = letter_of(settings, mail)
    if rehearsal is not None:
        rehearsal.letters.append(letter)
        return str(letter["Message-ID"])
    assert settings.smtp_url is not None
    await asyncio.to_thread(_send, settings.smtp_url, letter, [*mail.to, *mail.cc])
    return str(letter["Message-ID"])


def letter_of(settings: Settings, mail: Mail) -> EmailMessage:
    """Return a mail as it travels."""
    letter = EmailMessage()
    sender = settings.mail_from
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    letter["From"] = sender
    letter["To"] = ", ".join(mail.to)
    if mail.cc:
        letter["Cc"] = ", ".join(mail.cc)
    if mail.reply_to:
        letter["Reply-To"] = mail.reply_to
    letter["Subject"] = " ".join(mail.subject.split())[:500]
    letter["Date"] = formatdate(usegmt=True)
    letter["Message-ID"] = f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:40]}@{domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(mail.text)
    for one in mail.attached:
        kind, _, rest = one.media_type.partition("/")
        letter.add_attachment(one.content, maintype=kind, subtype=rest or "octet-stream", filename=one.name)
    return letter


def _send(url: str, letter: EmailMessage, receivers: list[str]) -> None:
    """Hand a mail to a server. Raises `Invalid`, `Unavailable`."""
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    try:
        with _server(parts.scheme, host, parts.port) as server:
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(letter, to_addrs=receivers)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        _refuse(host, min(codes, default=550), str(error.recipients))
    except smtplib.SMTPResponseException as error:
        told = error.smtp_error
        _refuse(host, error.smtp_code, told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told))
    except (smtplib.SMTPException, OSError) as error:
        message = f"the mail server does not answer: {error}"
        raise Unavailable(message, [CALL_FAILED.report(host=host, reason=str(error)[:200])]) from error


def _server(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    """Return a server that is spoken to in secret, if it can be."""
    secret = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=_SECONDS, context=secret)
    server = smtplib.SMTP(host, port or 587, timeout=_SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=secret)
        server.ehlo()
    return server


def _refuse(host: str, code: int, reason: str) -> None:
    """Raise `Unavailable` for what the server may take later, `Invalid` for what it never will."""
    if 400 <= code < 500:
        message = f"the mail server cannot take the mail now: {code} {reason}"
        raise Unavailable(message, [CALL_FAILED.report(host=host, reason=f"{code} {reason}"[:200])])
    message = f"the mail server refused the mail: {code} {reason}"
    raise Invalid(message, [MAIL_REFUSED.report(reason=f"{code} {reason}"[:300])])
