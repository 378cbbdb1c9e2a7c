"""Functions of other languages that models name: the well-known static methods of Java, computed here.

A model may define a function by a Java class and method signature (DMN 1.5, section 10.2.2.3). There is no Java here;
the methods of `java.lang.Math`, of the number classes and of `String` that have an exact counterpart are computed
by it, everything else is known but gives null with a warning.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from engine_rules.decisions import decision_codes as codes
from engine_rules.evaluation import grown, warn
from engine_rules.numbers import plain
from engine_rules.texts import text_of
from engine_rules.values import Value

_SIGNATURE: Final = re.compile(r"\s*(\w+)\s*\(([^()]*)\)\s*")
_FORMAT: Final = re.compile(r"%([-+0, ]*)(\d{0,3})(?:\.(\d{1,2}))?([sdfxXcbn%])")
_REALS: Final = frozenset({"double", "float", "java.lang.Double", "java.lang.Float"})
_WHOLES: Final[Mapping[str, int]] = {
    "byte": 8, "short": 16, "int": 32, "long": 64,
    "java.lang.Byte": 8, "java.lang.Short": 16, "java.lang.Integer": 32, "java.lang.Long": 64,
}  # fmt: skip
"""The whole numbers of Java, with their bits."""
_TEXT: Final = "java.lang.String"
_OBJECTS: Final = frozenset({"[Ljava.lang.Object;", "java.lang.Object...", "java.lang.Object[]"})
_VARARGS_NAMES: Final = {"String": _TEXT, "Object...": "java.lang.Object..."}


class _MismatchError(Exception):
    """A value is not what a Java type takes."""


def foreign(language: str, body: Value) -> Callable[..., Value]:
    """Return the function that a body such as `{class: …, method signature: …}` names; one of null if unknown."""
    name, signature = "", ""
    if isinstance(body, dict):
        name = str(body.get("class") or body.get("document") or "")
        signature = str(body.get("method signature") or body.get("model") or "")
    title = f"{name}.{signature}"

    def refuse(*_arguments: Value) -> Value:
        warn(codes.FOREIGN_FUNCTION, name=title, language=language)

    match = _SIGNATURE.fullmatch(signature)
    if language != "Java" or match is None:
        return refuse
    types = [_VARARGS_NAMES.get(one, one) for one in (part.strip() for part in match[2].split(",")) if one]
    method = _method(name, match[1], types)
    return refuse if method is None else _calling(method, types, refuse)


def external(body: Value) -> Callable[..., Value]:
    """Return the function of an `external` literal: `{java: {…}}` or `{pmml: {…}}`."""
    if isinstance(body, dict):
        for key, language in (("java", "Java"), ("pmml", "PMML")):
            if key in body:
                return foreign(language, body[key])
    return foreign("", body)


def _calling(method: Callable[..., Any], types: Sequence[str], refuse: Callable[..., Value]) -> Callable[..., Value]:
    """Return the function that takes values to Java's types, calls, and takes the result back."""

    def call(*arguments: Value) -> Value:
        try:
            return _back(method(*_arguments(arguments, types)))
        except (_MismatchError, ValueError, TypeError, OverflowError, ArithmeticError):
            return refuse()

    return call


def _arguments(arguments: Sequence[Value], types: Sequence[str]) -> list[Any]:
    """Return values as the types of a method take them; the last may take all that are left."""
    if types and types[-1] in _OBJECTS and len(arguments) >= len(types) - 1:
        fixed = len(types) - 1
        rest = list(arguments[fixed:])
        if len(rest) == 1 and isinstance(rest[0], list):
            rest = rest[0]
        return [_given(value, kind) for value, kind in zip(arguments[:fixed], types[:fixed], strict=True)] + rest
    if len(arguments) != len(types):
        raise _MismatchError
    return [_given(value, kind) for value, kind in zip(arguments, types, strict=True)]


def _given(value: Value, kind: str) -> Any:
    """Return a value as a Java type takes it."""
    if kind in _REALS and isinstance(value, Decimal):
        return float(value)
    if kind in _WHOLES and isinstance(value, Decimal) and value == value.to_integral_value():
        whole, limit = int(value), 1 << (_WHOLES[kind] - 1)
        if -limit <= whole < limit:
            return whole
    if kind == "char" and isinstance(value, str) and len(value) == 1:
        return value
    if (kind == _TEXT and isinstance(value, str)) or (kind == "boolean" and isinstance(value, bool)):
        return value
    if kind == "java.lang.Object":
        return value
    raise _MismatchError


def _back(result: Any) -> Value:
    """Return what a method gives as a value of the language."""
    if isinstance(result, float):
        if not math.isfinite(result):
            raise _MismatchError
        return Decimal(repr(result))
    return Decimal(result) if type(result) is int else result


_REAL_METHODS: Final[Mapping[str, tuple[int, Callable[..., float]]]] = {
    "sin": (1, math.sin), "cos": (1, math.cos), "tan": (1, math.tan), "asin": (1, math.asin), "acos": (1, math.acos),
    "atan": (1, math.atan), "atan2": (2, math.atan2), "sinh": (1, math.sinh), "cosh": (1, math.cosh),
    "tanh": (1, math.tanh), "sqrt": (1, math.sqrt), "cbrt": (1, math.cbrt), "exp": (1, math.exp),
    "log": (1, math.log), "log10": (1, math.log10), "pow": (2, math.pow), "hypot": (2, math.hypot),
    "toRadians": (1, math.radians), "toDegrees": (1, math.degrees), "ceil": (1, lambda x: float(math.ceil(x))),
    "floor": (1, lambda x: float(math.floor(x))), "rint": (1, lambda x: float(round(x))),
    "signum": (1, lambda x: math.copysign(1.0, x) if x else x),
}  # fmt: skip
"""Methods of `java.lang.Math` over doubles, with the number of their arguments."""
_ANY_METHODS: Final[Mapping[str, tuple[int, Callable[..., Any]]]] = {"max": (2, max), "min": (2, min), "abs": (1, abs)}
"""Methods of `java.lang.Math` over all numbers."""
_PARSERS: Final[Mapping[str, str]] = {
    "Byte": "parseByte", "Short": "parseShort", "Integer": "parseInt", "Long": "parseLong",
    "Float": "parseFloat", "Double": "parseDouble",
}  # fmt: skip


def _method(name: str, method: str, types: Sequence[str]) -> Callable[..., Any] | None:
    """Return the counterpart of a static method, None when there is none."""
    package, _, short = name.rpartition(".")
    if package != "java.lang":
        return None
    if short in {"Math", "StrictMath"}:
        return _math(method, types)
    if short in _PARSERS:
        return _number(short, method, types)
    if short == "String" and method == "valueOf" and len(types) == 1:
        return lambda value: text_of(_back(value))
    if short == "String" and method == "format" and types[:1] == [_TEXT] and (types[-1] in _OBJECTS or len(types) > 1):
        return _formatted
    return None


def _math(method: str, types: Sequence[str]) -> Callable[..., Any] | None:
    """Return a method of `java.lang.Math`."""
    numbers = set(types) <= _REALS | _WHOLES.keys()
    if method in _ANY_METHODS and numbers and len(types) == _ANY_METHODS[method][0]:
        return _ANY_METHODS[method][1]
    if method in _REAL_METHODS and set(types) == {"double"} and len(types) == _REAL_METHODS[method][0]:
        return _REAL_METHODS[method][1]
    if method == "round" and len(types) == 1 and types[0] in _REALS:
        return lambda value: math.floor(value + 0.5)
    return None


def _number(short: str, method: str, types: Sequence[str]) -> Callable[..., Any] | None:
    """Return `valueOf` or the parser of a number class."""
    if len(types) != 1 or method not in {"valueOf", _PARSERS[short]}:
        return None
    if types[0] == _TEXT:
        kind = f"java.lang.{short}"
        return lambda text: _given(Decimal(text.strip()), kind)
    return (lambda value: value) if method == "valueOf" and types[0] in _REALS | _WHOLES.keys() else None


def _formatted(pattern: str, *values: Value) -> str:
    """Return `String.format` for the conversions `s d f x c b n %`. Raises `ValueError` for others."""
    rest = iter(values)
    if "%" in _FORMAT.sub("", pattern):
        raise _MismatchError
    text = _FORMAT.sub(lambda match: _one_formatted(match, rest), pattern)
    grown(len(text))
    return text


def _one_formatted(match: re.Match[str], values: Any) -> str:
    """Return the text of one conversion."""
    flags, width, precision, kind = match.groups()
    if kind in "n%":
        return "\n" if kind == "n" else "%"
    value = next(values, None)
    if kind in "sb":
        text = "null" if value is None else text_of(value)
        text = text[: int(precision)] if precision else text
        return text.ljust(int(width or 0)) if "-" in flags else text.rjust(int(width or 0))
    if kind == "c":
        return str(value)
    if not isinstance(value, Decimal):
        raise _MismatchError
    if kind in "dxX":
        return f"%{flags.replace(',', '')}{width}{kind}" % int(plain(value))
    digits = int(precision or 6)
    # Java rounds halves away from zero
    value = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{value:{'+' if '+' in flags else ''}{width}{',' if ',' in flags else ''}.{digits}f}"
