"""`ANALYSES`: the catalog of the kinds of analyses."""

from typing import Final

from engine_reports import analyses
from engine_reports.analysis import ANALYSIS_FAMILY, Analysis
from lowcode.kernel.catalog import Catalog

ANALYSES: Final = Catalog(analyses, Analysis)
"""Every kind of analysis by its word."""
ANALYSIS_FAMILY.fill(ANALYSES)
