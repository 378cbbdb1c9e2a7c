"""`docs/reference/functions.md`: every function of the language, what it does and where it can be computed."""

from collections.abc import Iterable, Mapping

from engine_rules.function import Category, Function
from engine_rules.library import FUNCTIONS
from lowcode.generation.artefact import Artefact
from lowcode.generation.markdown import code, page, table

_CATEGORIES: Mapping[Category, tuple[str, str]] = {
    "logic": ("Logic", "逻辑"),
    "text": ("Text", "文本"),
    "number": ("Numbers", "数字"),
    "date": ("Dates and times", "日期与时间"),
    "list": ("Lists", "列表"),
    "statistics": ("Statistics", "统计"),
    "lookup": ("Lookup", "查找"),
    "conversion": ("Conversion", "转换"),
    "range": ("Ranges", "区间"),
    "context": ("Contexts", "上下文"),
    "sorting": ("Sorting", "排序"),
}
"""The groups in the order of the page, in English and Chinese."""

_INTRO = """
A function means the same wherever it is computed: by the server (Python), by PostgreSQL and DuckDB over rows of tables,
and in the browser. Any case is understood: `SUM`, `Sum` and `sum` are one function, and spellings of spreadsheets stand
for the function that means the same.

函数在任何地方计算，结果都相同：服务器（Python）、对表中各行计算的 PostgreSQL 与 DuckDB，以及浏览器。
函数名不区分大小写；电子表格的写法对应含义相同的函数。
"""

_SQL = """
What a database cannot compute is reported when the expression is written, never when it runs. In SQL

* numbers are exact in PostgreSQL and cut to 34 digits where they do not end; DuckDB's have 38 digits in all, so that a
  quotient keeps as many digits after its point as there is room for, ten at the least, cut off and not rounded, and a
  result with more than 38 digits stops the query. `stddev` has twelve digits after the point there;
* instants are exact to the microsecond, and durations to the nanosecond; years are those from 1 to 9999;
* a time with a zone, a range, a context or a function is no value of a column: expressions may use them where they
  vanish while compiling, as in `amount in [1..10]`;
* `date and time`, `time` and `duration` read a text only if it is written out in the expression, because what it
  holds decides the type; DuckDB rounds to places, and raises to powers, that are written out, and has no `product`
  over rows.
"""

_TARGETS = ("Python", "PostgreSQL", "DuckDB", "Browser")


def _render() -> Mapping[str, str]:
    """Return the page."""
    found = FUNCTIONS.values()
    parts = [_INTRO, "## Functions and targets", _overview(found), "## In SQL", _SQL]
    for category, (en, zh) in _CATEGORIES.items():
        members = [one for one in found if one.category == category]
        if members:
            parts.append(f"## {en} · {zh}")
            parts += [_section(one) for one in members]
    return {"docs/reference/functions.md": page("Functions", *parts)}


def _overview(functions: Iterable[Function]) -> str:
    """Return the table of functions and targets."""
    rows = [[code(one.name), *(_yes(has) for has in _has(one)), _en(one)] for one in functions]
    return table(["function", *_TARGETS, "result"], rows)


def _has(one: Function) -> tuple[bool, bool, bool, bool]:
    """Return on which targets a function exists."""
    in_sql = one.sql is not None or (one.expansion is not None and not one.without_sql)
    return True, in_sql, in_sql, one.browser


def _yes(has: bool) -> str:  # noqa: FBT001 - a mark for a truth
    """Return the mark of a target."""
    return "✓" if has else "–"


def _en(one: Function) -> str:
    """Return the English sentence."""
    return one.summary.en


def _section(one: Function) -> str:
    """Return what the page says about one function."""
    lines = [f"### {one.name}", "", *(f"    {signature.text}" for signature in one.signatures), ""]
    lines += [one.summary.en, "", one.summary.zh_cn, ""]
    if one.spellings:
        lines += [f"Also written {', '.join(map(code, one.spellings))}.", ""]
    if one.note:
        lines += [f"*{one.note.en}*", "", f"*{one.note.zh_cn}*", ""]
    if isinstance(one.expansion, str) and " " in one.expansion:
        lines += [f"Stands for {code(one.expansion)}.", ""]
    absent = [f"Not in SQL: {one.without_sql}"] if one.without_sql else []
    absent += [] if one.browser else ["Not in the browser."]
    lines += [text for reason in absent for text in (reason, "")]
    rows = [[code(example.expression), code(example.result)] for example in one.examples]
    lines.append(table(["example", "result"], rows))
    return "\n".join(lines)


artefact = Artefact("functions", _render)
"""The reference of functions."""
