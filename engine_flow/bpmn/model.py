"""`BpmnModel`: a file of BPMN as flows, with everything in it that has no meaning here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import Field

from engine_flow.flow import Flow
from engine_flow.kept import KeptXml, XmlFragment
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.spec import Spec

MODEL: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
"""The namespace of the elements."""
DIAGRAM: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
"""The namespace of the diagrams."""
BOUNDS: Final = "http://www.omg.org/spec/DD/20100524/DC"
"""The namespace of rectangles."""
POINTS: Final = "http://www.omg.org/spec/DD/20100524/DI"
"""The namespace of points."""
OWN: Final = "urn:lowcode:flow:1"
"""The namespace of the product's own settings, inside `extensionElements`."""


class BpmnModel(Spec):
    """A file of BPMN."""

    flows: tuple[Flow, ...]
    """Its processes."""
    prefixes: Mapping[str, str] = Field(default_factory=dict)
    """The namespaces that it declares, by prefix."""
    before: tuple[XmlFragment, ...] = ()
    """Comments that stand before everything else."""
    kept: KeptXml = KeptXml()
    """What it says beyond its processes: collaborations, messages, data, diagrams."""


@dataclass(frozen=True, slots=True)
class BpmnFile:
    """What came of a file: a model, or the diagnostics that say why there is none."""

    model: BpmnModel | None
    diagnostics: tuple[Diagnostic, ...] = ()
    processes: tuple[XmlFragment, ...] = ()
    """Each of its processes as it was written, in the order of the flows."""
