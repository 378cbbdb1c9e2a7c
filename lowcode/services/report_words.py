"""How answers read on paper and in mails: members and numbers as text, as pages write them."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from engine_forms.field import Json
from engine_reports.metric import NumberFormat
from lowcode.kernel.names import Label, Language, label
from lowcode.services.report_messages import Answer, ReportColumn, ReportRow

NONE: Final = label("(none)", "（空）")
OTHERS: Final = label("Others", "其他")
TOTAL: Final = label("Total", "合计")
_YES: Final = label("Yes", "是")
_NO: Final = label("No", "否")
_SIGNS: Final = {"CNY": "¥", "USD": "$", "EUR": "€", "JPY": "¥", "GBP": "£"}
_SHORT: Final[dict[Language, tuple[tuple[Decimal, str], ...]]] = {
    "zh-CN": ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")),
    "en": ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K")),
}


def head(column: ReportColumn, language: Language) -> str:
    """Return the head of a column."""
    return column.label.text(language) if column.label is not None else column.name


def member_text(column: ReportColumn, value: Json, language: Language) -> str:
    """Return a member of a dimension as people read it."""
    if value is None or value == "":
        return NONE.text(language)
    option: Label | None = dict(column.options).get(str(value))
    if option is not None:
        return option.text(language)
    if isinstance(value, bool):
        return (_YES if value else _NO).text(language)
    if isinstance(value, list):
        return ", ".join(member_text(column, one, language) for one in value)
    text = str(value)
    if column.grain in {"month", "quarter", "year"} and len(text) >= len("2026-01"):
        year, month = text[:4], int(text[5:7])
        return {"month": text[:7], "quarter": f"{year} Q{(month + 2) // 3}", "year": year}[column.grain]
    return text[:10] if column.grain == "week" else text


def number_of(value: Json) -> Decimal | None:
    """Return a number of an answer; None where there is none."""
    try:
        return None if value is None or isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None


def number_text(value: Decimal | None, style: NumberFormat, language: Language) -> str:
    """Return a number as people read it; a dash where there is none."""
    if value is None:
        return "–"
    if style.style == "percent":
        return f"{_rounded(value * 100, style.digits):,f}%"
    unit, digits = "", style.digits
    if style.compact:
        for size, word in _SHORT[language]:
            if abs(value) >= size:
                value, unit, digits = value / size, word, max(1, digits)
                break
    if not style.digits and not unit and style.style == "number":
        digits = min(4, max(0, -int(value.normalize().as_tuple().exponent)))
    sign = _SIGNS.get(style.currency or "", "") if style.style == "money" else ""
    days = label(" d", " 天").text(language) if style.style == "days" else ""
    return f"{sign}{_rounded(value, digits):,f}{unit}{days}"


def _rounded(value: Decimal, digits: int) -> Decimal:
    """Return a number with some digits after the point."""
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def table_of(answer: Answer, formats: dict[str, NumberFormat], language: Language) -> tuple[list[str], list[list[str]]]:
    """Return an answer as the heads and the texts of a table, totals last."""
    heads = [head(one, language) for one in answer.columns]
    return heads, [cells(answer, row, formats, language) for row in answer.rows]


def cells(answer: Answer, row: ReportRow, formats: dict[str, NumberFormat], language: Language) -> list[str]:
    """Return the texts of a group."""
    found = []
    for column, value in zip(answer.columns, row.values, strict=True):
        if column.role == "dimension":
            found.append(_member(column, value, row, language))
        else:
            style = formats.get(column.name) or column.format or NumberFormat()
            number = number_of(value)
            found.append(str(value) if number is None and value is not None else number_text(number, style, language))
    return found


def _member(column: ReportColumn, value: Json, row: ReportRow, language: Language) -> str:
    """Return a member of a group, which may be all others, or a total."""
    if column.name in row.others:
        return OTHERS.text(language)
    return member_text(column, value, language) if column.name in row.level else TOTAL.text(language)


def details(answer: Answer) -> Sequence[ReportRow]:
    """Return the groups that are no totals."""
    count = sum(one.role == "dimension" for one in answer.columns)
    return [one for one in answer.rows if len(one.level) == count]


def day_of(text: Json) -> date | None:
    """Return the day of a period or time; None for what is none."""
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
