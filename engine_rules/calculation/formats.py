"""Formats of spreadsheets, as `TEXT` writes numbers, dates and times: `#,##0.00`, `0%`, `yyyy年m月d日`, `hh:mm`.

The language of formats is that of ECMA-376 part 1, section 18.8.31 (numFmts), without fractions, exponents, calendars
and conditions. A format has up to four sections between semicolons: positive, negative, zero, text.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Final

from engine_rules.evaluation import NoResult
from engine_rules.operators import NUMBERS
from engine_rules.temporal import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    AnyDate,
    DaysTime,
    Time,
    WideDateTime,
    day_of,
    ns_of,
)
from engine_rules.texts import text_of
from engine_rules.values import Value

MAX_FORMAT: Final = 255
"""The longest format, in characters."""
GENERAL: Final = frozenset({"", "general", "g/通用格式", "@"})
"""Formats that write a value as `string(…)` does."""
_WIDE: Final = Context(prec=7000, rounding=ROUND_HALF_UP, Emin=-99999, Emax=99999)
"""Numbers are rounded half away from zero, and no digit of a large one is lost."""
_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<width>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<date>am/pm|a/p|上午/下午|y+|m+|d+|h+|s+(?:\.0+)?|aaaa?)"
    r"|(?P<sign>[0#?.,%])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_LAYOUT: Final = re.compile(r"(?P<whole>[0#?,]*?)(?P<thousands>,*)(?:\.(?P<fraction>[0#?]*)(?P<more>,*))?", re.DOTALL)
_CURRENCY: Final = re.compile(r"\$(?P<sign>[^-]*)(?:-.*)?", re.DOTALL)
_DROPPED: Final = frozenset({"black", "blue", "cyan", "green", "magenta", "red", "white", "yellow", "黑色", "红色"})
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS_ZH: Final = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a section: `literal`, `sign` (a digit's place, point, comma, percent), `date`, `elapsed` or `text`."""

    kind: str
    text: str


@lru_cache(maxsize=512)
def sections(text: str) -> tuple[tuple[Part, ...], ...]:
    """Return the sections of a format. Raises `NoResult` when it is too long or not understood."""
    if len(text) > MAX_FORMAT:
        raise NoResult(f"the format is longer than {MAX_FORMAT} characters", f"格式超过 {MAX_FORMAT} 个字符")
    found: list[list[Part]] = [[]]
    for match in _TOKEN.finditer(text):
        kind, content = match.lastgroup, match[match.lastgroup or 0]
        if kind == "other" and content == ";":
            found.append([])
        elif kind == "bracket":
            found[-1].extend(_bracket(content))
        elif kind == "date":
            found[-1].append(Part("date", content.lower()))
        elif kind == "sign":
            found[-1].append(Part("sign", content))
        elif kind == "other" and content == "@":
            found[-1].append(Part("text", ""))
        elif kind != "fill":
            found[-1].append(Part("literal", " " if kind == "width" else content))
    if len(found) > 4:
        raise NoResult("a format has at most four sections", "格式最多有四段")
    return tuple(_minutes(section) for section in found)


def _bracket(content: str) -> list[Part]:
    """Return what `[…]` means: elapsed time, a currency, or a colour, which texts do not have."""
    word = content.lower()
    if word and set(word) in ({"h"}, {"m"}, {"s"}):
        return [Part("elapsed", word)]
    currency = _CURRENCY.fullmatch(content)
    if currency is not None:
        return [Part("literal", currency["sign"])]
    if word in _DROPPED or word.startswith(("color", "颜色")):
        return []
    raise NoResult(f"formats have no [{content}]", f"格式不支持 [{content}]")


def _minutes(section: list[Part]) -> tuple[Part, ...]:
    """Return a section in which each `m` after hours or before seconds is `n`, for minutes."""
    clock = [at for at, part in enumerate(section) if part.kind in {"date", "elapsed"} and part.text[0] in "ymdhs"]
    result = list(section)
    for before, at, after in zip([None, *clock], clock, [*clock[1:], None], strict=False):
        if section[at].kind == "date" and section[at].text in {"m", "mm"}:
            follows = before is not None and section[before].text[0] == "h"
            precedes = after is not None and section[after].text[0] == "s"
            if follows or precedes:
                result[at] = Part("date", "n" * len(section[at].text))
    return tuple(result)


def formatted(value: Value, text: str) -> str:
    """Return a number, text, boolean, date, time, date and time or duration in a format of spreadsheets.

    Raises `NoResult` when the format does not fit the value.
    """
    if text.strip().lower() in GENERAL:
        return text_of(value)
    found = sections(text)
    if type(value) in NUMBERS:
        return _signed(Decimal(value), found)
    if type(value) is str or isinstance(value, bool):
        return _text(text_of(value), found)
    return _temporal(value, found[0])


def _text(value: str, found: Sequence[Sequence[Part]]) -> str:
    """Return a text in the section that has an `@`, unchanged when there is none."""
    section = found[3] if len(found) == 4 else found[-1]
    if not any(part.kind == "text" for part in section):
        return value
    return "".join(value if part.kind == "text" else part.text for part in section)


# --- numbers ------------------------------------------------------------------------------------------------------


def _signed(value: Decimal, found: Sequence[Sequence[Part]]) -> str:
    """Return a number in the section for its sign; a minus is written unless negatives have a section."""
    if len(found) > 1 and value < 0:
        return _number(value.copy_abs(), found[1])[0]
    if len(found) > 2 and value == 0:
        return _number(value, found[2])[0]
    text, nothing = _number(value.copy_abs(), found[0])
    return text if value >= 0 or nothing else "-" + text


def _number(value: Decimal, section: Sequence[Part]) -> tuple[str, bool]:
    """Return a number that is not negative in one section, and whether it was rounded to zero."""
    if any(part.kind in {"date", "elapsed"} for part in section):
        raise NoResult("the format is for dates; letters stand in double quotes", "该格式用于日期；字母需放在双引号中")
    signs = "".join(part.text for part in section if part.kind == "sign")
    match = _LAYOUT.fullmatch(signs.replace("%", ""))
    if match is None:
        raise NoResult("the format has its signs in a wrong order", "格式中的符号顺序不正确")
    places = len(match["fraction"] or "")
    scaled = _WIDE.scaleb(value, 2 * signs.count("%") - 3 * len(match["thousands"] + (match["more"] or "")))
    rounded = _WIDE.quantize(scaled, Decimal(1).scaleb(-places))
    whole, _, fraction = f"{rounded:f}".partition(".")
    whole = whole.lstrip("0")
    layout = match["whole"].replace(",", "")
    filled = _whole(whole, layout, grouped="," in match["whole"]) + _fraction(fraction, match["fraction"] or "")
    return _placed(section, filled, "" if layout else whole), not rounded


def _placed(section: Sequence[Part], filled: Sequence[str], head: str) -> str:
    """Return a section with its places filled; `head` stands before its point when the whole part has no place."""
    rest = iter(filled)
    text = ""
    for part in section:
        if part.kind != "sign":
            text += part.text
        elif part.text in "0#?":
            text += next(rest)
        elif part.text == ".":
            text += head + "."
        elif part.text == "%":
            text += "%"
    return text


def _whole(digits: str, layout: str, *, grouped: bool) -> list[str]:
    """Return what stands in each place of the whole part; the first one takes all digits that are left."""
    result: list[str] = []
    for place in range(len(layout)):
        sign = layout[len(layout) - 1 - place]
        here = digits[-1 - place : len(digits) - place] if place < len(digits) else {"0": "0", "?": " ", "#": ""}[sign]
        result.append(here + _comma(place, here, grouped=grouped))
    for place in range(len(layout), len(digits) if layout else 0):
        here = digits[len(digits) - 1 - place]
        result[-1] = here + _comma(place, here, grouped=grouped) + result[-1]
    return result[::-1]


def _comma(place: int, digit: str, *, grouped: bool) -> str:
    """Return the comma that follows a digit at a place counted from the point, if any."""
    return "," if grouped and place and place % 3 == 0 and digit.strip() else ""


def _fraction(digits: str, layout: str) -> list[str]:
    """Return what stands in each place after the point; zeros at the end are left out where the layout has `#`."""
    kept = len(layout)
    while kept and digits[kept - 1] == "0" and layout[kept - 1] != "0":
        kept -= 1
    left_out = {"0": "", "?": " ", "#": ""}
    return [digits[at] if at < kept else left_out[sign] for at, sign in enumerate(layout)]


# --- dates and times ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Moment:
    """A date, a time or both; a duration has neither but is elapsed time."""

    day: AnyDate | None
    ns: int | None
    elapsed: int | None
    twelve: bool
    """Whether hours are those of a clock with twelve."""

    def date(self) -> AnyDate:
        """Return the date. Raises `NoResult` for a time or duration."""
        if self.day is None:
            raise NoResult("the value has no date", "该值没有日期部分")
        return self.day

    def clock(self) -> int:
        """Return the nanoseconds since midnight; those of a date are none."""
        return self.ns or 0

    def since(self) -> int:
        """Return the elapsed nanoseconds."""
        return self.clock() if self.elapsed is None else self.elapsed


def _temporal(value: Value, section: Sequence[Part]) -> str:
    """Return a date, time, date and time or duration in a section."""
    twelve = any(part.kind == "date" and part.text in _HALVES for part in section)
    moment = _moment(value, twelve=twelve)
    places = any(part.kind == "sign" and part.text in "0#?" for part in section)
    if places or not any(part.kind in {"date", "elapsed"} for part in section):
        raise NoResult("the format is for numbers", "该格式用于数字")
    texts = [_piece(part, moment) for part in section]
    return "-" * (moment.elapsed is not None and moment.elapsed < 0) + "".join(texts)


def _moment(value: Value, *, twelve: bool) -> _Moment:
    """Return the parts of a value. Raises `NoResult` for what is neither date nor time."""
    if isinstance(value, datetime | WideDateTime):
        return _Moment(day_of(value), ns_of(value), None, twelve)
    if isinstance(value, AnyDate):
        return _Moment(value, None, None, twelve)
    if isinstance(value, Time):
        return _Moment(None, value.ns, None, twelve)
    if isinstance(value, DaysTime):
        return _Moment(None, abs(value.ns) % DAY, value.ns, twelve)
    raise NoResult("only numbers, texts, dates and times have formats", "只有数字、文本、日期和时间可以设置格式")


_HALVES: Final = {"am/pm": ("AM", "PM"), "a/p": ("A", "P"), "上午/下午": ("上午", "下午")}
_UNITS: Final = {"h": HOUR, "m": MINUTE, "s": SECOND}


def _piece(part: Part, moment: _Moment) -> str:
    """Return what one part writes."""
    if part.kind == "elapsed":
        return str(abs(moment.since()) // _UNITS[part.text[0]]).zfill(len(part.text))
    if part.kind != "date":
        return part.text
    if part.text in _HALVES:
        return _HALVES[part.text][moment.clock() >= DAY // 2]
    return _PIECES[part.text[0]](part.text, moment)


def _year(text: str, moment: _Moment) -> str:
    year = moment.date().year
    return f"{year:04d}" if len(text) > 2 else f"{year % 100:02d}"


def _month(text: str, moment: _Moment) -> str:
    month = moment.date().month
    name = _MONTHS[month - 1]
    return (str(month), f"{month:02d}", name[:3], name, name[0])[min(len(text), 5) - 1]


def _day(text: str, moment: _Moment) -> str:
    day = moment.date()
    name = _WEEKDAYS[(day.toordinal() - 1) % 7]
    return (str(day.day), f"{day.day:02d}", name[:3], name)[min(len(text), 4) - 1]


def _weekday_zh(text: str, moment: _Moment) -> str:
    name = _WEEKDAYS_ZH[(moment.date().toordinal() - 1) % 7]
    return name if len(text) == 3 else "星期" + name


def _hour(text: str, moment: _Moment) -> str:
    hour = moment.clock() // HOUR
    return str((hour + 11) % 12 + 1 if moment.twelve else hour).zfill(min(len(text), 2))


def _minute(text: str, moment: _Moment) -> str:
    return str(moment.clock() // MINUTE % 60).zfill(len(text))


def _second(text: str, moment: _Moment) -> str:
    whole, _, zeros = text.partition(".")
    second = str(moment.clock() // SECOND % 60).zfill(min(len(whole), 2))
    if not zeros:
        return second
    return second + "." + f"{moment.clock() % SECOND:09d}"[: len(zeros)].ljust(len(zeros), "0")


_PIECES: Final[dict[str, Callable[[str, _Moment], str]]] = {
    "y": _year,
    "m": _month,
    "d": _day,
    "a": _weekday_zh,
    "h": _hour,
    "n": _minute,
    "s": _second,
}
"""What writes a token of dates, by its first letter."""
