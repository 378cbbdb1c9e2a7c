"""`CONCAT`."""

from collections.abc import Iterable, Iterator

from engine_rules.evaluation import grown
from engine_rules.function import Sql, function
from engine_rules.texts import text_of
from engine_rules.values import Value


def flat(values: Iterable[Value]) -> Iterator[str]:
    """Iterate over the texts of values and of the elements of lists among them; null is an empty text."""
    pending = [iter(values)]
    while pending:
        for value in pending[-1]:
            if isinstance(value, list):
                pending.append(iter(value))
                break
            yield "" if value is None else text_of(value)
        else:
            pending.pop()


def joined(*values: Value) -> str:
    """Return the texts of all values in a row."""
    parts = list(flat(values))
    grown(sum(map(len, parts)))
    return "".join(parts)


FUNCTION = function(
    "CONCAT",
    "text",
    "CONCAT(...values: Any?) -> string",
    (
        "All values as one text; null adds nothing, and a list adds its elements.",
        "将所有值连接成一个文本；null 不添加内容，列表会添加其各个元素。",
    ),
    [
        ('CONCAT("A", 1, "-", true)', '"A1-true"'),
        ('CONCATENATE("客户", "：", "张三")', '"客户：张三"'),
        ('CONCAT("a", null, "b")', '"ab"'),
        ('CONCAT(["a", "b"], "c")', '"abc"'),
        ('CONCAT("No. ", 1.50)', '"No. 1.5"'),
        ("CONCAT(null)", '""'),
    ],
    joined,
    sql=Sql(built=True),
    spellings=["CONCATENATE"],
    note=(
        "`concatenate` in small letters joins lists, as FEEL has it.",
        "小写的 `concatenate` 是 FEEL 中连接列表的函数。",
    ),
)
