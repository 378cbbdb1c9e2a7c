"""The mistakes the language can report: in an expression, and while it is evaluated."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

EMPTY: Final = Code(
    "empty-expression",
    label("There is no expression.", "这里还没有表达式。"),
    label("Write one, for example `amount > 1000`.", "请输入表达式，例如 `amount > 1000`。"),
)
UNEXPECTED_CHARACTER: Final = Code(
    "unexpected-character",
    label("`{found}` does not belong to the language.", "表达式中不能使用 `{found}`。"),
    label("Remove it, or put a text between double quotes.", "请删除它；文本请放在双引号中。"),
)
OPEN_TEXT: Final = Code(
    "open-text",
    label("This text has no closing quote.", "这段文本缺少结束引号。"),
    label('Add a `"` at its end.', '请在末尾加上 `"`。'),
)
UNEXPECTED_TOKEN: Final = Code(
    "unexpected-token",
    label("`{found}` cannot stand here.", "`{found}` 不能出现在这里。"),
    label("Expected here: {expected}.", "此处应为：{expected}。"),
)
UNEXPECTED_END: Final = Code(
    "unexpected-end",
    label("The expression ends too early.", "表达式还没有写完。"),
    label("Expected next: {expected}.", "接下来应为：{expected}。"),
)
DOUBLE_EQUALS: Final = Code(
    "double-equals",
    label("Two values are compared with one `=`.", "比较两个值时只用一个 `=`。"),
    label("Write `=` instead of `==`.", "请把 `==` 改为 `=`。"),
)
DUPLICATE_KEY: Final = Code(
    "duplicate-key",
    label("The context has `{name}` twice.", "上下文中 `{name}` 出现了两次。"),
    label("Rename or remove one of the two.", "请重命名或删除其中一个。"),
)
DUPLICATE_PARAMETER: Final = Code(
    "duplicate-parameter",
    label("`{name}` is given twice.", "`{name}` 给出了两次。"),
    label("Keep one of the two.", "请只保留一个。"),
)
NOT_A_TYPE: Final = Code(
    "not-a-type",
    label("A type is expected here.", "此处应为类型。"),
    label(
        "Write a type such as `number`, `date and time` or `list<string>`.",
        "请写类型，例如 `number`、`date and time` 或 `list<string>`。",
    ),
)
TOO_LONG: Final = Code(
    "expression-too-long",
    label(
        "The expression has {found} characters; {limit} are allowed.", "表达式有 {found} 个字符，最多允许 {limit} 个。"
    ),
    label("Split it into several fields or a decision table.", "请拆成多个字段或使用决策表。"),
)
TOO_DEEP: Final = Code(
    "expression-too-deep",
    label("The expression is nested more than {limit} levels deep.", "表达式嵌套超过 {limit} 层。"),
    label(
        "Give the inner parts names of their own, or use lists and decision tables.",
        "请为内层部分单独命名，或使用列表和决策表。",
    ),
)
BAD_NUMBER: Final = Code(
    "bad-number",
    label("`{found}` is too large or too small for a number.", "数字 `{found}` 超出范围。"),
    label(
        "Numbers have 34 digits and exponents from -6143 to 6144.", "数字最多 34 位有效数字，指数范围为 -6143 到 6144。"
    ),
)
UNKNOWN_NAME: Final = Code(
    "unknown-name",
    label("There is no `{name}` here.", "这里没有 `{name}`。"),
    label("Choose one of the names of this form, or define it.", "请选择此表单中的名称，或先定义它。"),
)
MISSPELT_NAME: Final = Code(
    "misspelt-name",
    label("There is no `{name}` here.", "这里没有 `{name}`。"),
    label("Did you mean `{near}`?", "您是不是想写 `{near}`？"),
)
UNKNOWN_MEMBER: Final = Code(
    "unknown-member",
    label("`{base}` has no `{name}`.", "`{base}` 没有 `{name}`。"),
    label("It has: {known}.", "它包含：{known}。"),
)
WRONG_OPERAND: Final = Code(
    "wrong-operand",
    label("`{op}` does not work between {left} and {right}.", "`{op}` 不能用于 {left} 与 {right} 之间。"),
    label(
        "The result is always null: convert one side, for example with `number(…)` or `string(…)`.",
        "结果总是 null：请转换其中一侧，例如使用 `number(…)` 或 `string(…)`。",
    ),
)
WRONG_UNARY: Final = Code(
    "wrong-unary",
    label("`{op}` does not work on {found}.", "`{op}` 不能用于 {found}。"),
    label("It takes {wanted}.", "它需要 {wanted}。"),
)
DAYS_ARE_NUMBERS: Final = Code(
    "days-compared-with-number",
    label("A difference of dates is a duration, not a number of days.", "日期之差是时长，不是天数。"),
    label(
        'Compare it with a duration, for example `duration("P7D")`, or use `days between(from, to)`.',
        '请与时长比较，例如 `duration("P7D")`，或使用 `days between(from, to)`。',
    ),
)
IMPOSSIBLE_COMPARISON: Final = Code(
    "impossible-comparison",
    label("{left} and {right} are never equal or in order.", "{left} 与 {right} 无法比较。"),
    label("The result is always null: compare values of one type.", "结果总是 null：请比较同一类型的值。"),
)
NOT_A_CONDITION: Final = Code(
    "not-a-condition",
    label("A condition is expected here, but this is {found}.", "此处应为条件，但这里是 {found}。"),
    label("Compare it with something, for example `… = true`.", "请与某个值比较，例如 `… = true`。"),
)
NOT_A_LIST: Final = Code(
    "not-a-list",
    label("A list is expected here, but this is {found}.", "此处应为列表，但这里是 {found}。"),
    label("Use a sub-table, a list or a range of numbers.", "请使用子表、列表或数字范围。"),
)
NOT_A_FUNCTION: Final = Code(
    "not-a-function",
    label("`{name}` is {found}, not a function.", "`{name}` 是 {found}，不是函数。"),
    label("Remove the parentheses, or choose a function.", "请去掉括号，或选择一个函数。"),
)
UNKNOWN_FUNCTION: Final = Code(
    "unknown-function",
    label("There is no function `{name}`.", "没有函数 `{name}`。"),
    label("Choose one of the list of functions.{near}", "请从函数列表中选择。{near}"),
)
WRONG_ARGUMENTS: Final = Code(
    "wrong-arguments",
    label("`{name}` cannot be called like this.", "`{name}` 不能这样调用。"),
    label("It is called as {signatures}.", "正确的调用方式：{signatures}。"),
)
WRONG_ARGUMENT: Final = Code(
    "wrong-argument",
    label(
        "`{parameter}` of `{name}` is {wanted}, but this is {found}.",
        "`{name}` 的 `{parameter}` 应为 {wanted}，但这里是 {found}。",
    ),
    label("Give it {wanted}.", "请给出 {wanted}。"),
)
UNUSED_PARAMETER: Final = Code(
    "unused-parameter",
    label("The parameter `{name}` is not used.", "参数 `{name}` 没有被使用。"),
    label("Remove it, or use it in the body.", "请删除它，或在函数体中使用。"),
    "warning",
)
BAD_TEMPORAL: Final = Code(
    "bad-temporal-literal",
    label("`{found}` is no date, time, date and time or duration.", "`{found}` 不是日期、时间、日期时间或时长。"),
    label(
        "Write it like `2026-05-01`, `13:30:00`, `2026-05-01T13:30:00` or `P7D`.",
        "请写成 `2026-05-01`、`13:30:00`、`2026-05-01T13:30:00` 或 `P7D`。",
    ),
)
NOT_ON_TARGET: Final = Code(
    "not-on-target",
    label("{what} cannot be computed {target}.", "{what} 无法{target}计算。"),
    label("Use another function, or let the server compute this.", "请使用其他函数，或由服务器计算。"),
)

NULL_OPERAND: Final = Code(
    "null-operand",
    label(
        "`{op}` met {left} and {right}, so the result is null.", "`{op}` 的两侧是 {left} 和 {right}，因此结果为 null。"
    ),
    label("Check the values, or test them first with `!= null`.", "请检查这些值，或先用 `!= null` 判断。"),
    "warning",
)
NULL_RESULT: Final = Code(
    "null-result",
    label("{what}, so the result is null.", "{what}，因此结果为 null。"),
    label("Check the values that it was given.", "请检查传入的值。"),
    "warning",
)
STEP_LIMIT: Final = Code(
    "step-limit",
    label("The expression takes more than {limit} steps.", "表达式的计算超过 {limit} 步。"),
    label("Loop over fewer values.", "请减少循环的数量。"),
)
TIME_LIMIT: Final = Code(
    "time-limit",
    label("The expression takes longer than {limit} seconds.", "表达式的计算超过 {limit} 秒。"),
    label("Loop over fewer values, or use a simpler pattern.", "请减少循环的数量，或使用更简单的模式。"),
)
SIZE_LIMIT: Final = Code(
    "size-limit",
    label("A value grows beyond {limit} elements or characters.", "某个值超过 {limit} 个元素或字符。"),
    label("Work with shorter lists and texts.", "请使用更短的列表和文本。"),
)
CALL_LIMIT: Final = Code(
    "call-limit",
    label("Functions call each other too deeply.", "函数相互调用的层数过多。"),
    label("Make sure that the function ends.", "请确认函数会结束。"),
)
WRONG_RESULT: Final = Code(
    "wrong-result-type",
    label("The result is {found}, but {wanted} is expected.", "结果是 {found}，但应为 {wanted}。"),
    label("Convert the result, or change the expected type.", "请转换结果，或修改期望的类型。"),
    "warning",
)
BAD_CASE: Final = Code(
    "bad-case",
    label("The case cannot be read: {reason}.", "无法读取该用例：{reason}。"),
    label("Correct the case and run it again.", "请更正该用例后重新运行。"),
)
AMBIGUOUS_NAME: Final = Code(
    "ambiguous-name",
    label("In `{text}`, `{name}` would mean something else.", "在 `{text}` 中，`{name}` 会有其他含义。"),
    label("Choose a name that the expression does not use yet.", "请选择表达式尚未使用的名称。"),
)
UNKNOWN_TYPE: Final = Code(
    "unknown-type",
    label("There is no type `{name}`.", "没有类型 `{name}`。"),
    label("Use a type of the language, or one that the model defines.", "请使用语言自带的类型，或模型中定义的类型。"),
)
NAME_TAKEN: Final = Code(
    "name-taken",
    label("There is a `{name}` already.", "`{name}` 已经存在。"),
    label("Choose another name.", "请换一个名称。"),
)
