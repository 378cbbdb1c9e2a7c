"""Plans as text of SQL with bound parameters, for DuckDB and PostgreSQL."""
