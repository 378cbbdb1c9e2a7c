"""The kinds of parts of a page, one module each."""
