"""The documents of the product: the Specs that a company keeps, exchanges and edits as wholes.

Each gets a JSON Schema of its own, and it and every Spec inside it get a TypeScript type.
"""

from engine_flow.calendar import Calendar
from engine_flow.flow import Flow
from engine_flow.substitution import Substitution
from engine_forms.dictionary import Dictionary
from engine_forms.form import Form
from engine_forms.view import View
from engine_forms.view_kinds import VIEWS
from engine_reports.chart import Chart
from engine_reports.charts import CHARTS
from engine_reports.dashboard import Dashboard
from engine_reports.dataset import Dataset
from engine_reports.metric import ReportMetric
from engine_reports.query import ReportQuery
from engine_rules.decision_table import DecisionTable
from engine_rules.decisions.model import Model
from engine_rules.ledger import Ledger
from lowcode.bundle.role import Role
from lowcode.kernel.names import Label
from lowcode.kernel.spec import Spec

_VIEWS: tuple[type[View], ...] = tuple(VIEWS.values())
_CHARTS: tuple[type[Chart], ...] = tuple(CHARTS.values())

DOCUMENTS: tuple[type[Spec], ...] = (
    Label,
    DecisionTable,
    Model,
    Form,
    Dictionary,
    Ledger,
    *_VIEWS,
    Role,
    Flow,
    Calendar,
    Substitution,
    Dataset,
    ReportQuery,
    ReportMetric,
    *_CHARTS,
    Dashboard,
)
"""The document classes; their names are unique."""
