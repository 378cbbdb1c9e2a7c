"""Builders of calls that no template can write, one module a family: they need types, rows or several conditions."""

from collections.abc import Callable, Mapping
from typing import Final

from engine_rules.targets.sql.builders import aggregates, dates, logic, numbers, texts
from engine_rules.targets.sql.terms import Term
from engine_rules.targets.sql.writer import Writer

Builder = Callable[[Writer, int, list[Term]], Term]
"""Writes a call: the writer, the position of the signature, and the arguments as that signature expects them."""

BUILDERS: Final[Mapping[str, Builder]] = {
    **aggregates.BUILDERS,
    **dates.BUILDERS,
    **logic.BUILDERS,
    **numbers.BUILDERS,
    **texts.BUILDERS,
}
"""The builders by the kind of the function. One that stands here is used instead of a template."""
