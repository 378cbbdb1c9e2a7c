"""`failures`: what the tests of an app find; none when its forms do what they should."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from engine_forms.field import Field
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form_set import FormSet
from engine_forms.situation import Situation, Stored
from engine_forms.submission import FormLogic, Submission, Submitted
from engine_forms.system import PEOPLE
from lowcode.bundle.app import Bundle
from lowcode.bundle.app_test import AppTest, Case
from lowcode.bundle.canonical import Json, same
from lowcode.bundle.flow_reads import record_reads
from lowcode.bundle.parsing import file_of
from lowcode.bundle.references import form_set
from lowcode.bundle.walk import Walk
from lowcode.bundle.walking import walked
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import label

_ID: Final = "00000000-0000-7000-8000-000000000001"
"""The id of the record that is tried."""
_SYSTEM: Final = {"owner": "owner", "department": None, "created_by": "owner", "updated_by": "owner", "version": 1}
"""What every record has; a person with the id `owner` has the one that a flow works with."""

NOT_AS_EXPECTED: Final = Code(
    "test-value-differs",
    label("{about}: `{field}` is {found}, not {wanted}.", "{about}：`{field}` 为 {found}，应为 {wanted}。"),
    label("Correct the form or the test.", "请更正表单或测试。"),
)
REFUSALS_DIFFER: Final = Code(
    "test-refusals-differ",
    label("{about}: refused is {found}, not {wanted}.", "{about}：被拒绝的是 {found}，应为 {wanted}。"),
    label("Correct the form or the test.", "请更正表单或测试。"),
)


def failures(bundle: Bundle, others: Mapping[str, Bundle] | None = None) -> Iterator[Diagnostic]:
    """Iterate over what the tests of an app find, by file and JSON pointer; `others` are the apps that it needs."""
    forms = form_set(bundle, others or {})
    for name, test in bundle.tests.items():
        logic = FormLogic(forms, test.form)
        records = _Records(forms, test)
        for position, case in enumerate(test.cases):
            path = f"{file_of('tests', name)}/cases/{position}"
            with _day(test.today):
                submitted = logic.submit(_submission(logic, test, case), records)
            yield from (one.at(path) for one in _differences(logic, case, submitted))
        for position, walk in enumerate(test.walks):
            path = f"{file_of('tests', name)}/walks/{position}"
            with _day(test.today):
                found = list(_walk(bundle, logic, test, walk, records))
            yield from (one.at(path) for one in found)


def _walk(bundle: Bundle, logic: FormLogic, test: AppTest, walk: Walk, records: "_Records") -> Iterator[Diagnostic]:
    """Iterate over where a run of a flow comes elsewhere."""
    submitted = logic.submit(Submission(test.form, walk.record, None, None, any_stage=True), records)
    stored = {"id": _ID, **submitted.values}
    flow = bundle.flows[walk.flow]
    forms = logic.forms
    scope = forms.scope(test.form) if flow.form is not None else None
    tree = record_reads(flow, scope) if scope is not None else {}
    seen = Situation(forms, records, None).record(test.form, {**_SYSTEM, **stored}, tree)
    yield from walked(bundle, walk, {**seen, "is new": False, "current user": None}, scope)


class _Records:
    """The records that a test gives."""

    def __init__(self, forms: FormSet, test: AppTest) -> None:
        """Take the records, and clean them as their forms do."""
        self._records: dict[str, dict[str, Stored]] = {}
        for form, by_id in test.records.items():
            shapes = _shapes(forms, form)
            self._records[form] = {key: {"id": key, **_cleaned(shapes, one)} for key, one in by_id.items()}

    def record(self, form: str, id_: str) -> Stored | None:
        """Return a record by its id."""
        return self._records.get(form, {}).get(id_)

    def related(self, form: str, reference: str, id_: str) -> Sequence[Stored]:
        """Return the records that refer to one."""
        return [one for one in self._records.get(form, {}).values() if one.get(reference) == id_]


def _shapes(forms: FormSet, form: str) -> Mapping[str, Field]:
    """Return the fields of a form by name; none of people."""
    if form in PEOPLE or form not in forms.forms:
        return {}
    known = forms.vocabulary(form)
    return {one.name: one.shape(known) for one in forms.forms[form].fields}


def _cleaned(shapes: Mapping[str, Field], values: Mapping[str, Json]) -> dict[str, Any]:
    """Return JSON as values."""
    return {name: shapes[name].clean(value) if name in shapes else value for name, value in values.items()}


def _submission(logic: FormLogic, test: AppTest, case: Case) -> Submission:
    """Return what a case hands in."""
    stored: dict[str, Any] | None = None
    if case.stored is not None:
        stored = {"id": _ID, **_cleaned(logic.shapes, case.stored)}
    return Submission(test.form, case.changes, stored)


def _differences(logic: FormLogic, case: Case, submitted: Submitted) -> Iterator[Diagnostic]:
    """Iterate over what is not as expected."""
    about = case.about or "–"
    for name, wanted in case.expect.values.items():
        found = logic.shapes[name].to_json(submitted.values.get(name))
        if not fits(logic.shapes[name], wanted, found):
            yield NOT_AS_EXPECTED.report(
                None, f"/expect/values/{name}", about=about, field=name, found=found, wanted=wanted
            )
    if case.expect.refused is not None:
        refused = sorted({one.path for one in submitted.diagnostics if one.severity == "error"})
        if refused != sorted(set(case.expect.refused)):
            wanted = ", ".join(case.expect.refused) or "∅"
            yield REFUSALS_DIFFER.report(
                None, "/expect/refused", about=about, found=", ".join(refused) or "∅", wanted=wanted
            )
    for position, name in enumerate(case.expect.hidden):
        if name not in submitted.hidden:
            yield NOT_AS_EXPECTED.report(
                None, f"/expect/hidden/{position}", about=about, field=name, found="shown", wanted="hidden"
            )


def fits(shape: Field, wanted: Json, found: Json) -> bool:
    """Return whether a value is as expected; of rows, only the fields that are named count."""
    if isinstance(shape, SubtableField) and isinstance(wanted, list) and isinstance(found, list):
        inner = {one.name: one for one in shape.fields}
        return len(wanted) == len(found) and all(
            fits(inner[name], value, row.get(name))
            for expected, row in zip(wanted, found, strict=True)
            for name, value in expected.items()
        )
    return same(shape.to_json(shape.clean(wanted)), found)


@contextlib.contextmanager
def _day(today: str | None) -> Iterator[None]:
    """Hold the clock at noon of a day inside the block."""
    if today is None:
        yield
        return
    with clock.held(datetime.fromisoformat(today).replace(hour=12, tzinfo=UTC)):
        yield
