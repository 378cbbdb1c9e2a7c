"""`TRIGGERS`: all kinds of triggers, and the union that tells them apart."""

from typing import Any, Final

from engine_rules import triggers
from engine_rules.trigger import Trigger
from lowcode.kernel.catalog import Catalog

TRIGGERS: Final[Catalog[type[Trigger]]] = Catalog(triggers, Trigger)
"""The kinds, by the names of their files."""

AnyTrigger: Any = TRIGGERS.union()
"""Any trigger, told apart by `kind`."""
