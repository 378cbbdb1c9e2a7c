"""Changes fields of one or several records."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from pydantic import Field

from engine_rules.effect import About, Effect, Mention
from engine_rules.formula import Formula
from lowcode.kernel.names import Name, Ref, label


class UpdateRecords(Effect):
    """Changes fields of one or several records."""

    kind: Literal["update_records"]
    form: Ref | None = None
    """The form; that of the present record if nothing is said."""
    records: Formula | None = None
    """Which: an id, a record, or a list of them; the present record if nothing is said."""
    values: Mapping[Name, Formula] = Field(min_length=1)
    """The fields that change, as expressions."""

    about: ClassVar[About] = About(
        label("Change records", "修改记录"),
        label(
            "Changes fields of the present record, or of others.",
            "修改当前记录或其他记录的字段。",
        ),
    )
    inside: ClassVar[bool] = True

    def mentions(self) -> Iterator[Mention]:
        """Iterate over what it speaks of."""
        if self.form is not None:
            yield Mention("form", self.form, "/form")
        for one in self.values:
            yield Mention("field", one, f"/values/{one}", self.form)
