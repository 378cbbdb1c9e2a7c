"""`Plan`: what publishing would do to the tables of an app, for whoever decides, before anything is done."""

from typing import Final, Literal
from uuid import UUID

from pydantic import Field

from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import Label, label
from lowcode.kernel.spec import Spec

MOST_SHOWN: Final = 100
"""How many of the records that stand in the way are named."""

CANNOT_CONVERT: Final = Code(
    "values-not-convertible",
    label(
        "{total} values of `{field}` cannot become {kind}, such as {example}.",
        "`{field}` 的 {total} 个值无法转换为 {kind}，例如 {example}。",
    ),
    label(
        "Correct the records first, or add a new field instead.",
        "请先更正这些记录，或改为新增字段。",
    ),
)
NOT_DIFFERENT: Final = Code(
    "values-not-different",
    label("{total} records share their values of {fields}.", "{total} 条记录的 {fields} 取值重复。"),
    label("Correct the records first, or do not ask for unique values.", "请先更正这些记录，或取消唯一要求。"),
)
KEPT_IN_THE_WAY: Final = Code(
    "kept-values-in-the-way",
    label(
        "`{field}` still has the values of a removed field of that name.", "`{field}` 仍保留着同名已移除字段的数据。"
    ),
    label("Purge the removed field first, or choose another name.", "请先清除已移除的字段，或换一个名称。"),
)
TABLES_BUSY: Final = Code(
    "tables-busy",
    label("The tables of {forms} are in use without a pause.", "{forms} 的数据表一直被占用。"),
    label(
        "Try again in a minute; if it stays so, look for long transactions.", "请稍后重试；若持续如此，请检查长事务。"
    ),
)

StepKind = Literal[
    "add_form",
    "rename_form",
    "hide_form",
    "show_form",
    "add_subtable",
    "hide_subtable",
    "show_subtable",
    "add_field",
    "rename_field",
    "hide_field",
    "show_field",
    "convert_field",
    "compute_field",
    "add_index",
    "remove_index",
    "repair_table",
]
"""What a step does; what is hidden keeps its values until it is purged."""

WORDS: Final[dict[StepKind, Label]] = {
    "add_form": label("Add the form {name}", "新增表单 {name}"),
    "rename_form": label("Rename the form {before} to {name}", "表单 {before} 重命名为 {name}"),
    "hide_form": label("Remove the form {name}; its records are kept", "移除表单 {name}，保留其记录"),
    "show_form": label("Bring the form {name} back with its records", "恢复表单 {name} 及其记录"),
    "add_subtable": label("Add the sub-table {name}", "新增子表 {name}"),
    "hide_subtable": label("Remove the sub-table {name}; its rows are kept", "移除子表 {name}，保留其明细"),
    "show_subtable": label("Bring the sub-table {name} back with its rows", "恢复子表 {name} 及其明细"),
    "add_field": label("Add the field {name}", "新增字段 {name}"),
    "rename_field": label("Rename the field {before} to {name}", "字段 {before} 重命名为 {name}"),
    "hide_field": label("Remove the field {name}; its values are kept", "移除字段 {name}，保留其数据"),
    "show_field": label("Bring the field {name} back with its values", "恢复字段 {name} 及其数据"),
    "convert_field": label(
        "Convert the field {name} from {before} to {after}", "字段 {name} 由 {before} 转换为 {after}"
    ),
    "compute_field": label("Compute the field {name} for existing records", "为已有记录计算字段 {name}"),
    "add_index": label("Add an index over {name}", "为 {name} 建立索引"),
    "remove_index": label("Remove an index of {name}", "删除 {name} 的索引"),
    "repair_table": label("Bring the table of {name} up to date", "更新 {name} 的数据表"),
}
"""What people read about each kind of step."""


class Step(Spec):
    """One thing that publishing would do."""

    kind: StepKind
    """What it does."""
    place: str
    """What it does it to: the form, sub-table or field with its app, as `crm.lead.amount`."""
    table: str
    """The table it touches."""
    columns: tuple[str, ...] = ()
    """The columns it touches."""
    about: Label
    """What people read."""
    records: int = 0
    """How many records are touched; for what is hidden, how many keep a value that nobody sees."""
    waits: bool = False
    """Whether those who save wait meanwhile for longer than a moment."""


class Break(Spec):
    """Something that stands in the way: publishing changes nothing as long as there is one."""

    code: str
    """What it is."""
    place: str
    """Where it is, as `crm.lead.amount`."""
    message: Label
    """What people read."""
    hint: Label
    """What to do next."""
    records: tuple[UUID, ...] = Field(default=(), max_length=MOST_SHOWN)
    """The first records that stand in the way, the oldest first."""
    total: int = 0
    """How many there are."""

    def diagnostic(self) -> Diagnostic:
        """Return it as a mistake of the bundle."""
        return Diagnostic(self.code, self.message, self.hint, path=self.place)


class Plan(Spec):
    """What publishing would do."""

    app: str
    """The app."""
    steps: tuple[Step, ...] = ()
    """What it would do, in order; nothing when the tables are as they should be."""
    breaks: tuple[Break, ...] = ()
    """What stands in the way."""

    @property
    def records(self) -> int:
        """Return how many records are rewritten."""
        return sum(step.records for step in self.steps if step.kind in {"convert_field", "compute_field"})


def step(
    kind: StepKind, place: str, table: str, *columns: str, records: int = 0, waits: bool = False, **names: str
) -> Step:
    """Return a step, described by the words of its kind; `names` fill them beside the place."""
    about = WORDS[kind].filled(**{"name": place} | names)
    return Step(kind=kind, place=place, table=table, columns=columns, about=about, records=records, waits=waits)


def break_(code: Code, place: str, records: tuple[UUID, ...] = (), total: int = 0, **names: object) -> Break:
    """Return what stands in the way, described by a code that `names` fill."""
    report = code.report(None, place, total=total, **names)
    assert report.hint is not None
    return Break(
        code=code.code,
        place=place,
        message=report.message,
        hint=report.hint,
        records=records[:MOST_SHOWN],
        total=total,
    )
