"""`DerivedField`: a field that only shows what others say; it is stored and written as another kind of field."""

from random import Random
from typing import Any

from engine_forms import codes
from engine_forms.field import Computed, Field, Json, Refused, Vocabulary
from engine_rules import types as t
from engine_rules.values import Value


class DerivedField(Field):
    """A field without input of its own; see `shape` for the field that its values are like."""

    def value_type(self, forms: Vocabulary) -> t.Type:
        """Return the type of the field it is like."""
        like = self.shape(forms)
        return t.ANY if like is self else like.value_type(forms)

    def formula(self, forms: Vocabulary) -> Computed:
        """Return what computes it."""
        raise NotImplementedError

    def json_schema(self) -> dict[str, Json]:
        """Return a schema that takes anything: what is sent is ignored."""
        return {}

    def accepted(self, raw: Json) -> Value:  # noqa: ARG002 - nothing is accepted
        """Refuse: nobody enters it."""
        raise Refused(codes.NO_INPUT)

    def sample(self, random: Random) -> Value:  # noqa: ARG002 - its shape knows
        """Return null; its shape knows."""
        return None

    def like(self, other: Field, **settings: Any) -> Field:
        """Return another field under the name and label of this one, free of its conditions.

        Itself for a field that is derived in a circle, and so is like nothing.
        """
        if isinstance(other, DerivedField):
            return self
        mine = {
            "name": self.name,
            "label": self.label,
            "help": self.help,
            "required": False,
            "read_only": True,
            "visible": self.visible,
            "default": None,
            "computed": None,
            "unique": self.unique,
            "validations": self.validations,
            "searchable": self.searchable,
            "indexed": self.indexed,
            "sensitive": self.sensitive or other.sensitive,
        }
        return other.model_copy(update=mine | settings)
