"""`RecordApp`: all that working with the records of one version of an app needs, made once."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from threading import Lock
from typing import Final

from engine_forms.dependencies import Dependencies
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_forms.submission import FormLogic
from engine_forms.view import View
from engine_forms.views.gantt import GanttView
from engine_forms.views.tree import TreeView
from engine_rules.ledger import Ledger
from engine_rules.rule import Rule
from engine_rules.scorecard import Scorecard
from lowcode.bundle.action import Action
from lowcode.bundle.app import Bundle
from lowcode.bundle.canonical import Json
from lowcode.bundle.content import bundle_of
from lowcode.bundle.decision import Decision
from lowcode.bundle.linking import connected, linked
from lowcode.bundle.overview import Overview
from lowcode.bundle.parsing import parsed
from lowcode.bundle.print_template import PrintTemplate
from lowcode.bundle.report_figures import Figures
from lowcode.bundle.report_parts import ReportParts
from lowcode.bundle.upgrade import upgraded
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Invalid, NotFound
from lowcode.services.access import Access
from lowcode.services.ledger_book import LedgerBook
from lowcode.services.record_codes import NO_FORM
from lowcode.services.rights import RoleRights, role_rights
from lowcode.services.rule_app import RuleApp
from lowcode.store.form_tables import place_name
from lowcode.store.ledgers import LedgerStatements
from lowcode.store.record_tables import RecordTables
from lowcode.store.records import RecordStatements

_KEPT: Final = 8
"""How many apps are remembered that may be worked with no more, or not yet."""
_made: "Final[OrderedDict[tuple[int, ...], tuple[tuple[Bundle, ...], RecordApp]]]" = OrderedDict()
"""By the bundles they were made of, which are kept with them, so that no other has the same identity."""
_lock: Final = Lock()


class RecordApp:
    """The forms of an app with their tables, statements, logic and access. It is never changed.

    It knows the forms of connected apps too, by their names with the app: `crm.customer`.
    """

    def __init__(  # noqa: PLR0913 - the parts of an app
        self,
        name: str,
        forms: FormSet,
        roles: Iterable[RoleRights] = (),
        lines: Mapping[str, frozenset[str]] | None = None,
        *,
        actions: Mapping[str, Action] | None = None,
        prints: Mapping[str, PrintTemplate] | None = None,
        ledgers: Iterable[Ledger] = (),
        scorecards: Mapping[str, Scorecard] | None = None,
        rules: Iterable[Rule] = (),
        decisions: Iterable[Decision] = (),
        reports: ReportParts | None = None,
        overviews: Mapping[str, Overview] | None = None,
    ) -> None:
        """Take the parts of an app, and the references that form no circles."""
        self.name = name
        self.forms = forms
        self.lines: Final = lines or {}
        self.actions: Final = actions or {}
        self.prints: Final = prints or {}
        self.rules = RuleApp(name, forms, rules, decisions)
        self.scorecards: Final = scorecards or {}
        self.reports: Final = reports or ReportParts()
        self.overviews: Final = overviews or {}
        self.ledgers: Final = LedgerBook(name, ledgers, forms)
        self.tables = RecordTables(name, forms)
        self.access = Access(self.tables, roles)
        self._logic: dict[str, FormLogic] = {}
        self._alone: dict[str, bool] = {}
        self._sources: dict[str, frozenset[str]] = {}
        self._statements: dict[str, RecordStatements] = {}
        self._ledger_statements: dict[str, LedgerStatements] = {}

    @cached_property
    def dependencies(self) -> Dependencies:
        """Which stored values have to be computed anew after which change."""
        return Dependencies(self.forms)

    def keeps(self, form: str) -> bool:
        """Return whether a name is that of a form whose records are kept, by this app or a connected one."""
        return (form, "") in self.tables.shapes

    def owns(self, form: str) -> bool:
        """Return whether a form is one of this app itself."""
        return "." not in form and self.keeps(form)

    @cached_property
    def connected(self) -> frozenset[str]:
        """The other apps whose forms are known."""
        return frozenset(name.partition(".")[0] for name in self.forms.forms if "." in name)

    @property
    def own_forms(self) -> list[str]:
        """The forms of this app itself, without those of connected apps."""
        return [name for name in self.forms.forms if "." not in name]

    def place(self, form: str) -> str:
        """Return the name of a form with its app: `crm.customer`."""
        return place_name(self.name, form)

    def seen(self, place: str) -> str:
        """Return how this app calls a form that is given with its app; the name may lack it for its own."""
        return place.removeprefix(f"{self.name}.")

    def form(self, name: str) -> Form:
        """Return a form. Raises `NotFound`."""
        found = self.forms.forms.get(name)
        if found is None or not self.keeps(name):
            message = f"there is no form {name}"
            raise NotFound(message, [NO_FORM.report(app=self.name, form=name[:80], known=", ".join(self.forms.forms))])
        return found

    def logic(self, form: str) -> FormLogic:
        """Return what computes and checks records of a form."""
        if form not in self._logic:
            self._logic[form] = FormLogic(self.forms, form)
        return self._logic[form]

    def sources(self, form: str) -> frozenset[str]:
        """Return all fields of a form, and those of its rows, as dependencies call them."""
        if form not in self._sources:
            logic = self.logic(form)
            inner = {f"{name}/{one}" for name, fields in logic.row_shapes.items() for one in fields}
            self._sources[form] = frozenset({*logic.shapes, *inner})
        return self._sources[form]

    def stored_values(self, form: str) -> frozenset[str]:
        """Return what is computed and stored in records of a form, and in their rows, as dependencies call it."""
        return frozenset("/".join(step.node) for step in self.logic(form).plan.steps if step.stored)

    def numbered_first(self, form: str) -> bool:
        """Return whether something is computed from a serial number, so that it has to be there before."""
        logic = self.logic(form)
        serial = {(one.name,) for one in logic.shapes.values() if one.kind == "serial_number"}
        return any(step.reads & serial for step in logic.plan.steps)

    def alone(self, form: str) -> bool:
        """Return whether a new record concerns nothing else: no sum, and no number that is held to the end."""
        if form not in self._alone:
            held = any(getattr(one, "gap_free", False) for one in self.logic(form).shapes.values())
            concerned = self.dependencies.affected(form, self.sources(form))
            posts = self.ledgers.concerns(form)
            self._alone[form] = not (held or concerned or posts or self.numbered_first(form))
        return self._alone[form]

    def statements(self, form: str) -> RecordStatements:
        """Return the statements of a form."""
        if form not in self._statements:
            self._statements[form] = RecordStatements(self.tables, form)
        return self._statements[form]

    def ledger_statements(self, ledger: str) -> LedgerStatements:
        """Return the statements of a ledger."""
        if ledger not in self._ledger_statements:
            self._ledger_statements[ledger] = LedgerStatements(self.tables, self.ledgers.ledgers[ledger])
        return self._ledger_statements[ledger]


def record_app_of(content: Json, others: Mapping[str, Json] | None = None) -> RecordApp:
    """Return what is needed to work with the records of a published version, among the other apps that are there.

    Raises `Invalid` for content that is no app.
    """
    bundle = bundle_of(content)
    if bundle is None:
        message = "the content is no app"
        raise Invalid(message, parsed(upgraded(content)).problems)
    found = {name: each for name, one in (others or {}).items() if (each := bundle_of(one)) is not None}
    return linked_app(bundle, found)


def linked_app(bundle: Bundle, others: Mapping[str, Bundle]) -> RecordApp:
    """Return what is needed to work with the records of an app; of the others, those that are connected with it.

    It is made once for all who ask: those who check a version before it is published, and those who work with it.
    """
    name = bundle.app.name
    every = {**others, name: bundle}
    near = connected(name, {key: [each.app for each in one.app.depends] for key, one in every.items()})
    bundles = (bundle, *(every[key] for key in sorted(near) if key != name))
    key = tuple(map(id, bundles))
    with _lock:
        found = _made.get(key)
    if found is not None:
        return found[1]
    made = _linked(bundle, every, near)
    with _lock:
        _made[key] = bundles, made
        while len(_made) > _KEPT:
            _made.popitem(last=False)
    return made


def _linked(bundle: Bundle, every: Mapping[str, Bundle], near: Iterable[str]) -> RecordApp:
    """Return what is needed to work with the records of an app, made of it and of those near it."""
    name = bundle.app.name
    parts = linked(name, {key: every[key] for key in near})
    figures = Figures(bundle, {key: every[key] for key in near if key != name})
    return RecordApp(
        name,
        parts.forms,
        [role_rights(app, role, name) for app, role in parts.roles],
        _lines(bundle.views.values()),
        actions=bundle.actions,
        prints=bundle.print,
        ledgers=parts.ledgers,
        rules=figures.rules,
        decisions=bundle.decisions.values(),
        scorecards=figures.scorecards,
        reports=ReportParts.of(bundle),
        overviews=bundle.overviews,
    )


def _lines(views: Iterable[View]) -> dict[str, frozenset[str]]:
    """Return the references by which views show records below or behind each other, by form."""
    found: dict[str, frozenset[str]] = {}
    for view in views:
        name = view.parent if isinstance(view, TreeView) else view.after if isinstance(view, GanttView) else None
        if name is not None:
            found[view.form] = found.get(view.form, frozenset()) | {name}
    return found


def rule_problems(content: Json, others: Mapping[str, Bundle] | None = None) -> Iterator[Diagnostic]:
    """Iterate over the rules of roles that the database cannot compute, so that they would allow nothing.

    Content that is no app has none.
    """
    bundle = bundle_of(content)
    if bundle is None:
        return
    access = linked_app(bundle, others or {}).access
    for name, role in bundle.roles.items():
        for at, rights in enumerate(role_rights(bundle.app.name, role).grants):
            if (rights.form, "") in access.tables.shapes:
                for one in access.check(rights):
                    yield one.at(f"roles/{name}.json/grants/{at}/rows")
