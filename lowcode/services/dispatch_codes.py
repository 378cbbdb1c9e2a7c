"""What can be wrong with schedules and alerts of reports."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

NO_SCHEDULE: Final = Code(
    "report-schedule-unknown",
    label("There is no such schedule.", "没有此订阅。"),
    label("Take one of your list.", "请从您的订阅列表中选择。"),
)
NO_ALERT: Final = Code(
    "report-alert-unknown",
    label("There is no such alert.", "没有此预警。"),
    label("Take one of your list.", "请从您的预警列表中选择。"),
)
TOO_MANY: Final = Code(
    "report-dispatch-too-many",
    label("These are more than {limit}.", "数量超过 {limit} 个。"),
    label("Remove one that you need no more.", "请删除不再需要的。"),
)
CHANGED: Final = Code(
    "report-dispatch-changed",
    label("It was changed elsewhere meanwhile.", "内容已在别处被修改。"),
    label("Load it again, and make your change there.", "请重新加载后再修改。"),
)
NOBODY: Final = Code(
    "report-dispatch-nobody",
    label("Nobody gets it.", "没有接收人。"),
    label("Name people, roles or a group that chats.", "请指定人员、角色或群聊。"),
)
MAY_NOT_SEND: Final = Code(
    "report-dispatch-not-shared",
    label("You may not share what it shows of {form}.", "您无权共享其中“{form}”的内容。"),
    label("Send it to yourself, or ask for the right to share.", "请仅发送给自己，或申请共享权限。"),
)
ROLE_UNKNOWN: Final = Code(
    "report-dispatch-role-unknown",
    label("There is no role '{name}'.", "没有角色“{name}”。"),
    label("Take one of the roles of the apps, as `crm.director`.", "请选择应用角色，例如 `crm.director`。"),
)
NO_ADDRESS: Final = Code(
    "report-delivery-no-address",
    label("{name} has no mail address.", "{name} 没有邮箱地址。"),
    label("Enter it in the account.", "请在账号中填写邮箱。"),
)
STRETCH_WITHOUT_TIME: Final = Code(
    "report-alert-without-time",
    label("The metric goes along no time, so there is no '{word}'.", "该指标没有时间字段，无法使用“{word}”。"),
    label("Leave out the stretch, or take another metric.", "请去掉时间范围，或选择其他指标。"),
)
STRETCH_UNKNOWN: Final = Code(
    "report-alert-stretch-unknown",
    label("There is no stretch of time '{word}'.", "没有时间范围“{word}”。"),
    label("Take one of: {known}.", "请选择其中之一：{known}。"),
)
