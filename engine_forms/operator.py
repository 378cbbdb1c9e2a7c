"""`Operator`: how a filter compares a field, with its words and the expression it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from lowcode.kernel.names import Label, label

Takes = Literal["none", "one", "two", "many", "days", "period"]
"""What stands to the right: nothing, a value, two, a list, a number of days, or the name of a period."""


@dataclass(frozen=True, slots=True)
class Operator:
    """One way to compare."""

    kind: str
    """The word in filters."""
    label: Label
    """What people read."""
    takes: Takes
    """What it needs to the right."""
    template: str
    """The expression: `{field}` is the field, `{a}` and `{b}` are values, `{many}` values between commas."""


_TODAY: Final = "today()"
PERIODS: Final[Mapping[str, tuple[Label, str, str]]] = {
    "today": (label("today", "今天"), _TODAY, _TODAY),
    "yesterday": (label("yesterday", "昨天"), f'{_TODAY} - @"P1D"', f'{_TODAY} - @"P1D"'),
    "tomorrow": (label("tomorrow", "明天"), f'{_TODAY} + @"P1D"', f'{_TODAY} + @"P1D"'),
    "this_week": (label("this week", "本周"), f"start of week({_TODAY})", f"end of week({_TODAY})"),
    "last_week": (
        label("last week", "上周"),
        f'start of week({_TODAY} - @"P7D")',
        f'end of week({_TODAY} - @"P7D")',
    ),
    "next_week": (
        label("next week", "下周"),
        f'start of week({_TODAY} + @"P7D")',
        f'end of week({_TODAY} + @"P7D")',
    ),
    "this_month": (label("this month", "本月"), f"start of month({_TODAY})", f"end of month({_TODAY})"),
    "last_month": (
        label("last month", "上月"),
        f'start of month({_TODAY} - @"P1M")',
        f'end of month({_TODAY} - @"P1M")',
    ),
    "next_month": (
        label("next month", "下月"),
        f'start of month({_TODAY} + @"P1M")',
        f'end of month({_TODAY} + @"P1M")',
    ),
    "this_quarter": (label("this quarter", "本季度"), f"start of quarter({_TODAY})", f"end of quarter({_TODAY})"),
    "last_quarter": (
        label("last quarter", "上季度"),
        f'start of quarter({_TODAY} - @"P3M")',
        f'end of quarter({_TODAY} - @"P3M")',
    ),
    "this_year": (label("this year", "今年"), f"start of year({_TODAY})", f"end of year({_TODAY})"),
    "last_year": (
        label("last year", "去年"),
        f'start of year({_TODAY} - @"P1Y")',
        f'end of year({_TODAY} - @"P1Y")',
    ),
}
"""The periods by name: what people read, the first and the last day."""


def _operators(*all_of_them: Operator) -> dict[str, Operator]:
    """Return operators by their word."""
    return {one.kind: one for one in all_of_them}


OPERATORS: Final[Mapping[str, Operator]] = _operators(
    Operator("equals", label("is", "等于"), "one", "{field} = {a}"),
    Operator("not_equals", label("is not", "不等于"), "one", "{field} != {a}"),
    Operator("contains", label("contains", "包含"), "one", "contains(lower case({field}), lower case({a}))"),
    Operator(
        "not_contains",
        label("does not contain", "不包含"),
        "one",
        "{field} = null or not(contains(lower case({field}), lower case({a})))",
    ),
    Operator("starts_with", label("begins with", "开头是"), "one", "starts with({field}, {a})"),
    Operator("ends_with", label("ends with", "结尾是"), "one", "ends with({field}, {a})"),
    Operator("in", label("is one of", "属于"), "many", "{field} in ({many})"),
    Operator("not_in", label("is none of", "不属于"), "many", "not({field} in ({many}))"),
    Operator("less", label("is less than", "小于"), "one", "{field} < {a}"),
    Operator("at_most", label("is at most", "不大于"), "one", "{field} <= {a}"),
    Operator("more", label("is more than", "大于"), "one", "{field} > {a}"),
    Operator("at_least", label("is at least", "不小于"), "one", "{field} >= {a}"),
    Operator("between", label("is between", "介于"), "two", "{field} between {a} and {b}"),
    Operator("empty", label("is empty", "为空"), "none", "{field} = null"),
    Operator("not_empty", label("is not empty", "不为空"), "none", "{field} != null"),
    Operator("before", label("is before", "早于"), "one", "{field} < {a}"),
    Operator("after", label("is after", "晚于"), "one", "{field} > {a}"),
    Operator("period", label("lies in", "在期间"), "period", "{day} between {a} and {b}"),
    Operator(
        "last_days",
        label("lies in the last days", "最近几天"),
        "days",
        '{day} between today() - @"P{a}D" and today()',
    ),
    Operator(
        "next_days",
        label("lies in the next days", "未来几天"),
        "days",
        '{day} between today() and today() + @"P{a}D"',
    ),
    Operator("true", label("is on", "为是"), "none", "{field} = true"),
    Operator("false", label("is off", "为否"), "none", "not({field} = true)"),
    Operator(
        "has_any", label("has any of", "包含任一"), "many", "some one in [{many}] satisfies list contains({field}, one)"
    ),
    Operator(
        "has_all",
        label("has all of", "包含全部"),
        "many",
        "every one in [{many}] satisfies list contains({field}, one)",
    ),
    Operator(
        "has_none",
        label("has none of", "均不包含"),
        "many",
        "{field} = null or not(some one in [{many}] satisfies list contains({field}, one))",
    ),
    Operator("inside", label("lies inside", "位于"), "one", "starts with({field}, {a})"),
    Operator("me", label("is me", "是我"), "none", "{field} = current user.id"),
    Operator("my_department", label("is my department", "是我的部门"), "none", "{field} = current user.department.id"),
)
"""All operators by their word."""

EMPTINESS: Final = ("empty", "not_empty")
"""Whether there is a value."""
TEXTS: Final = (
    "equals", "not_equals", "contains", "not_contains", "starts_with", "ends_with", "in", "not_in", *EMPTINESS,
)  # fmt: skip
"""What texts are compared by."""
NUMBERS: Final = (
    "equals", "not_equals", "less", "at_most", "more", "at_least", "between", "in", *EMPTINESS,
)  # fmt: skip
"""What numbers are compared by."""
DAYS: Final = (
    "equals", "not_equals", "before", "after", "between", "period", "last_days", "next_days", *EMPTINESS,
)  # fmt: skip
"""What dates are compared by."""
OPTIONS: Final = ("equals", "not_equals", "in", "not_in", *EMPTINESS)
"""What a choice is compared by."""
LISTS: Final = ("has_any", "has_all", "has_none", *EMPTINESS)
"""What several values are compared by."""
IDS: Final = ("equals", "not_equals", "in", "not_in", *EMPTINESS)
"""What a reference is compared by."""
