"""What can be wrong with asking a report, beside what the engine says of the question itself."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

NO_DATASET: Final = Code(
    "report-no-such-dataset",
    label("There is no dataset '{name}'.", "没有数据集“{name}”。"),
    label("Take one of: {known}.", "请选择其中之一：{known}。"),
)
NO_METRIC: Final = Code(
    "report-metric-unknown",
    label("There is no metric '{name}'.", "没有指标“{name}”。"),
    label("Take one of the list of metrics.", "请从指标列表中选择。"),
)
NO_DASHBOARD: Final = Code(
    "report-no-such-dashboard",
    label("There is no dashboard '{name}'.", "没有仪表盘“{name}”。"),
    label("Take one of the list of dashboards.", "请从仪表盘列表中选择。"),
)
NOTHING_SEEN: Final = Code(
    "report-nothing-seen",
    label("You may see no records of this app.", "您无权查看此应用的任何记录。"),
    label("Ask an administrator for a role in it.", "请联系管理员授予该应用的角色。"),
)
NO_TILE: Final = Code(
    "report-no-such-tile",
    label("The dashboard has no chart '{name}'.", "该仪表盘没有图表“{name}”。"),
    label("Take one of: {known}.", "请选择其中之一：{known}。"),
)
NO_DASHBOARD_FILTER: Final = Code(
    "report-no-such-filter",
    label("The dashboard has no filter '{name}' of that kind.", "该仪表盘没有此类筛选器“{name}”。"),
    label("Take one of: {known}.", "请选择其中之一：{known}。"),
)
WRONG_MEMBER: Final = Code(
    "report-wrong-member",
    label("{value} is no {type}, as the values of '{name}' are.", "{value} 不是{type}，而“{name}”的取值为该类型。"),
    label("Take a value as answers give them.", "请使用查询结果中给出的值。"),
)
NOT_BEHIND: Final = Code(
    "report-not-drilled",
    label("No condition says which records are behind this group.", "无法用条件表达该分组背后的记录。"),
    label("Take a group of members that are shown, without cohorts.", "请选择显示的成员分组（不含群组分析）。"),
)
TOO_SLOW: Final = Code(
    "report-too-slow",
    label("The question took more than {seconds} seconds and was stopped.", "查询超过 {seconds} 秒，已停止。"),
    label("Narrow the period, or leave out dimensions.", "请缩小时间范围或减少维度。"),
)
TOO_LARGE: Final = Code(
    "report-too-large",
    label(
        "The question needs more memory than reports may take, and was stopped.", "查询所需内存超过报表的上限，已停止。"
    ),
    label(
        "Narrow the period, or leave out dimensions; an administrator can raise LOWCODE_REPLICA_MEGABYTES.",
        "请缩小时间范围或减少维度；管理员可调高 LOWCODE_REPLICA_MEGABYTES。",
    ),
)
CANCELLED: Final = Code(
    "report-cancelled",
    label("The question was cancelled.", "查询已取消。"),
    label("Ask again if you need the answer.", "如仍需要结果，请重新查询。"),
)
NOT_COMPUTED: Final = Code(
    "report-not-computed",
    label("The database cannot compute this: {reason}.", "数据库无法计算：{reason}。"),
    label("Change the measure or the expression.", "请修改度量或表达式。"),
)
ROLE_UNKNOWN: Final = Code(
    "report-role-unknown",
    label("The app has no role '{name}'.", "应用没有角色“{name}”。"),
    label("Take one of: {known}.", "请选择其中之一：{known}。"),
)
NAME_TAKEN: Final = Code(
    "report-dataset-name-taken",
    label("There is already a dataset '{name}', that of a form.", "已有同名数据集“{name}”（来自表单）。"),
    label("Choose another name.", "请换一个名称。"),
)
TOO_MUCH: Final = Code(
    "report-analysis-too-much",
    label("The analysis would look at more than {limit} groups.", "分析涉及的分组超过 {limit} 个。"),
    label("Narrow the period, or take coarser dimensions.", "请缩小时间范围，或使用更粗的维度。"),
)
NO_STATISTICS: Final = Code(
    "report-statistics-away",
    label("The forecast could not be computed: its process has died.", "无法计算预测：计算进程意外终止。"),
    label("Ask again; tell your administrator if it happens again.", "请重试；若仍失败，请联系管理员。"),
)
NOT_HERE: Final = Code(
    "report-rows-elsewhere",
    label("The rows behind '{name}' are in another database.", "“{name}”背后的数据位于另一个数据库。"),
    label("Group by its key to see single rows.", "如需查看单行，请按其主键分组。"),
)
NOT_A_DATABASE: Final = Code(
    "report-connection-kind",
    label("The connection `{name}` is none to a database that can be asked.", "连接 `{name}` 不是可查询的数据库。"),
    label(
        "Let an administrator set it up as `database`, with `postgresql://host:5432/name` and `user:password`.",
        "请管理员将其设为 `database` 类型，地址形如 `postgresql://host:5432/name`，密钥为 `user:password`。",
    ),
)
AWAY: Final = Code(
    "report-database-away",
    label(
        "The database of the connection `{name}` does not answer: {reason}.",
        "连接 `{name}` 的数据库没有响应：{reason}。",
    ),
    label(
        "Ask again later; an administrator can look at the address and the secret of the connection.",
        "请稍后重试；管理员可检查该连接的地址和密钥。",
    ),
)
NO_SUCH_TABLE: Final = Code(
    "report-external-table",
    label("The connection `{name}` may read no table `{table}`.", "连接 `{name}` 无法读取表 `{table}`。"),
    label(
        "Correct the schema and table, or let its administrator grant SELECT. Near: {known}.",
        "请更正模式和表名，或请其管理员授予 SELECT 权限。相近的表：{known}。",
    ),
)
NO_SUCH_COLUMN: Final = Code(
    "report-external-column",
    label("The table `{table}` has no column `{column}`.", "表 `{table}` 没有列 `{column}`。"),
    label("Take one of: {known}.", "请选择其中之一：{known}。"),
)
TOO_MANY_GROUPS: Final = Code(
    "report-too-many-groups",
    label("The answer has more than {limit} groups.", "结果超过 {limit} 个分组。"),
    label("Take a filter, a limit, or coarser dimensions.", "请添加筛选或限制，或使用更粗的维度。"),
)
