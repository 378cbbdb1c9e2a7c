"""The patterns are those of XPath 3.1, and nothing else."""

import pytest

from engine_rules.calculation import patterns
from engine_rules.evaluation import LimitReached, NoResult


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "expected"),
    [
        ("abracadabra", "bra", "", True), ("abracadabra", "^bra", "", False), ("abc\n", "c$", "", False),
        ("\nabcd\ndefg\n", "^$", "m", True), ("abcd\ndefg\n", "^$", "m", False), ("a\nb", "^b$", "m", True),
        ("\n", ".", "", False), ("\r", ".", "", False), ("\n", ".", "s", True), ("a.b", "a.b", "q", True),
        ("axb", "a.b", "q", False), ("A.B", "a.b", "qi", True), ("\u212a", "k", "i", True),
        ("\u212a", "[A-Z]", "i", True), ("X", "[A-Z-[OI]]", "i", True), ("i", "[A-Z-[OI]]", "i", False),
        ("q", "[^Q]", "i", False), ("a", r"\p{Lu}", "i", False), ("a", r"[\p{Lu}0]", "i", False),
        ("0", r"[\p{Lu}0]", "i", True), ("A", r"[^\p{Lu}]", "i", False), ("a", r"[^\p{Lu}]", "i", True),
        ("hello world", "he ll o[ ]worl d", "x", True), ("hello world", r"hello\ sworld", "x", True),
        ("hello world", r"\p{ IsBasicLatin}+", "x", True),
        ("客户-01", r"^\p{IsCJKUnifiedIdeographs}+-\d{2}$", "", True),
        ("α", r"\p{IsGreek}", "", True), ("a\u00b7", r"^\i\c$", "", True), ("1", r"\i", "", False),
        ("_", r"\w", "", False), ("é", r"\w", "", True), ("٣", r"\d", "", True), ("\u00a0", r"\s", "", False),
        ("a1", r"^[\D]\S$", "", True), ("b", r"[\i-[a]]", "", True), ("a", r"[\i-[a]]", "", False),
        ("b", "[^a-[b]]", "", False), ("c", "[^a-[b]]", "", True), ("aA", r"(a)\1", "i", True),
        ("bc", r"^(?:(a)|b)\1c$", "", True), ("aa1", r"^(a)\11$", "", True), ("a-b", "[a-]-", "", True),
        ("-", "[-a]", "", True), ("x]", r"x[\]]", "", True), ("^", "[a^]", "", True), ("", "", "", True),
        ("aaa", "^a{2,}?$", "", True), ("aaaa", "^a{1,3}$", "", False), ("a#b", "a#b", "x", True),
    ],
)  # fmt: skip
def test_matching(text: str, pattern: str, flags: str, *, expected: bool) -> None:
    assert patterns.found(text, pattern, flags) is expected


@pytest.mark.parametrize(
    "pattern",
    [
        "[a",
        "a]",
        "(a",
        "a)",
        "*a",
        "a++",
        "a**",
        "a{2,1}",
        "a{,2}",
        "a{",
        "}",
        "(?=a)",
        "(?<=a)",
        "(?i)a",
        "(?P<n>a)",
        "[b-a]",
        "[]",
        "[a-b-c]",
        r"[a-\d]",
        r"[\1]",
        r"(a)[\1]",
        r"(.)\2",
        r"(a\1)",
        r"\0",
        r"\1(a)",
        r"\a",
        r"\b",
        "\\",
        r"\p{Xx}",
        r"\p{IsNope}",
        r"\p{ Lu}",
        r"\pL",
        r"\p{Cs}",
        "[a-z&&[^b]]]",
        "[[:alpha:]]",
        "[a-[b]c]",
        "a" * 2001,
        "(" * 51 + ")" * 51,
        "(?:" * 9 + "a" + "){1,3}" * 9,
        "a{100001}",
    ],
)
def test_what_is_no_pattern_has_no_result(pattern: str) -> None:
    with pytest.raises(NoResult):
        patterns.found("a", pattern)


@pytest.mark.parametrize("flags", ["p", "S", " ", "iz"])
def test_unknown_flags_have_no_result(flags: str) -> None:
    with pytest.raises(NoResult):
        patterns.found("a", "a", flags)


@pytest.mark.parametrize(
    ("text", "pattern", "replacement", "flags", "expected"),
    [
        ("abcd", "(ab)|(a)", "[1=$1][2=$2]", "", "[1=ab][2=]cd"),
        ("abracadabra", "a(.)", "a$1$1", "", "abbraccaddabbra"),
        ("abc", "b", "$0$0", "", "abbc"), ("abc", "(b)", "$12", "", "ab2c"), ("abc", "b", "$9x", "", "axc"),
        ("abc", "b", r"\$1\\", "", r"a$1\c"), ("abc", "b", "$1", "q", "a$1c"), ("a b", " ", "", "", "ab"),
        ("甲、乙", "、", "，", "", "甲，乙"), ("abracadabra", "a.*?a", "*", "", "*c*bra"),
    ],
)  # fmt: skip
def test_replacing(text: str, pattern: str, replacement: str, flags: str, expected: str) -> None:
    assert patterns.replaced(text, pattern, replacement, flags) == expected


@pytest.mark.parametrize(("pattern", "replacement"), [("b*", "x"), ("^", "x"), ("b", "$"), ("b", r"\n"), ("b", "$x")])
def test_what_cannot_be_replaced_has_no_result(pattern: str, replacement: str) -> None:
    with pytest.raises(NoResult):
        patterns.replaced("abc", pattern, replacement)


def test_splitting() -> None:
    assert patterns.split("a;b;c;;", ";") == ["a", "b", "c", "", ""]
    assert patterns.split("甲，乙", "，") == ["甲", "乙"]
    assert patterns.split("", ",") == [""]
    assert patterns.split("abc", ",") == ["abc"]


def test_catastrophic_patterns_are_cut_off() -> None:
    with pytest.raises(LimitReached):
        patterns.found("x" * 1_000_000, "(x+x+)+y")
    with pytest.raises(LimitReached):
        patterns.replaced("x" * 1_000_000, "(x+x+)+y", "-")
