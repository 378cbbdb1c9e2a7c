"""Expressions inside a flow, with the types that their places want."""

from engine_rules.formula import (
    MAX_LENGTH,
    Condition,
    Formula,
    ListFormula,
    NumberFormula,
    TextFormula,
    formulas,
    specs,
)

__all__ = [
    "MAX_LENGTH",
    "Condition",
    "Formula",
    "ListFormula",
    "NumberFormula",
    "TextFormula",
    "formulas",
    "specs",
]
