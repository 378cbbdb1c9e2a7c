"""The mistakes that a flow can have, before it runs."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

NO_START: Final = Code(
    "flow-without-start",
    label("The flow has no start.", "流程没有开始节点。"),
    label("Add one, such as a button.", "请添加开始节点，例如按钮。"),
)
NO_END: Final = Code(
    "flow-without-end",
    label("The flow has no end that can be reached.", "流程没有可以到达的结束节点。"),
    label("Add an end and lead an edge to it.", "请添加结束节点并连线。"),
)
UNREACHABLE: Final = Code(
    "unreachable-node",
    label("No way leads to `{node}`.", "没有路径到达 `{node}`。"),
    label("Lead an edge to it, or remove it.", "请添加到达它的连线，或删除它。"),
    "warning",
)
DEAD_END: Final = Code(
    "dead-end",
    label("No edge leaves `{node}`.", "`{node}` 没有出口连线。"),
    label("Lead an edge to the next node, or to an end.", "请连到下一个节点或结束节点。"),
)
UNKNOWN_END: Final = Code(
    "edge-to-nowhere",
    label("The edge leads from or to `{node}`, which does not exist.", "连线的一端 `{node}` 不存在。"),
    label("Choose another node, or remove the edge.", "请选择其他节点或删除连线。"),
)
WRONG_EDGE: Final = Code(
    "edge-not-allowed",
    label("No edge may lead {way} `{node}`.", "不允许{way} `{node}` 的连线。"),
    label("Remove the edge.", "请删除该连线。"),
)
NOT_AN_EVENT: Final = Code(
    "not-an-event",
    label(
        "Behind an event gateway only timers and messages may stand, but `{node}` is none.",
        "事件网关之后只能是定时器或消息，而 `{node}` 不是。",
    ),
    label("Put a timer or a message between.", "请在中间加入定时器或消息节点。"),
)
WRONG_HOST: Final = Code(
    "boundary-without-activity",
    label(
        "`{node}` stands at `{host}`, where nothing can happen to it.",
        "`{node}` 附着在 `{host}` 上，不会发生任何事件。",
    ),
    label("Attach it to a task, a call or another activity that waits.", "请附着到任务、调用等会等待的活动上。"),
)
UNKNOWN_NODE: Final = Code(
    "unknown-node",
    label("There is no node `{node}`.", "没有节点 `{node}`。"),
    label("Choose one of the flow's nodes.", "请选择流程中的节点。"),
)
UNKNOWN_REFERENCE: Final = Code(
    "unknown-flow-reference",
    label("There is no {what} `{name}`.", "没有{what} `{name}`。"),
    label("Create it, or choose another one.", "请创建它，或选择其他的。"),
)
UNDECLARED: Final = Code(
    "undeclared-variable",
    label("The flow has no variable `{name}`.", "流程没有声明变量 `{name}`。"),
    label("Declare it in the flow.", "请在流程中声明。"),
)
NOT_ENTERED: Final = Code(
    "variable-not-entered",
    label("People cannot enter `{name}`: its type is {type}.", "`{name}` 的类型为 {type}，无法手工填写。"),
    label(
        "Give it a type such as string, number, boolean or date, or take it out of `takes`.",
        "请改用 string、number、boolean 或 date 等类型，或将其从 `takes` 中移除。",
    ),
)
UNKNOWN_VERB: Final = Code(
    "unknown-flow-verb",
    label("There is no verb `{name}`.", "没有操作 `{name}`。"),
    label("Choose one of: {known}.", "请选择：{known}。"),
)
NOBODY_NAMED: Final = Code(
    "nobody-named-for-case",
    label("`{node}` passes its tasks on here, but says to nobody.", "`{node}` 在此转交任务，但没有指定人员。"),
    label("Name a person, or choose another way.", "请指定人员，或改用其他处理方式。"),
)
NO_DEFAULT: Final = Code(
    "no-default-edge",
    label("When no condition is true, `{node}` has no way on.", "当所有条件都不成立时，`{node}` 没有出路。"),
    label("Add a default edge.", "请添加默认连线。"),
    "warning",
)
DEFAULT_CONDITION: Final = Code(
    "default-with-condition",
    label("The condition of a default edge is never asked.", "默认连线上的条件不会被计算。"),
    label("Remove the condition, or make another edge the default.", "请删除条件，或改用其他默认连线。"),
    "warning",
)
SEVERAL_DEFAULTS: Final = Code(
    "several-default-edges",
    label("`{node}` has several default edges.", "`{node}` 有多条默认连线。"),
    label("Keep one of them.", "请只保留一条。"),
)
IDLE_CONDITION: Final = Code(
    "condition-without-effect",
    label(
        "A parallel or event gateway takes all edges, whatever their conditions say.",
        "并行网关和事件网关会走所有连线，条件不起作用。",
    ),
    label("Use an inclusive gateway, or remove the condition.", "请改用包容网关，或删除条件。"),
    "warning",
)
MAYBE_NOBODY: Final = Code(
    "possible-empty-approver",
    label("`{node}` may find nobody to ask, and then {what}.", "`{node}` 可能找不到办理人，届时{what}。"),
    label("Name a person for that case.", "请为这种情况指定人员。"),
    "warning",
)
NOBODY_CHOOSES: Final = Code(
    "nobody-chooses",
    label("Nobody before `{node}` can choose its people.", "`{node}` 之前没有人可以选择办理人。"),
    label("Choose another kind of assignee.", "请改用其他办理人方式。"),
)
UNBALANCED: Final = Code(
    "unbalanced-join",
    label(
        "`{node}` waits for ways of which `{gateway}` takes only one.",
        "`{node}` 等待的多条分支中，`{gateway}` 只会走其中一条。",
    ),
    label("Merge them by an exclusive or inclusive gateway.", "请用排他网关或包容网关合并。"),
)
ENDLESS: Final = Code(
    "endless-loop",
    label("The loop {nodes} has no way out and waits for nothing.", "循环 {nodes} 没有出口，也不等待任何事件。"),
    label("Add a condition that leads out of it, or a node that waits.", "请添加跳出条件或等待节点。"),
)
BUSY_LOOP: Final = Code(
    "loop-without-wait",
    label(
        "The loop {nodes} waits for nothing: it ends only when its condition does.",
        "循环 {nodes} 不等待任何事件，只有条件成立时才会结束。",
    ),
    label("Make sure that its condition comes true.", "请确认条件最终会成立。"),
    "warning",
)
WRONG_TYPE: Final = Code(
    "formula-of-wrong-type",
    label("{wanted} is expected here, but this is {found}.", "此处应为 {wanted}，但这里是 {found}。"),
    label("Convert the value, or write another expression.", "请转换该值或改写表达式。"),
)
"""What an expression gives is not what its place wants."""
NO_SUCH_OUTCOME: Final = Code(
    "outcome-that-never-comes",
    label("No step ends with `{word}`, so that this never fits.", "没有步骤以 `{word}` 结束，因此该条件永远不会成立。"),
    label("Compare with one of: {known}.", "请与以下结果之一比较：{known}。"),
    "warning",
)
"""A condition compares the outcome with a word that is misspelt."""
REJECTION_PASSES: Final = Code(
    "rejection-goes-on-like-approval",
    label(
        "A rejection at `{node}` follows the edges, but none of them looks at the outcome: it goes on as if approved.",
        "`{node}` 被拒绝时按连线继续，但没有连线判断结果：会像同意一样继续。",
    ),
    label(
        'Put a condition such as `outcome = "approved"` at an edge, or let a rejection end the flow.',
        '请在连线上设置条件，例如 `outcome = "approved"`，或让拒绝直接结束流程。',
    ),
    "warning",
)
NEVER_REJECTED: Final = Code(
    "way-of-rejection-never-taken",
    label(
        "A rejection at `{node}` does not follow the edges, so that this way is never taken.",
        "`{node}` 被拒绝时不按连线继续，因此该路径永远不会走到。",
    ),
    label(
        "Let a rejection follow the edges there, or remove this one.", "请将该节点的拒绝设为按连线继续，或删除该连线。"
    ),
    "warning",
)
NOT_EARLIER: Final = Code(
    "earlier-step-comes-later",
    label(
        "`{node}` asks whoever decided at `{other}`, which does not come before.",
        "`{node}` 的办理人取自 `{other}`，但该节点不在其之前。",
    ),
    label("Choose a step that comes before.", "请选择在此之前的节点。"),
    "warning",
)
RUNS_TWICE: Final = Code(
    "worked-once-for-each-way",
    label(
        "Ways that set out together at `{split}` meet at `{node}` without a join: it is worked once for each of them.",
        "从 `{split}` 同时出发的路径在 `{node}` 相遇却没有汇聚：该节点会对每条路径各办理一次。",
    ),
    label("Put a parallel or inclusive gateway before it.", "请在其之前加入并行网关或包容网关。"),
    "warning",
)
NO_DURATION: Final = Code(
    "text-is-no-duration",
    label("“{text}” is no duration.", "“{text}” 不是时长。"),
    label(
        'Write it as `"P2D"` for two days or `"PT4H"` for four hours.',
        '请写成 `"P2D"`（两天）或 `"PT4H"`（四小时）。',
    ),
)
NO_DATE: Final = Code(
    "text-is-no-date",
    label("“{text}” is a text and no date.", "“{text}” 是文本而不是日期。"),
    label('Name a date field, or write `date("2027-01-31")`.', '请使用日期字段，或写成 `date("2027-01-31")`。'),
)
