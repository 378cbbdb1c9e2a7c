"""`Form`: what a kind of record consists of, and how people fill it in."""

from collections.abc import Iterator
from functools import cached_property
from typing import Final, Literal

import pydantic

from engine_forms import layout_kinds
from engine_forms.field import AnyField, ExpressionText, Field, Use, Validation
from engine_forms.fields import FIELDS
from engine_forms.layout import LAYOUT_FAMILY, AnyItem, LayoutItem
from engine_rules import types as t
from lowcode.kernel.catalog import Catalog
from lowcode.kernel.names import Label, Name
from lowcode.kernel.spec import Spec

LAYOUT_KINDS: Final = Catalog(layout_kinds, LayoutItem)
"""Every kind of part of a page by its word."""
LAYOUT_FAMILY.fill(LAYOUT_KINDS)

MOST_FIELDS: Final = 500


class UniqueRule(Spec):
    """No two records may agree in several fields."""

    fields: tuple[Name, ...] = pydantic.Field(min_length=2, max_length=8)
    """The fields; records with an empty one do not count."""
    message: Label | None = None
    """What people read."""


class DuplicateRule(Spec):
    """A warning when a record with a similar name exists, such as another spelling of a company."""

    field: Name
    """The field with the name."""
    threshold: float = pydantic.Field(default=0.75, gt=0, le=1)
    """From which similarity on, 1 being the same name."""
    names: Literal["company", "any"] = "company"
    """Whether legal forms such as 有限公司 and Co., Ltd. count for nothing."""
    message: Label | None = None
    """What people read."""


class Form(Spec):
    """A kind of record."""

    name: Name
    """The name in expressions and of the table."""
    label: Label
    """What people call a record."""
    icon: str | None = None
    """Its icon."""
    description: Label | None = None
    """What it is good for."""
    fields: tuple[AnyField, ...] = pydantic.Field(default=(), max_length=MOST_FIELDS)
    """The fields."""
    layout: tuple[AnyItem, ...] = ()
    """The page of a record; the fields below each other if nothing is said."""
    title: ExpressionText | None = None
    """What a record is called in lists and links; the first field with text if nothing is said."""
    validations: tuple[Validation, ...] = ()
    """Rules over several fields."""
    unique: tuple[UniqueRule, ...] = ()
    """Fields whose values together no two records may share."""
    duplicates: tuple[DuplicateRule, ...] = ()
    """Warnings about records that may exist already."""
    document: bool | None = None
    """Whether a record is a document, which leads to those that came before and after it: an order to its quotation and
    its deliveries. If nothing is said, it is one when it has a stage or a running number, and no document leads through
    other records, as a customer."""
    comments: bool = True
    """Whether people can discuss a record."""
    history: bool = True
    """Whether the page shows what happened to a record; it is recorded in any case."""

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Return the fields by name."""
        return {one.name: one for one in self.fields}

    def field(self, name: str) -> Field | None:
        """Return a field by its name."""
        return self.by_name.get(name)

    @property
    def is_document(self) -> bool:
        """Return whether a record leads to those that came before and after it."""
        if self.document is not None:
            return self.document
        return any(one.kind in {"stage", "serial_number"} for one in self.fields)

    @property
    def title_expression(self) -> str:
        """Return the expression of what a record is called."""
        if self.title is not None:
            return self.title
        texts = [one.name for one in self.fields if one.kind in {"text", "serial_number"}]
        return texts[0] if texts else "id"

    def uses(self) -> Iterator[Use]:
        """Iterate over the expressions of the form itself and its layout, those of fields left out."""
        yield Use("/title", self.title_expression)
        for position, rule in enumerate(self.validations):
            yield Use(f"/validations/{position}/check", rule.check, t.BOOLEAN)
        for path, item in self.items():
            for use in item.uses():
                yield Use(path + use.path, use.text, use.wants)

    def items(self) -> Iterator[tuple[str, LayoutItem]]:
        """Iterate over all parts of the layout, each with its JSON pointer."""
        for position, item in enumerate(self.layout):
            yield from item.walk(f"/layout/{position}")

    def unique_fields(self) -> Iterator[tuple[tuple[str, ...], Label | None]]:
        """Iterate over what no two records may share: the fields, and what people read."""
        for one in self.fields:
            if one.unique:
                yield (one.name,), None
        for rule in self.unique:
            yield rule.fields, rule.message


FIELD_KINDS: Final = FIELDS
"""Every kind of field by its word, read before any form."""
