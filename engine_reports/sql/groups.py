"""The groups of a plan in SQL: for each level the parts of each group."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine_reports.aggregate import the_one
from engine_reports.plan import Plan
from engine_reports.sql.gather import gathered
from engine_reports.sql.rows import Rows
from engine_rules.targets.sql.dialect import Dialect
from engine_rules.targets.sql.terms import Scalar

TAGS = ("p", "q")
"""The letters of the parts of the question, and of what it is compared with."""
_ALL_ROWS = " HAVING count(*) >= 0"
"""What makes one group of all rows, also of none, where `GROUP BY ()` cannot be said."""


@dataclass(frozen=True)
class Grouping:
    """What rows are grouped by, with the sets of it, the details first."""

    columns: tuple[str, ...]
    """The columns of the dimensions."""
    levels: tuple[tuple[int, ...], ...]
    """The positions of the dimensions of each level."""
    flags: tuple[int, ...] = ()
    """The positions of dimensions that have a column `o` that says that a row stands for others."""

    def level(self, kept: Sequence[int]) -> list[str]:
        """Return the columns of a level."""
        found = [self.columns[at] for at in kept]
        return found + [f"o{at}" for at in self.flags if at in kept]

    def number(self, kept: Sequence[int]) -> int:
        """Return the number of a level: a bit for each dimension that is not in it, the last one the lowest."""
        size = len(self.columns)
        return sum(1 << (size - 1 - at) for at in range(size) if at not in kept)

    @property
    def all_columns(self) -> list[str]:
        """Return the columns of all dimensions, those about others too."""
        return [*self.columns, *(f"o{at}" for at in self.flags)]


class Groups:
    """The groups of some rows."""

    def __init__(self, plan: Plan, rows: Rows, dialect: Dialect) -> None:
        """Take the plan, its rows after their text was written, and the dialect."""
        self.plan, self.rows, self.dialect = plan, rows, dialect
        self.tags = TAGS[: len(plan.branches)]

    def part(self, at: int, tag: str, *, condition: str | None = None, value: Scalar | None = None) -> Scalar:
        """Return the aggregate of a part; by another condition and over another column where these are given."""
        part, columns = self.plan.parts[at], self.rows.parts[at]
        if condition is None:
            condition = self.condition(at, tag)
        fraction = "" if part.fraction is None else str(part.fraction)
        return gathered(part.gather, value or columns.value, columns.order, fraction, condition, self.dialect)

    def condition(self, at: int, tag: str) -> str:
        """Return which rows a part counts."""
        found = [self.rows.parts[at].condition] if self.rows.parts[at].condition else []
        if len(self.tags) > 1:
            found.append(f"z = {self.tags.index(tag)}")
        return " AND ".join(found)

    def scalar(self, at: int, tag: str) -> Scalar:
        """Return the part as a column of the groups."""
        found = self.part(at, tag)
        return Scalar(f"{tag}{at}", found.type, form=found.form, zone=found.zone, digits=found.digits)

    def text(self, source: str, grouping: Grouping, wanted: Sequence[int]) -> str:
        """Return the groups with their wanted parts: the level as `l`, the dimensions, the parts as `p0`, `q0`, …."""
        once = sorted({self.plan.parts[at].once for at in wanted if self.plan.parts[at].once})
        own = [at for at in wanted if not self.plan.parts[at].once]
        plain = self._plain(source, grouping, wanted, own)
        if not once:
            return plain
        stacked = [plain]
        for way in once:
            parts = [at for at in wanted if self.plan.parts[at].once == way]
            stacked += [self._once(source, grouping, wanted, parts, kept) for kept in grouping.levels]
        columns = ["l", *grouping.all_columns]
        parts_ = [f"{self._put_together(at, f'{tag}{at}')} AS {tag}{at}" for at in wanted for tag in self.tags]
        return (
            f"SELECT {', '.join([*columns, *parts_])} FROM ({' UNION ALL '.join(stacked)}) AS s "
            f"GROUP BY {', '.join(columns)}"
        )

    def _put_together(self, at: int, column: str) -> str:
        """Return the one value that a part has among stacked groups; nothing counted is zero."""
        counts = self.plan.parts[at].gather in {"count", "rows", "distinct"}
        return f"coalesce(max({column}), 0)" if counts else the_one(self.part(at, column[0]).named(column))

    def _plain(self, source: str, grouping: Grouping, wanted: Sequence[int], own: Sequence[int]) -> str:
        """Return the groups with the parts that count rows themselves; others are null."""
        parts = [
            f"{self.part(at, tag).sql if at in own else self._null(at, tag)} AS {tag}{at}"
            for at in wanted
            for tag in self.tags
        ]
        columns = grouping.columns
        if not self.dialect.grouping_sets:
            return " UNION ALL ".join(self._by_itself(source, grouping, kept, parts) for kept in grouping.levels)
        if len(grouping.levels) == 1:
            level, sets = str(grouping.number(grouping.levels[0])), ", ".join(grouping.level(grouping.levels[0]))
            by = f" GROUP BY {sets}" if sets else " GROUP BY ()"
        else:
            level = f"grouping({', '.join(columns)})"
            sets = ", ".join(f"({', '.join(grouping.level(kept))})" for kept in grouping.levels)
            by = f" GROUP BY GROUPING SETS ({sets})"
        selected = ", ".join([f"{level} AS l", *grouping.all_columns, *parts])
        return f"SELECT {selected} FROM {source}{by}"

    def _by_itself(self, source: str, grouping: Grouping, kept: tuple[int, ...], parts: Sequence[str]) -> str:
        """Return the groups of one level; the one of all rows is there when there are none."""
        columns = grouping.level(kept)
        there = [name if name in columns else f"{self._missing(name)} AS {name}" for name in grouping.all_columns]
        selected = ", ".join([f"{grouping.number(kept)} AS l", *there, *parts])
        by = f" GROUP BY {', '.join(columns)}" if columns else _ALL_ROWS
        return f"SELECT {selected} FROM {source}{by}"

    def _null(self, at: int, tag: str) -> str:
        """Return a part that is not known."""
        found = self.part(at, tag)
        return f"CAST(NULL AS {self.dialect.sql_type(found.type, found.digits, found.zone)})"

    def _once(
        self, source: str, grouping: Grouping, wanted: Sequence[int], parts: Sequence[int], kept: tuple[int, ...]
    ) -> str:
        """Return the groups of one level with the parts that count rows of another table once."""
        key = self.rows.parts[parts[0]].key
        columns = grouping.level(kept)
        inner: list[str] = []
        outer: dict[tuple[int, str], str] = {}
        for at in parts:
            value = self.rows.parts[at].value
            assert value is not None
            for tag in self.tags:
                name = f"w{at}{tag}"
                condition = self.condition(at, tag)
                only = f" FILTER (WHERE {condition})" if condition else ""
                inner.append(f"{the_one(value)}{only} AS {name}")
                outer[at, tag] = self.part(at, tag, condition="", value=value.named(name)).sql
        distinct = (
            f"SELECT {', '.join([*columns, *inner])} FROM {source} WHERE {key} IS NOT NULL "
            f"GROUP BY {', '.join([*columns, key])}"
        )
        selected = [f"{grouping.number(kept)} AS l"]
        selected += [name if name in columns else f"{self._missing(name)} AS {name}" for name in grouping.all_columns]
        for at in wanted:
            selected += [f"{outer.get((at, tag)) or self._null(at, tag)} AS {tag}{at}" for tag in self.tags]
        whole = " GROUP BY ()" if self.dialect.grouping_sets else _ALL_ROWS
        by = f" GROUP BY {', '.join(columns)}" if columns else whole
        return f"SELECT {', '.join(selected)} FROM ({distinct}) AS n{by}"

    def _missing(self, name: str) -> str:
        """Return the null of a dimension that is not in a level."""
        if name.startswith("o"):
            return "CAST(NULL AS boolean)"
        found = self.rows.dimensions[int(name[1:])]
        if found.form == "integer":
            return "NULL"
        return f"CAST(NULL AS {self.dialect.sql_type(found.type, found.digits, found.zone)})"
