"""The Python target: an expression becomes the source of one Python function, compiled once."""
