"""`overview_references`: what is wrong with the overviews of an app, by file and JSON pointer."""

from collections.abc import Iterable, Iterator
from typing import Final

from engine_forms.field_types.reference import ReferenceField
from engine_forms.filters import WrongFilter, compiled
from engine_forms.form_set import FormSet
from engine_forms.system import RECORD
from lowcode.bundle.app import Bundle
from lowcode.bundle.overview import OverviewFigure, OverviewList
from lowcode.bundle.parsing import file_of, suggestion
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import Label, label

OVERVIEW_REFERENCE: Final = Code(
    "bundle-overview-name-unknown",
    label("The overview refers to the {what} `{name}`, which there is not.", "全景页引用了不存在的{what} `{name}`。"),
    label("{suggestion}Choose one of: {known}.", "{suggestion}请选择：{known}。"),
)
OVERVIEW_LEADS_ELSEWHERE: Final = Code(
    "bundle-overview-leads-elsewhere",
    label("The field `{name}` does not refer to {form}.", "字段 `{name}` 未引用 {form}。"),
    label("Name a reference to it, or a look-up that is copied.", "请填写引用该表单的字段，或复制的查找字段。"),
)
_FORM: Final = label("form", "表单")
_FIELD: Final = label("field", "字段")


def overview_references(bundle: Bundle, forms: FormSet) -> Iterator[Diagnostic]:
    """Iterate over forms and fields that the overviews of an app mention and that there are not."""
    for name, overview in bundle.overviews.items():
        path = file_of("overviews", name)
        form = forms.forms.get(overview.form)
        if form is None:
            yield from _known(_FORM, overview.form, forms.forms, f"{path}/form")
            continue
        for at, field in enumerate(overview.fields):
            yield from _known(_FIELD, field, form.by_name, f"{path}/fields/{at}")
        for at, figure in enumerate(overview.figures):
            yield from (one.at(f"{path}/figures/{at}") for one in _part(figure, overview.form, forms))
        for at, some in enumerate(overview.lists):
            yield from (one.at(f"{path}/lists/{at}") for one in _part(some, overview.form, forms))


def _part(part: OverviewFigure | OverviewList, about: str, forms: FormSet) -> Iterator[Diagnostic]:
    """Iterate over what is wrong with a figure or a list."""
    form = forms.forms.get(part.form)
    if form is None:
        yield from _known(_FORM, part.form, forms.forms, "/form")
        return
    known = {*form.by_name, *RECORD}
    shape = forms.shaped(part.form, part.by)
    if part.by not in form.by_name:
        yield from _known(_FIELD, part.by, form.by_name, "/by")
    elif not isinstance(shape, ReferenceField) or shape.to != about or shape.several:
        yield OVERVIEW_LEADS_ELSEWHERE.report(None, "/by", name=part.by, form=about)
    if isinstance(part, OverviewList):
        for at, name in enumerate(part.columns):
            yield from _known(_FIELD, name, known, f"/columns/{at}")
        for at, sort in enumerate(part.sort):
            yield from _known(_FIELD, sort.field, known, f"/sort/{at}/field")
    elif part.field is not None:
        yield from _known(_FIELD, part.field, form.by_name, "/field")
    if part.filter is not None:
        try:
            compiled(part.filter, forms, part.form)
        except WrongFilter as wrong:
            yield from (one.at("/filter") for one in wrong.diagnostics)


def _known(what: Label, name: str, known: Iterable[str], path: str) -> Iterator[Diagnostic]:
    """Iterate over the report that there is no such name."""
    names = sorted(known)
    if name not in names:
        yield OVERVIEW_REFERENCE.report(
            None, path, what=what, name=name, suggestion=suggestion(name, names), known=", ".join(names) or "–"
        )
