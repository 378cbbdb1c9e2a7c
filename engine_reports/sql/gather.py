"""Parts in SQL: what is gathered of the rows of a group."""

from dataclasses import replace

from engine_reports.part import Gather
from engine_rules import types as t
from engine_rules.targets.sql.dialect import Dialect
from engine_rules.targets.sql.terms import Scalar

_COUNT = Scalar("", t.NUMBER, nullable=False, form="integer", digits=(19, 0))


def gathered(
    gather: Gather, value: Scalar | None, order: Scalar | None, fraction: str, condition: str, dialect: Dialect
) -> Scalar:
    """Return the aggregate of a part over columns of the rows; `condition` says which of them count, empty for all."""
    only = f" FILTER (WHERE {condition})" if condition else ""
    if value is None or gather == "rows":
        return replace(_COUNT, sql=f"count(*){only}")
    comparable = dialect.by_code_point(value) if value.type is t.STRING else value.sql
    match gather:
        case "count":
            return replace(_COUNT, sql=f"count({value.sql}){only}")
        case "distinct":
            return replace(_COUNT, sql=f"count(DISTINCT {value.sql}){only}")
        case "sum":
            found = dialect.summed(value)
            form = "" if dialect.name == "postgres" else found.form
            # DuckDB sums a decimal into 38 digits by itself; a wider operand would only be slower
            text = f"sum({value.sql})" if value.digits is not None else found.sql
            return replace(found, sql=f"{text}{only}", form=form)
        case "least" | "greatest":
            return value.named(f"{'min' if gather == 'least' else 'max'}({comparable}){only}")
        case "lower" | "upper":
            return value.named(dialect.quantile(value.sql, "0.5", only, above=gather == "upper"))
        case "quantile":
            return value.named(dialect.quantile(value.sql, fraction, only))
        case _:
            assert order is not None
            there = " AND ".join(
                part for part in (condition, f"{value.sql} IS NOT NULL", f"{order.sql} IS NOT NULL") if part
            )
            return value.named(dialect.along(value.sql, order.sql, comparable, there, last=gather == "last"))
