"""Functions of Java that models name: those with a counterpart are computed, the others give null with a warning."""

from typing import Any

import pytest

from engine_rules.decisions.foreign import foreign
from engine_rules.evaluation import Run, running
from engine_rules.texts import text_of
from engine_rules.values import normalised


def called(name: str, signature: str, *arguments: Any) -> tuple[str | None, list[str]]:
    """The text of the result, and the codes of the warnings."""
    run = Run(warnings=[])
    with running(run):
        function = foreign("Java", {"class": name, "method signature": signature})
        result = function(*map(normalised, arguments))
    return None if result is None else text_of(result), [found.code for found in run.warnings or ()]


@pytest.mark.parametrize(
    ("name", "signature", "arguments", "result"),
    [
        ("java.lang.Math", "max(double, double)", (1.5, 2), "2"),
        ("java.lang.Math", "min(long,long)", (1, 2), "1"),
        ("java.lang.Math", "abs(int)", (-3,), "3"),
        ("java.lang.Math", "sqrt(double)", (2.25,), "1.5"),
        ("java.lang.Math", "pow(double, double)", (2, 10), "1024"),
        ("java.lang.Math", "round(double)", (2.5,), "3"),
        ("java.lang.Math", "floor(double)", (-2.5,), "-3"),
        ("java.lang.Integer", "valueOf(java.lang.String)", ("123",), "123"),
        ("java.lang.Long", "parseLong(java.lang.String)", ("-7",), "-7"),
        ("java.lang.Double", "valueOf(java.lang.String)", ("1234.56",), "1234.56"),
        ("java.lang.Byte", "valueOf(byte)", (3,), "3"),
        ("java.lang.String", "valueOf(char)", ("a",), "a"),
        (
            "java.lang.String",
            "format(java.lang.String, [Ljava.lang.Object;)",
            ("%s: %.2f%%", "税", 13.005),
            "税: 13.01%",
        ),
        (
            "java.lang.String",
            "format(java.lang.String, [Ljava.lang.Object;)",
            ("%05d|%-3s|%n", 42, "a"),
            "00042|a  |\n",
        ),
    ],
)
def test_methods_with_a_counterpart(name: str, signature: str, arguments: tuple[Any, ...], result: str) -> None:
    assert called(name, signature, *arguments) == (result, [])


@pytest.mark.parametrize(
    ("name", "signature", "arguments"),
    [
        ("java.lang.Math", "foo(double)", (1,)),
        ("java.lang.Math", "max(double, double)", (1,)),
        ("java.lang.Math", "max(int, int)", (1.5, 2)),
        ("java.lang.Math", "max(java.lang.String, java.lang.String)", ("1", "2")),
        ("java.lang.Math", "sqrt(double)", (-1,)),
        ("java.lang.Math", "pow(double, double)", (10, 1000)),
        ("java.lang.Byte", "valueOf(byte)", (128,)),
        ("java.lang.Integer", "valueOf(java.lang.String)", ("12.5",)),
        ("java.lang.Integer", "valueOf(java.lang.String)", ("x",)),
        ("java.lang.String", "valueOf(char)", ("ab",)),
        ("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", ("%q", "a")),
        ("java.lang.String", "format(java.lang.String, [Ljava.lang.Object;)", ("%d", "a")),
        ("java.lang.Runtime", "exec(java.lang.String)", ("ls",)),
        ("java.lang.Math", "not a signature", ()),
        ("", "", ()),
    ],
)
def test_everything_else_is_null_with_a_warning(name: str, signature: str, arguments: tuple[Any, ...]) -> None:
    assert called(name, signature, *arguments) == (None, ["foreign-function"])
