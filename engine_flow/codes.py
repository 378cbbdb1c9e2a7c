"""The mistakes that a running flow can report: refusals of verbs, and causes of incidents."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

TASK_STATES: Final = {
    "planned": label("its turn has not come", "尚未轮到"),
    "open": label("it is open", "处理中"),
    "held": label("it waits for others", "正在等待他人处理"),
    "done": label("it is done", "已处理"),
    "cancelled": label("it is not needed any more", "已无需处理"),
}
"""How people are told of the states of tasks."""
ENDS: Final = {
    "completed": label("completed", "已完成"),
    "rejected": label("rejected", "已拒绝"),
    "withdrawn": label("withdrawn", "已撤回"),
    "terminated": label("terminated", "已终止"),
    "failed": label("failed", "已失败"),
}
"""How people are told of the ways in which flows end."""

# --- refusals -----------------------------------------------------------------------------------------------------

INSTANCE_OVER: Final = Code(
    "instance-over",
    label("The flow has ended already ({status}).", "流程已经结束（{status}）。"),
    label("Start it anew if it has to run again.", "如需再次办理，请重新发起。"),
)
NOT_STARTED: Final = Code(
    "instance-not-started",
    label("The flow has not started yet.", "流程尚未发起。"),
    label("Start it first.", "请先发起流程。"),
)
SUSPENDED: Final = Code(
    "instance-suspended",
    label("The flow is suspended, and nobody can go on with it now.", "流程已挂起，暂时不能办理。"),
    label("Ask an administrator to resume it.", "请联系管理员恢复流程。"),
)
NOT_SUSPENDED: Final = Code(
    "instance-not-suspended",
    label("The flow is not suspended.", "流程未挂起。"),
    label("There is nothing to resume: go on with it.", "无需恢复，可继续办理。"),
)
ALREADY_STARTED: Final = Code(
    "instance-already-started",
    label("The flow has started already.", "流程已经发起。"),
    label("Start another instance.", "请发起新的流程实例。"),
)
NO_START: Final = Code(
    "no-such-start",
    label("The flow has no start `{node}`.", "流程没有开始节点 `{node}`。"),
    label("Name one of: {known}.", "请选择：{known}。"),
)
NOT_NOW: Final = Code(
    "start-not-now",
    label("The flow can start only when `{condition}`.", "仅当 `{condition}` 时才能发起流程。"),
    label("Change the record first.", "请先修改记录。"),
)
INITIATOR_BARRED: Final = Code(
    "initiator-may-not-decide",
    label(
        "{person} has begun this flow and may not decide at this step.", "{person} 是本流程的发起人，不能在此步骤审批。"
    ),
    label("Name somebody else, or ask {person} a question instead.", "请另选他人，或改为向 {person} 沟通询问。"),
)
NO_TASK: Final = Code(
    "no-such-task",
    label("There is no task `{task}`.", "没有任务 `{task}`。"),
    label("Reload the list of tasks.", "请刷新任务列表。"),
)
TASK_NOT_OPEN: Final = Code(
    "task-not-open",
    label("The task cannot be worked now: {state}.", "该任务现在不能办理：{state}。"),
    label(
        "Somebody else was faster, or the flow went on; reload the page.", "可能已被他人办理或流程已流转，请刷新页面。"
    ),
)
NOT_YOURS: Final = Code(
    "task-not-yours",
    label("The task is not yours: {person} is asked.", "该任务不属于您，当前办理人为 {person}。"),
    label("Ask {person} to act, or to transfer it to you.", "请联系 {person} 办理或转办给您。"),
)
NOT_CLAIMED: Final = Code(
    "task-not-claimed",
    label("Nobody has claimed the task yet.", "该任务尚未被领取。"),
    label("Claim it first.", "请先领取。"),
)
NOT_IN_POOL: Final = Code(
    "not-in-pool",
    label("You are not among those who may claim the task.", "您不在可领取该任务的人员之中。"),
    label("Ask one of them: {people}.", "请联系：{people}。"),
)
CLAIMED: Final = Code(
    "task-claimed",
    label("{person} has claimed the task already.", "任务已被 {person} 领取。"),
    label("Choose another one.", "请选择其他任务。"),
)
NOT_FROM_POOL: Final = Code(
    "not-from-pool",
    label("The task does not come from a pool.", "该任务不是从任务池领取的。"),
    label("Transfer it instead.", "请使用转办。"),
)
WRONG_KIND: Final = Code(
    "verb-not-for-task",
    label("`{verb}` does not fit a task of this kind.", "`{verb}` 不适用于此类任务。"),
    label("Choose one of the buttons that the task offers.", "请使用任务提供的按钮。"),
)
VERB_NOT_ALLOWED: Final = Code(
    "verb-not-allowed",
    label("This step does not allow `{verb}`.", "此节点不允许使用 `{verb}`。"),
    label("Choose one of the buttons that the task offers.", "请使用任务提供的按钮。"),
)
OPINION_NEEDED: Final = Code(
    "opinion-needed",
    label("An opinion is required here.", "此处必须填写意见。"),
    label("Write one and try again.", "请填写意见后重试。"),
)
SIGNATURE_NEEDED: Final = Code(
    "signature-needed",
    label("A hand signature is required here.", "此处必须手写签名。"),
    label("Sign and try again.", "请签名后重试。"),
)
UNKNOWN_OUTCOME: Final = Code(
    "unknown-outcome",
    label("The step has no outcome `{outcome}`.", "此节点没有结果 `{outcome}`。"),
    label("Choose one of: {known}.", "请选择：{known}。"),
)
UNKNOWN_VARIABLE: Final = Code(
    "unknown-variable",
    label("The flow has no variable `{name}`.", "流程没有变量 `{name}`。"),
    label("Leave it out, or declare it in the flow.", "请去掉它，或在流程中声明。"),
)
NOT_TAKEN: Final = Code(
    "variable-not-taken",
    label("This step does not let anybody set `{name}`.", "此节点不允许填写变量 `{name}`。"),
    label("Leave it out; what can be filled in here: {known}.", "请去掉它；此处可填写：{known}。"),
)
WRONG_ENTRY: Final = Code(
    "variable-of-wrong-type",
    label("`{name}` has to be a value of the type {type}.", "`{name}` 的值必须是 {type} 类型。"),
    label("Enter such a value.", "请填写该类型的值。"),
)
ENTRY_NEEDED: Final = Code(
    "variable-needed",
    label("This step still needs: {names}.", "此节点还需填写：{names}。"),
    label("Fill it in and try again.", "请填写后重试。"),
)
NOT_CHOSEN: Final = Code(
    "people-not-chosen-here",
    label("The people of `{node}` are not for others to choose.", "`{node}` 的办理人不由他人指定。"),
    label("Leave it out; whose people can be chosen: {known}.", "请去掉它；可指定办理人的节点：{known}。"),
)
NOT_TO_YOURSELF: Final = Code(
    "not-to-yourself",
    label("You cannot name yourself here.", "不能指定自己。"),
    label("Choose another person.", "请选择其他人。"),
)
NOT_ACTIVE: Final = Code(
    "person-not-active",
    label("{person} does not work here any more.", "{person} 已离职或停用。"),
    label("Choose another person.", "请选择其他人。"),
)
ALREADY_ASKED: Final = Code(
    "already-asked",
    label("{person} is asked at this step already.", "{person} 已在此节点的办理人之中。"),
    label("Choose another person.", "请选择其他人。"),
)
NOT_REMOVABLE: Final = Code(
    "signer-not-removable",
    label("This signer cannot be removed.", "不能减去该签署人。"),
    label(
        "Only signers who were added and have not decided can be removed, by whoever added them or an administrator.",
        "只有尚未办理的加签人可以由加签者或管理员减去。",
    ),
)
NOT_DELEGATED: Final = Code(
    "task-not-delegated",
    label("The task is not with a delegate.", "该任务没有被委派。"),
    label("There is nothing to get back.", "无需收回。"),
)
NO_EARLIER: Final = Code(
    "no-such-earlier-node",
    label("`{node}` has not been passed on the way here.", "流程没有经过 `{node}`。"),
    label("Choose one of: {known}.", "请选择：{known}。"),
)
NOT_INITIATOR: Final = Code(
    "not-the-initiator",
    label("Only the initiator can do this.", "只有发起人可以执行此操作。"),
    label("Ask {person}.", "请联系 {person}。"),
)
NO_WITHDRAWAL: Final = Code(
    "withdrawal-not-allowed",
    label("The flow cannot be withdrawn.", "该流程不能撤回。"),
    label("Ask an administrator to terminate it.", "请联系管理员终止流程。"),
)
DECIDED_ALREADY: Final = Code(
    "decided-already",
    label("Somebody has decided already, so it cannot be withdrawn.", "已有人办理，不能撤回。"),
    label("Ask the person whose turn it is to send it back.", "请联系当前办理人退回。"),
)
NOT_DECIDED: Final = Code(
    "not-decided-by-you",
    label("You have not decided this task.", "您没有办理过该任务。"),
    label("You can take back only your own decisions.", "只能拿回自己的办理结果。"),
)
GONE_ON: Final = Code(
    "flow-has-gone-on",
    label("The flow has gone on: {node} has been worked already.", "流程已经继续：{node} 已办理。"),
    label("Ask the person whose turn it is to send it back.", "请联系当前办理人退回。"),
)
TOO_SOON: Final = Code(
    "urged-too-soon",
    label("They were urged less than {minutes} minutes ago.", "距上次催办不足 {minutes} 分钟。"),
    label("Try again later.", "请稍后再试。"),
)
TOO_OFTEN: Final = Code(
    "urged-too-often",
    label("They have been urged {most} times.", "已催办 {most} 次，达到上限。"),
    label("Talk to them, or ask an administrator.", "请直接沟通或联系管理员。"),
)
NOBODY_TO_URGE: Final = Code(
    "nobody-to-urge",
    label("It is nobody else's turn now.", "当前没有其他待办理的人员。"),
    label(
        "The flow waits for you or for something else; see where it is.",
        "流程正在等待您办理或其他事项，请查看流程位置。",
    ),
)
NOT_INVOLVED: Final = Code(
    "not-involved",
    label("You take no part in this flow.", "您未参与此流程。"),
    label("Ask somebody who does.", "请联系参与者。"),
)
NOT_ADMINISTRATOR: Final = Code(
    "not-an-administrator",
    label("Only an administrator can do this.", "只有管理员可以执行此操作。"),
    label("Ask one of: {people}.", "请联系：{people}。"),
)
NO_TOKEN: Final = Code(
    "no-such-token",
    label("The flow does not stand at `{token}`.", "流程当前没有位置 `{token}`。"),
    label("Choose one of: {known}.", "请选择：{known}。"),
)
NO_NODE: Final = Code(
    "no-such-node",
    label("The flow has no node `{node}`.", "流程没有节点 `{node}`。"),
    label("Choose one of: {known}.", "请选择：{known}。"),
)
NO_INCIDENT: Final = Code(
    "no-such-incident",
    label("There is no incident `{incident}`.", "没有异常 `{incident}`。"),
    label("It may have been solved already; reload the page.", "可能已被处理，请刷新页面。"),
)

# --- causes of incidents ------------------------------------------------------------------------------------------

NO_WAY_ON: Final = Code(
    "no-way-on",
    label(
        "No condition of the edges that leave here is true, and there is no default.",
        "离开此节点的条件都不成立，且没有默认连线。",
    ),
    label("Add a default edge or correct the data, then retry.", "请添加默认连线或更正数据后重试。"),
)
NOBODY_FOUND: Final = Code(
    "nobody-found",
    label("The assignment names nobody.", "没有找到办理人。"),
    label(
        "Correct the organisation or the assignment, then retry; or reassign.",
        "请更正组织或办理人设置后重试，或重新指派。",
    ),
)
RUNAWAY: Final = Code(
    "runaway-flow",
    label(
        "The flow has passed {limit} nodes without waiting for anything.", "流程连续经过了 {limit} 个节点而没有等待。"
    ),
    label("Make sure that its loop ends, then retry.", "请确认循环能够结束后重试。"),
)
WITHOUT_END: Final = Code(
    "flow-without-end-in-sight",
    label("The flow has come to {count} nodes by now and still runs.", "流程已经经过 {count} 个节点，仍在运行。"),
    label(
        "Look whether its loop is meant to go on: then retry, or else terminate it.",
        "请确认循环是否应当继续：是则重试，否则终止流程。",
    ),
)
STUCK_JOIN: Final = Code(
    "join-never-complete",
    label("The join waits for ways on which nothing comes any more.", "汇聚节点等待的分支已不会再到达。"),
    label("Correct the flow; skip the incident to go on.", "请更正流程；可跳过异常继续。"),
)
BAD_MOMENT: Final = Code(
    "bad-moment",
    label("`{text}` gives no duration or date to wait for.", "`{text}` 没有给出可等待的时长或日期。"),
    label("Correct the expression or the data, then retry.", "请更正表达式或数据后重试。"),
)
NO_CALENDAR: Final = Code(
    "no-such-calendar",
    label("There is no calendar `{name}`.", "没有日历 `{name}`。"),
    label("Create it or choose another one, then retry.", "请创建日历或选择其他日历后重试。"),
)
NO_ROWS: Final = Code(
    "no-rows",
    label("`{text}` gives no list of rows.", "`{text}` 没有给出行的列表。"),
    label("Correct the expression or the data, then retry.", "请更正表达式或数据后重试。"),
)
NO_DECISION: Final = Code(
    "decision-not-available",
    label("The decision `{name}` is not there.", "没有决策 `{name}`。"),
    label("Publish it, then retry.", "请发布该决策后重试。"),
)
EFFECT_FAILED: Final = Code(
    "effect-failed",
    label("What the flow asked for has failed: {cause}", "流程请求的动作失败：{cause}"),
    label("Remove the cause, then retry or skip.", "请排除原因后重试或跳过。"),
)
CALL_FAILED: Final = Code(
    "called-flow-failed",
    label("The called flow ended as {status}: {cause}", "被调用的流程以 {status} 结束：{cause}"),
    label("Look at it, then retry or skip.", "请检查该流程后重试或跳过。"),
)
"""What an incident says; see `engine_flow.turn`."""
