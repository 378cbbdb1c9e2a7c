"""The shop in Spark, by way of files of Parquet that DuckDB writes."""

import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, Self

import duckdb

from engine_reports.compiled import AnswerRow, Compiled
from engine_rules.targets.sql.spark import SETTINGS
from lowcode.store.analytics import wire
from lowcode.store.analytics.spark import over
from tests.engine_reports.shop import SCHEMA, Shop

ROOT: Final = Path(__file__).parents[2]
TABLES: Final = ("rep_region", "rep_customer", "rep_order", "rep_line", "rep_quota", "rep_visit")


class SparkTables:
    """Tables in Spark, asked through the process of the product that speaks with it."""

    def __init__(self, folder: Path, url: str, python: str) -> None:
        """Start the process in an environment that has `pyspark`; files are kept in a folder."""
        self._folder = folder
        self._files: dict[str, list[Path]] = {}
        self._process = subprocess.Popen(
            [python, "-m", "lowcode.store.analytics.spark_session"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            cwd=folder,
        )
        self._exchange({"url": url, "settings": dict(SETTINGS)})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def copy(self, connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
        """Copy tables of DuckDB, as files of Parquet."""
        for name in names:
            path = self._folder / f"{name}.parquet"
            connection.execute(f"COPY {name} TO '{path}' (FORMAT parquet)")
            self._files[name] = [path]

    def rows(self, text: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Return the rows of a statement. Raises `RuntimeError` with what Spark complains of."""
        asked = {"run": "test", "text": over(text, self._files), "parameters": [wire.packed(one) for one in parameters]}
        found = self._exchange(asked)
        return wire.rows(found["columns"]) if found["columns"] else [()] * found["count"]

    def _exchange(self, content: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a frame. Raises `RuntimeError` with what Spark complains of."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(wire.frame(content))
        stdin.flush()
        found = wire.read(stdout)
        if found is None:
            message = f"the session with Spark has ended: {self._process.wait()}"
            raise RuntimeError(message)
        if "error" in found:
            raise RuntimeError(found["reason"])
        return found

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


class SparkShop:
    """The shop in Spark."""

    name = "spark"

    def __init__(self, shop: Shop, tables: SparkTables) -> None:
        """Copy the shop."""
        self._tables = tables
        with duckdb.connect(":memory:", config={"threads": "1"}) as connection:
            connection.execute(SCHEMA)
            for statement, rows in shop.inserts():
                connection.executemany(statement, rows)
            tables.copy(connection, TABLES)

    def answer(self, compiled: Compiled) -> list[AnswerRow]:
        """Return the answer of a question."""
        return compiled.read(self._tables.rows(compiled.text, compiled.bind()))
