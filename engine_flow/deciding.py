"""The kinds of modes."""

from typing import TYPE_CHECKING, TypeAlias

from engine_flow import modes
from engine_flow.mode import Mode
from lowcode.kernel.catalog import Catalog

MODES: Catalog[type[Mode]] = Catalog(modes, Mode)
"""All ways of deciding together, by kind."""

if TYPE_CHECKING:
    ModeKind: TypeAlias = Mode
else:
    ModeKind = MODES.union()
