"""`subtable`: rows that belong to a record."""

from collections.abc import Iterator
from random import Random
from typing import Any, ClassVar, Literal

import pydantic

from engine_forms import codes, form_codes
from engine_forms.field import AnyField, Field, Json, Palette, Refused, Vocabulary
from engine_forms.identity import SCHEMA, as_id
from engine_forms.operator import EMPTINESS
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Language, Name, Ref, label

MOST_ROWS = 5_000


class SubtableField(Field):
    """Rows with fields of their own, or the records of a form that refer to this one; in expressions a list."""

    kind: Literal["subtable"]
    fields: tuple[AnyField, ...] = ()
    """The fields of each row, when the rows exist nowhere else."""
    form: Ref | None = None
    """The form whose records are the rows."""
    reference: Name | None = None
    """The field of that form that refers to this record."""
    least: int = pydantic.Field(default=0, ge=0)
    """The fewest rows."""
    most: int = pydantic.Field(default=500, ge=1, le=MOST_ROWS)
    """The most rows."""
    totals: tuple[Name, ...] = ()
    """The number fields whose sums stand below the rows."""

    palette: ClassVar[Palette] = Palette(
        "relation",
        "table",
        label("Sub-table", "子表"),
        label("Rows in a record: the lines of an order.", "记录中的多行明细，例如订单行。"),
    )
    operators: ClassVar[tuple[str, ...]] = EMPTINESS

    def value_type(self, forms: Vocabulary) -> t.Type:
        rows = forms.rows_of(self.name)
        members: dict[str, t.Type] = {"id": t.STRING}
        if rows is not None:
            members |= {one.name: one.value_type(rows.vocabulary) for one in rows.fields}
        return t.ListType(t.ContextType(members))

    def shape(self, forms: Vocabulary) -> Field:
        rows = forms.rows_of(self.name)
        if rows is None:
            return self
        fields = tuple(one.shape(rows.vocabulary) for one in rows.fields)
        return self.model_copy(update={"fields": fields, "form": None, "reference": None})

    def json_schema(self) -> dict[str, Json]:
        members = {one.name: nullable(one.json_schema()) for one in self.fields}
        row = {"type": "object", "properties": {"id": nullable(SCHEMA), **members}, "additionalProperties": False}
        return {"type": "array", "items": row, "maxItems": self.most, "minItems": self.least}

    def problems(self, forms: Vocabulary) -> Iterator[Diagnostic]:
        if bool(self.fields) == bool(self.form):
            yield form_codes.NEEDS_ONE_OF.report(None, "", first="`fields`", second="`form`")
        if self.form is not None and not forms.has_form(self.form):
            yield form_codes.NO_SUCH_FORM.report(None, "/form", name=self.form)
        elif self.form is not None:
            target = forms.shaped(self.form, self.reference or "")
            if target is None or target.kind != "reference":
                known = "reference"
                yield form_codes.NO_SUCH_FIELD.report(None, "/reference", name=self.reference or "", known=known)
        if self.least > self.most:
            yield form_codes.LEAST_ABOVE_MOST.report(None, "/least")
        for position, one in enumerate(self.fields):
            if isinstance(one, SubtableField):
                found = form_codes.WRONG_FIELD_KIND.report(None, name=one.name, found=one.kind, wanted="reference")
                yield found.at(f"/fields/{position}")

    def clean(self, raw: Json) -> Value:
        return [] if raw in (None, "") else self.accepted(raw)

    def accepted(self, raw: Json) -> Value:
        if not isinstance(raw, list):
            raise Refused(codes.NOT_A_LIST)
        if len(raw) > self.most:
            raise Refused(codes.TOO_MANY, found=len(raw), limit=self.most)
        return [self._row(one, position) for position, one in enumerate(raw)]

    def _row(self, raw: Json, position: int) -> dict[str, Value]:
        """Return a row: its id, and each field that is given."""
        if not isinstance(raw, dict):
            raise Refused(codes.NOT_ROWS, f"/{position}")
        known = {one.name: one for one in self.fields}
        row: dict[str, Value] = {"id": None if raw.get("id") is None else as_id(raw["id"])}
        for name, value in raw.items():
            if name == "id":
                continue
            if name not in known:
                raise Refused(codes.UNKNOWN_FIELD, f"/{position}/{name}", name=name, known=", ".join(known))
            try:
                row[name] = known[name].clean(value)
            except Refused as refused:
                refused.diagnostic = refused.diagnostic.at(f"/{position}/{name}")
                raise
        return row

    def to_json(self, value: Value) -> Json:
        return self.written(value or [])

    def written(self, value: Value) -> Json:
        known = {one.name: one for one in self.fields}
        return [
            {name: part if name == "id" else known[name].to_json(part) for name, part in row.items()} for row in value
        ]

    def from_columns(self, parts: tuple[Any, ...]) -> Value:  # noqa: ARG002 - rows are stored as rows
        return []

    def text(self, value: Value, language: Language = "en") -> str:
        count = len(value or [])
        return f"{count} rows" if language == "en" else f"{count} 行"

    def read_text(self, text: str) -> Value:  # noqa: ARG002 - nothing is accepted
        raise Refused(codes.NO_INPUT)

    def sample(self, random: Random) -> Value:
        """Return a few rows whose fields have samples."""
        return [
            {"id": None, **{one.name: one.sample(random) for one in self.fields if one.computed is None}}
            for _ in range(random.randint(max(1, self.least), max(3, self.least)))
        ]


def nullable(schema: dict[str, Json]) -> dict[str, Json]:
    """Return a schema that takes null too."""
    return {"anyOf": [schema, {"type": "null"}]}
