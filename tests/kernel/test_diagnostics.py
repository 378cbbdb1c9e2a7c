"""Shows that a diagnostic says where it is and what to do next, in both languages."""

import pytest

from lowcode.kernel.diagnostics import Code, Diagnostic, Span
from lowcode.kernel.errors import Conflict, Invalid, LowcodeError
from lowcode.kernel.names import label

UNKNOWN = Code(
    "unknown-field",
    label("There is no field '{name}'.", "没有字段“{name}”。"),
    label("Did you mean '{near}'?", "是否指“{near}”?"),
)


def test_a_code_reports_with_the_values_of_the_case() -> None:
    found = UNKNOWN.report(Span(3, 7), "/rules/0", name="amuont", near="amount")
    assert found.code == "unknown-field"
    assert found.severity == "error"
    assert found.span == (3, 7)
    assert found.text() == "There is no field 'amuont'. Did you mean 'amount'?"
    assert found.text("zh-CN") == "没有字段“amuont”。 是否指“amount”?"


def test_a_code_without_a_hint_says_only_what_is_wrong() -> None:
    assert Code("odd", label("Odd.", "奇怪。"), severity="info").report().text() == "Odd."


def test_a_missing_value_is_loud() -> None:
    with pytest.raises(KeyError, match="near"):
        UNKNOWN.report(name="amuont")


def test_a_diagnostic_moves_into_a_larger_document() -> None:
    inner = Diagnostic("odd", label("Odd.", "奇怪。"), path="/rules/0", span=Span(1, 2))
    outer = inner.at("/forms/lead")
    assert (outer.path, outer.span, outer.message) == ("/forms/lead/rules/0", Span(1, 2), inner.message)
    assert inner.path == "/rules/0"


def test_an_error_carries_its_diagnostics() -> None:
    found = UNKNOWN.report(name="a", near="b")
    with pytest.raises(LowcodeError, match="2 mistakes") as caught:
        raise Invalid("2 mistakes", [found, found])  # noqa: TRY003, EM101 - the message is what is shown here
    assert caught.value.diagnostics == (found, found)
    assert not isinstance(caught.value, Conflict)
