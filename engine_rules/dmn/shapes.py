"""How each Spec of a decision model is written in XML: attributes by name, parts in the order of the schema."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from engine_rules import decision_table as dt
from engine_rules.boxed.conditional import ConditionalExpression
from engine_rules.boxed.context import ContextEntry, ContextExpression
from engine_rules.boxed.decision_table import TableExpression
from engine_rules.boxed.every import EveryExpression
from engine_rules.boxed.filter import FilterExpression
from engine_rules.boxed.for_each import ForEachExpression
from engine_rules.boxed.function import FunctionDefinition
from engine_rules.boxed.invocation import ArgumentBinding, InvocationExpression
from engine_rules.boxed.list import ListExpression
from engine_rules.boxed.literal import LiteralExpression
from engine_rules.boxed.relation import RelationExpression, RelationRow
from engine_rules.boxed.some import SomeExpression
from engine_rules.decisions import item_type as it
from engine_rules.decisions import model as m
from engine_rules.decisions.branch import Branch
from engine_rules.decisions.element import Cell, Element

PartKind = Literal["text", "href", "element", "boxed"]
"""What a part holds: a text, a reference, a Spec, or a boxed expression of any kind."""


@dataclass(frozen=True, slots=True)
class Part:
    """A child element."""

    field: str
    """The field of the Spec."""
    tag: str = ""
    """The local name; of a boxed expression its kind decides."""
    kind: PartKind = "element"
    """What it holds."""
    spec: type[Element] | None = None
    """The Spec it holds, for `element`."""
    many: bool = False
    """Whether there may be several: the field is a tuple."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The XML of a Spec."""

    attributes: Mapping[str, str]
    """Fields by the name of the attribute; `id` and `label` are everywhere."""
    parts: Sequence[Part]
    """Children in the order of the schema; `description` stands before them everywhere."""
    required: Sequence[str] = ()
    """Fields of attributes that have to be there: empty when a file leaves them out."""


def _one(tag: str, field: str, spec: type[Element]) -> Part:
    """Return the part of one Spec."""
    return Part(field, tag, "element", spec)


def _many(tag: str, field: str, spec: type[Element]) -> Part:
    """Return the part of several Specs."""
    return Part(field, tag, "element", spec, many=True)


def _text(tag: str, field: str) -> Part:
    """Return the part of a text."""
    return Part(field, tag, "text")


def _href(tag: str, field: str) -> Part:
    """Return the part of a reference."""
    return Part(field, tag, "href")


def _hrefs(tag: str, field: str) -> Part:
    """Return the part of several references."""
    return Part(field, tag, "href", many=True)


def _boxed(field: str, *, many: bool = False) -> Part:
    """Return the part of boxed expressions."""
    return Part(field, kind="boxed", many=many)


COMMON_ATTRIBUTES: Final = {"id": "id", "label": "label"}
DESCRIPTION: Final = _text("description", "description")

_TYPED: Final = {"typeRef": "type_ref"}
_NAMED: Final = {"name": "name"}
_VARIABLE: Final = _one("variable", "variable", it.InformationItem)
_KNOWLEDGE: Final = _many("knowledgeRequirement", "knowledge", m.KnowledgeRequirement)
_PARAMETERS: Final = _many("formalParameter", "parameters", it.InformationItem)
_TABLE: Final = Shape(
    {**_TYPED, "preferredOrientation": "orientation", "outputLabel": "output_label"},
    (
        _many("input", "inputs", dt.InputClause),
        _many("output", "outputs", dt.OutputClause),
        _many("annotation", "annotations", dt.AnnotationClause),
        _many("rule", "rules", dt.TableRule),
    ),
)
_QUANTIFIED: Final = Shape(
    {**_TYPED, "iteratorVariable": "variable"},
    (_one("in", "domain", Branch), _one("satisfies", "condition", Branch)),
    ("variable",),
)

BOXED_TAGS: Final[Mapping[str, type[Element]]] = {
    "literalExpression": LiteralExpression,
    "decisionTable": TableExpression,
    "context": ContextExpression,
    "invocation": InvocationExpression,
    "list": ListExpression,
    "relation": RelationExpression,
    "functionDefinition": FunctionDefinition,
    "conditional": ConditionalExpression,
    "filter": FilterExpression,
    "for": ForEachExpression,
    "some": SomeExpression,
    "every": EveryExpression,
}
"""Boxed expressions by tag."""
ELEMENT_TAGS: Final[Mapping[str, type[Element]]] = {
    "inputData": m.InputData,
    "decision": m.Decision,
    "businessKnowledgeModel": m.BusinessKnowledgeModel,
    "decisionService": m.DecisionService,
}
"""Elements of a model by tag."""

SHAPES: Final[Mapping[type[Element], Shape]] = {
    Cell: Shape({**_TYPED, "expressionLanguage": "expression_language"}, (_text("text", "text"),)),
    Branch: Shape(_TYPED, (_boxed("value"),)),
    it.InformationItem: Shape({**_NAMED, **_TYPED}, (), ("name",)),
    it.FunctionItem: Shape(
        {"outputTypeRef": "output_type_ref"}, (_many("parameters", "parameters", it.InformationItem),)
    ),
    it.ItemDefinition: Shape(
        {**_NAMED, "typeLanguage": "type_language", "isCollection": "is_collection"},
        (
            _text("typeRef", "type_ref"),
            _one("allowedValues", "allowed_values", Cell),
            _one("typeConstraint", "type_constraint", Cell),
            _many("itemComponent", "components", it.ItemDefinition),
            _one("functionItem", "function_item", it.FunctionItem),
        ),
        ("name",),
    ),
    dt.InputClause: Shape({}, (_one("inputExpression", "expression", Cell), _one("inputValues", "values", Cell))),
    dt.OutputClause: Shape(
        {**_NAMED, **_TYPED}, (_one("outputValues", "values", Cell), _one("defaultOutputEntry", "default", Cell))
    ),
    dt.AnnotationClause: Shape(_NAMED, ()),
    dt.TableRule: Shape(
        {},
        (
            _many("inputEntry", "inputs", Cell),
            _many("outputEntry", "outputs", Cell),
            _many("annotationEntry", "annotations", Cell),
        ),
    ),
    ContextEntry: Shape({}, (_VARIABLE, _boxed("value"))),
    ArgumentBinding: Shape({}, (_one("parameter", "parameter", it.InformationItem), _boxed("value"))),
    RelationRow: Shape({}, (_boxed("cells", many=True),)),
    LiteralExpression: Shape({**_TYPED, "expressionLanguage": "expression_language"}, (_text("text", "text"),)),
    TableExpression: _TABLE,
    ContextExpression: Shape(_TYPED, (_many("contextEntry", "entries", ContextEntry),)),
    InvocationExpression: Shape(_TYPED, (_boxed("callee"), _many("binding", "bindings", ArgumentBinding))),
    ListExpression: Shape(_TYPED, (_boxed("items", many=True),)),
    RelationExpression: Shape(
        _TYPED, (_many("column", "columns", it.InformationItem), _many("row", "rows", RelationRow))
    ),
    FunctionDefinition: Shape({**_TYPED, "kind": "language"}, (_PARAMETERS, _boxed("body"))),
    ConditionalExpression: Shape(
        _TYPED, (_one("if", "condition", Branch), _one("then", "then", Branch), _one("else", "otherwise", Branch))
    ),
    FilterExpression: Shape(_TYPED, (_one("in", "domain", Branch), _one("match", "condition", Branch))),
    ForEachExpression: Shape(
        {**_TYPED, "iteratorVariable": "variable"},
        (_one("in", "domain", Branch), _one("return", "result", Branch)),
        ("variable",),
    ),
    SomeExpression: _QUANTIFIED,
    EveryExpression: _QUANTIFIED,
    m.ModelImport: Shape(
        {**_NAMED, "namespace": "namespace", "importType": "import_type", "locationURI": "location"}, (), ("namespace",)
    ),
    m.InformationRequirement: Shape({}, (_href("requiredDecision", "decision"), _href("requiredInput", "input"))),
    m.KnowledgeRequirement: Shape({}, (_href("requiredKnowledge", "knowledge"),)),
    m.InputData: Shape(_NAMED, (_VARIABLE,), ("name",)),
    m.Decision: Shape(
        _NAMED,
        (
            _text("question", "question"),
            _text("allowedAnswers", "allowed_answers"),
            _VARIABLE,
            _many("informationRequirement", "information", m.InformationRequirement),
            _KNOWLEDGE,
            _boxed("expression"),
        ),
        ("name",),
    ),
    m.BusinessKnowledgeModel: Shape(
        _NAMED, (_VARIABLE, _one("encapsulatedLogic", "logic", FunctionDefinition), _KNOWLEDGE), ("name",)
    ),
    m.DecisionService: Shape(
        _NAMED,
        (
            _VARIABLE,
            _hrefs("outputDecision", "outputs"),
            _hrefs("encapsulatedDecision", "encapsulated"),
            _hrefs("inputDecision", "input_decisions"),
            _hrefs("inputData", "input_data"),
        ),
        ("name",),
    ),
    m.Model: Shape(
        {
            **_NAMED,
            "namespace": "namespace",
            "expressionLanguage": "expression_language",
            "typeLanguage": "type_language",
            "exporter": "exporter",
            "exporterVersion": "exporter_version",
        },
        (
            _many("import", "imports", m.ModelImport),
            _many("itemDefinition", "item_definitions", it.ItemDefinition),
            Part("elements", kind="element", many=True),
        ),
        ("name", "namespace"),
    ),
}
"""The shape of each Spec."""

ORIENTATIONS: Final[Mapping[str, str]] = {
    "Rule-as-Row": "rule_as_row",
    "Rule-as-Column": "rule_as_column",
    "CrossTable": "cross_table",
}
HIT_POLICIES: Final[Mapping[str, str]] = {
    "UNIQUE": "unique", "FIRST": "first", "PRIORITY": "priority", "ANY": "any", "COLLECT": "collect",
    "RULE ORDER": "rule_order", "OUTPUT ORDER": "output_order",
}  # fmt: skip
AGGREGATIONS: Final[Mapping[str, str]] = {"SUM": "sum", "COUNT": "count", "MIN": "min", "MAX": "max"}
"""The words of the schema and those of the product."""
