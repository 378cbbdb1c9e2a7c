"""Cases of the language from outside: expressions with values and the type that is expected of the result."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine_rules import codes, typed_json
from engine_rules import types as t
from engine_rules.expression import Expression
from engine_rules.scope import Scope
from engine_rules.values import FAILED, Value, converted, type_of
from lowcode.kernel.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Case:
    """One expression, its values, the type its result is converted to, and the named types it may mention."""

    id: str
    expr: str
    values: Mapping[str, Value]
    result: t.Type = t.ANY
    types: Mapping[str, t.Type] = field(default_factory=dict)

    def expression(self) -> Expression:
        """Return the expression in a scope of the case's values."""
        return Expression(self.expr, Scope.of_values(self.values, self.types))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a case: its value and the warnings."""

    id: str
    value: Value
    warnings: tuple[Diagnostic, ...] = ()

    def line(self) -> str:
        """Return the answer as one line of JSON: `{"id", "value": {"t", "v"}, "warnings": […]}`."""
        warnings = [
            {"code": found.code, "message": found.text()}
            | ({"path": found.path} if found.path else {})
            | ({"start": found.span.start, "end": found.span.end} if found.span else {})
            for found in self.warnings
        ]
        answer = {"id": self.id, "value": typed_json.write(self.value), "warnings": warnings}
        return json.dumps(answer, ensure_ascii=False)


def read_case(line: str) -> Case | Answer:
    """Return the case of a line of JSON, or the answer that says why it is none."""
    identity = ""
    try:
        raw = json.loads(line)
        identity = str(raw.get("id", ""))
        types = {name: t.parse_type(text) for name, text in (raw.get("types") or {}).items()}
        types = {name: t.resolve(kind, types) for name, kind in types.items()}
        values = {str(name): typed_json.read(value) for name, value in (raw.get("context") or {}).items()}
        text = raw.get("type")
        result = t.resolve(t.parse_type(text, types), types) if text else t.ANY
        return Case(identity, str(raw["expr"]), values, result, types)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return Answer(identity, None, (codes.BAD_CASE.report(reason=str(error) or type(error).__name__),))


def fitted(answer: Answer, kind: t.Type) -> Answer:
    """Return the answer with its value converted to the expected type; null with a warning when it does not fit."""
    value = converted(answer.value, kind)
    if value is not FAILED:
        return Answer(answer.id, value, answer.warnings)
    wrong = codes.WRONG_RESULT.report(found=type_of(answer.value), wanted=kind)
    return Answer(answer.id, None, (*answer.warnings, wrong))


def answer_in_python(case: Case) -> Answer:
    """Return the answer of the Python target, whatever happens inside the case."""
    try:
        found = case.expression()
        outcome = found.trace(case.values)
        met = {(one.code, one.span) for one in outcome.warnings}
        known = tuple(one for one in found.diagnostics if (one.code, one.span) not in met)
        return fitted(Answer(case.id, outcome.value, known + outcome.warnings), case.result)
    except Exception as error:  # noqa: BLE001 - one case never ends the others
        return Answer(case.id, None, (codes.BAD_CASE.report(reason=f"{type(error).__name__}: {error}"),))


def answers_in_python(lines: Iterable[str]) -> Iterable[Answer]:
    """Iterate over the answers to lines of JSON, one each; empty lines are passed over."""
    for line in lines:
        if line.strip():
            case = read_case(line)
            yield case if isinstance(case, Answer) else answer_in_python(case)


def as_json(case: Case) -> dict[str, Any]:
    """Return the values of a case as typed JSON, for a target outside of this process."""
    return {name: typed_json.write(value) for name, value in case.values.items()}
