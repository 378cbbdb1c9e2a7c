"""`spare`: how often the garbage collector looks for circles, in processes that serve."""

import gc
from typing import Final

_THRESHOLDS: Final = (20_000, 20, 20)
"""How many new objects there are before it looks at the young ones, and how many such looks before the older ones.

With the interpreter's own thresholds, made for scripts, a third of the time of an import of many rows went into it.
"""


def spare() -> None:
    """Let the collector look less often, and never again at what is there now."""
    gc.set_threshold(*_THRESHOLDS)
    gc.collect()
    gc.freeze()


def restore() -> None:
    """Let it look at everything again, so that what holds resources is given back before the end of the process."""
    gc.unfreeze()
