"""The SQL target: expressions over rows as text for PostgreSQL and DuckDB, values bound as parameters.

`query.compile_sql` is the entry. A tree becomes terms (`terms`), which the dialects (`dialect`, `postgres`, `duckdb`)
write; what SQL cannot say is a diagnostic and never a wrong text.

Precision. PostgreSQL computes with `numeric`: sums, differences and products are exact, quotients and powers are cut to
34 digits as everywhere. DuckDB's decimals have 38 digits: a sum or product keeps 22 digits after its point and mostly
all, a quotient as many as there is room for, cut off instead of rounded, at the least ten, and its divisor as many; a
value beyond stops the query. Times are exact to the microsecond, durations to the nanosecond.
"""
