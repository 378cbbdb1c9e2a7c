"""Patterns of `matches`, `replace` and `split`: the regular expressions of XPath 3.1 (Functions and Operators, 5.6).

A pattern is translated piece by piece, so that only what XPath knows is accepted and means what XPath says. What a
pattern is matched against may be long and the pattern hostile: each use is cut off after `MAX_SECONDS`.
"""

import time
from functools import lru_cache
from typing import Final

import regex

from engine_rules import codes
from engine_rules.evaluation import LimitReached, NoResult, grown, present

MAX_SECONDS: Final = 0.2
"""Seconds that one use of a pattern may take."""
MAX_LENGTH: Final = 2000
"""Characters that a pattern may have."""
MAX_GROUPS: Final = 50
"""How deep groups may be nested."""
MAX_REPEATS: Final = 8
"""How deep repeated groups may be nested: each level can double the compiled pattern."""
MAX_COUNT: Final = 100_000
"""The largest number in `{…}`."""
FLAGS: Final = frozenset("smixq")

_SPACES: Final = " \t\n\r"
_SINGLE: Final = {"n": "\n", "r": "\r", "t": "\t"} | {sign: sign for sign in "\\|.-^?*+{}()[]$"}
"""The escapes that stand for one character."""
_NAME_START: Final = (
    r":A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_MULTIPLE: Final = {
    "s": r"[ \t\n\r]",
    "d": r"[\p{Nd}]",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "i": f"[{_NAME_START}]",
    "c": rf"[{_NAME_START}\-.0-9\u00B7\u0300-\u036F\u203F\u2040]",
}
"""The escapes that stand for several characters, as sets; in capitals they stand for all others."""
_CASED: Final = frozenset({"Lu", "Ll", "Lt"})
"""The categories that the flag `i` must not widen."""
_RENAMED: Final = {
    "Greek": "GreekandCoptic",
    "CombiningMarksforSymbols": "CombiningDiacriticalMarksforSymbols",
    "PrivateUse": "PrivateUseArea",
}
"""The blocks that XML Schema calls by older names."""
_QUANTIFIER: Final = regex.compile(r"[?*+]|\{(?P<least>[0-9]{1,9})(?P<range>,(?P<most>[0-9]{1,9})?)?\}")
_PROPERTY: Final = regex.compile(
    r"\{(?:(?P<category>L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?)|Is(?P<block>[A-Za-z0-9-]+))\}"
)
_REFERENCE: Final = regex.compile(r"\\([\\$])|\$([0-9]+)|([\\$])|([^\\$]+)")


def _wrong(en: str, zh: str) -> NoResult:
    """Return what is raised for a text that is no pattern."""
    return NoResult(f"the pattern is not valid: {en}", f"模式无效：{zh}")


class _Translator:
    """Reads an XPath pattern from the left and writes the same pattern for the engine that runs it."""

    def __init__(self, text: str, flags: str) -> None:
        """Take the pattern, without ignored spaces, and its flags."""
        self.text = text
        self.at = 0
        self.flags = flags
        self.groups = 0
        self.closed: set[int] = set()

    def translate(self) -> str:
        """Return the translated pattern. Raises `NoResult` when the text is no pattern."""
        out: list[str] = []
        opened: list[tuple[int, int]] = []
        repeats = [0]
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "|":
                self.at += 1
                out.append("|")
                continue
            if sign == "(":
                out.append(self._open(opened, repeats))
                continue
            inner = 0
            if sign == ")":
                piece, inner = self._close(opened, repeats), repeats.pop()
            else:
                piece = self._atom(sign)
            quantifier = self._quantifier()
            inner += bool(quantifier and sign == ")")
            if inner > MAX_REPEATS:
                raise _wrong(
                    f"more than {MAX_REPEATS} repeated groups in each other", f"重复的组嵌套超过 {MAX_REPEATS} 层"
                )
            repeats[-1] = max(repeats[-1], inner)
            out += (piece, quantifier)
        if opened:
            raise _wrong("a `(` is not closed", "有 `(` 没有闭合")
        return "".join(out)

    def _open(self, opened: list[tuple[int, int]], repeats: list[int]) -> str:
        """Enter a group; number 0 is one that captures nothing."""
        start = self.at
        self.at += 1
        silent = self.text.startswith("?:", self.at)
        if silent:
            self.at += 2
        else:
            self.groups += 1
        opened.append((0 if silent else self.groups, start))
        repeats.append(0)
        if len(opened) > MAX_GROUPS:
            raise _wrong(f"more than {MAX_GROUPS} groups in each other", f"组嵌套超过 {MAX_GROUPS} 层")
        return "(?:" if silent else "("

    def _close(self, opened: list[tuple[int, int]], repeats: list[int]) -> str:
        """Leave a group."""
        if not opened or len(repeats) <= 1:
            raise _wrong("a `)` closes nothing", "有多余的 `)`")
        self.at += 1
        number, _ = opened.pop()
        self.closed.add(number)
        return ")"

    def _quantifier(self) -> str:
        """Return the quantifier that stands here, or nothing."""
        match = _QUANTIFIER.match(self.text, self.at)
        if match is None:
            return ""
        self.at = match.end()
        if match["least"] is not None:
            least = int(match["least"])
            most = int(match["most"]) if match["most"] else least
            if not least <= most <= MAX_COUNT:
                raise _wrong(f"`{match.group()}` is no number of repetitions", f"`{match.group()}` 不是有效的重复次数")
        lazy = self.text.startswith("?", self.at)
        self.at += lazy
        return match.group() + "?" * lazy

    def _atom(self, sign: str) -> str:
        """Return the translation of the single character, class or anchor that stands here."""
        if sign == "[":
            return self._class(0)
        if sign == "\\":
            return self._escape()
        self.at += 1
        if sign == ".":
            return r"(?s:.)" if "s" in self.flags else r"[^\n\r]"
        if sign == "^":
            return r"(?:\A|(?<=\n)(?!\Z))" if "m" in self.flags else r"(?:\A)"
        if sign == "$":
            return r"(?:(?=\n)|(?<!\n)\Z)" if "m" in self.flags else r"(?:\Z)"
        if sign in "?*+{}]":
            raise _wrong(f"`{sign}` needs a `\\` before it here", f"此处的 `{sign}` 前面需要 `\\`")
        return regex.escape(sign)

    def _escape(self) -> str:
        """Return the translation of the escape that stands here, outside of a class."""
        letter = self.text[self.at + 1 : self.at + 2]
        if "1" <= letter <= "9":
            return self._back_reference()
        if letter in _SINGLE:
            self.at += 2
            return regex.escape(_SINGLE[letter])
        return self._set()

    def _back_reference(self) -> str:
        """Return a reference to a group that is closed already; one that took no part stands for nothing."""
        self.at += 2
        number = int(self.text[self.at - 1])
        while (digit := self.text[self.at : self.at + 1]).isdecimal() and digit.isascii():
            if number * 10 + int(digit) > self.groups:
                break
            number = number * 10 + int(digit)
            self.at += 1
        if number not in self.closed:
            raise _wrong(f"`\\{number}` refers to no group before it", f"`\\{number}` 之前没有对应的组")
        return rf"(?({number})\{number}|)"

    def _set(self) -> str:
        r"""Return the set that an escape such as `\s`, `\D` or `\p{Lu}` stands for."""
        letter = self.text[self.at + 1 : self.at + 2]
        if letter and letter in "pP":
            return self._property(letter)
        found = _MULTIPLE.get(letter.lower())
        if found is None:
            raise _wrong(f"`\\{letter}` means nothing", f"`\\{letter}` 没有含义")
        self.at += 2
        return found if letter.islower() else _complement(found)

    def _property(self, letter: str) -> str:
        r"""Return the set of a category or block: `\p{Lu}`, `\P{IsBasicLatin}`."""
        match = _PROPERTY.match(self.text, self.at + 2)
        if match is None:
            raise _wrong(
                f"`\\{letter}` needs a category or block such as `{{Lu}}`", f"`\\{letter}` 后应为类别，例如 `{{Lu}}`"
            )
        self.at = match.end()
        category = match["category"]
        name = category or "In" + _RENAMED.get(match["block"], match["block"])
        found = rf"[\{letter}{{{name}}}]"
        return f"(?-i:{found})" if category in _CASED and "i" in self.flags else found

    def _class(self, depth: int) -> str:
        """Return the translation of the class in brackets that begins here."""
        if depth > MAX_GROUPS:
            raise _wrong(f"more than {MAX_GROUPS} classes in each other", f"字符类嵌套超过 {MAX_GROUPS} 层")
        self.at += 1
        negated = self.text.startswith("^", self.at)
        self.at += negated
        start, characters, sets, without = self.at, "", [], ""
        while not self.text.startswith("]", self.at) or self.at == start:
            if self.text.startswith("-[", self.at) and self.at > start:
                self.at += 1
                without = self._class(depth + 1)
                if not self.text.startswith("]", self.at):
                    raise _wrong("a subtraction ends its class", "字符类的减法之后应为 `]`")
                break
            if self.text.startswith("\\", self.at) and self.text[self.at + 1 : self.at + 2] not in _SINGLE:
                sets.append(self._set())
            else:
                characters += self._characters(start)
        self.at += 1
        found = _union(characters, sets, negated=negated)
        return f"(?:(?!{without}){found})" if without else found

    def _characters(self, start: int) -> str:
        """Return one character or a range of a class; a `-` for itself stands first or last."""
        low = self._character(start)
        if not self.text.startswith("-", self.at) or self.text[self.at + 1 : self.at + 2] in {"[", "]", ""}:
            return _literal(low)
        self.at += 1
        high = self._character(start)
        if high < low:
            raise _wrong(f"the range `{low}-{high}` is upside down", f"范围 `{low}-{high}` 颠倒了")
        return f"{_literal(low)}-{_literal(high)}"

    def _character(self, start: int) -> str:
        """Return the character of a class that stands here."""
        sign = self.text[self.at : self.at + 1]
        if sign == "\\":
            letter = self.text[self.at + 1 : self.at + 2]
            if letter not in _SINGLE:
                raise _wrong(f"`\\{letter}` is no end of a range", f"`\\{letter}` 不能作为范围的端点")
            self.at += 2
            return _SINGLE[letter]
        last = self.text.startswith("-]", self.at)
        if not sign or sign in "[]" or (sign == "-" and self.at > start and not last):
            raise _wrong("a `[` is not closed, or lacks a `\\`", "有 `[` 没有闭合，或缺少 `\\`")
        self.at += 1
        return sign


def _literal(character: str) -> str:
    """Return a character as it is written in a set, whatever it is."""
    return f"\\U{ord(character):08X}"


def _complement(found: str) -> str:
    """Return the set of all other characters."""
    return "[" + found[2:] if found.startswith("[^") else "[^" + found[1:]


def _union(characters: str, sets: list[str], *, negated: bool) -> str:
    """Return one class out of characters and sets."""
    if not sets:
        return f"[{'^' * negated}{characters}]"
    united = "|".join([f"[{characters}]"] * bool(characters) + sets)
    return f"(?:(?!{united})(?s:.))" if negated else f"(?:{united})"


@lru_cache(maxsize=512)
def compiled(pattern: str, flags: str = "") -> regex.Pattern[str]:
    """Return a pattern ready for use. Raises `NoResult` when pattern or flags are not those of XPath.

    Flags: `s` a dot is any character, `m` `^` and `$` belong to lines, `i` without case, `x` spaces in the pattern
    are ignored, `q` every character stands for itself.
    """
    if not FLAGS.issuperset(flags):
        raise NoResult(f'"{flags}" has other flags than s, m, i, x and q', f'"{flags}" 含有 s、m、i、x、q 以外的标志')
    if len(pattern) > MAX_LENGTH:
        raise _wrong(f"it has more than {MAX_LENGTH} characters", f"超过 {MAX_LENGTH} 个字符")
    if "q" in flags:
        text = regex.escape(pattern)
    else:
        text = _Translator(_without_spaces(pattern) if "x" in flags else pattern, flags).translate()
    try:
        return regex.compile(text, regex.VERSION0 | (regex.IGNORECASE if "i" in flags else 0))
    except (regex.error, OverflowError) as error:
        raise _wrong("a part of it means nothing", "其中有部分没有含义") from error


def _without_spaces(pattern: str) -> str:
    """Return the pattern without the spaces outside of classes."""
    kept: list[str] = []
    depth = 0
    escaped = False
    for sign in pattern:
        if sign in _SPACES and not depth:
            continue
        kept.append(sign)
        if not escaped:
            depth += (sign == "[") - (sign == "]" and depth > 0)
        escaped = sign == "\\" and not escaped
    return "".join(kept)


def _seconds() -> float:
    """Return the seconds that one use may take now. Raises `LimitReached` when the run has none left."""
    left = present().deadline - time.monotonic()
    if left <= 0:
        raise LimitReached(codes.TIME_LIMIT, MAX_SECONDS)
    return min(left, MAX_SECONDS)


def _consuming(pattern: str, flags: str) -> regex.Pattern[str]:
    """Return a pattern that cannot match the empty text (XPath error FORX0003); raises `NoResult` otherwise."""
    found = compiled(pattern, flags)
    if found.search("", timeout=MAX_SECONDS):
        raise NoResult("the pattern matches the empty text", "模式可以匹配空文本")
    return found


def found(text: str, pattern: str, flags: str = "") -> bool:
    """Return whether a part of the text matches. Raises `NoResult` for no pattern, `LimitReached` after its time."""
    try:
        return compiled(pattern, flags).search(text, timeout=_seconds()) is not None
    except TimeoutError:
        raise LimitReached(codes.TIME_LIMIT, MAX_SECONDS) from None


def replaced(text: str, pattern: str, replacement: str, flags: str = "") -> str:
    r"""Return the text with every match replaced; `$1` is what group 1 matched, `\$` and `\\` stand for themselves.

    Raises `NoResult` for what is no pattern or replacement, `LimitReached` for what takes too long or grows too big.
    """
    usable = _consuming(pattern, flags)
    parts: list[str | int] = [replacement] if "q" in flags else _replacement(replacement, usable.groups)
    size = 0

    def written(match: regex.Match[str]) -> str:
        nonlocal size
        result = "".join(part if isinstance(part, str) else match[part] or "" for part in parts)
        size += len(result)
        grown(size)
        return result

    try:
        return usable.sub(written, text, timeout=_seconds())
    except TimeoutError:
        raise LimitReached(codes.TIME_LIMIT, MAX_SECONDS) from None


def _replacement(text: str, groups: int) -> list[str | int]:
    """Return the texts and group numbers of a replacement; references to groups that do not exist are left out."""
    parts: list[str | int] = []
    for match in _REFERENCE.finditer(text):
        sign, digits, wrong, plain = match.groups()
        if wrong:
            raise NoResult(f"the replacement has a `{wrong}` that needs a `\\`", f"替换文本中的 `{wrong}` 前需要 `\\`")
        if not digits:
            parts.append(sign or plain)
            continue
        length = next((size for size in range(len(digits), 1, -1) if int(digits[:size]) <= groups), 1)
        if int(digits[:length]) <= groups:
            parts.append(int(digits[:length]))
        if digits[length:]:
            parts.append(digits[length:])
    return parts


def split(text: str, pattern: str) -> list[str]:
    """Return the parts of the text between the matches. Raises as `replaced` does."""
    usable = _consuming(pattern, "")
    parts: list[str] = []
    end = 0
    try:
        for match in usable.finditer(text, timeout=_seconds()):
            parts.append(text[end : match.start()])
            grown(len(parts))
            end = match.end()
    except TimeoutError:
        raise LimitReached(codes.TIME_LIMIT, MAX_SECONDS) from None
    parts.append(text[end:])
    return parts
