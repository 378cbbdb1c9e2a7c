"""`Chart`: a question and how its answer is shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

import pydantic

from engine_reports import codes
from engine_reports.analysis import Analysis
from engine_reports.metric import NumberFormat
from engine_reports.query import ReportQuery
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.family import Family
from lowcode.kernel.names import Label, Name, label
from lowcode.kernel.spec import Spec


@dataclass(frozen=True, slots=True)
class Palette:
    """How a kind shows itself to people who choose one."""

    icon: str
    """The name of an icon of Ant Design."""
    label: Label
    """What the kind is called."""
    about: Label
    """What it is good for, in one sentence."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many dimensions and measures a kind shows, at the least and at the most."""

    dimensions: tuple[int, int]
    measures: tuple[int, int]


class Chart(Spec):
    """A question and how its answer is shown."""

    kind: str
    """The kind of chart."""
    query: ReportQuery
    """The question."""
    label: Label | None = None
    """What stands above it."""
    description: Label | None = None
    """What it shows, for people who point at its title."""
    empty: Label | None = None
    """What is said where there is nothing to show: what that means, or what to do; plain words if nothing is said."""
    formats: dict[Name, NumberFormat] = pydantic.Field(default={})
    """How the numbers of measures are written, by their names."""
    colours: dict[str, str] = pydantic.Field(default={})
    """The colours of members or measures, by their names; those of the product otherwise."""
    legend: bool = True
    """Whether the names of its parts stand beside it."""
    labels: bool = False
    """Whether numbers are written into it."""

    palette: ClassVar[Palette]
    """How the kind shows itself."""
    room: ClassVar[Room]
    """How much it shows."""

    def columns(self) -> tuple[str, ...]:
        """Return the columns of the answer that it mentions."""
        return ()

    def analysed_by(self) -> Analysis | None:
        """Return what is made of the answer besides; None for most kinds."""
        return None

    @property
    def asked(self) -> ReportQuery:
        """The question that the database answers."""
        analysis = self.analysed_by()
        return self.query if analysis is None else analysis.asked(self.query)

    def problems(self) -> Iterator[Diagnostic]:
        """Iterate over what does not fit between the chart and its question, with paths inside the chart."""
        known = [one.name for one in self.query.dimensions] + [one.name for one in self.query.measures]
        for name in (*self.columns(), *self.formats):
            if name not in known:
                yield codes.NO_SLOT.report(name=name, known=", ".join(known) or "–")
        counts = (len(self.query.dimensions), len(self.query.measures))
        rooms = (self.room.dimensions, self.room.measures)
        for count, (least, most), what in zip(counts, rooms, (_DIMENSIONS, _MEASURES), strict=True):
            code: Code | None = codes.TOO_FEW if count < least else codes.TOO_MANY if count > most else None
            if code is not None:
                yield code.report(path="/query", chart=self.palette.label, least=least, most=most, what=what)
        analysis = self.analysed_by()
        if analysis is not None and len(self.query.dimensions) >= self.room.dimensions[0]:
            yield from analysis.problems(self.query)


_DIMENSIONS = label("dimensions", "维度")
_MEASURES = label("measures", "度量")

CHART_FAMILY = Family("charts")
"""The union of all kinds, filled by `engine_reports.charts`."""
AnyChart = Annotated[Chart, CHART_FAMILY]
"""A chart of any kind."""
