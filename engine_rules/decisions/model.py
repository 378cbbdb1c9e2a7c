"""`Model`: decisions, what they require, and the types they speak of (DMN 1.5, chapter 6)."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from engine_rules.boxed.function import FunctionDefinition
from engine_rules.decisions.boxes import Boxed
from engine_rules.decisions.element import Element
from engine_rules.decisions.item_type import InformationItem, ItemDefinition


class ModelImport(Element):
    """Another model whose elements are known here by a prefix."""

    name: str | None = None
    """The prefix; without one, or an empty one, the elements are known by their own names."""
    namespace: str
    """The namespace of the other model."""
    import_type: str | None = None
    """The kind of the other document, a URI."""
    location: str | None = None
    """Where it can be found."""


class InformationRequirement(Element):
    """A value that a decision requires: of an input or of another decision, by reference."""

    decision: str | None = None
    """Reference to a decision: `#id`, or `namespace#id`."""
    input: str | None = None
    """Reference to an input."""


class KnowledgeRequirement(Element):
    """A function that is required: a knowledge model or decision service, by reference."""

    knowledge: str | None = None
    """Reference to it."""


class InputData(Element):
    """An input of the model."""

    kind: Literal["input_data"]
    name: str
    """Its name."""
    variable: InformationItem | None = None
    """The name and type that expressions see."""


class Decision(Element):
    """A decision: logic over what it requires."""

    kind: Literal["decision"]
    name: str
    """Its name."""
    question: str | None = None
    """What it answers, for people."""
    allowed_answers: str | None = None
    """The answers it can give, for people."""
    variable: InformationItem | None = None
    """The name and type that expressions see."""
    information: tuple[InformationRequirement, ...] = ()
    """The inputs and decisions it requires."""
    knowledge: tuple[KnowledgeRequirement, ...] = ()
    """The functions it requires."""
    expression: Boxed | None = None
    """Its logic."""


class BusinessKnowledgeModel(Element):
    """A function that decisions share."""

    kind: Literal["business_knowledge_model"]
    name: str
    """Its name."""
    variable: InformationItem | None = None
    """The name and type that expressions see."""
    logic: FunctionDefinition | None = None
    """The function."""
    knowledge: tuple[KnowledgeRequirement, ...] = ()
    """The functions it requires."""


class DecisionService(Element):
    """Decisions as a function: what is given, and which results come out."""

    kind: Literal["decision_service"]
    name: str
    """Its name."""
    variable: InformationItem | None = None
    """The name and type that expressions see."""
    outputs: tuple[str, ...] = ()
    """References to the decisions whose results come out; several make a context."""
    encapsulated: tuple[str, ...] = ()
    """References to the decisions inside."""
    input_decisions: tuple[str, ...] = ()
    """References to decisions whose results are given: the last parameters."""
    input_data: tuple[str, ...] = ()
    """References to inputs that are given: the first parameters."""


ModelElement = Annotated[InputData | Decision | BusinessKnowledgeModel | DecisionService, Field(discriminator="kind")]
"""What can be required or asked."""


class Model(Element):
    """A decision model: types, inputs, decisions and functions in one namespace."""

    name: str
    """Its name."""
    namespace: str
    """The namespace that references of other models use."""
    version: str | None = None
    """The version of DMN whose file it came from."""
    expression_language: str | None = None
    """The language of its expressions, FEEL unless said otherwise."""
    type_language: str | None = None
    """The language of its types, FEEL unless said otherwise."""
    exporter: str | None = None
    """The program that wrote its file."""
    exporter_version: str | None = None
    """The version of that program."""
    prefixes: Mapping[str, str] = Field(default_factory=dict)
    """The namespaces that its file declares, by prefix."""
    imports: tuple[ModelImport, ...] = ()
    """The models it uses."""
    item_definitions: tuple[ItemDefinition, ...] = ()
    """Its types."""
    elements: tuple[ModelElement, ...] = ()
    """Its inputs, decisions, functions and services."""
