"""`opening`: how rows that are seen with their records are read, so that no record is looked up twice.

Without it the rows would be those whose record is among the ones that can be seen, joined with the same records once
more. One join does both; and DuckDB keeps the columns of records beside their rows, which takes no join at all.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine_reports.access import ALL, CLOSED, Above
from engine_reports.plan import Lookup, Plan
from engine_reports.rewrites.lookups import ROW
from engine_rules.targets.sql.dialect import Dialect, quoted
from engine_rules.targets.sql.writer import Writer

_RECORD = "p"
"""What the record of a row is called in conditions."""
_READ = re.compile(r'\bp\."([^"]+)"')
_KEY = "id"


@dataclass(frozen=True)
class Opening:
    """How the rows of a plan are read."""

    guarded: bool = True
    """Whether the rows are those of which a condition of their own says that they can be seen."""
    inner: str = ""
    """The alias of the records, of which each row has to have one; empty when none is asked for."""
    record: str = ""
    """The columns of the record beside the row, as one value; empty when there are none."""
    condition: str = ""
    """The condition over it."""
    dropped: str = ""
    """The alias of the records that are not joined, since everything that is read of them is beside the row."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """What is read of these, by the name of their columns."""
    masks: Mapping[str, str] = field(default_factory=dict)
    """What is written for columns of theirs that are not open in every row, by what they are then called."""


def opening(plan: Plan, dialect: Dialect, writer: Writer) -> Opening:
    """Return how the rows of a plan are read."""
    assert plan.table is not None
    guard = plan.access.guard(plan.scans[plan.table.name]) or CLOSED
    above = guard.above()
    if above is None:
        return Opening()
    joined = _joined(plan, above)
    if dialect.name == "duckdb" and above.beside:
        known = {_KEY: above.column, **above.beside}
        condition = above.rows(_RECORD, dialect.name, writer.parameters.mark)
        read = set(_READ.findall(condition))
        if read <= known.keys():
            return _beside(plan, dialect, writer, joined, known, condition)
    if joined is not None and above.whole:
        return Opening(guarded=False, inner=joined.alias)
    return Opening()


def _joined(plan: Plan, above: Above) -> Lookup | None:
    """Return the join that brings the records that rows are seen with."""
    wanted = (above.table.schema, above.table.name)
    for one in plan.lookups:
        found = plan.scans.get(one.table.name)
        own = one.joined is None and [(each.origin, each.column) for each in one.on] == [(ROW, above.column)]
        if own and found is not None and (found.schema, found.name) == wanted:
            return one
    return None


def _beside(
    plan: Plan, dialect: Dialect, writer: Writer, joined: Lookup | None, known: Mapping[str, str], condition: str
) -> Opening:
    """Return how rows are read that have the columns of their records beside them."""
    read = set(_READ.findall(condition))
    columns: dict[str, str] = {}
    masks: dict[str, str] = {}
    dropped = ""
    if joined is not None:
        guard = plan.access.guard(plan.scans[joined.table.name]) or CLOSED
        wanted = {one.column.name for one in plan.base if one.alias == joined.alias}
        wanted |= {each.column for one in plan.lookups for each in one.on if each.origin == joined.alias}
        seen = {one: guard.column(one, _RECORD, dialect.name, writer.parameters.mark) for one in sorted(wanted)}
        masking = {name for text in seen.values() for name in _READ.findall(text)}
        if wanted | masking <= known.keys():
            dropped = joined.alias
            read |= masking
            for name, text in seen.items():
                columns[name] = known[name] if text == ALL else f"^{known[name]}"
                if text != ALL:
                    read.add(name)
                    masks[columns[name]] = f"CASE WHEN {text} THEN {_RECORD}.{quoted(name)} END"
    members = ", ".join(f"{quoted(name)}: {ROW}.{quoted(known[name])}" for name in sorted(read))
    record = f"{{{members}}} AS {_RECORD}" if members else ""
    return Opening(False, "", record, condition, dropped, columns, masks)  # noqa: FBT003 - not guarded
