"""The kinds of charts, one module each: the listing of this folder is the catalog."""
