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
RULE_OFF: Final = Code(
    "rule-off",
    label("The rule “{rule}” was switched off before its turn.", "轮到规则“{rule}”执行前，它已被停用。"),
    label("Switch it on again if it is to work.", "如需执行，请重新启用该规则。"),
)
NO_SCHEDULE: Final = Code(
    "rule-without-schedule",
    label("The rule “{rule}” has no times at which it runs.", "规则“{rule}”不是定时规则。"),
    label("Run a rule that is set off by a schedule.", "只有定时触发的规则才能立即执行。"),
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
NO_SCORECARD: Final = Code(
    "scorecard-unknown",
    label("The app {app} has no scorecard {name}.", "应用 {app} 没有计分卡 {name}。"),
    label("Choose one of: {known}.", "请选择：{known}。"),
)
NO_MEASURE: Final = Code(
    "scorecard-measure-unknown",
    label("The scorecard has no measure {name}.", "计分卡没有指标 {name}。"),
    label("Choose one of: {known}.", "请选择：{known}。"),
)
SET_MEANWHILE: Final = Code(
    "scorecard-set-meanwhile",
    label("Somebody else has set the scorecard meanwhile.", "其他人已修改了该计分卡的设置。"),
    label("Load it again, then set it.", "请重新加载后再设置。"),
)
SETTING_NOT_ALLOWED: Final = Code(
    "scorecard-setting-not-allowed",
    label("You may not set how “{scorecard}” counts.", "您无权设置“{scorecard}”的权重与目标。"),
    label("Ask somebody with one of its roles, or an administrator.", "请联系拥有相应角色的人员或管理员。"),
)
