"""`Family`: the union of all kinds of a folder, as fields and views name it."""

from lowcode.kernel.family import Family

__all__ = ["Family"]
