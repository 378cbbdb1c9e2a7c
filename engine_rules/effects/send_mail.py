"""Sends a mail."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from engine_rules.effect import About, Effect, Mention
from engine_rules.formula import Formula, TextFormula
from lowcode.kernel.names import Name, Ref, label


class SendMail(Effect):
    """Sends a mail."""

    kind: Literal["send_mail"]
    to: Formula | None = None
    """The addresses: texts, people, or a list of them."""
    roles: tuple[Ref, ...] = Field(default=(), max_length=10)
    """Who has one of these roles as well, as `crm.director`."""
    cc: Formula | None = None
    """Who gets a copy."""
    subject: TextFormula
    """The subject."""
    text: TextFormula
    """The text."""
    reply_to: TextFormula | None = None
    """Where answers go."""
    document: Name | None = None
    """The print template by which the present record is attached as a PDF."""
    files: Formula | None = None
    """Files to attach: values of file fields."""

    about: ClassVar[About] = About(
        label("Send a mail", "发送邮件"),
        label(
            "Sends a mail, with the present record as a document if wanted.",
            "发送邮件，可将当前记录作为文档附件。",
        ),
    )

    def mentions(self) -> Iterator[Mention]:
        """Iterate over what it speaks of."""
        if self.document is not None:
            yield Mention("print", self.document, "/document")
