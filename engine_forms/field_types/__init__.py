"""The kinds of fields, one module each: the listing of this folder is the catalog."""
