"""Sends a mail."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from engine_rules.effect import About, Effect, Mention
from engine_rules.formula import Formula, SaidFormula, TextFormula
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
    subject: SaidFormula
    """The subject: a text, or one for each language, `{en: …, "zh-CN": …}`, of which everybody gets their own."""
    text: SaidFormula
    """The text, likewise."""
    language: TextFormula | None = None
    """What people without an account read, `"en"` or `"zh-CN"`; the language of the installation if nothing is said."""
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
