"""`Column`: how a value is stored, described without any database."""

from dataclasses import dataclass
from typing import Literal

Storage = Literal[
    "text", "numeric", "bigint", "boolean", "date", "time", "timestamptz", "uuid", "text[]", "uuid[]", "jsonb"
]
"""A type of PostgreSQL."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a field.

    What is stored in it is, by its storage: `str` (text, and jsonb as JSON text), `Decimal`, `int`, `bool`,
    `datetime.date`, `datetime.time`, an aware `datetime.datetime`, `uuid.UUID`, or a list of `str` or `uuid.UUID`.
    """

    storage: Storage
    """Its type."""
    suffix: str = ""
    """What follows the field's name in the column's name: `_from`; empty for the only column of a field."""
    precision: int | None = None
    """All digits of a numeric."""
    scale: int | None = None
    """Digits after the point of a numeric."""
    target: str | None = None
    """The form (or `user`, `department`, `file`) whose records the ids in it belong to."""

    @property
    def sql(self) -> str:
        """Return the type with its digits: `numeric(18,2)`."""
        if self.storage == "numeric" and self.precision is not None:
            return f"numeric({self.precision},{self.scale or 0})"
        return self.storage
