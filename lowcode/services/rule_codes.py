"""What may be wrong with rules when they work, or when somebody asks about them."""

from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import label

REFUSED: Final = Code(
    "rule-refused",
    label("The rule “{rule}” refuses the record.", "规则“{rule}”拒绝保存该记录。"),
    label("Correct the record as the rule says.", "请按规则的提示更正记录。"),
)
NO_RULE: Final = Code(
    "rule-unknown",
    label("The app {app} has no rule {name}.", "应用 {app} 没有规则 {name}。"),
    label("Choose one of: {known}.", "请选择：{known}。"),
)
CYCLE: Final = Code(
    "rule-cycle",
    label("Rules set each other off in a circle: {cycle}.", "规则之间相互触发形成循环：{cycle}。"),
    label(
        "Narrow the condition of one of them, so that it is false after the others have worked.",
        "请收紧其中一条规则的条件，使其在其他规则执行后不再成立。",
    ),
    "warning",
)
RULE_NOT_SWEPT: Final = Code(
    "rule-not-computed",
    label("The rule reads {name}, which the database does not keep.", "规则读取了 {name}，而数据库并未保存它。"),
    label(
        "What is looked at by the clock has to be stored: let the formula be stored, or read other fields.",
        "按时间检查的规则只能读取已入库的值：请将公式字段设为入库，或改用其他字段。",
    ),
)
NO_DATES: Final = Code(
    "rule-replay-dates-wrong",
    label("The replay would begin after its end.", "回放的开始时间晚于结束时间。"),
    label("Let it begin earlier, or end later.", "请提前开始时间或推后结束时间。"),
)
