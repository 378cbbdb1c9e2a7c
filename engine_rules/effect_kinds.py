"""`EFFECTS`: all kinds of effects, and the union that tells them apart."""

from typing import Any, Final

from engine_rules import effects
from engine_rules.effect import Effect
from lowcode.kernel.catalog import Catalog

EFFECTS: Final[Catalog[type[Effect]]] = Catalog(effects, Effect)
"""The kinds, by the names of their files."""

AnyEffect: Any = EFFECTS.union()
"""Any effect, told apart by `kind`."""
