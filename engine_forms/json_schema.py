"""The JSON Schema (2020-12) of the records of a form, for outsiders who send and read them."""

from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry

from engine_forms import codes
from engine_forms.field import Json
from engine_forms.form_set import FormSet
from engine_forms.numeric import brief
from lowcode.kernel.diagnostics import Diagnostic

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def record_schema(forms: FormSet, form: str, *, whole: bool = False) -> dict[str, Json]:
    """Return the schema of what is sent for a record of a form; of a whole new one if it has to have all it needs.

    Only a field that is always required is required by the schema: conditions are for the server.
    """
    document = forms.forms[form]
    known = forms.vocabulary(form)
    members: dict[str, Json] = {}
    required: list[str] = []
    for one in document.fields:
        derived = one.formula(known) is not None
        if one.kind == "button":
            continue
        schema: dict[str, Json] = {"anyOf": [one.shape(known).json_schema(), {"type": "null"}], "title": one.label.en}
        if one.help is not None:
            schema["description"] = one.help.en
        if derived or one.kind == "serial_number":
            schema["readOnly"] = True
        members[one.name] = schema
        if one.required is True and one.visible is True and one.default is None and not derived:
            required.append(one.name)
    record: dict[str, Json] = {
        "$schema": DIALECT,
        "title": document.label.en,
        "type": "object",
        "properties": members,
        "additionalProperties": False,
    }
    return record | ({"required": required} if whole and required else {})


def mistakes(schema: dict[str, Json], data: Json) -> list[Diagnostic]:
    """Return what does not fit a schema, each with the JSON pointer of its place."""
    found = Draft202012Validator(schema, registry=_nothing()).iter_errors(data)
    return [_reported(one) for one in sorted(found, key=lambda one: list(map(str, one.absolute_path)))]


def _reported(wrong: Any) -> Diagnostic:
    """Return a mistake as a diagnostic."""
    place = "/".join(["", *map(str, wrong.absolute_path)])
    return codes.JSON_DOES_NOT_FIT.report(None, place, place=place or "/", reason=brief(wrong.message))


@lru_cache(maxsize=1)
def _nothing() -> Registry[Any]:
    """Return a registry without documents, so that a schema never makes the server fetch an address."""
    return Registry()
