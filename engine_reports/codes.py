"""What can be wrong with a question."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

NOT_NUMERIC: Final = Code(
    "report-not-a-number",
    label("`{aggregate}` needs a number, and `{text}` is {type}.", "“{aggregate}”需要数字，而 `{text}` 是{type}。"),
    label("Take a field with numbers, or count instead.", "请选择数字字段，或改用计数。"),
)
NOT_ORDERED: Final = Code(
    "report-not-ordered",
    label(
        "`{aggregate}` needs values with an order; `{text}` is {type}.",
        "“{aggregate}”需要可比较的值；`{text}` 是{type}。",
    ),
    label("Take a number, a text, a date or a time.", "请选择数字、文本、日期或时间。"),
)
NOT_SIMPLE: Final = Code(
    "report-not-one-value",
    label("`{text}` is {type}, which is not one value.", "`{text}` 是{type}，不是单个值。"),
    label("Take a member of it, such as its `name` or `id`.", "请选择它的成员，例如 `name` 或 `id`。"),
)
NOT_TEMPORAL: Final = Code(
    "report-not-a-time",
    label("`{text}` is {type} and has no calendar.", "`{text}` 是{type}，没有日历粒度。"),
    label("Take a date, or a date and time.", "请选择日期或日期时间。"),
)
NOT_NUMERIC_BINS: Final = Code(
    "report-bins-need-numbers",
    label("Only numbers are put into bins; `{text}` is {type}.", "只有数字可以分段；`{text}` 是{type}。"),
    label("Remove the bins, or take a number.", "请去掉分段，或选择数字。"),
)
NOT_CONDITION: Final = Code(
    "report-not-a-condition",
    label("`{text}` is {type} and no condition.", "`{text}` 是{type}，不是条件。"),
    label("Compare it with something: `amount > 100`.", "请把它与某个值比较：`amount > 100`。"),
)
NO_COLUMN: Final = Code(
    "report-no-such-column",
    label("The question has no column '{name}'.", "该问题中没有列“{name}”。"),
    label("Take one of: {known}.", "请选择其中之一：{known}。"),
)
TWICE: Final = Code(
    "report-column-twice",
    label("Two columns are called '{name}'.", "有两列都叫“{name}”。"),
    label("Give one of them another name.", "请给其中一列换个名称。"),
)
NOT_MERGEABLE: Final = Code(
    "report-not-mergeable",
    label(
        "'{name}' cannot be put together over periods: `{aggregate}` of parts says nothing about the whole.",
        "“{name}”无法跨期间汇总：各部分的“{aggregate}”不能得出整体。",
    ),
    label("Take a sum, a count, an average or a ratio of sums.", "请使用求和、计数、平均或总和之比。"),
)
MERGED_TWICE: Final = Code(
    "report-merged-twice",
    label(
        "'{name}' puts groups together, and what it counts may belong to several of them.",
        "“{name}”会合并各组，而它统计的对象可能同时属于多个组。",
    ),
    label("Take a number of the rows themselves.", "请选择行自身的数字。"),
)
NO_TIME: Final = Code(
    "report-needs-time",
    label(
        "'{name}' goes along time, and the question has no time dimension.",
        "“{name}”沿时间计算，但该问题没有时间维度。",
    ),
    label("Add a dimension with a grain from day to year.", "请添加一个粒度为日到年的维度。"),
)
BY_WINDOW: Final = Code(
    "report-rank-by-plain",
    label("'{name}' depends on other rows and cannot rank them.", "“{name}”取决于其他行，无法用于排名。"),
    label("Rank by a measure such as a sum or a count.", "请按求和或计数等度量排名。"),
)
NO_PERIOD: Final = Code(
    "report-comparison-needs-period",
    label("A comparison needs a period to compare with the one before.", "对比需要一个期间，才能与上一期间比较。"),
    label("Give the period by its first day and the day after its last.", "请给出期间的首日和末日的次日。"),
)
EMPTY_PERIOD: Final = Code(
    "report-empty-period",
    label("The period ends before it begins.", "期间的结束早于开始。"),
    label("Let it end after {start}.", "请让它在 {start} 之后结束。"),
)
HIDDEN: Final = Code(
    "report-hidden",
    label("`{name}` is not open to you.", "您无权查看 `{name}`。"),
    label("Leave it out, or ask for the right to see it.", "请去掉它，或申请查看权限。"),
)
NOTHING_ASKED: Final = Code(
    "report-nothing-asked",
    label("The question has neither dimensions nor measures.", "该问题既没有维度也没有度量。"),
    label("Add a dimension or a measure.", "请添加维度或度量。"),
)
NO_METRIC: Final = Code(
    "report-no-such-metric",
    label("There is no metric '{name}'.", "没有指标“{name}”。"),
    label("Take one of: {known}.", "请选择其中之一：{known}。"),
)
METRIC_ELSEWHERE: Final = Code(
    "report-metric-elsewhere",
    label("The metric '{name}' belongs to the dataset '{dataset}'.", "指标“{name}”属于数据集“{dataset}”。"),
    label("Ask about that dataset.", "请改为对该数据集提问。"),
)
METRIC_DIMENSION: Final = Code(
    "report-metric-dimension",
    label("The metric '{name}' may not be grouped by `{text}`.", "指标“{name}”不允许按 `{text}` 分组。"),
    label("Take one of its dimensions, or ask its owner to add this one.", "请使用其允许的维度，或请负责人添加。"),
)
METRIC_UNRESOLVED: Final = Code(
    "report-metric-unresolved",
    label("'{name}' asks for a metric that was not looked up.", "“{name}”引用的指标尚未解析。"),
    label("Look up the metrics of the app before the question is compiled.", "请在编译问题之前解析应用的指标。"),
)
NO_SLOT: Final = Code(
    "chart-no-such-column",
    label("The chart shows '{name}', which its question does not compute.", "图表要显示“{name}”，但其问题未计算该列。"),
    label("Take one of: {known}.", "请选择其中之一：{known}。"),
)
TOO_FEW: Final = Code(
    "chart-too-little",
    label("A {chart} needs at least {least} {what}.", "{chart}至少需要 {least} 个{what}。"),
    label("Add them to the question, or take another chart.", "请在问题中添加，或选择其他图表。"),
)
TOO_MANY: Final = Code(
    "chart-too-much",
    label("A {chart} shows at most {most} {what}.", "{chart}最多显示 {most} 个{what}。"),
    label("Remove some from the question, or take another chart.", "请从问题中移除一些，或选择其他图表。"),
)
OVERLAP: Final = Code(
    "dashboard-tiles-overlap",
    label("The tiles '{first}' and '{second}' lie on each other.", "磁贴“{first}”与“{second}”重叠。"),
    label("Move one of them.", "请移动其中一个。"),
)
NO_TAB: Final = Code(
    "dashboard-tab-unknown",
    label("The dashboard has no tab '{name}'.", "仪表盘没有标签页“{name}”。"),
    label("Choose one of: {known}, or add the tab.", "请选择其中之一：{known}，或添加该标签页。"),
)
NO_FILTER_EXPRESSION: Final = Code(
    "dashboard-filter-without-dataset",
    label("The filter '{name}' fits none of the charts.", "筛选器“{name}”不适用于任何图表。"),
    label("Say for a dataset of the charts what it compares.", "请为图表的某个数据集指定它所比较的内容。"),
)
NO_PERIODS: Final = Code(
    "analysis-without-periods",
    label("A forecast needs a time in periods as its first dimension.", "预测的第一个维度必须是按周期的时间。"),
    label("Put a time first, by one of: {known}.", "请将时间放在第一位，粒度可选：{known}。"),
)
NO_BASKETS: Final = Code(
    "analysis-without-baskets",
    label("What goes together is found in baskets and their contents.", "关联分析需要“篮子”和“物品”两个维度。"),
    label("Ask by two dimensions, as the customer and the product.", "请使用两个维度，例如客户与产品。"),
)
ONE_GROUPING: Final = Code(
    "analysis-one-grouping",
    label("Behaviours are compared by one dimension at the most.", "行为对比最多按一个维度分组。"),
    label("Leave out the other dimensions.", "请去掉其他维度。"),
)
JOIN_TAKEN: Final = Code(
    "report-join-name-taken",
    label("The rows have a field `{name}` already.", "行中已有字段 `{name}`。"),
    label("Call the join by another name.", "请给该关联换个名称。"),
)
JOIN_FIELD: Final = Code(
    "report-join-field",
    label(
        "Rows cannot be joined by `{text}`: it is no field with one value.", "不能按 `{text}` 关联：它不是单值字段。"
    ),
    label(
        "Take one of: {known}. The other side is a field of its rows themselves.",
        "请选择：{known}。另一侧须为其行自身的字段。",
    ),
)
JOIN_TYPES: Final = Code(
    "report-join-types",
    label(
        "`{own}` is {mine} and `{other}` is {theirs}: they are never equal.",
        "`{own}` 是{mine}，`{other}` 是{theirs}，永不相等。",
    ),
    label("Join by two fields of the same type.", "请选择两个类型相同的字段。"),
)
JOIN_GATHERS: Final = Code(
    "report-join-would-multiply",
    label(
        "`{name}` has many rows for each row: joined as they are, they would multiply every number.",
        "`{name}` 每行对应多行：直接关联会使所有数字重复计算。",
    ),
    label(
        "Say in `gathered` what is computed of them, such as a sum or a count.",
        "请在 `gathered` 中说明要计算什么，例如求和或计数。",
    ),
)
JOIN_GIVES: Final = Code(
    "report-join-gathers-nothing",
    label("`{name}` has one row for each row, of which nothing is gathered.", "`{name}` 每行至多对应一行，无需汇总。"),
    label(
        "Read its fields, or say `one_to_many` in `cardinality`.",
        "请直接读取其字段，或把 `cardinality` 设为 `one_to_many`。",
    ),
)
JOIN_VALUE: Final = Code(
    "report-join-value",
    label("`{name}` does not say of what it is computed.", "`{name}` 未说明对什么计算。"),
    label("Add its `value`, or count the rows.", "请补充 `value`，或改为计数。"),
)
