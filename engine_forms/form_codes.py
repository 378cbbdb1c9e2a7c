"""The mistakes in the design of a form: what stops its publication, and what only deserves a look."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

# --- settings of a field ----------------------------------------------------------------------------------------------

LEAST_ABOVE_MOST: Final = Code(
    "least-above-most",
    label("The least allowed is more than the most allowed.", "下限大于上限。"),
    label("Lower the one or raise the other.", "请降低下限或提高上限。"),
)
BAD_PATTERN: Final = Code(
    "bad-pattern",
    label("The pattern cannot be used: {reason}.", "正则表达式无法使用：{reason}。"),
    label("Correct it, or remove it.", "请修正或删除。"),
)
NO_OPTIONS: Final = Code(
    "no-options",
    label("There is nothing to choose from.", "没有可选项。"),
    label("Add at least one option.", "请至少添加一个选项。"),
)
OPTION_TWICE: Final = Code(
    "option-twice",
    label("There are two options with the value “{value}”.", "有两个选项的值都是“{value}”。"),
    label("Give each option a value of its own.", "请为每个选项设置不同的值。"),
)
UNKNOWN_CURRENCY: Final = Code(
    "unknown-currency",
    label("“{found}” is no currency.", "“{found}”不是货币代码。"),
    label("Write the three letters of ISO 4217, such as CNY.", "请填写 ISO 4217 三位代码，例如 CNY。"),
)
BAD_SCHEMA: Final = Code(
    "bad-json-schema",
    label("This is no JSON Schema: {reason}.", "这不是有效的 JSON Schema：{reason}。"),
    label("Correct it, or remove it to allow any JSON.", "请修正，或删除以允许任意 JSON。"),
)
NEEDS_ONE_OF: Final = Code(
    "needs-one-of",
    label("Give either {first} or {second}.", "请在 {first} 和 {second} 中选择其一。"),
    label("Set the one and leave out the other.", "设置其中一个，去掉另一个。"),
)
NO_COUNTER: Final = Code(
    "no-counter",
    label("A serial number needs exactly one counter.", "流水号必须且只能包含一个计数部分。"),
    label("Add a part of kind counter, or remove the other one.", "请添加计数部分，或删除多余的计数部分。"),
)
NOT_COMPUTABLE: Final = Code(
    "not-computable",
    label("A field of kind {kind} cannot be computed.", "{kind}类型的字段不能设置为计算。"),
    label("Remove the formula, or choose another kind of field.", "请删除公式，或换一种字段类型。"),
)

# --- names ------------------------------------------------------------------------------------------------------------

FIELD_TWICE: Final = Code(
    "field-twice",
    label("There are two fields called `{name}`.", "有两个字段都叫 `{name}`。"),
    label("Rename one of them.", "请重命名其中一个。"),
)
RESERVED_NAME: Final = Code(
    "reserved-name",
    label("`{name}` is a name that every record has already.", "`{name}` 是每条记录自带的名称。"),
    label("Choose another name.", "请换一个名称。"),
)
NO_SUCH_FIELD: Final = Code(
    "no-such-field",
    label("There is no field `{name}` here.", "这里没有字段 `{name}`。"),
    label("Choose one of: {known}.", "请选择：{known}。"),
)
NO_SUCH_FORM: Final = Code(
    "no-such-form",
    label("There is no form `{name}`.", "没有表单 `{name}`。"),
    label("Choose an existing form, or create it.", "请选择已有表单，或先创建它。"),
)
NO_SUCH_DICTIONARY: Final = Code(
    "no-such-dictionary",
    label("There is no dictionary `{name}`.", "没有数据字典 `{name}`。"),
    label("Choose an existing dictionary, or create it.", "请选择已有数据字典，或先创建它。"),
)
WRONG_FIELD_KIND: Final = Code(
    "wrong-field-kind",
    label("`{name}` is a field of kind {found}.", "`{name}` 是 {found} 类型的字段。"),
    label("Choose a field of kind {wanted}.", "请选择 {wanted} 类型的字段。"),
)
ENTRY_TWICE: Final = Code(
    "entry-twice",
    label("The dictionary has two entries with the key “{key}”.", "数据字典中有两个键为“{key}”的条目。"),
    label("Give each entry a key of its own, also in different groups.", "请为每个条目（含不同分组）设置不同的键。"),
)

# --- expressions ------------------------------------------------------------------------------------------------------

WRONG_RESULT: Final = Code(
    "wrong-result",
    label("The expression gives {found}; {wanted} is needed.", "表达式的结果是{found}，此处需要{wanted}。"),
    label("Change the expression so that it gives {wanted}.", "请修改表达式，使结果为{wanted}。"),
)
CYCLE: Final = Code(
    "computed-in-a-circle",
    label("These values are computed from each other: {route}.", "这些值互相依赖计算：{route}。"),
    label("Let one of them be entered, or compute it from other fields.", "请让其中一个改为录入，或由其他字段计算。"),
)

# --- stages -----------------------------------------------------------------------------------------------------------

NO_SUCH_STATE: Final = Code(
    "no-such-state",
    label("There is no state `{name}`.", "没有阶段 `{name}`。"),
    label("Choose one of: {known}.", "请选择：{known}。"),
)
STATE_TWICE: Final = Code(
    "state-twice",
    label("There are two states called `{name}`.", "有两个阶段都叫 `{name}`。"),
    label("Rename one of them.", "请重命名其中一个。"),
)
FINAL_STATE_LEFT: Final = Code(
    "final-state-left",
    label("`{name}` is a final state, and a transition leaves it.", "`{name}` 是终态，却有转换离开它。"),
    label("Remove the transition, or make the state an open one.", "请删除该转换，或将其改为进行中的阶段。"),
)
STATE_UNREACHED: Final = Code(
    "state-unreached",
    label("No record can reach the state `{name}`.", "没有记录能够到达阶段 `{name}`。"),
    label("Add a transition to it.", "请添加通往它的转换。"),
    "warning",
)

# --- layouts, rules, views --------------------------------------------------------------------------------------------

SHOWN_TWICE: Final = Code(
    "field-shown-twice",
    label("The field `{name}` stands in the layout twice.", "字段 `{name}` 在布局中出现了两次。"),
    label("Remove one of the two.", "请删除其中一处。"),
)
NOT_SHOWN: Final = Code(
    "field-not-shown",
    label("The field `{name}` does not stand in the layout.", "字段 `{name}` 没有放入布局。"),
    label("Place it, unless only rules fill it.", "请放入布局，除非它只由规则填写。"),
    "info",
)
REQUIRED_NOT_SHOWN: Final = Code(
    "required-not-shown",
    label("The required field `{name}` does not stand in the layout.", "必填字段 `{name}` 没有放入布局。"),
    label("Place it, give it a default, or do not require it.", "请放入布局、设置默认值，或取消必填。"),
)
CONFLICTING_SETTINGS: Final = Code(
    "conflicting-settings",
    label(
        "`{name}` is computed, and so can neither be required nor have a default.",
        "`{name}` 是计算字段，不能必填，也不能有默认值。",
    ),
    label("Remove the one or the other.", "请去掉其中之一。"),
)
NO_SUCH_OPERATOR: Final = Code(
    "no-such-operator",
    label("`{name}` cannot be compared by `{operator}`.", "`{name}` 不能使用 `{operator}` 比较。"),
    label("Choose one of: {known}.", "请选择：{known}。"),
)
WRONG_OPERANDS: Final = Code(
    "wrong-operands",
    label("`{operator}` needs {wanted} to compare with.", "`{operator}` 需要{wanted}来比较。"),
    label("Give them as a list.", "请以列表形式给出。"),
)
NO_SUCH_PERIOD: Final = Code(
    "no-such-period",
    label("There is no period `{name}`.", "没有期间 `{name}`。"),
    label("Choose one of: {known}.", "请选择：{known}。"),
)
FILTER_TOO_DEEP: Final = Code(
    "filter-too-deep",
    label("The filter is nested more than {limit} levels deep.", "筛选条件嵌套超过 {limit} 层。"),
    label("Write it as an expression instead.", "请改用表达式。"),
)
