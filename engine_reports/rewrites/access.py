"""`access`: every table that a question reads gives way to what its asker may see of it."""

from dataclasses import replace

from engine_reports.joining import Joined
from engine_reports.plan import Plan
from engine_rules.targets.sql.source import Reference, Subtable, Table


class Guarded:
    """The tables as an asker may see them: each under a name of its own, found when it is first spoken of."""

    def __init__(self) -> None:
        """Begin with no table."""
        self.scans: dict[str, Table] = {}
        self.extra: dict[str, set[str]] = {}
        self._known: dict[tuple[str, str], Table] = {}

    def table(self, table: Table) -> Table:
        """Return what stands for a table."""
        place = (table.schema, table.name)
        if place not in self._known:
            name = f"g{len(self._known)}"
            self.scans[name] = table
            self._known[place] = replace(
                table,
                name=name,
                schema="",
                select="",
                references={key: self._reference(one) for key, one in table.references.items()},
                subtables={key: self._subtable(one) for key, one in table.subtables.items()},
            )
        return self._known[place]

    def _reference(self, one: Reference) -> Reference:
        """Return a reference to what stands for its table."""
        if isinstance(one, Joined):
            seen = one.target() if one.gathered else lambda: replace(self.table(one.rows()), subtables={})
            return replace(one, table=seen, source=lambda: self.table(one.rows()))
        return replace(one, table=lambda: self.table(one.target()))

    def _subtable(self, one: Subtable) -> Subtable:
        """Return a sub-table of what stands for its rows; their places are read too."""

        def rows() -> Table:
            found = self.table(one.target())
            self.extra.setdefault(found.name, set()).update({one.parent, *one.order, one.absent} - {""})
            return found

        return replace(one, table=rows)


def rewrite(plan: Plan) -> Plan:
    """Return the plan over what the asker may see."""
    guarded = Guarded()
    return replace(plan, table=guarded.table(plan.subject.table), scans=guarded.scans, extra=guarded.extra)
