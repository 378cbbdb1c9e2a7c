"""The replica of the product from outside, and a DuckDB of its own with the same rows."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb
import psutil

from bench._report_shop import Size, fill

_SYSTEM: Final = (
    "id UUID, version BIGINT, created_at TIMESTAMPTZ, updated_at TIMESTAMPTZ, trashed_at TIMESTAMPTZ, "
    "owner UUID, department UUID"
)
_LINE: Final = (
    "id UUID, parent_id UUID, position INTEGER, product VARCHAR, quantity DECIMAL(28, 0), amount DECIMAL(28, 2)"
)
_TABLES: Final = (
    f'CREATE TABLE "shop__customer" ({_SYSTEM}, name VARCHAR, region VARCHAR, seller VARCHAR)',
    f'CREATE TABLE "shop__order" ({_SYSTEM}, customer UUID, placed DATE, due DATE, state VARCHAR)',
    f'CREATE TABLE "shop__order__lines" ({_LINE})',
)
_ABOVE: Final = ("trashed_at", "customer", "placed", "due", "state")
"""What rows of orders have beside them of their orders."""


def owners(folder: Path) -> list[psutil.Process]:
    """Return the processes that own a replica in a folder."""
    found = []
    for one in psutil.process_iter():
        try:
            paths = [file.path for file in one.open_files()]
            if any(path.startswith(str(folder)) and path.endswith("replica.duckdb") for path in paths):
                found.append(one)
        except psutil.Error:
            continue
    return found


@contextmanager
def bare(size: Size) -> Iterator[duckdb.DuckDBPyConnection]:
    """Hold a DuckDB inside the block, filled with the rows of the benchmark as the replica keeps them."""
    with tempfile.TemporaryDirectory() as folder:
        connection = duckdb.connect(f"{folder}/bare.duckdb", config={"threads": "2"})
        for text in (*_TABLES, *fill(size, duck=True)):
            connection.execute(text)
        listed = ", ".join(f'o.{name} AS "^{name}"' for name in _ABOVE)
        connection.execute(
            f'CREATE OR REPLACE TABLE "shop__order__lines" AS SELECT l.*, {listed} FROM "shop__order__lines" AS l '
            'JOIN "shop__order" AS o ON o.id = l.parent_id'
        )
        connection.execute("CHECKPOINT")
        yield connection
        connection.close()
