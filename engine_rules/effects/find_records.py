"""Finds the records whose fields have certain values."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from pydantic import Field

from engine_rules.effect import About, Effect, Mention
from engine_rules.formula import Formula
from lowcode.kernel.names import Name, Ref, label


class FindRecords(Effect):
    """Finds the records whose fields have certain values."""

    kind: Literal["find_records"]
    form: Ref
    """The form."""
    values: Mapping[Name, Formula] = Field(default_factory=dict)
    """The fields with the values that they must have."""
    limit: int = Field(default=100, ge=1, le=200)
    """The most records."""

    about: ClassVar[About] = About(
        label("Find records", "查找记录"),
        label(
            "Finds records; what came of it has their `ids`, `count` and `first`.",
            "查找记录，结果包含 `ids`、`count` 和 `first`。",
        ),
    )
    inside: ClassVar[bool] = True

    def mentions(self) -> Iterator[Mention]:
        """Iterate over what it speaks of."""
        yield Mention("form", self.form, "/form")
        for one in self.values:
            yield Mention("field", one, f"/values/{one}", self.form)
