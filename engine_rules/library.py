"""The catalog of built-in functions, by name as expressions write them."""

from collections.abc import Mapping
from typing import Final

from engine_rules import functions
from engine_rules.function import Function
from engine_rules.lexer import PROPERTIES, Names
from lowcode.kernel.catalog import Catalog

FUNCTIONS: Final[Catalog[Function]] = Catalog(functions, Function, objects=True)
"""All built-in functions by kind (file name)."""

BY_NAME: Final[Mapping[str, Function]] = {function.name: function for function in FUNCTIONS.values()}
"""The functions by the name that FEEL gives them."""

BY_SPELLING: Final[Mapping[str, Function]] = {function.name.upper(): function for function in FUNCTIONS.values()} | {
    spelling.upper(): function for function in FUNCTIONS.values() for spelling in function.spellings
}
"""The functions by any of their names in capitals, for the spreadsheet spelling; a spreadsheet's own name wins over
the capitals of a FEEL name: `CONCATENATE` joins texts, `concatenate` lists."""

NAMES: Final = Names((*BY_NAME, *PROPERTIES))
"""What the lexer has to know: the built-in names with spaces."""


def find(name: str) -> Function | None:
    """Return the function of a name: exactly as FEEL spells it, else in any case or spreadsheet spelling."""
    return BY_NAME.get(name) or BY_SPELLING.get(name.upper())
