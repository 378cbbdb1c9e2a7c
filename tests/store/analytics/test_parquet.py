"""Files that Spark reads show what the replica shows, and only those with a changed row are written anew."""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pytest

from lowcode.store.analytics.notes import changes
from lowcode.store.analytics.parquet import Parquet
from lowcode.store.analytics.replica import Applied, Limits, Replica
from lowcode.store.analytics.table import ReplicaColumn, ReplicaTable

GOODS = ReplicaTable(
    "goods",
    (
        ReplicaColumn("id", "uuid", "UUID"),
        ReplicaColumn("amount", "numeric", "DECIMAL(18, 2)"),
        ReplicaColumn("seen_by", "uuid[]", "UUID[]"),
        ReplicaColumn("clock", "time", "TIME"),
        ReplicaColumn("at", "timestamptz", "TIMESTAMPTZ"),
    ),
)
OTHER = ReplicaTable("other", (ReplicaColumn("id", "uuid", "UUID"), ReplicaColumn("name", "text", "VARCHAR")))
BLOCK = 10


class World:
    """A replica of its own, and the files of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.snapshot = 0
        self.open()

    def open(self, *, exports: bool = True) -> None:
        """Open the replica and its files, as a new process does."""
        files = self.folder / "files"
        self.replica = Replica(self.folder / "replica", Limits(128, 1, export=files if exports else None))
        if exports:
            self.parquet = Parquet(self.replica, files, BLOCK)

    def load(self, numbers: Sequence[int], table: ReplicaTable = GOODS) -> None:
        """Fill a table with rows."""
        self._apply(loads={table: [self._rows(numbers, 0, table)]})

    def change(self, numbers: Sequence[int], there: Sequence[int], more: int) -> None:
        """Change rows: those that are still there have another amount."""
        keys = self._file("".join(f"{key(one)}\n" for one in numbers))
        self._apply(changes={GOODS: (keys, self._rows(there, more, GOODS))}, kept=[GOODS])

    def _apply(self, **work: Any) -> None:
        self.snapshot += 1
        self.replica.apply(Applied(f"snapshot {self.snapshot}", **work))

    def _rows(self, numbers: Sequence[int], more: int, table: ReplicaTable) -> Path:
        if table is OTHER:
            return self._file("".join(f"{key(one)},n{one}\n" for one in numbers))
        listed = f'"[""{key(1)}""]"'
        return self._file(
            "".join(f"{key(one)},{one + more}.25,{listed},10:00:00,2026-03-01 08:00:00+00\n" for one in numbers)
        )

    def _file(self, text: str) -> Path:
        file = self.replica.exchange / f"{len(text)}-{self.snapshot}-{len([*self.replica.exchange.iterdir()])}.csv"
        file.write_text(text)
        return file

    def files(self) -> list[str]:
        """Return the names of the files, once they are up to date."""
        held = self.parquet.hold({"goods": GOODS})
        self.parquet.release(held)
        return [one.name for one in held["goods"]]

    def rows(self) -> dict[int, Decimal]:
        """Return the numbers and amounts in the files."""
        held = self.parquet.hold({"goods": GOODS})
        listed = ", ".join(f"'{one}'" for one in held["goods"])
        with duckdb.connect(":memory:") as connection:
            found = connection.execute(f"SELECT id, amount FROM read_parquet([{listed}])").fetchall()
        self.parquet.release(held)
        assert len(found) == len({one for one, _ in found})
        return {UUID(one).int: amount for one, amount in found}

    def there(self) -> set[str]:
        """Return the names of the files in the folder."""
        return {one.name for one in self.parquet.folder.iterdir() if one.name != "position.json"}


def key(number: int) -> UUID:
    """Return the key of a row."""
    return UUID(int=number)


def amounts(numbers: Sequence[int]) -> dict[int, Decimal]:
    """Return rows as they are loaded."""
    return {one: Decimal(one) + Decimal("0.25") for one in numbers}


@pytest.fixture
def world(tmp_path: Path) -> World:
    found = World(tmp_path)
    found.load(range(35))
    return found


def test_only_files_with_a_changed_row_are_written_anew(world: World) -> None:
    before = world.files()
    assert (len(before), world.rows()) == (4, amounts(range(35)))
    world.change([11, 14, 40], [14, 40], 100)
    after = world.files()
    changed = amounts(range(35)) | {14: Decimal("114.25"), 40: Decimal("140.25")}
    del changed[11]
    assert world.rows() == changed
    # A row was in the second file, and the last takes what comes after all.
    assert [one for one in after if one in before] == [before[0], before[2]]
    assert world.there() == set(after)
    assert world.files() == after
    position = json.loads((world.parquet.folder / "position.json").read_text())
    assert position["snapshot"] == "snapshot 2"
    assert [one["file"] for one in position["tables"]["goods"]["blocks"]] == after


def test_a_file_that_grows_is_cut(world: World) -> None:
    world.files()
    world.change([*range(35, 100)], [*range(35, 100)], 0)
    assert world.rows() == amounts(range(100))
    assert len(world.files()) == 10


def test_columns_are_those_that_every_engine_knows(world: World) -> None:
    path = world.parquet.folder / world.files()[0]
    with duckdb.connect(":memory:") as connection:
        columns = connection.execute(f"DESCRIBE SELECT * FROM '{path}'").fetchall()
    assert [one[:2] for one in columns] == [
        ("id", "VARCHAR"),
        ("amount", "DECIMAL(18,2)"),
        ("seen_by", "VARCHAR[]"),
        ("at", "TIMESTAMP WITH TIME ZONE"),
    ]


def test_another_process_goes_on_and_what_it_has_missed_is_written(world: World) -> None:
    before = world.files()
    world.change([3], [3], 5)
    world.replica.close()
    world.open()
    (world.parquet.folder / "left.parquet").touch()
    after = world.files()
    assert world.rows()[3] == Decimal("8.25")
    assert after[1:] == before[1:]
    # Without an export nothing is noted, so that all files are written anew after that.
    world.replica.close()
    world.open(exports=False)
    world.change([23], [23], 5)
    world.replica.close()
    world.open()
    assert not set(world.files()) & set(after)
    assert world.rows()[23] == Decimal("28.25")
    assert world.there() == set(world.files())


def test_a_table_that_is_filled_anew_is_written_anew_and_others_stay(world: World) -> None:
    world.load(range(5), OTHER)
    held = world.parquet.hold({"goods": GOODS, "other": OTHER})
    world.parquet.release(held)
    world.load(range(7))
    assert world.rows() == amounts(range(7))
    again = world.parquet.hold({"goods": GOODS, "other": OTHER})
    world.parquet.release(again)
    assert again["other"] == held["other"]
    world.load([])
    assert (world.rows(), len(world.files())) == ({}, 1)


def test_files_stay_as_long_as_somebody_reads_them(world: World) -> None:
    held = world.parquet.hold({"goods": GOODS})
    world.change([1], [], 0)
    after = world.files()
    assert {one.name for one in held["goods"]} | set(after) == world.there()
    world.parquet.release(held)
    assert world.there() == set(after)


def test_a_position_that_cannot_be_read_begins_anew(world: World) -> None:
    before = world.files()
    (world.parquet.folder / "position.json").write_text('{"run": 3}')
    world.parquet = Parquet(world.replica, world.parquet.folder, BLOCK)
    assert not set(before) & set(world.files())
    assert world.rows() == amounts(range(35))


def test_what_comes_while_files_are_written_is_noted_for_the_next_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Parquet._write

    def meanwhile(self: Parquet, snapshot: str | None) -> None:
        monkeypatch.setattr(Parquet, "_write", write)
        world.change([2], [2], 50)
        write(self, snapshot)

    monkeypatch.setattr(Parquet, "_write", meanwhile)
    first = world.files()
    with world.replica.reading() as cursor:
        assert changes(cursor, "goods")[0] == [key(2)]
    assert world.rows()[2] == Decimal("52.25")
    assert world.files()[1:] == first[1:]
