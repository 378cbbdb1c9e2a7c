"""Creates a record of a form."""

from collections.abc import Iterator, Mapping
from typing import ClassVar, Literal

from pydantic import Field

from engine_rules.effect import About, Effect, Mention
from engine_rules.formula import Formula
from lowcode.kernel.names import Name, Ref, label


class CreateRecord(Effect):
    """Creates a record of a form."""

    kind: Literal["create_record"]
    form: Ref
    """The form."""
    values: Mapping[Name, Formula] = Field(default_factory=dict)
    """Its fields, as expressions; the others get their defaults."""
    owner: Formula | None = None
    """Whose it is to be; who acts if nothing is said."""

    about: ClassVar[About] = About(
        label("Create a record", "新建记录"),
        label(
            "Creates a record; what came of it has the `id`.",
            "新建一条记录，结果包含 `id`。",
        ),
    )
    inside: ClassVar[bool] = True

    def mentions(self) -> Iterator[Mention]:
        """Iterate over what it speaks of."""
        yield Mention("form", self.form, "/form")
        for one in self.values:
            yield Mention("field", one, f"/values/{one}", self.form)
