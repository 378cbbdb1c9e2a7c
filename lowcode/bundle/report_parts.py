"""`ReportParts`: what an app says about reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine_flow.flow import Flow
from engine_reports.dashboard import Dashboard
from engine_reports.metric import ReportMetric
from lowcode.bundle.app import Bundle
from lowcode.bundle.named_dataset import NamedDataset


@dataclass(frozen=True, slots=True)
class ReportParts:
    """The datasets, metrics and dashboards of an app, each by name."""

    datasets: Mapping[str, NamedDataset] = field(default_factory=dict)
    metrics: Mapping[str, ReportMetric] = field(default_factory=dict)
    dashboards: Mapping[str, Dashboard] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    """Its flows, which can be asked about."""

    @classmethod
    def of(cls, bundle: Bundle) -> "ReportParts":
        """Return those of a bundle."""
        return cls(bundle.datasets, bundle.metrics, bundle.dashboards, bundle.flows)
