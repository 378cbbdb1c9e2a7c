"""`IdField`: a field whose value is the id of a record, person, department or file."""

from random import Random
from typing import Any, ClassVar
from uuid import UUID

from engine_forms import codes
from engine_forms.column import Column
from engine_forms.field import Field, Json, Refused, Vocabulary
from engine_forms.numeric import brief
from engine_forms.operator import EMPTINESS, IDS, LISTS
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.kernel.names import Language

MOST_IDS = 1_000
"""The most ids in one value."""
SCHEMA: dict[str, Json] = {"type": "string", "format": "uuid"}
"""The schema of an id."""


class IdField(Field):
    """A field whose value is one id; in expressions it is the record that has it."""

    operators: ClassVar[tuple[str, ...]] = IDS

    @property
    def target(self) -> str:
        """Return the form whose records are meant, or `user`, `department` or `file`."""
        raise NotImplementedError

    @property
    def several(self) -> bool:
        """Return whether the value is a list of ids."""
        return False

    def value_type(self, forms: Vocabulary) -> t.Type:
        """Return the type of the record, or of a list of them."""
        record = forms.record_type(self.target)
        return t.ListType(record) if self.several else record

    def columns(self) -> tuple[Column, ...]:
        """Return one column of ids."""
        return (Column("uuid[]" if self.several else "uuid", target=self.target),)

    def json_schema(self) -> dict[str, Json]:
        """Return the schema of an id or a list of ids."""
        if not self.several:
            return dict(SCHEMA)
        return {"type": "array", "items": dict(SCHEMA), "uniqueItems": True, "maxItems": MOST_IDS}

    def operand(self) -> str:
        """Return the id, or the list of ids."""
        return f"{self.name}.id"

    def filters(self) -> tuple[str, ...]:
        """Return those of lists for several ids."""
        return LISTS if self.several and self.operators != EMPTINESS else self.operators

    def filter_value(self, raw: Json) -> Value:
        """Return one id. Raises `Refused`."""
        return as_id(raw)

    def accepted(self, raw: Json) -> Value:
        """Return the id or ids. Raises `Refused`."""
        return as_ids(raw) if self.several else as_id(raw)

    def adopted(self, value: Value) -> Value:
        """Return the id of the record that an expression found, or of each of several."""
        if self.several and isinstance(value, list):
            return self.clean([id_in(one) for one in value if one is not None])
        return self.clean(id_in(value))

    def packed(self, value: Value) -> tuple[Any, ...]:
        """Return `UUID`s."""
        return ([UUID(one) for one in value],) if self.several else (UUID(value),)

    def unpacked(self, parts: tuple[Any, ...]) -> Value:
        """Return ids as texts."""
        return [str(one) for one in parts[0]] if self.several else str(parts[0])

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - ids have no words
        """Return the ids; whoever knows the records writes their titles instead."""
        return ", ".join(value) if self.several else str(value)

    def understood(self, text: str) -> Value:
        """Return the id or ids of a text."""
        return self.clean([part.strip() for part in text.split(",") if part.strip()] if self.several else text)

    def sample(self, random: Random) -> Value:
        """Return an id that belongs to nothing."""
        if self.several:
            return [sample_id(random) for _ in range(random.randint(1, 3))]
        return sample_id(random)


class IdsField(IdField):
    """A field whose value is a list of ids."""

    operators: ClassVar[tuple[str, ...]] = LISTS

    @property
    def several(self) -> bool:
        """Return true."""
        return True


def as_id(raw: Json) -> str:
    """Return JSON input as an id in its usual form. Raises `Refused`."""
    raw = id_in(raw)
    if isinstance(raw, str) and len(raw) <= 45:
        try:
            return str(UUID(raw))
        except ValueError:
            pass
    raise Refused(codes.NOT_AN_ID, found=brief(raw))


def as_ids(raw: Json) -> list[str] | None:
    """Return JSON input as a list of different ids, null for none. Raises `Refused`."""
    if not isinstance(raw, list):
        raise Refused(codes.NOT_A_LIST)
    if len(raw) > MOST_IDS:
        raise Refused(codes.TOO_MANY, found=len(raw), limit=MOST_IDS)
    return list(dict.fromkeys(as_id(one) for one in raw)) or None


def id_in(value: Value) -> Value:
    """Return the id of a record that is given as a whole, else the value."""
    return value.get("id") if isinstance(value, dict) else value


def sample_id(random: Random) -> str:
    """Return an id made by chance."""
    return str(UUID(int=random.getrandbits(128), version=4))
