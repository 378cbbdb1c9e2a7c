"""`string join`."""

from engine_rules.evaluation import grown
from engine_rules.function import Sql, function


def joined(texts: list[str | None], delimiter: str | None = None) -> str:
    """Return the texts one after the other with the delimiter between them; nulls are left out."""
    present = [text for text in texts if text is not None]
    between = delimiter or ""
    grown(sum(map(len, present)) + len(between) * len(present))
    return between.join(present)


FUNCTION = function(
    "string join",
    "text",
    "string join(list: list<string>, [delimiter: string?]) -> string",
    (
        "The texts of a list as one, with a delimiter between them; nulls are left out.",
        "将列表中的文本连接为一个文本，可指定分隔符；忽略 null。",
    ),
    [
        ('string join(["a", "b", "c"], "_and_")', '"a_and_b_and_c"'),
        ('string join(["a", null, "c"], "X")', '"aXc"'),
        ('string join(["北京", "上海"])', '"北京上海"'),
        ("string join([])", '""'),
        ('string join(null, ",")', "null"),
    ],
    joined,
    sql=Sql(built=True),
)
