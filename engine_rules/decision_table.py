"""`DecisionTable`: rules as rows, tests of inputs and outputs as cells (DMN 1.5, chapter 8)."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from engine_rules import hit_policies
from engine_rules.decisions.element import Cell, Element, cell
from engine_rules.decisions.hit_policy import HitPolicy
from engine_rules.hit_policies.unique import UniqueHitPolicy
from lowcode.kernel.catalog import Catalog

HIT_POLICIES: Catalog[type[HitPolicy]] = Catalog(hit_policies, HitPolicy)
"""All hit policies by kind."""

if TYPE_CHECKING:
    PolicyKind: TypeAlias = HitPolicy
else:
    PolicyKind = HIT_POLICIES.union()

Orientation = Literal["rule_as_row", "rule_as_column", "cross_table"]
"""How a table is drawn."""


class InputClause(Element):
    """A column of tests: what is tested, and the values it can have."""

    expression: Cell
    """What is tested, usually a name."""
    values: Cell | None = None
    """Tests that every value passes; another value makes the table's result null."""

    @property
    def title(self) -> str:
        """The column's head."""
        return self.label or self.expression.source


class OutputClause(Element):
    """A column of results."""

    name: str | None = None
    """The member of the result, for a table with several outputs."""
    type_ref: str | None = None
    """The type of its values."""
    values: Cell | None = None
    """The values it can have, from the highest priority to the lowest."""
    default: Cell | None = None
    """Its value when no rule matches."""


class AnnotationClause(Element):
    """A column of remarks."""

    name: str | None = None
    """The column's head."""


class TableRule(Element):
    """A rule: a test for each input and a result for each output."""

    inputs: tuple[Cell, ...]
    """Tests in the order of the inputs; `-` lets everything pass."""
    outputs: tuple[Cell, ...]
    """Expressions in the order of the outputs."""
    annotations: tuple[Cell, ...] = ()
    """Remarks in the order of the table's annotations."""


class DecisionTable(Element):
    """A decision table: the rules whose tests all pass give the result, as the hit policy says.

    The result is the output's value, a context when there are several outputs, a list of those when the hit policy
    collects.
    """

    inputs: tuple[InputClause, ...] = ()
    """The columns that are tested."""
    outputs: tuple[OutputClause, ...]
    """The columns of results."""
    annotations: tuple[AnnotationClause, ...] = ()
    """The columns of remarks."""
    rules: tuple[TableRule, ...] = ()
    """The rules from top to bottom."""
    hit_policy: PolicyKind | None = None
    """What happens when several rules match; `unique` unless said otherwise."""
    orientation: Orientation | None = None
    """How it is drawn, rules as rows unless said otherwise."""
    output_label: str | None = None
    """The title of the results."""

    @property
    def policy(self) -> HitPolicy:
        """The hit policy that holds."""
        return self.hit_policy or UniqueHitPolicy(kind="unique")

    def output_name(self, position: int) -> str:
        """Return the member of the result that the output at `position` gives."""
        output = self.outputs[position]
        return output.name or output.label or f"output {position + 1}"


def table(
    inputs: Sequence[str],
    outputs: Sequence[str | OutputClause],
    rules: Sequence[Sequence[str]],
    policy: HitPolicy | None = None,
    *,
    values: Mapping[str, str] | None = None,
) -> DecisionTable:
    """Return a table in short form: input expressions, outputs, and rules as rows of cells.

    `values` gives the allowed values of inputs by their expression.
    """
    allowed = values or {}
    return DecisionTable(
        inputs=tuple(
            InputClause(expression=cell(text), values=cell(allowed[text]) if text in allowed else None)
            for text in inputs
        ),
        outputs=tuple(one if isinstance(one, OutputClause) else OutputClause(name=one) for one in outputs),
        rules=tuple(
            TableRule(inputs=tuple(map(cell, row[: len(inputs)])), outputs=tuple(map(cell, row[len(inputs) :])))
            for row in rules
        ),
        hit_policy=policy,
    )
