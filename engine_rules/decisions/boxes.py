"""The catalog of boxed expressions, and their union as the Specs that hold one mention it."""

from typing import TYPE_CHECKING, Final, TypeAlias

from engine_rules import boxed
from engine_rules.boxed.context import ContextEntry
from engine_rules.boxed.invocation import ArgumentBinding
from engine_rules.boxed.relation import RelationRow
from engine_rules.decisions.boxed_expression import BoxedExpression
from engine_rules.decisions.branch import Branch
from lowcode.kernel.catalog import Catalog
from lowcode.kernel.spec import Spec

BOXED: Final[Catalog[type[BoxedExpression]]] = Catalog(boxed, BoxedExpression)
"""All boxed expressions by kind."""

if TYPE_CHECKING:
    Boxed: TypeAlias = BoxedExpression
else:
    Boxed = BOXED.union()

_HOLDERS: Final[tuple[type[Spec], ...]] = (Branch, ContextEntry, ArgumentBinding, RelationRow, *BOXED.values())
for _holder in _HOLDERS:
    # the kinds mention the union of their own family, which exists only now
    _holder.model_rebuild(force=True, _types_namespace={"Boxed": Boxed})
