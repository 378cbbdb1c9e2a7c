"""`json`: data of any shape."""

import json
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import Any, ClassVar, Literal

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, best_match
from referencing import Registry
from referencing.exceptions import Unresolvable

from engine_forms import codes, form_codes
from engine_forms.column import Column
from engine_forms.field import Field, Json, Palette, Refused, Vocabulary
from engine_forms.numeric import brief
from engine_forms.operator import EMPTINESS
from engine_forms.plain_json import dumped, loaded, plain_data, valued
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Language, label


class JsonField(Field):
    """Data of any shape, or of the shape that a JSON Schema describes; contexts and lists in expressions."""

    kind: Literal["json"]
    structure: dict[str, Json] | None = None
    """The JSON Schema (2020-12) of the data; anything goes without one."""

    palette: ClassVar[Palette] = Palette(
        "special",
        "code",
        label("JSON", "JSON"),
        label("Data of any shape, such as what another system sent.", "任意结构的数据，例如外部系统的报文。"),
    )
    operators: ClassVar[tuple[str, ...]] = EMPTINESS

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        return t.ANY

    def columns(self) -> tuple[Column, ...]:
        return (Column("jsonb"),)

    def json_schema(self) -> dict[str, Json]:
        return self.structure or {}

    def problems(self, forms: Vocabulary) -> Iterator[Diagnostic]:  # noqa: ARG002 - needs no other form
        try:
            Draft202012Validator.check_schema(self.structure or {})
        except SchemaError as wrong:
            yield form_codes.BAD_SCHEMA.report(None, "/structure", reason=brief(wrong.message))

    def clean(self, raw: Json) -> Value:
        return None if raw is None else self.accepted(raw)

    def accepted(self, raw: Json) -> Value:
        value = valued(raw)
        if self.structure is not None:
            # an empty registry: a schema must not make the server fetch addresses
            validator = Draft202012Validator(self.structure, registry=Registry())
            try:
                wrong = best_match(validator.iter_errors(plain_data(value)))
            except Unresolvable as unknown:
                raise Refused(codes.JSON_DOES_NOT_FIT, place="/", reason=brief(unknown)) from None
            if wrong is not None:
                place = "/".join(["", *map(str, wrong.absolute_path)])
                raise Refused(codes.JSON_DOES_NOT_FIT, place, place=place or "/", reason=brief(wrong.message))
        return value

    def written(self, value: Value) -> Json:
        return plain_data(value)

    def packed(self, value: Value) -> tuple[Any, ...]:
        return (dumped(value),)

    def unpacked(self, parts: tuple[Any, ...]) -> Value:
        return loaded(parts[0])

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - data has no language
        return dumped(value)

    def understood(self, text: str) -> Value:
        try:
            return self.clean(loaded(text))
        except json.JSONDecodeError as wrong:
            raise Refused(codes.NOT_JSON, reason=str(wrong)) from None

    def sample(self, random: Random) -> Value:
        return {"source": "erp", "items": [Decimal(random.randint(1, 99)), Decimal("0.5")], "ok": True, "note": None}
