"""What can be wrong when people and programs work with running flows."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

NO_INSTANCE: Final = Code(
    "flow-instance-unknown",
    label("There is no such instance, or you may not see it.", "该流程实例不存在，或您无权查看。"),
    label("Choose one of the lists.", "请从列表中选择。"),
)
NO_TASK: Final = Code(
    "flow-task-unknown",
    label("There is no such task, or it is not for you.", "该任务不存在，或不属于您。"),
    label("Load your tasks again.", "请重新加载您的任务列表。"),
)
DECIDED_BY: Final = Code(
    "flow-task-decided",
    label("{person} was faster: {outcome} at {at}.", "{person} 已先处理：{outcome}（{at}）。"),
    label("There is nothing left to do; the journal tells more.", "无需再处理；详情见流程记录。"),
)
DECIDED_SELF: Final = Code(
    "flow-task-decided-by-you",
    label("You have dealt with this already: {outcome} at {at}.", "您已办理过：{outcome}（{at}）。"),
    label("There is nothing left to do; take it back if that was wrong.", "无需再处理；如有误，可拿回。"),
)
TASK_GONE: Final = Code(
    "flow-task-gone",
    label("The task is not open any more: {reason}.", "任务已不再待处理：{reason}。"),
    label("There is nothing left to do; the journal tells more.", "无需再处理；详情见流程记录。"),
)
EVENT_LOST: Final = Code(
    "flow-event-given-up",
    label("Something that happened to the flow could not be worked: {cause}", "流程收到的事件未能处理：{cause}"),
    label(
        "Remove the cause, then retry. Skipping leaves it out: if the flow waits for it, let it jump on.",
        "请排除原因后重试。若跳过，该事件将不再处理；流程如仍在等待它，请使用跳转。",
    ),
)
ALREADY_RUNNING: Final = Code(
    "flow-already-running",
    label("The flow {flow} is under way for this record already.", "该记录的流程 {flow} 正在进行中。"),
    label("Wait until it has ended, or withdraw it.", "请等待其结束，或先撤回。"),
)
NO_BUTTON: Final = Code(
    "flow-without-button",
    label("The flow {flow} has no button that you may press.", "流程 {flow} 没有您可以使用的启动按钮。"),
    label("Ask an administrator for a role that may start it.", "请联系管理员授予可启动该流程的角色。"),
)
RECORD_NEEDED: Final = Code(
    "flow-record-needed",
    label("The flow {flow} works on a record of {form}.", "流程 {flow} 需要一条 {form} 记录。"),
    label("Start it from the record.", "请从记录页面启动。"),
)
INPUT_UNKNOWN: Final = Code(
    "flow-input-unknown",
    label("The button does not ask for `{name}`.", "启动按钮不接受 `{name}`。"),
    label("Leave it out; it asks for: {known}.", "请不要填写；可填写：{known}。"),
)
INPUT_MISSING: Final = Code(
    "flow-input-missing",
    label("{name} has to be filled in.", "请填写{name}。"),
    label("Fill it in, then start the flow again.", "请填写后重新发起。"),
)
INPUT_WRONG: Final = Code(
    "flow-input-wrong",
    label("{name} has to be a value of the type {type}.", "{name} 的值类型应为 {type}。"),
    label("Enter another value.", "请重新填写。"),
)
FIELD_NOT_OPEN: Final = Code(
    "flow-field-not-open",
    label("This step does not let you change `{name}`.", "当前步骤不允许修改 `{name}`。"),
    label("Leave it as it is.", "请保持原值。"),
)
FIELD_MISSING: Final = Code(
    "flow-field-missing",
    label("This step needs `{name}` to be filled in.", "当前步骤必须填写 `{name}`。"),
    label("Fill it in, then try again.", "请填写后重试。"),
)
CIRCLE: Final = Code(
    "flow-circle",
    label("Flows have started each other {limit} times in a row.", "流程已连续相互启动 {limit} 次。"),
    label("Give one of the starts a condition that ends it.", "请为其中一个开始节点设置终止条件。"),
)
WITHOUT_RECORD: Final = Code(
    "flow-record-gone",
    label("The record of the flow is not there any more.", "流程对应的记录已不存在。"),
    label("Terminate the flow, or restore the record.", "请终止流程，或恢复该记录。"),
)
BUSY: Final = Code(
    "flow-instance-busy",
    label("Others are working on this flow at this moment.", "此刻有其他人正在处理该流程。"),
    label("Try again.", "请重试。"),
)
SUBSTITUTION_UNKNOWN: Final = Code(
    "substitution-unknown",
    label("There is no such arrangement.", "该代理设置不存在。"),
    label("Load the list again.", "请重新加载列表。"),
)
NOBODY_TAKES_OVER: Final = Code(
    "hand-over-to-nobody",
    label("Who takes over does not work here, or is who leaves.", "接手人已离职或不存在，或就是离职者本人。"),
    label("Choose somebody else.", "请选择其他人。"),
)
SUBSTITUTION_WRONG: Final = Code(
    "substitution-wrong",
    label("The arrangement cannot be kept: {reason}.", "代理设置无法保存：{reason}。"),
    label("Choose another person, or another period.", "请选择其他人员或时间段。"),
)
CALENDAR_UNKNOWN: Final = Code(
    "calendar-unknown",
    label("There is no calendar {name}.", "没有日历 {name}。"),
    label("Choose one of: {known}.", "请选择：{known}。"),
)
CALENDAR_CHANGED: Final = Code(
    "calendar-changed-elsewhere",
    label("The calendar was changed meanwhile.", "日历已被他人修改。"),
    label("Load it again, and repeat your change.", "请重新加载后再修改。"),
)
CALENDAR_SHIPPED: Final = Code(
    "calendar-shipped",
    label(
        "The product brings the calendar {name}: it can be changed and not removed.",
        "日历 {name} 为内置日历，可修改但不可删除。",
    ),
    label("Change it instead.", "请改为编辑该日历。"),
)
CURSOR_WRONG: Final = Code(
    "flow-cursor-wrong",
    label("The place in the list cannot be read.", "无法识别列表位置。"),
    label("Load the list from its beginning.", "请从头加载列表。"),
)
SEVERAL_PROCESSES: Final = Code(
    "bpmn-several-processes",
    label(
        "The file holds {count} processes: each becomes a flow of its own. What joins them is kept, without effect.",
        "文件包含 {count} 个流程：每个都成为独立的流程；它们之间的连接会保留，但不起作用。",
    ),
    label("Let one flow call another, or send it a message.", "请改用调用子流程或发送消息。"),
    "warning",
)
TRIAL_WITHOUT_PEOPLE: Final = Code(
    "flow-trial-without-people",
    label("Nobody works here who could begin the flow.", "没有可以发起该流程的人员。"),
    label("Add people, and give them a role of the app.", "请添加人员并授予应用角色。"),
)
