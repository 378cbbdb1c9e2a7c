"""`report_references`: what is wrong between the datasets, metrics and dashboards of an app, by file and pointer."""

from collections.abc import Iterable, Iterator
from typing import Final

from engine_forms.form_set import FormSet
from engine_reports.codes import JOIN_TAKEN
from lowcode.bundle.app import Bundle
from lowcode.bundle.datasets import datasets
from lowcode.bundle.flow_datasets import flow_datasets
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
    joinable = [name for name, one in of_forms.items() if one.rows in {"records", "subtable"}]
    for name, named in bundle.datasets.items():
        path = file_of("datasets", name)
        if name in of_forms:
            yield DATASET_TAKEN.report(None, f"{path}/name", name=name)
        yield from _known(_DATASET, named.of, of_forms, f"{path}/of")
        seen: set[str] = set()
        for at, join in enumerate(named.joins):
            yield from _known(_DATASET, join.of, joinable, f"{path}/joins/{at}/of")
            if join.name in seen:
                yield JOIN_TAKEN.report(None, f"{path}/joins/{at}/name", name=join.name)
            seen.add(join.name)
    for name, metric in bundle.metrics.items():
        yield from _known(_DATASET, metric.dataset, known, f"{file_of('metrics', name)}/dataset")
    for name, dashboard in bundle.dashboards.items():
        path = file_of("dashboards", name)
        yield from (one.at(path) for one in dashboard.problems())
        for at, role in enumerate(dashboard.roles):
            yield from _known(_ROLE, role, bundle.roles, f"{path}/roles/{at}")
        tiles: set[str] = set()
        for at, tile in enumerate(dashboard.tiles):
            if tile.name in tiles:
                yield TILE_NAME_TAKEN.report(None, f"{path}/tiles/{at}/name", name=tile.name)
            tiles.add(tile.name)
            if tile.chart is not None:
                place = f"{path}/tiles/{at}/chart/query/dataset"
                yield from _known(_DATASET, tile.chart.query.dataset, known, place)
        for at, one in enumerate(dashboard.filters):
            for dataset in one.expressions:
                yield from _known(_DATASET, dataset, known, f"{path}/filters/{at}/expressions/{dataset}")


def _known(what: Label, name: str, names: Iterable[str], path: str) -> Iterator[Diagnostic]:
    """Report a name that is not among those that are known."""
    known = sorted(names)
    if name not in known:
        shown = ", ".join(known[:30]) or "–"
        near = suggestion(name, known)
        yield REPORT_REFERENCE.report(None, path, what=what, name=name, suggestion=near, known=shown)
