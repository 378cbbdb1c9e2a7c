"""The replica by columns: one process of a host owns a DuckDB file, follows the records, and answers questions."""
