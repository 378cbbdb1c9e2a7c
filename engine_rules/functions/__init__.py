"""The built-in functions, one file each; the listing of this folder is the catalog."""
