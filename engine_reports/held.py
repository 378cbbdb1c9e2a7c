"""`HeldColumn`: what DuckDB may hold of a record beside the rows that refer to it, which spares the join of the two."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeldColumn:
    """A column of the record that a reference leads to, beside the row that refers to it."""

    table: str
    """The table of the rows."""
    via: str
    """The column of theirs that holds the key of the record."""
    target: str
    """The table of the records, of which `id` is the key; empty for a mark of the row itself."""
    column: str
    """The column of the record; null beside rows that refer to none.

    Empty for the mark that one of the rows has which refer to the same record.
    """

    @property
    def name(self) -> str:
        """Return what it is called beside the rows."""
        return f"{self.via}>{self.column}"
