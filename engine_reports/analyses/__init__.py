"""The kinds of analyses, one module each: the listing of this folder is the catalog."""
