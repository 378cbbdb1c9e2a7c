"""The SQL target: expressions over rows as text for PostgreSQL and DuckDB, values bound as parameters.

`query.compile_sql` is the entry. A tree becomes terms (`terms`), which the dialects (`dialect`, `postgres`, `duckdb`)
write; what SQL cannot say is a diagnostic and never a wrong text.

Precision. PostgreSQL computes with `numeric`: sums, differences and products are exact, quotients and powers are cut to
34 digits as everywhere. DuckDB's decimals have 38 digits: a result keeps all digits before its point and as many after
it as there is room for, at least six; a value beyond stops the query. A quotient there is cut off instead of rounded.
Times are exact to the microsecond, durations to the nanosecond.
"""
