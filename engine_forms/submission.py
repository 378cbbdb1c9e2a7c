"""`submit`: what becomes of a record when people, programs or rules hand in changes.

The order is the same everywhere: changes are cleaned; read-only and hidden fields keep what they have; references fill
in, defaults and formulas are computed until nothing more is hidden; then rules, stages and required fields are checked.
Nothing is looked up or stored: other records come from a `Records`, the time from the kernel's clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine_forms import codes
from engine_forms.field import Field, Json, Refused, Vocabulary
from engine_forms.field_types.stage import StageField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_forms.plan import Plan
from engine_forms.sheet import Sheet
from engine_forms.situation import Records, Situation, Stored, Tree
from engine_forms.stages import missing_for
from engine_forms.system import IDS, RECORD
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a submission comes to."""

    values: Mapping[str, Value]
    """The values of all fields, those of live formulas among them; rows of sub-tables as lists of dicts with `id`."""
    diagnostics: tuple[Diagnostic, ...]
    """What is wrong, each with the JSON pointer of its field: `/lines/2/quantity`."""
    changed: frozenset[str]
    """The fields whose value differs from what was stored."""
    hidden: frozenset[str]
    """The fields that are not shown."""
    unnumbered: frozenset[str]
    """The serial numbers that have to be given when the record is saved."""

    @property
    def refused(self) -> bool:
        """Return whether it must not be saved."""
        return any(one.severity == "error" for one in self.diagnostics)


@dataclass(frozen=True, slots=True)
class Submission:
    """Changes to a record, or a new one."""

    form: str
    """The form."""
    changes: Mapping[str, Json] = field(default_factory=dict)
    """JSON input by field; a sub-table is given as all its rows, those that exist with their id."""
    stored: Stored | None = None
    """The record as it is stored, None for a new one."""
    user: Stored | None = None
    """Who hands it in, as expressions see a person."""
    any_stage: bool = False
    """Whether stages may be set without going the ways between them, as an import of old records does."""


class FormLogic:
    """The logic of one form, made once and used for many submissions."""

    def __init__(self, forms: FormSet, form: str) -> None:
        """Take the documents and the name of the form."""
        self.forms = forms
        self.form: Form = forms.forms[form]
        self.plan = Plan(forms, form)
        self.vocabulary = forms.vocabulary(form)
        self.shapes: dict[str, Field] = {one.name: one.shape(self.vocabulary) for one in self.form.fields}
        self.row_shapes: dict[str, dict[str, Field]] = {
            name: {one.name: one.shape(rows.vocabulary) for one in rows.fields} for name, rows in self.plan.rows.items()
        }
        self.derived = _derived(self.form.fields, self.vocabulary)
        self.row_derived = {name: _derived(rows.fields, rows.vocabulary) for name, rows in self.plan.rows.items()}

    def submit(self, submission: Submission, records: Records | None = None) -> Submitted:
        """Return what a submission comes to; `records` answers what expressions read of other records."""
        return _Work(self, submission, records).run()

    def missing(self, record: Submission, stage: str, to: str, records: Records | None = None) -> list[Diagnostic]:
        """Return what a record lacks for a state: all that moving it to `to` would be refused for."""
        work = _Work(self, record, records)
        work.enter()
        work.compute()
        found = self.form.field(stage)
        assert isinstance(found, StageField)
        return missing_for(work.top, found, to)


def _derived(fields: Iterable[Field], vocabulary: Vocabulary) -> frozenset[str]:
    """Return the fields that are computed."""
    return frozenset(one.name for one in fields if one.formula(vocabulary) is not None)


def start_of(logic: FormLogic, user: Stored | None) -> dict[str, Value]:
    """Return what expressions see of a new record before anything is entered or computed."""
    return dict(_Work(logic, Submission(logic.form.name, {}, None, user), None).top.seen)


class _Work:
    """One submission at work."""

    def __init__(self, logic: FormLogic, submission: Submission, records: Records | None) -> None:
        self.logic = logic
        self.submission = submission
        self.situation = Situation(logic.forms, records, submission.user)
        self.stored = submission.stored
        self.rows: dict[str, list[Sheet]] = {}
        self.top = self._top()
        for name in logic.plan.rows:
            self._place_rows(name, [self._row(name, one, at) for at, one in enumerate(self._stored_rows(name))])

    # --- sheets -------------------------------------------------------------------------------------------------------

    def _top(self) -> Sheet:
        """Return the sheet of the record."""
        logic = self.logic
        top = Sheet(
            {name: one for name, one in logic.shapes.items() if name not in logic.plan.rows},
            written=tuple(one for one in logic.form.fields if one.name not in logic.plan.rows),
            vocabulary=logic.vocabulary,
            situation=self.situation,
            scope=logic.forms.scope(logic.form.name),
            place=(logic.form.name, ""),
            tree=logic.plan.tree,
            stored=self.stored,
            derived=logic.derived,
        )
        # what is around stands among the values: rows see all of it as their parent
        top.seen |= {"current user": self.situation.user, "is new": self.stored is None}
        stored = self.stored or {}
        for name in RECORD:
            below = logic.plan.tree.get(name)
            if below is not None:
                top.seen[name] = self._system(stored.get(name), name, below)
        for _, reference in logic.forms.inverses(logic.form.name):
            name = reference.inverse or ""
            if name in logic.plan.tree and name not in top.fields:
                tree = {name: logic.plan.tree[name]}
                top.seen[name] = self.situation.record(logic.form.name, stored, tree)[name]
        return top

    def _system(self, value: Value, name: str, tree: Tree) -> Value:
        """Return what expressions see of something that every record has."""
        if name in IDS and isinstance(value, str):
            return self.situation.referred(IDS[name], value, tree)
        if self.stored is None and name in {"owner", "created by"}:
            return self.situation.user
        if self.stored is None and name == "department":
            return (self.situation.user or {}).get("department")
        return value

    def _stored_rows(self, name: str) -> list[Stored]:
        """Return the rows that are stored."""
        return list((self.stored or {}).get(name) or [])

    def _row(self, name: str, stored: Stored | None, at: int) -> Sheet:
        """Return the sheet of a row at a position."""
        rows = self.logic.plan.rows[name]
        scope = self.logic.forms.row_scope(self.logic.form.name, name)
        sheet = Sheet(
            self.logic.row_shapes[name],
            written=rows.fields,
            vocabulary=rows.vocabulary,
            situation=self.situation,
            scope=scope,
            place=(self.logic.form.name, name) if rows.form is None else (rows.form, ""),
            tree=self.logic.plan.tree.get(name, {}),
            stored=stored,
            derived=self.logic.row_derived[name],
            path=f"/{name}/{at}",
        )
        sheet.seen["id"] = (stored or {}).get("id")
        return sheet

    def _place_rows(self, name: str, sheets: list[Sheet]) -> None:
        """Put rows under the record, so that each sees the other's values."""
        self.rows[name] = sheets
        self.top.seen[name] = [one.seen for one in sheets]
        reference = self.logic.plan.rows[name].reference
        for at, one in enumerate(sheets):
            one.path = f"/{name}/{at}"
            user = self.situation.user
            one.around = {"parent": self.top.seen, "current user": user, "is new": one.stored is None}
            if reference is not None and reference in one.fields:
                one.seen[reference] = self.top.seen

    def sheets(self) -> Iterable[Sheet]:
        """Return the record and all rows."""
        return [self.top, *(one for sheets in self.rows.values() for one in sheets)]

    # --- steps --------------------------------------------------------------------------------------------------------

    def run(self) -> Submitted:
        """Go through the whole submission."""
        locked = self._locked()
        self.enter()
        for sheet in self.sheets():
            self._begin_stages(sheet)
            if sheet.stored is not None:
                self._refuse(sheet, locked.get(id(sheet), set()))
        self.compute()
        self._refuse_in_new()
        for _ in range(len(self.logic.form.fields) + 1):
            hiding = [sheet.hide() for sheet in self.sheets()]
            if not any(hiding):
                break
            self.compute()
        for sheet in self.sheets():
            sheet.check()
        self._check_all()
        return self._result()

    def _locked(self) -> dict[int, set[str]]:
        """Return the fields that are read-only as the stored record stands, by the sheet they stand on."""
        if self.stored is None:
            return {}
        if any(isinstance(one.read_only, str) for sheet in self.sheets() for one in sheet.written.values()):
            # formulas that are not stored have no value yet, and a condition may read them
            self.compute()
        return {id(one): set(one.locked()) for one in self.sheets()}

    def compute(self) -> None:
        """Compute everything, each value after what it reads."""
        for step in self.logic.plan.steps:
            for sheet in self.rows.get(step.node[0], []) if len(step.node) > 1 else [self.top]:
                sheet.compute(step)

    def enter(self) -> None:
        """Take the input."""
        for name, raw in self.submission.changes.items():
            if name in self.logic.plan.rows:
                self._enter_rows(name, raw)
            elif name in self.top.fields:
                self.top.enter(name, raw)
            else:
                known = ", ".join(self.logic.shapes)
                self.top.report(codes.UNKNOWN_FIELD.report(name=name, known=known), name)

    def _enter_rows(self, name: str, raw: Json) -> None:
        """Take the rows of a sub-table: all of them, in their order."""
        shape = self.logic.shapes[name]
        assert isinstance(shape, SubtableField)
        if raw is not None and not isinstance(raw, list):
            self.top.report(codes.NOT_A_LIST.report(), name)
            return
        if raw and len(raw) > shape.most:
            self.top.report(codes.TOO_MANY.report(found=len(raw), limit=shape.most), name)
            return
        known = {one.stored["id"]: one for one in self.rows[name] if one.stored is not None}
        sheets: list[Sheet] = []
        for at, row in enumerate(raw or []):
            sheet = self._entered_row(name, row, at, known)
            if sheet is not None:
                sheets.append(sheet)
        self._place_rows(name, sheets)

    def _entered_row(self, name: str, raw: Json, at: int, known: dict[str, Sheet]) -> Sheet | None:
        """Return the sheet of a row of the input; None, with a report, for what is no row."""
        if not isinstance(raw, dict):
            self.top.report(codes.NOT_ROWS.report(), f"{name}/{at}")
            return None
        id_ = raw.get("id")
        sheet = known.pop(str(id_), None)
        if sheet is None:
            if id_ is not None and self.stored is not None:
                self.top.report(codes.NO_ROW.report(found=id_), f"{name}/{at}/id")
            sheet = self._row(name, None, at)
        sheet.path = f"/{name}/{at}"
        for inner, value in raw.items():
            if inner in sheet.fields:
                sheet.enter(inner, value)
            elif inner != "id":
                sheet.report(codes.UNKNOWN_FIELD.report(name=inner, known=", ".join(sheet.fields)), inner)
        return sheet

    def _begin_stages(self, sheet: Sheet) -> None:
        """Put new records at the first state."""
        for name, one in sheet.fields.items():
            if isinstance(one, StageField) and sheet.stored is None and name not in sheet.given and not one.default:
                sheet.put(name, one.first)

    def _refuse(self, sheet: Sheet, locked: set[str]) -> None:
        """Take back changes of fields that were locked before the changes."""
        for name in sorted(sheet.given & locked):
            if sheet.changed(name):
                sheet.report(codes.READ_ONLY.report(field=sheet.fields[name].label), name)
            sheet.take_back(name)

    def _refuse_in_new(self) -> None:
        """Take back what was entered into locked fields of a new record or row, unless it is their default."""
        for sheet in self.sheets():
            entered = {
                name: sheet.values[name] for name in sheet.locked() if name in sheet.given and sheet.stored is None
            }
            for name in entered:
                sheet.take_back(name)
            if not entered:
                continue
            self.compute()
            for name, value in entered.items():
                one = sheet.fields[name]
                if one.to_json(value) != one.to_json(sheet.values[name]):
                    sheet.report(codes.READ_ONLY.report(field=one.label), name)

    # --- checks over several fields -----------------------------------------------------------------------------------

    def _check_all(self) -> None:
        """Check what concerns more than one field: rows, computed fields that were sent, stages, rules of the form."""
        for name, sheets in self.rows.items():
            shape = self.logic.shapes[name]
            assert isinstance(shape, SubtableField)
            field_ = self.logic.form.by_name[name]
            if not self.top.holds(field_.visible):
                continue
            least = max(shape.least, 1) if self.top.holds(field_.required) else shape.least
            if len(sheets) < least:
                self.top.report(codes.TOO_FEW.report(found=len(sheets), limit=least), name)
            for rule in field_.validations:
                if self.top.evaluate(rule.check) is False:
                    self.top.report(Diagnostic("validation", rule.message, None, rule.severity), name)
        for sheet in self.sheets():
            self._warn_of_computed(sheet)
            if not self.submission.any_stage:
                self._check_stages(sheet)
        for rule in self.logic.form.validations:
            if self.top.evaluate(rule.check) is False:
                self.top.report(Diagnostic("validation", rule.message, None, rule.severity))

    def _warn_of_computed(self, sheet: Sheet) -> None:
        """Say that what was sent for a computed field is not taken, when it differs."""
        sent = self.submission.changes if sheet is self.top else self._sent_row(sheet)
        for name in sheet.given:
            one = sheet.fields[name]
            if name not in sheet.derived:
                continue
            try:
                same = one.to_json(one.clean(sent.get(name))) == one.to_json(sheet.values[name])
            except Refused:
                same = False
            if not same:
                sheet.report(codes.COMPUTED.report(field=one.label), name)

    def _sent_row(self, sheet: Sheet) -> Mapping[str, Any]:
        """Return the input of a row."""
        _, name, at = sheet.path.split("/")
        rows = self.submission.changes.get(name) or []
        return rows[int(at)] if int(at) < len(rows) else {}

    def _check_stages(self, sheet: Sheet) -> None:
        """Check the ways between states."""
        for name, one in sheet.fields.items():
            if not isinstance(one, StageField) or not one.transitions:
                continue
            after = sheet.values[name]
            if sheet.stored is None or sheet.before(name) is None:
                if after is not None and after != one.first and sheet.stored is None:
                    first, state = one.state(one.first), one.state(after)
                    possible = first.label if first else ""
                    found = codes.NOT_A_FIRST_STATE.report(after=state.label if state else after, possible=possible)
                    sheet.report(found, name)
            elif after is not None and after != sheet.before(name):
                for found in missing_for(sheet, one, after):
                    sheet.diagnostics.append(found.at(sheet.path))

    def _result(self) -> Submitted:
        """Return what it comes to."""
        values = dict(self.top.values)
        for name, sheets in self.rows.items():
            values[name] = [{"id": (one.stored or {}).get("id"), **one.values} for one in sheets]
        live = {step.node for step in self.logic.plan.steps if not step.stored}
        changed = {name for name in self.top.fields if self.top.changed(name) and (name,) not in live}
        for name in self.rows:
            shape = self.logic.shapes[name]
            if shape.to_json(values[name]) != shape.to_json(self._comparable(name)):
                changed.add(name)
        numbers = {
            name for name, one in self.logic.shapes.items() if one.kind == "serial_number" and not values.get(name)
        }
        return Submitted(
            values,
            tuple(one for sheet in self.sheets() for one in (*sheet.diagnostics, *sheet.misfits.values())),
            frozenset(changed),
            frozenset(self.top.hidden),
            frozenset(numbers),
        )

    def _comparable(self, name: str) -> list[dict[str, Value]]:
        """Return the stored rows with exactly the fields of the form."""
        return [
            {"id": one.get("id"), **{inner: one.get(inner) for inner in self.logic.row_shapes[name]}}
            for one in self._stored_rows(name)
        ]
