"""Short forms of DMN's XML, for models that stand in a test."""

from engine_rules.decisions.decider import Decider
from engine_rules.decisions.model import Model
from engine_rules.dmn.reader import read_dmn

HEAD = 'xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"'


def model(body: str, namespace: str = "urn:test") -> Model:
    """The model of a body of definitions."""
    read = read_dmn(f'<definitions {HEAD} name="test" namespace="{namespace}">{body}</definitions>'.encode())
    assert read.model is not None, [found.text() for found in read.diagnostics]
    return read.model


def decider(*bodies: str) -> Decider:
    """The decider of a model and its imports, whose namespaces are urn:test, urn:test1, urn:test2, …"""
    return Decider([model(body, f"urn:test{at or ''}") for at, body in enumerate(bodies)])


def text(expression: str, type_ref: str = "") -> str:
    """A literal expression."""
    escaped = expression.replace("&", "&amp;").replace("<", "&lt;")
    kind = f' typeRef="{type_ref}"' if type_ref else ""
    return f"<literalExpression{kind}><text>{escaped}</text></literalExpression>"


def variable(name: str, type_ref: str = "") -> str:
    """A variable."""
    kind = f' typeRef="{type_ref}"' if type_ref else ""
    return f'<variable name="{name}"{kind}/>'


def given(name: str, type_ref: str = "") -> str:
    """An input."""
    return f'<inputData name="{name}" id="{_id(name)}">{variable(name, type_ref)}</inputData>'


def decision(name: str, logic: str, needs: str = "", type_ref: str = "") -> str:
    """A decision; `needs` lists references: `input:a decision:b knowledge:c`, a namespace before a `#`."""
    requirements = "".join(_requirement(*need.split(":", 1)) for need in needs.split())
    return f'<decision name="{name}" id="{_id(name)}">{variable(name, type_ref)}{requirements}{logic}</decision>'


def knowledge(name: str, parameters: str, logic: str, needs: str = "", type_ref: str = "") -> str:
    """A knowledge model with parameters `a:number b`."""
    formal = "".join(_parameter(one) for one in parameters.split())
    requirements = "".join(_requirement(*need.split(":", 1)) for need in needs.split())
    return (
        f'<businessKnowledgeModel name="{name}" id="{_id(name)}">{variable(name, type_ref)}'
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic>{requirements}</businessKnowledgeModel>"
    )


def service(name: str, outputs: str, inputs: str = "", decisions: str = "", type_ref: str = "") -> str:
    """A decision service; each list names elements."""
    parts = [("outputDecision", outputs), ("inputDecision", decisions), ("inputData", inputs)]
    hrefs = "".join(f'<{tag} href="#{_id(one)}"/>' for tag, names in parts for one in names.split())
    return f'<decisionService name="{name}" id="{_id(name)}">{variable(name, type_ref)}{hrefs}</decisionService>'


def context(*entries: tuple[str, str] | str) -> str:
    """A boxed context: pairs of name and logic, and the logic of the result."""
    body = "".join(
        f"<contextEntry>{one}</contextEntry>"
        if isinstance(one, str)
        else f"<contextEntry>{variable(*one[0].split(':', 1))}{one[1]}</contextEntry>"
        for one in entries
    )
    return f"<context>{body}</context>"


def item(name: str, inside: str, *, many: bool = False) -> str:
    """An item definition."""
    collection = ' isCollection="true"' if many else ""
    return f'<itemDefinition name="{name}"{collection}>{inside}</itemDefinition>'


def component(name: str, inside: str, *, many: bool = False) -> str:
    """A component of an item definition."""
    collection = ' isCollection="true"' if many else ""
    return f'<itemComponent name="{name}"{collection}>{inside}</itemComponent>'


def of_type(type_ref: str, allowed: str = "", constraint: str = "") -> str:
    """What stands inside an item definition of a type with constraints."""
    parts = [f"<typeRef>{type_ref}</typeRef>"]
    for tag, tests in (("allowedValues", allowed), ("typeConstraint", constraint)):
        if tests:
            parts.append(f"<{tag}><text>{tests.replace('<', '&lt;')}</text></{tag}>")
    return "".join(parts)


def imported(name: str, namespace: str) -> str:
    """An import."""
    return f'<import name="{name}" namespace="{namespace}" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'


def _id(name: str) -> str:
    return "_" + name.replace(" ", "_")


def _parameter(spec: str) -> str:
    name, _, kind = spec.partition(":")
    return f'<formalParameter name="{name}"' + (f' typeRef="{kind}"' if kind else "") + "/>"


def _requirement(kind: str, name: str) -> str:
    space, _, local = name.rpartition("#")
    href = f"{space}#{_id(local)}"
    if kind == "knowledge":
        return f'<knowledgeRequirement><requiredKnowledge href="{href}"/></knowledgeRequirement>'
    tag = {"input": "requiredInput", "decision": "requiredDecision"}[kind]
    return f'<informationRequirement><{tag} href="{href}"/></informationRequirement>'
