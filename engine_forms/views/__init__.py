"""The kinds of views, one module each."""
