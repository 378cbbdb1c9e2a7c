"""`FilesField`: a field whose value is a list of uploaded files."""

from typing import ClassVar

import pydantic

from engine_forms import codes
from engine_forms.field import Json, Refused, Vocabulary
from engine_forms.identity import SCHEMA, IdsField, as_ids
from engine_forms.operator import EMPTINESS
from engine_rules import types as t
from engine_rules.values import Value

FILE: t.Type = t.ContextType({"id": t.STRING, "name": t.STRING, "size": t.NUMBER, "type": t.STRING})
"""A file in expressions: its size is in bytes, its type a media type (RFC 6838)."""


class FilesField(IdsField):
    """Files by their ids; uploading, checking and keeping them is not the form's business."""

    most: int = pydantic.Field(default=20, ge=1, le=200)
    """The most files."""
    max_megabytes: int = pydantic.Field(default=50, ge=1, le=10_000)
    """The largest file, in millions of bytes."""

    operators: ClassVar[tuple[str, ...]] = EMPTINESS

    @property
    def target(self) -> str:
        """Return the word for files."""
        return "file"

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        """Return a list of files."""
        return t.ListType(FILE)

    def operand(self) -> str:
        """Return the name."""
        return self.name

    def json_schema(self) -> dict[str, Json]:
        """Return the schema of a list of ids."""
        return {"type": "array", "items": dict(SCHEMA), "uniqueItems": True, "maxItems": self.most}

    def accepted(self, raw: Json) -> Value:
        """Return the ids. Raises `Refused`."""
        ids = as_ids(raw) or []
        if len(ids) > self.most:
            raise Refused(codes.TOO_MANY, found=len(ids), limit=self.most)
        return ids
