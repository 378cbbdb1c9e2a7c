"""The kinds of aggregates, one module each: the listing of this folder is the catalog."""
