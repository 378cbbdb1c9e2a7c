"""`abc`: the class of a group by its share."""

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar, Literal

import pydantic

from engine_reports.aggregate import Need, Window, Windowed
from engine_rules import types as t
from engine_rules.targets.sql.terms import Scalar
from lowcode.kernel.names import Name


class AbcAggregate(Windowed):
    """The class of a group (ABC analysis): A while the groups before it, the greatest first, have less than a part."""

    kind: Literal["abc"]
    within: tuple[Name, ...] = ()
    """The dimensions whose members are analysed by themselves."""
    a: Decimal = pydantic.Field(default=Decimal("0.8"), gt=0, lt=1)
    """The part of the whole that A makes up."""
    b: Decimal = pydantic.Field(default=Decimal("0.95"), gt=0, lt=1)
    """The part of the whole that A and B make up."""

    needs: ClassVar[frozenset[Need]] = frozenset({"merge", "total"})

    def names(self) -> tuple[str, ...]:
        """Return the dimensions whose members are analysed by themselves."""
        return self.within

    def columns(self, window: Window) -> dict[str, Scalar]:
        """Return what is computed over the groups."""
        whole, value = window.within(self.within), window.value
        ranked = f"{whole} ORDER BY {value.sql} DESC NULLS LAST, {window.tie}"
        summed = window.dialect.summed(value)
        before = f"{ranked} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
        return {
            "before": summed.named(f"coalesce({summed.sql} OVER ({before}), 0)"),
            "whole": summed.named(f"{summed.sql} OVER ({whole})"),
        }

    def result(self, window: Window, columns: Mapping[str, Scalar]) -> Scalar:
        """Return the value."""
        before = columns["before"].text
        limits = [window.dialect.multiply(columns["whole"], window.dialect.number(part)) for part in (self.a, self.b)]
        sql = (
            f"CASE WHEN {window.value.sql} IS NULL THEN NULL WHEN {before} < {limits[0].sql} THEN 'A' "
            f"WHEN {before} < {limits[1].sql} THEN 'B' ELSE 'C' END"
        )
        return Scalar(sql, t.STRING, atom=False)
