"""`part`: `dataclasses.dataclass` for small values of which a step makes dozens, and which nobody changes.

That nobody changes them is seen to by the type checker, for which this is `dataclass(frozen=True)`. While the product
runs they are not locked: the lock makes a value with many fields four times as dear to make, and was a twentieth of
what a step of a flow costs. They can be compared, and hashed when their fields can.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as part
else:
    from dataclasses import dataclass

    def part(*, frozen: bool, slots: bool) -> object:
        """Return a decorator that makes a dataclass; `frozen` is the type checker's business."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["part"]
