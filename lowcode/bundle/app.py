"""`App` and `Bundle`: what an app says of itself, and all of it as one document."""

from functools import cached_property
from typing import Any, Final

import pydantic

from engine_flow.flow import Flow
from engine_forms.dictionary import Dictionary
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_forms.view import View
from engine_forms.view_kinds import AnyView
from engine_reports.dashboard import Dashboard
from engine_reports.metric import ReportMetric
from engine_rules.ledger import Ledger
from engine_rules.rule import Rule
from engine_rules.scorecard import Scorecard
from lowcode.bundle.action import Action
from lowcode.bundle.added_posting import AddedPosting
from lowcode.bundle.app_test import AppTest
from lowcode.bundle.decision import Decision
from lowcode.bundle.folder import Layout
from lowcode.bundle.ledger_forms import ledger_forms
from lowcode.bundle.named_dataset import NamedDataset
from lowcode.bundle.overview import Overview
from lowcode.bundle.print_template import PrintTemplate
from lowcode.bundle.rename import Rename
from lowcode.bundle.role import Role
from lowcode.bundle.sample import Sample
from lowcode.bundle.translation import Translation
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec

FORMAT: Final = 1
"""The format of bundles that this version of the product writes; older ones are upgraded when they are read."""


class Dependency(Spec):
    """Another app that has to be there."""

    app: Name
    """The app."""
    version: str = pydantic.Field(default="", max_length=40)
    """The version of it that this app was made with, for people."""


class App(Spec):
    """What an app says of itself: `app.json`."""

    format: int = pydantic.Field(ge=1)
    """The format that the bundle is written in."""
    name: Name
    """The name in the names of tables and in references."""
    label: Label
    """What people read."""
    description: Label | None = None
    """What it is good for."""
    icon: str | None = None
    """Its icon."""
    version: str = pydantic.Field(default="0.1.0", pattern=r"^\d+\.\d+\.\d+$")
    """The version of its makers, as 1.4.0."""
    depends: tuple[Dependency, ...] = ()
    """The apps whose forms it refers to."""
    menu: tuple[Name, ...] = ()
    """The views in the menu, in order; all views when there are none."""
    renames: tuple[Rename, ...] = ()
    """What was called something else in earlier versions."""


class Bundle(Spec):
    """An app with all its parts; each stands under its name."""

    app: App
    """What it says of itself."""
    forms: dict[Name, Form] = pydantic.Field(default={})
    """The forms."""
    views: dict[Name, Any] = pydantic.Field(default={})
    """The views of records."""
    flows: dict[Name, Flow] = pydantic.Field(default={})
    """The flows."""
    decisions: dict[Name, Decision] = pydantic.Field(default={})
    """The decisions that flows ask."""
    ledgers: dict[Name, Ledger] = pydantic.Field(default={})
    """The ledgers, which keep balances."""
    postings: dict[Name, AddedPosting] = pydantic.Field(default={})
    """What records post to ledgers of other apps."""
    actions: dict[Name, Action] = pydantic.Field(default={})
    """What buttons do."""
    rules: dict[Name, Rule] = pydantic.Field(default={})
    """What happens by itself."""
    scorecards: dict[Name, Scorecard] = pydantic.Field(default={})
    """How well records do by weighted measures."""
    datasets: dict[Name, NamedDataset] = pydantic.Field(default={})
    """Rows to ask about that no form has by itself."""
    metrics: dict[Name, ReportMetric] = pydantic.Field(default={})
    """Numbers with one definition."""
    dashboards: dict[Name, Dashboard] = pydantic.Field(default={})
    """Charts on a grid."""
    overviews: dict[Name, Overview] = pydantic.Field(default={})
    """All there is about a record on one page."""
    roles: dict[Name, Role] = pydantic.Field(default={})
    """The roles."""
    dictionaries: dict[Name, Dictionary] = pydantic.Field(default={})
    """The data dictionaries."""
    print: dict[Name, PrintTemplate] = pydantic.Field(default={})
    """How records are printed."""
    sample: dict[Name, Sample] = pydantic.Field(default={})
    """Records to try it with."""
    tests: dict[Name, AppTest] = pydantic.Field(default={})
    """What shows that it works."""
    translations: dict[Name, Translation] = pydantic.Field(default={})
    """Texts in further languages."""
    texts: dict[str, str] = pydantic.Field(default={})
    """Pages for people, such as `README.md`."""

    @cached_property
    def form_set(self) -> FormSet:
        """Return the forms and dictionaries, which know each other but no other app; balances are forms too."""
        return FormSet(self.all_forms, self.dictionaries.values())

    @cached_property
    def all_forms(self) -> tuple[Form, ...]:
        """Return the forms, and those by which balances and their lines are read."""
        return (*self.forms.values(), *ledger_forms(self.ledgers.values(), self.forms))

    def views_of(self, form: str) -> list[View]:
        """Return the views of a form."""
        return [view for view in self.views.values() if view.form == form]


PARTS: Final[dict[str, Any]] = {
    "forms": Form,
    "views": AnyView,
    "flows": Flow,
    "decisions": Decision,
    "ledgers": Ledger,
    "postings": AddedPosting,
    "actions": Action,
    "rules": Rule,
    "scorecards": Scorecard,
    "datasets": NamedDataset,
    "metrics": ReportMetric,
    "dashboards": Dashboard,
    "overviews": Overview,
    "roles": Role,
    "dictionaries": Dictionary,
    "print": PrintTemplate,
    "sample": Sample,
    "tests": AppTest,
    "translations": Translation,
}
"""What the files of each folder of a bundle hold."""

SCHEMAS: Final = {
    "app": "App",
    "forms": "Form",
    "views": "View",
    "flows": "Flow",
    "decisions": "Decision",
    "ledgers": "Ledger",
    "postings": "AddedPosting",
    "actions": "Action",
    "rules": "Rule",
    "scorecards": "Scorecard",
    "datasets": "NamedDataset",
    "metrics": "ReportMetric",
    "dashboards": "Dashboard",
    "overviews": "Overview",
    "roles": "Role",
    "dictionaries": "Dictionary",
    "print": "PrintTemplate",
    "sample": "Sample",
    "tests": "AppTest",
    "translations": "Translation",
}
"""The name of the JSON Schema of the files of each folder, and of `app.json`."""

LAYOUT: Final = Layout(frozenset(PARTS), lambda folder: f"lowcode:schema/{FORMAT}/{SCHEMAS[folder]}.json")
"""Which files an app has."""
