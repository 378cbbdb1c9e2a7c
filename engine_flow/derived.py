"""`Derived`: a Spec that works something out once; a copy with other values works it out anew."""

from functools import cached_property
from typing import Self

from lowcode.kernel.spec import Spec


class Derived(Spec):
    """A Spec with cached properties, which copies do not inherit."""

    def __copy__(self) -> Self:
        """Return a copy without what was worked out."""
        copied = super().__copy__()
        for name in list(copied.__dict__):
            if isinstance(getattr(type(copied), name, None), cached_property):
                del copied.__dict__[name]
        return copied
