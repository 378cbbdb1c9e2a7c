"""`TEXTJOIN`."""

from engine_rules.evaluation import grown
from engine_rules.function import Sql, function
from engine_rules.functions.concat import flat
from engine_rules.values import Value


def joined(delimiter: str, ignore_empty: bool, *values: Value) -> str:
    """Return the texts of all values with a delimiter between them, null and empty texts left out if wanted."""
    parts = [part for part in flat(values) if part or not ignore_empty]
    grown(sum(map(len, parts)) + len(delimiter) * len(parts))
    return delimiter.join(parts)


FUNCTION = function(
    "TEXTJOIN",
    "text",
    "TEXTJOIN(delimiter: string, ignore empty: boolean, ...values: Any?) -> string",
    (
        "All values as one text with a delimiter between them; empty ones can be left out.",
        "用分隔符将所有值连接成一个文本；可选择忽略空值。",
    ),
    [
        ('TEXTJOIN(", ", true, "a", "", null, "b")', '"a, b"'),
        ('TEXTJOIN(",", false, "a", null, "b")', '"a,,b"'),
        ('TEXTJOIN("、", true, ["北京", "上海"], "广州")', '"北京、上海、广州"'),
        ('TEXTJOIN("-", true, 1, 2.50)', '"1-2.5"'),
        ('TEXTJOIN("-", true)', '""'),
        ('TEXTJOIN(null, true, "a")', "null"),
    ],
    joined,
    sql=Sql(built=True),
)
