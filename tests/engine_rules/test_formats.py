"""Shows what the formats of spreadsheets write, and what they refuse."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_rules.calculation.formats import MAX_FORMAT, formatted
from engine_rules.evaluation import NoResult
from engine_rules.temporal import HOUR, MINUTE, SECOND, DaysTime, Time
from engine_rules.values import Value

MOMENT = datetime(2026, 5, 1, 13, 5, 9, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "text", "written"),
    [
        ("1234.5", "0", "1235"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("-1234.5", "¥#,##0.00", "-¥1,234.50"),
        ("2.345", "0.00", "2.35"),
        ("-0.001", "0.00", "0.00"),
        ("0.256", "0%", "26%"),
        ("1234567", "0,", "1235"),
        ("1234567", "0.0,,", "1.2"),
        ("12.5", ".00", "12.50"),
        ("0.5", "#.##", ".5"),
        ("1", "0.##", "1."),
        ("1.5", "0.0??", "1.5  "),
        ("7", "0000,000", "0,000,007"),
        ("0", "#", ""),
        ("0", "#,##0", "0"),
        ("13800138000", "000-0000-0000", "138-0013-8000"),
        ("-5", "0;(0);0", "(5)"),
        ("0", '0;(0);"nothing"', "nothing"),
        ("1234", '"共"0"项"', "共1234项"),
        ("5", "[$¥-804]#,##0.00", "¥5.00"),
        ("5", "[Red]0\\件", "5件"),
        ("1.50", "General", "1.5"),
        ("1E+30", "#,##0", "1,000,000,000,000,000,000,000,000,000,000"),
        ("12345678901234567890123456789012345", "0", "12345678901234567890123456789012345"),
    ],
)
def test_a_number_in_a_format(number: str, text: str, written: str) -> None:
    assert formatted(Decimal(number), text) == written


@pytest.mark.parametrize(
    ("value", "text", "written"),
    [
        (date(2026, 5, 1), "yyyy-mm-dd", "2026-05-01"),
        (date(2026, 5, 1), "yyyy年m月d日 aaaa aaa", "2026年5月1日 星期五 五"),
        (date(2026, 5, 1), "yy/M/D dddd ddd mmmm mmm", "26/5/1 Friday Fri May May"),
        (date(2026, 5, 1), "yyyy.mm.dd", "2026.05.01"),
        (date(2026, 5, 1), "hh:mm", "00:00"),
        (MOMENT, "YYYY-MM-DD HH:MM:SS", "2026-05-01 13:05:09"),
        (MOMENT, "mm:ss.00", "05:09.25"),
        (MOMENT, "h:mm AM/PM", "1:05 PM"),
        (MOMENT, "m/d h:m", "5/1 13:5"),
        (Time(MINUTE), "h:mm a/p", "12:01 A"),
        (Time(13 * HOUR + 5 * MINUTE), "上午/下午h时mm分", "下午1时05分"),
        (DaysTime(30 * HOUR + 90 * SECOND), "[h]:mm:ss", "30:01:30"),
        (DaysTime(-90 * MINUTE), "[mm]", "-90"),
        ("张三", '"客户："@', "客户：张三"),
        ("张三", "0.00", "张三"),
        (True, "0", "true"),
    ],
)
def test_other_values_in_a_format(value: Value, text: str, written: str) -> None:
    assert formatted(value, text) == written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal(1), "yyyy-mm-dd"),
        (Decimal(1), "0.0.0"),
        (Decimal(1), "0;0;0;0;0"),
        (Decimal(1), "[>100]0"),
        (Decimal(1), "0" * (MAX_FORMAT + 1)),
        (date(2026, 5, 1), "0.00"),
        (date(2026, 5, 1), '"only words"'),
        (Time(0), "yyyy"),
        ([Decimal(1)], "yyyy"),
    ],
)
def test_a_format_that_does_not_fit_has_no_result(value: Value, text: str) -> None:
    with pytest.raises(NoResult):
        formatted(value, text)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=4))
def test_thousands_only_add_commas(number: Decimal) -> None:
    plain = formatted(number, "0.0000")
    assert Decimal(plain) == number
    assert formatted(number, "#,##0.0000").replace(",", "") == plain


@given(
    st.text(alphabet='0#?.,%;ymdhs"@[]\\_*¥a/p: ', max_size=20),
    st.sampled_from([Decimal("-1.5"), MOMENT, "文", Time(0)]),
)
def test_any_text_is_a_format_or_refused(text: str, value: Value) -> None:
    try:
        written = formatted(value, text)
    except NoResult:
        written = "refused"
    assert isinstance(written, str)
