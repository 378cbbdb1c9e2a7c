"""`report_references`: what is wrong between the datasets, metrics and dashboards of an app, by file and pointer."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from engine_forms.form_set import FormSet
from engine_reports.codes import JOIN_TAKEN
from engine_reports.dashboard import Dashboard
from engine_reports.dataset import Dataset
from engine_reports.external import ExternalTable
from lowcode.bundle.app import Bundle
from lowcode.bundle.datasets import datasets
from lowcode.bundle.flow_datasets import flow_datasets
from lowcode.bundle.named_dataset import NamedDataset
from lowcode.bundle.parsing import file_of, suggestion
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import Label, label

REPORT_REFERENCE: Final = Code(
    "bundle-report-name-unknown",
    label("The report refers to the {what} `{name}`, which there is not.", "报表引用了不存在的{what} `{name}`。"),
    label("{suggestion}Choose one of: {known}.", "{suggestion}请选择：{known}。"),
)
DATASET_TAKEN: Final = Code(
    "bundle-dataset-name-taken",
    label("`{name}` is already the dataset of a form.", "`{name}` 已是某表单的数据集名称。"),
    label("Choose another name.", "请换一个名称。"),
)
ONE_SOURCE: Final = Code(
    "bundle-dataset-source",
    label("The dataset `{name}` has no rows, or rows of two kinds.", "数据集 `{name}` 没有来源，或有两个来源。"),
    label("Say either `of` or `table`.", "请在 `of` 与 `table` 中只指定一个。"),
)
ELSEWHERE: Final = Code(
    "bundle-join-elsewhere",
    label(
        "`{name}` is in another database: no question reads both.", "`{name}` 位于另一个数据库，无法在同一查询中读取。"
    ),
    label(
        "Join datasets of the same connection: {known}. Or import its rows into a form.",
        "请关联同一连接中的数据集：{known}；或把数据导入表单。",
    ),
)
_COLUMN: Final = label("column", "列")
_DATASET: Final = label("dataset", "数据集")
_ROLE: Final = label("role", "角色")
TILE_NAME_TAKEN: Final = Code(
    "bundle-tile-name-taken",
    label("Two tiles are called `{name}`.", "有两个磁贴都叫 `{name}`。"),
    label("Give one of them another name.", "请给其中一个换个名称。"),
)


def report_references(bundle: Bundle, forms: FormSet) -> Iterator[Diagnostic]:
    """Iterate over the names that the reports of an app mention and that there are not.

    Whether the expressions of questions can be computed is found where the tables are known.
    """
    of_forms = datasets(forms) | flow_datasets(forms, bundle.flows.values())
    known = {*of_forms, *bundle.datasets}
    for name, named in bundle.datasets.items():
        path = file_of("datasets", name)
        if name in of_forms:
            yield DATASET_TAKEN.report(None, f"{path}/name", name=name)
        yield from _of_dataset(bundle, named, of_forms, path)
    for name, metric in bundle.metrics.items():
        yield from _known(_DATASET, metric.dataset, known, f"{file_of('metrics', name)}/dataset")
    for name, dashboard in bundle.dashboards.items():
        yield from _of_dashboard(bundle, dashboard, known, file_of("dashboards", name))


def _of_dashboard(bundle: Bundle, dashboard: Dashboard, known: AbstractSet[str], path: str) -> Iterator[Diagnostic]:
    """Iterate over the names that a dashboard mentions and that there are not."""
    yield from (one.at(path) for one in dashboard.problems())
    for at, role in enumerate(dashboard.roles):
        yield from _known(_ROLE, role, bundle.roles, f"{path}/roles/{at}")
    seen: set[str] = set()
    for at, tile in enumerate(dashboard.tiles):
        if tile.name in seen:
            yield TILE_NAME_TAKEN.report(None, f"{path}/tiles/{at}/name", name=tile.name)
        seen.add(tile.name)
        if tile.chart is not None:
            yield from _known(_DATASET, tile.chart.query.dataset, known, f"{path}/tiles/{at}/chart/query/dataset")
    for at, one in enumerate(dashboard.filters):
        for dataset in one.expressions:
            yield from _known(_DATASET, dataset, known, f"{path}/filters/{at}/expressions/{dataset}")


def _of_dataset(
    bundle: Bundle, named: NamedDataset, of_forms: Mapping[str, Dataset], path: str
) -> Iterator[Diagnostic]:
    """Iterate over the names that a dataset mentions and that there are not."""
    outside = {name: one.table for name, one in bundle.datasets.items() if one.table is not None}
    joinable = {name: "" for name, one in of_forms.items() if one.rows in {"records", "subtable"}}
    joinable |= {name: one.connection for name, one in outside.items()}
    near = [one for one, place in joinable.items() if place == _place(named, outside)]
    yield from _source(named, {*of_forms, *outside} - {named.name}, path)
    if named.table is not None:
        for at, role in enumerate(named.table.roles):
            yield from _known(_ROLE, role, bundle.roles, f"{path}/table/roles/{at}")
    seen: set[str] = set()
    for at, join in enumerate(named.joins):
        if join.of in joinable and join.of not in near:
            yield ELSEWHERE.report(None, f"{path}/joins/{at}/of", name=join.of, known=", ".join(near[:30]) or "–")
        else:
            yield from _known(_DATASET, join.of, near, f"{path}/joins/{at}/of")
        if join.name in seen:
            yield JOIN_TAKEN.report(None, f"{path}/joins/{at}/name", name=join.name)
        seen.add(join.name)


def _source(named: NamedDataset, known: AbstractSet[str], path: str) -> Iterator[Diagnostic]:
    """Report what is wrong with where the rows of a dataset come from."""
    if (named.of is None) == (named.table is None):
        yield ONE_SOURCE.report(None, f"{path}/of", name=named.name)
    elif named.of is not None:
        yield from _known(_DATASET, named.of, known, f"{path}/of")
    if named.table is not None:
        names = [one.name for one in named.table.columns]
        yield from _known(_COLUMN, named.table.key, names, f"{path}/table/key")
        for at, name in enumerate(names):
            if name in names[:at]:
                yield JOIN_TAKEN.report(None, f"{path}/table/columns/{at}/name", name=name)


def _place(named: NamedDataset, outside: Mapping[str, ExternalTable]) -> str:
    """Return the connection by which the rows of a dataset are read, empty for those of forms."""
    found = named.table or outside.get(named.of or "")
    return "" if found is None else found.connection


def _known(what: Label, name: str, names: Iterable[str], path: str) -> Iterator[Diagnostic]:
    """Report a name that is not among those that are known."""
    known = sorted(names)
    if name not in known:
        shown = ", ".join(known[:30]) or "–"
        near = suggestion(name, known)
        yield REPORT_REFERENCE.report(None, path, what=what, name=name, suggestion=near, known=shown)
