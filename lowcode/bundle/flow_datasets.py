"""`flow_datasets`: what can be asked about the flows over the records of each form: their runs, and their tasks.

A run knows its `record`, the `flow`, when it `started` and `ended`, its `status`, and the `hours` that it took so far.
A task knows its `run` with the record, its `node`, whose it is, when it was `opened` and `closed`, the `hours` that it
waited, and whether it is `late`. Whoever may see a record may see them, as on its page. Archived runs are not among
them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from engine_flow.flow import Flow
from engine_forms.form_set import FormSet
from engine_reports.dataset import ComputedColumn, Dataset, DatasetField, Role
from engine_rules import types as t
from lowcode.bundle.datasets import RECORD, fields_of
from lowcode.kernel.names import Label, label

RUNS: Final = "flow_runs"
"""What the runs of flows over a form are called after its name."""
TASKS: Final = "flow_tasks"
"""What their tasks are called after its name."""
RUN: Final = "run"
"""What the run of a task is called."""
_HOURS: Final = 'round half up((coalesce({end}, now()) - {start}) / duration("PT1H"), 2)'
_Listed = tuple[str, Label, t.Type, Role]
_FLOW: Final[tuple[_Listed, ...]] = (
    ("flow", label("Flow", "流程"), t.STRING, "dimension"),
    ("status", label("Status", "状态"), t.STRING, "dimension"),
    ("started", label("Started at", "发起时间"), t.DATE_TIME, "time"),
    ("ended", label("Ended at", "结束时间"), t.DATE_TIME, "time"),
    ("hours", label("Hours so far", "已用小时"), t.NUMBER, "measure"),
    ("initiator.name", label("Started by", "发起人"), t.STRING, "dimension"),
    ("version", label("Version", "版本"), t.NUMBER, "dimension"),
)
_TASK: Final[tuple[_Listed, ...]] = (
    ("flow", label("Flow", "流程"), t.STRING, "dimension"),
    ("node", label("Step", "节点"), t.STRING, "dimension"),
    ("kind", label("Kind", "类型"), t.STRING, "dimension"),
    ("state", label("State", "状态"), t.STRING, "dimension"),
    ("outcome", label("Outcome", "结果"), t.STRING, "dimension"),
    ("person.name", label("Person asked", "处理人"), t.STRING, "dimension"),
    ("decided by.name", label("Decided by", "实际处理人"), t.STRING, "dimension"),
    ("opened", label("Opened at", "到达时间"), t.DATE_TIME, "time"),
    ("due", label("Due at", "截止时间"), t.DATE_TIME, "time"),
    ("closed", label("Closed at", "完成时间"), t.DATE_TIME, "time"),
    ("hours", label("Hours waited", "等待小时"), t.NUMBER, "measure"),
    ("late", label("Late", "已逾期"), t.BOOLEAN, "dimension"),
    ("urged", label("Urged", "催办次数"), t.NUMBER, "measure"),
)
_WORDS: Final[dict[str, tuple[tuple[str, Label], ...]]] = {
    "status": (
        ("new", label("New", "新建")),
        ("running", label("Running", "运行中")),
        ("suspended", label("Suspended", "已挂起")),
        ("completed", label("Completed", "已完成")),
        ("rejected", label("Rejected", "已驳回")),
        ("withdrawn", label("Withdrawn", "已撤回")),
        ("terminated", label("Terminated", "已终止")),
        ("failed", label("Failed", "失败")),
    ),
    "kind": (
        ("approval", label("Approval", "审批")),
        ("work", label("Work", "办理")),
        ("copy", label("Copy", "抄送")),
        ("question", label("Question", "征询")),
    ),
    "state": (
        ("planned", label("Planned", "未到达")),
        ("open", label("Open", "待处理")),
        ("held", label("On hold", "挂起")),
        ("done", label("Done", "已处理")),
        ("cancelled", label("Cancelled", "已取消")),
    ),
}


def flow_datasets(forms: FormSet, flows: Iterable[Flow]) -> dict[str, Dataset]:
    """Return the datasets of the flows of an app by name, two for each form of the app that has flows."""
    by_form: dict[str, list[Flow]] = defaultdict(list)
    for flow in flows:
        if flow.form is not None and flow.form in forms.forms and "." not in flow.form:
            by_form[flow.form].append(flow)
    found: dict[str, Dataset] = {}
    for name, listed in by_form.items():
        taken = {one.name for one in forms.forms[name].fields}
        found |= {one.name: one for one in _of_form(forms, name, listed) if one.part not in taken}
    return found


def _of_form(forms: FormSet, name: str, flows: list[Flow]) -> Iterator[Dataset]:
    """Iterate over the datasets of the flows over one form."""
    form = forms.forms[name]
    options = dict(_WORDS)
    options["flow"] = tuple((one.name, one.label) for one in flows)
    nodes = {node.name: node.label or label(node.name, node.name) for flow in flows for node in flow.nodes}
    options["node"] = tuple(nodes.items())
    yield Dataset(
        name=f"{name}.{RUNS}",
        label=label(f"{form.label.en}: flows", f"{form.label.zh_cn}：流程"),
        rows="runs",
        form=name,
        part=RUNS,
        fields=(*_fields(_FLOW, options), *fields_of(forms, name, (RECORD,), (form.label,))),
        computed=(_hours("started", "ended"),),
        time="started",
    )
    late = "due != null and due < coalesce(closed, now())"
    yield Dataset(
        name=f"{name}.{TASKS}",
        label=label(f"{form.label.en}: tasks of flows", f"{form.label.zh_cn}：流程任务"),
        rows="tasks",
        form=name,
        part=TASKS,
        fields=(*_fields(_TASK, options), *fields_of(forms, name, (RUN, RECORD), (form.label,))),
        computed=(
            _hours("opened", "closed"),
            ComputedColumn(name="late", label=label("Late", "已逾期"), expression=late),
        ),
        time="opened",
    )


def _hours(start: str, end: str) -> ComputedColumn:
    """Return the column of the hours between two times, until now while the second is still to come."""
    return ComputedColumn(name="hours", label=label("Hours", "小时"), expression=_HOURS.format(start=start, end=end))


def _fields(listed: Iterable[_Listed], options: dict[str, tuple[tuple[str, Label], ...]]) -> Iterator[DatasetField]:
    """Iterate over the fields of runs or tasks themselves."""
    for name, text, kind, role in listed:
        yield DatasetField(
            expression=name,
            label=text,
            type=str(kind),
            role=role,
            options=options.get(name, ()),
            through=(name.partition(".")[0],) if "." in name else (),
        )
