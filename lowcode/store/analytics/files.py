"""The files by which rows travel from PostgreSQL into the replica, as DuckDB reads them."""

from pathlib import Path
from typing import Final

from lowcode.store.analytics.table import NULL

KEYS: Final = "'k': 'UUID'"
"""The column of a file of keys."""


def between(least: object, greatest: object) -> str:
    """Return the condition that a key lies between two others."""
    return f"BETWEEN CAST('{least}' AS UUID) AND CAST('{greatest}' AS UUID)"


def csv(file: Path, types: str) -> str:
    """Return a file as DuckDB reads it."""
    return (
        f"read_csv('{file}', header = false, auto_detect = false, columns = {{{types}}}, nullstr = '{NULL}', "
        "allow_quoted_nulls = false, quote = '\"', escape = '\"', delim = ',', new_line = '\\n', "
        "max_line_size = 16777216)"
    )
