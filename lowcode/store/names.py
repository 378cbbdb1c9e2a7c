"""Names of tables and columns inside statements."""


def quoted(name: str) -> str:
    """Return a name between quotation marks, so that it means itself whatever it is."""
    return '"' + name.replace('"', '""') + '"'
