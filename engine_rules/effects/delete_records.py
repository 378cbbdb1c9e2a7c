"""Puts records into the trash."""

from collections.abc import Iterator
from typing import ClassVar, Literal

from engine_rules.effect import About, Effect, Mention
from engine_rules.formula import Formula
from lowcode.kernel.names import Ref, label


class DeleteRecords(Effect):
    """Puts records into the trash."""

    kind: Literal["delete_records"]
    form: Ref | None = None
    """The form; that of the present record if nothing is said."""
    records: Formula | None = None
    """Which: an id, a record, or a list of them; the present record if nothing is said."""

    about: ClassVar[About] = About(
        label("Delete records", "删除记录"),
        label(
            "Puts the present record, or others, into the trash.",
            "将当前记录或其他记录移入回收站。",
        ),
    )
    inside: ClassVar[bool] = True

    def mentions(self) -> Iterator[Mention]:
        """Iterate over what it speaks of."""
        if self.form is not None:
            yield Mention("form", self.form, "/form")
