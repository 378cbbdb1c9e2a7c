"""`datasets`: what questions can be asked about, derived from the forms of an app.

Each form is a dataset of its records, each sub-table one of its rows, and each field with a stage one of the stays of
records in stages. Fields along references come with them, two references deep.

The rows of a sub-table know their record as `parent`. A stay in a stage knows its `record`, its `stage`, the `next` one
(null while it lasts), the times `entered` and `left`, and its `days`, which go on until today while it lasts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from engine_forms.dictionary import Dictionary
from engine_forms.field import Field, Vocabulary
from engine_forms.field_types.date_range import DateRangeField
from engine_forms.field_types.dictionary import DictionaryField
from engine_forms.field_types.money import MoneyField
from engine_forms.field_types.number import NumberField
from engine_forms.field_types.percent import PercentField
from engine_forms.field_types.stage import StageField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_forms.identity import IdField
from engine_forms.options import OptionsField
from engine_reports.dataset import ComputedColumn, Dataset, DatasetField, Role
from engine_rules import types as t
from lowcode.kernel.names import Label, label

DEPTH: Final = 2
"""How many references in a row are followed."""
PARENT: Final = "parent"
"""What the record of a row of a sub-table is called."""
RECORD: Final = "record"
"""What the record of a stay in a stage is called."""
_ROLES: Final[dict[t.Type, Role]] = {
    t.NUMBER: "measure",
    t.DAYS_TIME: "measure",
    t.DATE: "time",
    t.DATE_TIME: "time",
    t.STRING: "dimension",
    t.BOOLEAN: "dimension",
    t.TIME: "dimension",
}
_PEOPLE: Final = frozenset({"user", "department"})
_SYSTEM: Final = (
    ("id", label("Record", "记录"), t.STRING, "key"),
    ("created at", label("Created at", "创建时间"), t.DATE_TIME, "time"),
    ("updated at", label("Updated at", "更新时间"), t.DATE_TIME, "time"),
    ("owner.name", label("Owner", "负责人"), t.STRING, "dimension"),
    ("department.name", label("Department", "部门"), t.STRING, "dimension"),
    ("created by.name", label("Created by", "创建人"), t.STRING, "dimension"),
)
_STAY: Final = (
    ("stage", label("Stage", "阶段"), t.STRING, "dimension"),
    ("next", label("Next stage", "下一阶段"), t.STRING, "dimension"),
    ("entered", label("Entered at", "进入时间"), t.DATE_TIME, "time"),
    ("left", label("Left at", "离开时间"), t.DATE_TIME, "time"),
    ("days", label("Days in the stage", "停留天数"), t.NUMBER, "measure"),
)


@dataclass(frozen=True)
class _Place:
    """Where a field is found from the rows of a dataset."""

    way: tuple[str, ...] = ()
    """The references that lead there."""
    labels: tuple[Label, ...] = ()
    """What people call these."""

    def expression(self, name: str) -> str:
        """Return a name found there as an expression."""
        return ".".join((*self.way, name))

    def label(self, own: Label) -> Label:
        """Return what people call something found there."""
        en = " › ".join(one.en for one in (*self.labels, own))
        return label(en, " › ".join(one.zh_cn for one in (*self.labels, own)))

    def along(self, name: str, own: Label) -> "_Place":
        """Return the place that a reference there leads to."""
        return _Place((*self.way, name), (*self.labels, own))


def datasets(forms: FormSet) -> dict[str, Dataset]:
    """Return the datasets of an app's forms by name; forms of other apps have theirs in these."""
    found: dict[str, Dataset] = {}
    for form in forms:
        if "." in form.name:
            continue
        vocabulary = forms.vocabulary(form.name)
        found[form.name] = Dataset(
            name=form.name,
            label=form.label,
            form=form.name,
            fields=tuple(_of_form(forms, form, _Place(), DEPTH)),
            computed=tuple(_live(form.fields, vocabulary)),
            time="created at",
            description=form.description,
        )
        for one in form.fields:
            if isinstance(one, SubtableField) and one.form is None:
                found[f"{form.name}.{one.name}"] = _of_rows(forms, form, one)
            shape = one.shape(vocabulary)
            if isinstance(shape, StageField):
                found[f"{form.name}.{one.name}"] = _of_stays(forms, form, shape)
    return found


def _is_live(field: Field, vocabulary: Vocabulary) -> bool:
    """Return whether a field is computed whenever it is read, so that no table keeps it."""
    formula = field.formula(vocabulary)
    return formula is not None and not formula.stored


def _live(fields: Iterable[Field], vocabulary: Vocabulary) -> Iterator[ComputedColumn]:
    """Iterate over live formulas, which the database computes for each row."""
    for one in fields:
        formula = one.formula(vocabulary)
        if formula is not None and not formula.stored:
            yield ComputedColumn(name=one.name, label=one.label, expression=formula.expression)


def _of_rows(forms: FormSet, form: Form, field: SubtableField) -> Dataset:
    """Return the dataset of the rows of a sub-table."""
    rows = forms.vocabulary(form.name).rows_of(field.name)
    own = () if rows is None else rows.fields
    vocabulary = forms.vocabulary(form.name) if rows is None else rows.vocabulary
    listed = [DatasetField(expression="id", label=label("Row", "行"), type=str(t.STRING), role="key")]
    for one in own:
        listed += _of_field(forms, one, vocabulary, _Place(), DEPTH)
    above = _Place().along(PARENT, form.label)
    return Dataset(
        name=f"{form.name}.{field.name}",
        label=label(f"{form.label.en}: {field.label.en}", f"{form.label.zh_cn}：{field.label.zh_cn}"),
        rows="subtable",
        form=form.name,
        part=field.name,
        fields=(*listed, *_of_form(forms, form, above, DEPTH - 1)),
        computed=tuple(_live(own, vocabulary)),
        time="parent.created at",
    )


def _of_stays(forms: FormSet, form: Form, field: StageField) -> Dataset:
    """Return the dataset of the stays of records in stages."""
    states = tuple((one.name, one.label) for one in field.states)
    listed = [
        DatasetField(
            expression=name,
            label=text,
            type=str(kind),
            role=role,  # type: ignore[arg-type]
            options=states if name in {"stage", "next"} else (),
        )
        for name, text, kind, role in _STAY
    ]
    above = _Place().along(RECORD, form.label)
    return Dataset(
        name=f"{form.name}.{field.name}",
        label=label(f"{form.label.en}: history of {field.label.en}", f"{form.label.zh_cn}：{field.label.zh_cn}历史"),
        rows="stages",
        form=form.name,
        part=field.name,
        fields=(*listed, *_of_form(forms, form, above, DEPTH - 1)),
        time="entered",
    )


def fields_of(forms: FormSet, form: str, way: tuple[str, ...], labels: tuple[Label, ...]) -> tuple[DatasetField, ...]:
    """Return the fields of a form as they are found along a way from the rows of a dataset."""
    return tuple(_of_form(forms, forms.forms[form], _Place(way, labels), DEPTH - 1))


def _of_form(forms: FormSet, form: Form, place: _Place, depth: int) -> Iterator[DatasetField]:
    """Iterate over the fields of a form as they are found from the rows of a dataset."""
    for name, text, kind, role in _SYSTEM:
        if not place.way or name in {"id", "created at", "owner.name"}:
            yield DatasetField(
                expression=place.expression(name),
                label=place.label(text),
                type=str(kind),
                role=role,  # type: ignore[arg-type]
                through=place.way,
            )
    vocabulary = forms.vocabulary(form.name)
    for one in form.fields:
        yield from _of_field(forms, one, vocabulary, place, depth)


def _of_field(
    forms: FormSet, field: Field, vocabulary: Vocabulary, place: _Place, depth: int
) -> Iterator[DatasetField]:
    """Iterate over what a field gives: itself, the ends of a range, or the fields of the record it refers to."""
    shape = field.shape(vocabulary)
    live = _is_live(field, vocabulary)
    if isinstance(shape, IdField):
        if not shape.several and not (live and place.way):
            yield from _referenced(forms, field, shape, place, depth)
        return
    if not shape.columns() or shape.sensitive or (live and place.way):
        return
    if isinstance(shape, DateRangeField):
        for end, text in (("start", label("from", "开始")), ("end", label("to", "结束"))):
            inner = place.along(field.name, field.label)
            yield DatasetField(
                expression=inner.expression(end), label=inner.label(text), type=str(t.DATE), role="time",
                through=place.way,
            )  # fmt: skip
        return
    kind = shape.value_type(vocabulary)
    if kind in _ROLES:
        yield DatasetField(
            expression=place.expression(field.name),
            label=place.label(field.label),
            type=str(kind),
            role=_ROLES[kind],
            unit=_unit(shape),
            options=_options(shape, vocabulary),
            through=place.way,
        )


def _referenced(forms: FormSet, field: Field, shape: IdField, place: _Place, depth: int) -> Iterator[DatasetField]:
    """Iterate over what a reference leads to."""
    inner = place.along(field.name, field.label)
    if shape.target in _PEOPLE:
        yield DatasetField(
            expression=inner.expression("name"), label=place.label(field.label), type=str(t.STRING), role="dimension",
            through=inner.way,
        )  # fmt: skip
    elif depth > 0 and shape.target in forms.forms:
        yield from _of_form(forms, forms.forms[shape.target], inner, depth - 1)


def _unit(field: Field) -> Label | None:
    """Return the unit of a field's numbers."""
    if isinstance(field, MoneyField):
        return label(field.currency, field.currency) if field.currency_from is None else None
    if isinstance(field, PercentField):
        return label("%", "%")
    return field.unit if isinstance(field, NumberField) else None


def _options(field: Field, vocabulary: Vocabulary) -> tuple[tuple[str, Label], ...]:
    """Return the values that a field can have, with their labels."""
    if isinstance(field, OptionsField):
        return tuple((one.value, one.label) for one in field.options)
    if isinstance(field, StageField):
        return tuple((one.name, one.label) for one in field.states)
    if isinstance(field, DictionaryField):
        found: Dictionary | None = vocabulary.dictionary(field.dictionary)
        return tuple((key, way[-1].label) for key, way in found.by_key.items()) if found else ()
    return ()
