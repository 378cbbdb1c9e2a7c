"""Trying a decision table: what is wrong with it, what it decides, and its gaps and overlaps."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from engine_rules import typed_json
from engine_rules.decision_table import HIT_POLICIES, DecisionTable, InputClause, OutputClause, TableRule
from engine_rules.decisions import table_analysis
from engine_rules.decisions.compiled_table import compile_table
from engine_rules.decisions.element import cell
from engine_rules.decisions.hit_policy import HitPolicy
from engine_rules.decisions.table_analysis import Gap
from engine_rules.hit_policies.collect import Aggregation
from engine_rules.texts import nested
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.evaluation import TypedValue
from lowcode.services.language import Samples
from lowcode.services.message import Message
from lowcode.services.situation import situation

HitPolicyKind = Literal["unique", "any", "priority", "first", "rule_order", "output_order", "collect"]
"""What happens when several rules match."""

MAX_COLUMNS: Final = 50
"""How many inputs, and how many outputs, a table may have here."""
MAX_RULES: Final = 2_000
"""How many rules a table may have here."""

CellText = Annotated[str, Field(max_length=10_000)]
"""The text of one cell."""


class InputColumnDraft(Message):
    """A column of tests that is being written."""

    expression: CellText
    """What is tested, usually a name."""
    values: CellText = ""
    """Tests that every value passes, such as `"a", "b"` or `[0..100]`; empty: anything."""


class OutputColumnDraft(Message):
    """A column of results that is being written."""

    name: Annotated[str, Field(max_length=200)]
    """The member of the result."""
    values: CellText = ""
    """The values it can have, from the highest priority to the lowest; empty: anything."""
    default: CellText = ""
    """Its value when no rule matches, as an expression; empty: none."""


class RuleDraft(Message):
    """A rule that is being written."""

    inputs: Annotated[tuple[CellText, ...], Field(max_length=MAX_COLUMNS)]
    """A test for each input; `-` lets everything pass."""
    outputs: Annotated[tuple[CellText, ...], Field(max_length=MAX_COLUMNS)]
    """An expression for each output."""


class TableDraft(Message):
    """A decision table that is being written, and inputs to try it with."""

    names: Samples
    """The names that cells may use, with values to try the table with."""
    hit_policy: HitPolicyKind = "unique"
    """What happens when several rules match."""
    aggregation: Aggregation | None = None
    """What a collecting table makes of its outputs."""
    inputs: Annotated[tuple[InputColumnDraft, ...], Field(max_length=MAX_COLUMNS)]
    """The columns of tests."""
    outputs: Annotated[tuple[OutputColumnDraft, ...], Field(min_length=1, max_length=MAX_COLUMNS)]
    """The columns of results."""
    rules: Annotated[tuple[RuleDraft, ...], Field(max_length=MAX_RULES)]
    """The rules from top to bottom."""


class TableGap(Message):
    """Inputs that no rule covers."""

    tests: tuple[str, ...]
    """A test for each input of the table: the cells of the rule that would close the gap."""
    example: str
    """Values inside it, as text."""


class TableAnalysis(Message):
    """What is known of a table."""

    diagnostics: tuple[Diagnostic, ...]
    """What is wrong with its cells; the path names the cell: `/rules/0/inputs/1`."""
    names: tuple[Diagnostic, ...]
    """What is wrong with the names; the path begins with the name's position: `/3/value`."""
    findings: tuple[Diagnostic, ...]
    """Gaps and overlaps between the rules, and what of the table could not be searched for them."""
    gaps: tuple[TableGap, ...]
    """The gaps again, each with the rule that would close it."""
    type: str
    """The type of its result."""
    matching: tuple[int, ...]
    """The rules that match the values, numbered from 1."""
    value: TypedValue
    """What the table decides for the values."""
    text: str
    """The same as text."""
    warnings: tuple[Diagnostic, ...]
    """Where and why null was met."""


def analyse(draft: TableDraft) -> TableAnalysis:
    """Return what is wrong with a table, what it decides, and its gaps and overlaps."""
    around = situation(draft.names)
    table = _table(draft)
    compiled = compile_table(table, around.scope)
    outcome = compiled.trace(around.values)
    analysis = table_analysis.analyse(table, around.scope)
    return TableAnalysis(
        diagnostics=tuple(compiled.place.found),
        names=around.diagnostics,
        findings=analysis.diagnostics(table),
        gaps=tuple(_gap(one, table) for one in analysis.gaps),
        type=str(compiled.type),
        matching=tuple(compiled.rules_matching(around.values)),
        value=TypedValue.model_validate(typed_json.write(outcome.value)),
        text=nested(outcome.value),
        warnings=outcome.warnings,
    )


def _gap(gap: Gap, table: DecisionTable) -> TableGap:
    """Return a gap with a test for each input."""
    return TableGap(
        tests=tuple(gap.region.get(one.title, "-") for one in table.inputs),
        example=", ".join(f"{name} = {nested(value)}" for name, value in gap.example.items()),
    )


def _table(draft: TableDraft) -> DecisionTable:
    """Return the table of a draft."""
    return DecisionTable(
        inputs=tuple(
            InputClause(expression=cell(one.expression), values=cell(one.values) if one.values else None)
            for one in draft.inputs
        ),
        outputs=tuple(
            OutputClause(
                name=one.name or None,
                values=cell(one.values) if one.values else None,
                default=cell(one.default) if one.default else None,
            )
            for one in draft.outputs
        ),
        rules=tuple(
            TableRule(inputs=tuple(map(cell, one.inputs)), outputs=tuple(map(cell, one.outputs))) for one in draft.rules
        ),
        hit_policy=_policy(draft),
    )


def _policy(draft: TableDraft) -> HitPolicy:
    """Return the hit policy of a draft."""
    given: Mapping[str, Any] = {"kind": draft.hit_policy}
    if draft.hit_policy == "collect":
        given = {**given, "aggregation": draft.aggregation}
    return HIT_POLICIES[draft.hit_policy].model_validate(given)
