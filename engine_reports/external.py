"""`ExternalTable`: a table of another database, read through a connection and never written."""

from typing import Annotated, Final, Literal

import pydantic
from pydantic import StringConstraints

from engine_rules import types as t
from engine_rules.targets.sql.dialect import quoted
from engine_rules.targets.sql.source import Column, Table
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec

EXTERNAL: Final = "external"
"""What stands where other tables have their schema: access knows them by it."""
ColumnType = Literal["text", "number", "integer", "boolean", "date", "time", "date_time"]
"""What the values of a column are read as."""
SqlName = Annotated[str, StringConstraints(min_length=1, max_length=63, pattern=r"^[^\x00\"]+$")]
"""A schema, table or column as the other database calls it."""
_DIGITS: Final = 18
"""Digits of a number before and after its point."""
_TYPES: Final[dict[ColumnType, tuple[t.Type, str]]] = {
    "text": (t.STRING, "text"),
    "number": (t.NUMBER, "numeric"),
    "integer": (t.NUMBER, "bigint"),
    "boolean": (t.BOOLEAN, "boolean"),
    "date": (t.DATE, "date"),
    "time": (t.TIME, "time"),
    "date_time": (t.DATE_TIME, "timestamptz"),
}


class ExternalColumn(Spec):
    """A column that is read."""

    name: Name
    """The name in expressions."""
    label: Label
    """What people read."""
    column: SqlName | None = None
    """What the other database calls it; the same as here if nothing is said."""
    type: ColumnType = "text"
    """What its values are read as; what cannot be read so is told when a question meets it. A date and time without a
    zone is one of the zone of the installation."""
    decimals: int = pydantic.Field(default=4, ge=0, le=12)
    """Digits of a number after its point; further ones are rounded. It has at most 18 digits in all."""
    unit: Label | None = None
    """The unit of its numbers."""
    options: tuple[tuple[str, Label], ...] = pydantic.Field(default=(), max_length=200)
    """The values that it can have with their labels, where these are few and known."""

    @property
    def kept(self) -> str:
        """What the other database calls it."""
        return self.column or self.name

    @property
    def kind(self) -> t.Type:
        """Its type in the language."""
        return _TYPES[self.type][0]

    def read(self) -> str:
        """Return the text that reads it, in PostgreSQL."""
        kind = f"numeric({_DIGITS}, {self.decimals})" if self.type == "number" else _TYPES[self.type][1]
        return f"CAST({quoted(self.kept)} AS {kind}) AS {quoted(self.name)}"

    def described(self) -> Column:
        """Return it as expressions see it."""
        digits = {"number": (_DIGITS, self.decimals), "integer": (19, 0)}.get(self.type)
        return Column(self.name, self.kind, integer=self.type == "integer", digits=digits)


class ExternalTable(Spec):
    """A table or view of another database."""

    connection: Name
    """The connection, of the kind `database`, that an administrator has set up."""
    schema_: SqlName | None = pydantic.Field(default=None, alias="schema")
    """Its schema; the first one of the search path that has the table if nothing is said."""
    table: SqlName
    """The table or view."""
    key: Name
    """The column, of those below, that tells its rows apart and is never null."""
    columns: tuple[ExternalColumn, ...] = pydantic.Field(min_length=1, max_length=200)
    """What is read of it; nothing else is."""
    roles: tuple[Name, ...] = pydantic.Field(min_length=1, max_length=50)
    """Who may ask about it, by roles of the app. Whoever may sees all of its rows: a view shows others less."""

    def described(self, name: str) -> Table:
        """Return it as expressions read it; `name` is that of the dataset."""
        listed = ", ".join(one.read() for one in self.columns)
        place = f"{quoted(self.schema_)}.{quoted(self.table)}" if self.schema_ else quoted(self.table)
        return Table(
            name,
            {one.name: one.described() for one in self.columns},
            schema=EXTERNAL,
            key=self.key,
            select=f"SELECT {listed} FROM {place}",
        )
