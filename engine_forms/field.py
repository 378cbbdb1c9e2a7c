"""`Field`: what all kinds of fields have in common, the settings and what each kind answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Annotated, Any, ClassVar, Literal, Protocol

from pydantic import StringConstraints, WithJsonSchema

from engine_forms.column import Column
from engine_forms.dictionary import Dictionary
from engine_forms.family import Family
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Code, Diagnostic, Severity
from lowcode.kernel.names import Label, Language, Name
from lowcode.kernel.spec import Spec

Json = Any
"""A JSON value as plain Python data."""

MAX_EXPRESSION = 10_000
"""The longest expression of a form, in characters."""

ExpressionText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_EXPRESSION),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_EXPRESSION, "format": "expression"}),
]
"""An expression of the language, by the names of the form."""

Condition = bool | ExpressionText
"""Always or never, or when an expression is true."""

Group = Literal["text", "number", "time", "choice", "people", "relation", "file", "computed", "special"]
"""A group of the palette."""


class Refused(Exception):  # noqa: N818 - an answer to whoever entered the value
    """A value is not accepted: the diagnostic says why and what to do next."""

    def __init__(self, code: Code, path: str = "", **values: object) -> None:
        """Take the code with the values of the case; `path` leads to the place inside the value."""
        super().__init__(code.code)
        self.diagnostic: Diagnostic = code.report(None, path, **values)


class Vocabulary(Protocol):
    """What a field has to know about its own form, or rows, and about the other documents of the app."""

    def record_type(self, form: str) -> t.Type:
        """Return the type that a record of a form has in expressions; a context of unknown members at the end."""

    def has_form(self, form: str) -> bool:
        """Return whether there is a form of that name."""

    def sibling(self, name: str) -> "Field | None":
        """Return a field of the same form or rows, as it is written, None when there is none."""

    def shaped(self, form: str, name: str) -> "Field | None":
        """Return the field of another form that says how its values are stored, None when there is none."""

    def rows_of(self, name: str) -> "Rows | None":
        """Return what a sub-table, or the other side of a reference, of the same form is called by `name`."""

    def dictionary(self, name: str) -> Dictionary | None:
        """Return a data dictionary, None when it does not exist."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that belong to a record: of a sub-table, or the records of a form that refer to it."""

    name: str
    """What they are called in expressions."""
    fields: "tuple[Field, ...]"
    """Their fields, as they are written."""
    vocabulary: Vocabulary
    """What those fields have to know."""
    form: str | None = None
    """The form whose records they are; None for the own rows of a sub-table."""
    reference: str | None = None
    """The field of that form that refers to the record."""

    def field(self, name: str) -> "Field | None":
        """Return the field that says how a value of the rows is stored, None when there is none."""
        if self.form is not None:
            return self.vocabulary.shaped(self.form, name)
        found = next((one for one in self.fields if one.name == name), None)
        return found and found.shape(self.vocabulary)


@dataclass(frozen=True, slots=True)
class Use:
    """An expression inside a field: where it stands, what it has to give, and which names it may use."""

    path: str
    """JSON pointer inside the field."""
    text: str
    """The expression."""
    wants: t.Type | None = None
    """The type of its value, None for any."""
    names: Literal["record", "candidate", "entry"] = "record"
    """Names of the record; those of a candidate record of `form`, or of an entry of a dictionary, with `record`."""
    form: str = ""
    """The form of the candidates."""


@dataclass(frozen=True, slots=True)
class Palette:
    """How a kind shows itself to people who design forms."""

    group: Group
    icon: str
    """The name of an icon of Ant Design."""
    label: Label
    """What the kind is called."""
    about: Label
    """What it is good for, in one sentence."""


class Computed(Spec):
    """A value that the form computes instead of asking for it."""

    expression: ExpressionText
    """What it is computed from."""
    stored: bool = True
    """Kept with the record and renewed when what it reads changes; otherwise computed whenever it is read."""


class Validation(Spec):
    """A rule that a record has to keep."""

    check: ExpressionText
    """What has to be true; where it is null, as with missing values, nothing is reported."""
    message: Label
    """What people read when it is not."""
    severity: Severity = "error"
    """An error stops saving; a warning and an info do not."""


class Field(Spec):
    """A named, typed value of a record: what every kind of field can be told."""

    kind: str
    """The kind of field."""
    name: Name
    """The name in expressions and of the column."""
    label: Label
    """What people read next to it."""
    help: Label | None = None
    """An explanation below it."""
    placeholder: Label | None = None
    """What stands in it while it is empty."""
    required: Condition = False
    """Whether a record cannot be saved without it; only asked while it is visible."""
    read_only: Condition = False
    """Whether people can look but not change it."""
    visible: Condition = True
    """Whether it is shown; a hidden field keeps the value it has."""
    default: ExpressionText | None = None
    """The value of a new record when nothing is entered."""
    computed: Computed | None = None
    """Computes the value instead of asking for it."""
    unique: bool = False
    """Whether no two records may have the same value."""
    validations: tuple[Validation, ...] = ()
    """Rules that the value has to keep."""
    searchable: bool = False
    """Whether the search over all records looks into it."""
    indexed: bool = False
    """Whether filtering and sorting by it has to be fast with many records."""
    sensitive: bool = False
    """Whether it is masked, and each look at it recorded."""

    palette: ClassVar[Palette]
    """How the kind shows itself to designers."""
    operators: ClassVar[tuple[str, ...]] = ()
    """The filters that a view can apply, see `engine_forms.operator`."""

    # --- what it is ---------------------------------------------------------------------------------------------------

    def value_type(self, forms: Vocabulary) -> t.Type:
        """Return the type of the value in expressions."""
        raise NotImplementedError

    def columns(self) -> tuple[Column, ...]:
        """Return the columns it is stored in; none for what is not stored with the record."""
        return ()

    def json_schema(self) -> dict[str, Json]:
        """Return the JSON Schema (2020-12) of what it accepts, null left out."""
        raise NotImplementedError

    def shape(self, forms: Vocabulary) -> "Field":  # noqa: ARG002 - kinds that take the shape of another field ask
        """Return the field that says how values are stored and written: itself unless it shows another one's."""
        return self

    def formula(self, forms: Vocabulary) -> Computed | None:  # noqa: ARG002 - as above
        """Return what computes it, None for a field that people fill in."""
        return self.computed

    def operand(self) -> str:
        """Return the expression that filters and sorting compare: its name, or a member of its value."""
        return self.name

    def filters(self) -> tuple[str, ...]:
        """Return the filters that fit its settings."""
        return self.operators

    def uses(self) -> Iterator[Use]:
        """Iterate over the expressions in its settings."""
        for setting in ("required", "read_only", "visible"):
            condition = getattr(self, setting)
            if isinstance(condition, str):
                yield Use(f"/{setting}", condition, t.BOOLEAN)
        if self.default is not None:
            yield Use("/default", self.default)
        if self.computed is not None:
            yield Use("/computed/expression", self.computed.expression)
        for position, rule in enumerate(self.validations):
            yield Use(f"/validations/{position}/check", rule.check, t.BOOLEAN)

    def problems(self, forms: Vocabulary) -> Iterator[Diagnostic]:  # noqa: ARG002 - most kinds need no other form
        """Iterate over mistakes in the settings that their types cannot tell, with paths inside the field."""
        return iter(())

    def objections(self, value: Value, forms: Vocabulary) -> Iterator[Diagnostic]:  # noqa: ARG002 - as above
        """Iterate over what is wrong with a value as other documents tell, such as a dictionary without it."""
        return iter(())

    def demands(self, value: Value) -> Iterator[tuple[str, Diagnostic]]:  # noqa: ARG002 - options have conditions
        """Iterate over expressions that have to be true for a value, each with what is reported otherwise."""
        return iter(())

    # --- values, null among them --------------------------------------------------------------------------------------

    def clean(self, raw: Json) -> Value:
        """Return the value of JSON input; nothing, an empty text and an empty list are null. Raises `Refused`."""
        if raw is None or raw in ("", [], {}) or (isinstance(raw, str) and not raw.strip()):
            return None
        value = self.accepted(raw)
        return None if isinstance(value, str) and not value else value

    def to_json(self, value: Value) -> Json:
        """Return a value as JSON, in the form that `clean` takes."""
        return None if value is None else self.written(value)

    def to_columns(self, value: Value) -> tuple[Any, ...]:
        """Return what is stored in each of the columns, see `Column`."""
        return (None,) * len(self.columns()) if value is None else self.packed(value)

    def from_columns(self, parts: tuple[Any, ...]) -> Value:
        """Return the value that is stored in the columns."""
        return None if not parts or parts[0] is None else self.unpacked(parts)

    def text(self, value: Value, language: Language = "en") -> str:
        """Return a value as people read it, on pages, prints and exports; nothing for null."""
        return "" if value is None else self.shown(value, language)

    def read_text(self, text: str) -> Value:
        """Return the value that a cell of a table stands for, in either language. Raises `Refused`."""
        text = text.strip()
        return None if not text else self.understood(text)

    def adopted(self, value: Value) -> Value:
        """Return the result of a default or formula as a value of the field. Raises `Refused`."""
        return self.clean(None if value is None else self.written(value))

    def filter_value(self, raw: Json) -> Value:
        """Return what a filter compares with: a value, or an element of values that are lists. Raises `Refused`."""
        return self.clean(raw)

    # --- values that are not null: what a kind defines ----------------------------------------------------------------

    def accepted(self, raw: Json) -> Value:
        """Return the value of JSON input that is not empty. Raises `Refused`."""
        raise NotImplementedError

    def written(self, value: Value) -> Json:
        """Return a value as JSON."""
        return value

    def packed(self, value: Value) -> tuple[Any, ...]:
        """Return what is stored of a value."""
        return (value,)

    def unpacked(self, parts: tuple[Any, ...]) -> Value:
        """Return the value of what is stored."""
        return parts[0]

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - most values have no words
        """Return a value as people read it."""
        return str(value)

    def understood(self, text: str) -> Value:
        """Return the value of a text. Raises `Refused`."""
        return self.clean(text)

    def masked(self, value: Value, language: Language = "en") -> str:
        """Return a value with its middle hidden, for people who may not see it whole."""
        text = self.text(value, language)
        shown = min(len(text) // 4, 4)
        return text[:shown] + "*" * (len(text) - 2 * shown) + text[len(text) - shown :]

    def sample(self, random: Random) -> Value:
        """Return a believable value."""
        raise NotImplementedError


FIELD_FAMILY = Family("fields")
"""The union of all kinds, filled by `engine_forms.fields`."""
AnyField = Annotated[Field, FIELD_FAMILY]
"""A field of any kind."""
