"""The mistakes that decision tables and decision models can report, when they are checked and when they decide."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

SEVERAL_RULES: Final = Code(
    "several-rules-match",
    label(
        "Rules {rules} match, but only one may, so the result is null.",
        "规则 {rules} 同时匹配，而只允许一条，因此结果为 null。",
    ),
    label("Make the rules exclude each other, or choose another hit policy.", "请让规则互斥，或选择其他命中策略。"),
    "warning",
)
RULES_DISAGREE: Final = Code(
    "matching-rules-disagree",
    label(
        "Rules {rules} match with different outputs, so the result is null.",
        "规则 {rules} 同时匹配但输出不同，因此结果为 null。",
    ),
    label(
        "Give rules that overlap the same outputs, or choose another hit policy.",
        "请让重叠的规则给出相同的输出，或选择其他命中策略。",
    ),
    "warning",
)
NO_RULE: Final = Code(
    "no-rule-matches",
    label("No rule matches, so the result is null.", "没有规则匹配，因此结果为 null。"),
    label("Add a rule for this case, or a default output.", "请为这种情况添加规则，或设置默认输出。"),
    "warning",
)
INPUT_NOT_ALLOWED: Final = Code(
    "input-not-allowed",
    label(
        "The value of `{name}` is not one of those allowed, so the result is null.",
        "`{name}` 的值不在允许的范围内，因此结果为 null。",
    ),
    label("Allowed are: {allowed}.", "允许的值：{allowed}。"),
    "warning",
)
OUTPUT_NOT_ALLOWED: Final = Code(
    "output-not-allowed",
    label(
        "The output `{name}` is not one of those allowed, so it is null.",
        "输出 `{name}` 不在允许的范围内，因此为 null。",
    ),
    label("Allowed are: {allowed}.", "允许的值：{allowed}。"),
    "warning",
)
NOT_CONFORMING: Final = Code(
    "value-does-not-conform",
    label("The value of `{name}` is not {wanted}, so it is null.", "`{name}` 的值不是 {wanted}，因此为 null。"),
    label("Give a value of that type, within its constraints.", "请给出该类型且满足约束的值。"),
    "warning",
)
WRONG_AGGREGATE: Final = Code(
    "outputs-cannot-be-aggregated",
    label(
        "The outputs have no {aggregation}, so the result is null.", "这些输出无法计算 {aggregation}，因此结果为 null。"
    ),
    label(
        "Sums need numbers or durations; smallest and largest need values of one ordered type.",
        "求和需要数字或时长；最小值和最大值需要同一种可比较的类型。",
    ),
    "warning",
)
NO_OUTPUT_ORDER: Final = Code(
    "no-output-order",
    label(
        "The hit policy ranks outputs, but no output lists its values.",
        "该命中策略需要按输出排序，但没有任何输出列出其取值。",
    ),
    label(
        "List the values of an output from the highest priority to the lowest.", "请按优先级从高到低列出输出的取值。"
    ),
)
UNEVEN_RULE: Final = Code(
    "rule-has-wrong-size",
    label(
        "Rule {rule} has {found} entries where the table has {wanted} columns.",
        "规则 {rule} 有 {found} 个单元格，而表有 {wanted} 列。",
    ),
    label("Give the rule one entry for each column.", "请为规则的每一列填写一个单元格。"),
)
TABLE_GAP: Final = Code(
    "table-gap",
    label("No rule covers {region}, for example {example}.", "没有规则覆盖 {region}，例如 {example}。"),
    label("Add a rule for it, or a default output.", "请为其添加规则，或设置默认输出。"),
    "warning",
)
TABLE_OVERLAP: Final = Code(
    "table-overlap",
    label("Rules {rules} match together, for example {example}.", "规则 {rules} 同时匹配，例如 {example}。"),
    label(
        "Narrow one of them, or choose a hit policy that expects overlaps.",
        "请缩小其中一条的范围，或选择允许重叠的命中策略。",
    ),
    "warning",
)
CELL_NOT_ANALYSED: Final = Code(
    "cell-not-analysed",
    label(
        "Gaps and overlaps leave out rule {rule}: its entry for `{input}` is no plain test.",
        "缺口与重叠检查未包含规则 {rule}：其 `{input}` 单元格不是简单条件。",
    ),
    label("Use values, lists, ranges and comparisons with fixed values.", "请使用固定的值、列表、范围和比较。"),
    "info",
)
TABLE_NOT_ANALYSED: Final = Code(
    "table-not-analysed",
    label("The table is too large to search for all gaps and overlaps.", "该表过大，无法查找全部缺口与重叠。"),
    label("Split it into several tables.", "请拆分为多个表。"),
    "info",
)
NO_DECISION: Final = Code(
    "no-such-decision",
    label("The model has no `{name}` that can be asked.", "模型中没有可以求值的 `{name}`。"),
    label("It has: {known}.", "它包含：{known}。"),
)
NO_LOGIC: Final = Code(
    "no-decision-logic",
    label("`{name}` has no logic, so its result is null.", "`{name}` 没有逻辑，因此结果为 null。"),
    label("Give it an expression or a decision table.", "请为其添加表达式或决策表。"),
    "warning",
)
CYCLE: Final = Code(
    "requirement-cycle",
    label("`{name}` requires itself, so its result is null.", "`{name}` 依赖于自身，因此结果为 null。"),
    label("Remove one of the requirements of the circle.", "请删除循环中的一个依赖。"),
)
UNKNOWN_REFERENCE: Final = Code(
    "unknown-reference",
    label("`{name}` refers to `{href}`, which no model has.", "`{name}` 引用的 `{href}` 不存在于任何模型中。"),
    label("Add the element, or the model that has it to the imports.", "请添加该元素，或导入包含它的模型。"),
)
UNKNOWN_TYPE: Final = Code(
    "unknown-model-type",
    label("There is no type `{name}`.", "没有类型 `{name}`。"),
    label("Define it, or use a type of the language.", "请先定义它，或使用语言自带的类型。"),
)
NOT_CALLABLE: Final = Code(
    "not-callable",
    label("`{name}` is no function, so the result is null.", "`{name}` 不是函数，因此结果为 null。"),
    label("Name a function, a knowledge model or a decision service.", "请指定函数、业务知识模型或决策服务。"),
    "warning",
)
WRONG_BINDING: Final = Code(
    "wrong-binding",
    label(
        "`{name}` is not called with its parameters, so the result is null.", "`{name}` 的参数不匹配，因此结果为 null。"
    ),
    label("Its parameters are: {parameters}.", "它的参数：{parameters}。"),
    "warning",
)
NOT_A_BOOLEAN: Final = Code(
    "condition-not-boolean",
    label(
        "The condition is {found}, not a boolean, so the result is null.",
        "条件是 {found} 而不是布尔值，因此结果为 null。",
    ),
    label("Compare the value with something.", "请把该值与某个值比较。"),
    "warning",
)
FOREIGN_FUNCTION: Final = Code(
    "foreign-function",
    label(
        "`{name}` is a function of {language} that is not available here, so the result is null.",
        "`{name}` 是 {language} 函数，此处不可用，因此结果为 null。",
    ),
    label("Write it in the language of the product.", "请改用本产品的语言编写。"),
    "warning",
)
NOT_DMN: Final = Code(
    "not-a-dmn-file",
    label("This is no DMN model: {reason}.", "这不是 DMN 模型：{reason}。"),
    label("Give an XML file of DMN 1.1 to 1.6.", "请提供 DMN 1.1 至 1.6 的 XML 文件。"),
)
UNREADABLE_PART: Final = Code(
    "dmn-part-unreadable",
    label("`{name}` cannot be read: {reason}.", "无法读取 `{name}`：{reason}。"),
    label(
        "It is kept as it is, but has no effect; correct it in the file.", "它会原样保留但不起作用；请在文件中更正。"
    ),
)
NOT_SUPPORTED: Final = Code(
    "dmn-part-without-effect",
    label("`{name}` is kept but has no effect here.", "`{name}` 会保留，但在这里不起作用。"),
    label("Nothing has to be done if decisions do not depend on it.", "如果决策不依赖它，则无需处理。"),
    "info",
)
