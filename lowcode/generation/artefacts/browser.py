"""`web/src/generated/{language,functions,twins}.ts`: what the interpreter in the browser shares with the server."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from engine_rules import codes, evaluation, temporal
from engine_rules import types as t
from engine_rules.function import VARIABLE, Function, Parameter, Signature
from engine_rules.library import FUNCTIONS
from engine_rules.targets.browser import type_json
from engine_rules.values import KINDS
from lowcode.generation.artefact import Artefact
from lowcode.generation.typescript import NOTICE
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.names import Label

_FOLDER: Final = "web/src/generated"
_CODES: Final[Mapping[str, Code]] = {
    "CALL_LIMIT": codes.CALL_LIMIT,
    "NOT_A_CONDITION": codes.NOT_A_CONDITION,
    "NOT_A_FUNCTION": codes.NOT_A_FUNCTION,
    "NOT_A_LIST": codes.NOT_A_LIST,
    "NULL_OPERAND": codes.NULL_OPERAND,
    "NULL_RESULT": codes.NULL_RESULT,
    "SIZE_LIMIT": codes.SIZE_LIMIT,
    "STEP_LIMIT": codes.STEP_LIMIT,
    "TIME_LIMIT": codes.TIME_LIMIT,
    "UNKNOWN_FUNCTION": codes.UNKNOWN_FUNCTION,
    "UNKNOWN_MEMBER": codes.UNKNOWN_MEMBER,
    "UNKNOWN_NAME": codes.UNKNOWN_NAME,
    "WRONG_ARGUMENT": codes.WRONG_ARGUMENT,
    "WRONG_ARGUMENTS": codes.WRONG_ARGUMENTS,
}
"""The diagnostics that the interpreter reports, by the names of their constants."""
_LIMITS: Final = {
    "calls": evaluation.MAX_CALLS,
    "seconds": evaluation.MAX_SECONDS,
    "size": evaluation.MAX_SIZE,
    "steps": evaluation.MAX_STEPS,
    "warnings": evaluation.MAX_WARNINGS,
}
_TYPESCRIPT: Final = {
    t.NUMBER: "Decimal",
    t.STRING: "string",
    t.BOOLEAN: "boolean",
    t.DATE: "DateValue",
    t.TIME: "TimeValue",
    t.DATE_TIME: "DateTimeValue",
    t.DAYS_TIME: "DaysTime",
    t.YEARS_MONTHS: "YearsMonths",
}
_RESERVED: Final = frozenset(
    {"case", "default", "delete", "do", "else", "for", "function", "if", "in", "new", "null", "with"}
)


def _render() -> Mapping[str, str]:
    """Return the three files."""
    functions = [one for one in FUNCTIONS.values() if one.browser and one.expansion is None]
    functions.sort(key=lambda one: one.name)
    return {
        f"{_FOLDER}/language.ts": _language(),
        f"{_FOLDER}/functions.ts": _functions(functions),
        f"{_FOLDER}/twins.ts": _twins(functions),
    }


# --- limits and codes ------------------------------------------------------------------------------------------------


def _language() -> str:
    """Return the file of limits and codes."""
    lines = [
        NOTICE,
        "/** The limits of one run: depth of calls, seconds, elements or characters, steps, warnings kept. */",
        f"export const LIMITS = {json.dumps(_LIMITS)} as const;",
        "",
        "/** The longest durations: nanoseconds, and months. */",
        f"export const LONGEST = {{ months: {temporal.MAX_MONTHS}n, ns: {temporal.MAX_NS}n }} as const;",
        "",
        "/** What a run can report; words in braces are filled with the names and values of the case. */",
        "export const CODES = {",
        *(f"  {name}: {_json(_code(one))}," for name, one in _CODES.items()),
        "} as const;",
        "",
        "/** What the kinds of values are called in messages. */",
        f"export const TYPE_WORDS = {_json(_type_words())} as const;",
        "",
        "/** The name of a code. */",
        "export type CodeName = keyof typeof CODES;",
    ]
    return "\n".join(lines) + "\n"


def _code(one: Code) -> dict[str, Any]:
    """Return a code as JSON."""
    hint = _label(one.hint) if one.hint else None
    return {"code": one.code, "hint": hint, "message": _label(one.message), "severity": one.severity}


def _type_words() -> dict[str, dict[str, str]]:
    """Return the words for the kinds of values."""
    return {kind.name: {"en": kind.en, "zh-CN": kind.zh_cn} for kind in dict.fromkeys(KINDS.values())}


def _label(text: Label) -> dict[str, str]:
    """Return a label as JSON."""
    return {"en": text.en, "zh-CN": text.zh_cn}


# --- signatures ------------------------------------------------------------------------------------------------------


def _functions(functions: Sequence[Function]) -> str:
    """Return the file of signatures, and of the type that each implementation has to have."""
    lines = [
        NOTICE,
        'import type { Type } from "../language/types";',
        "",
        "/** A parameter: name, type, and `o` if optional, `n` if null is a value for it, `v` if it takes the rest. */",
        "export type Parameter = readonly [name: string, type: Type, flags: string];",
        "",
        "/** A way to call a function: its text, its parameters and the type of its result. */",
        "export type Signature = readonly [text: string, parameters: readonly Parameter[], result: Type];",
        "",
        "/** The built-in functions that the browser has, with the ways to call them. */",
        "export const SIGNATURES = {",
        *(f"  {_json(one.name)}: {_json([_signature(each) for each in one.signatures])}," for one in functions),
        "} as const satisfies Readonly<Record<string, readonly Signature[]>>;",
        "",
        "/** The name of a built-in function. */",
        "export type FunctionName = keyof typeof SIGNATURES;",
    ]
    return "\n".join(lines) + "\n"


def _signature(one: Signature) -> list[Any]:
    """Return a signature as JSON, the type variable taken for `Any`."""
    parameters = [[each.name, type_json(_erased(each.kind)), _flags(each)] for each in one.parameters]
    return [one.text, parameters, type_json(_erased(one.result))]


def _erased(kind: t.Type) -> t.Type:
    """Return a type with `Any` for the variable; a function looks at its arguments itself."""
    return t.FUNCTION if isinstance(kind, t.FunctionType) else t.substituted(kind, VARIABLE, t.ANY)


def _flags(one: Parameter) -> str:
    """Return the flags of a parameter."""
    return "o" * one.optional + "n" * one.nullable + "v" * one.variadic


# --- twins -----------------------------------------------------------------------------------------------------------


def _twins(functions: Sequence[Function]) -> str:
    """Return the file that demands an implementation of each function, and lists them."""
    body = "\n".join(f"  {_json(one.name)}: {_twin_type(one)};" for one in functions)
    types = sorted({*_TYPESCRIPT.values()} - {"Decimal", "string", "boolean"})
    used = [name for name in types if re.search(rf"\b{name}\b", body)]
    values = [
        name for name in ("Context", "FunctionValue", "List", "Range", "Value") if re.search(rf"\b{name}\b", body)
    ]
    lines = [
        NOTICE,
        'import type { Decimal } from "../language/decimal";',
        *(f'import {{ twin as {_variable(one)} }} from "../language/functions/{_file(one)}";' for one in functions),
        f'import type {{ {", ".join(used)} }} from "../language/temporal";' if used else "",
        f'import type {{ {", ".join(values)} }} from "../language/values";',
        "",
        "/** A value that is not null. */",
        "type Present = Exclude<Value, null>;",
        "",
        "/** The implementation of each function, or one for each of its signatures. */",
        "export interface Twins {",
        body,
        "}",
        "",
        "/** The implementations. */",
        "export const TWINS: Twins = {",
        *(f"  {_json(one.name)}: {_variable(one)}," for one in functions),
        "};",
    ]
    return "\n".join(lines) + "\n"


def _file(one: Function) -> str:
    """Return the name of the file that implements a function, without its ending."""
    return one.kind.replace("_", "-")


def _variable(one: Function) -> str:
    """Return the name under which the table imports an implementation."""
    return "twinOf" + "".join(part.capitalize() for part in one.kind.split("_"))


def _twin_type(one: Function) -> str:
    """Return the type of a function's implementation: one function, or a tuple with one for each signature."""
    if callable(one.python):
        return _arrow(one.signatures)
    return "readonly [" + ", ".join(_arrow([each]) for each in one.signatures) + "]"


def _arrow(signatures: Sequence[Signature]) -> str:
    """Return the type of a function that serves all `signatures`."""
    return f"({', '.join(_parameters(signatures))}) => Value"


def _parameters(signatures: Sequence[Signature]) -> Iterator[str]:
    """Iterate over the parameters of a function that serves all `signatures`, each with the types of its place."""
    longest = max(signatures, key=lambda one: len(one.parameters))
    for position, parameter in enumerate(longest.parameters):
        here = [one.parameters[position] for one in signatures if position < len(one.parameters)]
        union = " | ".join(dict.fromkeys(_written(each) for each in here))
        if parameter.variadic:
            yield f"...{_camel(parameter.name)}: readonly ({union})[]"
        else:
            optional = len(here) < len(signatures) or any(each.optional or each.variadic for each in here)
            yield f"{_camel(parameter.name)}{'?' * optional}: {union}"


def _written(one: Parameter) -> str:
    """Return the TypeScript type of a parameter."""
    return _typescript(one.kind) + (" | null" if one.nullable else "")


def _typescript(kind: t.Type) -> str:
    """Return the TypeScript type of the values of a type that are not null."""
    match kind:
        case t.ListType(item=item):
            return "List" if item in {t.ANY, VARIABLE} else f"readonly ({_typescript(item)} | null)[]"
        case t.RangeType():
            return "Range"
        case t.ContextType():
            return "Context"
        case t.FunctionType():
            return "FunctionValue"
        case _:
            return _TYPESCRIPT.get(kind, "Present")


def _camel(name: str) -> str:
    """Return a parameter's name as TypeScript writes names."""
    first, *others = name.split()
    text = first[0].lower() + first[1:] + "".join(word.capitalize() for word in others)
    return text + "_" if text in _RESERVED else text


def _json(value: Any) -> str:
    """Return a value as JSON, which TypeScript reads too."""
    return json.dumps(value, ensure_ascii=False)


artefact = Artefact("browser", _render)
"""The TypeScript side of the language's functions."""
